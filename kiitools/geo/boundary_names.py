"""What the columns of a boundary file mean: family, level, vintage, and the unit every row is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kiitools.geo.outlines import read_resource
from kiitools.geo.region_names import NameSet, name_sets, region_of
from kiitools.markup import visible

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_LEAST = 0.5
"""Half of a column's names must be known for it to be taken as a column of names."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a layer is read: its family, level and vintage, and which columns name its units.

    ``division`` is the vintage of the cercles (level 2 and 3); ``likeness`` the share of names that file and
    vintage have in common (Jaccard).
    """

    family: str
    level: int
    vintage: str
    column: str
    others: tuple[str, ...]
    parent: str
    division: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Units:
    """The rows of a layer under the names of their units (column ``region`` or ``cercle``)."""

    frame: gpd.GeoDataFrame
    unknown: tuple[str, ...]
    date: str
    notes: tuple[tuple[str, dict[str, object]], ...]


@dataclass(frozen=True, slots=True)
class _Match:
    column: str
    names: NameSet
    likeness: float
    distinct: int


@lru_cache(maxsize=1)
def families() -> dict[str, Mapping[str, Any]]:
    """The known families of boundary files, by id."""
    return {entry["id"]: entry for entry in read_resource("families.yaml")["families"]}


def family_label(family: str, lang: str) -> str:
    """The name of a family for a person."""
    entry = families().get(family) or read_resource("families.yaml")["unknown"]
    return entry["label"][lang]


def best_reading(table: pd.DataFrame) -> Reading | None:
    """How to read a layer, from its attributes alone; `None` when no column names units of Mali."""
    columns = {str(column).lower(): str(column) for column in table.columns}
    family = next((one for one, entry in families().items() if _has(entry["marks"], columns)), "unknown")
    named = families().get(family, {"region": list(columns), "cercle": list(columns)})
    regions = _best(table, [columns[c] for c in named["region"] if c in columns], 1)
    cercles = _best(table, [columns[c] for c in named["cercle"] if c in columns], 2)
    if regions is None and cercles is None and family != "unknown":
        family, every = "unknown", list(columns.values())
        regions, cercles = _best(table, every, 1), _best(table, every, 2)
        named = {"region": every, "cercle": every}
    others = {
        level: [columns.get(str(c).lower(), "") for c in named[level]] for level in ("region", "cercle")
    }
    return _reading(family, regions, cercles, others, len(table))


def _has(marks: Iterable[Iterable[str]], columns: Mapping[str, str]) -> bool:
    return all(any(column in columns for column in one) for one in marks)


def _best(table: pd.DataFrame, columns: Iterable[str], level: int) -> _Match | None:
    sets = [names for names in name_sets() if names.level == level]
    found = [match for column in columns for names in sets if (match := _match(table, column, names))]
    return max(found, key=lambda one: one.likeness, default=None)


def _match(table: pd.DataFrame, column: str, names: NameSet) -> _Match | None:
    values = {str(value) for value in table[column].dropna().unique() if str(value).strip()}
    if not values or len(values) > 5_000:
        return None
    known = {unit for value in values if (unit := names.match(value))}
    strangers = sum(not names.match(value) for value in values)
    if len(values) - strangers < _LEAST * len(values):
        return None
    return _Match(column, names, len(known) / (len(names.names) + strangers), len(values))


def _reading(
    family: str, regions: _Match | None, cercles: _Match | None, others: Mapping[str, list[str]], rows: int
) -> Reading | None:
    if cercles is not None and _finer(cercles, regions, rows):
        division = cercles.names.vintage
        parent = regions.column if regions and regions.column != cercles.column else ""
        vintage = regions.names.vintage if regions and parent and division != "2023" else division
        level = 3 if rows >= 2 * cercles.distinct and rows > 160 else 2
        spare = tuple(c for c in others["cercle"] if c and c != cercles.column)
        return Reading(family, level, vintage, cercles.column, spare, parent, division, cercles.likeness)
    if regions is None:
        return None
    spare = tuple(c for c in others["region"] if c and c != regions.column)
    return Reading(family, 1, regions.names.vintage, regions.column, spare, "", "", regions.likeness)


def _finer(cercles: _Match, regions: _Match | None, rows: int) -> bool:
    """Whether a layer's units are cercles: a chief town's column beside each region does not make it so."""
    if regions is None:
        return True
    if cercles.column == regions.column:
        return cercles.likeness > regions.likeness
    return rows > regions.distinct and cercles.distinct > regions.distinct


def units_of(raw: gpd.GeoDataFrame, reading: Reading) -> Units:
    """Every row under the name of its unit; rows of no known unit are left out and their names told."""
    import geopandas as gpd

    level = 1 if reading.level == 1 else 2
    wanted = reading.vintage if level == 1 else reading.division
    names = next(one for one in name_sets() if (one.level, one.vintage) == (level, wanted))
    columns = [reading.column, *(c for c in reading.others if c in raw.columns)]
    rows = raw[columns].astype(object).to_numpy().tolist()
    units = [
        next((unit for value in row for part in _parts(value) if (unit := names.match(part))), "")
        for row in rows
    ]
    strangers = tuple(
        dict.fromkeys(visible(row[0]) for row, unit in zip(rows, units, strict=True) if not unit)
    )
    column = "region" if level == 1 else "cercle"
    known = [bool(unit) for unit in units]
    named = gpd.GeoDataFrame({column: units}, geometry=raw.geometry.to_numpy(), crs=raw.crs)
    frame = named[known].reset_index(drop=True)
    return Units(frame, strangers, _date(raw, reading.family), _conflicts(raw, units, reading))


def _parts(value: object) -> list[str]:
    """Alternative names in one cell (GADM: ``Timbuktu|Tombouctou``)."""
    return [part for part in str(value).split("|") if part.strip()]


def _conflicts(
    raw: gpd.GeoDataFrame, units: list[str], reading: Reading
) -> tuple[tuple[str, dict[str, object]], ...]:
    """Cercles that the file puts into another region than the crosswalk of its vintage does."""
    if not reading.parent:
        return ()
    regions = next(one for one in name_sets() if (one.level, one.vintage) == (1, reading.vintage))
    told: list[tuple[str, dict[str, object]]] = []
    for unit, parent in dict(zip(units, raw[reading.parent], strict=True)).items():
        home = region_of(unit, reading.division, reading.vintage) if unit else ""
        if home and regions.match(parent) not in ("", home):
            told.append(
                ("boundaries.note.parent", {"cercle": unit, "parent": visible(parent), "region": home})
            )
    return tuple(told)


def _date(raw: gpd.GeoDataFrame, family: str) -> str:
    """The one date the rows agree on."""
    wanted = families().get(family, {}).get("date", [])
    columns = [column for one in wanted for column in raw.columns if str(column).lower() == one]
    for column in columns:
        dates = {str(value)[:10] for value in raw[column].dropna().unique()}
        if len(dates) == 1:
            return visible(dates.pop())
    return ""
