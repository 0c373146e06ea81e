"""The static figures of a study, drawn one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kiitools.messages import say
from kiitools.privacy.release import gate
from kiitools.study.editions import Edition, coverage_by_region, labelled, noted

if TYPE_CHECKING:
    from kiitools.study.study import Study


def write_figures(study: Study, folder: Path, *, lang: str | None, status: str, release: str) -> list[Path]:
    """The static figures, as PNG at 300 dots per inch."""
    edition = Edition.of(study, lang, status, release)
    return [noted(study, "figure", path, edition, 0) for _, path in draw_to(study, edition, folder)]


def _figures(study: Study, edition: Edition) -> Iterator[tuple[str, Any]]:
    """Named figures, drawn one at a time."""
    from kiitools.geo import figures

    lang = edition.lang
    keys = ["study.fictional"] if study.settings.fictional else []
    keys += ["publish.with-suggestions"] if edition.status == "suggested" else []
    note = " ".join(say(key, lang) for key in keys)
    prevalence = study.prevalence(by="region", level="form", status=edition.status)
    frame = labelled(study, gate(prevalence.frame, "map", level=edition.release)[0], lang)
    by_category = gate(study.understanding(by="category").frame, "finding", level=edition.release)[0]
    yield "couverture", figures.figure_coverage(coverage_by_region(study), lang=lang, note=note)
    yield "comprehension", figures.figure_understanding(by_category, lang=lang, note=note)
    yield "formes", figures.figure_forms(frame, lang=lang, note=note)
    for code in most_reported(frame, 2):
        yield (
            f"carte-{code.replace('.', '-')}",
            figures.figure_prevalence(frame, code=code, lang=lang, note=note),
        )
    if len(study.actors()) + len(study.projects()):
        present = figures.count_presence(study.actors(), study.projects(), regions=study.settings.regions)
        yield "acteurs", figures.figure_presence(present, lang=lang, note=note)


def most_reported(frame: pd.DataFrame, most: int) -> list[str]:
    """The forms that most informants report, over all regions, most first."""
    totals = frame.groupby("code")["k"].sum().sort_values(ascending=False, kind="stable")
    return [str(one) for one in totals[totals > 0].index[:most]]


def draw_to(study: Study, edition: Edition, folder: Path) -> Iterator[tuple[str, Path]]:
    """Draw the figures into ``folder``: name and file of each."""
    from kiitools.geo.figures import write_figure

    for name, figure in _figures(study, edition):
        write_figure(figure, folder / f"{name}.png")
        yield name, folder / f"{name}.png"
