"""What a report is made of: sections, paragraphs, notices, tables, pictures. Plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kiitools.outputs.wording import caption_of, column_label
from kiitools.tables import Finding

_NAMES = ("region", "category", "sex", "age_band", "mode", "language", "organisation", "label", "level")


@dataclass(frozen=True, slots=True)
class Bullet:
    """A paragraph of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A paragraph set off by its background: a caution that must not be missed."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption.

    ``columns`` are (column of the frame, printed name, kind) with the kinds text, whole, share, interval
    (``low`` and ``high`` of the row) and cell (text set small and centred). ``anchor`` lets text refer to it
    as ``[[anchor]]``. ``shades`` gives a background (hexadecimal) by (row, column).
    """

    caption: str
    frame: pd.DataFrame = field(repr=False)
    columns: tuple[tuple[str, str, str], ...]
    note: str = ""
    anchor: str = ""
    widths: tuple[float, ...] = ()
    turned: bool = False
    shades: Mapping[tuple[int, str], str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure: a PNG file, its caption, and what it shows for those who do not see it."""

    path: Path
    caption: str
    description: str
    note: str = ""
    anchor: str = ""
    width: float = 15.5


Block = str | Bullet | Notice | Table | Picture | Finding


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; a string is a paragraph, a `Finding` a table of rates."""

    heading: str
    blocks: tuple[Block, ...] = ()
    level: int = 1


def finding_table(
    finding: Finding,
    lang: str = "fr",
    *,
    rows: pd.DataFrame | None = None,
    caption: str = "",
    note: str = "",
    anchor: str = "",
    label: str = "",
) -> Table:
    """A finding's rates as a table: labels, k, n, share, interval.

    ``rows`` replaces the frame with a part of it; ``label`` names the column of codes' labels.
    """
    frame = finding.frame if rows is None else rows
    names = [c for c in _NAMES if c in frame]
    if "code" in frame and "label" not in frame:
        names.append("code")
    columns = [(c, label if label and c == "label" else column_label(c, lang), "text") for c in names]
    if "share" in frame:
        columns += [("k", "k", "whole"), ("n", "n", "whole"), ("share", column_label("share", lang), "share")]
        columns += [("interval", column_label("interval", lang), "interval")]
    else:
        counts = [str(c) for c in frame if c not in names and pd.api.types.is_numeric_dtype(frame[c])]
        columns += [(c, column_label(c, lang), "whole") for c in counts]
    return Table(caption or caption_of(finding, lang), frame, tuple(columns), note, anchor)
