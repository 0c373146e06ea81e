"""Sections on who was interviewed, and on stakeholders and projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.messages import say
from kiitools.model.cases import CATEGORIES, MODES
from kiitools.model.places import REGIONS_2016
from kiitools.outputs.report_blocks import Bullet, Section, Table
from kiitools.outputs.report_understanding import lower_first, picture
from kiitools.outputs.stakeholders import presence, short_name, stakeholder_matrix
from kiitools.outputs.wording import column_label, counted, enumerated, listed, value_label, whole
from kiitools.readers.vocabulary import every_form, form_groups
from kiitools.tables import Finding

_OUTSIDE = ("total", "")
FEWEST_REPORTS = 3
"""A form is held against projects when at least this many informants report it in some region."""


# Coverage


def coverage_section(finding: Finding, settings: Any, pictures: Mapping[str, Path], lang: str) -> Section:
    """Who was interviewed, where and how; what the study does not cover."""
    frame = finding.frame[~finding.frame["region"].isin(_OUTSIDE)]
    people = frame[frame["informants"].fillna(0) > 0]
    modes = people.groupby("mode")["informants"].sum().to_dict()
    said = [say(f"outputs.say.mode-{m}", lang, n=whole(modes[m], lang)) for m in MODES if modes.get(m)]
    period = getattr(settings, "period", "")
    key = "outputs.say.coverage-period" if period else "outputs.say.coverage"
    total = int(people["informants"].sum())
    blocks: list[Any] = [counted(key, total, lang, modes=enumerated(said, lang), period=period)]
    counts = people.groupby("category", sort=False)["informants"].sum().to_dict()
    ranked = sorted(counts, key=lambda c: CATEGORIES.index(c) if c in CATEGORIES else 99)
    named = [
        f"{lower_first(str(value_label('category', c, lang)))} ({whole(counts[c], lang)})" for c in ranked
    ]
    blocks.append(say("outputs.say.categories", lang, categories=enumerated(named, lang)))
    silent = int(frame["not_transcribed"].fillna(0).sum()) if "not_transcribed" in frame else 0
    if silent:
        blocks.append(say("outputs.say.not-transcribed", lang, n=whole(silent, lang)))
    for state, key in (("no_informant", "no-informant"), ("not_covered", "not-covered")):
        if regions := regions_in(finding, state):
            blocks.append(say(f"outputs.say.{key}", lang, regions=enumerated(regions, lang)))
    blocks.append(_by_region_and_mode(people, lang))
    if "couverture" in pictures:
        blocks.append(picture("couverture", pictures["couverture"], lang))
    return Section(say("outputs.heading.coverage", lang), tuple(blocks))


def coverage_summary(finding: Finding, lang: str) -> str:
    """Who was heard and where; covered regions without informants and regions not covered are told apart."""
    frame = finding.frame[~finding.frame["region"].isin(_OUTSIDE)]
    silent = int(frame["not_transcribed"].fillna(0).sum()) if "not_transcribed" in frame else 0
    heard = regions_in(finding, "covered", "outside")
    words = {"silent": say("outputs.say.of-whom-silent", lang, n=whole(silent, lang)) if silent else ""}
    parts = [counted("outputs.say.summary", finding.basis.n, lang, **words)]
    if heard:
        parts.append(
            counted("outputs.say.summary-regions", len(heard), lang, regions=enumerated(heard, lang))
        )
    for state in ("no_informant", "not_covered"):
        if regions := regions_in(finding, state):
            parts.append(say(f"outputs.say.summary-{state}", lang, regions=enumerated(regions, lang)))
    return " ".join(parts)


def regions_in(finding: Finding, *states: str) -> list[str]:
    """Regions of a coverage finding in one of these states, in the field's order."""
    frame = finding.frame
    found = frame.loc[frame["state"].isin(states) & ~frame["region"].isin([*_OUTSIDE, "unknown"]), "region"]
    return _ordered(list(dict.fromkeys(found)))


def _by_region_and_mode(people: pd.DataFrame, lang: str) -> Table:
    modes = [m for m in MODES if m in set(people["mode"])]
    rows: list[dict[str, Any]] = []
    for region in _ordered(list(dict.fromkeys(people["region"]))):
        here = people[people["region"] == region]
        counts = {m: int(here.loc[here["mode"] == m, "informants"].sum()) for m in modes}
        rows.append(
            {"region": value_label("region", region, lang), **counts, "all": int(here["informants"].sum())}
        )
    rows.append({"region": say("outputs.value.total", lang), **{m: sum(r[m] for r in rows) for m in modes},
                 "all": sum(r["all"] for r in rows)})  # fmt: skip
    columns = [("region", column_label("region", lang), "text")]
    columns += [(m, str(value_label("mode", m, lang)), "whole") for m in modes]
    columns += [("all", say("outputs.value.total", lang), "whole")]
    widths = (4.5, *[2.9] * (len(columns) - 1))
    note = say("outputs.say.coverage-note", lang)
    return Table(
        say("outputs.caption.coverage", lang), pd.DataFrame(rows), tuple(columns), note, "cov", widths
    )


def _ordered(regions: Sequence[str]) -> list[str]:
    return sorted(regions, key=lambda r: REGIONS_2016.index(r) if r in REGIONS_2016 else 99)


# Stakeholders and projects


def stakeholder_sections(
    actors: pd.DataFrame,
    projects: pd.DataFrame,
    prevalence: Finding | None,
    settings: Any,
    pictures: Mapping[str, Path],
    lang: str,
) -> list[Section]:
    """Who works on trafficking, where and on what; which reported forms no recorded project names."""
    regions = tuple(getattr(settings, "regions", ())) or REGIONS_2016
    blocks = _actor_blocks(actors, regions, lang)
    if "acteurs" in pictures:
        blocks.append(picture("acteurs", pictures["acteurs"], lang))
    blocks += _project_blocks(projects, prevalence, lang)
    return [Section(say("outputs.heading.actors", lang), tuple(blocks))]


def _actor_blocks(actors: pd.DataFrame, regions: Sequence[str], lang: str) -> list[Any]:
    if actors.empty:
        return []
    matrix = stakeholder_matrix(actors, regions=regions)
    types = actors["type"].value_counts(sort=True)
    named = [f"{lower_first(str(value_label('type', t, lang)))} ({whole(n, lang)})" for t, n in types.items()]
    blocks: list[Any] = [
        counted("outputs.say.actors", len(actors), lang, types=enumerated(named, lang)),
        say("outputs.say.presence", lang, anchor="[[pres]]"),
    ]
    close = [short_name(a) for a in matrix[matrix["position"] == "partner"].to_dict("records")]
    if close:
        blocks.append(say("outputs.say.partners", lang, names=enumerated(close, lang)))
    keepers = int((actors["databases"].fillna("").astype(str).str.strip() != "").sum())
    blocks.append(say("outputs.say.databases", lang, k=whole(keepers, lang), n=whole(len(actors), lang)))
    blocks.append(_presence_table(actors, regions, lang))
    return blocks


def _presence_table(actors: pd.DataFrame, regions: Sequence[str], lang: str) -> Table:
    frame = presence(actors, regions=_ordered(regions))
    pillars = [c for c in frame.columns if c.startswith("pillar.")]
    columns = [("region", column_label("region", lang), "text")]
    columns += [(c, str(value_label("pillar", c.removeprefix("pillar."), lang)), "whole") for c in pillars]
    columns += [("actors", column_label("actors", lang), "whole")]
    widths = (3.6, *[2.15] * len(pillars), 2.2)
    note = say("outputs.matrix.presence.notes", lang).strip()
    caption = say("outputs.matrix.presence.title", lang)
    return Table(caption, frame, tuple(columns), note, "pres", widths)


def _project_blocks(projects: pd.DataFrame, prevalence: Finding | None, lang: str) -> list[Any]:
    if projects.empty:
        return []
    states = projects["status"].replace("", "unknown").value_counts()
    named = [counted(f"outputs.say.projects-{s}", int(n), lang) for s, n in states.items() if s in _STATES]
    blocks: list[Any] = [counted("outputs.say.projects", len(projects), lang, states=enumerated(named, lang))]
    if prevalence is not None and "label" in prevalence.frame:
        blocks += _against_forms(projects, prevalence.frame, lang)
    return blocks


_STATES = ("completed", "ongoing", "planned", "suspended", "cancelled", "unknown")


def _against_forms(projects: pd.DataFrame, reported: pd.DataFrame, lang: str) -> list[Any]:
    """Forms that informants report and that no project in the register names."""
    labels = dict(zip(reported["code"], reported["label"], strict=True))
    entries = [part for cell in projects["forms_addressed"].fillna("") for part in listed(cell)]
    general = sum(map(every_form, entries))
    addressed = {group for entry in entries for group in form_groups(entry)}
    cited = reported[reported["k"].fillna(0) >= FEWEST_REPORTS]["code"]
    unmet = [lower_first(str(labels[c])) for c in dict.fromkeys(cited) if c not in addressed]
    blocks: list[Any] = []
    if unmet:
        words = {"forms": enumerated(unmet, lang), "general": whole(general, lang)}
        blocks.append(Bullet(say("outputs.say.unmet", lang, **words)))
    return blocks
