"""Suggestions go out as a sheet, come back as decisions."""

from __future__ import annotations

import csv
import hashlib

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.errors import RegisterError, TableError
from kiitools.outputs.review_sheets import SPARE, write_suggestions
from kiitools.readers.decisions import COLUMNS
from kiitools.readers.registers import read_decisions
from tests.outputs.conftest import HOSTILE, ensure_nothing_runs

LABELS = {
    "general.means.document-retention": "Papiers retirés",
    "form.gold.child": "Enfants sur les sites d'or",
}
TEXT = "On leur prend les papiers. =1+1 n'est rien.\r\n'=2 non plus. Elle est partie."
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


def suggestions(*quotes: str, text: str = TEXT) -> pd.DataFrame:
    rows = []
    for quote in quotes:
        start = text.index(quote)
        rows.append(
            {
                "source_id": "S-0123456789",
                "speaker": "R",
                "passage": text,
                "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
                "start": start,
                "end": start + len(quote),
                "quote": quote,
                "code": "form.gold.child",
                "polarity": "affirmed",
                "evidence": "direct",
                "term": "prend* papiers",
                "strength": 0.83,
            }
        )
    return pd.DataFrame(rows)


def fill(path, **cells):
    """Type into cells of the sheet by column name and row number."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    header = [c.value for c in page[1]]
    for place, value in cells.items():
        column, row = place.rsplit("_", 1)
        cell = page.cell(int(row), header.index(column) + 1, value)
        cell.data_type = "s"
    book.save(path)


def test_the_header_is_the_decisions_file_in_the_first_row(tmp_path):
    path = write_suggestions(suggestions("On leur prend les papiers."), tmp_path / "r.xlsx", labels=LABELS)
    page = openpyxl.load_workbook(path).worksheets[0]
    assert set(COLUMNS) <= {c.value for c in page[1]}
    ensure_nothing_runs(path)


def test_an_untouched_sheet_holds_no_decision(tmp_path):
    path = write_suggestions(suggestions("On leur", "Elle est partie."), tmp_path / "r.xlsx", labels=LABELS)
    frame = read_decisions(path)
    assert len(frame) == 0
    assert frame.attrs["undecided"] == 2


def test_decisions_typed_in_french_come_back(tmp_path):
    path = write_suggestions(
        suggestions("On leur", "=1+1", "Elle est partie."), tmp_path / "r.xlsx", labels=LABELS
    )
    fill(
        path,
        decision_2="Accepté",
        polarity_2="Nié",
        decision_3="non",
        reason_3="ce n'est rien",
        decision_4="oui",
        new_code_4="general.means.document-retention — Papiers retirés",
        coder_4="AK",
    )
    frame = read_decisions(path)
    assert frame["decision"].tolist() == ["accepted", "rejected", "accepted"]
    assert frame["polarity"].tolist() == ["negated", "affirmed", "affirmed"]
    assert frame["new_code"].tolist() == ["", "", "general.means.document-retention"]
    assert frame["quote"].tolist() == ["On leur", "=1+1", "Elle est partie."]
    assert frame["coder"].tolist() == ["", "", "AK"]
    for one in frame.to_dict("records"):
        assert TEXT[one["start"] : one["end"]] == one["quote"]
        assert one["text_sha256"] == SHA


def test_a_coding_the_machine_did_not_suggest_can_be_added_in_a_blank_row(tmp_path):
    path = write_suggestions(suggestions("On leur"), tmp_path / "r.xlsx", labels=LABELS)
    fill(
        path,
        source_id_5="S-0123456789",
        text_sha256_5=SHA,
        start_5="27",
        end_5="31",
        quote_5="=1+1",
        new_code_5="form.gold.child",
        decision_5="Ajouté",
    )
    frame = read_decisions(path)
    assert frame[["decision", "start", "new_code"]].to_numpy().tolist() == [["added", 27, "form.gold.child"]]


def test_the_columns_that_tie_a_row_to_its_text_are_locked_and_the_others_are_not(tmp_path):
    path = write_suggestions(suggestions("On leur"), tmp_path / "r.xlsx", labels=LABELS)
    page = openpyxl.load_workbook(path).worksheets[0]
    locked = {page.cell(1, c.column).value for c in page[2] if c.protection.locked}
    assert page.protection.sheet
    assert locked == {"source_id", "text_sha256", "start", "end"}
    assert not any(c.protection.locked for c in page[2 + SPARE // 2])


def test_decision_and_new_code_have_drop_downs(tmp_path):
    path = write_suggestions(suggestions("On leur"), tmp_path / "r.xlsx", labels=LABELS)
    book = openpyxl.load_workbook(path)
    header = [c.value for c in book.worksheets[0][1]]
    rules = {
        header[next(iter(v.sqref.ranges)).min_col - 1]: v
        for v in book.worksheets[0].data_validations.dataValidation
    }
    assert rules["decision"].formula1 == '"Accepté,Rejeté,Ajouté"'
    assert rules["new_code"].formula1 == "'Livre de codes'!$C$2:$C$3"
    assert book["Livre de codes"]["C2"].value == "general.means.document-retention — Papiers retirés"


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_any_quote_survives_the_csv_and_the_workbook(tmp_path_factory, quote):
    folder = tmp_path_factory.mktemp("q")
    for name in ("r.csv", "r.xlsx"):
        frame = suggestions(quote, text=f"avant {quote} après").assign(decision="accepted")
        back = read_decisions(write_suggestions(frame, folder / name, labels=LABELS))
        if quote.strip():
            assert back["quote"].tolist() == [quote]


@pytest.mark.parametrize("quote", HOSTILE)
def test_a_csv_runs_nothing_and_comes_back_exact(tmp_path, quote):
    frame = suggestions(quote, text=f"a {quote} b").assign(decision="accepted")
    path = write_suggestions(frame, tmp_path / "r.csv", labels=LABELS)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [c for c in cells if c[:1] in "=+-@\t" and c]
    assert read_decisions(path)["quote"].item() == quote


def test_a_column_that_is_missing_is_named(tmp_path):
    with pytest.raises(TableError, match="text_sha256"):
        write_suggestions(
            suggestions("On leur").drop(columns="text_sha256"), tmp_path / "r.xlsx", labels=LABELS
        )


def test_faults_of_decisions_are_all_named_by_row(tmp_path):
    good = suggestions("On leur").assign(decision="accepted", new_code="", reason="", coder="", at="")
    bad = pd.concat(
        [
            good,
            good,
            good.assign(decision="peut-être", start=1),
            good.assign(start=9, end=9),
            good.assign(text_sha256="abc", start=2),
            good.assign(code="Or !", start=3),
            good.assign(decision="rejected", new_code="form.gold.child", start=4),
            good.assign(code="", start=5),
        ]
    )
    path = tmp_path / "d.csv"
    bad.to_csv(path, index=False)
    with pytest.raises(RegisterError) as caught:
        read_decisions(path)
    said = [one.text("fr") for one in caught.value.faults]
    for number in (3, 4, 5, 6, 7, 8, 9):
        assert any(f"ligne {number}," in one for one in said), (number, said)
    assert not [one for one in said if "On leur" in one]
