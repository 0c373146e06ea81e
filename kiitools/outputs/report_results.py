"""Sections on understanding, forms of exploitation and indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.messages import say
from kiitools.model.places import REGIONS_2016
from kiitools.outputs.report import Bullet, Picture, Section, Table, finding_table
from kiitools.outputs.wording import (
    column_label,
    enumerated,
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
CITED = 3
"""A form is named in a sentence on a region when at least this many informants report it."""
TOP = 15
_SHADES = ((0.5, "A9CBD4"), (0.25, "CFE2E7"), (0.0, "EDF4F6"))


def referring(sentence: str, anchor: str) -> str:
    """The sentence with the number of its table before the full stop."""
    return f"{sentence.removesuffix('.')} ([[{anchor}]])."


def lower_first(text: str) -> str:
    """A label as it stands inside a sentence; acronyms keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


# Understanding


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
    blocks.append(finding_table(overall, lang, anchor="und", note=say("outputs.say.interval-note", lang)))
    if "comprehension" in pictures:
        blocks.append(_picture("comprehension", pictures["comprehension"], lang))
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
        return say(f"outputs.sex-words.{value}", lang)
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
        finding.caption[lang], pd.DataFrame(rows), columns, say("outputs.say.cells-note", lang), "", widths
    )


def _cell(row: Mapping[Any, Any], lang: str) -> str:
    if missing(row["share"]):
        return undefined(lang)
    return f"{percent(row['share'], lang, 0)} ({whole(row['k'], lang)})"


# Forms of exploitation


def forms_overall(groups: Finding, lang: str, most: int = 3) -> str:
    """The forms most informants report, over all regions."""
    rows = _reported_forms(groups)[:most]
    if not rows:
        return ""
    named = [
        _named(r, f"{whole(r['k'], lang)}/{whole(r['n'], lang)}, {percent(r['share'], lang, 0)}")
        for r in rows
    ]
    return say("outputs.say.forms-overall", lang, forms=enumerated(named, lang))


def _reported_forms(groups: Finding) -> list[dict[Any, Any]]:
    frame = groups.frame
    forms = frame[frame["code"].str.startswith("form.") & (frame["k"] > 0)]
    return forms.sort_values(["k", "code"], ascending=[False, True]).to_dict("records")


def _named(row: Mapping[Any, Any], figures: str) -> str:
    label = str(row.get("label") or row["code"])
    return f"{lower_first(label)} ({figures})"


def form_sections(
    by_region: Finding | None,
    by_category: Finding | None,
    groups: Finding | None,
    pictures: Mapping[str, Path],
    lang: str,
) -> list[Section]:
    """Reported forms: overall, by region, by category of informant."""
    sections: list[Section] = []
    if groups and (rows := _reported_forms(groups)):
        table = finding_table(
            groups, lang, rows=pd.DataFrame(rows), caption=say("outputs.caption.forms", lang), anchor="forms",
            label=say("outputs.column.form", lang),
            note=say("outputs.say.interval-note", lang),
        )  # fmt: skip
        blocks: list[Any] = [referring(forms_overall(groups, lang, 5), "forms")]
        blocks += [_evidence_sentence(rows, lang), say("outputs.say.several-forms", lang), table]
        if "formes" in pictures:
            blocks.append(_picture("formes", pictures["formes"], lang))
        sections.append(Section(say("outputs.heading.forms", lang), tuple(b for b in blocks if b)))
    if by_region is not None and len(by_region.frame):
        sections.append(_region_section(by_region, pictures, lang))
    if by_category is not None and len(by_category.frame):
        table = cross_table(by_category, "category", lang)
        text = say("outputs.say.forms-category", lang, enough=ENOUGH)
        sections.append(Section(say("outputs.heading.forms-category", lang), (text, table), 2))
    return sections


def _evidence_sentence(rows: Sequence[Mapping[Any, Any]], lang: str) -> str:
    """How far reports are first-hand: said for the forms where most is hearsay."""
    if not all("hearsay" in r and "direct" in r for r in rows):
        return ""
    hearsay = [r for r in rows if r["k"] >= CITED and r["hearsay"] > r["direct"]]
    named = [_named(r, f"{whole(r['hearsay'], lang)}/{whole(r['k'], lang)}") for r in hearsay]
    return say("outputs.say.hearsay", lang, forms=enumerated(named, lang)) if named else ""


def _region_section(finding: Finding, pictures: Mapping[str, Path], lang: str) -> Section:
    frame = finding.frame
    blocks: list[Any] = [say("outputs.say.forms-region", lang, anchor="[[regions]]", cited=CITED)]
    for region in _in_order(frame["region"]):
        if sentence := _region_sentence(region, frame[frame["region"] == region], lang):
            blocks.append(Bullet(sentence))
    blocks.append(cross_table(finding, "region", lang, anchor="regions"))
    for name, path in pictures.items():
        label = _form_of_picture(name, frame)
        if label:
            blocks.append(_map(label, path, lang))
    return Section(say("outputs.heading.forms-region", lang), tuple(blocks), 2)


def _in_order(regions: pd.Series) -> list[str]:
    found = list(dict.fromkeys(regions))
    return sorted(found, key=lambda r: (REGIONS_2016.index(r) if r in REGIONS_2016 else 99, found.index(r)))


def _region_sentence(region: str, rows: pd.DataFrame, lang: str) -> str:
    state = set(rows["state"])
    if region == "unknown" or state == {"not_covered"}:
        return ""
    n = whole(rows["n"].max(), lang)
    if "too_few" in state:
        return say("outputs.say.region-too-few", lang, region=region, n=n)
    cited = rows[rows["k"] >= CITED].sort_values(["k", "code"], ascending=[False, True]).head(5)
    if cited.empty:
        return say("outputs.say.region-none", lang, region=region, n=n, cited=CITED)
    named = [_named(r, whole(r["k"], lang)) for r in cited.to_dict("records")]
    return say("outputs.say.region", lang, region=region, n=n, forms=enumerated(named, lang))


def cross_table(finding: Finding, by: str, lang: str, *, anchor: str = "") -> Table:
    """Forms (rows) by region or category (columns), each cell share and k/n, shaded by share."""
    frame = finding.frame
    values = [
        v
        for v in (_in_order(frame[by]) if by == "region" else dict.fromkeys(frame[by]))
        if _covered(frame, by, v)
    ]
    rows: list[dict[str, Any]] = []
    shades: dict[tuple[int, str], str] = {}
    for at, (code, part) in enumerate(frame.groupby("code", sort=False)):
        row: dict[str, Any] = {"label": part["label"].iloc[0] if "label" in part else code}
        for one in part.to_dict("records"):
            if one[by] in values:
                row[f"c.{one[by]}"] = _cross_cell(one, lang)
                if fill := _shade(one):
                    shades[at, f"c.{one[by]}"] = fill
        rows.append(row)
    columns = [("label", say("outputs.column.form", lang), "text")]
    columns += [(f"c.{v}", str(value_label(by, v, lang)), "cell") for v in values]
    left_out = [v for v in dict.fromkeys(frame[by]) if v not in values]
    note = say("outputs.say.cross-note", lang)
    note += (
        " " + say("outputs.say.not-covered", lang, regions=enumerated(left_out, lang))
        if left_out and by == "region"
        else ""
    )
    width = (16.6 - 4.1) / max(len(values), 1)
    widths = (4.1, *[min(width, 2.2)] * len(values))
    return Table(
        finding.caption[lang], pd.DataFrame(rows), tuple(columns), note, anchor, widths, True, shades
    )


def _covered(frame: pd.DataFrame, by: str, value: str) -> bool:
    rows = frame[frame[by] == value]
    return bool((rows["state"] != "not_covered").any()) and bool((rows["n"].fillna(0) > 0).any())


def _cross_cell(row: Mapping[Any, Any], lang: str) -> str:
    if missing(row["n"]) or not row["n"]:
        return undefined(lang)
    counts = f"{whole(row['k'], lang)}/{whole(row['n'], lang)}"
    return (
        counts if row["state"] == "too_few" or not row["k"] else f"{percent(row['share'], lang, 0)}\n{counts}"
    )


def _shade(row: Mapping[Any, Any]) -> str:
    if row["state"] != "reported" or missing(row["share"]):
        return ""
    return next(fill for least, fill in _SHADES if row["share"] >= least)


# Indicators


def indicator_section(codes: Finding, groups: Finding | None, lang: str) -> Section:
    """The indicators most informants mention, context and general ones; forms have their own section."""
    frame = codes.frame
    rows = frame[~frame["code"].str.startswith("form.") & (frame["k"] > 0)]
    top = rows.sort_values(["k", "code"], ascending=[False, True]).head(TOP)
    blocks: list[Any] = [say("outputs.say.indicators", lang, anchor="[[ind]]", top=len(top))]
    if groups is not None and (sentence := _groups_sentence(groups, lang)):
        blocks.append(sentence)
    blocks.append(say("outputs.say.indicators-caution", lang))
    note = say("outputs.say.interval-note", lang)
    caption = say("outputs.caption.indicators", lang, top=len(top), n=whole(codes.basis.n, lang))
    name = say("outputs.column.indicator", lang)
    blocks.append(finding_table(codes, lang, rows=top, caption=caption, note=note, anchor="ind", label=name))
    return Section(say("outputs.heading.indicators", lang), tuple(blocks))


def _groups_sentence(groups: Finding, lang: str) -> str:
    parts: dict[str, str] = {}
    for category in ("context", "general"):
        frame = groups.frame
        rows = frame[frame["code"].str.startswith(f"{category}.") & (frame["k"] > 0)]
        top = rows.sort_values(["k", "code"], ascending=[False, True]).head(3).to_dict("records")
        if not top:
            return ""
        parts[category] = enumerated(
            [_named(r, f"{whole(r['k'], lang)}/{whole(r['n'], lang)}") for r in top], lang
        )
    return say("outputs.say.indicator-groups", lang, **parts)


# Pictures


def _picture(name: str, path: Path, lang: str) -> Picture:
    text = {part: say(f"outputs.picture.{name}.{part}", lang) for part in ("caption", "description")}
    return Picture(path, text["caption"], text["description"])


def _form_of_picture(name: str, frame: pd.DataFrame) -> str:
    """The label of the form a picture ``carte-form-gold`` maps, or nothing."""
    for code, part in frame.groupby("code", sort=False):
        if name == f"carte-{str(code).replace('.', '-')}":
            return str(part["label"].iloc[0]) if "label" in part else str(code)
    return ""


def _map(label: str, path: Path, lang: str) -> Picture:
    form = lower_first(label)
    caption = say("outputs.picture.map.caption", lang, form=form)
    return Picture(path, caption, say("outputs.picture.map.description", lang, form=form), width=14.5)
