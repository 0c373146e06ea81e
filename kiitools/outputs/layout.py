"""What a sheet is before it is written: columns, blocks of text, widths that fit the content."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kiitools.markup import printable
from kiitools.outputs.wording import missing

DARK, PALE, LINE, GREY, ALERT = "#1F4E5F", "#EAF1F3", "#C9D3D8", "#5B6770", "#FBEFD9"
NUMBERS = ("whole", "number", "share", "position")


@dataclass(frozen=True, slots=True)
class Column:
    """How a column of a sheet looks and what it takes.

    ``kind``: text, whole, number, share, tick, or position (a whole number without thousands). ``width`` in
    characters, 0 = from the content. ``choices``
    is a range (``=Codes!$A$2:$A$9``) or values for a drop-down; ``prompt`` a message shown on the cell.
    """

    name: str
    label: str
    kind: str = "text"
    width: float = 0
    choices: str | tuple[str, ...] = ()
    strict: bool = True
    prompt: str = ""
    help: str = ""
    editable: bool = True
    wrap: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written: what stands above the table, the table, what stands below.

    ``above`` are (style, text) with the styles title, caption, basis, notice; ``below`` likewise with heading
    and note. ``spare`` blank rows are ready for typing. ``protect`` locks the columns that are not editable.
    """

    name: str
    frame: pd.DataFrame = field(repr=False)
    columns: tuple[Column, ...]
    above: tuple[tuple[str, str], ...] = ()
    below: tuple[tuple[str, str], ...] = ()
    spare: int = 0
    protect: bool = False
    frozen: int = 1
    links: tuple[tuple[int, str], ...] = ()
    back: str = ""


def sheet_name(text: str, taken: Sequence[str] = ()) -> str:
    """A name Excel takes: at most 31 characters, none of the signs it refuses, not yet taken."""
    bare = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", printable(text))
    bare = " ".join(bare.split()).strip("'")[:31].strip() or "Feuille"
    bare = bare + "_" if bare.casefold() == "history" else bare
    name, n = bare, 1
    while name.casefold() in {one.casefold() for one in taken}:
        n += 1
        name = f"{bare[: 31 - len(str(n)) - 1]} {n}"
    return name


DEFAULT = 9.0
STYLES: dict[str, tuple[dict[str, Any], float]] = {
    "title": ({"bold": True, "font_size": 15, "font_color": DARK}, 15),
    "caption": ({"bold": True, "font_size": 11}, 11),
    "basis": ({"italic": True, "font_color": GREY, "font_size": 9}, 9),
    "notice": ({"bold": True, "bg_color": ALERT, "font_size": 10}, 10),
    "heading": ({"bold": True, "font_color": DARK, "font_size": 10}, 10),
    "note": ({"font_size": 9}, 9),
}


def width_of(column: Column, frame: pd.DataFrame) -> float:
    """From the content: wide enough for usual words, narrow enough to stay readable when wrapped."""
    if column.width:
        return column.width
    if column.kind == "tick":
        return 3.1
    if column.kind in NUMBERS:
        return max(8.0, max(map(len, column.label.split()), default=0) * 1.15 + 2)
    cells = [str(v) for v in frame[column.name] if not missing(v)] if column.name in frame else []
    longest = sorted(len(line) for cell in cells for line in cell.split("\n"))
    usual = longest[int(len(longest) * 0.9)] if longest else 0
    word = max((len(w) for cell in [*cells[:500], column.label] for w in cell.split()), default=0)
    return float(min(52, max(9, min(usual, 52), min(word + 3, 26), len(column.label) * 0.6)))


def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width."""
    return sum(max(1, len(textwrap.wrap(part, max(3, int(width * 1.02))))) for part in text.split("\n"))


def reach_of(widths: Sequence[float]) -> int:
    """How many columns a line of text spans: the table's, or more when the table is narrow."""
    total, n = 0.0, 0
    while total < 95 and n < 30:
        total += widths[n] if n < len(widths) else DEFAULT
        n += 1
    while n < len(widths) and total < 150:
        total += widths[n]
        n += 1
    return n
