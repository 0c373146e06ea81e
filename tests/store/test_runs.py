"""A machine's suggestions: what it no longer says goes, what people decided stays, nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiitools.errors import InputError
from kiitools.model.codings import Decision
from kiitools.store.codings import (
    codings_table,
    load_codings,
    load_digests,
    quotes_table,
    save_decisions,
    save_run,
    save_runs,
)
from kiitools.store.runs import CONTEXT, Run
from kiitools.store.sources import save_sources
from tests.store.studies import DEBT, PAPERS, coding, codings_of, interview, transcript


@pytest.fixture
def source(db):
    save_sources(db, [interview(1), interview(2)], actor="AK")
    return interview(1)


def suggest(db, source, made, **digests):
    return save_run(db, source.source_id, made, digests or {PAPERS: "1", DEBT: "1"}, actor="rules")


def state(db):
    table = codings_table(db)
    return dict(zip(table["coding_id"], table["status"], strict=True))


def test_suggestions_come_back_with_their_reason_and_their_words(db, source):
    made = codings_of(source, rule="general.yaml:12", term="papier*", strength=0.75, evidence="reported")
    assert suggest(db, source, made)["added"] == 3
    assert load_codings(db) == made
    row = quotes_table(db, [made[0].coding_id]).iloc[0]
    assert row["quote"] == made[0].quote
    assert source.text[made[0].start - CONTEXT : made[0].start] == row["before"]
    assert source.text[made[0].end : made[0].end + CONTEXT] == row["after"]


def test_what_a_later_run_no_longer_says_is_withdrawn_and_restored_when_it_says_it_again(db, source):
    one, two, three = codings_of(source)
    suggest(db, source, [one, two, three])
    change = suggest(db, source, [one])
    assert (change["withdrawn"], change["same"]) == (2, 1)
    assert set(state(db)) == {one.coding_id}
    assert suggest(db, source, [one, two])["restored"] == 1
    assert state(db) == {one.coding_id: "suggested", two.coding_id: "suggested"}
    assert len(load_codings(db, [three.coding_id])) == 1, "withdrawn, not gone"


def test_what_a_person_decided_stays_whatever_the_machine_says_later(db, source):
    one, two, three = codings_of(source)
    suggest(db, source, [one, two, three])
    said = [Decision(one.coding_id, "AK", "accepted"), Decision(two.coding_id, "AK", "rejected")]
    save_decisions(db, said, actor="AK")
    assert suggest(db, source, [])["withdrawn"] == 1
    assert state(db) == {one.coding_id: "accepted", two.coding_id: "rejected"}


def test_a_decision_taken_back_leaves_the_coding_to_the_machine_again(db, source):
    one = codings_of(source)[0]
    suggest(db, source, [one])
    save_decisions(db, [Decision(one.coding_id, "AK", "accepted")], actor="AK")
    save_decisions(db, [Decision(one.coding_id, "AK", "restored")], actor="AK")
    assert suggest(db, source, [])["withdrawn"] == 1
    assert state(db) == {}


def test_a_run_of_some_codes_leaves_the_others_alone(db, source):
    papers, debt = coding(source, 2), coding(source, 2, 1, DEBT)
    suggest(db, source, [papers, debt])
    assert suggest(db, source, [], **{DEBT: "2"})["withdrawn"] == 1
    assert set(state(db)) == {papers.coding_id}
    assert load_digests(db) == {source.source_id: {PAPERS: "1", DEBT: "2"}}


def test_a_code_no_longer_looked_for_is_forgotten_and_its_suggestions_withdrawn(db, source):
    debt = coding(source, 2, 1, DEBT)
    suggest(db, source, [debt])
    suggest(db, source, [], **{DEBT: ""})
    assert load_digests(db) == {source.source_id: {PAPERS: "1"}}
    assert state(db) == {}


def test_a_source_searched_in_vain_is_known_to_be_searched(db, source):
    suggest(db, source, [])
    assert load_digests(db) == {source.source_id: {PAPERS: "1", DEBT: "1"}}


def test_a_new_reason_for_the_same_coding_is_a_further_row(db, source):
    one = coding(source, 2, rule="a.yaml:1", strength=0.4)
    suggest(db, source, [one])
    moved = replace(one, rule="a.yaml:9", strength=0.9)
    assert suggest(db, source, [moved])["reasons"] == 1
    assert suggest(db, source, [moved])["reasons"] == 0
    assert load_codings(db) == [moved]
    table = codings_table(db)
    assert (table["strength"][0], table["rule"][0]) == (0.9, "a.yaml:9")
    assert suggest(db, source, [one])["reasons"] == 1
    assert codings_table(db)["strength"][0] == 0.4


def test_of_two_rules_for_one_coding_the_stronger_is_kept(db, source):
    one = coding(source, 2, strength=0.4)
    assert suggest(db, source, [one, replace(one, strength=0.8), replace(one, strength=0.1)])["added"] == 1
    assert load_codings(db)[0].strength == 0.8


def test_two_machines_do_not_withdraw_each_others_suggestions(db, source):
    rules, model = coding(source, 2), coding(source, 3, coder="classifier")
    suggest(db, source, [rules])
    run = Run(source.source_id, [model], {PAPERS: "m1"})
    save_runs(db, [run], actor="classifier", coder="classifier")
    suggest(db, source, [])
    assert set(state(db)) == {model.coding_id}
    assert load_digests(db, coder="classifier") == {source.source_id: {PAPERS: "m1"}}


def test_every_misfit_is_named_at_once_and_nothing_is_saved(db, source):
    good = coding(source, 2)
    bad = [
        replace(good, quote="autre chose"),
        replace(good, start=good.start + 1),
        replace(good, source_id=interview(2).source_id),
        replace(good, coder="AK"),
        replace(good, code=DEBT),
    ]
    with pytest.raises(InputError) as caught:
        suggest(db, source, [good, *bad], **{PAPERS: "1"})
    keys = {one.key.rpartition(".")[2] for one in caught.value.faults}
    assert keys == {"quote", "other-source", "other-coder", "not-looked-for"}
    assert "autre chose" not in str(caught.value)
    assert state(db) == {}
    assert load_digests(db) == {}


def test_an_unknown_source_is_named(db):
    with pytest.raises(InputError, match="S-none"):
        save_run(db, "S-none", [], {PAPERS: "1"}, actor="rules")


def test_a_batch_of_sources_is_one_event(db, source):
    other = interview(2)
    runs = [(one.source_id, codings_of(one), {PAPERS: "1"}) for one in (source, other)]
    from kiitools.store.journal import history

    before = len(history(db))
    assert save_runs(db, runs, actor="rules")["added"] == 6
    assert len(history(db)) == before + 1


def test_what_a_person_withdrew_the_machine_does_not_bring_back(db, source):
    one = codings_of(source)[0]
    suggest(db, source, [one])
    save_decisions(db, [Decision(one.coding_id, "AK", "withdrawn")], actor="AK")
    assert suggest(db, source, [one])["restored"] == 0
    assert state(db) == {}


def test_codings_of_a_source_that_a_later_one_replaces_are_kept_but_no_longer_counted(db, source):
    suggest(db, source, codings_of(source))
    cleaned = transcript([("R", "respondent", ["On a gardé ses papiers."])], derived_from=source.source_id)
    save_sources(db, [cleaned], actor="AK")
    suggest(db, cleaned, codings_of(cleaned))
    assert set(codings_table(db)["source_id"]) == {cleaned.source_id}
    assert len(codings_table(db, superseded=True)) == 4
