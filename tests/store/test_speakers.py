"""An informant is found behind a coding by session and label, and nobody is guessed."""

from __future__ import annotations

import pandas as pd
import pytest

from kiitools.model.cases import Attendance
from kiitools.store.codings import codings_table, save_runs
from kiitools.store.registers import save_attendance, save_register
from kiitools.store.sources import save_sources
from kiitools.store.speakers import bearer, fold
from kiitools.tables import INFORMANTS
from tests.store.studies import PAPERS, coding, group, interview, transcript


def speak(db, source, attendance):
    """{segment: informant} of a coding in every segment of a source."""
    save_sources(db, [source], actor="AK")
    save_attendance(db, [Attendance(*one) for one in attendance], actor="AK")
    save_runs(
        db,
        [(source.source_id, [coding(source, s.seq) for s in source.segments], {PAPERS: "1"})],
        actor="rules",
    )
    table = codings_table(db)
    return dict(zip(table["segment"], table["informant_id"], strict=True))


def test_participants_are_told_by_their_label_whatever_its_case_and_spaces(db):
    who = [("FGD-1", "KI-1", " p1 "), ("FGD-1", "KI-2", "PARTICIPANTE  2 (f)"), ("FGD-1", "KI-3", "P9")]
    assert speak(db, group(), who) == {1: "", 2: "KI-1", 3: "KI-2", 4: ""}


def test_a_moderator_is_never_an_informant_even_when_listed(db):
    assert speak(db, group(), [("FGD-1", "KI-1", "Modérateur")])[1] == ""


def test_the_only_informant_of_an_interview_is_every_respondent_under_any_label(db):
    found = speak(db, interview(1), [("ENT-001", "KI-7", "")])
    assert found == {1: "", 2: "KI-7", 3: "KI-7", 4: "KI-7"}


def test_two_informants_of_an_interview_without_labels_are_not_guessed(db):
    assert set(speak(db, interview(1), [("ENT-001", "KI-7", ""), ("ENT-001", "KI-8", "")]).values()) == {""}


def test_one_known_participant_does_not_speak_for_a_whole_group(db):
    assert speak(db, group(), [("FGD-1", "KI-1", "")]) == {1: "", 2: "", 3: "", 4: ""}


def test_notes_of_an_interview_without_labels_belong_to_its_only_informant(db):
    notes = transcript([("", "narrator", ["Il dit que les papiers sont gardés."])], session_id="ENT-5")
    assert speak(db, notes, [("ENT-005", "KI-1", ""), ("ENT-5", "KI-2", "")]) == {1: "KI-2"}


def test_documents_have_no_informant(db):
    report = transcript([("", "narrator", ["Les papiers sont gardés."])], kind="document", session_id="DOC-1")
    assert speak(db, report, [("DOC-1", "KI-1", "")]) == {1: ""}


def test_the_informants_register_is_enough_for_an_individual_interview(db):
    row = {**dict.fromkeys(INFORMANTS.columns, ""), "informant_id": "KI-4", "session_id": "ENT-001"}
    save_register(db, "informants", pd.DataFrame([row]), actor="AK")
    assert speak(db, interview(1), [])[2] == "KI-4"


@pytest.mark.parametrize(
    ("people", "label", "alone", "who"),
    [
        ([("A", "p1"), ("B", "p1")], "P1", False, ""),
        ([("A", "p1"), ("A", "p2")], "P2", False, "A"),
        ([("A", "p1")], "", False, ""),
        ([("A", ""), ("B", "p2")], "P2", True, "B"),
        ([("A", "")], "R", True, "A"),
    ],
)
def test_a_label_borne_by_one_person_tells_who_it_is(people, label, alone, who):
    assert bearer(people, label, alone=alone) == who


def test_labels_are_folded_for_comparing_only():
    assert fold("  Répondante  : ") == fold("RÉPONDANTE") == "répondante"
