"""The legend of the printed maps: shares across, informants down, and below them what is never coloured."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.patches import Rectangle
from shapely import box

from kiitools.geo.drawing import draw_area, put
from kiitools.geo.palette import BANDS, LegendEntry, legend
from kiitools.messages import say

_ROW = 0.155
_WIDE = 0.8
_PLAIN = 0.235


def draw_legend(figure: Any, left: float, top: float, lang: str) -> None:
    """The legend with its upper left corner at ``left``, ``top`` (inches from the lower left of the page)."""
    wide, high = figure.get_size_inches()
    entries = legend(lang)
    plain = [entry for entry in entries if not entry.least]
    height = 0.6 + _ROW * len(BANDS) + _PLAIN * len(plain)
    ax = figure.add_axes((left / wide, (top - height) / high, 1.5 / wide, height / high))
    ax.set_xlim(0, 1.5)
    ax.set_ylim(-height, 0)
    ax.set_axis_off()
    put(ax, 0, -0.07, say("figures.legend.title", lang), ha="left", fontsize=6.4, fontweight="bold")
    _draw_scale(ax, -0.27, lang)
    for row, (least, _) in enumerate(BANDS):
        _draw_row(ax, [entry for entry in entries if entry.least == least], -0.34 - row * _ROW, lang)
    for row, entry in enumerate(plain):
        _draw_plain(ax, entry, -0.47 - _ROW * len(BANDS) - _PLAIN * row)


def _draw_scale(ax: Any, y: float, lang: str) -> None:
    for part in (0, 50, 100):
        text = f"{part}\u00a0%" if lang == "fr" and part == 100 else f"{part}%" if part == 100 else str(part)
        put(ax, part / 100 * _WIDE, y, text, fontsize=5.2, ha={0: "left", 100: "right"}.get(part, "center"))
    put(ax, _WIDE + 0.06, y, say("figures.legend.informants", lang), ha="left", fontsize=5.2)


def _draw_row(ax: Any, entries: list[LegendEntry], top: float, lang: str) -> None:
    for entry in entries:
        corner = (entry.start * _WIDE, top - _ROW)
        size = ((entry.stop - entry.start) * _WIDE, _ROW)
        look: dict[str, Any] = {
            "facecolor": entry.shade.fill,
            "edgecolor": "white",
            "linewidth": 0.7,
            "zorder": 3,
        }
        ax.add_patch(Rectangle(corner, *size, **look))
    text = say(f"figures.band.short.{len(entries)}", lang)
    put(ax, _WIDE + 0.06, top - _ROW / 2, text, ha="left", fontsize=5.4)


def _draw_plain(ax: Any, entry: LegendEntry, top: float) -> None:
    draw_area(ax, box(0, top - 0.15, 0.27, top), entry.shade, inset=0.028, weight=0.9)
    text = "\n".join(textwrap.wrap(entry.label, 22))
    put(ax, 0.34, top - 0.075, text, ha="left", fontsize=5.4, linespacing=1.1)
