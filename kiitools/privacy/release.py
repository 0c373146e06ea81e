"""The release gate: what may leave the study, at which level, in which columns.

Everything that is written outside the study passes `gate`: the level is one that is allowed, and the table
holds only the columns that its kind of output may show. Hidden columns leak (folium, Excel and notebook
tables embed them), so a column that is not allowed is taken out here, not hidden later.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kiitools.errors import ReleaseError
from kiitools.tables import RATE

LEVELS = ("team", "committee", "public")

_ATTRIBUTES = (
    "category", "region", "sex", "age_band", "mode", "language", "organisation", "level", "code", "group",
    "code_category", "label", "unit",
)  # fmt: skip
_NOTES = (
    "state", "denied", "direct", "hearsay", "organisations", "mentions", "not_asked", "not_transcribed",
    "sources", "informants", "sessions", "transcribed", "coded", "words", "covered", "reason",
    "interviews", "abroad", "with_text",
)  # fmt: skip

ALLOWED: dict[str, tuple[str, ...]] = {
    "finding": (*_ATTRIBUTES, *RATE, *_NOTES),
    "map": ("region", "code", *RATE, "denied", "direct", "hearsay", "organisations", "state"),
    "actors": (
        "name", "acronym", "type", "level", "regions", "pillars", "activities", "databases", "target_groups",
        "public", "influence", "interest",
    ),
    "projects": (
        "title", "lead_actor", "partners", "donor", "start", "end", "regions", "pillars", "forms_addressed",
        "status", "source",
    ),
}  # fmt: skip
"""Columns that may leave, by kind of output. Ids of people, file names and notes are in none of them."""


@dataclass(frozen=True, slots=True)
class Released:
    """One line of the release register: what left, where to, at which level, what was held back."""

    output: str
    file: str
    level: str
    rows: int
    held_back: tuple[str, ...] = ()


def ensure_level(level: str) -> str:
    """Return ``level`` when results may leave at it.

    Raises
    ------
    ReleaseError
        For an unknown level, and for ``committee`` and ``public`` until bands and suppression are there.
    """
    if level not in LEVELS:
        raise ReleaseError("privacy.unknown-level", level=level, known=", ".join(LEVELS))
    if level != "team":
        raise ReleaseError("privacy.level-not-yet", level=level)
    return level


def gate(frame: pd.DataFrame, output: str, *, level: str = "team") -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The part of ``frame`` that may leave as ``output``, and the names of the columns held back.

    Parameters
    ----------
    frame : pandas.DataFrame
        A table of findings, actors or projects.
    output : str
        A key of `ALLOWED`.
    level : str
        Release level.

    Returns
    -------
    frame, held_back
        A copy with allowed columns only, in the frame's order, and what was taken out.
    """
    ensure_level(level)
    kept = [column for column in frame.columns if column in ALLOWED[output]]
    held = tuple(str(column) for column in frame.columns if column not in kept)
    released = frame[kept].copy()
    released.attrs = {k: v for k, v in frame.attrs.items() if k in ("unit",)}
    return released, held
