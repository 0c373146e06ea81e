"""Texts come in whole, stay as they are, and are known when they come again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiitools import tables
from kiitools.errors import InputError, StudyError
from kiitools.model.sources import Segment, Skipped, Source, source_id, text_sha256
from kiitools.store.journal import history
from kiitools.store.sources import (
    load_headers,
    load_source,
    load_sources,
    save_sessions,
    save_sources,
    sources_table,
)
from tests.store.studies import interview, transcript


def plain(text: str) -> Source:
    parts = (Segment(1, 0, len(text), "", "narrator", "und"),) if text else ()
    return Source(
        source_id(text), "t", "document", text, text_sha256(text), "t", "", "text/plain", "und", parts
    )


def test_a_source_comes_back_as_it_was_with_segments_header_and_what_was_skipped(db):
    source = replace(interview(1), skipped=(Skipped("readers.skipped.comments", 2, "p. 3"),))
    assert save_sources(db, [source], actor="AK") == [source.source_id]
    assert load_source(db, source.source_id) == source
    assert load_sources(db) == [source]


def test_the_same_text_is_known_and_saved_once(db):
    assert save_sources(db, [interview(1), interview(1)], actor="AK") == [interview(1).source_id]
    assert save_sources(db, [interview(1), interview(2)], actor="AK") == [interview(2).source_id]
    assert len(load_sources(db)) == 2
    assert list(history(db)["action"]) == ["create", "add", "add"]


def test_nothing_new_leaves_no_event(db):
    save_sources(db, [interview(1)], actor="AK")
    before = len(history(db))
    assert save_sources(db, [interview(1)], actor="AK") == []
    assert len(history(db)) == before


def test_all_sources_of_a_batch_come_in_or_none(db):
    bad = replace(interview(2), text=interview(2).text + "x")
    worse = replace(interview(3), segments=(Segment(1, 5, 99_999, "R", "respondent", "fr"),))
    with pytest.raises(InputError) as caught:
        save_sources(db, [interview(1), bad, worse], actor="AK")
    assert {one.where for one in caught.value.faults} == {bad.source_id, worse.source_id}
    assert load_sources(db) == []


def test_half_characters_are_refused_by_name_and_not_shown(db):
    text = "la fille \ud83d secrète"
    with pytest.raises(InputError) as caught:
        save_sources(db, [plain(text)], actor="AK")
    assert "secrète" not in str(caught.value)
    assert source_id(text) in str(caught.value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=60))
def test_every_text_is_stored_code_point_by_code_point(file_db, text):
    source = plain(text)
    save_sources(file_db, [source], actor="AK")
    assert load_source(file_db, source.source_id).text == text


@pytest.mark.parametrize(
    "text", ["e\u0301cole\r\nété", "\ufeffBOM", "👩‍👩‍👧 et 𝄞", "‏نص‏ عربي", "ߊߓߋߘߍ", "a\u0000b"]
)
def test_texts_of_all_scripts_are_not_normalised(file_db, text):
    save_sources(file_db, [plain(text)], actor="AK")
    assert load_source(file_db, source_id(text)).text == text


def test_a_server_says_clearly_that_it_cannot_keep_a_null_character(schema_url):
    from kiitools.store.database import create_database

    with create_database(schema_url, name="n", lang="fr") as db:
        with pytest.raises(StudyError) as caught:
            save_sources(db, [plain("a\u0000b")], actor="AK")
        assert caught.value.key == "store.not-unicode"
        assert load_sources(db) == []


def test_an_unknown_source_is_named(db):
    with pytest.raises(InputError, match="S-absent"):
        load_source(db, "S-absent")


def test_the_table_keeps_its_contract_and_counts_words_inside_segments(db):
    save_sources(db, [interview(1), interview(2)], actor="AK")
    table = tables.ensure_table(sources_table(db), tables.SOURCES)
    row = table.iloc[0]
    assert (row["session_id"], row["region"], row["segments"]) == ("ENT-001", "Gao", 4)
    text = interview(1).text
    assert row["words"] == sum(len(text[s.start : s.end].split()) for s in interview(1).segments)
    assert not any("gare" in str(value) for value in table.to_numpy().ravel())


def test_an_empty_study_gives_an_empty_table_with_its_columns(db):
    assert list(sources_table(db).columns) == list(tables.SOURCES.columns)


def test_a_source_that_a_later_one_replaces_is_kept_but_no_longer_counted(db):
    original = interview(1)
    cleaned = transcript(
        [("R", "respondent", ["On a gardé les papiers de N1."])], derived_from=original.source_id
    )
    save_sources(db, [original, cleaned], actor="AK")
    assert [one.source_id for one in load_sources(db)] == [cleaned.source_id]
    assert list(sources_table(db)["source_id"]) == [cleaned.source_id]
    assert len(load_sources(db, superseded=True)) == 2
    assert load_source(db, original.source_id) == original


def test_a_session_said_later_wins_over_the_header(db):
    source = interview(1)
    save_sources(db, [source], actor="AK")
    assert load_headers(db) == [("ENT-001", dict(source.meta))]
    assert save_sessions(db, {source.source_id: "TEL-9"}, actor="AK") == 1
    assert save_sessions(db, {source.source_id: "TEL-9"}, actor="AK") == 0
    assert list(sources_table(db)["session_id"]) == ["TEL-9"]
    assert load_headers(db)[0][0] == "TEL-9"


def test_who_acts_must_be_said(db):
    with pytest.raises(StudyError) as caught:
        save_sources(db, [interview(1)], actor=" ")
    assert caught.value.key == "store.no-actor"
