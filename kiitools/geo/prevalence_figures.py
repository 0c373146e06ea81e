"""Figures of reported prevalence: the map beside its intervals, and one small map per form."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patheffects import withStroke

from kiitools.geo.areas import BLANK, Area, areas, by_share, labels_of, reported
from kiitools.geo.drawing import (
    INSET,
    RIVER_INK,
    Base,
    build_base,
    draw_base,
    draw_inset,
    draw_regions,
    map_height,
    project,
    put,
    set_view,
    write_label,
)
from kiitools.geo.group_names import group_name
from kiitools.geo.keys import draw_legend
from kiitools.geo.palette import INK, PAPER
from kiitools.geo.sheet import (
    SOFT,
    WIDTH,
    inches,
    map_notes,
    new_sheet,
    notes_height,
    percent_axis,
    styled,
    title_height,
    write_notes,
    write_title,
)
from kiitools.messages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kiitools.geo.boundaries import Boundaries

_MAP = (4.3, map_height(4.3))
_GAP = 0.3
_MOST = 15


def figure_prevalence(
    frame: pd.DataFrame,
    *,
    code: str,
    label: str = "",
    lang: str = "fr",
    boundaries: Boundaries | None = None,
    note: str = "",
) -> Figure:
    """One form of exploitation: a value-suppressing map, and the Wilson intervals beside it by share.

    Parameters
    ----------
    frame : DataFrame
        A prevalence table: ``region, code, k, n, share, low, high, state``; ``printed`` (optional) holds what
        is written instead of ``k/n`` (bands of a public release). Regions of the map that the table does not
        name are drawn as not covered; rows that are no region of the map stand beside it only.
    code : str
        Which rows of ``frame``.
    label : str
        The form's name in ``lang``; by default the column ``label``, else the code.
    boundaries : Boundaries, optional
        A user's boundaries instead of the schematic outlines.
    note : str
        A sentence printed above all else (that a study is fictional, for instance).

    Raises
    ------
    TableError
        Columns are missing, the code does not occur, or a region occurs twice.
    """
    found = areas(frame, code)
    base = build_base(boundaries)
    notes = [say(f"figures.note.{key}", lang) for key in ("reading", "interval")] + map_notes(
        lang, boundaries
    )
    name = label or labels_of(frame)[code]
    title, subtitle = (say(f"figures.prevalence.{key}", lang, label=name) for key in ("title", "subtitle"))
    with styled():
        low = notes_height(notes) + 0.08
        figure = new_sheet(low + _MAP[1] + title_height(title, subtitle, note))
        write_title(figure, title, subtitle, note=note)
        _draw_map(inches(figure, 0.06, low, *_MAP), base, found, lang)
        draw_legend(figure, 0.16, low + _MAP[1] - 0.08, lang)
        _draw_dots(inches(figure, 5.27, low + 0.3, 1.28, _MAP[1] - 0.5), by_share(found), lang)
        write_notes(figure, notes)
    return figure


def figure_forms(
    frame: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    lang: str = "fr",
    boundaries: Boundaries | None = None,
    note: str = "",
) -> Figure:
    """Small multiples: one map per form with k/n on every region, on one page.

    Forms that nobody reports, and those beyond the fifteenth, are named below instead of drawn.

    Parameters
    ----------
    frame : DataFrame
        As in `figure_prevalence`, several codes; ``label`` (optional) names them.
    labels : mapping, optional
        Code to the form's name; only its codes are drawn, in its order. By default all, the most reported
        first.
    """
    names = labels_of(frame) if labels is None else dict(labels)
    drawn, notes = _choose(frame, names, lang)
    maps = [(names[code], areas(frame, code)) for code in drawn]
    base = build_base(boundaries)
    notes += [say(f"figures.note.{key}", lang) for key in ("reading", "chosen")] + map_notes(lang, boundaries)
    title, subtitle = say("figures.forms.title", lang), say("figures.prevalence.subtitle", lang)
    with styled():
        grid = _Grid(3 if len(maps) <= 8 else 4, notes_height(notes) + 0.1, len(maps) + 1)
        figure = new_sheet(grid.top + title_height(title, subtitle, note))
        write_title(figure, title, subtitle, note=note)
        for number, (name, found) in enumerate(maps):
            _draw_small(inches(figure, *grid.box(number)), base, found, name, grid.weight)
        left, low, _, high = grid.box(len(maps))
        draw_legend(figure, left + 0.12, low + high, lang)
        write_notes(figure, notes)
    return figure


def _choose(frame: pd.DataFrame, names: Mapping[str, str], lang: str) -> tuple[list[str], list[str]]:
    """The codes to draw, and notes that name the others."""
    told = [code for code in names if reported(frame, code)] or list(names)[:_MOST]
    silent = [names[code] for code in names if code not in told]
    notes = [say("figures.forms.silent", lang, names=", ".join(silent))] if silent else []
    rest = [names[code] for code in told[_MOST:]]
    notes += [say("figures.forms.rest", lang, names=", ".join(rest))] if rest else []
    return told[:_MOST], notes


@dataclass(frozen=True, slots=True)
class _Grid:
    """Small maps in rows of ``columns``, from the lower edge ``low`` (inches) upwards; ``cells`` in all."""

    columns: int
    low: float
    cells: int

    @property
    def width(self) -> float:
        return (WIDTH - 0.06) / self.columns - 0.05

    @property
    def weight(self) -> float:
        return 0.82 if self.columns == 3 else 0.68

    @property
    def row(self) -> float:
        return map_height(self.width) + _GAP

    @property
    def top(self) -> float:
        return self.low + -(-self.cells // self.columns) * self.row

    def box(self, number: int) -> tuple[float, float, float, float]:
        """Left, low, width, height of a cell."""
        left = 0.05 + number % self.columns * (self.width + 0.05)
        upper = self.top - number // self.columns * self.row - _GAP
        return left, upper - map_height(self.width), self.width, map_height(self.width)


def _draw_map(ax: Any, base: Base, found: Sequence[Area], lang: str) -> None:
    set_view(ax)
    draw_base(ax, base, names=lang)
    known = {area.region: area for area in found}
    shades = {name: known[name].shade if name in known else BLANK for name in base.shapes}
    draw_regions(ax, base, shades)
    weight = 1.0 if len(base.shapes) <= 12 else 0.84
    for name, (x, y) in base.labels.items():
        text = [name, *([known[name].printed] if name in known and known[name].printed else [])]
        if name == INSET:
            draw_inset(ax, base, shades[name], text)
        else:
            write_label(ax, x, y, text, shades[name].fill, shades[name].ink, weight=weight)
    style: dict[str, Any] = {"fontsize": 5, "color": RIVER_INK, "fontstyle": "italic", "rotation": -46}
    put(ax, *project(1.75, 14.35), "Niger", **style)


def _draw_small(ax: Any, base: Base, found: Sequence[Area], label: str, weight: float) -> None:
    set_view(ax)
    draw_base(ax, base, weight=0.85 * weight)
    known = {area.region: area for area in found}
    shades = {name: known[name].shade if name in known else BLANK for name in base.shapes}
    draw_regions(ax, base, shades, weight=0.85 * weight)
    for name, (x, y) in base.labels.items():
        text = known[name].printed if name in known else ""
        if name == INSET:
            draw_inset(ax, base, shades[name], [text] if text else [], weight=weight)
        elif text:
            write_label(ax, x, y, [text], shades[name].fill, shades[name].ink, weight=weight)
    size = 7 if weight > 0.75 else 5.8
    text = "\n".join(textwrap.wrap(label, 36 if weight > 0.75 else 32)[:2])
    put(
        ax, 0.02, 1.02, text, transform=ax.transAxes, ha="left", va="bottom", fontsize=size, fontweight="bold"
    )


def _draw_dots(ax: Any, ordered: Sequence[Area], lang: str) -> None:
    percent_axis(ax, len(ordered), lang)
    put(ax, 0.5, -1.05, say("figures.dots.title", lang), fontsize=6.4, fontweight="bold")
    for place, area in enumerate(ordered):
        put(ax, -0.06, place, group_name(area.region, "region", lang), ha="right", fontsize=6.4)
        put(ax, 1.07, place, area.printed, ha="left", fontsize=6)
        if area.state in ("not_covered", "too_few"):
            silent = area.state == "too_few" and not area.n
            _say_why(ax, place, say(f"figures.dots.{'silent' if silent else area.state}", lang))
        else:
            draw_dot(ax, place, area.share, area.low, area.high, area.shade.fill)


def _say_why(ax: Any, place: int, text: str) -> None:
    halo = [withStroke(linewidth=2.5, foreground=PAPER)]
    put(ax, 0.02, place, text, ha="left", fontsize=5.6, color=SOFT, fontstyle="italic", path_effects=halo)


def draw_dot(ax: Any, place: int, share: float, low: float, high: float, fill: str) -> None:
    """A share as a dot (empty when it is 0) on the line of its interval."""
    if low == low and high == high:
        ax.plot((low, high), (place, place), color="#6f6761", linewidth=1.0, zorder=3)
    look: dict[str, Any] = {"markersize": 5.2, "markeredgecolor": INK, "markeredgewidth": 0.7}
    ax.plot(share, place, "o", color=fill if share else PAPER, zorder=4, clip_on=False, **look)
