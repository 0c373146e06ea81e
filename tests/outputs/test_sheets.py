"""What is written as text stays text, what is a number stays a number, and nothing runs or leads outside."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.markup import printable
from kiitools.outputs.sheets import Column, Sheet, sheet_name, write_sheets
from tests.outputs.conftest import HOSTILE, ensure_nothing_runs


def written(path, values, **options):
    frame = pd.DataFrame({"a": values})
    sheet = Sheet("Feuille", frame, (Column("a", "=A1"),), **options)
    write_sheets(path, [sheet], title="=1+1")
    return openpyxl.load_workbook(path)["Feuille"]


def test_words_that_look_like_formulas_links_or_numbers_stay_words(tmp_path):
    above = tuple(("notice", one) for one in HOSTILE)
    page = written(tmp_path / "a.xlsx", list(HOSTILE), above=above)
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    values = [cell.value for cell in cells]
    for one in HOSTILE:
        assert values.count(one) == 2 or one == "=1+1"
    ensure_nothing_runs(tmp_path / "a.xlsx")


def test_a_cell_that_begins_like_a_formula_stays_text_when_it_is_edited(tmp_path):
    page = written(tmp_path / "a.xlsx", ["=1+1", "Gao"])
    assert not page["A3"].quotePrefix
    assert page["A2"].value == "=1+1"
    assert page["A2"].quotePrefix == 1


def test_numbers_are_numbers_and_an_undefined_one_is_said(tmp_path):
    frame = pd.DataFrame({"share": [0.404, float("nan")], "k": pd.array([55, pd.NA], dtype="Int64")})
    columns = (Column("share", "Part", "share"), Column("k", "k", "whole"))
    path = write_sheets(tmp_path / "a.xlsx", [Sheet("F", frame, columns)], title="t")
    page = openpyxl.load_workbook(path)["F"]
    assert page["A2"].value == pytest.approx(0.404)
    assert page["A2"].number_format == "0.0 %"
    assert page["B2"].value == 55
    assert (page["A3"].value, page["B3"].value) == ("n.d.", "n.d.")


def test_a_sheet_prints_on_a4_landscape_with_its_header_on_every_page(tmp_path):
    page = written(tmp_path / "a.xlsx", ["x"] * 80, above=(("title", "Titre"),))
    assert page.page_setup.orientation == "landscape"
    assert str(page.page_setup.paperSize) == "9"
    assert page.print_title_rows == "$3:$3"
    assert page.freeze_panes == "B4"
    assert page.auto_filter.ref == "A3:A83"
    assert "&P" in page.oddFooter.center.text


def test_the_same_table_gives_the_same_bytes(tmp_path):
    written(tmp_path / "a.xlsx", ["x"])
    written(tmp_path / "b.xlsx", ["x"])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_former_file_stays_when_writing_fails(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"former")
    two = Sheet("F", pd.DataFrame({"a": ["x"]}), (Column("a", "a"),))
    with pytest.raises(Exception, match="F"):
        write_sheets(path, [two, two], title="t")
    assert path.read_bytes() == b"former"
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_text_too_long_for_a_cell_is_cut_visibly(tmp_path):
    page = written(tmp_path / "a.xlsx", ["x" * 40_000])
    assert page["A2"].value.endswith(" …")
    assert len(page["A2"].value) == 32_767


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=31), max_size=3))
def test_a_sheet_name_is_one_that_excel_takes(text, others):
    name = sheet_name(text, others)
    assert 1 <= len(name) <= 31
    assert not set("[]:*?/\\") & set(name)
    assert not name.startswith("'")
    assert not name.endswith("'")
    assert name.casefold() not in {one.casefold() for one in others}


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    page = written(path, texts)
    from kiitools.readers.workbooks import _unescaped

    back = [_unescaped(str(page.cell(2 + i, 1).value or "")) for i in range(len(texts))]
    assert back == [printable(text) for text in texts]
