"""Sections on forms of exploitation and indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.messages import say
from kiitools.model.places import REGIONS_2016
from kiitools.outputs.report_blocks import Bullet, Picture, Section, Table, finding_table
from kiitools.outputs.report_understanding import ENOUGH, lower_first, picture, referring
from kiitools.outputs.wording import (
    caption_of,
    enumerated,
    missing,
    percent,
    undefined,
    value_label,
    whole,
)
from kiitools.stats.counting import rates
from kiitools.tables import Finding

CITED = 3
"""A form is named in a sentence on a region when at least this many informants report it."""
TOP = 15
_SHADES = ((0.5, "A9CBD4"), (0.25, "CFE2E7"), (0.0, "EDF4F6"))


# Forms of exploitation


def forms_overall(groups: Finding, lang: str, most: int = 3) -> str:
    """The forms most informants report, over all regions."""
    rows = _first(_forms(groups), most).to_dict("records")
    if not rows:
        return ""
    named = [
        _named(r, f"{whole(r['k'], lang)}/{whole(r['n'], lang)}, {percent(r['share'], lang, 0)}")
        for r in rows
    ]
    return say("outputs.say.forms-overall", lang, forms=enumerated(named, lang))


def _forms(groups: Finding) -> pd.DataFrame:
    frame = groups.frame
    return frame[frame["code"].str.startswith("form.") & (frame["k"] > 0)]


def _first(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """The rows with the largest ``k``, and those that tie with the last of them."""
    return rows.nlargest(most, "k", keep="all").sort_values(["k", "code"], ascending=[False, True])


def _unreported(groups: Finding, by_region: Finding | None) -> pd.DataFrame:
    """Forms the tables by region show and nobody reports, as rows of the table over all regions."""
    if by_region is None or "label" not in by_region.frame:
        return groups.frame.iloc[:0]
    named = by_region.frame[["code", "label"]].drop_duplicates("code")
    rest = named[~named["code"].isin(_forms(groups)["code"])].reset_index(drop=True)
    zero = rates([0] * len(rest), [groups.basis.n] * len(rest))
    return pd.concat([rest, zero], axis=1).sort_values("code")


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
    if groups and len(forms := _first(_forms(groups), len(groups.frame))):
        rows = forms.to_dict("records")
        nobody = _unreported(groups, by_region).to_dict("records")
        table = finding_table(
            groups, lang, rows=pd.DataFrame([*rows, *nobody]), anchor="forms",
            caption=say("outputs.caption.forms", lang),
            label=say("outputs.column.form", lang),
            note=say("outputs.say.interval-note", lang),
        )  # fmt: skip
        blocks: list[Any] = [referring(forms_overall(groups, lang, 5), "forms")]
        blocks += [_evidence_sentence(rows, lang), say("outputs.say.several-forms", lang), table]
        if "formes" in pictures:
            blocks.append(picture("formes", pictures["formes"], lang))
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
        label = _form_ofpicture(name, frame)
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
    if not rows["n"].max() > 0:
        return say("outputs.say.region-silent", lang, region=region)
    if "too_few" in state:
        return say("outputs.say.region-too-few", lang, region=region, n=n)
    cited = _first(rows[rows["k"] >= CITED], 5)
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
    note = say("outputs.say.cross-note", lang)
    if by == "region":
        note = " ".join([note, *_left_out(frame, values, lang)])
    width = (16.6 - 4.1) / max(len(values), 1)
    widths = (4.1, *[min(width, 2.2)] * len(values))
    return Table(
        caption_of(finding, lang), pd.DataFrame(rows), tuple(columns), note, anchor, widths, True, shades
    )


def _left_out(frame: pd.DataFrame, shown: Sequence[str], lang: str) -> list[str]:
    """Covered regions without coded words, then regions the study does not cover: never one for the other."""
    rest = frame[~frame["region"].isin([*shown, "unknown"])]
    outside = rest["state"] == "not_covered"
    parts = {"silent": rest[~outside], "not-covered": rest[outside]}
    return [
        say(f"outputs.say.{key}", lang, regions=enumerated(_in_order(rows["region"]), lang))
        for key, rows in parts.items()
        if len(rows)
    ]


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
    top = _first(rows, TOP)
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
        top = _first(rows, 3).to_dict("records")
        if not top:
            return ""
        parts[category] = enumerated(
            [_named(r, f"{whole(r['k'], lang)}/{whole(r['n'], lang)}") for r in top], lang
        )
    return say("outputs.say.indicator-groups", lang, **parts)


def _form_ofpicture(name: str, frame: pd.DataFrame) -> str:
    """The label of the form a picture ``carte-form-gold`` maps, or nothing."""
    for code, part in frame.groupby("code", sort=False):
        if name == f"carte-{str(code).replace('.', '-')}":
            return str(part["label"].iloc[0]) if "label" in part else str(code)
    return ""


def _map(label: str, path: Path, lang: str) -> Picture:
    form = lower_first(label)
    caption = say("outputs.picture.map.caption", lang, form=form)
    return Picture(path, caption, say("outputs.picture.map.description", lang, form=form), width=14.5)
