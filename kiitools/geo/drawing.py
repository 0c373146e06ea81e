"""The map that the printed figures share: regions, surroundings, labels with a halo, Bamako in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from shapely import affinity

from kiitools.geo.outlines import CRS, EQUAL_AREA, load_context, load_outlines
from kiitools.geo.palette import HATCH, INK, PAPER, Shade
from kiitools.geo.tiles import Place, layout
from kiitools.markup import visible

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

    from kiitools.geo.boundaries import Boundaries

LAND = "#f3f1ec"
BORDER = "#cfcac2"
RIVER = "#7fa9c4"
RIVER_INK = "#4d7f9f"
QUIET = "#8b857f"
INSET = "Bamako"
_VIEW = (-13.35, 8.95, 4.75, 25.35)
_CIRCLE = (-11.0, 10.95, 104_000.0)
_FILLED = 0.92
_HATCH_STEP = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What a map is drawn from, on the equal-area projection (metres)."""

    shapes: Mapping[str, Any]
    labels: Mapping[str, tuple[float, float]]
    context: gpd.GeoDataFrame
    outline: Any
    schematic: bool


def build_base(boundaries: Boundaries | None = None) -> Base:
    """The base of a map: the shipped outlines, or a user's boundaries."""
    if boundaries is None:
        return _shipped_base()
    return _base(boundaries.frame, schematic=False, hand_set=boundaries.vintage != "2023")


@lru_cache(maxsize=1)
def _shipped_base() -> Base:
    return _base(load_outlines(), schematic=True)


def _base(frame: gpd.GeoDataFrame, *, schematic: bool, hand_set: bool = True) -> Base:
    flat = frame.set_index("region").geometry.to_crs(EQUAL_AREA)
    shapes = dict(flat.items())
    outline = shapely.union_all(list(shapes.values()))
    return Base(
        shapes,
        _labels(shapes, layout() if hand_set else {}),
        load_context().to_crs(EQUAL_AREA),
        outline,
        schematic,
    )


def _labels(shapes: Mapping[str, Any], known: Mapping[str, Place]) -> dict[str, tuple[float, float]]:
    """The hand-set label point where it lies in the region, else the middle of its widest part."""
    spots = {}
    for name, shape in shapes.items():
        spot = shapely.Point(project(*known[name].label)) if name in known else None
        if spot is None or not shape.contains(spot):
            spot = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=3_000), 0)
        spots[name] = (spot.x, spot.y)
    return spots


@lru_cache(maxsize=1)
def _transformer() -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(CRS, EQUAL_AREA, always_xy=True)


def project(lon: float, lat: float) -> tuple[float, float]:
    """A point in degrees on the projection of the figures (metres)."""
    x, y = _transformer().transform(lon, lat)
    return float(x), float(y)


def _view() -> tuple[float, float, float, float]:
    """Mali and a margin of its neighbours: left, low, right, high in metres."""
    west, south, east, north = _VIEW
    return project(west, 14)[0], project(-4, south)[1], project(east, 14)[0], project(west, north)[1]


def map_height(width: float) -> float:
    """How high a map of this width is."""
    left, low, right, high = _view()
    return width * (high - low) / (right - left)


def set_view(ax: Axes) -> None:
    """The extent of every map, the same for all; no frame, no ticks."""
    left, low, right, high = _view()
    ax.set_xlim(left, right)
    ax.set_ylim(low, high)
    ax.set_aspect("equal")
    ax.set_axis_off()


def draw_base(ax: Axes, base: Base, *, names: str | None = None, weight: float = 1.0) -> None:
    """Surroundings: land, borders between neighbours, rivers, the neighbours' names in language ``names``."""
    ax.add_patch(_backdrop(ax))
    context = base.context
    lines = context[context.kind == "border"].geometry
    ax.add_collection(LineCollection(_coordinates(lines), colors=BORDER, linewidths=0.6 * weight, zorder=1))
    rivers = context[context.kind == "river"].geometry
    ax.add_collection(
        LineCollection(_coordinates(rivers), colors=RIVER, linewidths=0.8 * weight, alpha=0.8, zorder=4)
    )
    if names:
        for row in context[context.kind == "country"].itertuples():
            put(
                ax,
                row.geometry.x,
                row.geometry.y,
                getattr(row, names).upper(),
                color=QUIET,
                fontsize=5,
                alpha=0.9,
            )


def _backdrop(ax: Axes) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((0, 0), 1, 1, transform=ax.transAxes, facecolor=LAND, edgecolor="none", zorder=0)


def draw_regions(ax: Axes, base: Base, shades: Mapping[str, Shade], *, weight: float = 1.0) -> None:
    """Every region in its shade, and the country's outline; patches are named ``region …``."""
    for name, shade in shades.items():
        if name in base.shapes:
            draw_area(ax, base.shapes[name], shade, inset=14_000, weight=weight).set_gid(f"region {name}")
    edge = path_of(base.outline)
    ax.add_patch(PathPatch(edge, facecolor="none", edgecolor="#403a36", linewidth=0.9 * weight, zorder=3.5))


def draw_area(
    ax: Axes, shape: Any, shade: Shade, *, inset: float = 0.0, weight: float = 1.0, zorder: float = 2
) -> PathPatch:
    """One area: its fill, its pattern (hatch at 45° or a dotted line inside the outline), its outline."""
    patch = PathPatch(
        path_of(shape), facecolor=shade.fill, edgecolor=shade.stroke, linewidth=0.45 * weight, zorder=zorder
    )
    ax.add_patch(patch)
    if shade.pattern == "hatch":
        _hatch(ax, shape, patch, weight, zorder)
    elif shade.pattern == "dotted":
        inner = shape.buffer(-inset)
        dots = (0, (0.8, 1.6))
        ax.add_patch(
            PathPatch(
                path_of(inner if not inner.is_empty else shape),
                facecolor="none",
                edgecolor=INK,
                linewidth=1.0 * weight,
                linestyle=dots,
                capstyle="round",
                zorder=zorder + 0.1,
            )
        )
    return patch


def _hatch(ax: Axes, shape: Any, patch: PathPatch, weight: float, zorder: float) -> None:
    """Lines at 45°, in map units and clipped by the area: the same in PNG, SVG and PDF."""
    left, low, right, high = shape.bounds
    step = _HATCH_STEP * (ax.get_xlim()[1] - ax.get_xlim()[0]) / _inches_wide(ax)
    height = high - low
    starts = np.arange(np.floor((left - height) / step) * step, right, step)
    lines = LineCollection(
        [[(x, low), (x + height, high)] for x in starts], colors=HATCH, linewidths=0.5 * weight
    )
    lines.set_zorder(zorder + 0.1)
    ax.add_collection(lines, autolim=False)
    lines.set_clip_path(patch)


def _inches_wide(ax: Axes) -> float:
    figure: Any = ax.get_figure()
    return float(ax.get_position().width * figure.get_size_inches()[0])


def draw_inset(ax: Axes, base: Base, shade: Shade, text: Sequence[str], *, weight: float = 1.0) -> None:
    """Bamako, too small to be seen, in a circle with a line to where it lies."""
    if INSET not in base.shapes:
        return
    shape = base.shapes[INSET]
    lon, lat, radius = _CIRCLE
    x, y = project(lon, lat)
    spot = np.array(base.labels[INSET])
    way = spot - (x, y)
    rim = np.array((x, y)) + way / np.hypot(*way) * radius
    ax.plot(*zip(rim, spot, strict=True), color=INK, linewidth=0.5 * weight, zorder=5, solid_capstyle="round")
    ax.add_patch(Circle((x, y), radius, facecolor=PAPER, edgecolor=INK, linewidth=0.6 * weight, zorder=5))
    draw_area(
        ax, _enlarged(shape, (x, y), radius), shade, inset=radius * 0.07, weight=1.2 * weight, zorder=5.2
    )
    if text:
        write_label(ax, x, y - radius * 1.1, text, PAPER, INK, weight=weight, va="top")


def inset_spot() -> tuple[float, float]:
    """The middle of the circle that shows Bamako."""
    return project(*_CIRCLE[:2])


def _enlarged(shape: Any, middle: tuple[float, float], radius: float) -> Any:
    left, low, right, high = shape.bounds
    scale = 2 * radius * _FILLED / max(np.hypot(right - left, high - low), 1)
    centre = ((left + right) / 2, (low + high) / 2)
    moved = affinity.translate(shape, middle[0] - centre[0], middle[1] - centre[1])
    return affinity.scale(moved, scale, scale, origin=middle)


def write_label(
    ax: Axes,
    x: float,
    y: float,
    text: Sequence[str],
    paper: str,
    ink: str,
    *,
    weight: float = 1.0,
    va: str = "center",
) -> None:
    """A region's name (bold) and its figures, with a halo of the colour below."""
    halo = [withStroke(linewidth=2.0 * weight, foreground=paper)]
    size = 6.2 * weight
    name, *more = text
    lines = 1 + len(more)
    step = size * 1.18
    top = {"center": step * (lines - 1) / 2, "top": -step / 2}[va]
    for number, line in enumerate((name, *more)):
        ax.annotate(
            visible(line),
            (x, y),
            xytext=(0, top - number * step),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=size,
            color=ink,
            fontweight="bold" if number == 0 and more else "normal",
            path_effects=halo,
            zorder=6,
            parse_math=False,
            annotation_clip=False,
        )


def put(ax: Any, x: float, y: float, text: object, **style: Any) -> Any:
    """Plain text: never mathtext, direction marks made visible."""
    style = {"ha": "center", "va": "center", "color": INK, "zorder": 6, **style}
    return ax.text(x, y, visible(text), parse_math=False, **style)


def path_of(shape: Any) -> Path:
    """A polygon or several, holes included, as one compound path."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    if not rings:
        return Path(np.zeros((0, 2)))
    return Path.make_compound_path(*(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in rings))


def _coordinates(lines: Any) -> list[np.ndarray]:
    return [np.asarray(line.coords) for line in lines]
