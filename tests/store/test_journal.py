"""Every write leaves one event, chained to the one before, without words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kiitools.errors import StudyError
from kiitools.model.codings import Decision
from kiitools.store import schema
from kiitools.store.checks import check_database
from kiitools.store.codings import save_decisions, save_run
from kiitools.store.journal import FIRST, digest, event_hash, history, load_records, record, recording
from kiitools.store.sources import save_sources
from tests.store.studies import PAPERS, codings_of, interview


def events_of(db):
    with db.reading() as connection:
        return connection.execute(select(schema.events).order_by(schema.events.c.seq)).mappings().all()


def test_events_follow_each_other_without_a_gap_and_each_holds_the_hash_of_the_one_before(db):
    source = interview(1)
    save_sources(db, [source], actor="AK")
    save_run(db, source.source_id, codings_of(source), {PAPERS: "1"}, actor="rules")
    found = events_of(db)
    assert [one["seq"] for one in found] == [1, 2, 3]
    assert [one["action"] for one in found] == ["create", "add", "suggest"]
    assert [one["previous_hash"] for one in found] == [FIRST, found[0]["hash"], found[1]["hash"]]
    assert all(event_hash(one) == one["hash"] for one in found)
    assert [one["tool_version"] for one in found] == [found[0]["tool_version"]] * 3


def test_no_word_of_an_informant_is_in_the_journal(db):
    source = interview(1)
    save_sources(db, [source], actor="AK")
    made = codings_of(source)
    save_run(db, source.source_id, made, {PAPERS: "1"}, actor="rules")
    save_decisions(db, [Decision(made[0].coding_id, "AK", "accepted", reason="elle dit papiers")], actor="AK")
    said = " ".join(str(value) for one in events_of(db) for value in one.values())
    assert not any(word in said for word in ("gare", "papiers", "rembourser", "entretien"))


def test_a_write_that_fails_half_way_leaves_neither_rows_nor_event(db):
    with pytest.raises(ZeroDivisionError), recording(db, "add", actor="AK") as unit:
        unit.add(schema.source_sessions, [{"source_id": "S-1", "session_id": "x"}])
        1 / 0  # noqa: B018
    with pytest.raises(StudyError), recording(db, "add", actor="AK") as unit:
        unit.add(schema.source_sessions, [{"source_id": "S-none", "session_id": "x"}])
    assert len(events_of(db)) == 1
    assert check_database(db) == []


def test_what_is_done_outside_the_store_is_written_down_too(db):
    released = [{"file": "carte.html", "level": "team"}, {"file": "rapport.docx", "level": "team"}]
    assert record(db, "release", released, actor="AK") == 2
    found = load_records(db, "release")
    assert [(one["file"], one["actor"], one["seq"]) for one in found] == [
        ("carte.html", "AK", 2), ("rapport.docx", "AK", 3),
    ]  # fmt: skip
    assert check_database(db) == []
    with pytest.raises(StudyError):
        record(db, "release", released, actor="")


def test_history_can_be_asked_for_an_action_a_subject_or_the_latest(db):
    one, two = interview(1), interview(2)
    save_sources(db, [one], actor="AK")
    save_sources(db, [two], actor="BK")
    assert list(history(db, action="add")["actor"]) == ["AK", "BK"]
    assert list(history(db, subject=two.source_id)["actor"]) == ["BK"]
    assert list(history(db, most=1)["seq"]) == [3]


def test_a_digest_does_not_depend_on_the_order_of_rows_but_on_every_value():
    assert digest([(1, "a"), (2, "b")]) == digest([(2, "b"), (1, "a")])
    assert digest([(1, "a")]) != digest([("1", "a")])
    assert digest([(1, "a"), (1, "a")]) != digest([(1, "a")])
