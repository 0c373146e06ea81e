"""Our own generalised outlines of Mali's regions: shared arcs set by hand, a coverage by construction.

They ship with kiitools so that a map can be drawn without any file. They are schematic, drawn for
orientation, and imply no position on the status of any territory. The line between Tombouctou and Taoudénit
is a mere parallel, since no public source of its course was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiitools.errors import BoundaryError
from kiitools.shipped import read_shipped

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CRS = "EPSG:4326"
EQUAL_AREA = "+proj=aea +lat_1=12 +lat_2=23 +lat_0=17 +lon_0=-4 +datum=WGS84 +units=m"
OUTLINED = ("2016",)
Point = tuple[float, float]


def load_outlines(vintage: str = "2016") -> gpd.GeoDataFrame:
    """The schematic outlines of ``vintage``: columns ``region``, ``geometry`` (EPSG:4326).

    Raises
    ------
    BoundaryError
        We drew no outlines of this vintage; give a boundary file instead.
    """
    import geopandas as gpd

    data = outline_data(vintage)
    shapes = [_polygon(rings, data) for rings in data["regions"].values()]
    return gpd.GeoDataFrame({"region": list(data["regions"])}, geometry=shapes, crs=CRS)


def load_arcs(vintage: str = "2016") -> gpd.GeoDataFrame:
    """The border lines: columns ``arc``, ``kind`` (country or region), ``schematic``, ``geometry``."""
    import geopandas as gpd
    from shapely import LineString

    data = outline_data(vintage)
    arcs = data["arcs"]
    used = [name.removeprefix("-") for rings in data["regions"].values() for ring in rings for name in ring]
    kinds = ["region" if used.count(name) == 2 else "country" for name in arcs]
    lines = [LineString(_arc(name, data)) for name in arcs]
    columns = {"arc": list(arcs), "kind": kinds, "schematic": ["schematic" in arc for arc in arcs.values()]}
    return gpd.GeoDataFrame(columns, geometry=lines, crs=CRS)


def load_context() -> gpd.GeoDataFrame:
    """Hand-drawn surroundings: columns ``kind``, ``fr``, ``en``, ``geometry``.

    ``kind`` is ``river``, ``border`` or ``country``. Rivers and borders between neighbours are lines; a
    country is the point its name stands at.
    """
    import geopandas as gpd
    import shapely

    data = read_resource("context.yaml")
    lines = [("river", entry["name"], entry["points"]) for entry in data["rivers"]]
    lines += [("border", {"fr": "", "en": ""}, points) for points in data["borders"]]
    rows = [
        (kind, name["fr"], name["en"], shapely.LineString(_points(points))) for kind, name, points in lines
    ]
    for entry in data["countries"]:
        spot = shapely.Point(*_points([entry["at"]]))
        rows.append(("country", entry["name"]["fr"], entry["name"]["en"], spot))
    return gpd.GeoDataFrame(rows, columns=["kind", "fr", "en", "geometry"], crs=CRS)


def compare(reference: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame | None = None) -> pd.DataFrame:
    """How well outlines agree with ``reference`` (columns ``region``, ``geometry``): one row per region.

    Columns ``region``, ``vertices``, ``area_km2``, ``reference_km2``, ``iou`` (intersection over union, on an
    equal-area projection).
    """
    import pandas as pd

    own = (load_outlines() if outlines is None else outlines).set_index("region")
    mine, theirs = own.geometry.to_crs(EQUAL_AREA), reference.set_index("region").geometry.to_crs(EQUAL_AREA)
    theirs = theirs.reindex(mine.index)
    share = mine.intersection(theirs).area / mine.union(theirs).area
    columns = {
        "vertices": own.geometry.count_coordinates() - own.geometry.count_interior_rings() - 1,
        "area_km2": (mine.area / 1e6).round(),
        "reference_km2": (theirs.area / 1e6).round(),
        "iou": share.round(3),
    }
    return pd.DataFrame(columns).reset_index()


@lru_cache(maxsize=4)
def outline_data(vintage: str) -> Mapping[str, Any]:
    """Junctions, arcs and rings of ``vintage`` as they stand in the data file."""
    if vintage not in OUTLINED:
        raise BoundaryError("boundaries.no-outlines", where=vintage, known=", ".join(OUTLINED))
    return read_resource(f"outlines_{vintage}.yaml")


def read_resource(name: str) -> dict[str, Any]:
    """A data file of ``resources/boundaries``; every leaf is a string."""
    return read_shipped(f"boundaries/{name.removesuffix('.yaml')}")


def _points(pairs: Sequence[Sequence[str]]) -> list[Point]:
    return [(float(lon), float(lat)) for lon, lat in pairs]


def _arc(name: str, data: Mapping[str, Any]) -> list[Point]:
    arc = data["arcs"][name.removeprefix("-")]
    ends = data["junctions"]
    points = _points([ends[arc["from"]], *arc["points"], ends[arc["to"]]])
    return points[::-1] if name.startswith("-") else points


def _ring(names: Sequence[str], data: Mapping[str, Any]) -> list[Point]:
    ring: list[Point] = []
    for name in names:
        points = _arc(name, data)
        if ring and ring[-1] != points[0]:
            raise BoundaryError("boundaries.broken-ring", where=name)
        ring += points[1:] if ring else points
    if ring[0] != ring[-1]:
        raise BoundaryError("boundaries.broken-ring", where=names[-1])
    return ring


def _polygon(rings: Sequence[Sequence[str]], data: Mapping[str, Any]) -> Any:
    from shapely import Polygon

    shell, *holes = (_ring(names, data) for names in rings)
    return Polygon(shell, holes)


def read_reference(folder: str | Path) -> gpd.GeoDataFrame:
    """The reference outlines of 2016 in ``folder`` (``../shared/geo``), for measuring only."""
    import geopandas as gpd

    return gpd.read_file(Path(folder) / "derived_mli_adm1_v2016_11units_SYNTHETIC_taoudenit.geojson")


def _main(argv: Sequence[str] | None = None) -> int:
    """``python -m kiitools.geo.outlines --compare FOLDER``: print the IoU table."""
    import argparse
    import sys

    parser = argparse.ArgumentParser(prog="python -m kiitools.geo.outlines")
    parser.add_argument("--compare", required=True, metavar="FOLDER", help="folder of the reference files")
    table = compare(read_reference(parser.parse_args(argv).compare))
    sys.stdout.write(table.to_string(index=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
