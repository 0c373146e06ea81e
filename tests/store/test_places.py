"""Places of a source's latest run are current; their names leave by one door."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiitools import tables
from kiitools.errors import InputError
from kiitools.model.cases import Attendance
from kiitools.model.places import PlaceMention
from kiitools.store.places import load_places, places_table, save_places, searched_sources
from kiitools.store.registers import save_attendance
from kiitools.store.sources import save_sources
from tests.store.studies import interview


def gao(source, **more):
    part = source.segments[1]
    return PlaceMention(source.source_id, 2, part.start, part.start + 2, "Gao", "town", "ML", "Gao", **more)


def test_the_latest_run_of_a_source_counts_and_of_others_nothing_changes(db):
    one, two = interview(1), interview(2)
    save_sources(db, [one, two], actor="AK")
    save_attendance(db, [Attendance("ENT-001", "KI-1", "")], actor="AK")
    assert (
        save_places(
            db,
            {one.source_id: [gao(one), gao(one, role="transit")], two.source_id: [gao(two)]},
            actor="rules",
        )
        == 3
    )
    save_places(db, {one.source_id: [gao(one, role="origin")]}, actor="rules")
    table = tables.ensure_table(places_table(db), tables.PLACES)
    assert sorted(zip(table["session_id"], table["role"], table["informant_id"], strict=True)) == [
        ("ENT-001", "origin", "KI-1"), ("ENT-002", "spoken_of", ""),
    ]  # fmt: skip
    assert sorted(load_places(db), key=lambda p: p.source_id) == sorted(
        [gao(one, role="origin"), gao(two)], key=lambda p: p.source_id
    )


def test_a_source_searched_in_vain_has_no_places_left_and_is_known_to_be_searched(db):
    one = interview(1)
    save_sources(db, [one, interview(2)], actor="AK")
    save_places(db, {one.source_id: [gao(one)]}, actor="rules")
    save_places(db, {one.source_id: []}, actor="rules")
    assert len(places_table(db)) == 0
    assert searched_sources(db) == {one.source_id}


def test_mentions_outside_the_text_or_of_another_source_are_named(db):
    one = interview(1)
    save_sources(db, [one], actor="AK")
    bad = [replace(gao(one), end=99_999), replace(gao(one), source_id="S-other")]
    with pytest.raises(InputError) as caught:
        save_places(db, {one.source_id: bad}, actor="rules")
    assert len(caught.value.faults) == 2
    assert len(places_table(db)) == 0
