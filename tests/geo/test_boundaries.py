"""Boundary files as people have them: every family, every format, and what is wrong with them."""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kiitools.errors import BoundaryError
from kiitools.geo import outlines
from kiitools.geo.boundaries import Boundaries, dissolve, read_boundaries
from kiitools.geo.drawing import build_base
from kiitools.geo.figures import figure_prevalence
from kiitools.geo.outlines import EQUAL_AREA, load_outlines
from kiitools.geo.region_names import foldings, name_sets, regions_of
from kiitools.model.places import REGIONS_2016, VINTAGES

OLD = [name for name in REGIONS_2016 if name not in ("Taoudénit", "Ménaka")]


def nine() -> gpd.GeoDataFrame:
    """The nine regions of 2012, from our own outlines."""
    home = {"Taoudénit": "Tombouctou", "Ménaka": "Gao"}
    frame = load_outlines()
    frame["region"] = [home.get(name, name) for name in frame["region"]]
    return frame.dissolve("region").reset_index()[["region", "geometry"]]


def spelt(frame: gpd.GeoDataFrame, **columns: Any) -> gpd.GeoDataFrame:
    """The same shapes with the columns of a family; a callable makes its values from the names."""
    made = {
        key: [value(n) for n in frame["region"]] if callable(value) else value
        for key, value in columns.items()
    }
    return gpd.GeoDataFrame(made, geometry=frame.geometry.to_numpy(), crs=frame.crs)


ASCII = {"Ségou": "Segou", "Ménaka": "Menaka", "Taoudénit": "Taoudenit", "Koulikoro": "Koulikouro"}
FAMILIES: dict[str, dict[str, Any]] = {
    "cod-ab-2015": {"admin1Name": lambda n: ASCII.get(n, n), "admin1Pcod": "ML01", "validOn": "2015-04-08"},
    "cod-ab-2021": {"ADM1_FR": str, "ADM1_PCODE": "ML01", "ADM0_FR": "Mali", "validOn": "2021-06-01"},
    "hdx-2017": {"adm1": lambda n: ASCII.get(n, n), "adm1_pcode": "ML01"},
    "cod-ab-2025": {"adm1_name": str, "adm1_pcode": "ML01", "valid_on": "2026-03-04", "version": "v03"},
    "geoboundaries": {"shapeName": lambda n: f"{n} Region", "shapeISO": "ML-1", "shapeID": "x"},
    "gadm": {"GID_1": "MLI.1_1", "NAME_1": lambda n: {"Tombouctou": "Timbuktu"}.get(n, n), "HASC_1": "ML.KY"},
    "natural-earth": {"name": lambda n: {"Tombouctou": "Timbuktu"}.get(n, n), "iso_3166_2": "ML-1"},
    "whos-on-first": {"wof:name": lambda n: {"Tombouctou": "Timbuktu"}.get(n, n), "wof:id": 1},
    "osm": {"name": lambda n: f"Région de {n}", "admin_level": "4", "ISO3166-2": "ML-1"},
    "kiitools": {"region": str},
    "unknown": {"libelle": lambda n: f"REGION DE {n.upper()}", "numero": 7},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_known_by_its_columns_and_every_region_by_its_name(
    family: str, tmp_path: Path
) -> None:
    file = tmp_path / "limites.gpkg"
    spelt(load_outlines(), **FAMILIES[family]).to_file(file)
    read = read_boundaries(file)
    assert (read.family, read.vintage, read.level) == (family, "2016", 1)
    assert tuple(read.frame["region"]) == REGIONS_2016
    assert list(read.frame.columns) == ["region", "geometry"], "no other column may enter a map"
    assert (read.unknown, read.missing) == ((), ())
    assert read.soundness.sound
    assert len(read.sha256) == 64


@pytest.mark.parametrize("family", FAMILIES)
def test_the_vintage_is_told_by_the_names_and_not_by_the_date(family: str, tmp_path: Path) -> None:
    file = tmp_path / "limites.geojson"
    spelt(nine(), **FAMILIES[family]).to_file(file)
    assert read_boundaries(file).vintage == "2012"


@pytest.mark.parametrize("ending", [".shp", ".geojson", ".gpkg"])
def test_every_format_and_its_zip_give_the_same_regions(ending: str, tmp_path: Path) -> None:
    folder = tmp_path / "limites du Mali"
    folder.mkdir()
    spelt(load_outlines(), **FAMILIES["cod-ab-2021"]).to_file(folder / f"mli{ending}", encoding="utf-8")
    archive = tmp_path / "mli.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in folder.iterdir():
            zipped.write(file, f"données/{file.name}")
    for path in (folder / f"mli{ending}", folder, archive):
        read = read_boundaries(path)
        assert tuple(read.frame["region"]) == REGIONS_2016
        assert read.date == "2021-06-01"


@pytest.mark.parametrize("letters", ["utf-8", "cp1252"])
def test_a_shapefile_without_its_cpg_is_read_as_utf8_then_as_windows_letters(
    letters: str, tmp_path: Path
) -> None:
    file = tmp_path / "mli.shp"
    spelt(load_outlines(), ADM1_FR=str, ADM1_PCODE="ML01").to_file(file, encoding=letters)
    (tmp_path / "mli.cpg").unlink()
    assert tuple(read_boundaries(file).frame["region"]) == REGIONS_2016


def test_names_whose_letters_were_spoiled_by_another_program_are_repaired(tmp_path: Path) -> None:
    spoiled = spelt(load_outlines(), ADM1_FR=lambda n: n.encode().decode("cp1252"), ADM1_PCODE="x")
    spoiled.to_file(tmp_path / "a.gpkg")
    assert read_boundaries(tmp_path / "a.gpkg").unknown == ()


def test_the_layer_whose_names_are_the_regions_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "mli.gpkg"
    country = gpd.GeoDataFrame({"ADM0_FR": ["Mali"]}, geometry=[load_outlines().union_all()], crs=4326)
    country.to_file(file, layer="adm0")
    spelt(load_outlines(), **FAMILIES["cod-ab-2021"]).to_file(file, layer="adm1")
    load_outlines().set_geometry(load_outlines().representative_point()).to_file(file, layer="chefs_lieux")
    assert read_boundaries(file).family == "cod-ab-2021"


def test_unmatched_names_are_told_on_both_sides(tmp_path: Path) -> None:
    frame = spelt(load_outlines(), ADM1_FR=lambda n: {"Kidal": "Lac Débo"}.get(n, n), ADM1_PCODE="x")
    frame.to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg")
    assert (read.unknown, read.missing) == (("Lac Débo",), ("Kidal",))
    told = "\n".join(read.lines("fr"))
    assert "Lac Débo" in told
    assert "Kidal" in told


def test_ten_units_of_2016_say_that_taoudenit_is_missing(tmp_path: Path) -> None:
    frame = load_outlines()
    frame["region"] = [{"Taoudénit": "Tombouctou"}.get(n, n) for n in frame["region"]]
    frame.to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg")
    assert (read.vintage, read.missing) == ("2016", ("Taoudénit",))
    assert any(key == "boundaries.note.no-taoudenit" for key, _ in read.notes)


def cercles(seeds: dict[str, tuple[str, ...]], column: str = "ADM2_FR") -> gpd.GeoDataFrame:
    """Regions of our outlines cut into strips named as their cercles."""
    rows: list[dict[str, Any]] = []
    for row in load_outlines().itertuples():
        names = seeds.get(row.region, (row.region,))
        west, south, east, north = row.geometry.bounds
        step = (east - west) / len(names)
        for number, name in enumerate(names):
            strip = shapely.box(west + number * step, south - 1, west + (number + 1) * step, north + 1)
            parent = {"Taoudénit": "Tombouctou"}.get(row.region, row.region)
            rows.append({column: name, "ADM1_FR": parent, "geometry": row.geometry.intersection(strip)})
    return gpd.GeoDataFrame(rows, crs=4326)


CERCLES_2021 = {
    "Kayes": ("Kayes", "Bafoulabé", "Diéma", "Kéniéba", "Kita", "Nioro", "Yélimané"),
    "Koulikoro": ("Kangaba", "Kati", "Kolokani", "Koulikoro", "Banamba", "Dioïla", "Nara"),
    "Sikasso": ("Yanfolila", "Bougouni", "Kolondiéba", "Sikasso", "Kadiolo", "Koutiala", "Yorosso"),
    "Ségou": ("Barouéli", "Ségou", "Niono", "Macina", "Bla", "San", "Tominian"),
    "Mopti": ("Ténenkou", "Djenné", "Mopti", "Youwarou", "Bandiagara", "Bankass", "Koro", "Douentza"),
    "Tombouctou": ("Niafunké", "Goundam", "Diré", "Tombouctou", "Gourma-Rharous"),
    "Taoudénit": ("Tombouctou",),
    "Gao": ("Bourem", "Gao", "Ansongo"),
    "Ménaka": ("Inékar", "Tidermène", "Ménaka", "Andéramboukane"),
    "Kidal": ("Kidal", "Tessalit", "Abeïbara", "Tin-Essako"),
}


def test_cercles_are_dissolved_to_the_regions_of_2012_2016_and_2023(tmp_path: Path) -> None:
    cercles(CERCLES_2021).to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg")
    assert (read.level, read.vintage, read.offers) == (2, "2016", VINTAGES)
    assert [len(dissolve(read, vintage).frame) for vintage in VINTAGES] == [9, 10, 19]
    old = dissolve(read, "2012")
    assert set(old.frame["region"]) == set(OLD)
    assert shapely.area(old.frame.union_all()) == pytest.approx(shapely.area(load_outlines().union_all()))
    gao = old.frame.set_index("region").geometry["Gao"]
    ours = load_outlines().set_index("region").geometry
    assert gao.symmetric_difference(ours["Gao"].union(ours["Ménaka"])).area < 1e-9
    assert any(key == "boundaries.note.approximate" for key, _ in dissolve(read, "2023").notes)


def test_regions_cannot_be_dissolved_to_another_vintage_and_the_error_says_what_can(tmp_path: Path) -> None:
    load_outlines().to_file(tmp_path / "a.gpkg")
    with pytest.raises(BoundaryError) as error:
        read_boundaries(tmp_path / "a.gpkg", vintage="2023")
    assert "2016" in error.value.todo("fr")


def test_the_160_cercles_of_2023_give_twenty_regions(tmp_path: Path) -> None:
    names = [n for s in name_sets() if (s.level, s.vintage) == (2, "2023") for n in sorted(s.names)]
    boxes = [shapely.box(-12 + i % 16, 11 + i // 16, -11 + i % 16, 12 + i // 16) for i in range(len(names))]
    frame = gpd.GeoDataFrame({"adm2_name": names, "adm2_pcode": "ML"}, geometry=boxes, crs=4326)
    frame.to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg")
    assert (read.vintage, read.level, read.offers) == ("2023", 2, ("2023",))
    assert tuple(read.frame["region"]) == regions_of("2023")


def test_a_cercle_that_the_file_puts_elsewhere_is_told(tmp_path: Path) -> None:
    frame = cercles(CERCLES_2021)
    frame.loc[frame["ADM2_FR"] == "Nara", "ADM1_FR"] = "Ségou"
    frame.to_file(tmp_path / "a.gpkg")
    (told,) = (
        values
        for key, values in read_boundaries(tmp_path / "a.gpkg").notes
        if key == "boundaries.note.parent"
    )
    assert told == {"cercle": "Nara", "parent": "Ségou", "region": "Koulikoro"}


def test_a_chief_town_beside_every_region_does_not_make_it_a_file_of_cercles(tmp_path: Path) -> None:
    spelt(load_outlines(), ADM1_FR=str, ADM2_FR=str, ADM1_PCODE="x").to_file(tmp_path / "a.gpkg")
    assert read_boundaries(tmp_path / "a.gpkg").level == 1


def test_regions_in_several_rows_become_one(tmp_path: Path) -> None:
    cercles(CERCLES_2021).drop(columns="ADM2_FR").to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg")
    assert (read.level, set(read.frame["region"])) == (1, {*REGIONS_2016} - {"Taoudénit"})


# -- what is wrong with real files


def test_metres_are_reprojected_and_heights_dropped(tmp_path: Path) -> None:
    frame = load_outlines().to_crs(32630)
    frame["geometry"] = shapely.force_3d(frame.geometry.to_numpy(), 250.0)
    frame.to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg")
    assert read.frame.crs == 4326
    assert not read.frame.has_z.any()
    agreement = outlines.compare(load_outlines(), read.frame)
    assert (agreement["iou"] > 0.999).all()


def test_a_file_without_projection_is_read_as_degrees_and_says_so(tmp_path: Path) -> None:
    load_outlines().to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    read = read_boundaries(tmp_path / "a.shp")
    assert any(key == "boundaries.note.no-crs" for key, _ in read.notes)


def test_metres_without_a_projection_are_refused(tmp_path: Path) -> None:
    load_outlines().to_crs(32630).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    assert refused(tmp_path / "a.shp") == "boundaries.elsewhere"


def test_swapped_longitude_and_latitude_are_named(tmp_path: Path) -> None:
    frame = load_outlines()
    frame["geometry"] = shapely.transform(frame.geometry.to_numpy(), lambda points: points[:, ::-1])
    frame.to_file(tmp_path / "a.gpkg")
    assert refused(tmp_path / "a.gpkg") == "boundaries.swapped"


def test_a_polygon_that_crosses_itself_is_repaired_and_told(tmp_path: Path) -> None:
    frame = load_outlines()
    bow = shapely.Polygon([(-11, 13), (-10, 14), (-10, 13), (-11, 14)])
    frame.loc[0, "geometry"] = bow
    frame.to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg")
    assert read.frame.is_valid.all()
    assert ("boundaries.note.repaired", {"n": 1}) in read.notes
    assert set(read.frame.geom_type) <= {"Polygon", "MultiPolygon"}


def test_overlaps_and_holes_are_measured(tmp_path: Path) -> None:
    frame = load_outlines()
    flat = frame.to_crs(EQUAL_AREA)
    sikasso = flat.set_index("region").geometry["Sikasso"]
    inside = sikasso.representative_point()
    flat.loc[flat["region"] == "Sikasso", "geometry"] = sikasso.difference(inside.buffer(5_000))
    flat.loc[flat["region"] == "Kidal", "geometry"] = flat.set_index("region").geometry["Kidal"].buffer(1_000)
    flat.to_file(tmp_path / "a.gpkg")
    sound = read_boundaries(tmp_path / "a.gpkg").soundness
    assert not sound.sound
    assert sound.holes == 1
    assert sound.holes_km2 == pytest.approx(78, abs=1)
    assert 500 < sound.overlap_km2 < 2_000


def test_a_region_without_a_polygon_is_left_out_and_named(tmp_path: Path) -> None:
    frame = load_outlines()
    frame.loc[frame["region"] == "Kidal", "geometry"] = None
    frame.to_file(tmp_path / "a.geojson")
    read = read_boundaries(tmp_path / "a.geojson")
    assert read.missing == ("Kidal",)
    assert ("boundaries.note.empty", {"names": "Kidal"}) in read.notes


def refused(path: Path) -> str:
    with pytest.raises(BoundaryError) as error:
        read_boundaries(path)
    for lang in ("fr", "en"):
        assert error.value.lines(lang)
    return error.value.key


def test_what_is_no_boundary_file_is_refused_by_its_fault(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.shp") == "boundaries.missing"
    (tmp_path / "a.docx").write_bytes(b"x")
    assert refused(tmp_path / "a.docx") == "boundaries.ending"
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": [{"type":')
    assert refused(tmp_path / "a.geojson") == "boundaries.damaged"
    (tmp_path / "b.geojson").write_text("<OGRVRTDataSource/>")
    assert refused(tmp_path / "b.geojson") == "boundaries.damaged"
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\x00" + b"x" * 200)
    assert refused(tmp_path / "a.gpkg") == "boundaries.damaged"
    points = load_outlines()
    points.set_geometry(points.representative_point()).to_file(tmp_path / "points.geojson")
    assert refused(tmp_path / "points.geojson") == "boundaries.no-polygons"
    empty = tmp_path / "vide"
    empty.mkdir()
    assert refused(empty) == "boundaries.no-polygons"
    with zipfile.ZipFile(tmp_path / "vide.zip", "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    assert refused(tmp_path / "vide.zip") == "boundaries.no-polygons"


@pytest.mark.parametrize("ending", [".shp", ".dbf", ".gpkg", ".geojson", ".zip"])
@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused_or_read_but_never_a_fault_of_ours(
    ending: str, part: float, tmp_path: Path
) -> None:
    frame = spelt(load_outlines(), **FAMILIES["cod-ab-2021"])
    suffix = ".shp" if ending in (".dbf", ".zip") else ending
    frame.to_file(tmp_path / f"a{suffix}")
    if ending == ".zip":
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for name in ("a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg"):
                archive.write(tmp_path / name, name)
    file = tmp_path / f"a{ending}"
    whole = file.read_bytes()
    file.write_bytes(whole[: int(part * len(whole))])
    given_file = tmp_path / ("a.zip" if ending == ".zip" else f"a{suffix}")
    with contextlib.suppress(BoundaryError):  # any other error fails
        read = read_boundaries(given_file)
        assert set(read.frame["region"]) | set(read.missing) == set(regions_of(read.vintage))


def test_a_projection_file_of_rubbish_is_refused(tmp_path: Path) -> None:
    load_outlines().to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").write_bytes(b"GEOGCS[\x9c\xff\x00" + b"x" * 40)
    assert refused(tmp_path / "a.shp") == "boundaries.damaged"


def test_of_a_zip_with_four_levels_the_regions_are_taken_else_the_cercles(tmp_path: Path) -> None:
    folder = tmp_path / "couches"
    folder.mkdir()
    small = cercles(CERCLES_2021).assign(ADM2_PCODE="ML")
    tiny = small.loc[small.index.repeat(14)].reset_index(drop=True)
    tiny["ADM3_FR"] = [f"Commune {number}" for number in range(len(tiny))]
    levels = {
        "mli_admbnda_adm0": gpd.GeoDataFrame({"ADM0_FR": ["Mali"]}, geometry=[small.union_all()], crs=4326),
        "mli_admbnda_adm1": spelt(load_outlines(), **FAMILIES["cod-ab-2021"]),
        "mli_admbnda_adm2": small,
        "mli_admbnda_adm3": tiny,
    }
    for name, frame in levels.items():
        frame.to_file(folder / f"{name}.shp", encoding="utf-8")
    archive = tmp_path / "mli_adm.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in sorted(folder.iterdir()):
            zipped.write(file, file.name)
    assert (read_boundaries(archive).level, len(read_boundaries(archive).frame)) == (1, 11)
    old = read_boundaries(archive, vintage="2012")
    assert (old.level > 1, len(old.frame)) == (True, 9)
    communes = read_boundaries(folder / "mli_admbnda_adm3.shp")
    assert (communes.level, len(communes.frame)) == (3, 10)


def test_the_regions_of_another_country_are_refused_and_ours_are_named(tmp_path: Path) -> None:
    frame = spelt(load_outlines(), ADM1_FR=lambda n: f"Département {n[::-1]}", ADM1_PCODE="BF")
    frame.to_file(tmp_path / "a.gpkg")
    with pytest.raises(BoundaryError) as error:
        read_boundaries(tmp_path / "a.gpkg")
    assert error.value.key == "boundaries.no-names"
    assert "Koulikoro" in error.value.todo("fr")


@pytest.mark.parametrize("part", [".dbf", ".shx"])
def test_a_shapefile_without_one_of_its_files_names_the_missing_one(part: str, tmp_path: Path) -> None:
    load_outlines().to_file(tmp_path / "a.shp")
    (tmp_path / f"a{part}").unlink()
    with pytest.raises(BoundaryError, match=f"\\{part}"):
        read_boundaries(tmp_path / "a.shp")


def test_the_licence_is_read_where_it_is_stated_and_else_the_usual_one_is_called_usual(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "geoBoundaries-MLI-ADM1"
    folder.mkdir()
    spelt(load_outlines(), **FAMILIES["geoboundaries"]).to_file(folder / "geoBoundaries-MLI-ADM1.geojson")
    meta = {"boundaryLicense": "CC BY 4.0", "boundarySource": "OCHA"}
    (folder / "geoBoundaries-MLI-ADM1-metaData.json").write_text(json.dumps(meta))
    read = read_boundaries(folder)
    assert read.licence == "CC BY 4.0"
    assert "CC BY 4.0" in read.credit("fr")
    plain = read_boundaries(folder / "geoBoundaries-MLI-ADM1.geojson")
    assert plain.licence == ""
    assert "licence habituelle" in plain.credit("fr")


def test_the_fingerprint_changes_with_any_file_of_a_shapefile(tmp_path: Path) -> None:
    load_outlines().to_file(tmp_path / "a.shp")
    first = read_boundaries(tmp_path / "a.shp").sha256
    other = tmp_path / "autre"
    shutil.copytree(tmp_path, other, ignore=shutil.ignore_patterns("autre"))
    assert read_boundaries(other / "a.shp").sha256 == first
    load_outlines()[::-1].to_file(other / "a.shp")
    assert read_boundaries(other / "a.shp").sha256 != first


def test_what_a_file_holds_is_told_as_lines_and_as_json(tmp_path: Path) -> None:
    load_outlines().to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg")
    plain = json.loads(json.dumps(read.to_plain()))
    assert (plain["vintage"], plain["regions"], plain["offers"]) == ("2016", list(REGIONS_2016), ["2016"])
    assert "2016" in str(read)
    assert read.sha256 in str(read)


def test_the_repr_says_how_much_and_shows_no_table(tmp_path: Path) -> None:
    load_outlines().to_file(tmp_path / "a.gpkg")
    assert repr(read_boundaries(tmp_path / "a.gpkg")) == "<Boundaries kiitools: 11 regions of 2016, level 1>"


def test_a_figure_drawn_on_a_users_file_credits_it(tmp_path: Path) -> None:
    from matplotlib.text import Text

    from tests.geo.test_figures import prevalence

    spelt(load_outlines(), **FAMILIES["cod-ab-2021"]).to_file(tmp_path / "mli.gpkg")
    read = read_boundaries(tmp_path / "mli.gpkg")
    figure = figure_prevalence(prevalence(), code="form.gold", boundaries=read)
    said = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "COD-AB 2021" in said
    assert "contours schématiques" not in said
    assert build_base(read).schematic is False


@given(
    st.sampled_from([n for s in name_sets() for n in s.names]),
    st.sampled_from(["", "Région de ", "CERCLE DE ", "District de "]),
)
def test_a_name_is_known_whatever_its_case_accents_and_lead_in(name: str, lead: str) -> None:
    written = lead + name.upper().replace("É", "E").replace("-", " ")
    assert set(foldings(name)) & set(foldings(written))


# -- the reference material


EXPECTED = {
    "derived_mli_adm1_v2012_9units": ("kiitools", "2012", 1, 9),
    "derived_mli_adm1_v2016_10units_no_taoudenit": ("kiitools", "2016", 1, 10),
    "derived_mli_adm1_v2016_11units_SYNTHETIC_taoudenit": ("kiitools", "2016", 1, 11),
    "derived_mli_adm1_v2023_20units_SYNTHETIC_taoudenit": ("kiitools", "2023", 1, 20),
    "mli_adm1_codab2015_ocha_9": ("cod-ab-2015", "2012", 1, 9),
    "mli_adm1_naturalearth10m_superset_9": ("natural-earth", "2012", 1, 9),
    "mli_adm1_wof_meso_9": ("whos-on-first", "2012", 1, 9),
    "mli_adm2_codab2015_50": ("cod-ab-2015", "2012", 2, 9),
    "mli_adm2_hdx2017_50": ("hdx-2017", "2012", 2, 9),
    "mli_adm2_wof_meso_50": ("whos-on-first", "2012", 2, 9),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_file_is_known_for_what_it_is(name: str, shared: Path) -> None:
    read = read_boundaries(shared / "geo" / f"{name}.geojson")
    assert (read.family, read.vintage, read.level, len(read.frame)) == EXPECTED[name]
    assert read.unknown == ()
    assert read.soundness.sound is (name != "mli_adm1_naturalearth10m_superset_9")


def test_the_known_flaws_of_natural_earth_are_found(shared: Path) -> None:
    sound = read_boundaries(shared / "geo" / "mli_adm1_naturalearth10m_superset_9.geojson").soundness
    assert (round(sound.overlap_km2), sound.holes) == (42, 10)


@pytest.mark.parametrize("name", ["mli_adm2_codab2015_50", "mli_adm2_wof_meso_50"])
@pytest.mark.parametrize(
    ("vintage", "reference"),
    [
        ("2012", "derived_mli_adm1_v2012_9units"),
        ("2016", "derived_mli_adm1_v2016_10units_no_taoudenit"),
        ("2023", "derived_mli_adm1_v2023_20units_SYNTHETIC_taoudenit"),
    ],
)
def test_real_cercles_dissolve_into_the_reference(
    name: str, vintage: str, reference: str, shared: Path
) -> None:
    made: Boundaries = read_boundaries(shared / "geo" / f"{name}.geojson", vintage=vintage)
    theirs = gpd.read_file(shared / "geo" / f"{reference}.geojson")
    table = outlines.compare(theirs, made.frame).set_index("region")["iou"]
    undivided = table.index == "Tombouctou" if vintage == "2023" else table.index == ""
    assert (table[~undivided] > 0.98).all()


def test_a_file_of_the_country_alone_is_refused(shared: Path) -> None:
    assert refused(shared / "geo" / "mli_adm0_naturalearth10m_v5.geojson") == "boundaries.no-names"
