"""Shapes made ready: one projection, two dimensions, valid, whole; and how sound their coverage is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.errors

from kiitools.errors import BoundaryError
from kiitools.geo.outlines import CRS, EQUAL_AREA
from kiitools.markup import visible
from kiitools.messages import say

if TYPE_CHECKING:
    import geopandas as gpd

_MALI = (-14.0, 9.0, 6.0, 26.5)
"""Mali and a margin of more than a degree: west, south, east, north."""
_SLIVER = 0.01
"""Square kilometres below which an overlap or a hole is the rounding of coordinates."""

_FORMATS = ".geojson, .gpkg, .json, .shp, .zip"

Notes = tuple[tuple[str, dict[str, object]], ...]


@dataclass(frozen=True, slots=True)
class Soundness:
    """How well polygons cover a country: square kilometres of overlap, number and area of holes."""

    overlap_km2: float
    holes: int
    holes_km2: float

    @property
    def sound(self) -> bool:
        """Neither overlaps nor holes."""
        return not self.overlap_km2 and not self.holes

    def line(self, lang: str) -> str:
        """The measure as a sentence."""
        if self.sound:
            return say("boundaries.sound", lang)
        overlap, area = (f"{value:.1f}" for value in (self.overlap_km2, self.holes_km2))
        if lang == "fr":
            overlap, area = overlap.replace(".", ","), area.replace(".", ",")
        return say("boundaries.unsound", lang, overlap=overlap, holes=self.holes, area=area)


def clean_shapes(frame: gpd.GeoDataFrame, source: str) -> tuple[gpd.GeoDataFrame, Notes]:
    """Polygons in EPSG:4326, two dimensions, valid; and a note on what was done to them.

    Raises
    ------
    BoundaryError
        No polygon is left, the coordinates lie outside Mali, or longitude and latitude are swapped.
    """
    notes: list[tuple[str, dict[str, object]]] = []
    if frame.crs is None:
        frame = frame.set_crs(CRS)
        notes.append(("boundaries.note.no-crs", {}))
    flat = _in_degrees(frame, source)
    broken = int((~shapely.is_valid(flat) & ~shapely.is_missing(flat)).sum())
    shapes = _valid(flat, source)
    if broken:
        notes.append(("boundaries.note.repaired", {"n": broken}))
    names = frame.columns[0]
    kept = frame.assign(geometry=shapes).set_crs(CRS, allow_override=True)
    empty = kept.geometry.is_empty | kept.geometry.isna()
    if empty.any():
        notes.append(("boundaries.note.empty", {"names": ", ".join(map(visible, kept.loc[empty, names]))}))
    return kept[~empty], tuple(notes)


def _in_degrees(frame: gpd.GeoDataFrame, source: str) -> np.ndarray:
    """The shapes in EPSG:4326, where Mali is; refused before anything is computed from them."""
    from pyproj.exceptions import ProjError

    try:
        flat = shapely.force_2d(frame.to_crs(CRS).geometry.to_numpy())
    except ProjError as error:
        raise BoundaryError("boundaries.damaged", where=visible(source)) from error
    if not len(shapely.get_coordinates(flat)):
        raise BoundaryError("boundaries.no-polygons", where=visible(source), known=_FORMATS)
    _ensure_in_mali(flat, source)
    return flat


def _valid(flat: np.ndarray, source: str) -> list[shapely.Geometry]:
    try:
        return [_polygons(shape) for shape in shapely.make_valid(flat)]
    except shapely.errors.GEOSException as error:
        raise BoundaryError("boundaries.damaged", where=visible(source)) from error


def _polygons(shape: shapely.Geometry | None) -> shapely.Geometry:
    if shape is None:
        return shapely.MultiPolygon()
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def _ensure_in_mali(flat: np.ndarray, source: str) -> None:
    points = shapely.get_coordinates(flat)
    left, low, right, high = (float(value) for value in (*points.min(axis=0), *points.max(axis=0)))
    if _within((left, low, right, high)):
        return
    if _within((low, left, high, right)):
        raise BoundaryError("boundaries.swapped", where=visible(source))
    found = f"{left:.1f} {low:.1f} {right:.1f} {high:.1f}"
    raise BoundaryError("boundaries.elsewhere", where=visible(source), found=found)


def _within(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = _MALI
    left, low, right, high = bounds
    return (
        bool(np.isfinite(bounds).all()) and west <= left and south <= low and right <= east and high <= north
    )


def dissolved(frame: gpd.GeoDataFrame, column: str, order: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """One row per value of ``column`` (``column, geometry``), in ``order`` where it is given."""
    import geopandas as gpd

    kept = frame[frame[column] != ""]
    shapes = {
        name: shapely.union_all(rows.geometry.to_numpy()) for name, rows in kept.groupby(column, sort=False)
    }
    names = [name for name in order if name in shapes] + [name for name in shapes if name not in order]
    return gpd.GeoDataFrame({column: names}, geometry=[shapes[name] for name in names], crs=CRS)


def measure(frame: gpd.GeoDataFrame) -> Soundness:
    """Overlaps and holes of a coverage, in square kilometres on the equal-area projection."""
    shapes = frame.geometry.to_crs(EQUAL_AREA).to_numpy()
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    pairs = one < other
    common = shapely.area(shapely.intersection(shapes[one[pairs]], shapes[other[pairs]])) / 1e6
    whole = shapely.get_parts(shapely.union_all(shapes))
    holes = [shapely.Polygon(ring) for part in whole for ring in part.interiors]
    areas = np.array([hole.area / 1e6 for hole in holes])
    large = areas[areas > _SLIVER]
    overlap = float(common[common > _SLIVER].sum())
    return Soundness(round(overlap, 2), len(large), round(float(large.sum()), 2))
