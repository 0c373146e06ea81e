"""The outlines we drew: a coverage by construction, close enough to the reference, and hand-set."""

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
import shapely

from kiitools.errors import BoundaryError
from kiitools.geo import outlines, tiles
from kiitools.model.places import REGIONS_2016


def test_the_eleven_units_of_2016_are_drawn_in_the_order_of_the_model() -> None:
    assert tuple(outlines.load_outlines().region) == REGIONS_2016


def test_regions_neither_overlap_nor_leave_a_gap() -> None:
    shapes = outlines.load_outlines().geometry
    assert shapes.is_valid.all()
    assert shapely.coverage_is_valid(shapes.values)
    country = shapes.union_all()
    assert country.geom_type == "Polygon"
    assert not country.interiors


def test_bamako_is_an_enclave_of_koulikoro() -> None:
    shapes = outlines.load_outlines().set_index("region").geometry
    (hole,) = shapes["Koulikoro"].interiors
    assert shapely.Polygon(hole).equals(shapes["Bamako"])
    touching = [r for r in REGIONS_2016 if r != "Bamako" and shapes[r].touches(shapes["Bamako"])]
    assert touching == ["Koulikoro"]


def test_every_arc_borders_one_or_two_regions_and_arcs_meet_at_junctions_only() -> None:
    arcs = outlines.load_arcs()
    data = outlines.outline_data("2016")
    runs = [name.removeprefix("-") for rings in data["regions"].values() for ring in rings for name in ring]
    assert all(1 <= runs.count(arc) <= 2 for arc in arcs.arc)
    ends = {(float(lon), float(lat)) for lon, lat in data["junctions"].values()}
    for one, other in combinations(arcs.geometry, 2):
        assert {tuple(point) for point in shapely.get_coordinates(one.intersection(other)).tolist()} <= ends


def test_the_outlines_are_generalised_and_small() -> None:
    table = outlines.load_outlines().set_index("region")
    corners = table.geometry.map(lambda shape: len(shape.exterior.coords) - 1)
    assert corners.drop(["Bamako"]).between(9, 40).all()
    assert 12 <= corners["Bamako"] <= 18
    folder = Path(outlines.__file__).parents[1] / "resources" / "boundaries"
    assert (folder / "outlines_2016.yaml").stat().st_size < 12_000
    decimals = [
        len(str(part).partition(".")[2])
        for a in outlines.outline_data("2016")["arcs"].values()
        for p in a["points"]
        for part in p
    ]
    assert max(decimals) <= 3, "a vertex set by hand has no more than three decimals"


def test_the_outlines_agree_with_the_reference(shared: Path) -> None:
    table = outlines.compare(outlines.read_reference(shared / "geo")).set_index("region")
    assert (table.iou.drop("Bamako") >= 0.90).all(), table.to_string()
    assert table.iou["Bamako"] >= 0.75
    assert (table.area_km2 / table.reference_km2).between(0.95, 1.05).all()


def test_the_command_prints_the_table(shared: Path) -> None:
    command = [sys.executable, "-m", "kiitools.geo.outlines", "--compare", str(shared / "geo")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert all(region in printed for region in REGIONS_2016)


def test_no_vertex_of_the_reference_is_ours(shared: Path) -> None:
    theirs = shapely.get_coordinates(outlines.read_reference(shared / "geo").geometry.values)
    ours = shapely.get_coordinates(outlines.load_outlines().geometry.values)
    same = {tuple(p) for p in theirs.round(6).tolist()} & {tuple(p) for p in ours.round(6).tolist()}
    # the corners of the desert are round numbers by treaty
    assert len(same) <= 2, same


def test_the_iou_table_of_the_notes_is_the_measured_one(shared: Path) -> None:
    notes = (Path(__file__).parents[2] / "maps" / "README.md").read_text(encoding="utf-8")
    for row in outlines.compare(outlines.read_reference(shared / "geo")).itertuples():
        areas = f"{row.area_km2:.0f} | {row.reference_km2:.0f}"
        assert f"| {row.region} | {row.vertices} | {areas} | {row.iou:.3f} |" in notes


def test_only_the_line_between_tombouctou_and_taoudenit_is_called_schematic() -> None:
    arcs = outlines.load_arcs().set_index("arc")
    assert list(arcs.index[arcs.schematic]) == ["tombouctou-taoudenit"]


def test_labels_and_chief_towns_lie_in_their_region_and_no_two_regions_share_a_tile() -> None:
    shapes = outlines.load_outlines().set_index("region").geometry
    places = tiles.layout()
    assert tuple(places) == REGIONS_2016
    for name, place in places.items():
        assert shapes[name].contains(shapely.Point(place.label)), name
        assert shapes[name].distance(shapely.Point(place.at)) < 0.02, name
    assert len({place.tile for place in places.values()}) == len({p.short for p in places.values()}) == 11


def test_the_niger_flows_past_koulikoro_segou_mopti_and_gao() -> None:
    context = outlines.load_context()
    niger = context[(context.kind == "river") & (context.fr == "Niger")].geometry.iloc[0]
    for name in ("Koulikoro", "Ségou", "Mopti", "Gao", "Bamako"):
        assert niger.distance(shapely.Point(tiles.layout()[name].at)) < 0.15, name
    assert {"Mauritanie", "Algérie", "Niger", "Burkina Faso", "Guinée", "Sénégal", "Côte d'Ivoire"} == set(
        context[context.kind == "country"].fr
    )
    inside = outlines.load_outlines().geometry.union_all()
    assert not context[context.kind == "country"].geometry.intersects(inside).any()


def test_a_vintage_we_did_not_draw_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BoundaryError) as error:
        outlines.load_outlines("2023")
    assert "2016" in error.value.todo("fr")
