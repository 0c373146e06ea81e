"""The workbook of findings: a contents sheet, then one sheet per finding with caption, basis and method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from kiitools.messages import say
from kiitools.outputs.sheets import Column, Sheet, sheet_name, write_sheets
from kiitools.outputs.wording import (
    basis_line,
    caption_of,
    column_label,
    method_of,
    missing,
    note_lines,
    tab_title,
    typeset,
    value_label,
    whole,
)
from kiitools.tables import RATE, Finding

_COUNTS = frozenset(
    (
        "k", "n", "denied", "direct", "hearsay", "organisations", "mentions", "not_asked", "not_transcribed",
        "informants", "sessions", "sources", "with_text", "transcribed", "coded", "words", "interviews",
        "abroad",
    )
)  # fmt: skip
_WIDTHS = {"label": 40, "region": 16, "category": 26, "level": 22, "state": 24, "reason": 24, "code": 26}


def write_workbook(
    findings: Sequence[Finding],
    path: str | Path,
    *,
    lang: str = "fr",
    title: str = "",
    notices: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
) -> Path:
    """Write findings as a formatted workbook.

    Parameters
    ----------
    findings : sequence of Finding
        As the release gate left them; rates hold ``k, n, share, low, high``. Shares are numbers shown as
        percentages; an undefined one is « n.d. », never 0.
    path : path
        The .xlsx file; replaced only when the new one is complete.
    notices : sequence of str
        Sentences at the head of the contents (« tout est fictif », « ce n'est pas un nombre de victimes »);
        the first stands on every sheet.
    labels : mapping, optional
        Id → label for cells that hold ids of codes, groups or regions.
    """
    notices = [typeset(one, lang) for one in notices]
    contents = sheet_name(say("outputs.contents", lang))
    names: list[str] = [contents]
    for finding in findings:
        names.append(sheet_name(f"{len(names)} {tab_title(finding, lang)}", names))
    pages = [
        _finding_sheet(finding, name, contents, lang, notices, labels or {})
        for finding, name in zip(findings, names[1:], strict=True)
    ]
    front = _contents_sheet(findings, names, lang, title, notices)
    return write_sheets(path, [front, *pages], title=title, lang=lang)


def _finding_sheet(
    finding: Finding, name: str, contents: str, lang: str, notices: Sequence[str], labels: Mapping[str, str]
) -> Sheet:
    columns = [_column(c, finding.frame, lang) for c in _ordered(finding.frame)]
    above = [("title", caption_of(finding, lang)), ("basis", basis_line(finding, lang))]
    above += [("notice", one) for one in notices[:1]]
    below = [("heading", say("outputs.method", lang)), ("note", method_of(finding, lang))]
    notes = note_lines(finding, lang)
    notes += [say("outputs.note.undefined", lang)] if _has_undefined(finding.frame) else []
    below += [("heading", say("outputs.notes", lang)), *(("note", one) for one in notes)] if notes else []
    texts = sum(column.kind == "text" for column in columns)
    return Sheet(
        name,
        shown(finding.frame, lang, labels),
        tuple(columns),
        tuple(above),
        tuple(below),
        frozen=min(texts, 2),
        back=contents,
    )


def _ordered(frame: pd.DataFrame) -> list[str]:
    """Labels before their ids, rates together and in their order, the rest as it stands."""
    names = list(frame.columns)
    if "label" in names and "code" in names:
        names.remove("label")
        names.insert(names.index("code"), "label")
    kept = [c for c in names if not _blank(frame[c])]
    return [c for c in kept if c not in _LAST] + [c for c in kept if c in _LAST]


_LAST = ("state", "reason", "code")


def _blank(values: pd.Series) -> bool:
    """A column that says nothing in any row (no reason anywhere) is left out, never a count or a rate."""
    return values.name not in RATE and len(values) > 0 and all(missing(v) or v == "" for v in values)


def _column(name: str, frame: pd.DataFrame, lang: str) -> Column:
    kind = "share" if name in ("share", "low", "high") else "whole" if name in _COUNTS else "text"
    if kind == "text" and pd.api.types.is_numeric_dtype(frame[name]) and frame[name].dtype != bool:
        kind = "number"
    return Column(name, column_label(name, lang), kind, _WIDTHS.get(name, 0) if kind == "text" else 0)


def shown(frame: pd.DataFrame, lang: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """The table with labels in place of ids, except in ``code``, which stays an id."""
    out = frame.copy()
    for column in out.columns:
        if column != "code" and not pd.api.types.is_numeric_dtype(out[column]):
            out[column] = [value_label(str(column), v, lang, labels) for v in out[column]]
    return out


def _has_undefined(frame: pd.DataFrame) -> bool:
    return any(c in frame and bool(frame[c].isna().any()) for c in (*RATE, *_COUNTS))


def _contents_sheet(
    findings: Sequence[Finding], names: Sequence[str], lang: str, title: str, notices: Sequence[str]
) -> Sheet:
    rows = [
        {
            "sheet": name,
            "caption": caption_of(finding, lang),
            "unit": say(f"outputs.unit.{finding.basis.unit}", lang),
            "n": whole(finding.basis.n, lang),
        }
        for finding, name in zip(findings, names[1:], strict=True)
    ]
    columns = (
        Column("sheet", say("outputs.sheet", lang), width=34),
        Column("caption", say("outputs.what-it-shows", lang), width=84),
        Column("unit", column_label("unit", lang), width=24),
        Column("n", "n", width=10),
    )
    above = [("title", title or names[0]), ("caption", say("outputs.workbook-title", lang))]
    above += [("notice", one) for one in notices]
    cautions = say("outputs.cautions", lang).strip().split("\n")
    below = [("heading", say("outputs.reading", lang)), *(("note", one) for one in cautions)]
    frame = pd.DataFrame(rows, columns=["sheet", "caption", "unit", "n"])
    links = tuple(enumerate(names[1:]))
    return Sheet(names[0], frame, columns, tuple(above), tuple(below), links=links)
