"""The page a printed figure stands on: size, type, title, notes, and writing it to a file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kiitools.errors import InputError
from kiitools.files import replacing
from kiitools.geo.drawing import QUIET, put
from kiitools.geo.palette import INK
from kiitools.messages import say

if TYPE_CHECKING:
    from kiitools.geo.boundaries import Boundaries

WIDTH = 7.09
"""Inches: 180 mm, the type area of an A4 page."""
SOFT = "#5f5853"
FORMATS = (".png", ".svg", ".pdf")
_STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 7,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.5,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 6,
    "ytick.labelsize": 6.2,
    "xtick.major.width": 0.5,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0,
    "text.parse_math": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "kiitools",
    "path.simplify": False,
}
_METADATA: dict[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": "kiitools"},
    ".pdf": {"Creator": "kiitools", "Producer": None, "CreationDate": None},
}


@contextmanager
def styled() -> Iterator[None]:
    """The look of all figures; the caller's matplotlib settings are left as they were."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)  # type: ignore[arg-type]
        yield


def new_sheet(height: float) -> Figure:
    """An empty sheet, `WIDTH` wide and ``height`` inches high, that no window ever shows."""
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure


def inches(figure: Figure, left: float, low: float, width: float, height: float) -> Any:
    """Axes at a place given in inches from the lower left corner."""
    wide, high = figure.get_size_inches()
    return figure.add_axes((left / wide, low / high, width / wide, height / high))


def write_title(figure: Figure, title: str, subtitle: str = "", *, note: str = "") -> None:
    """A note that must not be missed in a strip, the title, and what is counted below it."""
    high = figure.get_size_inches()[1]
    top = _write_strip(figure, note) + 0.17
    lines = _title_lines(title)
    for number, line in enumerate(lines):
        put(figure, 0.012, 1 - (top + 0.19 * number) / high, line, ha="left", fontsize=10, fontweight="bold")
    for number, line in enumerate(textwrap.wrap(subtitle, 118)):
        y = 1 - (top + 0.19 * len(lines) + 0.14 * number) / high
        put(figure, 0.012, y, line, ha="left", fontsize=7, color=SOFT)


def _write_strip(figure: Figure, note: str) -> float:
    """The strip on top of the page; gives its height in inches."""
    lines = textwrap.wrap(note, 110)
    if not lines:
        return 0.0
    height = 0.08 + 0.13 * len(lines)
    high = figure.get_size_inches()[1]
    strip = Rectangle((0, 1 - height / high), 1, height / high, facecolor="#fdf0c8", edgecolor="none")
    figure.add_artist(strip)
    for number, line in enumerate(lines):
        y = 1 - (0.105 + 0.13 * number) / high
        put(figure, 0.012, y, line, ha="left", fontsize=6.6, fontweight="bold", color="#6b4e00")
    return height


def title_height(title: str, subtitle: str = "", note: str = "") -> float:
    """Inches that `write_title` will need."""
    lines = textwrap.wrap(note, 110)
    strip = 0.08 + 0.13 * len(lines) if lines else 0.0
    return strip + 0.16 + 0.19 * len(_title_lines(title)) + 0.14 * len(textwrap.wrap(subtitle, 118))


def _title_lines(title: str) -> list[str]:
    return textwrap.wrap(title, 74) or [""]


def write_notes(figure: Figure, notes: Sequence[str]) -> None:
    """Notes below a figure, each beginning on a new line."""
    high = figure.get_size_inches()[1]
    lines = [line for note in notes for line in textwrap.wrap(note, 158)]
    for number, line in enumerate(lines):
        y = (0.08 + 0.115 * (len(lines) - 1 - number)) / high
        put(figure, 0.012, y, line, ha="left", fontsize=5.6, color=SOFT)


def notes_height(notes: Sequence[str]) -> float:
    """Inches that `write_notes` will need."""
    return 0.1 + 0.115 * sum(len(textwrap.wrap(note, 158)) for note in notes)


def percent_axis(ax: Any, rows: int, lang: str) -> None:
    """An axis of shares from 0 to 100 % with ``rows`` places below one another, the first on top."""
    ax.set_xlim(0, 1)
    ax.set_ylim(rows - 0.4, -0.6)
    ax.set_yticks([])
    end = "\u00a0%" if lang == "fr" else "%"
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", f"100{end}"])
    ax.spines[["top", "right", "left"]].set_visible(False)
    for part in (0, 0.25, 0.5, 0.75, 1):
        ax.axvline(part, color="#dcd7d1", linewidth=0.5, zorder=0)
    for place in range(rows):
        ax.axhline(place, color="#efebe6", linewidth=0.5, zorder=0)


def map_notes(lang: str, boundaries: Boundaries | None) -> list[str]:
    """What is said below every map: how it was drawn, whose boundaries, and that they claim nothing."""
    credit = say("figures.note.schematic", lang) if boundaries is None else boundaries.credit(lang)
    return [f"{credit} {say('figures.note.position', lang)}"]


def write_figure(figure: Figure, path: str | Path, *, dpi: int = 300) -> Path:
    """Write a figure as ``.png`` (``dpi``), ``.svg`` or ``.pdf``; the old file or the new one is there.

    Fonts are embedded, the file names no person and no date: the same figure gives the same bytes.

    Raises
    ------
    InputError
        Another ending than ``.png``, ``.svg`` or ``.pdf``.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise InputError("figures.format", where=path, known=", ".join(FORMATS))
    with styled(), replacing(path) as draft:
        figure.savefig(draft, format=kind[1:], dpi=dpi, metadata=_METADATA[kind])
    return path
