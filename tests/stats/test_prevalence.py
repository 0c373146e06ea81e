"""Reported prevalence on tables small enough to count by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.errors import TableError
from kiitools.stats.prevalence import prevalence
from tests.stats.tables import named, people, person, said, speaking

COVERED = ("Gao", "Kayes")
GOLD, SEX = "form.gold.child", "form.sexual.bar"


def five(region: str = "Gao", first: int = 1) -> list[dict]:
    return [person(i, region, organisation=f"ONG {i}") for i in range(first, first + 5)]


def ids(rows: list[dict]) -> list[str]:
    return [row["informant_id"] for row in rows]


def tally(codings, rows, places=None, *, heard=None, **more):
    spoke = speaking(*(ids(rows) if heard is None else heard))
    return prevalence(codings, people(*rows), spoke, places, **{"regions_covered": COVERED, **more})


def cell(finding, region="Gao", code="form.gold", by="region") -> pd.Series:
    frame = finding.frame
    return frame[(frame[by] == region) & (frame["code"] == code)].iloc[0]


def test_two_of_five_informants_of_gao_report_gold():
    found = cell(tally(said({"informant_id": "KI-1"}, {"informant_id": "KI-2"}), five()))
    assert (found["k"], found["n"], found["share"], found["state"]) == (2, 5, 0.4, "reported")
    assert found["low"] == pytest.approx(0.1176, abs=1e-4)
    assert found["high"] == pytest.approx(0.7693, abs=1e-4)


def test_the_columns_of_a_rate_stand_in_their_order():
    finding = tally(said({"informant_id": "KI-1"}), five())
    assert list(finding.frame)[:8] == ["region", "code", "k", "n", "share", "low", "high", "state"]
    assert finding.frame.attrs["unit"] == finding.basis.unit == "informant"


def test_a_region_the_study_does_not_cover_is_never_zero():
    places = named({"informant_id": "KI-1", "at": 10, "region": "Kidal"})
    finding = tally(said({"informant_id": "KI-1"}), five(), places)
    for region in ("Kidal", "Ménaka", "Mopti"):
        found = cell(finding, region)
        assert found["state"] == "not_covered"
        assert all(pd.isna(found[c]) for c in ("k", "n", "share", "low", "high", "denied", "mentions"))
    assert {str(finding.frame[c].dtype) for c in ("k", "n", "denied", "mentions", "abroad")} == {"Int64"}
    assert {type(row["k"]) for row in finding.rows()} <= {int, type(None)}


def test_a_covered_region_where_nobody_reports_it_is_zero_with_an_upper_bound():
    found = cell(tally(said({"informant_id": "KI-1"}), [*five(), *five("Kayes", 6)]), "Kayes")
    assert (found["k"], found["n"], found["share"], found["state"]) == (0, 5, 0, "no_report")
    assert found["high"] == pytest.approx(0.4345, abs=1e-4)


def test_four_informants_are_too_few():
    assert cell(tally(said({"informant_id": "KI-1"}), five()[:4]))["state"] == "too_few"


def test_a_covered_region_without_anybody_has_no_share():
    found = cell(tally(said({"informant_id": "KI-1"}), five()), "Kayes")
    assert (found["n"], found["state"]) == (0, "too_few")
    assert math.isnan(found["share"])


def test_who_has_no_coded_source_is_not_transcribed_and_not_in_n():
    found = cell(tally(said({"informant_id": "KI-1"}), five(), heard=["KI-1", "KI-2"]))
    assert (found["n"], found["not_transcribed"]) == (2, 3)


def test_a_person_who_says_it_ten_times_in_three_sources_counts_once():
    ten = [{"informant_id": "KI-1", "source_id": f"S-{i % 3}"} for i in range(10)]
    found = cell(tally(said(*ten), five()))
    assert (found["k"], found["mentions"]) == (1, 10)


def test_only_what_is_affirmed_counts():
    rows = [
        {"informant_id": f"KI-{i}", "polarity": p} for i, p in enumerate(("hypothetical", "historical"), 1)
    ]
    found = cell(tally(said(*rows), five()))
    assert (found["k"], found["denied"], found["mentions"]) == (0, 0, 0)


def test_who_denies_and_also_reports_is_a_reporter_and_who_only_denies_is_denied():
    rows = [
        {"informant_id": "KI-1", "polarity": "negated"},
        {"informant_id": "KI-1"},
        {"informant_id": "KI-2", "polarity": "negated"},
    ]
    found = cell(tally(said(*rows), five()))
    assert (found["k"], found["denied"]) == (1, 1)


def test_own_knowledge_and_hearsay_are_told_apart():
    rows = [
        {"informant_id": "KI-1"},
        {"informant_id": "KI-1", "evidence": "reported"},
        {"informant_id": "KI-2", "evidence": "reported"},
    ]
    found = cell(tally(said(*rows), five()))
    assert (found["k"], found["direct"], found["hearsay"]) == (2, 1, 1)


def test_contrast_codes_are_never_counted():
    rows = [
        {"informant_id": "KI-1", "code": "general.contrast.smuggling-only"},
        {"informant_id": "KI-1", "code": SEX},
    ]
    assert set(tally(said(*rows), five(), level="code").frame["code"]) == {SEX}
    assert set(
        tally(said(*rows), five(), level="code", contrast=[SEX], codes=[GOLD]).frame["k"].dropna()
    ) == {0}


def test_suggestions_count_only_when_asked_for_and_the_finding_says_so():
    rows = said(
        {"informant_id": "KI-1", "status": "suggested"}, {"informant_id": "KI-2", "status": "rejected"}
    )
    assert tally(rows, five()).frame.empty
    finding = tally(rows, five(), status="suggested")
    assert cell(finding)["k"] == 1
    assert "stats.note.suggested" in dict(finding.basis.notes)


def test_level_form_holds_forms_only_and_the_other_levels_everything():
    rows = said({"informant_id": "KI-1"}, {"informant_id": "KI-1", "code": "general.means.deception"})
    got = {
        level: set(tally(rows, five(), level=level).frame["code"])
        for level in ("form", "group", "category", "code")
    }
    assert got["form"] == {"form.gold"}
    assert got["group"] == {"form.gold", "general.means"}
    assert got["category"] == {"form", "general"}
    assert got["code"] == {GOLD, "general.means.deception"}


def test_codes_asked_for_have_rows_even_when_nobody_reports_them():
    finding = tally(said(), five(), codes=["form.organ"])
    assert cell(finding, code="form.organ")["state"] == "no_report"


def test_the_place_in_the_sentence_gives_the_region():
    finding = tally(
        said({"informant_id": "KI-1", "start": 0}),
        five(),
        named({"informant_id": "KI-1", "at": 10, "region": "Kayes"}),
    )
    assert cell(finding, "Kayes")["k"] == 1
    assert cell(finding, "Kayes")["n"] == 1
    assert cell(finding, "Gao")["k"] == 0
    assert cell(finding, "Gao")["n"] == 5


def test_two_regions_in_one_sentence_are_both_spoken_of():
    places = named(
        {"informant_id": "KI-1", "at": 10, "region": "Kayes"},
        {"informant_id": "KI-1", "at": 20, "region": "Gao"},
    )
    finding = tally(said({"informant_id": "KI-1", "start": 0}), five(), places)
    assert [cell(finding, r)["k"] for r in ("Kayes", "Gao")] == [1, 1]


def test_without_one_the_last_place_named_before_in_the_same_turn_does():
    places = named(
        {"informant_id": "KI-1", "at": 10, "region": "Gao"},
        {"informant_id": "KI-1", "at": 60, "region": "Kayes"},
        {"informant_id": "KI-1", "at": 300, "region": "Gao"},
    )
    finding = tally(said({"informant_id": "KI-1", "start": 200}), five(), places)
    assert [cell(finding, r)["k"] for r in ("Kayes", "Gao")] == [1, 0]


def test_a_place_of_another_turn_does_not_carry_over():
    places = named({"informant_id": "KI-1", "at": 10, "region": "Kayes", "segment": 1})
    finding = tally(said({"informant_id": "KI-1", "start": 200, "segment": 2}), five(), places)
    assert cell(finding, "Gao")["k"] == 1
    assert cell(finding, "Kayes")["n"] == 1  # spoken of, nothing reported


def test_a_place_the_question_names_is_the_topic_of_the_answer():
    asked = named(
        {"informant_id": "KI-1", "at": 1, "region": "Kayes"},
        {"informant_id": "KI-2", "at": 1, "region": "Kayes"},
    )
    finding = tally(said({"informant_id": "KI-1", "start": 200}), five(), questions=asked)
    found = cell(finding, "Kayes")
    assert (found["k"], found["n"]) == (1, 2)


def test_a_sentence_that_names_only_places_abroad_stays_with_the_informant_and_is_marked():
    abroad = named({"informant_id": "KI-1", "at": 210, "region": "", "country": "KW"})
    found = cell(tally(said({"informant_id": "KI-1", "start": 200}), five(), abroad))
    assert (found["k"], found["abroad"]) == (1, 1)
    at_home = named({"informant_id": "KI-1", "at": 210, "region": "", "country": "ML"})
    assert cell(tally(said({"informant_id": "KI-1", "start": 200}), five(), at_home))["abroad"] == 0
    both = said({"informant_id": "KI-1", "start": 200}, {"informant_id": "KI-1", "start": 0})
    assert cell(tally(both, five(), abroad))["abroad"] == 0


def test_the_place_of_the_interview_is_no_place_spoken_of():
    places = named({"informant_id": "KI-1", "at": 10, "region": "Kayes", "role": "interview"})
    finding = tally(said({"informant_id": "KI-1", "start": 0}), five(), places)
    assert cell(finding, "Kayes")["n"] == 0
    assert cell(finding, "Gao")["k"] == 1


def test_by_the_informant_s_own_region_places_do_not_matter():
    places = named({"informant_id": "KI-1", "at": 10, "region": "Kayes"})
    finding = tally(said({"informant_id": "KI-1", "start": 0}), five(), places, region_of="informant")
    assert [cell(finding, r)["k"] for r in ("Kayes", "Gao")] == [0, 1]


def test_other_attributes_group_informants_not_places():
    rows = [*five()[:4], person(5, category="lawyer")]
    finding = tally(said({"informant_id": "KI-5"}), rows, by="category")
    assert cell(finding, "lawyer", by="category")[["k", "n"]].tolist() == [1, 1]
    assert cell(finding, "justice", by="category")[["k", "n"]].tolist() == [0, 4]


def test_organisations_are_counted_apart_from_persons():
    rows = [person(i, organisation="Point focal") for i in (1, 2)] + [person(3)]
    found = cell(tally(said(*({"informant_id": f"KI-{i}"} for i in (1, 2, 3))), rows))
    assert (found["k"], found["organisations"]) == (3, 1)


def test_speakers_who_are_not_in_the_register_are_left_out_and_said_to_be():
    finding = tally(said({"informant_id": ""}, {"informant_id": "KI-99"}, {"informant_id": "KI-1"}), five())
    assert cell(finding)["k"] == 1
    assert dict(finding.basis.notes)["stats.note.no-informant"] == {"n": 2}


def test_a_cell_leads_back_to_its_codings():
    rows = [
        {"informant_id": "KI-1"},
        {"informant_id": "KI-2", "polarity": "negated"},
        {"informant_id": "KI-3", "evidence": "reported"},
        {"informant_id": "KI-1", "code": SEX},
    ]
    finding = tally(said(*rows), five())
    assert finding.coding_ids(region="Gao", code="form.gold") == ("C-0", "C-2")
    assert finding.coding_ids(region="Gao", code="form.gold", of="denied") == ("C-1",)
    assert finding.coding_ids(region="Gao", code="form.gold", of="hearsay") == ("C-2",)
    assert finding.coding_ids(region="Gao") == ("C-0", "C-2", "C-3")
    assert finding.coding_ids(**cell(finding).to_dict()) == ("C-0", "C-2")
    assert finding.coding_ids(region="Kayes", code="form.gold") == ()


def test_an_unknown_choice_lists_the_known_ones():
    for wrong in ({"level": "forms"}, {"region_of": "there"}, {"status": "rejected"}):
        with pytest.raises(TableError) as caught:
            tally(said({"informant_id": "KI-1"}), five(), **wrong)
        assert caught.value.values["known"]


def test_a_table_with_a_wrong_column_is_refused():
    with pytest.raises(TableError):
        tally(said().rename(columns={"code": "tag"}), five())


def test_no_codings_at_all_give_an_empty_table_not_an_error():
    finding = tally(said(), five())
    assert finding.frame.empty
    assert finding.basis.n == 5


# ---------------------------------------------------------------------------------------- properties
mentions = st.lists(
    st.tuples(
        st.integers(1, 7),
        st.sampled_from([GOLD, SEX, "general.act.transport"]),
        st.sampled_from(["affirmed", "negated", "historical"]),
        st.sampled_from(["direct", "reported"]),
        st.integers(1, 2),
    ),
    max_size=12,
)
spots = st.lists(
    st.tuples(st.integers(1, 7), st.sampled_from(["Gao", "Kayes", "Kidal", ""]), st.integers(0, 900)),
    max_size=6,
)
SEVEN = [*five(), person(6, "Kayes"), person(7, "")]


def drawn(rows):
    return said(
        *(
            {"informant_id": f"KI-{i}", "code": c, "polarity": p, "evidence": e, "segment": s}
            for i, c, p, e, s in rows
        )
    )


def spotted(rows):
    return named(*({"informant_id": f"KI-{i}", "region": r, "at": at} for i, r, at in rows))


@settings(max_examples=40, deadline=None)
@given(mentions, spots)
def test_counts_never_exceed_their_base_and_parts_add_up(rows, places):
    frame = tally(drawn(rows), SEVEN, spotted(places), level="code").frame
    inside = frame[frame["state"] != "not_covered"]
    assert (inside["k"] <= inside["n"]).all()
    assert (inside["direct"] + inside["hearsay"] == inside["k"]).all()
    assert (inside["k"] + inside["denied"] <= inside["n"]).all()
    assert (inside["k"] <= inside["mentions"]).all()
    assert frame.loc[frame["state"] == "not_covered", "k"].isna().all()


@settings(max_examples=40, deadline=None)
@given(mentions, spots, st.integers(0, 999))
def test_saying_it_again_or_in_another_order_changes_nothing(rows, places, seed):
    codings = drawn(rows)
    again = codings.assign(coding_id=codings["coding_id"] + "-again")
    both = pd.concat([codings, again], ignore_index=True).sample(frac=1, random_state=seed)
    once = tally(codings, SEVEN, spotted(places)).frame.drop(columns="mentions")
    twice = tally(both, SEVEN[::-1], spotted(places[::-1])).frame.drop(columns="mentions")
    pd.testing.assert_frame_equal(once, twice)


@settings(max_examples=40, deadline=None)
@given(mentions, spots)
def test_every_cell_leads_to_as_many_informants_as_it_counts(rows, places):
    codings = drawn(rows)
    finding = tally(codings, SEVEN, spotted(places))
    who = dict(zip(codings["coding_id"], codings["informant_id"], strict=True))
    for row in finding.rows():
        if row["k"] is not None:
            behind = {who[one] for one in finding.coding_ids(region=row["region"], code=row["code"])}
            assert len(behind) == row["k"]


def by_hand(codings, rows, places, region, code) -> tuple[int, int, int, int]:
    """k, n, direct, denied of a cell, person by person, without any table operation."""
    mentions = places.to_dict("records")
    spoken = codings.to_dict("records")

    def regions(coding) -> set[str]:
        turn = [
            m for m in mentions if (m["source_id"], m["segment"]) == (coding["source_id"], coding["segment"])
        ]
        inside = {
            m["region"]
            for m in turn
            if coding["start"] <= m["start"] and m["end"] <= coding["end"] and m["region"]
        }
        before = [m for m in turn if m["start"] < coding["start"] and m["region"]]
        last = {max(before, key=lambda m: (m["start"], m["region"]))["region"]} if before else set()
        return inside or last or {home[coding["informant_id"]]}

    home = {row["informant_id"]: row["region"] or "unknown" for row in rows}
    k = n = direct = denied = 0
    for one in home:
        own = [c for c in spoken if c["informant_id"] == one and region in regions(c)]
        there = [c for c in own if c["group"] == code]
        affirmed = [c for c in there if c["polarity"] == "affirmed"]
        forms = [c for c in own if c["code_category"] == "form"]
        speaks = any(m["informant_id"] == one and m["region"] == region for m in mentions)
        n += home[one] == region or speaks or bool(forms)
        k += bool(affirmed)
        direct += any(c["evidence"] == "direct" for c in affirmed)
        denied += not affirmed and any(c["polarity"] == "negated" for c in there)
    return k, n, direct, denied


@settings(max_examples=60, deadline=None)
@given(mentions, spots)
def test_every_cell_is_what_counting_person_by_person_gives(rows, places):
    codings, named_places = drawn(rows), spotted(places)
    finding = tally(codings, SEVEN, named_places, codes=["form.gold", "form.sexual"])
    for row in finding.rows():
        if row["state"] != "not_covered":
            expected = by_hand(codings, SEVEN, named_places, row["region"], row["code"])
            assert (row["k"], row["n"], row["direct"], row["denied"]) == expected
