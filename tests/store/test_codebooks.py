"""A study knows which codebook held when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiitools.errors import InputError
from kiitools.model.codes import Code, Codebook, Rule
from kiitools.store.codebooks import codebooks_table, load_codebook, save_codebook

BOOK = Codebook(
    "essai",
    (
        Code("form.gold", {"fr": "Orpaillage", "en": "Gold"}, frameworks=("ILO-11:7",)),
        Code("general.means", {"fr": "Moyens"}, rules=(Rule("fr", {"term": "papier*"}, "g.yaml:3"),)),
    ),
    {"form": {"fr": "Formes", "en": "Forms"}},
)


def test_a_codebook_comes_back_with_rules_and_the_same_version(db):
    assert save_codebook(db, BOOK, actor="AK")
    loaded = load_codebook(db)
    assert loaded == BOOK
    assert loaded.version == BOOK.version


def test_an_unchanged_codebook_is_not_saved_again_and_an_earlier_one_can_come_back(db):
    other = replace(BOOK, codes=BOOK.codes[:1])
    assert [save_codebook(db, one, actor="AK") for one in (BOOK, BOOK, other, BOOK)] == [
        True,
        False,
        True,
        True,
    ]
    assert load_codebook(db) == BOOK
    assert load_codebook(db, other.version) == other
    assert list(codebooks_table(db)["version"]) == [BOOK.version, other.version, BOOK.version]


def test_a_codebook_that_is_not_there_is_said_to_be(db):
    with pytest.raises(InputError) as caught:
        load_codebook(db)
    assert caught.value.key == "store.no-codebook"
    save_codebook(db, BOOK, actor="AK")
    with pytest.raises(InputError, match="abc"):
        load_codebook(db, "abc")
