"""The tile grid: every region the same size, one dot for every informant, filled when they report it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Circle
from shapely import box

from kiitools.geo.areas import Area, areas, labels_of
from kiitools.geo.drawing import (
    build_base,
    draw_area,
    draw_base,
    draw_regions,
    map_height,
    put,
    set_view,
    write_label,
)
from kiitools.geo.palette import INK, PAPER, Shade, classify
from kiitools.geo.sheet import (
    inches,
    map_notes,
    new_sheet,
    notes_height,
    styled,
    title_height,
    write_notes,
    write_title,
)
from kiitools.geo.tiles import Place, layout
from kiitools.messages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FILLED = "#bd4c25"
_SIZE = (1.36, 1.02)
_GAP = 0.045


def figure_tiles(
    frame: pd.DataFrame,
    *,
    code: str,
    label: str = "",
    lang: str = "fr",
    note: str = "",
) -> Figure:
    """One form as a grid of equal tiles: dots are informants, filled ones report it.

    Parameters
    ----------
    frame : DataFrame
        As in `figure_prevalence`; regions of 2016.
    code, label : str
        Which rows of ``frame``, and the form's name in ``lang``.
    """
    known = {area.region: area for area in areas(frame, code)}
    per_row = _dots_per_row(int(max((a.n for a in known.values() if a.n == a.n), default=0)))
    notes = [say(f"figures.note.{key}", lang) for key in ("reading", "chosen")] + map_notes(lang, None)
    title = say("figures.prevalence.title", lang, label=label or labels_of(frame)[code])
    subtitle = say("figures.tiles.subtitle", lang)
    with styled():
        low = notes_height(notes) + 0.08
        high = 4 * (_SIZE[1] + _GAP)
        figure = new_sheet(low + high + title_height(title, subtitle, note) + 0.04)
        write_title(figure, title, subtitle, note=note)
        for name, place in layout().items():
            _draw_tile(figure, place, low + high, known.get(name), per_row, lang)
        _draw_locator(figure, low + high)
        _draw_dot_key(figure, low, lang)
        write_notes(figure, notes)
    return figure


def _draw_tile(figure: Any, place: Place, top: float, area: Area | None, per_row: int, lang: str) -> None:
    (column, line), (wide, high) = place.tile, _SIZE
    corner = (0.06 + column * (wide + _GAP), top - (line + 1) * (high + _GAP))
    ax = inches(figure, *corner, wide, high)
    ax.set_xlim(0, wide)
    ax.set_ylim(0, high)
    ax.set_axis_off()
    state = area.state if area else "not_covered"
    plain = Shade(PAPER, "#8c8682", {"not_covered": "hatch", "too_few": "dotted"}.get(state, ""), state)
    draw_area(ax, box(0.01, 0.01, wide - 0.01, high - 0.01), plain, inset=0.035, weight=1.1)
    halo = _label_halo()
    put(ax, 0.08, high - 0.12, place.region, ha="left", fontsize=6.6, fontweight="bold", path_effects=halo)
    if area is None or state == "not_covered":
        put(ax, wide / 2, 0.4, say("figures.dots.not_covered", lang), fontsize=5.6, path_effects=halo)
        return
    put(ax, wide - 0.08, high - 0.12, area.printed, ha="right", fontsize=6.4)
    _draw_people(ax, int(area.k), int(area.n), per_row)
    if state == "too_few":
        key = "figures.dots.too_few" if area.n else "figures.dots.silent"
        put(ax, wide / 2, 0.13, say(key, lang), fontsize=5.4, fontstyle="italic")


def _label_halo() -> list[Any]:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2.4, foreground=PAPER)]


def _dots_per_row(most: int) -> int:
    """Dots in a row with which ``most`` informants fit into a tile; the same for all tiles."""
    wide, high = _SIZE
    fitting = (count for count in range(8, 400) if -(-most // count) * (wide - 0.16) / count <= high - 0.32)
    return next(fitting)


def _draw_people(ax: Any, k: int, n: int, per_row: int) -> None:
    """Dots in rows, those who report it first."""
    wide, high = _SIZE
    step = (wide - 0.16) / per_row
    for number in range(n):
        x = 0.08 + (number % per_row + 0.5) * step
        y = high - 0.24 - (number // per_row + 0.5) * step
        fill = FILLED if number < k else PAPER
        ax.add_patch(Circle((x, y), step * 0.38, facecolor=fill, edgecolor=INK, linewidth=0.4, zorder=4))


def _draw_locator(figure: Any, top: float) -> None:
    """Where the regions really lie, with their three letters."""
    wide = 2 * _SIZE[0] * 0.82
    ax = inches(figure, 0.1, top - map_height(wide), wide, map_height(wide))
    set_view(ax)
    base = build_base()
    draw_base(ax, base, weight=0.6)
    blank = classify(0, 99, "no_report")
    draw_regions(ax, base, dict.fromkeys(base.shapes, blank), weight=0.6)
    for name, place in layout().items():
        x, y = base.labels[name]
        write_label(ax, x, y, [place.short], PAPER, INK, weight=0.72)


def _draw_dot_key(figure: Any, low: float, lang: str) -> None:
    wide, high = _SIZE
    ax = inches(figure, 0.06 + 3 * (wide + _GAP), low, 2 * wide, high)
    ax.set_xlim(0, 2 * wide)
    ax.set_ylim(0, high)
    ax.set_axis_off()
    for number, (fill, key) in enumerate(((FILLED, "reports"), (PAPER, "silent"))):
        y = 0.62 - 0.2 * number
        ax.add_patch(Circle((0.15, y), 0.05, facecolor=fill, edgecolor=INK, linewidth=0.5))
        put(ax, 0.28, y, say(f"figures.tiles.{key}", lang), ha="left", fontsize=6)
