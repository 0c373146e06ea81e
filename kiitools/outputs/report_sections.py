"""What the report says, built from findings: careful sentences, tables and figures in their order.

Sentences are data (``resources/messages/outputs.yaml``); here it is decided which of them hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.messages import say
from kiitools.outputs.report_blocks import Bullet, Notice, Section
from kiitools.outputs.report_field import coverage_section, coverage_summary, stakeholder_sections
from kiitools.outputs.report_results import (
    form_sections,
    forms_overall,
    indicator_section,
)
from kiitools.outputs.report_understanding import understanding_section, understanding_sentence
from kiitools.outputs.wording import counted, method_of, note_lines, short_title, whole
from kiitools.tables import Finding

_BY = ("region", "category", "sex", "age_band", "mode", "language", "organisation")


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of a report, found by name, attribute and level."""

    all: tuple[Finding, ...]

    def get(self, name: str, *, by: str = "", level: str = "") -> Finding | None:
        """The first finding of this name, broken down by ``by`` (or not at all), at this level."""
        for one in self.all:
            split = [c for c in _BY if c in one.frame.columns]
            fits = one.name == name and (by in split if by else not split)
            if fits and level in ("", one.basis.filters.get("level", "")):
                return one
        return None


def build_sections(
    findings: Iterable[Finding],
    *,
    lang: str = "fr",
    pictures: Mapping[str, Path] | None = None,
    actors: pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    codebook: Mapping[str, Any] | None = None,
    settings: Any = None,
) -> list[Section]:
    """The sections of the report.

    Parameters
    ----------
    findings : iterable of Finding
        As the release gate left them, with a ``label`` beside ``code``: understanding (overall and by
        attribute), prevalence by region and by category, indicators of groups and codes, coverage. What is
        missing is left out; nothing is made up for it.
    pictures : mapping, optional
        Name → PNG file: ``couverture``, ``comprehension``, ``formes``, ``carte-<code>``, ``acteurs``.
    actors, projects : pandas.DataFrame, optional
        As the release gate left them.
    codebook : mapping, optional
        ``codes`` (how many) and ``version``.
    settings : Settings, optional
        The study's settings: period, regions covered, vintage.
    """
    found = Findings(tuple(findings))
    shown = dict(pictures or {})
    sections = [_summary(found, actors, projects, lang), _reading(lang)]
    if coverage := found.get("coverage", by="region"):
        sections.append(coverage_section(coverage, settings, shown, lang))
    if understanding := found.get("understanding"):
        split = [one for by in ("category", "region", "sex") if (one := found.get("understanding", by=by))]
        sections.append(understanding_section(understanding, split, shown, lang))
    sections += form_sections(
        found.get("prevalence", by="region"),
        found.get("prevalence", by="category"),
        found.get("indicators", level="group"),
        shown,
        lang,
    )
    if codes := found.get("indicators", level="code"):
        sections.append(indicator_section(codes, found.get("indicators", level="group"), lang))
    if actors is not None and projects is not None and len(actors) + len(projects):
        prevalence = found.get("prevalence", by="region")
        sections += stakeholder_sections(actors, projects, prevalence, settings, shown, lang)
    return [*sections, _limits(lang), _methods(found, codebook or {}, settings, lang)]


def _summary(
    found: Findings, actors: pd.DataFrame | None, projects: pd.DataFrame | None, lang: str
) -> Section:
    """One page for those who read no further."""
    blocks: list[Any] = []
    if coverage := found.get("coverage", by="region"):
        blocks.append(coverage_summary(coverage, lang))
    if understanding := found.get("understanding"):
        blocks.append(Bullet(understanding_sentence(understanding, lang)))
    groups = found.get("indicators", level="group")
    if groups and (sentence := forms_overall(groups, lang)):
        blocks.append(Bullet(sentence))
    if actors is not None and projects is not None and len(actors) + len(projects):
        counts = {
            "actors": counted("outputs.count.actors", len(actors), lang),
            "projects": counted("outputs.count.past-projects", len(projects), lang),
        }
        blocks.append(Bullet(say("outputs.say.summary-actors", lang, **counts)))
    blocks.append(Notice(say("outputs.say.summary-caution", lang)))
    return Section(say("outputs.heading.summary", lang), tuple(blocks))


def _reading(lang: str) -> Section:
    return Section(say("outputs.heading.reading", lang), tuple(_bullets("outputs.say.reading", lang)))


def _limits(lang: str) -> Section:
    return Section(say("outputs.heading.limits", lang), tuple(_bullets("outputs.say.limits", lang)))


def _bullets(key: str, lang: str) -> list[Bullet]:
    return [Bullet(line) for line in say(key, lang).strip().split("\n")]


def _unsaid(method: str, said: set[str], lang: str) -> str:
    """The sentences of a method that its finding's name has not been given before."""
    sentences = re.split(r"(?<=\.)\s+", method)
    new = [one for one in sentences if one not in said]
    as_above = [say("outputs.say.as-above", lang)] if new and len(new) < len(sentences) else []
    said.update(new)
    return " ".join([*new, *as_above])


def _methods(found: Findings, codebook: Mapping[str, Any], settings: Any, lang: str) -> Section:
    blocks: list[Any] = []
    seen: dict[str, set[str]] = {}
    for finding in found.all:
        if text := _unsaid(method_of(finding, lang), seen.setdefault(finding.name, set()), lang):
            name = short_title(finding, lang)
            blocks.append(Bullet(say("outputs.say.method", lang, name=name, method=text)))
    notes = dict.fromkeys(note for finding in found.all for note in note_lines(finding, lang))
    blocks += [Bullet(note if note.endswith(".") else note + ".") for note in notes]
    if codebook:
        words = {"codes": whole(codebook.get("codes", 0), lang), "version": codebook.get("version", "")}
        blocks.append(Bullet(say("outputs.say.codebook", lang, **words)))
    if vintage := getattr(settings, "vintage", ""):
        blocks.append(Bullet(say("outputs.say.vintage", lang, vintage=vintage)))
    return Section(say("outputs.heading.methods", lang), tuple(blocks))
