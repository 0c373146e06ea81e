"""Figures of reported prevalence: the map beside its intervals, and one small map per form."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patheffects import withStroke

from kiitools.geo.areas import BLANK, Area, areas, by_share
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
from kiitools.geo.keys import draw_legend
from kiitools.geo.palette import INK, PAPER
from kiitools.geo.sheet import (
    SOFT,
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
_SMALL = (2.3, map_height(2.3))
_GAP = 0.3


def figure_prevalence(
    frame: pd.DataFrame,
    *,
    code: str,
    label: str = "",
    lang: str = "fr",
    boundaries: Boundaries | None = None,
    fictional: bool = False,
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
        The form's name in ``lang``; by default the code.
    boundaries : Boundaries, optional
        A user's boundaries instead of the schematic outlines.
    fictional : bool
        Print the notice that all figures are invented.

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
    title, subtitle = (
        say(f"figures.prevalence.{key}", lang, label=label or code) for key in ("title", "subtitle")
    )
    with styled():
        low = notes_height(notes) + 0.08
        figure = new_sheet(low + _MAP[1] + title_height(title, subtitle))
        write_title(figure, title, subtitle, fictional=fictional, lang=lang)
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
    fictional: bool = False,
) -> Figure:
    """Small multiples: one map per form, in the order of ``labels`` (or of the table), k/n on every region.

    Parameters
    ----------
    frame : DataFrame
        As in `figure_prevalence`, several codes.
    labels : mapping, optional
        Code to the form's name; only its codes are drawn, in its order. By default all codes, the one most
        informants report first.
    """
    names = labels or {code: code for code in order_codes(frame)}
    maps = [(names[code], areas(frame, code)) for code in names]
    base = build_base(boundaries)
    notes = [say(f"figures.note.{key}", lang) for key in ("reading", "chosen")] + map_notes(lang, boundaries)
    title, subtitle = say("figures.forms.title", lang), say("figures.prevalence.subtitle", lang)
    with styled():
        low = notes_height(notes) + 0.1
        top = low + -(-(len(maps) + 1) // 3) * (_SMALL[1] + _GAP)
        figure = new_sheet(top + title_height(title, subtitle))
        write_title(figure, title, subtitle, fictional=fictional, lang=lang)
        for number, (name, found) in enumerate(maps):
            left, upper = _cell(number, top)
            _draw_small(inches(figure, left, upper - _GAP - _SMALL[1], *_SMALL), base, found, name)
        left, upper = _cell(len(maps), top)
        draw_legend(figure, left + 0.15, upper - _GAP, lang)
        write_notes(figure, notes)
    return figure


def order_codes(frame: pd.DataFrame) -> Sequence[str]:
    """Codes by how many informants report them in all, most first."""
    total = pd.to_numeric(frame["k"]).astype(float).groupby(frame["code"], sort=True).sum()
    return [str(code) for code in total.sort_values(ascending=False, kind="stable").index]


def _cell(number: int, top: float) -> tuple[float, float]:
    """Upper left corner of a small map, three in a row."""
    return 0.05 + number % 3 * (_SMALL[0] + 0.05), top - number // 3 * (_SMALL[1] + _GAP)


def _draw_map(ax: Any, base: Base, found: Sequence[Area], lang: str) -> None:
    set_view(ax)
    draw_base(ax, base, names=lang)
    known = {area.region: area for area in found}
    shades = {name: known[name].shade if name in known else BLANK for name in base.shapes}
    draw_regions(ax, base, shades)
    for name, (x, y) in base.labels.items():
        text = [name, *([known[name].printed] if name in known and known[name].printed else [])]
        if name == INSET:
            draw_inset(ax, base, shades[name], text)
        else:
            write_label(ax, x, y, text, shades[name].fill, shades[name].ink)
    style: dict[str, Any] = {"fontsize": 5, "color": RIVER_INK, "fontstyle": "italic", "rotation": -46}
    put(ax, *project(1.75, 14.35), "Niger", **style)


def _draw_small(ax: Any, base: Base, found: Sequence[Area], label: str) -> None:
    set_view(ax)
    draw_base(ax, base, weight=0.7)
    known = {area.region: area for area in found}
    shades = {name: known[name].shade if name in known else BLANK for name in base.shapes}
    draw_regions(ax, base, shades, weight=0.7)
    for name, (x, y) in base.labels.items():
        text = known[name].printed if name in known else ""
        if name == INSET:
            draw_inset(ax, base, shades[name], [text] if text else [], weight=0.8)
        elif text:
            write_label(ax, x, y, [text], shades[name].fill, shades[name].ink, weight=0.82)
    lines = textwrap.wrap(label, 40)[:2]
    text = "\n".join(lines)
    put(ax, 0.02, 1.02, text, transform=ax.transAxes, ha="left", va="bottom", fontsize=7, fontweight="bold")


def _draw_dots(ax: Any, ordered: Sequence[Area], lang: str) -> None:
    percent_axis(ax, len(ordered), lang)
    put(ax, 0.5, -1.05, say("figures.dots.title", lang), fontsize=6.4, fontweight="bold")
    for place, area in enumerate(ordered):
        put(ax, -0.06, place, area.region, ha="right", fontsize=6.4)
        put(ax, 1.07, place, area.printed, ha="left", fontsize=6)
        if area.state in ("not_covered", "too_few"):
            _say_why(ax, place, say(f"figures.dots.{area.state}", lang))
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
