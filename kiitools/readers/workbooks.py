"""Sheets of a .xlsx workbook as text; bombs and entities refused before a parser sees them."""

from __future__ import annotations

import contextlib
import datetime
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiitools.errors import DocumentError, Fault, RegisterError, fault
from kiitools.model.sources import Skipped
from kiitools.readers.archive import Limits, open_archive
from kiitools.readers.grids import MOST_BYTES, MOST_CELLS, Grid, Row, letter

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, TypeError, AttributeError, IndexError,
    SyntaxError, OSError, EOFError, NotImplementedError, RuntimeError, OverflowError, RecursionError,
)  # fmt: skip
LIMITS = Limits(file=MOST_BYTES, unpacked=300_000_000, entry=200_000_000, entries=2_000)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_workbook(path: Path, data: bytes) -> tuple[list[Grid], tuple[Skipped, ...]]:
    """The visible sheets of a .xlsx file, and the hidden ones that were left aside."""
    _ensure_harmless(path, data)
    book = _load(path, data, values=False)
    sheets = [s for s in book.worksheets if s.sheet_state == "visible"]
    skipped = tuple(
        Skipped("registers.skipped.hidden-sheet", 1, s.title)
        for s in book.worksheets
        if s.sheet_state != "visible"
    )
    if not sheets:
        raise RegisterError("registers.all-hidden", where=path)
    formulas = any(c.data_type == "f" for s in sheets for c in s._cells.values())
    values = _load(path, data, values=True) if formulas else book
    return [_grid(s, values[s.title]) for s in sheets], skipped


def _load(path: Path, data: bytes, *, values: bool) -> Any:
    import openpyxl

    with warnings.catch_warnings(), contextlib.redirect_stdout(None):  # openpyxl prints on odd files
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
        except _DAMAGED as err:
            raise RegisterError("registers.damaged", where=path, cause=type(err).__name__) from err
    if sum(len(s._cells) for s in book.worksheets) > MOST_CELLS:
        raise RegisterError("registers.too-large", where=path)
    return book


def _ensure_harmless(path: Path, data: bytes) -> None:
    """Refuse bombs, entities and other containers before a parser sees them."""
    try:
        archive = open_archive(data, path.name, LIMITS)
    except DocumentError as err:
        raise RegisterError(err.key, where=path, faults=(), **err.values) from err
    if "xl/workbook.xml" not in archive:
        raise RegisterError("registers.other-format", where=path)


def _grid(sheet: Any, values: Any) -> Grid:
    faults: list[tuple[int, Fault]] = []
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        shown = values.cell(row, column) if cell.data_type == "f" else cell
        text = _text(shown)
        place = {"row": row, "letter": letter(column - 1)}
        if cell.data_type == "f" and shown.value is None:
            faults.append((row, fault(sheet.title, "registers.formula", **place)))
        elif shown.data_type == "e":
            faults.append((row, fault(sheet.title, "registers.error-value", value=str(shown.value), **place)))
        if text.strip():
            rows.setdefault(row, {})[column - 1] = text
    return Grid(
        sheet.title,
        tuple(Row(n, tuple(cells.get(i, "") for i in range(max(cells) + 1))) for n, cells in rows.items()),
        tuple(n for n, d in sheet.row_dimensions.items() if d.hidden or d.height == 0),
        tuple(sorted(_hidden_columns(sheet))),
        tuple((str(area), area.max_row) for area in sheet.merged_cells.ranges),
        tuple(faults),
    )


def _hidden_columns(sheet: Any) -> Iterator[int]:
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min and dimension.max:
            yield from range(dimension.min - 1, min(dimension.max, 3_000))


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, (datetime.datetime, datetime.date)):
        return _date_text(value, str(cell.number_format))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return "" if value is None else _unescaped(str(value))


def _date_text(value: datetime.datetime | datetime.date, shown_as: str) -> str:
    """ISO; a cell that shows only month and year says only month and year."""
    if isinstance(value, datetime.datetime) and (value.hour or value.minute or value.second):
        return value.isoformat(timespec="seconds")
    if "d" not in shown_as.lower() and "m" in shown_as.lower():
        return value.strftime("%Y-%m")
    return value.strftime("%Y-%m-%d")


def _unescaped(text: str) -> str:
    """``_x000D_`` is how Excel writes a carriage return in a cell."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
