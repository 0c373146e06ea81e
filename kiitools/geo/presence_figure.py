"""The figure of actors and projects: a disc and a square for every region and pillar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Circle, Rectangle
from matplotlib.patheffects import withStroke

from kiitools.errors import TableError
from kiitools.geo.drawing import put
from kiitools.geo.group_names import group_name
from kiitools.geo.palette import INK
from kiitools.geo.sheet import inches, new_sheet, notes_height, styled, title_height, write_notes, write_title
from kiitools.messages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = ("region", "pillar", "actors", "projects")
ACTORS, PROJECTS = "#7db0ba", "#e0b56a"
_ROW = 0.36
_WIDE = 5.6


def figure_presence(frame: pd.DataFrame, *, lang: str = "fr", note: str = "") -> Figure:
    """Actors and projects by region and pillar: a disc for actors, a square for projects, the number in it.

    Parameters
    ----------
    frame : DataFrame
        ``region, pillar, actors, projects`` as `kiitools.geo.presence.count_presence` makes it.

    Raises
    ------
    TableError
        Columns are missing.
    """
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise TableError("figures.columns", missing=", ".join(missing), known=", ".join(COLUMNS))
    regions, pillars = (list(dict.fromkeys(frame[column].astype(str))) for column in ("region", "pillar"))
    notes = [say("figures.presence.note", lang)]
    title, subtitle = (say(f"figures.presence.{key}", lang) for key in ("title", "subtitle"))
    with styled():
        low = notes_height(notes) + 0.1
        figure = new_sheet(low + _ROW * (len(regions) + 1) + title_height(title, subtitle, note))
        write_title(figure, title, subtitle, note=note)
        ax = inches(figure, 1.3, low, _WIDE, _ROW * (len(regions) + 0.9))
        _draw_grid(ax, regions, pillars, lang)
        _draw_counts(ax, frame, regions, pillars)
        write_notes(figure, notes)
    return figure


def _draw_grid(ax: Any, regions: Sequence[str], pillars: Sequence[str], lang: str) -> None:
    width = _WIDE / _ROW
    ax.set_xlim(0, width)
    ax.set_ylim(len(regions) - 0.5, -1.4)
    ax.set_aspect("equal")
    ax.set_axis_off()
    for place, region in enumerate(regions):
        put(ax, -0.15, place, group_name(region, "region", lang), ha="right", fontsize=6.6)
        ax.plot((0, width), (place + 0.5, place + 0.5), color="#e8e3dd", linewidth=0.5, zorder=0)
    for number, pillar in enumerate(pillars):
        name = group_name(pillar, "pillar", lang)
        put(ax, (number + 0.5) * width / len(pillars), -0.95, name, fontsize=6.8, fontweight="bold")


def _draw_counts(ax: Any, frame: pd.DataFrame, regions: Sequence[str], pillars: Sequence[str]) -> None:
    most = max(1, int(frame[["actors", "projects"]].to_numpy().max(initial=1)))
    for cell in frame.to_dict("records"):
        y = regions.index(str(cell["region"]))
        x = (pillars.index(str(cell["pillar"])) + 0.5) * _WIDE / _ROW / len(pillars)
        for count, shift, fill in (
            (int(cell["actors"]), -0.5, ACTORS),
            (int(cell["projects"]), 0.5, PROJECTS),
        ):
            _draw_count(ax, x + shift, y, count, most, fill)


def _draw_count(ax: Any, x: float, y: float, count: int, most: int, fill: str) -> None:
    """A mark whose area grows with the count, the number in it; nothing is a small dash."""
    if not count:
        put(ax, x, y, "–", fontsize=6, color="#b5aea7")
        return
    size = max(0.46 * (count / most) ** 0.5, 0.2)
    side = 1.78 * size
    square = Rectangle((x - side / 2, y - side / 2), side, side)
    mark: Any = square if fill == PROJECTS else Circle((x, y), size)
    mark.set(facecolor=fill, edgecolor=INK, linewidth=0.4, zorder=3)
    ax.add_patch(mark)
    put(ax, x, y, count, fontsize=6, path_effects=[withStroke(linewidth=1.4, foreground=fill)])
