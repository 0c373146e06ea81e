"""Blank forms are filled in by hand and read back by the readers."""

from __future__ import annotations

import openpyxl
import pytest

from kiitools.errors import RegisterError
from kiitools.outputs.forms import FORMS, write_form, write_forms
from kiitools.readers import registers
from kiitools.readers.columns import specs
from tests.outputs.conftest import ensure_nothing_runs

READERS = {one: getattr(registers, f"read_{one}") for one in FORMS}
ROWS = {
    "informants": {
        "fr": [
            "KI-1",
            "ONG nationale",
            "Foyer",
            "Femme",
            "25-34",
            "Gao",
            "Groupe de discussion",
            "FGD-1",
            "17/01/2021",
            "bambara ; fr",
            "Oui, écrit",
            "Non",
            "Définition partielle",
        ],
        "en": [
            "KI-1",
            "National NGO",
            "Foyer",
            "Woman",
            "25-34",
            "Gao",
            "Focus group",
            "FGD-1",
            "2021-01-17",
            "Bambara; fr",
            "Yes, written",
            "No",
            "Partial definition",
        ],
    },
    "actors": {
        "fr": [
            "A",
            "",
            "ONG nationale",
            "Régional",
            "Gao ; Kayes",
            "Prévention ; Poursuites",
            "",
            "",
            "",
            "Oui",
            3,
            4,
            "",
        ],
        "en": [
            "A",
            "",
            "National NGO",
            "Regional",
            "Gao; Kayes",
            "Prevention; Prosecution",
            "",
            "",
            "",
            "Yes",
            3,
            4,
            "",
        ],
    },
    "projects": {
        "fr": [
            "P",
            "A",
            "",
            "",
            "2020-01",
            "2021",
            "Gao",
            "Protection",
            "servitude domestique",
            "En cours",
            "",
        ],
        "en": ["P", "A", "", "", "2020-01", "2021", "Gao", "Protection", "domestic servitude", "Ongoing", ""],
    },
    "results": {
        "fr": ["Effet 1.1", "Personnes formées", "Listes", 0, "1 040", "56,5", ""],
        "en": ["Outcome 1.1", "People trained", "Lists", 0, "1,040", "56.5", ""],
    },
}


def header_row(page, register, lang):
    first = next(iter(specs(register).values()))[lang]
    return next(row[0].row for row in page.iter_rows() if row[0].value == first)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("register", FORMS)
def test_a_form_filled_in_is_read_back(tmp_path, register, lang):
    path = write_form(register, tmp_path / "f.xlsx", lang=lang)
    ensure_nothing_runs(path)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    top = header_row(page, register, lang)
    for i, value in enumerate(ROWS[register][lang], 1):
        page.cell(top + 1, i, value)
    book.save(path)
    frame = READERS[register](path)
    assert len(frame) == 1
    ids = {
        "informants": ("category", "national_ngo"),
        "actors": ("pillars", "prevention; prosecution"),
        "projects": ("form_groups", "form.domestic"),
        "results": ("level", "outcome"),
    }
    column, value = ids[register]
    assert frame[column].item() == value
    if register == "results":
        assert frame[["target", "progress"]].to_numpy().tolist() == [[1040, 56.5]]


@pytest.mark.parametrize("register", FORMS)
def test_a_form_left_blank_is_told_so(tmp_path, register):
    with pytest.raises(RegisterError, match="aucune ligne"):
        READERS[register](write_form(register, tmp_path / "f.xlsx"))


@pytest.mark.parametrize("register", FORMS)
def test_every_value_of_a_drop_down_is_one_the_reader_takes(tmp_path, register):
    from kiitools.readers.cells import read_cell

    for lang in ("fr", "en"):
        book = openpyxl.load_workbook(write_form(register, tmp_path / "f.xlsx", lang=lang))
        lists = book.worksheets[1]
        names = [
            name
            for name, spec in specs(register).items()
            if spec["kind"] in ("term", "terms", "region", "regions", "scale")
        ]
        for i, name in enumerate(names, 1):
            values = [lists.cell(r, i).value for r in range(2, lists.max_row + 1)]
            assert any(values)
            for value in filter(None, values):
                assert read_cell(str(value), specs(register)[name]) != ""


def test_four_forms_are_laid_out_with_a_guide(tmp_path):
    paths = write_forms(tmp_path)
    assert [p.name for p in paths] == ["informateurs.xlsx", "acteurs.xlsx", "projets.xlsx", "resultats.xlsx"]
    for path in paths:
        assert openpyxl.load_workbook(path).sheetnames[-1] == "Mode d'emploi"
