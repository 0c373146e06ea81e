"""How a register is read: headers to columns, cells by kind, every fault collected, then all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.errors import Fault, RegisterError, fault
from kiitools.folding import folded
from kiitools.readers.cells import CellError, read_cell, shown
from kiitools.readers.sheets import Row, Sheet, read_sheet
from kiitools.readers.vocabulary import fold, regions, resource, vocabulary
from kiitools.tables import Contract

Specs = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Found:
    """What one pass over a sheet gave: values by column, faults, vocabularies that errors should list."""

    sheet: Sheet
    columns: dict[str, int]
    extra: dict[str, int]
    rows: list[dict[str, object]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)

    def add(self, row: int, column: str, key: str, /, **values: object) -> None:
        """Note a fault of one cell."""
        named = self.sheet.header[self.columns[column]] if column in self.columns else column
        self.faults.append(fault(self.sheet.where, key, row=row, column=named, **values))


class _Known:
    """Known values by column; messages ask for them in their language (``{known:fr}``)."""

    def __init__(self, names: Mapping[str, str], vintage: str):
        self._names, self._vintage = dict(names), vintage

    def __format__(self, lang: str) -> str:
        lists = [f"{column} : {self._list(name, lang or 'fr')}" for column, name in self._names.items()]
        return " — ".join(("", *lists))

    def _list(self, name: str, lang: str) -> str:
        return (regions(self._vintage) if name == "region" else vocabulary(name)).known(lang)


@lru_cache(maxsize=8)
def specs(register: str) -> Specs:
    """The columns of a register as ``columns.yaml`` describes them."""
    return resource("columns")[register]


@lru_cache(maxsize=8)
def _headers(register: str) -> dict[str, str]:
    """Folded header → column, for all spellings of the register's columns; a column's own names win."""
    names = {fold(s): column for column, one in specs(register).items() for s in one.get("also", ())}
    own = {fold(s): c for c, one in specs(register).items() for s in (one["en"], one["fr"], c)}
    return {**names, **own}


def column_of(register: str, header: str) -> str | None:
    """The column that a header of a file names, or None when it is one of the file's own."""
    return _headers(register).get(fold(header))


def read_found(
    register: str, path: str | Path, sheet: str | None, hidden: str, vintage: str = "2016"
) -> Found:
    """Read every row of a register and collect its faults; raise only when there is nothing to read."""

    def knows(header: str) -> bool:
        return column_of(register, header) is not None

    table = read_sheet(path, knows=knows, sheet=sheet, hidden=hidden)
    found = match_columns(register, table)
    for row in table.rows:
        read_row(register, found, row, vintage)
    if not table.rows:
        raise RegisterError("registers.no-rows", where=table.file, faults=tuple(found.faults))
    return found


def match_columns(register: str, table: Sheet) -> Found:
    """Which column of the file is which of the register; missing and doubled ones are faults."""
    found = Found(table, {}, {}, faults=list(table.faults))
    for i, header in enumerate(table.header):
        column = column_of(register, header) if header else None
        if column and column in found.columns and header not in table.header[:i]:
            first = table.header[found.columns[column]]
            found.faults.append(fault(table.where, "registers.same-column", column=header, first=first))
        elif column:
            found.columns.setdefault(column, i)
        elif header:
            found.extra.setdefault(header, i)
    for column, spec in specs(register).items():
        if column not in found.columns and spec.get("need"):
            known = ", ".join(dict.fromkeys((spec["fr"], spec["en"], column)))
            found.faults.append(fault(table.where, "registers.missing-column", column=column, known=known))
    return found


def read_row(register: str, found: Found, row: Row, vintage: str) -> None:
    """Read a row's cells by their kind; what cannot be read is noted and left empty."""
    values: dict[str, object] = {}
    for column, spec in specs(register).items():
        text = row.cells[found.columns[column]] if column in found.columns else ""
        try:
            values[column] = read_cell(text, spec, vintage)
        except CellError as err:
            found.add(row.number, column, err.key, **err.values)
            if err.known:
                found.unknown.setdefault(column, err.known)
            values[column] = ""
            continue
        if spec.get("need") == "cell" and column in found.columns and values[column] == "":
            found.add(row.number, column, "registers.blank-cell")
    values |= {name: row.cells[i].strip() for name, i in found.extra.items()}
    found.rows.append(values)
    found.numbers.append(row.number)


def check_unique(found: Found, column: str) -> None:
    """Note ids that occur twice, whatever their case, accents or invisible characters."""
    seen: dict[str, int] = {}
    for number, row in zip(found.numbers, found.rows, strict=True):
        value = " ".join(folded(str(row[column])).split())
        if value and (first := seen.setdefault(value, number)) != number:
            found.add(number, column, "registers.duplicate", value=shown(str(row[column])), first=first)


def check_order(found: Found, start: str, end: str) -> None:
    """Note rows that end before they start, compared as precisely as both are written."""
    for number, row in zip(found.numbers, found.rows, strict=True):
        first, last = str(row[start]), str(row[end])
        if first and last and last[: len(first)] < first[: len(last)]:
            found.add(number, end, "registers.end-before-start", start=first, end=last)


def ensure_faultless(found: Found, vintage: str = "2016") -> None:
    """Raise `RegisterError` with every fault noted, and the known values where a value was unknown."""
    if not found.faults:
        return
    faults, n = tuple(found.faults), len(found.faults)
    if found.unknown:
        names = {found.sheet.header[found.columns[c]]: name for c, name in found.unknown.items()}
        raise RegisterError(
            "registers.faults", where=found.sheet.file, faults=faults, n=n, known=_Known(names, vintage)
        )
    raise RegisterError("registers.faults-plain", where=found.sheet.file, faults=faults, n=n)


def to_frame(found: Found, register: str, contract: Contract, vintage: str = "2016") -> pd.DataFrame:
    """The rows as a table: the contract's columns, then the file's own; raises if there are any faults."""
    ensure_faultless(found, vintage)
    columns = [*contract.columns, *(name for name in found.extra if name not in contract.columns)]
    frame = pd.DataFrame(found.rows, columns=columns)
    numbers = [c for c, spec in specs(register).items() if spec["kind"] in ("number", "scale")]
    frame = frame.astype({c: float if c in numbers else object for c in frame.columns})
    frame.attrs["skipped"] = found.sheet.skipped
    frame.attrs["absent"] = [c for c in contract.columns if c not in found.columns]
    return frame
