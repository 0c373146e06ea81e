"""The figure of coverage: where informants were interviewed, who they are, and where nobody was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Circle, Rectangle
from matplotlib.transforms import blended_transform_factory

from kiitools.errors import TableError
from kiitools.geo.areas import BLANK
from kiitools.geo.drawing import (
    INSET,
    Base,
    build_base,
    draw_base,
    draw_inset,
    draw_regions,
    inset_spot,
    map_height,
    put,
    set_view,
    write_label,
)
from kiitools.geo.group_names import group_name
from kiitools.geo.palette import INK, PAPER, STROKE, Shade
from kiitools.geo.sheet import (
    SOFT,
    inches,
    map_notes,
    new_sheet,
    notes_height,
    styled,
    title_height,
    write_notes,
    write_title,
)
from kiitools.messages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kiitools.geo.boundaries import Boundaries

COLUMNS = ("region", "category", "informants", "coded", "state")
CODED, SILENT = "#17505e", "#b9d3d8"
TOTAL = "total"
_MAP = (4.1, map_height(4.1))
_LARGEST = 82_000.0
_People = Mapping[str, Mapping[str, int]]
_COVERED = Shade(PAPER, STROKE, "", "covered")


def figure_coverage(
    frame: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    lang: str = "fr",
    boundaries: Boundaries | None = None,
    note: str = "",
) -> Figure:
    """Where informants were interviewed (discs on the map) and who they are (bars).

    Parameters
    ----------
    frame : DataFrame
        A table of coverage: ``region, category, informants, coded, state``, rows that do not overlap (a row
        ``total`` is left out). Regions without a row, or ``not_covered``, are hatched.
    labels : mapping, optional
        Category to its name in ``lang``; by default the registers' vocabulary.

    Raises
    ------
    TableError
        Columns are missing.
    """
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise TableError("figures.columns", missing=", ".join(missing), known=", ".join(COLUMNS))
    rows = frame[(frame["region"] != TOTAL) & (frame["category"] != TOTAL)]
    base = build_base(boundaries)
    asked = _sums(rows[rows["state"] != "not_covered"], "region", "informants")
    notes = [*_off_map(base, asked, lang), say("figures.coverage.note", lang), *map_notes(lang, boundaries)]
    title, subtitle = (
        say(f"figures.coverage.{key}", lang, n=sum(asked.values())) for key in ("title", "subtitle")
    )
    with styled():
        low = notes_height(notes) + 0.08
        figure = new_sheet(low + _MAP[1] + title_height(title, subtitle, note))
        write_title(figure, title, subtitle, note=note)
        _draw_map(inches(figure, 0.06, low, *_MAP), base, asked, lang)
        people = {c: _sums(rows, "category", c) for c in ("informants", "coded")}
        _draw_bars(inches(figure, 5.6, low, 1.4, _MAP[1]), people, labels or {}, lang)
        write_notes(figure, notes)
    return figure


def _sums(rows: pd.DataFrame, by: str, column: str) -> dict[str, int]:
    numbers = pd.to_numeric(rows[column]).astype(float).fillna(0)
    return {str(name): int(total) for name, total in numbers.groupby(rows[by], sort=False).sum().items()}


def _off_map(base: Base, asked: Mapping[str, int], lang: str) -> list[str]:
    """Informants whose region is not on the map are told below it."""
    off = sum(count for region, count in asked.items() if region not in base.shapes)
    return [say("figures.coverage.off_map", lang, n=off)] if off else []


def _draw_map(ax: Any, base: Base, asked: Mapping[str, int], lang: str) -> None:
    set_view(ax)
    draw_base(ax, base, names=lang)
    shades = {name: _COVERED if name in asked else BLANK for name in base.shapes}
    draw_regions(ax, base, shades)
    most = max([1, *asked.values()])
    for name, (x, y) in base.labels.items():
        if name == INSET:
            draw_inset(ax, base, shades[name], [name])
            _draw_people(ax, *inset_spot(), asked.get(name, 0), most)
        else:
            write_label(ax, x, y + (75_000 if name in asked else 0), [name], PAPER, INK)
            _draw_people(ax, x, y - 25_000, asked.get(name, 0), most)


def _draw_people(ax: Any, x: float, y: float, count: int, most: int) -> None:
    """A disc whose area grows with the number of informants, the number in it."""
    if count:
        radius = max(_LARGEST * (count / most) ** 0.5, 30_000)
        disc = Circle((x, y), radius, facecolor=CODED, edgecolor=PAPER, linewidth=0.6, zorder=5.4)
        ax.add_patch(disc)
        put(ax, x, y, count, fontsize=6.4, color=PAPER, fontweight="bold", zorder=6)


def _draw_bars(ax: Any, people: _People, labels: Mapping[str, str], lang: str) -> None:
    """Categories, largest first: those whose words are coded, and those whose are not (yet)."""
    ordered = sorted(people["informants"].items(), key=lambda item: (-item[1], item[0]))
    ordered = [(name, count) for name, count in ordered if count]
    ax.set_xlim(0, 1.25 * max((count for _, count in ordered), default=1))
    ax.set_ylim(max(len(ordered), 8) + 1.4, -1.6)
    ax.set_axis_off()
    across = blended_transform_factory(ax.transAxes, ax.transData)
    head = {"transform": across, "ha": "left", "fontsize": 6.4, "fontweight": "bold"}
    put(ax, 0, -1.1, say("figures.coverage.who", lang), **head)
    for place, (name, count) in enumerate(ordered):
        label = labels.get(name, group_name(name, "category", lang))
        put(ax, -0.05, place, label, transform=across, ha="right", fontsize=6.2)
        _draw_bar(ax, place, people["coded"].get(name, 0), count)
    for number, (fill, key) in enumerate(((CODED, "coded"), (SILENT, "silent"))):
        y = len(ordered) + 0.3 + 0.8 * number
        patch = Rectangle((0, y - 0.25), 0.09, 0.5, transform=across, facecolor=fill, edgecolor="none")
        ax.add_patch(patch)
        key_style = {"transform": across, "ha": "left", "fontsize": 5.8, "color": SOFT}
        put(ax, 0.13, y, say(f"figures.coverage.{key}", lang), **key_style)


def _draw_bar(ax: Any, place: int, coded: int, count: int) -> None:
    for start, wide, fill in ((0, coded, CODED), (coded, count - coded, SILENT)):
        ax.add_patch(Rectangle((start, place - 0.32), wide, 0.64, facecolor=fill, edgecolor="none"))
    style = {"xytext": (3, 0), "textcoords": "offset points", "va": "center", "fontsize": 6}
    ax.annotate(str(count), (count, place), **style)
