"""The section on understanding, and how sentences of all sections name and refer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.messages import say
from kiitools.outputs.report_blocks import Picture, Section, Table, finding_table
from kiitools.outputs.wording import (
    caption_of,
    column_label,
    interval,
    missing,
    percent,
    undefined,
    value_label,
    whole,
)
from kiitools.tables import Finding

ENOUGH = 10
"""Groups of at least this many people are compared in a sentence; smaller ones stand in the table only."""


def referring(sentence: str, anchor: str) -> str:
    """The sentence with the number of its table before the full stop."""
    return f"{sentence.removesuffix('.')} ([[{anchor}]])."


def lower_first(text: str) -> str:
    """A label as it stands inside a sentence; acronyms keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def picture(name: str, path: Path, lang: str) -> Picture:
    """A figure of the study with its caption and its description."""
    text = {part: say(f"outputs.picture.{name}.{part}", lang) for part in ("caption", "description")}
    return Picture(path, text["caption"], text["description"])


def understanding_sentence(finding: Finding, lang: str) -> str:
    """Who defines trafficking precisely, in part, not at all; who was not asked is told apart."""
    rows = {r["level"]: r for r in finding.frame.to_dict("records")}
    if not finding.basis.n:
        return say("outputs.say.understanding-none-asked", lang)
    words = {f"{name}_{part}": text for name, r in rows.items() for part, text in _parts(r, lang).items()}
    return say("outputs.say.understanding", lang, n=whole(finding.basis.n, lang), **words)


def _parts(row: Mapping[Any, Any], lang: str) -> dict[str, str]:
    return {
        "k": whole(row["k"], lang),
        "share": percent(row["share"], lang),
        "interval": interval(row["low"], row["high"], lang),
    }


def understanding_section(
    overall: Finding, split: Sequence[Finding], pictures: Mapping[str, Path], lang: str
) -> Section:
    """Definitions given by informants, overall and by attribute."""
    blocks: list[Any] = [referring(understanding_sentence(overall, lang), "und")]
    if overall.basis.n:
        blocks.append(_not_precise(overall, lang))
    blocks.append(finding_table(overall, lang, anchor="und", note=say("outputs.say.asked-note", lang)))
    if "comprehension" in pictures:
        blocks.append(picture("comprehension", pictures["comprehension"], lang))
    for finding in split:
        by = next(c for c in ("category", "region", "sex") if c in finding.frame)
        if sentence := _range_sentence(finding, by, lang):
            blocks.append(sentence)
        blocks.append(_levels_table(finding, by, lang))
    return Section(say("outputs.heading.understanding", lang), tuple(blocks))


def _not_precise(finding: Finding, lang: str) -> str:
    rows = {r["level"]: r for r in finding.frame.to_dict("records")}
    k = int(rows["partial"]["k"]) + int(rows["none"]["k"])
    words = {
        "k": whole(k, lang),
        "n": whole(finding.basis.n, lang),
        "share": percent(k / finding.basis.n, lang),
    }
    return say("outputs.say.not-precise", lang, **words)


def _range_sentence(finding: Finding, by: str, lang: str) -> str:
    """From the lowest to the highest share of precise definitions, among groups large enough to compare."""
    frame = finding.frame
    rows = frame[
        (frame["level"] == "precise") & (frame["n"] >= ENOUGH) & ~frame[by].isin(["total", "unknown"])
    ]
    if len(rows) < 2:
        return ""
    ranked = rows.sort_values("share", kind="stable").to_dict("records")
    low, high = ranked[0], ranked[-1]
    words: dict[str, object] = {"enough": ENOUGH}
    for name, row in (("low", low), ("high", high)):
        words[f"{name}_name"] = _inside(by, row[by], lang)
        words[f"{name}_share"] = percent(row["share"], lang)
        words[f"{name}_kn"] = f"{whole(row['k'], lang)}/{whole(row['n'], lang)}"
    return say(f"outputs.say.range-{by}", lang, **words)


def _inside(by: str, value: str, lang: str) -> str:
    """A value as a sentence names it: « femmes », « service technique », « Gao »."""
    if by == "sex":
        return say(f"outputs.sex-words.{value.lower()}", lang)
    text = str(value_label(by, value, lang))
    return text if by == "region" else lower_first(text)


def _levels_table(finding: Finding, by: str, lang: str) -> Table:
    """One row per value, the three levels side by side as share and k; n once."""
    rows: list[dict[str, Any]] = []
    for value, part in finding.frame.groupby(by, sort=False):
        row: dict[str, Any] = {by: value_label(by, value, lang), "n": part["n"].iloc[0]}
        for one in part.to_dict("records"):
            row[str(one["level"])] = _cell(one, lang)
        rows.append(row)
    levels = [(v, str(value_label("level", v, lang)), "cell") for v in ("precise", "partial", "none")]
    columns = ((by, column_label(by, lang), "text"), ("n", column_label("n", lang), "whole"), *levels)
    widths = (6.2, 1.9, 2.8, 2.8, 2.8)
    return Table(
        caption_of(finding, lang),
        pd.DataFrame(rows),
        columns,
        say("outputs.say.cells-note", lang),
        "",
        widths,
    )


def _cell(row: Mapping[Any, Any], lang: str) -> str:
    if missing(row["share"]):
        return undefined(lang)
    return f"{percent(row['share'], lang, 0)} ({whole(row['k'], lang)})"
