"""One encoder per sink."""

from __future__ import annotations

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from kiitools import markup

PAYLOADS = [
    "Org ${alert(1)} Gao", '"><img src=x onerror=alert(1)>', "</script><script>alert(1)</script>", "`${1}`",
    "javascript:alert(1)", "A & B < C > D", "l'ONG « Ségou »", "\u202egnol\u202c",
    "ligne\u2028deux", "N\x00UL",
]  # fmt: skip


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_name_shows_in_html_as_it_was_written_and_runs_nothing(text):
    encoded = markup.html(text)
    assert not set(encoded) & set("<>\"'`${}\\\x00")
    shown = lxml_html.fromstring(f"<p>{encoded}</p>").text_content()
    assert shown == markup.visible(text).replace("\x00", "")


@given(st.text())
def test_no_text_can_leave_a_template_literal_or_an_attribute(text):
    encoded = markup.html(text)
    assert not set(encoded) & set("<>\"'`$\\")
    assert all(part.split(";")[0][1:].isdigit() for part in encoded.split("&")[1:])


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_in_a_script_reads_back_and_cannot_end_the_script(value):
    encoded = markup.json_script(value)
    assert json.loads(encoded) == value
    assert not set(encoded) & set("<>&\u2028\u2029")


@pytest.mark.parametrize(
    "lead", ["=1+1", "+223 76 00 00 00", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", "\u200b=1", "＝1+1"]
)
def test_a_cell_a_spreadsheet_would_run_gets_an_apostrophe(lead):
    assert markup.csv_cell(lead) == "'" + lead


@pytest.mark.parametrize("plain", ["Gao", "", "  ", "l'école", 12, None, 0.5])
def test_an_ordinary_cell_is_left_alone(plain):
    assert markup.csv_cell(plain) == plain


@given(st.text())
def test_whatever_a_person_wrote_can_be_put_into_a_word_or_excel_file(text):
    kept = markup.printable(text)
    etree.fromstring(etree.tostring(etree.Element("t", {}, None)))
    element = etree.Element("t")
    element.text = kept
    assert etree.fromstring(etree.tostring(element)).text in (kept, kept or None, kept.replace("\r", "\r"))


def test_a_text_too_long_for_an_excel_cell_is_cut_visibly():
    assert markup.xlsx_cell("a" * 40_000).endswith(" …")
    assert len(markup.xlsx_cell("a" * 40_000)) == 32_767


@given(st.text())
def test_a_file_name_is_safe_everywhere(text):
    name = markup.file_name(text)
    assert name
    assert not set(name) & set('<>:"/\\|?* \n\t\x00')
    assert name[0] not in ".-"
    assert len(name) <= 80


def test_an_accented_name_stays_readable():
    assert markup.file_name("Ségou – rapport (1)") == "Ségou---rapport--1"
    assert set(string.ascii_letters) <= set(markup.file_name(string.ascii_letters))
