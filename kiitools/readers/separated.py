"""A table in a text file: separator and encoding found out, ragged rows and lost quotation marks named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kiitools.errors import Fault, RegisterError, fault
from kiitools.readers.grids import Grid, Knows, Row, header_at, score


def read_separated(path: Path, data: bytes, knows: Knows) -> Grid:
    """The one table of a file separated by commas, semicolons or tabs: whichever gives the best header."""
    text = _decoded(path, data)
    named = re.match(r"sep=(.)\r?\n", text)
    marks = named[1] if named else ",;\t"
    body, first = (text[named.end() :], 2) if named else (text, 1)
    readings = [_csv_rows(path, body, mark, first, knows) for mark in marks]
    return max(readings, key=lambda g: (score(g, knows), max((len(r.cells) for r in g.rows[:5]), default=0)))


def _decoded(path: Path, data: bytes) -> str:
    """Text by its byte order mark, else strict UTF-8, else Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            encodings = [encoding]
            break
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise RegisterError("registers.other-format", where=path)


def _csv_rows(path: Path, text: str, mark: str, first: int, knows: Knows) -> Grid:
    rows: list[Row] = []
    faults: list[tuple[int, Fault]] = []
    number = first
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for number, cells in enumerate(reader, first):
            if any(cell.strip() for cell in cells):
                rows.append(Row(number, tuple(map(_without_apostrophe, cells))))
    except csv.Error:
        faults.append((number + 1, fault(path.name, "registers.broken-quotes", row=number + 1)))
    grid = Grid("", tuple(rows), faults=tuple(faults))
    return replace(grid, faults=(*faults, *_ragged(path.name, grid, knows))) if rows else grid


def _ragged(file: str, grid: Grid, knows: Knows) -> Iterator[tuple[int, Fault]]:
    """Rows with more or fewer cells than the header: a separator in a cell, or a lost quotation mark."""
    at = header_at(grid, knows)
    width = len(grid.rows[at].cells)
    for row in grid.rows[at + 1 :]:
        if len(row.cells) != width:
            yield row.number, fault(file, "registers.ragged", row=row.number, n=len(row.cells), width=width)


_GUARDED = re.compile(r"'[\s\u200b-\u200f\ufeff]*[=+\-@\t\r\n＝＋－＠]")


def _without_apostrophe(cell: str) -> str:
    """Undo the apostrophe that CSV files of ours put before what a spreadsheet would run."""
    return cell[1:] if _GUARDED.match(cell) else cell
