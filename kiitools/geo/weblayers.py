"""The folium layers of the interactive map: regions, the country's rim, rivers, borders.

Features carry an id and nothing else; what is known about a region stands in the page's own data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import folium

from kiitools.geo.palette import legend

if TYPE_CHECKING:
    import geopandas as gpd

DIGITS = 3
"""Decimals of a coordinate in the page: about a hundred metres, finer than any outline it shows."""
MOST_POINTS = 2_500
"""Outlines with more vertices than this are simplified, so that the page stays light."""
SMALL_KM2 = 5_000.0
"""A region smaller than this (Bamako) is shown again in a lens."""
_EQUAL_AREA = "+proj=aea +lat_1=12 +lat_2=23 +lat_0=17 +lon_0=-4"
HATCH_FILL = "url(#hatch)"


def shade_styles() -> dict[str, dict[str, Any]]:
    """Leaflet path options of every class of the palette, by its key."""
    return {entry.key: _path_options(entry.shade) for entry in legend()}


def _path_options(shade: Any) -> dict[str, Any]:
    fill = HATCH_FILL if shade.pattern == "hatch" else shade.fill
    options = {"color": shade.stroke, "weight": 1, "fillColor": fill, "fillOpacity": 1, "opacity": 1}
    return {**options, "dashArray": "1 5", "weight": 2.5} if shade.pattern == "dotted" else options


def lightened(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """``outlines`` with at most about `MOST_POINTS` vertices, in EPSG:4326.

    Shared borders stay shared: the whole coverage is simplified at once (Visvalingam and Whyatt 1993, as in
    GEOS), a little more each time until it is light enough.
    """
    import shapely

    light = outlines.to_crs(4326)
    if shapely.get_num_coordinates(light.geometry.to_numpy()).sum() <= MOST_POINTS:
        return light
    exact = shapely.set_precision(light.geometry.to_numpy(), 1e-6)  # neighbours meet in the very same points
    simpler, tolerance = exact, 0.004
    while shapely.get_num_coordinates(simpler).sum() > MOST_POINTS and tolerance < 1:
        simpler = shapely.coverage_simplify(exact, tolerance)
        tolerance *= 1.5
    return light.set_geometry(simpler, crs=4326)


def region_layer(outlines: gpd.GeoDataFrame, shade_keys: Sequence[str]) -> folium.GeoJson:
    """The regions, drawn at first in the classes ``shade_keys`` (one per region, in the outlines' order)."""
    styles = shade_styles()
    drawn = {f"r{i}": styles[key] for i, key in enumerate(shade_keys)}
    return _layer("regions", features(outlines, "r"), lambda feature: dict(drawn[feature["id"]]))


def rim_layer(outlines: gpd.GeoDataFrame) -> folium.GeoJson:
    """The country's rim, a little heavier than the lines inside."""
    import geopandas as gpd

    rim = gpd.GeoDataFrame(geometry=[_without_holes(outlines.geometry.union_all())], crs=outlines.crs)
    style = {"color": "#4a443f", "weight": 1.6, "fill": False, "interactive": False}
    return _layer("rim", features(rim, "m"), lambda _: dict(style))


def context_layers(context: gpd.GeoDataFrame | None) -> list[folium.GeoJson]:
    """Borders between neighbours and rivers, below and above the regions."""
    styles = {
        "border": {"color": "#b3aaa0", "weight": 1.2, "dashArray": "6 4", "fill": False},
        "river": {"color": "#7fa3b5", "weight": 2, "opacity": 0.9, "fill": False},
    }
    if context is None:
        return []
    kinds = [kind for kind in styles if (context["kind"] == kind).any()]
    return [_line_layer(kind, context[context["kind"] == kind], styles[kind]) for kind in kinds]


def _line_layer(kind: str, lines: gpd.GeoDataFrame, style: Mapping[str, Any]) -> folium.GeoJson:
    return _layer(kind, features(lines, kind[0]), lambda _: {**style, "interactive": False})


def _layer(name: str, data: dict[str, Any], style: Callable[[Any], dict[str, Any]]) -> folium.GeoJson:
    layer = folium.GeoJson(data, name=name, style_function=style, control=False, smooth_factor=0)
    layer._id = name  # a fixed name: the page's own script finds the layer by it
    return layer


def features(frame: gpd.GeoDataFrame, lead: str) -> dict[str, Any]:
    """GeoJSON of the geometries alone, numbered ``<lead>0`` on, rounded to `DIGITS` decimals."""
    shapes = (_rounded(shape.__geo_interface__) for shape in frame.to_crs(4326).geometry)
    listed = [
        {"type": "Feature", "id": f"{lead}{i}", "properties": {}, "geometry": shape}
        for i, shape in enumerate(shapes)
    ]
    return {"type": "FeatureCollection", "features": listed}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _without_holes(shape: Any) -> Any:
    from shapely import MultiPolygon, Polygon

    parts = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    return MultiPolygon([Polygon(part.exterior) for part in parts])


def region_places(outlines: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """For each region the point its name stands at, its box (south-west, north-east) and whether it is small.

    The point is the centre of the largest circle inside the region on an equal-area projection.
    """
    import geopandas as gpd
    from shapely import Point, maximum_inscribed_circle

    flat = outlines.geometry.to_crs(_EQUAL_AREA)
    centres = [Point(maximum_inscribed_circle(shape, tolerance=2_000).coords[0]) for shape in flat]
    points = gpd.GeoSeries(centres, crs=flat.crs).to_crs(4326)
    boxes = outlines.to_crs(4326).bounds.to_numpy().round(DIGITS).tolist()
    return [
        {
            "at": [round(p.y, DIGITS), round(p.x, DIGITS)],
            "box": [[s, w], [n, e]],
            "small": bool(area < SMALL_KM2),
        }
        for p, (w, s, e, n), area in zip(points, boxes, flat.area / 1e6, strict=True)
    ]


def country_names(context: gpd.GeoDataFrame | None) -> list[dict[str, Any]]:
    """Names of neighbouring countries in both languages and where they stand."""
    if context is None:
        return []
    rows = context[context["kind"] == "country"]
    return [
        {"at": [round(row.geometry.y, 2), round(row.geometry.x, 2)], "fr": row.fr, "en": row.en}
        for row in rows.itertuples()
    ]
