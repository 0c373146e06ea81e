"""What SQLite does not notice is noticed: a changed letter, an altered event, a row slipped in."""

from __future__ import annotations

import sqlite3
import time

import pytest

from kiitools import messages
from kiitools.errors import StudyDamagedError
from kiitools.model.codings import Decision
from kiitools.store.checks import check_database
from kiitools.store.codings import codings_table, save_decisions, save_run
from kiitools.store.database import create_database, open_database
from kiitools.store.sources import load_source, load_sources, save_sources
from tests.store.studies import PAPERS, codings_of, interview

ONE, TWO = interview(1), interview(2)


@pytest.fixture
def study(path):
    with create_database(path, name="mali", lang="fr") as db:
        save_sources(db, [ONE, TWO], actor="AK")
        made = codings_of(ONE)
        save_run(db, ONE.source_id, made, {PAPERS: "1"}, actor="rules")
        save_decisions(db, [Decision(made[0].coding_id, "AK", "accepted")], actor="AK")
    return path


def flip(path, wanted: str, new: bytes | None = None, which: int = 0) -> None:
    """Change one byte of the file inside the ``which``-th place where ``wanted`` stands."""
    data, at = bytearray(path.read_bytes()), -1
    for _ in range(which + 1):
        at = data.index(wanted.encode(), at + 1)
    data[at : at + 1] = new or bytes([data[at] ^ 1])
    path.write_bytes(data)


def altered(path, statement: str, *values: object) -> None:
    """Run raw SQL as someone would who takes our triggers away for a moment."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement, values)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()


def faults_of(path):
    with open_database(path, write=False) as db:
        return {(one.where, one.key.removeprefix("store.check.")) for one in check_database(db)}


def test_a_sound_study_has_no_faults(study):
    assert faults_of(study) == set()


def test_one_changed_byte_inside_a_text_is_named_by_its_source_though_sqlite_says_ok(study):
    flip(study, "Entretien n° 2")
    connection = sqlite3.connect(study)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert (TWO.source_id, "text-changed") in faults_of(study)
    with open_database(study) as db:
        assert [one.where for one in db.faults] == [TWO.source_id]
        assert load_source(db, ONE.source_id) == ONE
        with pytest.raises(StudyDamagedError) as caught:
            load_sources(db)
        assert [one.where for one in caught.value.faults] == [TWO.source_id]


def test_a_byte_that_is_no_longer_a_letter_is_named_too(study):
    flip(study, "Entretien n° 2", b"\xff")
    assert (TWO.source_id, "text-changed") in faults_of(study)
    with open_database(study) as db:
        assert [one.where for one in db.faults] == [TWO.source_id]
        with pytest.raises(StudyDamagedError) as caught:
            load_sources(db)
        assert caught.value.key == "store.undecodable"


def test_a_quote_that_no_longer_stands_in_its_text_is_named_on_opening(study):
    one = codings_of(ONE)[1]
    altered(study, "UPDATE codings SET quote = 'autre' WHERE coding_id = ?", one.coding_id)
    assert faults_of(study) == {(one.coding_id, "quote"), ("codings", "rows")}
    with open_database(study) as db:
        assert [one.where for one in db.faults] == [one.coding_id]


def test_context_that_no_longer_stands_around_a_quote_is_named(study):
    one = codings_of(ONE)[1]
    altered(study, "UPDATE codings SET after = 'x' WHERE coding_id = ?", one.coding_id)
    assert (one.coding_id, "context") in faults_of(study)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE events SET actor = 'XY' WHERE seq = 3", "3"),
        ("UPDATE events SET detail = '{}' WHERE seq = 2", "2"),
        ("UPDATE events SET at = '1999-01-01T00:00:00Z' WHERE seq = 4", "4"),
        ("UPDATE events SET hash = 'f' WHERE seq = 1", "1"),
    ],
)
def test_the_chain_breaks_where_an_event_was_altered(study, statement, where):
    altered(study, statement)
    broken = {at for at, key in faults_of(study) if key == "event-changed"}
    assert min(broken) == where


def test_an_altered_event_whose_hash_was_made_anew_breaks_the_chain_at_the_next(study):
    from kiitools.store.journal import event_hash

    connection = sqlite3.connect(study)
    connection.row_factory = sqlite3.Row
    event = dict(connection.execute("SELECT * FROM events WHERE seq = 3").fetchone())
    connection.close()
    new = event_hash({**event, "actor": "XY"})
    altered(study, "UPDATE events SET actor = 'XY', hash = ? WHERE seq = 3", new)
    assert faults_of(study) == {("4", "event-changed")}


def test_a_missing_event_is_named(study):
    altered(study, "DELETE FROM events WHERE seq = 3")
    assert ("4", "event-missing") in faults_of(study)


def test_a_decision_that_was_changed_or_slipped_in_is_noticed(study):
    altered(study, "UPDATE decisions SET decision = 'rejected'")
    assert faults_of(study) == {("decisions", "rows")}


def test_rows_slipped_in_under_an_old_event_are_noticed(study):
    one = codings_of(ONE)[1].coding_id
    altered(
        study,
        "INSERT INTO decisions VALUES (2, ?, 'AK', 'accepted', '', '', '', '', 'now', 4)",
        one,
    )
    assert faults_of(study) == {("decisions", "rows")}


def test_rows_taken_away_are_noticed(study):
    altered(study, "DELETE FROM suggestion_runs")
    assert faults_of(study) == {("suggestion_runs", "rows")}


def test_dangling_rows_and_segments_outside_their_text_are_named(study):
    altered(study, 'UPDATE segments SET "end" = 99999 WHERE seq = 4 AND source_id = ?', TWO.source_id)
    altered(study, "UPDATE decisions SET coding_id = 'C-gone'")
    found = faults_of(study)
    assert (TWO.source_id, "segment") in found
    assert ("decisions", "dangling") in found


def test_further_tables_and_columns_are_told(study):
    altered(study, "CREATE TABLE notes(x)")
    altered(study, "ALTER TABLE meta ADD COLUMN more TEXT")
    assert {("notes", "extra-object"), ("meta", "columns")} <= faults_of(study)


def test_a_damaged_structure_is_told_not_thrown(study):
    with open_database(study, write=False) as db:
        data = bytearray(study.read_bytes())
        for page in range(5, len(data) // 4096):
            data[page * 4096 : page * 4096 + 100] = bytes(100)
        with study.open("r+b") as file:
            file.write(data)
        keys = {one.key for one in check_database(db)}
    assert keys & {"store.check.structure", "store.corrupt"}


def test_every_fault_of_a_check_says_what_to_do_in_both_languages():
    known = messages.catalogue()
    keys = [key for key in known if key.startswith("store.check.") and not key.endswith(".todo")]
    assert len(keys) > 10
    assert all(f"{key}.todo" in known for key in keys)


def test_faults_name_places_and_never_words(study):
    one = codings_of(ONE)[1]
    altered(study, "UPDATE codings SET quote = 'la gare' WHERE coding_id = ?", one.coding_id)
    with open_database(study, write=False) as db:
        said = " ".join(fault.text(lang) for fault in check_database(db) for lang in ("fr", "en"))
    assert one.coding_id in said
    assert "gare" not in said


def test_many_faults_of_one_kind_are_told_up_to_a_number(path):
    source = interview(3, answers=80)
    with create_database(path, name="x", lang="fr") as db:
        save_sources(db, [source], actor="AK")
        save_run(db, source.source_id, codings_of(source), {PAPERS: "1"}, actor="rules")
    altered(path, "UPDATE codings SET quote = 'x'")
    with open_database(path) as db:
        assert len(db.faults) == 51
        assert db.faults[-1].key == "store.check.more"


def test_a_study_on_a_server_is_checked_the_same_way(schema_url):
    from sqlalchemy import text

    with create_database(schema_url, name="team", lang="fr") as db:
        save_sources(db, [ONE], actor="AK")
        with db.writing() as connection:
            connection.execute(text("ALTER TABLE sources DISABLE TRIGGER ALL"))
            connection.execute(text("UPDATE sources SET text = replace(text, 'gare', 'mare')"))
        found = {(one.where, one.key.removeprefix("store.check.")) for one in check_database(db)}
    assert (ONE.source_id, "text-changed") in found
    assert ("sources", "rows") in found
    assert ("sources_no_update", "missing-object") in found


def test_opening_checks_ten_thousand_quotes_in_a_moment(path):
    source = interview(4, answers=400)
    made = [one for n in range(25) for one in codings_of(source, f"form.f{n}")]
    with create_database(path, name="x", lang="fr") as db:
        save_sources(db, [source], actor="AK")
        save_run(db, source.source_id, made, {f"form.f{n}": "1" for n in range(25)}, actor="rules")
        assert len(codings_table(db)) == 10_000
    before = time.perf_counter()
    with open_database(path) as db:
        print(f"10 000 codings opened and checked in {time.perf_counter() - before:.2f} s")
        assert db.faults == ()
