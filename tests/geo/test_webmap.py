"""The interactive map holds what was chosen, says it in numbers too, and asks nothing of the network."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser

import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kiitools.errors import TableError
from kiitools.geo import webdata, weblayers
from kiitools.geo.table_twin import percent
from tests.geo import study_figures as figures


class Reading(HTMLParser):
    """What a browser would see: scripts, style sheets, addresses, handlers, table rows."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.scripts, self.data, self.styles, self.addresses, self.handlers = [], [], [], [], []
        self.rows: list[list[str]] = []
        self.policy = ""
        self._into: list[str] | None = None
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.addresses += [named[a] for a in ("src", "href", "srcset", "action", "data") if named.get(a)]
        self.handlers += [f"{tag} {name}" for name in named if name.startswith("on")]
        if named.get("http-equiv") == "Content-Security-Policy":
            self.policy = named["content"]
        if tag == "script":
            self._into = self.data if named.get("type") == "application/json" else self.scripts
            self._into.append("")
        elif tag == "style":
            self._into = self.styles
            self._into.append("")
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._into = None
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self._into is not None:
            self._into[-1] += data
        elif self._cell:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def page() -> str:
    return figures.study_map().html


@pytest.fixture(scope="module")
def seen(page: str) -> Reading:
    return Reading(page)


def figure_rows(seen: Reading) -> list[list[str]]:
    """Rows of the twin table below its head, without the names of forms."""
    width = 6 + 4
    return [row for row in seen.rows[1:] if len(row) == width][: len(figures.FORMS) * 11]


def test_the_page_names_no_address_but_its_own_parts(seen: Reading) -> None:
    assert all(address.startswith(("#", "data:")) for address in seen.addresses)
    assert not re.search(r"url\((?!#)", "".join(seen.styles))
    assert seen.handlers == []


def test_the_policy_allows_these_scripts_and_styles_and_no_other(seen: Reading) -> None:
    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    rules = dict(rule.strip().split(" ", 1) for rule in seen.policy.split(";"))
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["script-src"].split() == [digest(script) for script in seen.scripts]
    assert rules["style-src"].split() == [digest(sheet) for sheet in seen.styles]
    assert "unsafe" not in seen.policy


def test_the_page_is_small_enough_to_send(page: str) -> None:
    size = len(page.encode())
    print(f"\nmap of {len(figures.FORMS)} forms: {size / 1000:.0f} kB")
    assert size <= 400_000


def test_columns_that_were_not_chosen_do_not_enter_the_page() -> None:
    frame = figures.prevalence(informant_id="CANARI-ID", quote="CANARI-CITATION", mentions=77_777)
    page = figures.study_map(frame).html
    assert "CANARI" not in page
    assert "77777" not in page


def test_the_hidden_columns_of_outlines_do_not_enter_the_page() -> None:
    outlines = figures.outlines().assign(source="CANARI-SOURCE", ADM1_PCODE="CANARI-CODE")
    assert "CANARI" not in figures.study_map(outlines=outlines).html


def test_the_table_twin_says_what_the_frame_says(seen: Reading) -> None:
    frame = figures.prevalence()
    rows = figure_rows(seen)
    assert len(rows) == len(frame)
    for line, row in zip(rows, frame.to_dict("records"), strict=True):
        assert line[0] == row["region"]
        if row["state"] == "not_covered":
            assert line[1] == "non couverte"
            assert set(line[2:]) == {"–"}
            continue
        assert (line[2], line[3]) == (str(int(row["k"])), str(int(row["n"])))
        assert line[4] == f"{int(100 * row['share'] + 0.5)}\u00a0%"
        assert line[5].startswith(f"{int(100 * row['low'] + 0.5)}\u00a0%")
        assert line[6:] == [str(int(row[c])) for c in ("denied", "direct", "hearsay", "organisations")]


def csv_of(page: str, lang: str) -> str:
    coded = re.search(rf'data-only="{lang}"[^>]*href="data:text/csv;charset=utf-8;base64,([^"]*)"', page)
    assert coded
    return base64.b64decode(coded.group(1).replace("&#61;", "=")).decode("utf-8")


def test_the_csv_holds_the_frame_and_opens_in_a_french_excel(page: str) -> None:
    text = csv_of(page, "fr")
    assert text.startswith("\ufeff")
    read = pd.read_csv(io.StringIO(text.removeprefix("\ufeff")), sep=";", decimal=",")
    frame = figures.prevalence()
    assert list(read.columns) == [
        "region",
        "code",
        "label",
        *webdata.PREVALENCE[2:],
        *webdata.PREVALENCE_MORE,
    ]
    for column in ("k", "n", "share", "low", "high"):
        pd.testing.assert_series_equal(
            read[column], frame[column].astype(float), atol=5e-5, check_dtype=False
        )


def test_the_english_csv_is_read_by_pandas_as_it_stands(page: str) -> None:
    read = pd.read_csv(io.StringIO(csv_of(page, "en").removeprefix("\ufeff")))
    assert read["label"].iloc[0] == "Sexual exploitation"
    assert read["k"].sum() == figures.prevalence()["k"].sum()


def test_a_label_that_a_spreadsheet_would_run_is_disarmed() -> None:
    labels = {**figures.FORMS, "form.sexual": {"fr": "=cmd|'/c calc'!A1", "en": "+1"}}
    page = figures.study_map(labels=labels).html
    assert "'=cmd" in csv_of(page, "fr")
    assert ",'+1," in csv_of(page, "en")


def test_a_region_not_covered_is_never_a_zero() -> None:
    frame = figures.prevalence().fillna({"k": 0, "n": 0, "denied": 0})
    data = page_data(figures.study_map(frame).html)
    kidal = [row["name"] for row in data["regions"]].index("Kidal")
    assert data["cells"][0][kidal] == {"state": "not_covered", "shade": "not_covered"}


def page_data(page: str) -> dict:
    return json.loads(Reading(page).data[0])


def test_informants_of_an_unknown_region_stay_in_the_table() -> None:
    more = pd.DataFrame([{**figures.row("Gao", code), "region": "unknown"} for code in figures.FORMS])
    built = figures.study_map(pd.concat([figures.prevalence(), more]))
    assert built.regions == 11
    names = [row[0] for row in Reading(built.html).rows]
    assert names.count("région inconnue") == len(figures.FORMS)


def test_bands_are_shown_as_bands_without_a_share() -> None:
    frame = figures.prevalence().astype({"k": object, "n": object})
    gao = frame["region"] == "Gao"
    frame.loc[gao, ["k", "n"]] = ["5–9", "20+"]
    frame.loc[gao, ["share", "low", "high"]] = None
    frame.loc[gao, "state"] = "reported"
    page = figures.study_map(frame).html
    cell = page_data(page)["cells"][0][[r["name"] for r in page_data(page)["regions"]].index("Gao")]
    assert (cell["k"], cell["n"], cell["shade"]) == ("5–9", "20+", "c1-1")
    assert "share" not in cell


@pytest.mark.parametrize(
    ("spoil", "key", "named"),
    [
        (lambda f: f.drop(columns=["denied", "low"]), "map.columns", "low"),
        (lambda f: f.replace({"region": {"Gao": "Gaoo"}}), "map.regions", "Gaoo"),
        (lambda f: f.replace({"state": {"reported": "yes"}}), "map.state", "yes"),
        (lambda f: pd.concat([f, f.iloc[[3]]]), "map.twice", "Ségou / form.sexual"),
        (lambda f: f.drop(index=[3]), "map.missing-rows", "Ségou / form.sexual"),
        (lambda f: f.iloc[:0], "map.empty", ""),
    ],
)
def test_a_table_that_cannot_be_drawn_is_refused_by_name(spoil, key: str, named: str) -> None:
    with pytest.raises(TableError) as refused:
        figures.study_map(spoil(figures.prevalence()))
    assert refused.value.key == key
    assert named in refused.value.what("fr")


def test_a_text_without_its_english_is_refused() -> None:
    with pytest.raises(TableError, match="anglais"):
        figures.study_map(title={"fr": "Titre"})


def test_regions_without_any_row_are_not_covered() -> None:
    frame = figures.prevalence()
    shown = page_data(figures.study_map(frame[frame["state"] != "not_covered"]).html)
    assert sum(cell["state"] == "not_covered" for cell in shown["cells"][0]) == 3


def test_outside_the_team_non_public_actors_are_left_out() -> None:
    register = figures.actors("ONG publique", "Foyer discret").assign(public=["yes", "no"])
    names = {release: page_data(figures.study_map(actors=register, release=release).html)["actors"]
             for release in ("team", "committee")}  # fmt: skip
    assert [row["name"] for row in names["team"]] == ["ONG publique", "Foyer discret"]
    assert [row["name"] for row in names["committee"]] == ["ONG publique"]


def test_actors_and_projects_bring_their_public_columns_only(page: str) -> None:
    data = page_data(page)
    assert set(data["actors"][0]) == set(webdata.ACTOR_COLUMNS)
    assert set(data["projects"][0]) == set(webdata.PROJECT_COLUMNS)


def test_coverage_adds_up_the_rows_of_a_region() -> None:
    frame = pd.DataFrame(
        [
            ("Gao", 3, 2, 2, "covered"),
            ("Gao", 4, 3, 2, "covered"),
            ("Kidal", None, None, None, "not_covered"),
        ],
        columns=["region", "informants", "sessions", "with_text", "state"],
    )
    assert webdata.coverage_rows(frame, ["Gao", "Kidal", "Mopti"]) == [
        {"covered": True, "informants": 7, "with_text": 4}, {"covered": False}, None,
    ]  # fmt: skip


def test_other_folium_maps_of_the_process_keep_their_links() -> None:
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    built = figures.study_map()
    assert isinstance(built.folium, folium.Map)
    built.html  # noqa: B018
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert "cdn.jsdelivr.net" in folium.Map().get_root().render()


def test_a_layer_added_to_the_folium_map_is_in_the_page_and_allowed_by_the_policy() -> None:
    built = figures.study_map()
    folium.CircleMarker((16.27, -0.04), radius=4).add_to(built.folium)
    seen = Reading(built.html)
    assert any("L.circleMarker" in script for script in seen.scripts)
    drawn = next(script for script in seen.scripts if "L.circleMarker" in script and "map_study" in script)
    assert base64.b64encode(hashlib.sha256(drawn.encode()).digest()).decode() in seen.policy


def test_the_same_figures_give_the_same_file() -> None:
    assert figures.study_map().html == figures.study_map().html
    built = figures.study_map()
    assert built.html == built.html


def test_saving_replaces_the_file_as_a_whole(tmp_path) -> None:
    built = figures.study_map()
    target = tmp_path / "carte.html"
    target.write_text("ancien", encoding="utf-8")
    assert built.save(target) == target
    assert target.read_text(encoding="utf-8") == built.html
    assert list(tmp_path.iterdir()) == [target]


def test_a_map_shows_sizes_and_no_contents_in_its_repr() -> None:
    assert repr(figures.study_map()) == "<StudyMap: 6 forms × 11 regions, release team>"


def test_the_notebook_gets_the_whole_page_in_a_frame_of_its_own() -> None:
    built = figures.study_map()
    frame = built._repr_html_()
    assert frame.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts allow-downloads allow-modals"' in frame
    assert Reading(frame).addresses == []


def test_the_licence_and_the_cautions_stand_in_the_page(page: str) -> None:
    for words in (
        "Redistributions of source code must retain", "ne sont pas un nombre de victimes",
        "non tirés au sort",
        "impliquent aucune prise de position", "Étude fictive.", "Contours schématiques (2016).",
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("value", ["Gao; Bamako ;", ["Gao", "Bamako"], ("Gao", "Bamako")])
def test_lists_of_a_register_may_be_texts_or_lists(value: object) -> None:
    assert webdata.listed(value) == ["Gao", "Bamako"]


@given(st.text(max_size=40))
def test_any_name_survives_in_the_page_data_and_cannot_end_its_script(name: str) -> None:
    from kiitools.markup import json_script, visible

    coded = json_script({"name": visible(name)})
    assert not re.search("[<>&\u2028\u2029]", coded)
    assert json.loads(coded)["name"] == visible(name)


@pytest.mark.parametrize(
    ("share", "fr", "en"), [(0.583, "58\u00a0%", "58%"), (0.005, "1\u00a0%", "1%"), (None, "–", "–")]
)
def test_a_share_reads_as_each_language_writes_it(share: float | None, fr: str, en: str) -> None:
    assert (percent(share, "fr"), percent(share, "en")) == (fr, en)


def test_every_word_the_page_says_exists_in_both_languages() -> None:
    from kiitools.geo.webpage import SCRIPTS, template

    words = webdata.page_words()
    said = {key for name in SCRIPTS for key in re.findall(r'\b(?:say|plural)\("([\w-]+)"', template(name))}
    said |= set(re.findall(r'data-(?:say|label)="([\w-]+)"', template("map.html"))) - {"release-"}
    assert len(said) > 30
    assert not said - set(words["fr"]) - {"release-"}
    assert set(words["fr"]) == set(words["en"])


def test_whole_numbers_of_pandas_that_may_be_missing_are_read_like_others() -> None:
    counts = dict.fromkeys(("k", "n", "denied", "direct", "hearsay", "organisations"), "Int64")
    assert figures.study_map(figures.prevalence().astype(counts)).html == figures.study_map().html


COUNTS = ("k", "n", "denied", "direct", "hearsay", "organisations")


def test_a_count_that_is_missing_is_a_dash_and_never_a_zero() -> None:
    frame = figures.prevalence().astype(dict.fromkeys(COUNTS, "Int64") | {"share": "Float64"})
    frame.loc[frame["region"] == "Tombouctou", ["k", "n", "share", "low", "high"]] = pd.NA
    coverage = figures.COVERAGE.astype({"informants": "Int64", "sessions": "Int64"})
    coverage.loc[coverage["region"] == "Gao", "informants"] = pd.NA
    built = figures.study_map(frame, coverage=coverage).html
    data = page_data(built)
    names = [region["name"] for region in data["regions"]]
    cell = data["cells"][0][names.index("Tombouctou")]
    assert cell["state"] == "too_few"
    assert not {"k", "n", "share", "low", "high"} & set(cell)
    assert data["cells"][0][names.index("Kidal")] == {"state": "not_covered", "shade": "not_covered"}
    assert "informants" not in data["coverage"][names.index("Gao")]
    row = next(line for line in figure_rows(Reading(built)) if line[0] == "Tombouctou")
    assert row[1:6] == ["trop peu d’entretiens", "–", "–", "–", "–"]
    assert "<NA>" not in built
    assert "&lt;NA&gt;" not in built


@pytest.mark.parametrize("state", ["too_few", "no_report", "reported"])
def test_a_covered_region_without_a_coded_text_is_no_zero_out_of_zero(state: str) -> None:
    frame = figures.prevalence().astype(dict.fromkeys(COUNTS, "Int64"))
    ségou = frame["region"] == "Ségou"
    frame.loc[ségou, list(COUNTS)] = 0
    frame.loc[ségou, ["share", "low", "high"]] = float("nan")
    frame.loc[ségou, "state"] = state
    built = figures.study_map(frame).html
    data = page_data(built)
    cell = data["cells"][0][[region["name"] for region in data["regions"]].index("Ségou")]
    assert cell == {"n": 0, "state": "unsaid", "shade": "too_few"}
    row = next(line for line in figure_rows(Reading(built)) if line[0] == "Ségou")
    assert row[1:6] == ["couverte, aucun propos codé", "–", "0", "–", "–"]


def test_the_example_of_a_fraction_says_who_is_in_it() -> None:
    words = webdata.page_words()
    assert "établis dans la région ou qui en parlent" in words["fr"]["fraction"]
    assert "based in the region or speak of it" in words["en"]["fraction"]


@pytest.mark.parametrize(
    "name", ["mli_adm1_codab2015_ocha_9", "derived_mli_adm1_v2016_11units_SYNTHETIC_taoudenit"]
)
def test_heavy_boundaries_are_made_light_without_parting_neighbours(shared, name: str) -> None:
    heavy = gpd.read_file(shared / "geo" / f"{name}.geojson")
    assert heavy.geometry.count_coordinates().sum() > 4 * weblayers.MOST_POINTS
    light = weblayers.lightened(heavy)
    assert light.geometry.count_coordinates().sum() <= weblayers.MOST_POINTS
    assert shapely.coverage_is_valid(light.geometry.to_numpy())
    assert light.drop(columns="geometry").equals(heavy.drop(columns="geometry"))
    assert (light.to_crs(3857).area / heavy.to_crs(3857).area).between(0.9, 1.1).all()


def test_boundaries_of_another_projection_land_in_the_same_place() -> None:
    flat = page_data(figures.study_map(outlines=figures.outlines().to_crs(32630)).html)["regions"]
    own = page_data(figures.study_map().html)["regions"]
    for one, other in zip(flat, own, strict=True):
        assert one["at"] == pytest.approx(other["at"], abs=0.05)


def test_only_bamako_is_small_enough_for_a_lens(page: str) -> None:
    assert [region["name"] for region in page_data(page)["regions"] if region["small"]] == ["Bamako"]


def test_other_codes_than_forms_are_called_indicators() -> None:
    renamed = figures.prevalence().replace({"code": {"form.organ": "general.means.violence"}})
    labels = {**figures.FORMS, "general.means.violence": {"fr": "Violence", "en": "Violence"}}
    assert page_data(figures.study_map(renamed, labels=labels).html)["words"]["fr"]["form"] == "Indicateur"
    assert page_data(figures.study_map().html)["words"]["fr"]["form"] == "Forme d’exploitation"
