"""Suggestions to be decided in a spreadsheet, for those who do not use the widget; read back as decisions.

The sheet holds informants' words: for the team only. Its header is the decisions file of the contract, in the
first row, so that any programme can fill it in.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.errors import TableError, fault
from kiitools.files import replacing
from kiitools.markup import csv_cell
from kiitools.messages import say
from kiitools.outputs.sheets import Column, Sheet, sheet_name, write_sheets
from kiitools.outputs.wording import missing
from kiitools.readers.decisions import COLUMNS
from kiitools.readers.vocabulary import vocabulary

NEEDED = ("source_id", "text_sha256", "start", "end", "quote", "code")
EXTRA = ("title", "session_id", "speaker", "passage", "term", "strength", "rule")
"""Columns of the suggestions that are shown beside the decisions file when they are there."""
SPARE = 200
_LOCKED = ("source_id", "text_sha256", "start", "end")
_WIDTHS = {
    "source_id": 13, "title": 20, "session_id": 12, "speaker": 14, "passage": 60, "quote": 46, "code": 26,
    "label": 26, "polarity": 12, "evidence": 11, "term": 20, "strength": 8, "decision": 12, "new_code": 30,
    "reason": 30, "coder": 9, "at": 12, "text_sha256": 10, "start": 8, "end": 8, "rule": 20,
}  # fmt: skip
_ORDER = (
    "source_id", "title", "session_id", "speaker", "passage", "quote", "code", "label", "polarity",
    "evidence", "term", "strength", "decision", "new_code", "reason", "coder", "at", "start", "end",
    "text_sha256", "rule",
)  # fmt: skip


def write_suggestions(
    suggestions: pd.DataFrame, path: str | Path, *, labels: Mapping[str, str], lang: str = "fr"
) -> Path:
    """Write suggestions as a review file: .csv when the path ends so, else .xlsx.

    Parameters
    ----------
    suggestions : pandas.DataFrame
        One row per suggestion with `NEEDED`, ``polarity`` and ``evidence``; columns of `EXTRA` are shown too:
        the passage in its context (or ``before`` and ``after``, from which it is made), the speaker, why
        (``term``) and how strongly.
    path : path
        The file; replaced only when the new one is complete.
    labels : mapping
        All codes of the codebook, id → label: the drop-down of ``new_code``.

    Returns
    -------
    pathlib.Path
        The file. In the workbook, ``decision`` is a drop-down, the columns that tie a row to its text are
        locked (no password), and `SPARE` blank rows take codings that the machine did not suggest.

    Raises
    ------
    TableError
        When a needed column is missing.
    """
    frame = _rows(suggestions, labels)
    if Path(path).suffix.lower() == ".csv":
        return _write_csv(frame[[*COLUMNS, *(c for c in frame.columns if c not in COLUMNS)]], Path(path))
    for column in ("polarity", "evidence"):
        frame[column] = [vocabulary(column).label(v, lang) if v else "" for v in frame[column]]
    codes = _codes_sheet(labels, lang)
    sheets = [_review_sheet(frame, codes, len(labels), lang), codes, _guide(lang)]
    return write_sheets(path, sheets, title=say("outputs.review.title", lang), lang=lang)


def _rows(suggestions: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    lacking = [c for c in NEEDED if c not in suggestions]
    if lacking:
        faults = tuple(fault("suggestions", "tables.missing-column", column=c) for c in lacking)
        raise TableError("tables.columns", where="suggestions", faults=faults, known=", ".join(NEEDED))
    frame = suggestions.copy()
    if "passage" not in frame and {"before", "after"} <= set(frame):
        frame["passage"] = frame["before"] + "[" + frame["quote"] + "]" + frame["after"]
    frame["label"] = [labels.get(code, "") for code in frame["code"]]
    for column in ("polarity", "evidence", "decision", "new_code", "reason", "coder", "at"):
        if column not in frame or column == "coder":
            frame[column] = ""
    return frame[[c for c in _ORDER if c in frame]]


def _review_sheet(frame: pd.DataFrame, codes: Sheet, many: int, lang: str) -> Sheet:
    choices: dict[str, Any] = {
        "decision": _terms("decision", lang), "polarity": _terms("polarity", lang),
        "evidence": _terms("evidence", lang), "new_code": f"='{codes.name}'!$C$2:$C${many + 1}",
    }  # fmt: skip
    columns = tuple(
        Column(
            name,
            name,
            "number" if name == "strength" else "position" if name in ("start", "end") else "text",
            _WIDTHS[name],
            choices=choices.get(name, ()),
            strict=name == "decision",
            prompt=say(f"outputs.review.prompt.{name}", lang),
            editable=name not in _LOCKED,
            wrap=name != "text_sha256",
        )
        for name in frame.columns
    )
    name = sheet_name(say("outputs.review.sheet", lang))
    return Sheet(name, frame, columns, spare=SPARE, protect=True, frozen=1)


def _terms(name: str, lang: str) -> tuple[str, ...]:
    return tuple(one[lang] for one in vocabulary(name).labels.values())


def _codes_sheet(labels: Mapping[str, str], lang: str) -> Sheet:
    rows = [{"id": one, "label": label, "choice": f"{one} — {label}"} for one, label in labels.items()]
    columns = (
        Column("id", say("outputs.column.id", lang), width=40),
        Column("label", say("outputs.column.label", lang), width=46),
        Column("choice", say("outputs.review.choice", lang), width=70),
    )
    return Sheet(sheet_name(say("outputs.matrix.codes.sheet", lang)), pd.DataFrame(rows), columns)


def _guide(lang: str) -> Sheet:
    lines = say("outputs.review.guide", lang).strip().split("\n")
    above = (("title", say("outputs.review.title", lang)), *(("note", line) for line in lines))
    return Sheet(sheet_name(say("outputs.forms.guide", lang)), pd.DataFrame(), (), above)


def _write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """The same rows for programmes: UTF-8 with its mark, guarded against formulas."""
    with replacing(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(frame.columns)
        for record in frame.itertuples(index=False, name=None):
            writer.writerow(["" if missing(value) else csv_cell(value) for value in record])
    return path
