"""The figure of routes: schematic curves from region to region, and to the neighbouring countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke

from kiitools.errors import TableError
from kiitools.geo.drawing import Base, build_base, draw_base, draw_regions, map_height, project, put, set_view
from kiitools.geo.palette import INK, PAPER, Shade
from kiitools.geo.region_names import fold
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
from kiitools.geo.tiles import layout
from kiitools.markup import visible
from kiitools.messages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kiitools.geo.boundaries import Boundaries

COLUMNS = ("origin", "destination", "k")
FEW = 2
"""Up to so many informants a route is a dashed line without a figure."""
COLOUR = "#a8401c"
_MAP = (5.6, map_height(5.6))
_CLOSE = 110_000.0
_PLAIN = Shade(PAPER, "#c9c2bb", "", "plain")


@dataclass(frozen=True, slots=True)
class _Route:
    start: tuple[float, float]
    end: tuple[float, float]
    k: int


def figure_routes(
    frame: pd.DataFrame,
    *,
    lang: str = "fr",
    boundaries: Boundaries | None = None,
    note: str = "",
) -> Figure:
    """Routes that informants describe, as curves between chief towns; width by informants.

    No place finer than a region is drawn: ends are snapped to the region's chief town, or to the name of a
    neighbouring country. Routes of one or two informants are dashed and bear no figure. What cannot be drawn
    (within a region, to places off the map) is told below.

    Parameters
    ----------
    frame : DataFrame
        ``origin, destination, k``: regions of the map or neighbouring countries, number of informants. Where
        a route stands there for several forms the largest ``k`` is drawn, since one person may speak of all.

    Raises
    ------
    TableError
        Columns are missing.
    """
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise TableError("figures.columns", missing=", ".join(missing), known=", ".join(COLUMNS))
    base = build_base(boundaries)
    routes, inside, off = _routes(frame, base)
    notes = [say("figures.routes.inside", lang, names=", ".join(inside))] if inside else []
    notes += [say("figures.routes.off_map", lang, names=", ".join(off))] if off else []
    notes += [say("figures.routes.note", lang), *map_notes(lang, boundaries)]
    title, subtitle = (say(f"figures.routes.{key}", lang) for key in ("title", "subtitle"))
    with styled():
        low = notes_height(notes) + 0.08
        figure = new_sheet(low + _MAP[1] + title_height(title, subtitle, note))
        write_title(figure, title, subtitle, note=note)
        ax = inches(figure, 0.06, low, *_MAP)
        set_view(ax)
        draw_base(ax, base, names=lang)
        draw_regions(ax, base, dict.fromkeys(base.shapes, _PLAIN))
        _draw_towns(ax, base)
        for route in sorted(routes, key=lambda one: one.k):
            _draw_route(ax, route, max(one.k for one in routes))
        _draw_key(inches(figure, 5.75, low + 0.5, 1.3, 1.6), lang)
        write_notes(figure, notes)
    return figure


def _routes(frame: pd.DataFrame, base: Base) -> tuple[list[_Route], list[str], list[str]]:
    """Routes to draw; those inside one region; those with an end off the map."""
    ends = _ends(base)
    counts: dict[tuple[str, str], int] = {}
    for row in frame.to_dict("records"):
        pair = (visible(row["origin"]), visible(row["destination"]))
        counts[pair] = max(counts.get(pair, 0), int(row["k"]))
    routes, inside, off = [], [], []
    for (origin, destination), k in counts.items():
        start, end = ends.get(fold(origin)), ends.get(fold(destination))
        if start is None or end is None:
            off.append(f"{origin} → {destination}")
        elif start == end:
            inside.append(origin)
        else:
            routes.append(_Route(start, end, k))
    return routes, inside, off


def _towns(base: Base) -> dict[str, tuple[str, tuple[float, float]]]:
    """Region to its chief town and where that lies; a region of 2023 to its own name and label."""
    known = layout()
    towns = {name: (place.capital, project(*place.at)) for name, place in known.items()}
    return {name: towns.get(name, (name, spot)) for name, spot in base.labels.items()}


def _ends(base: Base) -> dict[str, tuple[float, float]]:
    """Where a name is drawn: a region at its chief town, a neighbouring country at its name."""
    ends = {fold(region): spot for region, (_, spot) in _towns(base).items()}
    countries = base.context[base.context["kind"] == "country"]
    for row in countries.itertuples():
        for name in (row.fr, row.en):
            ends.setdefault(fold(name), (row.geometry.x, row.geometry.y))
    return ends


def _draw_towns(ax: Any, base: Base) -> None:
    """Towns with their names below, or above where another town lies close below."""
    towns = list(_towns(base).values())
    for name, (x, y) in towns:
        ax.plot(x, y, "o", markersize=2.6, color=INK, zorder=7)
        crowded = any(0 < np.hypot(x - a, y - b) < _CLOSE and b < y for _, (a, b) in towns)
        side = 1 if crowded else -1
        halo = [withStroke(linewidth=2.0, foreground=PAPER)]
        put(ax, x, y + side * 42_000, name, fontsize=6, path_effects=halo, zorder=8)


def _draw_route(ax: Any, route: _Route, most: int) -> None:
    few = route.k <= FEW
    width = 0.9 if few else 1.2 + 3.4 * (route.k / most) ** 0.5
    arrow = FancyArrowPatch(
        route.start,
        route.end,
        connectionstyle="arc3,rad=0.22",
        arrowstyle=f"-|>,head_width={1.6 + 0.5 * width:.2f},head_length={3 + 0.8 * width:.2f}",
        shrinkA=4,
        shrinkB=5,
        linewidth=width,
        color=COLOUR,
        linestyle=(0, (3, 2.2)) if few else "solid",
        alpha=0.85,
        zorder=6,
        mutation_scale=1,
    )
    ax.add_patch(arrow)
    if not few:
        x, y = _middle(route)
        halo = [withStroke(linewidth=2.2, foreground=PAPER)]
        put(ax, x, y, route.k, fontsize=6.4, fontweight="bold", color=COLOUR, path_effects=halo, zorder=9)


def _middle(route: _Route) -> tuple[float, float]:
    """The middle of the curve: a quadratic Bézier whose handle stands off by 0.22 of the way."""
    start, end = np.array(route.start), np.array(route.end)
    way = end - start
    handle = (start + end) / 2 + 0.22 * np.array((way[1], -way[0]))
    x, y = (start + end) / 4 + handle / 2
    return float(x), float(y)


def _draw_key(ax: Any, lang: str) -> None:
    ax.set_xlim(0, 1.3)
    ax.set_ylim(0, 1.6)
    ax.set_axis_off()
    put(ax, 0, 1.5, say("figures.routes.key", lang), ha="left", fontsize=6.4, fontweight="bold")
    for number, (width, style) in enumerate(((0.9, (0, (3, 2.2))), (2.6, "solid"), (4.6, "solid"))):
        y = 1.25 - 0.24 * number
        ax.plot(
            (0.02, 0.38),
            (y, y),
            color=COLOUR,
            linewidth=width,
            linestyle=style,
            solid_capstyle="butt",
            alpha=0.85,
        )
        put(ax, 0.48, y, say(f"figures.routes.key.{number}", lang), ha="left", fontsize=5.8)
