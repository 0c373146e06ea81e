"""One analytical sheet per session: the interview guide's blocks, filled from codings. For the team only.

A sheet describes one meeting, often one person: it never leaves the team, and holds neither words nor names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.markup import file_name
from kiitools.messages import say
from kiitools.model.codings import POLARITIES
from kiitools.outputs.report import write_report
from kiitools.outputs.report_blocks import Bullet, Section, Table
from kiitools.outputs.wording import column_label, enumerated, long_date, typeset, value_label, whole
from kiitools.readers.vocabulary import resource
from kiitools.tables import CODINGS, INFORMANTS, ensure_table

_COUNTS = ("mentions", *POLARITIES, "reported")


def write_analytical_sheets(
    folder: str | Path,
    *,
    informants: pd.DataFrame,
    codings: pd.DataFrame,
    places: pd.DataFrame | None = None,
    labels: Mapping[str, str],
    lang: str = "fr",
    title: str = "",
    notices: Sequence[str] = (),
) -> list[Path]:
    """Write ``fiche-<session>.docx`` for every session of the register or of the codings.

    Parameters
    ----------
    folder : path
        Where the sheets go.
    informants, codings, places : pandas.DataFrame
        `tables.INFORMANTS`, `tables.CODINGS` (those that count: accepted, or suggested too), `tables.PLACES`.
    labels : mapping
        Code id → label.
    title, notices :
        The study's title, and sentences that stand on every sheet.

    Returns
    -------
    list of pathlib.Path
        The sheets, in the order of the sessions' codes.
    """
    ensure_table(informants, INFORMANTS)
    ensure_table(codings, CODINGS)
    sessions = sorted({s for s in (*informants["session_id"], *codings["session_id"]) if s})
    only = [say("outputs.sheet-team", lang), *notices]
    written = []
    for session in sessions:
        sections = session_sections(session, informants, codings, places, labels=labels, lang=lang)
        path = Path(folder) / f"{say('outputs.sheet-file', lang)}-{file_name(session)}.docx"
        heading = say("outputs.sheet-title", lang, session=session)
        write_report(
            path, title=heading, subtitle=title, lang=lang, sections=sections, notices=only, compact=True
        )
        written.append(path)
    return written


def session_sections(
    session: str,
    informants: pd.DataFrame,
    codings: pd.DataFrame,
    places: pd.DataFrame | None,
    *,
    labels: Mapping[str, str],
    lang: str = "fr",
) -> list[Section]:
    """What a sheet says of one session, block by block of the guide."""
    people = informants[informants["session_id"] == session]
    coded = codings[codings["session_id"] == session]
    sections = [_meeting(people, lang), _definitions(people, lang)]
    for block, spec in resource("guide")["blocks"].items():
        rows = coded[[block_of(code) == block for code in coded["code"]]]
        sections.append(Section(spec[lang], _block(spec[lang], rows, labels, lang), 2))
    if places is not None:
        sections.append(_places(places[places["session_id"] == session], lang))
    return sections


def block_of(code: str) -> str:
    """The guide's block that a code speaks to: the one that names its group, else its category."""
    blocks = resource("guide")["blocks"]
    group, category = ".".join(code.split(".")[:2]), code.split(".")[0]
    for wanted in (group, category):
        for name, spec in blocks.items():
            if wanted in spec["groups"]:
                return str(name)
    return ""


def code_counts(codings: pd.DataFrame) -> pd.DataFrame:
    """Codes of a session: ``code, mentions``, mentions by polarity, ``reported`` (hearsay), most first."""
    rows = []
    for code, part in codings.groupby("code", sort=True):
        counts = {p: int((part["polarity"] == p).sum()) for p in POLARITIES}
        hearsay = int((part["evidence"] == "reported").sum())
        rows.append({"code": code, "mentions": len(part), **counts, "reported": hearsay})
    frame = pd.DataFrame(rows, columns=["code", *_COUNTS])
    return frame.sort_values(["mentions", "code"], ascending=[False, True], ignore_index=True)


def _meeting(people: pd.DataFrame, lang: str) -> Section:
    rows = [{"what": column_label("informants", lang), "value": whole(len(people), lang)}]
    for column in ("date", "region", "mode", "language", "category", "sex", "age_band", "consent"):
        name = column_label(column, lang)
        rows.append({"what": name, "value": _tallied(people[column], column, lang)})
    columns = (
        ("what", say("outputs.sheet-field", lang), "text"),
        ("value", say("outputs.sheet-value", lang), "text"),
    )
    caption = say("outputs.sheet-meeting", lang)
    return Section(caption, (Table(caption, pd.DataFrame(rows), columns, "", "", (5.0, 11.5)),), 2)


def _tallied(values: pd.Series, column: str, lang: str) -> str:
    """Values with how many people each, when they differ."""
    counts = values.replace("", "unknown").value_counts(sort=False)
    named = [(long_date(str(value_label(column, v, lang)), lang), int(n)) for v, n in counts.items()]
    if len(named) == 1:
        return named[0][0]
    return enumerated([f"{name} ({whole(n, lang)})" for name, n in named], lang)


def _definitions(people: pd.DataFrame, lang: str) -> Section:
    asked = people["definition_level"][people["definition_level"] != ""]
    counts = asked.value_counts(sort=False)
    said = [typeset(f"{value_label('level', v, lang)}{_colon(lang)} {n}", lang) for v, n in counts.items()]
    silent = len(people) - len(asked)
    blocks: list[Any] = [Bullet(one) for one in said]
    if silent or not said:
        blocks.append(Bullet(say("outputs.sheet-not-asked", lang, n=whole(silent, lang))))
    return Section(say("outputs.heading.understanding", lang), tuple(blocks), 2)


def _colon(lang: str) -> str:
    return ":" if lang == "en" else " :"


def _block(name: str, codings: pd.DataFrame, labels: Mapping[str, str], lang: str) -> tuple[Any, ...]:
    if codings.empty:
        return (say("outputs.sheet-nothing", lang),)
    frame = code_counts(codings)
    frame["label"] = [labels.get(str(code), str(code)) for code in frame["code"]]
    shown = [c for c in _COUNTS if c == "mentions" or frame[c].any()]
    columns = [("label", column_label("label", lang), "text")]
    columns += [(c, _count_label(c, lang), "whole") for c in shown]
    widths = (16.5 - 2.5 * len(shown), *[2.5] * len(shown))
    return (Table(say("outputs.sheet-caption", lang, block=name), frame, tuple(columns), "", "", widths),)


def _count_label(column: str, lang: str) -> str:
    if column == "mentions":
        return column_label(column, lang)
    return str(value_label("evidence" if column == "reported" else "polarity", column, lang))


def _places(places: pd.DataFrame, lang: str) -> Section:
    blocks = []
    countries = resource("guide")["countries"]
    regions = places["region"][places["region"] != ""].value_counts()
    abroad = places["country"][(places["region"] == "") & ~places["country"].isin(["", "ML"])].value_counts()
    if len(regions):
        named = [f"{name} ({whole(n, lang)})" for name, n in regions.items()]
        blocks.append(Bullet(say("outputs.sheet-regions", lang, regions=enumerated(named, lang))))
    if len(abroad):
        named = [f"{countries.get(c, {}).get(lang, c)} ({whole(n, lang)})" for c, n in abroad.items()]
        blocks.append(Bullet(say("outputs.sheet-countries", lang, countries=enumerated(named, lang))))
    nothing = () if blocks else (say("outputs.sheet-nothing", lang),)
    return Section(typeset(say("outputs.sheet-places", lang), lang), (*blocks, *nothing), 2)
