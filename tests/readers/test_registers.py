"""Registers come in whole or not at all, in French and English, and every fault is named."""

from __future__ import annotations

import csv
import datetime
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiitools.errors import RegisterError
from kiitools.model.cases import CATEGORIES, LEVELS, MODES, SEXES
from kiitools.model.codings import DECISIONS, EVIDENCE, POLARITIES
from kiitools.model.places import REGIONS_2016
from kiitools.readers import columns, vocabulary
from kiitools.readers.registers import (
    read_actors,
    read_informants,
    read_projects,
    read_results,
    read_speakers,
)
from kiitools.tables import ACTORS, ATTENDANCE, INFORMANTS, PROJECTS, ensure_table
from tests.conftest import ROOT

DEMO = ROOT / "data/demonstration"
HEADER = list(INFORMANTS.columns)
GOOD = [
    "KI-1",
    "national NGO",
    "",
    "F",
    "25-34",
    "Gao",
    "phone",
    "ENT-1",
    "2020-11-17",
    "fr",
    "yes",
    "no",
    "precise",
]


def workbook(path: Path, rows: list, title: str = "Informateurs") -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def table(path: Path, rows: list, mark: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
    return path


def row(**changes: object) -> list:
    return [changes.get(c, v) for c, v in zip(HEADER, GOOD, strict=True)]


def faults(path: Path, read=read_informants, **options) -> list[str]:
    with pytest.raises(RegisterError) as caught:
        read(path, **options)
    assert str(caught.value)
    assert caught.value.lines("en")
    return [one.text("fr") for one in caught.value.faults]


# The demonstration study's own registers


def test_the_136_informants_come_in_with_the_ids_of_the_model():
    frame = ensure_table(read_informants(DEMO / "informants.csv"), INFORMANTS)
    assert len(frame) == 136
    assert set(frame["category"]) <= set(CATEGORIES)
    assert set(frame["mode"]) <= set(MODES)
    assert set(frame["sex"]) <= set(SEXES)
    assert set(frame["definition_level"]) <= {*LEVELS, ""}
    assert set(frame["region"]) <= set(REGIONS_2016)
    assert frame["definition_level"].value_counts().to_dict() == {"precise": 55, "partial": 50, "none": 31}
    assert (frame["mode"] == "focus-group").sum() == 35


def test_the_40_actors_come_in_with_whole_numbers_for_influence_and_interest():
    frame = ensure_table(read_actors(DEMO / "actors.csv"), ACTORS)
    assert len(frame) == 40
    assert frame["influence"].between(1, 5).all()
    assert str(frame["influence"].dtype) == "Int64"
    assert frame.attrs["unmatched"] == []
    assert (
        frame.loc[frame["acronym"] == "CNCLTP", "pillars"].item()
        == "prevention; protection; prosecution; partnership"
    )


def test_the_25_projects_come_in_and_what_addresses_no_form_is_listed():
    frame = ensure_table(read_projects(DEMO / "projects.csv"), PROJECTS)
    groups = dict(zip(frame["title"], frame["form_groups"], strict=True))
    assert len(frame) == 25
    assert groups["Un acte, un nom"] == "form.descent-slavery"
    assert groups["Suudu Sukaabe"] == "form.armed; form.domestic"
    assert groups["Modernisation du contrôle aux frontières"] == ""
    assert "trafic illicite de migrants" in frame.attrs["unmatched"]
    assert not {"traite", "toutes formes"} & set(frame.attrs["unmatched"])


def test_speakers_of_focus_groups_are_told_apart_and_an_interview_has_no_label():
    frame = ensure_table(read_speakers(DEMO / "transcripts_index.csv"), ATTENDANCE)
    kayes = frame[frame["session_id"] == "FGD-KAY-1"]
    assert dict(zip(kayes["speaker_label"], kayes["informant_id"], strict=True))["P1"] == "KI-113"
    assert frame.loc[frame["session_id"] == "ENT-011", "speaker_label"].tolist() == [""]
    assert len(frame) == 18 + 5 + 4 + 4 + 5
    assert set(frame["informant_id"]) <= set(read_informants(DEMO / "informants.csv")["informant_id"])


def test_real_tables_of_a_published_study_are_understood(shared):
    sample = pd.read_csv(shared / "domain/study_tables/sample_002.csv")
    find = vocabulary.vocabulary("category").find
    assert [find(g) for g in sample["group"]] == [find(t) for t in sample["informant_type_suggested"]]
    assert None not in [find(g) for g in sample["group"]]
    results = read_results(shared / "domain/study_tables/results_matrix_002.csv")
    assert results["level"].tolist() == ["objective", "outcome", "output", "output"]
    assert results["number"].tolist() == ["", "1", "1.1", "1.1"]
    assert results.loc[2, ["baseline", "target", "progress"]].tolist() == [0, 40, 136]
    assert results["baseline"].isna().tolist() == [True, True, False, False]


# Spellings


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("Services techniques", "technical_service"),
        ("services techniques (magistrate)", "technical_service"),
        ("representatives of 16 national and regional technical services", "technical_service"),
        ("NGO national", "national_ngo"),
        ("ONG nationale", "national_ngo"),
        ("ONG INTERNATIONALES", "international_ngo"),
        ("victim", "survivor"),
        ("rescapée", "survivor"),
        ("victimes de la traite", "survivor"),
        ("Ancien passeur", "former_smuggler"),
        ("leaders communautaires (imam)", "community_leader"),
        ("international organization", "international_organisation"),
        ("law_enforcement", "law_enforcement"),
    ],
)
def test_a_category_is_known_by_its_spellings(written, category):
    assert vocabulary.vocabulary("category").find(written) == category


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("Timbuktu", "Tombouctou"),
        ("TOMBOUCTOU", "Tombouctou"),
        ("segou", "Ségou"),
        ("District de Bamako", "Bamako"),
        ("Région de Ménaka", "Ménaka"),
        ("Taoudenni", "Taoudénit"),
    ],
)
def test_a_region_is_known_by_its_spellings(written, region):
    assert vocabulary.regions("2016").find(written) == region


def test_regions_of_2023_are_known_only_to_a_study_of_2023(tmp_path):
    path = table(tmp_path / "i.csv", [HEADER, row(region="Bougouni")])
    assert "Bougouni" in faults(path)[0]
    assert read_informants(path, vintage="2023")["region"].item() == "Bougouni"


@pytest.mark.parametrize("name", [n for n in vocabulary.resource("vocabularies") if n != "lead_ins"])
def test_no_spelling_leads_to_two_ids(name):
    found: dict[str, set[str]] = {}
    for term, entry in vocabulary.resource("vocabularies")[name].items():
        for spelling in (term, entry["fr"], entry["en"], *entry.get("also", ())):
            found.setdefault(vocabulary.fold(spelling), set()).add(term)
    assert not {s: t for s, t in found.items() if len(t) > 1}


@pytest.mark.parametrize("register", list(vocabulary.resource("columns")))
def test_no_header_leads_to_two_columns(register):
    for column, spec in columns.specs(register).items():
        for spelling in (column, spec["fr"], spec["en"]):
            assert columns.column_of(register, spelling) == column
    found: dict[str, set[str]] = {}
    for column, spec in columns.specs(register).items():
        for spelling in spec.get("also", ()):
            found.setdefault(vocabulary.fold(spelling), set()).add(column)
    own = {vocabulary.fold(s) for c, e in columns.specs(register).items() for s in (c, e["fr"], e["en"])}
    assert not {s for s, c in found.items() if len(c) > 1 and s not in own}


def test_the_vocabularies_are_those_of_the_model():
    ids = {
        name: tuple(vocabulary.vocabulary(name).labels)
        for name in ("category", "mode", "sex", "polarity", "evidence", "decision")
    }
    assert ids == {
        "category": CATEGORIES,
        "mode": MODES,
        "sex": SEXES,
        "polarity": POLARITIES,
        "evidence": EVIDENCE,
        "decision": DECISIONS,
    }
    assert tuple(vocabulary.vocabulary("definition_level").labels) == LEVELS
    assert set(vocabulary.resource("regions")["2016"]) == set(REGIONS_2016)


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("Servitude domestique des petites bonnes", ("form.domestic",)),
        ("orpaillage et travail forcé", ("form.labour", "form.gold")),
        ("enfants associés aux groupes armés", ("form.armed",)),
        ("talibés", ("form.begging",)),
        ("esclavage sexuel", ("form.sexual",)),
        ("descent-based slavery", ("form.descent-slavery",)),
        ("migrants en transit", ()),
        ("trafic illicite de migrants", ()),
    ],
)
def test_free_words_of_projects_lead_to_forms_of_exploitation(said, groups):
    assert set(vocabulary.form_groups(said)) == set(groups)


def test_a_study_with_its_own_codebook_matches_its_own_groups_only(tmp_path):
    header = list(PROJECTS.columns)
    cells = [
        "P",
        "A",
        "",
        "",
        "2020",
        "2021",
        "Gao",
        "prevention",
        "faux diplômes; servitude domestique",
        "ongoing",
        "",
    ]
    path = table(tmp_path / "p.csv", [header, cells])
    frame = read_projects(path, groups={"Faux diplômes": "form.fraud"})
    assert frame["form_groups"].item() == "form.fraud"
    assert frame.attrs["unmatched"] == ["servitude domestique"]


# How files come


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_whatever_its_separator_and_encoding(tmp_path, mark, encoding):
    rows = [HEADER, row(region="Ségou", organisation="Foyer, centre ; d’écoute")]
    frame = read_informants(table(tmp_path / "i.csv", rows, mark, encoding))
    assert frame["region"].item() == "Ségou"
    assert frame["organisation"].item() == "Foyer, centre ; d’écoute"


def test_a_french_workbook_with_a_title_above_its_header_is_read(tmp_path):
    header = [spec["fr"] for spec in columns.specs("informants").values()]
    cells = [
        "KI-1",
        "ONG nationale",
        "Foyer",
        "Femme",
        "25 à 34 ans",
        "Timbuktu",
        "Groupe de discussion",
        "FGD-1",
        datetime.date(2020, 11, 17),
        "bambara ; français",
        "Oui, écrit",
        "Non",
        "partielle",
    ]
    path = workbook(
        tmp_path / "i.xlsx",
        [["Registre des informateurs"], [], [*header, "Remarque"], [*cells, "à revoir"], [None]],
    )
    frame = read_informants(path)
    assert frame.iloc[0].tolist() == [
        "KI-1",
        "national_ngo",
        "Foyer",
        "F",
        "25-34",
        "Tombouctou",
        "focus-group",
        "FGD-1",
        "2020-11-17",
        "bm; fr",
        "yes",
        "no",
        "partial",
        "à revoir",
    ]
    assert frame.columns[-1] == "Remarque"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2020-11-17", "2020-11-17"),
        ("17/11/2020", "2020-11-17"),
        ("3.2.2021", "2021-02-03"),
        ("1er décembre 2020", "2020-12-01"),
        ("17 Nov. 2020", "2020-11-17"),
        ("05-01-21", "2021-01-05"),
        ("", ""),
    ],
)
def test_dates_become_iso(tmp_path, written, iso):
    assert read_informants(table(tmp_path / "i.csv", [HEADER, row(date=written)]))["date"].item() == iso


@given(st.dates(datetime.date(1995, 1, 1), datetime.date(2060, 1, 1)))
def test_a_date_written_the_french_way_is_the_same_date(day):
    from kiitools.readers.cells import read_cell

    assert read_cell(day.strftime("%d/%m/%Y"), {"kind": "date"}) == day.isoformat()


def test_months_of_projects_stay_as_precise_as_they_are_written(tmp_path):
    header = list(PROJECTS.columns)
    rows = [
        ["A", "X", "", "", "2016-10", "octobre 2019", "", "", "", "en cours", ""],
        ["B", "X", "", "", "2021", datetime.date(2023, 5, 4), "", "", "", "planned", ""],
    ]
    frame = read_projects(workbook(tmp_path / "p.xlsx", [header, *rows]))
    assert frame[["start", "end"]].to_numpy().tolist() == [["2016-10", "2019-10"], ["2021", "2023-05-04"]]


def test_all_regions_means_all_regions_of_the_division(tmp_path):
    header = list(ACTORS.columns)
    cells = [
        "A",
        "",
        "ONG nationale",
        "national",
        "Toutes les régions",
        "prévention",
        "",
        "",
        "",
        "",
        3,
        "5",
        "",
    ]
    frame = read_actors(workbook(tmp_path / "a.xlsx", [header, cells]))
    assert frame["regions"].item().split("; ") == list(REGIONS_2016)


def test_optional_columns_may_be_absent_and_are_said_to_be(tmp_path):
    keep = [i for i, c in enumerate(HEADER) if c not in ("age_band", "definition_level")]
    rows = [[r[i] for i in keep] for r in (HEADER, GOOD)]
    frame = read_informants(table(tmp_path / "i.csv", rows))
    assert list(frame.columns) == HEADER
    assert frame.attrs["absent"] == ["age_band", "definition_level"]


def test_text_guarded_against_spreadsheets_is_read_as_it_was(tmp_path):
    frame = read_informants(table(tmp_path / "i.csv", [HEADER, row(organisation="'=1+1")]))
    assert frame["organisation"].item() == "=1+1"


# Faults


def test_all_faults_are_named_at_once_with_row_and_column_and_nothing_comes_in(tmp_path):
    rows = [
        HEADER,
        row(category="ONG villageoise", date="31/02/2020", definition_level="assez bien"),
        row(region="Tessalit", age_band="34", mode="pigeon"),
        row(informant_id="ki-1"),
        row(informant_id="", consent="peut-être"),
    ]
    with pytest.raises(RegisterError) as caught:
        read_informants(table(tmp_path / "i.csv", rows))
    said = [one.text("fr") for one in caught.value.faults]
    for number, column in (
        (2, "category"),
        (2, "date"),
        (2, "definition_level"),
        (3, "region"),
        (3, "age_band"),
        (3, "mode"),
        (4, "informant_id"),
        (5, "informant_id"),
        (5, "consent"),
    ):
        assert any(f"ligne {number}, colonne « {column} »" in one for one in said), (number, column)
    assert "« ONG villageoise » n'est pas une valeur connue" in said[0]
    lines = caught.value.lines("fr")
    assert "9 faute(s)" not in lines[0]
    assert lines[0].startswith("i.csv : 10 faute(s)")  # the doubled id is a fault too, in both of its rows
    assert "Service technique, Justice" in lines[-1]
    assert "Technical service, Justice" in caught.value.lines("en")[-1]
    assert "Tombouctou" in lines[-1]


def test_a_missing_column_is_named_with_the_names_it_may_have(tmp_path):
    rows = [HEADER[:1] + HEADER[2:], GOOD[:1] + GOOD[2:]]
    said = faults(table(tmp_path / "i.csv", rows))
    assert any("« category » manque" in one and "Catégorie" in one for one in said)


def test_two_columns_of_one_name_and_two_that_mean_the_same_are_faults(tmp_path):
    rows = [[*HEADER, "region", "Région", "note", "note"], [*GOOD, "Gao", "Gao", "a", "b"]]
    said = "\n".join(faults(table(tmp_path / "i.csv", rows)))
    assert "deux colonnes s'appellent « region »" in said
    assert "« region » et « Région » disent la même chose" in said
    assert "deux colonnes s'appellent « note »" in said


def test_a_filled_column_without_a_name_is_a_fault(tmp_path):
    assert "la colonne N est remplie" in "".join(
        faults(table(tmp_path / "i.csv", [[*HEADER, ""], [*GOOD, "x"]]))
    )


@pytest.mark.parametrize("content", [b"", b"  \n\n"])
def test_an_empty_file_is_named_as_such(tmp_path, content):
    path = tmp_path / "i.csv"
    path.write_bytes(content)
    with pytest.raises(RegisterError, match="vide"):
        read_informants(path)


def test_a_header_without_rows_is_refused(tmp_path):
    with pytest.raises(RegisterError, match="aucune ligne"):
        read_informants(table(tmp_path / "i.csv", [HEADER, [""] * 13]))


def test_a_file_that_is_no_register_is_refused(tmp_path):
    with pytest.raises(RegisterError, match="en-tête"):
        read_informants(table(tmp_path / "i.csv", [["a", "b"], ["1", "2"]]))


@pytest.mark.parametrize(
    "content", [b"\xd0\xcf\x11\xe0" + b"0" * 600, b"%PDF-1.7 abc", b"a,b\x00\x01c", b"PK\x03\x04 cut"]
)
def test_another_kind_of_file_is_refused_with_its_cause(tmp_path, content):
    path = tmp_path / "i.xlsx"
    path.write_bytes(content)
    with pytest.raises(RegisterError) as caught:
        read_informants(path)
    assert caught.value.todo("fr")


def test_merged_cells_are_a_fault_below_the_header_and_not_above(tmp_path):
    path = workbook(tmp_path / "i.xlsx", [["Titre"], HEADER, GOOD, row(informant_id="KI-2")])
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A1:D1")
    book.save(path)
    assert len(read_informants(path)) == 2
    book.active.merge_cells("F3:F4")
    book.save(path)
    assert any("F3:F4" in one for one in faults(path))


def test_hidden_rows_are_never_taken_in_silently(tmp_path):
    path = workbook(tmp_path / "i.xlsx", [HEADER, GOOD, *[row(informant_id=f"KI-{n}") for n in range(2, 7)]])
    book = openpyxl.load_workbook(path)
    for number in (4, 5, 7):
        book.active.row_dimensions[number].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.save(path)
    said = "\n".join(faults(path))
    assert "3 ligne(s) masquée(s)" in said
    assert "4-5, 7" in said
    frame = read_informants(path, hidden="skip")
    assert frame["informant_id"].tolist() == ["KI-1", "KI-2", "KI-5"]
    assert [(s.what, s.count) for s in frame.attrs["skipped"]] == [
        ("registers.skipped.rows", 3),
        ("registers.skipped.columns", 1),
    ]


def test_a_hidden_sheet_is_left_aside_and_said(tmp_path):
    path = workbook(tmp_path / "i.xlsx", [HEADER, GOOD])
    book = openpyxl.load_workbook(path)
    secret = book.create_sheet("Noms")
    secret.append(HEADER)
    secret.append(row(informant_id="KI-9"))
    secret.sheet_state = "hidden"
    book.save(path)
    frame = read_informants(path)
    assert frame["informant_id"].tolist() == ["KI-1"]
    assert [(s.what, s.where) for s in frame.attrs["skipped"]] == [("registers.skipped.hidden-sheet", "Noms")]


def test_two_sheets_that_could_be_meant_are_asked_about(tmp_path):
    path = workbook(tmp_path / "i.xlsx", [HEADER, GOOD], "Bamako")
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("Gao")
    other.append(HEADER)
    other.append(row(informant_id="KI-9"))
    book.save(path)
    with pytest.raises(RegisterError, match="Bamako, Gao"):
        read_informants(path)
    assert read_informants(path, sheet="Gao")["informant_id"].tolist() == ["KI-9"]


def test_a_formula_without_a_stored_result_is_a_fault(tmp_path):
    path = workbook(tmp_path / "i.xlsx", [HEADER, row(informant_id='="KI-"&1')])
    assert any("ligne 2, colonne A : une formule" in one for one in faults(path))


def test_ragged_rows_and_open_quotation_marks_are_faults(tmp_path):
    path = table(
        tmp_path / "i.csv", [HEADER, GOOD, [*row(informant_id="KI-2"), "trop"], row(informant_id="KI-3")[:-2]]
    )
    said = faults(path)
    assert any("ligne 3 : 14 cellules" in one for one in said)
    assert any("ligne 4 : 11 cellules" in one for one in said)
    path.write_text(path.read_text() + 'KI-4,"ONG', encoding="utf-8")
    assert any("guillemets" in one for one in faults(path))


def test_influence_outside_the_scale_and_a_project_that_ends_before_it_starts_are_faults(tmp_path):
    header = list(ACTORS.columns)
    cells = ["A", "", "autre", "national", "Gao", "prévention", "", "", "", "", "6", "2,5", ""]
    said = faults(table(tmp_path / "a.csv", [header, cells]), read_actors)
    assert len([one for one in said if "de 1 à 5" in one]) == 2
    cells = ["P", "A", "", "", "2021-03", "2020", "Gao", "prevention", "", "ongoing", ""]
    said = faults(table(tmp_path / "p.csv", [list(PROJECTS.columns), cells]), read_projects)
    assert any("précède le début" in one for one in said)


def test_labels_and_informants_of_a_session_must_agree(tmp_path):
    header = ["file", "session_id", "informant_ids", "speaker_labels"]
    rows = [
        header,
        ["a.txt", "FGD-1", "KI-1; KI-2; KI-3", "P1=KI-1; P1=KI-2; P4=KI-9"],
        ["b.txt", "FGD-1", "KI-1", ""],
    ]
    said = "\n".join(faults(table(tmp_path / "s.csv", rows), read_speakers))
    assert "« KI-9 » ne correspond à aucun identifiant" in said
    assert "« KI-3 » n'a pas d'étiquette" in said
    assert "la même étiquette désigne deux personnes" in said
    assert "« KI-1 » est déjà dans cette session à la ligne 2" in said


def test_speakers_may_stand_one_per_row(tmp_path):
    rows = [
        ["file", "session_id", "informant_id", "speaker_label"],
        ["g.txt", "FGD-1", "KI-1", "P1"],
        ["g.txt", "FGD-1", "KI-2", "P2"],
    ]
    frame = read_speakers(table(tmp_path / "s.csv", rows))
    assert frame.to_numpy().tolist() == [["FGD-1", "KI-1", "P1"], ["FGD-1", "KI-2", "P2"]]


def test_a_bomb_in_a_workbook_is_refused(tmp_path):
    path = workbook(tmp_path / "i.xlsx", [HEADER, GOOD])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/media/big.bin", b"0" * 120_000_000)
    with pytest.raises(RegisterError):
        read_informants(path)


def test_a_workbook_with_an_entity_is_refused(tmp_path):
    path = workbook(tmp_path / "i.xlsx", [HEADER, GOOD])
    with zipfile.ZipFile(path, "a") as box:
        box.writestr("xl/extra.xml", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>")
    with pytest.raises(RegisterError):
        read_informants(path)


def test_two_ids_that_differ_only_by_an_invisible_sign_are_one(tmp_path):
    said = faults(table(tmp_path / "i.csv", [HEADER, row(), row(informant_id="KI\u200b-1")]))
    assert any("déjà à la ligne 2" in one for one in said)


def test_an_error_shows_a_cell_short_and_without_invisible_controls(tmp_path):
    said = faults(
        table(
            tmp_path / "i.csv",
            [HEADER, row(category="x" * 500), row(informant_id="KI-2", region="Gro\u202eup")],
        )
    )
    assert all(len(one) < 250 for one in said)
    assert any("« Group »" in one for one in said)


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reader(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("b") / "i.csv"
    path.write_bytes(data)
    with pytest.raises(RegisterError):
        read_informants(path)
