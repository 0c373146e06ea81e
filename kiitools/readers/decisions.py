"""Decisions made in a spreadsheet: the review file filled in, read back row by row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kiitools.readers.columns import Found, column_of, ensure_faultless, match_columns, read_row
from kiitools.readers.sheets import read_sheet

COLUMNS = (
    "source_id", "text_sha256", "start", "end", "quote", "code", "polarity", "evidence", "decision",
    "new_code", "reason", "coder", "at",
)  # fmt: skip
"""The decisions file, in this order."""


def read_decisions(path: str | Path, *, sheet: str | None = None, hidden: str = "refuse") -> pd.DataFrame:
    """Read decisions from a .xlsx or .csv file with the columns `COLUMNS`; further columns are kept.

    Rows without a decision are left out; ``attrs["undecided"]`` says how many,
    ``attrs["rows"]`` which row of the file each decision stands in. ``decision`` becomes accepted,
    rejected or added (« accepté », « oui », « non », « ajouté » … are recognised); ``new_code`` recodes an
    accepted suggestion. ``start`` and ``end`` are whole numbers, ``at`` ISO or empty, ``quote`` is untouched.

    Raises
    ------
    RegisterError
        With all faults at once: positions, hashes, codes that are no ids, unknown decisions, one suggestion
        decided twice.
    """
    found, undecided = _decided(path, sheet, hidden)
    _check_rows(found)
    _check_once(found)
    ensure_faultless(found)
    columns = [*COLUMNS, *(name for name in found.extra if name not in COLUMNS)]
    frame = pd.DataFrame(found.rows, columns=columns, dtype=object)
    places = zip(frame["quote"], frame["start"], frame["end"], strict=True)
    frame["quote"] = pd.Series([_whole(q, e - s) for q, s, e in places], dtype=object)
    frame = frame.astype({"start": "int64", "end": "int64"})
    frame.attrs["undecided"], frame.attrs["rows"] = undecided, tuple(found.numbers)
    frame.attrs["skipped"] = found.sheet.skipped
    return frame


def _decided(path: str | Path, sheet: str | None, hidden: str) -> tuple[Found, int]:
    table = read_sheet(
        path, knows=lambda h: column_of("decisions", h) is not None, sheet=sheet, hidden=hidden
    )
    found = match_columns("decisions", table)
    undecided = 0
    for row in table.rows:
        if "decision" in found.columns and not row.cells[found.columns["decision"]].strip():
            undecided += 1
        else:
            read_row("decisions", found, row, "2016")
    return found, undecided


def _check_rows(found: Found) -> None:
    for number, row in zip(found.numbers, found.rows, strict=True):
        start, end = row["start"], row["end"]
        if isinstance(start, int) and isinstance(end, int) and start >= end:
            found.add(number, "end", "registers.end-not-after-start", start=start, end=end)
        if not row["code"] and not (row["decision"] == "added" and row["new_code"]):
            found.add(number, "code", "registers.decision-without-code")
        if row["decision"] == "rejected" and row["new_code"]:
            found.add(number, "new_code", "registers.rejected-with-code")


def _check_once(found: Found) -> None:
    seen: dict[tuple[object, ...], int] = {}
    key = ("source_id", "start", "end", "code", "new_code", "polarity", "evidence", "coder")
    for number, row in zip(found.numbers, found.rows, strict=True):
        parts = tuple(row[c] for c in key if c != "new_code" or row["decision"] == "added")
        if (first := seen.setdefault(parts, number)) != number:
            found.add(number, "decision", "registers.decided-twice", first=first)


def _whole(quote: object, length: int) -> object:
    """A quote that began with an apostrophe lost it to the CSV reader; its length gives it back."""
    return "'" + quote if isinstance(quote, str) and quote and len(quote) == length - 1 else quote
