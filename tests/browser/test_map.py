"""The interactive map in a real Chromium: offline, quiet, by mouse, keyboard and phone, on paper."""

from __future__ import annotations

import time
import unicodedata
from io import BytesIO

import pytest
from PIL import Image, ImageStat

from tests.geo import study_figures as figures

READY = "html[data-ready=yes]"
REGIONS = list(figures.INFORMANTS)


@pytest.fixture(scope="module")
def built():
    return figures.study_map()


@pytest.fixture(scope="module")
def file(built, tmp_path_factory):
    return built.save(tmp_path_factory.mktemp("map") / "carte.html")


@pytest.fixture
def opened(open_page, file):
    watched = open_page(file)
    watched.page.wait_for_selector(READY, state="attached")
    return watched


def index_of(watched, region: str) -> int:
    names = "JSON.parse(document.getElementById('study-data').textContent).regions.map((r) => r.name)"
    return watched.value(names).index(region)


def area(watched, region: str):
    return watched.page.locator(f'path[data-region="{index_of(watched, region)}"]').first


def label(watched, region: str) -> str:
    return watched.page.locator(f'[data-place="{index_of(watched, region)}"]').inner_text()


def choose_form(watched, number: int) -> None:
    watched.page.locator(f'#forms input[value="{number}"]').check()


def expected(region: str, code: str = "form.sexual") -> dict:
    return figures.row(region, code)


def test_everything_the_reader_can_do_asks_nothing_of_the_network(opened) -> None:
    page = opened.page
    for number in range(len(figures.FORMS)):
        choose_form(opened, number)
    page.locator("#study-layer input").check()
    for kind in ("actors", "projects", "routes"):
        page.locator(f"input[value={kind}]").check()
    page.locator("[data-badge=actors]").first.click()
    page.locator(".back").click()
    page.locator("[data-lang=en]").click()
    for name in ("zoom-in", "zoom-out", "zoom-all"):
        page.locator(f"#{name}").click()
    for box in page.locator("path.leaflet-interactive").all():
        box.hover(force=True)
    page.locator("details.licence summary").click()
    page.pdf()
    opened.ensure_quiet()


def test_the_page_is_ready_at_once(open_page, file) -> None:
    best = 9.0
    for _ in range(3):
        began = time.perf_counter()
        watched = open_page(file)
        watched.page.wait_for_selector(READY, state="attached")
        loaded = watched.value(
            "(performance.timing.loadEventEnd - performance.timing.navigationStart) / 1000"
        )
        best = min(best, loaded)
        print(
            f"\nmap: {file.stat().st_size / 1000:.0f} kB, load {loaded:.2f} s,"
            f" wall {time.perf_counter() - began:.2f} s"
        )
    assert best < 2


def test_each_region_carries_its_name_and_k_of_n(opened) -> None:
    for region in REGIONS:
        row = expected(region)
        assert label(opened, region).split("\n")[:2] == [region, f"{row['k']}/{row['n']}"]
    assert "non couverte" in label(opened, "Kidal")


def test_switching_the_form_changes_colours_labels_legend_and_title(opened) -> None:
    page = opened.page
    before = {r: area(opened, r).get_attribute("fill") for r in REGIONS}
    used = page.locator(".wedge rect.used").count()
    choose_form(opened, 5)
    after = {r: area(opened, r).get_attribute("fill") for r in REGIONS}
    assert before["Gao"] != after["Gao"]
    assert label(opened, "Gao").endswith("0/22")
    assert page.locator("#stage-title").inner_text() == "Prélèvement d’organes"
    assert used > 0
    assert page.locator(".wedge rect.used").count() == 0
    assert "7 régions" in page.locator("#legend [data-key=no_report]").inner_text()


def test_reported_not_covered_nobody_and_too_few_are_drawn_differently(opened) -> None:
    def drawn(region: str) -> tuple:
        node = area(opened, region)
        return node.get_attribute("fill"), node.get_attribute("data-shade")

    shares = drawn("Gao")
    hatch = drawn("Kidal")
    few = drawn("Tombouctou")
    choose_form(opened, 5)
    nobody = drawn("Gao")
    assert hatch == ("url(#hatch)", "not_covered")
    assert nobody == ("#ffffff", "no_report")
    assert few == ("#ffffff", "too_few")
    assert shares[0] not in ("#ffffff", hatch[0])
    assert opened.page.locator("path.dotted").count() == 1


def grey_of(watched, region: str) -> tuple[float, float]:
    """Middle brightness and its spread in a patch under the region's label, read from the pixels."""
    place = index_of(watched, region)
    box = watched.page.locator(f'[data-place="{place}"]').bounding_box()
    clip = {"x": box["x"] + 4, "y": box["y"] + box["height"] + 3, "width": box["width"] - 8, "height": 12}
    picture = Image.open(BytesIO(watched.page.screenshot(clip=clip))).convert("L")
    statistics = ImageStat.Stat(picture)
    return statistics.median[0], statistics.stddev[0]


def test_the_states_look_different_in_grey_on_the_screen(opened) -> None:
    reported, hatched = grey_of(opened, "Mopti"), grey_of(opened, "Taoudénit")
    choose_form(opened, 5)
    nobody = grey_of(opened, "Mopti")
    assert reported[0] < 190
    assert nobody[0] > 250
    assert hatched[1] > 15
    assert nobody[1] < hatched[1]


def test_the_hint_of_a_region_gives_k_n_share_interval_and_denials(opened) -> None:
    row = expected("Gao", "form.gold")
    choose_form(opened, 2)
    area(opened, "Gao").hover(force=True)
    said = opened.page.locator("#hint.on").inner_text()
    share, low, high = (f"{int(100 * row[c] + 0.5)}\u00a0%" for c in ("share", "low", "high"))
    for words in ("Gao", "orpaillage", f"{row['k']} informateurs sur {row['n']}", share, low, high):
        assert words in said
    assert row["denied"] == 0
    choose_form(opened, 1)
    area(opened, "Gao").hover(force=True)
    assert figures.row("Gao", "form.domestic")["denied"] == 1
    assert "1 dit que cela n’y existe pas" in opened.page.locator("#hint.on").inner_text()


def test_a_region_not_covered_says_that_it_is_no_zero(opened) -> None:
    area(opened, "Kidal").hover(force=True)
    assert "ce n’est pas un zéro" in opened.page.locator("#hint.on").inner_text()


def test_bamako_can_be_read_and_chosen_in_its_lens(opened) -> None:
    lens = opened.page.locator(".lens .glass")
    box = lens.bounding_box()
    assert box["width"] > 50
    opened.page.locator(".lens-area").click()
    assert opened.page.locator("#card-title").inner_text() == "Bamako"
    assert opened.page.locator(".lens-area").get_attribute("fill") == area(opened, "Bamako").get_attribute(
        "fill"
    )


def test_the_reader_switches_between_french_and_english(opened) -> None:
    page = opened.page
    page.locator("[data-lang=en]").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == figures.TITLE["en"]
    assert page.locator("#stage-title").inner_text() == "Sexual exploitation"
    assert "Fictional study." in page.locator("#notices").inner_text()
    assert page.title() == figures.TITLE["en"]
    assert "informants report it" in area(opened, "Gao").get_attribute("aria-label")
    assert "not a number of victims" in page.locator("footer").inner_text()
    assert page.locator("a.csv:visible").get_attribute("lang") == "en"
    body = page.locator("body").inner_text()
    for word in ("informateurs", "Région", "Signalent", "couverte"):
        assert word not in body


def test_the_table_reads_the_same_after_a_change_of_language_and_back(opened) -> None:
    def cells() -> list:
        return opened.value(
            "[...document.querySelectorAll('#figures tbody tr')]"
            ".map((row) => [...row.cells].map((cell) => cell.textContent))"
        )

    written = cells()
    assert len(written) == len(figures.FORMS) * 12
    opened.page.locator("[data-lang=en]").click()
    assert cells() != written
    opened.page.locator("[data-lang=fr]").click()
    assert cells() == written


def test_the_table_shows_the_form_of_the_map_or_all_of_them(opened) -> None:
    rows = opened.page.locator("#figures tbody tr:visible")
    assert rows.count() == 12
    opened.page.locator("#all-forms").check()
    assert rows.count() == 12 * len(figures.FORMS)


def test_every_region_can_be_reached_and_chosen_by_keyboard(opened) -> None:
    page = opened.page
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(opened.value("document.activeElement.getAttribute('data-region')"))
    assert {str(i) for i in range(11)} <= reached
    area(opened, "Gao").focus()
    page.keyboard.press("Enter")
    assert page.locator("#card-title").inner_text() == "Gao"
    assert area(opened, "Gao").get_attribute("aria-pressed") == "true"
    assert opened.value("document.activeElement.id") == "card"
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert opened.value("document.activeElement.dataset.region") == str(index_of(opened, "Gao"))


def test_focus_by_keyboard_shows_the_hint_and_a_ring(opened) -> None:
    page = opened.page
    for _ in range(90):
        page.keyboard.press("Tab")
        if opened.value("document.activeElement.getAttribute('data-region')") is not None:
            break
    assert page.locator("#hint.on").count() == 1
    assert opened.value("getComputedStyle(document.activeElement).strokeWidth") == "4px"


def test_forms_are_switched_with_the_arrow_keys(opened) -> None:
    opened.page.locator('#forms input[value="0"]').focus()
    opened.page.keyboard.press("ArrowDown")
    assert opened.page.locator("#stage-title").inner_text() == "Servitude domestique"
    opened.page.keyboard.press("ArrowDown")
    assert opened.page.locator("#stage-title").inner_text().startswith("Exploitation sur les sites")


def test_the_first_stop_leads_to_the_table(opened) -> None:
    opened.page.keyboard.press("Tab")
    assert opened.page.locator(".skip").is_visible()
    opened.page.keyboard.press("Enter")
    assert opened.value("document.activeElement.id") == "twin"


def test_a_region_is_found_without_its_accent_and_jumped_to(opened) -> None:
    page = opened.page
    page.locator("#find").fill("segou")
    assert page.locator("#dots li:visible").count() == 1
    page.keyboard.press("Enter")
    assert page.locator("#card-title").inner_text() == "Ségou"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert opened.value("document.activeElement.dataset.go") == str(index_of(opened, "Ségou"))
    page.locator("#find").fill("Atlantide")
    assert page.locator("#none-found").is_visible()


def test_badges_count_actors_and_projects_and_open_their_list(opened) -> None:
    page = opened.page
    page.locator("input[value=actors]").check()
    page.locator("input[value=projects]").check()
    gao = index_of(opened, "Gao")
    assert page.locator(f'[data-badge=actors][data-region="{gao}"]').inner_text() == "2"
    assert page.locator("[data-badge=projects]").count() == 1
    page.locator(f'[data-badge=actors][data-region="{gao}"]').click()
    listed = page.locator("[data-list=actors] li").all_inner_texts()
    assert len(listed) == 2
    assert "ONG nationale" in listed[0]
    assert "protection" in listed[0]


def test_the_coverage_layer_tells_where_the_study_asked(opened) -> None:
    opened.page.locator("#study-layer input").check()
    assert label(opened, "Gao").split("\n") == ["Gao", "22"]
    assert area(opened, "Kidal").get_attribute("fill") == "url(#hatch)"
    assert "8 régions couvertes sur 11" in opened.page.locator("#legend").inner_text()


def test_routes_are_schematic_dashed_for_two_and_those_that_leave_the_map_are_told(opened) -> None:
    page = opened.page
    page.locator("input[value=routes]").check()
    assert page.locator("path.route").count() == 3
    dashes = [node.get_attribute("stroke-dasharray") for node in page.locator("path.route").all()]
    assert sorted(map(bool, dashes)) == [False, False, True]
    assert "schématique" in page.locator("#schematic").inner_text()
    assert "1 trajet sort de la carte" in page.locator("#schematic").inner_text()


def test_intervals_stand_beside_the_map_ordered_by_share(opened) -> None:
    names = opened.page.locator("#dots .name").all_inner_texts()
    shares = [expected(name).get("share") for name in names]
    known = [s for s, name in zip(shares, names, strict=True) if expected(name)["state"] == "reported"]
    assert known == sorted(known, reverse=True)
    assert set(names[-3:]) == {"Kidal", "Ménaka", "Taoudénit"}
    assert names[-4] == "Tombouctou"
    assert opened.page.locator("#dots .range").count() == 8


def test_the_csv_is_downloaded_from_the_page_itself(opened, tmp_path) -> None:
    with opened.page.expect_download() as waiting:
        opened.page.locator("a.csv:visible").click()
    target = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(target)
    text = target.read_bytes()
    assert target.name == "carte.csv"
    assert text.startswith(b"\xef\xbb\xbfregion;code;label;k;n;share;low;high")
    assert len(text.decode("utf-8-sig").strip().split("\r\n")) == 1 + 11 * len(figures.FORMS)
    opened.ensure_quiet()


def test_a_phone_shows_the_map_first_and_folds_the_rest(open_page, file) -> None:
    watched = open_page(file, width=400, is_mobile=True, has_touch=True)
    page = watched.page
    page.wait_for_selector(READY, state="attached")
    assert watched.value("document.documentElement.scrollWidth") <= 400
    assert not page.locator("#legend").is_visible()
    assert page.locator(".stage").bounding_box()["width"] == 400
    for region in REGIONS:
        box = page.locator(f'[data-place="{index_of(watched, region)}"]').bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
    page.locator("#reading-drawer > summary").tap()
    assert page.locator("#legend").is_visible()
    page.locator("#forms-drawer > summary").tap()
    page.locator('#forms input[value="3"]').tap()
    assert page.locator("#form-now").inner_text() == "Esclavage par ascendance"
    watched.ensure_quiet()


def test_on_paper_the_map_its_legend_and_its_cautions_stand_on_the_first_page(opened, tmp_path) -> None:
    pypdf = pytest.importorskip("pypdf")
    target = tmp_path / "carte.pdf"
    opened.page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    pages = pypdf.PdfReader(target).pages
    assert len(pages) == 2
    assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)
    first, second = (unicodedata.normalize("NFKC", page.extract_text()) for page in pages)
    for words in ("Traite des personnes", "Gao", "LIRE LA CARTE", "Étude fictive", "nombre de victimes"):
        assert words in first
    assert "prise de position" in first
    assert "Les mêmes chiffres en tableau" in second
    row = expected("Mopti")
    assert f"{row['k']}/{row['n']}" in first
    assert "Imprimer" not in first


def test_long_notices_leave_the_map_on_the_first_page(open_page, tmp_path) -> None:
    pypdf = pytest.importorskip("pypdf")
    long = {"fr": "Ces chiffres disent ce que rapportent les informateurs. " * 9, "en": "Long. " * 90}
    title = {"fr": "Traite des personnes au Mali, formes rapportées par région, " * 2, "en": "Title"}
    watched = open_page(figures.study_map(notices=[long], title=title).save(tmp_path / "carte.html"))
    watched.page.wait_for_selector(READY, state="attached")
    watched.page.pdf(path=tmp_path / "carte.pdf", prefer_css_page_size=True)
    pages = pypdf.PdfReader(tmp_path / "carte.pdf").pages
    assert len(pages) == 2
    assert "prise de position" in pages[0].extract_text()


def test_labels_never_lie_on_one_another(open_page, file) -> None:
    for width in (1280, 940, 400):
        watched = open_page(file, width=width)
        watched.page.wait_for_selector(READY, state="attached")
        watched.page.evaluate("document.querySelectorAll('#overlays input').forEach((box) => box.click())")
        boxes = watched.value(
            "[...document.querySelectorAll('[data-place]:not(.no-label)')]"
            ".map((node) => node.getBoundingClientRect()).map((b) => [b.left, b.top, b.right, b.bottom])"
        )
        assert len(boxes) >= 9
        for i, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[i + 1 :]:
                apart = left >= other[2] or right <= other[0] or top >= other[3] - 1 or bottom <= other[1] + 1
                assert apart, (width, boxes[i], other)


def test_a_tap_on_a_phone_tells_what_the_region_says(open_page, file) -> None:
    watched = open_page(file, width=400, is_mobile=True, has_touch=True)
    watched.page.wait_for_selector(READY, state="attached")
    area(watched, "Gao").tap()
    assert "informateurs sur 22" in watched.page.locator("#hint.on").inner_text()
    assert watched.page.locator("#card-title").inner_text() == "Gao"


def test_escape_puts_the_hint_away(opened) -> None:
    area(opened, "Gao").hover(force=True)
    assert opened.page.locator("#hint.on").count() == 1
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#hint.on").count() == 0


def test_zooming_in_gives_bamako_its_place_on_the_map(opened) -> None:
    opened.value("map_study.setView([12.65, -8], 10, {animate: false})")
    assert opened.page.locator(".lens").count() == 0
    assert label(opened, "Bamako").startswith("Bamako")
    opened.page.locator("#zoom-all").click()
    assert opened.page.locator(".lens").count() == 1


def test_the_page_opens_in_the_language_it_was_made_in(open_page, tmp_path) -> None:
    watched = open_page(figures.study_map(lang="en").save(tmp_path / "map.html"))
    watched.page.wait_for_selector(READY, state="attached")
    assert watched.value("document.documentElement.lang") == "en"
    assert "Fictional study." in watched.page.locator("#notices").inner_text()


def test_regions_with_too_few_informants_count_among_those_where_it_is_reported(open_page, tmp_path) -> None:
    frame = figures.prevalence()
    sexual, few = frame["code"] == "form.sexual", frame["region"] == "Tombouctou"
    counts = ["k", "share", "low", "high", "denied", "direct", "hearsay", "organisations"]
    frame.loc[sexual & ~few & (frame["state"] != "not_covered"), counts] = 0
    frame.loc[sexual & (frame["state"] == "reported"), "state"] = "no_report"
    frame.loc[sexual & few, ["k", "n", "share", "state"]] = [1, 1, 1.0, "too_few"]
    watched = open_page(figures.study_map(frame).save(tmp_path / "carte.html"))
    watched.page.wait_for_selector(READY, state="attached")
    note = watched.page.locator("#forms label .note").first
    assert note.inner_text() == "1/8"
    assert note.get_attribute("title").endswith(
        "au moins un informateur le signale\u00a0: 1, sur 8 couvertes"
    )
    assert "trop peu pour une couleur" in watched.page.locator("#forms").inner_text()


def test_a_covered_region_without_a_coded_text_is_told_from_too_few(open_page, tmp_path) -> None:
    frame = figures.prevalence()
    empty = frame["region"] == "Ségou"
    frame.loc[empty, ["k", "n", "denied", "direct", "hearsay", "organisations"]] = 0
    frame.loc[empty, ["share", "low", "high"]] = float("nan")
    frame.loc[empty, "state"] = "too_few"
    watched = open_page(figures.study_map(frame).save(tmp_path / "carte.html"))
    watched.page.wait_for_selector(READY, state="attached")
    assert label(watched, "Ségou").split("\n") == ["Ségou", "–"]
    area(watched, "Ségou").hover(force=True)
    hint = watched.page.locator("#hint.on").inner_text()
    assert "Couverte, aucun propos codé" in hint
    assert "trop peu" not in hint
    assert "aucun propos codé" in watched.page.locator("#legend .unsaid-note").inner_text()
    rows = watched.page.locator("#figures tbody").first.locator("tr").all_inner_texts()
    assert any(row.split("\t")[:3] == ["Ségou", "couverte, aucun propos codé", "–"] for row in rows)
    watched.page.locator("[data-lang=en]").click()
    assert "covered, no coded text" in watched.page.locator("#figures tbody").first.inner_text()
    assert "0/0" not in watched.page.locator("body").inner_text()
    watched.ensure_quiet()


def test_a_slow_machine_that_photographs_the_whole_page_keeps_its_map(open_page, file) -> None:
    """Meanwhile Chromium lays the map out one pixel wide and with no height."""
    watched = open_page(file)
    page = watched.page
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.wait_for_selector(READY, state="attached")
    for _ in range(2):
        page.screenshot(full_page=True)
        page.wait_for_timeout(300)
    watched.ensure_quiet()
    assert watched.value("Number.isFinite(map_study.getCenter().lat + map_study.getZoom())")
    assert area(watched, "Gao").bounding_box()["width"] > 60


def test_a_map_opened_in_a_hidden_box_draws_itself_when_the_box_is_shown(opened) -> None:
    page = opened.page
    page.evaluate("document.querySelector('.board').style.display = 'none'")
    page.set_viewport_size({"width": 1200, "height": 760})
    page.wait_for_timeout(300)
    page.evaluate("document.querySelector('.board').style.display = ''")
    page.wait_for_timeout(300)
    opened.ensure_quiet()
    inside = page.locator("#map_study").bounding_box()
    drawn = area(opened, "Gao").bounding_box()
    assert inside["x"] < drawn["x"] < drawn["x"] + drawn["width"] < inside["x"] + inside["width"]
    assert drawn["width"] > 60


def test_bands_replace_shares_in_legend_labels_and_table(open_page, tmp_path) -> None:
    frame = figures.prevalence().astype({"k": object, "n": object})
    known = frame["state"] == "reported"
    frame.loc[known, ["k", "n"]] = ["5–9", "20+"]
    frame.loc[known, ["share", "low", "high"]] = None
    watched = open_page(figures.study_map(frame).save(tmp_path / "map.html"))
    watched.page.wait_for_selector(READY, state="attached")
    assert label(watched, "Gao").split("\n") == ["Gao", "5–9/20+"]
    assert watched.page.locator(".wedge").count() == 0
    assert "par tranches" in watched.page.locator("#legend").inner_text()
    watched.ensure_quiet()


def test_motion_is_left_out_for_those_who_ask(open_page, file) -> None:
    calm = open_page(file, reduced_motion="reduce")
    calm.page.wait_for_selector(READY, state="attached")
    lively = open_page(file, reduced_motion="no-preference")
    lively.page.wait_for_selector(READY, state="attached")
    options = "[map_study.options.zoomAnimation, map_study.options.fadeAnimation, map_study.options.inertia]"
    assert calm.value(options) == [False, False, False]
    assert lively.value(options) == [True, True, True]


def test_without_javascript_the_table_gives_all_figures(open_page, file) -> None:
    watched = open_page(file, java_script_enabled=False)
    text = watched.page.locator("body").inner_text()
    assert "La carte a besoin de JavaScript" in text
    assert watched.page.locator("#figures tbody tr").count() == 12 * len(figures.FORMS)
    assert "Étude fictive." in text
    assert not watched.page.locator(".board").is_visible()


def test_the_notebook_shows_the_same_map_in_a_frame(open_page, built, tmp_path) -> None:
    target = tmp_path / "cell.html"
    target.write_text(f"<!DOCTYPE html><meta charset='utf-8'><body>{built._repr_html_()}", encoding="utf-8")
    watched = open_page(target)
    frame = watched.page.frame_locator("iframe")
    frame.locator(READY).wait_for(state="attached")
    assert frame.locator("[data-place]").count() == 11
    assert frame.locator("#stage-title").inner_text() == "Exploitation sexuelle"
    assert watched.errors == []
    assert [address for address in watched.requests if not address.startswith("about:srcdoc")] == []
