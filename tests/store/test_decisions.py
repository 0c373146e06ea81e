"""What people decide is a further row; what they said last holds; undoing is a further row too."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from kiitools.errors import InputError, RegisterError
from kiitools.model.codings import Decision
from kiitools.store import schema
from kiitools.store.checks import check_database
from kiitools.store.codings import (
    coders,
    codings_table,
    decisions_table,
    load_codings,
    load_decisions,
    quotes_table,
    save_added,
    save_decisions,
    save_reviewed,
    save_run,
    save_undo,
)
from kiitools.store.database import create_database, open_database
from kiitools.store.journal import history
from kiitools.store.sources import save_sources
from tests.store.studies import DEBT, GOLD, PAPERS, coding, codings_of, interview


@pytest.fixture
def source(db):
    found = interview(1)
    save_sources(db, [found], actor="AK")
    save_run(db, found.source_id, codings_of(found), {PAPERS: "1"}, actor="rules")
    return found


def row_of(db, coding_id, **more):
    table = codings_table(db, **more)
    return table[table["coding_id"] == coding_id].iloc[0]


def say(db, coding_id, decision, coder="AK", **more):
    return save_decisions(db, [Decision(coding_id, coder, decision, **more)], actor=coder)


def test_a_recoding_changes_code_polarity_and_evidence_but_not_the_coding(db, source):
    one = codings_of(source)[0]
    say(db, one.coding_id, "accepted", new_code=GOLD, new_polarity="historical", new_evidence="reported")
    row = row_of(db, one.coding_id)
    assert (row["code"], row["group"], row["code_category"]) == (GOLD, "form.gold", "form")
    assert (row["polarity"], row["evidence"], row["status"], row["decided_by"]) == (
        "historical", "reported", "accepted", "AK",
    )  # fmt: skip
    assert load_codings(db, [one.coding_id]) == [one]


def test_a_rejected_coding_keeps_its_own_code(db, source):
    one = codings_of(source)[0]
    say(db, one.coding_id, "rejected", new_code=GOLD)
    assert row_of(db, one.coding_id)["code"] == PAPERS
    assert list(codings_table(db, status="rejected")["coding_id"]) == [one.coding_id]


def test_unknown_codings_and_impossible_values_are_all_named_and_nothing_is_saved(db, source):
    good = codings_of(source)[0].coding_id
    said = [
        Decision(good, "AK", "accepted"),
        Decision("C-none", "AK", "accepted"),
        Decision("C-nowhere", "AK", "rejected"),
        Decision(good, "AK", "perhaps"),
        Decision(good, "AK", "accepted", new_polarity="maybe"),
        Decision(good, " ", "accepted"),
    ]
    with pytest.raises(RegisterError) as caught:
        save_decisions(db, said, actor="AK")
    assert len(caught.value.faults) == 5
    assert "C-none" in str(caught.value)
    assert "C-nowhere" in str(caught.value)
    assert load_decisions(db) == []


def test_a_persons_own_coding_counts_as_accepted_and_can_be_taken_back(db, source):
    made = coding(source, 2, 1, DEBT, coder="AK")
    assert save_added(db, [made], actor="AK") == [made.coding_id]
    assert row_of(db, made.coding_id)["status"] == "accepted"
    assert save_undo(db, [made.coding_id], coder="AK") == 1
    assert made.coding_id not in set(codings_table(db)["coding_id"])
    save_added(db, [made], actor="AK")
    assert row_of(db, made.coding_id)["decided_by"] == "AK"
    assert len([one for one in load_codings(db) if one.coding_id == made.coding_id]) == 1


def test_a_review_sheet_is_kept_as_a_whole_or_not_at_all(db, source):
    made, given = coding(source, 2, 1, DEBT, coder="AK"), codings_of(source)[0].coding_id
    before = len(history(db))
    with pytest.raises(RegisterError):
        save_reviewed(db, [made], [Decision("C-none", "AK", "accepted")], actor="AK")
    assert len(history(db)) == before
    assert save_reviewed(db, [made], [Decision(given, "AK", "accepted")], actor="AK") == 2
    assert save_reviewed(db, [], [], actor="AK") == 0
    assert len(history(db)) == before + 1


def test_an_addition_that_does_not_quote_the_text_is_refused_without_showing_words(db, source):
    from dataclasses import replace

    made = replace(coding(source, 2, coder="AK"), quote="la victime nommée")
    with pytest.raises(InputError) as caught:
        save_added(db, [made], actor="AK")
    assert "nommée" not in str(caught.value)


def test_undoing_goes_back_through_ones_own_words_one_by_one(db, source):
    one = codings_of(source)[0].coding_id
    say(db, one, "accepted", new_code=GOLD)
    say(db, one, "rejected")
    say(db, one, "accepted", new_code=DEBT)
    seen = []
    for _ in range(4):
        save_undo(db, [one], coder="AK")
        row = row_of(db, one)
        seen.append((row["status"], row["code"]))
    assert seen == [("rejected", PAPERS), ("accepted", GOLD), ("suggested", PAPERS), ("suggested", PAPERS)]
    assert len(load_decisions(db, coding_id=one)) == 6


def test_undoing_lets_another_coders_word_stand_again(db, source):
    one = codings_of(source)[0].coding_id
    say(db, one, "accepted", coder="AK")
    say(db, one, "rejected", coder="BK")
    assert row_of(db, one)["status"] == "rejected"
    save_undo(db, [one], coder="BK")
    assert tuple(row_of(db, one)[["status", "decided_by"]]) == ("accepted", "AK")


def test_undoing_names_unknown_codings_and_leaves_others_words_alone(db, source):
    one = codings_of(source)[0].coding_id
    say(db, one, "accepted", coder="AK")
    assert save_undo(db, [one], coder="BK") == 0
    with pytest.raises(InputError, match="C-none"):
        save_undo(db, ["C-none"], coder="AK")


def test_a_second_coder_works_blind(db, source):
    one, two, three = (c.coding_id for c in codings_of(source))
    added = coding(source, 2, 1, DEBT, coder="AK")
    save_added(db, [added], actor="AK")
    say(db, one, "accepted", coder="AK")
    say(db, one, "rejected", coder="BK")
    say(db, two, "accepted", coder="AK")
    alone = codings_table(db, coder="BK").set_index("coding_id")["status"].to_dict()
    assert alone == {one: "rejected", two: "suggested", three: "suggested"}
    assert codings_table(db, coder="AK").set_index("coding_id")["status"].to_dict() == {
        one: "accepted", two: "accepted", three: "suggested", added.coding_id: "accepted",
    }  # fmt: skip
    assert coders(db) == ["AK", "BK"]


def test_every_decision_can_be_listed_with_what_it_left_and_without_words(db, source):
    one = codings_of(source)[0].coding_id
    say(db, one, "accepted", new_code=GOLD, reason="elle a dit « mine »")
    say(db, one, "rejected", coder="BK")
    table = decisions_table(db)
    assert list(table["code"]) == [GOLD, PAPERS]
    assert "reason" not in table
    assert not any("mine" in str(v) for v in table.to_numpy().ravel())
    assert load_decisions(db, coder="AK")[0].reason == "elle a dit « mine »"
    assert list(history(db, coding_id=one)["decision"]) == ["", "accepted", "rejected"]


def test_unknown_status_and_unknown_quotes_are_told(db, source):
    with pytest.raises(InputError, match="suggested"):
        codings_table(db, status="pending")
    with pytest.raises(InputError) as caught:
        quotes_table(db, [codings_of(source)[0].coding_id, "C-1", "C-2"])
    assert [one.where for one in caught.value.faults] == ["C-1", "C-2"]


class Deciding(RuleBasedStateMachine):
    """Two coders and a machine work on the same codings, in any order, over closing and opening."""

    source = interview(1)
    made = codings_of(source)
    ids = tuple(one.coding_id for one in made)
    which = st.sampled_from(ids)
    who = st.sampled_from(["AK", "BK"])

    @initialize()
    def a_new_study(self):
        self.folder = tempfile.TemporaryDirectory()
        self.db = create_database(Path(self.folder.name) / "study.kii", name="m", lang="fr")
        save_sources(self.db, [self.source], actor="AK")
        save_run(self.db, self.source.source_id, self.made, {PAPERS: "1"}, actor="rules")
        self.clock = self.rows = 0
        self.said = {one: {} for one in self.ids}  # coding → coder → (when, decision, new code)
        self.stacks = {}
        self.gone = set()

    def _note(self, one, coder, decision, code=""):
        self.clock += 1
        self.said[one][coder] = (self.clock, decision, code)

    @rule(
        one=which,
        coder=who,
        decision=st.sampled_from(["accepted", "rejected"]),
        code=st.sampled_from(["", GOLD, DEBT]),
    )
    def decide(self, one, coder, decision, code):
        say(self.db, one, decision, coder=coder, new_code=code)
        self.rows += 1
        self._note(one, coder, decision, code)
        self.stacks.setdefault((one, coder), []).append((decision, code))

    @rule(one=which, coder=who)
    def undo(self, one, coder):
        stack = self.stacks.get((one, coder), [])
        assert save_undo(self.db, [one], coder=coder) == bool(stack)
        if not stack:
            return
        self.rows += 1
        stack.pop()
        if stack:
            self._note(one, coder, *stack[-1])
        else:
            self.said[one].pop(coder)

    @rule(found=st.sets(which))
    def suggest(self, found):
        made = [one for one in self.made if one.coding_id in found]
        save_run(self.db, self.source.source_id, made, {PAPERS: "1"}, actor="rules")
        for one in self.ids:
            standing = max(self.said[one].values(), default=(0, "", ""))
            if one not in found and not standing[1]:
                self._note(one, "rules", "withdrawn")
                self.rows += 1
            elif one in found and standing[1] == "withdrawn":
                self.said[one].pop("rules")
                self.rows += 1

    @rule()
    def close_and_open(self):
        self.db.close()
        self.db = open_database(Path(self.folder.name) / "study.kii")
        assert self.db.faults == ()

    @invariant()
    def the_current_state_is_what_was_said_last(self):
        if not hasattr(self, "db"):
            return
        expected = {}
        for one in self.ids:
            _, decision, code = max(self.said[one].values(), default=(0, "", ""))
            if decision != "withdrawn":
                expected[one] = (decision or "suggested", code if decision == "accepted" and code else PAPERS)
        table = codings_table(self.db)
        found = {row.coding_id: (row.status, row.code) for row in table.itertuples()}
        assert found == expected
        with self.db.reading() as connection:
            assert (
                connection.execute(select(func.count()).select_from(schema.decisions)).scalar() == self.rows
            )

    def teardown(self):
        if hasattr(self, "db"):
            assert check_database(self.db) == []
            self.db.close()
            self.folder.cleanup()


TestDeciding = Deciding.TestCase
TestDeciding.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
