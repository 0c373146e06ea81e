"""Where the name of a region stands, its chief town, and its square in the tile grid: data, set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kiitools.geo.outlines import read_resource


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region is named and drawn.

    Attributes
    ----------
    region, short : str
        Its name and a three-letter abbreviation for small multiples.
    label, at : (float, float)
        Longitude and latitude of the name and of the chief town.
    capital : str
        The chief town; routes are drawn from and to it, for no place is shown finer than a region.
    tile : (int, int)
        Column and row in the tile grid, from the upper left.
    """

    region: str
    short: str
    capital: str
    label: tuple[float, float]
    at: tuple[float, float]
    tile: tuple[int, int]


@lru_cache(maxsize=1)
def layout() -> dict[str, Place]:
    """The eleven units of 2016, by name."""
    regions = read_resource("layout_2016.yaml")["regions"]
    return {name: _place(name, entry) for name, entry in regions.items()}


def _place(name: str, entry: dict) -> Place:
    label, at = (tuple(float(part) for part in entry[key]) for key in ("label", "at"))
    column, row = (int(part) for part in entry["tile"])
    return Place(name, entry["short"], entry["capital"], label, at, (column, row))  # type: ignore[arg-type]
