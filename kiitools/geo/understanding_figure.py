"""The figure of understanding: precise, partial, none by group, with the interval of « precise »."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Rectangle

from kiitools.errors import TableError
from kiitools.geo.drawing import put
from kiitools.geo.group_names import group_name
from kiitools.geo.palette import INK, LEAST, PAPER, contrast
from kiitools.geo.prevalence_figures import draw_dot
from kiitools.geo.sheet import (
    SOFT,
    inches,
    new_sheet,
    notes_height,
    percent_axis,
    styled,
    title_height,
    write_notes,
    write_title,
)
from kiitools.messages import say
from kiitools.model.cases import LEVELS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FILLS = {"precise": "#17505e", "partial": "#7db0ba", "none": "#e3eced"}
TOTAL = "total"
_ROW = 0.27
_COLUMNS = ("level", "k", "n", "share", "low", "high")
_NO_GROUP = (*_COLUMNS, "label", "not_asked", "reason")


@dataclass(frozen=True, slots=True)
class _Group:
    """How the ``n`` persons of a group who were asked define trafficking: persons and shares by level."""

    name: str
    n: int
    k: Mapping[str, int]
    share: Mapping[str, float]
    low: float
    high: float


def figure_understanding(
    frame: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    lang: str = "fr",
    note: str = "",
) -> Figure:
    """Precise, partial, none among those who were asked: bars by group, and intervals of « precise ».

    Parameters
    ----------
    frame : DataFrame
        A table of understanding: one column of groups (``category``, ``region`` …; absent for the total
        alone), then ``level, k, n, share, low, high``. Groups of fewer than five persons get no bar.
    labels : mapping, optional
        Group to its name in ``lang``; by default the registers' vocabulary.

    Raises
    ------
    TableError
        Columns are missing, or a group lacks a level.
    """
    kind = next((str(column) for column in frame.columns if column not in _NO_GROUP), "")
    groups = _groups(frame, kind)
    names = [(labels or {}).get(group.name, group_name(group.name, kind, lang)) for group in groups]
    notes = [say("figures.understanding.note", lang), say("figures.note.interval", lang)]
    title, subtitle = (say(f"figures.understanding.{key}", lang) for key in ("title", "subtitle"))
    with styled():
        low, high = notes_height(notes) + 0.3, _ROW * len(groups) + 0.1
        figure = new_sheet(low + high + 0.36 + title_height(title, subtitle, note))
        write_title(figure, title, subtitle, note=note)
        bars, dots = inches(figure, 1.85, low, 2.75, high), inches(figure, 5.2, low, 1.3, high)
        _draw_heads(bars, dots, len(groups), lang)
        for place, (group, name) in enumerate(zip(groups, names, strict=True)):
            _draw_group(bars, dots, place, group, name, lang)
        write_notes(figure, notes)
    return figure


def _groups(frame: pd.DataFrame, kind: str) -> list[_Group]:
    """Groups, most precise first, those with too few persons below, the total last."""
    missing = [column for column in _COLUMNS if column not in frame.columns]
    if missing:
        raise TableError("figures.columns", missing=", ".join(missing), known=", ".join(_COLUMNS))
    rows: dict[str, list[dict[Any, Any]]] = {}
    for row in frame.to_dict("records"):
        rows.setdefault(str(row[kind]) if kind else TOTAL, []).append(row)
    found = [_group(name, levels) for name, levels in rows.items()]
    return sorted(
        found, key=lambda g: (g.name == TOTAL, g.n < LEAST, -g.share["precise"] if g.n else 0, g.name)
    )


def _group(name: str, rows: list[dict[Any, Any]]) -> _Group:
    levels = {str(row["level"]): row for row in rows}
    if len(rows) != len(LEVELS) or set(levels) != set(LEVELS):
        raise TableError("figures.levels", where=name, known=", ".join(LEVELS))
    counts = {level: int(row["k"]) for level, row in levels.items()}
    shares = {level: float(row["share"]) for level, row in levels.items()}
    precise = levels["precise"]
    return _Group(name, int(precise["n"]), counts, shares, float(precise["low"]), float(precise["high"]))


def _draw_heads(bars: Any, dots: Any, count: int, lang: str) -> None:
    for ax in (bars, dots):
        percent_axis(ax, count, lang)
    put(dots, 0.5, -1.0, say("figures.understanding.dots", lang), fontsize=6.4, fontweight="bold")
    for number, level in enumerate(LEVELS):
        x = number * 0.36
        _draw_block(bars, x, -1.2, 0.05, 0.42, FILLS[level], "#8c8682", 0.4)
        put(bars, x + 0.065, -1.0, say(f"figures.level.{level}", lang), ha="left", fontsize=6)


def _draw_group(bars: Any, dots: Any, place: int, group: _Group, label: str, lang: str) -> None:
    text = "\n".join(textwrap.wrap(label, 32)[:2])
    put(bars, -0.03, place, text, ha="right", fontsize=6.4, linespacing=1.05)
    put(bars, 1.05, place, f"n\u00a0=\u00a0{group.n}", ha="left", fontsize=6)
    if group.name == TOTAL and place:
        for ax in (bars, dots):
            ax.axhline(place - 0.5, color=INK, linewidth=0.6)
    if group.n < LEAST:
        block = _draw_block(bars, 0.004, place - 0.3, 0.992, 0.6, PAPER, INK, 0.9)
        block.set(linestyle=(0, (0.8, 1.6)), capstyle="round")
        key = "figures.dots.too_few" if group.n else "figures.understanding.not_asked"
        put(bars, 0.5, place, say(key, lang), fontsize=5.6, color=SOFT, fontstyle="italic")
        return
    _draw_bar(bars, place, group)
    draw_dot(dots, place, group.share["precise"], group.low, group.high, FILLS["precise"])


def _draw_bar(ax: Any, place: int, group: _Group) -> None:
    start = 0.0
    for level in LEVELS:
        share, fill = group.share[level], FILLS[level]
        _draw_block(ax, start, place - 0.33, share, 0.66, fill, PAPER, 0.6)
        if share >= 0.03:
            ink = max((INK, PAPER), key=lambda one, fill=fill: contrast(one, fill))  # type: ignore[misc]
            put(ax, start + share / 2, place, group.k[level], fontsize=5.8, color=ink)
        start += share


def _draw_block(
    ax: Any, x: float, y: float, wide: float, high: float, fill: str, edge: str, line: float
) -> Rectangle:
    block = Rectangle(
        (x, y), wide, high, facecolor=fill, edgecolor=edge, linewidth=line, zorder=3, clip_on=False
    )
    ax.add_patch(block)
    return block
