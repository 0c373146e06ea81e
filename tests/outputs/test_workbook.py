"""The workbook of findings: every number with its base, undefined never zero, links only inside."""

from __future__ import annotations

import openpyxl
import pytest

from kiitools.outputs.wording import caption_of, method_of, tab_title
from kiitools.outputs.workbook import write_workbook
from kiitools.stats.understanding import understanding
from kiitools.tables import RATE
from tests.outputs.conftest import ensure_nothing_runs


@pytest.fixture(scope="module")
def book(findings, tmp_path_factory):
    path = tmp_path_factory.mktemp("wb") / "tableaux.xlsx"
    write_workbook(findings, path, title="Étude", notices=["Tout est fictif.", "Pas un nombre de victimes."])
    ensure_nothing_runs(path)
    return openpyxl.load_workbook(path)


def header_of(page):
    for row in page.iter_rows():
        if any(c.value == "Effectif (k)" for c in row):
            return row[0].row, [c.value for c in row if c.value]
    return 0, []


def test_there_is_a_contents_sheet_with_links_to_one_sheet_per_finding(book, findings):
    contents = book.worksheets[0]
    linked = [c.hyperlink for page in book for row in page.iter_rows() for c in row if c.hyperlink]
    links = [c.hyperlink.location for row in contents.iter_rows() for c in row if c.hyperlink]
    assert contents.title == "Sommaire"
    assert len(book.sheetnames) == len(findings) + 1
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert not [link for link in linked if link.target]
    assert book.sheetnames[1:3] == ["1 Compréhension", "2 Compréhension par catégorie"]


def test_rates_stand_with_k_n_share_low_high_in_this_order(book):
    for page in book.worksheets[1:8]:
        _, header = header_of(page)
        at = header.index("Effectif (k)")
        assert header[at : at + 5] == [
            "Effectif (k)",
            "Base (n)",
            "Part (k/n)",
            "Intervalle à 95\u00a0%\u00a0: bas",
            "Intervalle à 95\u00a0%\u00a0: haut",
        ]


def test_shares_are_numbers_and_regions_not_covered_are_not_defined(book):
    page = next(p for p in book if p.title.endswith("Formes par région"))
    top, header = header_of(page)
    column = header.index("Part (k/n)") + 1
    rows = {page.cell(r, 1).value: page.cell(r, column) for r in range(top + 1, page.max_row + 1)}
    assert rows["Kidal"].value == "n.d."
    assert isinstance(rows["Gao"].value, (int, float))
    assert rows["Gao"].number_format == "0.0 %"
    words = [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]
    assert "Exploitation sur les sites d'or" in words
    assert "form.gold" in words
    assert any("ne sont pas un\nnombre" in w or "nombre de victimes" in w for w in words)


def test_caption_basis_method_and_notice_stand_on_every_sheet(book, findings):
    for page, finding in zip(book.worksheets[1:], findings, strict=True):
        words = [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]
        assert caption_of(finding) in words
        assert method_of(finding) in words
        assert "Tout est fictif." in words
        assert any(w.startswith("Unité comptée") and f"n = {finding.basis.n}" in w for w in words)


def test_values_are_words_and_totals_are_named(book):
    page = book["2 Compréhension par catégorie"]
    words = {str(c.value) for row in page.iter_rows() for c in row}
    assert {"Service technique", "Définition précise", "Ensemble"} <= words
    assert not {"technical_service", "precise", "total"} & words


def test_english_is_english(findings, tmp_path):
    path = write_workbook(findings, tmp_path / "t.xlsx", lang="en", title="Study")
    book = openpyxl.load_workbook(path)
    words = {str(c.value) for page in book for row in page.iter_rows() for c in row}
    assert {"Count (k)", "Technical service", "Region not covered", "n/a"} <= words
    assert not {"n.d.", "Ensemble"} & words


def test_the_rate_columns_are_those_of_the_contract():
    assert RATE == ("k", "n", "share", "low", "high")


def test_no_name_of_a_tab_is_cut_in_a_word(informants):
    for by in ("category", "sex", "mode", "age_band", "organisation"):
        finding = understanding(informants, by=by)
        for lang in ("fr", "en"):
            assert len(tab_title(finding, lang)) <= 28
