"""The printed figures: what they say, how they say it, and that a file holds nothing else."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from kiitools.errors import InputError, TableError
from kiitools.geo import figures, palette
from kiitools.geo.areas import areas, by_share
from kiitools.model.places import REGIONS_2016
from kiitools.stats.intervals import wilson
from kiitools.stats.understanding import understanding
from kiitools.tables import INFORMANTS

COUNTS = {
    "Kayes": (17, 24), "Koulikoro": (8, 17), "Sikasso": (8, 21), "Ségou": (0, 14), "Mopti": (1, 12),
    "Tombouctou": (0, 8), "Gao": (4, 13), "Kidal": (0, 0), "Taoudénit": (2, 3), "Ménaka": (0, 0),
    "Bamako": (11, 38),
}  # fmt: skip


NOTE = {"fr": "Étude de démonstration : tout y est fictif.", "en": "Demonstration study: all is fictional."}


def prevalence(code: str = "form.gold", counts: dict[str, tuple[int, int]] = COUNTS) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for region, (k, n) in counts.items():
        low, high = (float(end) for end in wilson(k, n)) if n else (math.nan, math.nan)
        share = k / n if n else math.nan
        rows.append((region, code, k, n, share, low, high, palette.state_of(k, n)))
    return pd.DataFrame(rows, columns=["region", "code", "k", "n", "share", "low", "high", "state"])


def register() -> pd.DataFrame:
    people = [("justice", "precise")] * 6 + [("justice", "none")] * 2 + [("lawyer", "partial")] * 2
    people += [("embassy", "")] + [("survivor", "none")] * 7
    rows = [dict.fromkeys(INFORMANTS.columns, "") for _ in people]
    for number, (row, (category, level)) in enumerate(zip(rows, people, strict=True)):
        row.update(informant_id=f"KI-{number:03}", category=category, definition_level=level)
    return pd.DataFrame(rows)


def presence() -> pd.DataFrame:
    actors = pd.DataFrame(
        {
            "regions": ["Gao; Kayes", "Gao", ""],
            "pillars": ["protection", "protection; research", "prevention"],
        }
    )
    projects = pd.DataFrame({"regions": ["Gao", "Niamey"], "pillars": ["protection", "protection"]})
    return figures.count_presence(actors, projects)


def interviews() -> pd.DataFrame:
    rows = [
        ("Bamako", "justice", 6, 2, "covered"), ("Bamako", "survivor", 5, 5, "covered"),
        ("Gao", "international_organisation", 3, 0, "covered"), ("Mopti", "", 0, 0, "no_informant"),
        ("unknown", "other", 2, 0, "outside"), ("Kidal", "", None, None, "not_covered"),
        ("total", "total", 16, 7, ""),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["region", "category", "informants", "coded", "state"])


def routes() -> pd.DataFrame:
    rows = [
        ("Bamako", "Gao", 9),
        ("Gao", "Algérie", 3),
        ("Mopti", "Bamako", 2),
        ("Gao", "Gao", 4),
        ("Gao", "Libye", 7),
    ]
    return pd.DataFrame(rows, columns=["origin", "destination", "k"])


def every(lang: str) -> dict[str, Figure]:
    two = pd.concat([prevalence(), prevalence("form.marriage", {**COUNTS, "Gao": (9, 13)})])
    names = {"form.gold": "Exploitation dans l'orpaillage", "form.marriage": "Mariage forcé"}
    marked: dict[str, Any] = {"lang": lang, "note": NOTE[lang]}
    return {
        "prevalence": figures.figure_prevalence(two, code="form.gold", label=names["form.gold"], **marked),
        "forms": figures.figure_forms(two, labels=names, **marked),
        "tiles": figures.figure_tiles(two, code="form.gold", label=names["form.gold"], **marked),
        "understanding": figures.figure_understanding(
            understanding(register(), by="category").frame, **marked
        ),
        "presence": figures.figure_presence(presence(), **marked),
        "coverage": figures.figure_coverage(interviews(), **marked),
        "routes": figures.figure_routes(routes(), **marked),
    }


@pytest.fixture(scope="module", params=["fr", "en"])
def drawn(request: pytest.FixtureRequest) -> tuple[str, dict[str, Figure]]:
    return request.param, every(request.param)


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def region_fills(figure: Figure) -> dict[str, str]:
    patches = figure.findobj(lambda artist: str(artist.get_gid()).startswith("region "))
    return {patch.get_gid().removeprefix("region "): to_hex(patch.get_facecolor()) for patch in patches}


def test_every_region_has_the_shade_its_informants_can_bear() -> None:
    fills = region_fills(figures.figure_prevalence(prevalence(), code="form.gold"))
    wanted = {area.region: area.shade.fill for area in areas(prevalence(), "form.gold")}
    assert fills == wanted
    assert fills["Kayes"] == "#bd4c25"
    assert {fills[r] for r in ("Kidal", "Ménaka", "Ségou", "Tombouctou", "Taoudénit")} == {"#ffffff"}


def test_not_covered_nobody_reports_it_and_too_few_look_different() -> None:
    looks = {}
    for region in ("Kidal", "Ségou", "Taoudénit"):
        one = figures.figure_prevalence(prevalence(counts={region: COUNTS[region]}), code="form.gold")
        picture = io.BytesIO()
        one.savefig(picture, dpi=60)
        looks[region] = picture.getvalue()
    assert len(set(looks.values())) == 3
    blank = dict.fromkeys(REGIONS_2016, (0, 0))
    hatched = figures.figure_prevalence(prevalence(counts=blank), code="form.gold")
    lines = [
        c
        for c in hatched.findobj(matplotlib.collections.LineCollection)
        if to_hex(c.get_color()[0]) == palette.HATCH
    ]
    assert len(lines) >= 11, "every region that is not covered is hatched"


def test_a_region_the_table_does_not_name_is_not_covered() -> None:
    figure = figures.figure_prevalence(prevalence(counts={"Gao": (9, 13)}), code="form.gold")
    assert region_fills(figure)["Kayes"] == "#ffffff"
    assert "0/0" not in words(figure)


def test_k_of_n_stands_on_the_map_and_beside_it(drawn: tuple[str, dict[str, Figure]]) -> None:
    _, made = drawn
    for name, times in (("prevalence", 2), ("forms", 1), ("tiles", 1)):
        assert words(made[name]).count("17/24") >= times, name


def test_informants_who_speak_of_no_known_region_stand_beside_the_map_only() -> None:
    figure = figures.figure_prevalence(prevalence(counts={**COUNTS, "unknown": (3, 6)}), code="form.gold")
    assert words(figure).count("3/6") == 1
    assert "non précisé" in words(figure)


def test_bands_of_a_public_release_are_printed_instead_of_counts() -> None:
    table = prevalence().assign(printed="5–9")
    shown = words(figures.figure_prevalence(table, code="form.gold"))
    assert not any("/" in text and text[0].isdigit() for text in shown)
    assert "5–9" in shown


def test_regions_are_ordered_by_share_and_what_cannot_be_said_comes_last() -> None:
    order = [area.region for area in by_share(areas(prevalence(), "form.gold"))]
    assert order[:5] == ["Kayes", "Koulikoro", "Sikasso", "Gao", "Bamako"]
    assert order[-5:] == ["Ségou", "Tombouctou", "Taoudénit", "Kidal", "Ménaka"]


def test_too_few_informants_get_no_shade_even_if_the_table_calls_them_reported() -> None:
    table = prevalence(counts={"Gao": (3, 4)}).assign(state="reported")
    (area,) = areas(table, "form.gold")
    assert (area.state, area.shade.key) == ("too_few", "too_few")


def test_every_figure_says_what_it_is_and_what_it_is_not(drawn: tuple[str, dict[str, Figure]]) -> None:
    lang, made = drawn
    said = {name: " ".join(words(figure)) for name, figure in made.items()}
    french = (
        "contours schématiques",
        "n'impliquent aucune prise de position",
        "non tirés au sort",
        "victimes",
    )
    english = ("schematic outlines", "imply no position", "not drawn at random", "victims")
    maps = {"fr": french, "en": english}[lang]
    assert all(NOTE[lang] in text for text in said.values())
    for name in ("prevalence", "forms", "tiles"):
        assert all(sentence in said[name] for sentence in maps), name
    assert all("{" not in text for text in said.values())


def test_no_text_leaves_the_page(drawn: tuple[str, dict[str, Figure]]) -> None:
    for name, figure in drawn[1].items():
        figure.draw_without_rendering()
        page = figure.bbox
        for text in figure.findobj(Text):
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                assert page.x0 <= box.x0, (name, text.get_text())
                assert box.x1 <= page.x1 + 1, (name, text.get_text())
                assert page.y0 <= box.y0, (name, text.get_text())
                assert box.y1 <= page.y1, (name, text.get_text())


def test_a_label_with_dollar_signs_is_text_and_no_formula() -> None:
    label = r"Coûts $50 à $100 \frac{1}{2} et $\sqrt{x$"
    figure = figures.figure_prevalence(prevalence(), code="form.gold", label=label)
    figure.draw_without_rendering()
    dollars = [text for text in figure.findobj(Text) if "$" in text.get_text()]
    assert any("$50 à $100" in text.get_text() for text in dollars)
    assert not any(text.get_parse_math() for text in dollars)


def test_a_name_with_direction_marks_shows_them() -> None:
    shown = " ".join(words(figures.figure_prevalence(prevalence(), code="form.gold", label="or\u202e ro")))
    assert "\u202e" not in shown
    assert "[U+202E]" in shown


def test_the_settings_of_the_notebook_are_left_as_they_were() -> None:
    before = dict(matplotlib.rcParams)
    figures.figure_prevalence(prevalence(), code="form.gold")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_the_same_figure_gives_the_same_bytes_without_date_or_person(tmp_path: Path, ending: str) -> None:
    files = [
        figures.write_figure(
            figures.figure_prevalence(prevalence(), code="form.gold"), tmp_path / f"{n}{ending}"
        )
        for n in "ab"
    ]
    first, second = (file.read_bytes() for file in files)
    assert first == second
    for mark in (b"CreationDate", b"dc:date", b"tEXtSoftware", b"/Author", b"Matplotlib v"):
        assert mark not in first
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"a{ending}", f"b{ending}"]


def test_a_png_is_a_page_wide_at_300_dpi(tmp_path: Path) -> None:
    from PIL import Image

    file = figures.write_figure(figures.figure_prevalence(prevalence(), code="form.gold"), tmp_path / "a.png")
    with Image.open(file) as picture:
        assert round(picture.info["dpi"][0]) == 300
        assert 170 <= picture.width / 300 * 25.4 <= 190
        assert picture.height / 300 * 25.4 <= 267


def test_thirty_forms_stay_on_one_page_and_none_is_forgotten() -> None:
    silent = {region: (0, n) for region, (_, n) in COUNTS.items()}
    tables = [prevalence(f"form.f{i:02}", COUNTS if i < 26 else silent) for i in range(30)]
    table = pd.concat(tables).assign(label=lambda rows: "Forme " + rows["code"].str[-2:])
    figure = figures.figure_forms(table, note=NOTE["fr"])
    assert figure.get_size_inches()[1] * 25.4 <= 267
    said = " ".join(words(figure)).replace("\n", " ")
    assert all(f"Forme {i:02}" in said for i in range(30))
    assert "personne ne signale\u00a0: Forme 26, Forme 27, Forme 28, Forme 29" in said


def test_fonts_are_embedded_in_pdf_and_are_outlines_in_svg(tmp_path: Path) -> None:
    from pypdf import PdfReader

    figure = figures.figure_prevalence(prevalence(), code="form.gold", label="Orpaillage – Ségou")
    page = PdfReader(figures.write_figure(figure, tmp_path / "a.pdf")).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert "/FontFile2" in inner["/FontDescriptor"].get_object()
    assert "Ségou" in page.extract_text()
    assert "<text" not in figures.write_figure(figure, tmp_path / "a.svg").read_text(encoding="utf-8")


def test_another_file_ending_is_refused_and_the_old_file_is_kept(tmp_path: Path) -> None:
    old = tmp_path / "map.jpg"
    old.write_text("ancien")
    with pytest.raises(InputError) as error:
        figures.write_figure(figures.figure_presence(presence()), old)
    assert ".png" in error.value.todo("fr")
    assert old.read_text() == "ancien"


def test_a_table_that_cannot_be_drawn_is_refused_with_its_faults() -> None:
    with pytest.raises(TableError, match="share"):
        figures.figure_prevalence(prevalence().drop(columns="share"), code="form.gold")
    with pytest.raises(TableError, match=r"form\.gold"):
        figures.figure_prevalence(prevalence(), code="form.unknown")
    with pytest.raises(TableError):
        figures.figure_prevalence(pd.concat([prevalence(), prevalence()]), code="form.gold")
    with pytest.raises(TableError, match="precise"):
        figures.figure_understanding(understanding(register()).frame.query("level != 'none'"))


def test_a_group_of_two_gets_no_bar_and_one_not_asked_is_not_called_none() -> None:
    shown = words(figures.figure_understanding(understanding(register(), by="category").frame))
    assert "trop peu d'entretiens" in shown
    assert "définition non demandée" in shown
    assert {"Justice", "Avocat", "Ambassade", "Ensemble"} <= set(shown)
    assert "n\u00a0=\u00a08" in shown


def test_a_tile_holds_one_dot_for_every_informant_filled_for_those_who_report() -> None:
    from kiitools.geo.tile_figures import FILLED

    figure = figures.figure_tiles(prevalence(), code="form.gold")
    circles = figure.findobj(matplotlib.patches.Circle)
    filled = [c for c in circles if to_hex(c.get_facecolor()) == FILLED]
    asked = sum(n for _, n in COUNTS.values())
    assert len(circles) == asked + 2, "two more stand in the key"
    assert len(filled) == sum(k for k, _ in COUNTS.values()) + 1


def test_coverage_counts_persons_by_region_and_category_and_forgets_nobody() -> None:
    figure = figures.figure_coverage(interviews())
    said = words(figure)
    assert {"11", "3", "Justice", "Organisation internationale"} <= set(said)
    assert any("2 informateurs dont la région" in text for text in said)
    assert any(text.startswith("16 informateurs") for text in said)
    shown = {name for name, fill in region_fills(figure).items() if fill == "#ffffff"}
    assert shown == set(REGIONS_2016)
    bars = [p.get_width() for p in figure.axes[1].patches if isinstance(p, matplotlib.patches.Rectangle)]
    assert sum(width for width in bars if width >= 1) == 16


def test_routes_of_one_or_two_are_dashed_without_a_figure_and_what_is_not_drawn_is_told() -> None:
    figure = figures.figure_routes(routes())
    arrows = figure.findobj(matplotlib.patches.FancyArrowPatch)
    dashed = [arrow for arrow in arrows if arrow.get_linestyle() not in ("solid", "-")]
    assert (len(arrows), len(dashed)) == (3, 1)
    said = words(figure)
    assert {"9", "3"} <= set(said)
    assert not {"2", "4", "7"} & set(said)
    assert any("Gao → Libye" in text for text in said)
    assert any("Tracé schématique" in text for text in said)


def test_an_actor_counts_once_in_each_region_and_pillar_and_nothing_is_dropped() -> None:
    table = presence().set_index(["region", "pillar"])
    assert table.loc[("Gao", "protection")].tolist() == [2, 1]
    assert table.loc[("Kayes", "protection")].tolist() == [1, 0]
    assert table.loc[("elsewhere", "prevention")].tolist() == [1, 0]
    assert table.loc[("elsewhere", "protection")].tolist() == [0, 1], "Niamey is no region of the study"


def test_the_face_lists_what_it_gives_and_importing_it_does_not_draw() -> None:
    assert all(callable(getattr(figures, name)) for name in figures.__all__)
    with pytest.raises(AttributeError):
        figures.figure_of_speech  # noqa: B018
