"""The head of a transcript: what it says, where it ends."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

import pytest

from kiitools.readers.headers import date_of, mode_of, read_header, speakers_of

FRENCH = """Code de l'entretien : ENT-011
Date : 24 novembre 2020
Lieu : Bamako, bureau du parquet
Région : Bamako
Catégorie : services techniques (magistrate)
Sexe : H
Langue : français
Mode : individuel, téléphone, avec interprète
Enquêteur : Clarisse D., consultante

Enquêtrice : Bonjour ?
"""


def test_a_french_header_is_read_into_plain_keys():
    header = read_header(FRENCH)
    assert header.meta == {
        "session_id": "ENT-011", "date": "2020-11-24", "date_written": "24 novembre 2020",
        "place": "Bamako, bureau du parquet", "region": "Bamako", "category": "services techniques (magistrate)",
        "sex": "M", "language": "français", "mode": "phone",
        "mode_written": "individuel, téléphone, avec interprète", "interviewer": "Clarisse D., consultante",
    }  # fmt: skip
    assert header.of_interview
    assert FRENCH[header.end :].strip().startswith("Enquêtrice : Bonjour")


def test_an_english_header_is_read_into_the_same_keys():
    text = "Interview code: ENT-035\nDate: 9 December 2020\nSex: F\nMode: individual, face to face\nInterviewer: Awa\n\nQ: Hi?"
    header = read_header(text)
    assert header.meta["session_id"] == "ENT-035"
    assert header.meta["date"] == "2020-12-09"
    assert header.meta["mode"] == "interview"
    assert header.meta["sex"] == "F"


def test_a_label_that_is_also_a_key_is_not_taken_for_the_header():
    text = (
        "Code : ENT-1\nDate : 3 mars 2021\n\nEnquêteur : Bonjour, qui êtes-vous ?\nRépondant : Awa, de Kita."
    )
    header = read_header(text)
    assert set(header.meta) == {"session_id", "date", "date_written"}
    assert text[header.end :].strip().startswith("Enquêteur : Bonjour")


def test_a_label_right_under_the_header_is_not_taken_for_it():
    text = "Code : ENT-1\nDate : 3 mars 2021\nEnquêteur : Qui êtes-vous ?\nRépondant : Awa."
    assert "interviewer" not in read_header(text).meta


def test_keys_are_met_in_bold_in_a_table_and_without_accents():
    for text in (
        "**Code** : ENT-1\n**Region** : Ségou\n",
        "Code\tENT-1\nRégion\tSégou\n",
        "| Code | ENT-1 |\n| REGION | Ségou |\n",
        "CODE : ENT-1\nREGION\u00a0: Ségou\n",
    ):
        meta = read_header(text).meta
        assert (meta["session_id"], meta["region"]) == ("ENT-1", "Ségou"), text


def test_blank_lines_and_lines_of_no_interest_may_stand_between_keys():
    text = "Code : ENT-1\n\nDate : 3/03/2021\nDurée : 45 min\nTranscrit par : M. K.\n\nRégion : Gao\n\nE : Oui ?\nR : Non."
    header = read_header(text)
    assert header.meta["region"] == "Gao"
    assert text[header.end :].strip().startswith("E : Oui")


def test_a_place_may_be_told_in_several_lines_and_the_plainest_counts():
    text = "Commune : Kita-Ouest\nLieu : Kita, bureau\nCercle : Kita\nNiveau scolaire : 6e\nFonction : maire\nCatégorie : leader\nRégion : Kayes\n\nE : Oui ?"
    header = read_header(text)
    assert (header.meta["place"], header.meta["category"], header.meta["region"]) == (
        "Kita, bureau",
        "leader",
        "Kayes",
    )
    assert text[header.end :].strip() == "E : Oui ?"


def test_two_columns_on_one_line_are_two_keys():
    for gap in ("\t", "     ", " ; ", " | "):
        text = f"Code : ENT-7{gap}Date : 3/03/2021\nParticipants : P1=KI-1; P2=KI-2{gap}Région : Gao\n\nE : Oui ?"
        meta = read_header(text).meta
        assert (meta["session_id"], meta["date"], meta["region"]) == ("ENT-7", "2021-03-03", "Gao")
        assert speakers_of(meta) == {"P1": "KI-1", "P2": "KI-2"}


def test_the_head_of_a_project_document_is_not_that_of_an_interview():
    assert not read_header("Code : PX.0243\nDate : 3 mars 2021\n\nLe projet.").of_interview
    assert read_header("Code : ENT-24\nDate : 3 mars 2021\n\nE : Oui ?").of_interview


def test_a_title_may_stand_above_the_header():
    text = "ENTRETIEN SEMI-DIRECTIF\nTraite des personnes\n\nCode : ENT-1\nDate : 3/03/2021\n\nE : Oui ?"
    header = read_header(text)
    assert header.meta["session_id"] == "ENT-1"
    assert text[: header.start].strip().endswith("Traite des personnes")


@pytest.mark.parametrize(
    "text",
    [
        "Résumé\n\nLe projet a formé des juges. Date : voir annexe.",
        "Date : 3 mars 2021\n\nLe projet a formé des juges.",
        "Evaluation type: External\nFinal report: 20 August 2021\n",
        "E : Bonjour ?\nR : Oui.",
        "",
    ],
)
def test_other_texts_have_no_header(text):
    header = read_header(text)
    assert header.meta == {}
    assert header.start == header.end == 0


def test_the_head_of_a_report_is_not_that_of_an_interview():
    assert not read_header("Titre : Rapport\nLieu : Bamako\nDate : 3 mars 2021\n\nTexte.").of_interview


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("24 novembre 2020", "2020-11-24"), ("1er février 2021", "2021-02-01"), ("08/12/2020", "2020-12-08"),
        ("30.11.2020", "2020-11-30"), ("27-11-2020", "2020-11-27"), ("2021-01-28", "2021-01-28"),
        ("9 December 2020", "2020-12-09"), ("January 8, 2021", "2021-01-08"), ("3rd of March 2021", "2021-03-03"),
        ("lundi 4 août 2020", "2020-08-04"), ("déc. 2020", ""), ("31/02/2021", ""), ("hier", ""), ("", ""),
    ],
)  # fmt: skip
def test_dates_become_iso_and_days_come_before_months(written, iso):
    assert date_of(written) == iso


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        ("individuel, face à face", "interview"), ("individuel, téléphone", "phone"), ("par Zoom", "remote"),
        ("discussion de groupe, notes", "focus-group"), ("focus group", "focus-group"), ("individual, by phone", "phone"),
        ("", ""), ("papier", ""),
    ],
)  # fmt: skip
def test_modes_are_told_by_their_words(written, mode):
    assert mode_of(written) == mode


def test_participants_lead_from_labels_to_informants():
    assert speakers_of({"participants": "P1=KI-093; P2 = KI-094"}) == {"P1": "KI-093", "P2": "KI-094"}
    assert speakers_of({"participants": "P1 : KI-093 (F), P2=KI-094 (H)"}) == {"P1": "KI-093", "P2": "KI-094"}
    assert speakers_of({"participants": "P1 gendarmerie, P2 police"}) == {}
    assert speakers_of({}) == {}
