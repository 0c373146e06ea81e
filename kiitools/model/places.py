"""Regions and places spoken of."""

from __future__ import annotations

from dataclasses import dataclass

REGIONS_2016 = (
    "Kayes", "Koulikoro", "Sikasso", "Ségou", "Mopti", "Tombouctou", "Gao", "Kidal", "Taoudénit",
    "Ménaka", "Bamako",
)  # fmt: skip
VINTAGES = ("2012", "2016", "2023")
PLACE_ROLES = ("interview", "spoken_of", "asked", "origin", "transit", "destination", "exploitation")
"""``asked``: the question before an answer names it; it says what the answer is about, nobody reports it."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a source: where in the text, which place, which region (2016) or country.

    ``region`` is empty abroad or when undetermined; ``country`` is an ISO 3166 two-letter code or empty.
    """

    source_id: str
    segment: int
    start: int
    end: int
    name: str
    kind: str
    country: str = ""
    region: str = ""
    role: str = "spoken_of"


@dataclass(frozen=True, slots=True)
class Route:
    """A journey told in a turn: its stops in the order of travel, not of mention.

    ``start`` and ``end`` span the mentions of the stops in the source's text.
    """

    source_id: str
    segment: int
    start: int
    end: int
    stops: tuple[PlaceMention, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The places' names in the order of travel."""
        return tuple(stop.name for stop in self.stops)
