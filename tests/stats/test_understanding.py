"""Understanding: who defines trafficking precisely, partially, not at all, and who was not asked."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.errors import TableError
from kiitools.shipped import shipped_folder
from kiitools.stats.understanding import understanding
from tests.stats.tables import people, person

registers = st.lists(
    st.tuples(st.sampled_from(["precise", "partial", "none", ""]), st.sampled_from(["Gao", "Kayes", ""])),
    max_size=15,
)


def register(rows) -> pd.DataFrame:
    return people(*(person(i, region, definition_level=level) for i, (level, region) in enumerate(rows)))


def counted(frame: pd.DataFrame) -> dict:
    return dict(zip(frame["level"], frame["k"], strict=True))


def test_the_demonstration_register_gives_55_50_31_of_136():
    finding = understanding(pd.read_csv(shipped_folder("demo") / "informants.csv"))
    assert counted(finding.frame) == {"precise": 55, "partial": 50, "none": 31}
    assert finding.frame["n"].tolist() == [136] * 3
    assert finding.basis.n == 136
    assert finding.basis.unit == finding.frame.attrs["unit"] == "informant"


def test_who_was_not_asked_is_in_no_share():
    found = understanding(register([("precise", "Gao"), ("none", "Gao"), ("", "Gao")])).frame
    assert found["n"].tolist() == [2, 2, 2]
    assert found["share"].tolist() == [0.5, 0, 0.5]
    assert found["not_asked"].tolist() == [1, 1, 1]


def test_a_missing_level_is_not_asked_rather_than_cannot_define():
    table = register([("precise", "Gao"), ("", "Gao")])
    table.loc[1, "definition_level"] = None
    assert counted(understanding(table).frame) == {"precise": 1, "partial": 0, "none": 0}


def test_where_nobody_was_asked_the_share_is_undefined_and_says_why():
    found = understanding(register([("", "Gao"), ("precise", "Kayes")]), by="region").frame
    gao = found[found["region"] == "Gao"]
    assert all(math.isnan(x) for x in (*gao["share"], *gao["low"], *gao["high"]))
    assert set(gao["reason"]) == {"nobody_asked"}
    assert set(found.loc[found["region"] == "Kayes", "reason"]) == {""}


def test_regions_come_from_west_to_east_with_the_total_last():
    rows = [("none", "Gao"), ("none", "Kayes"), ("none", ""), ("none", "Bamako")]
    found = understanding(register(rows), by="region").frame
    assert list(dict.fromkeys(found["region"])) == ["Kayes", "Gao", "Bamako", "unknown", "total"]


def test_participants_of_a_focus_group_are_persons():
    group = [person(i, session_id="FGD-1", mode="focus-group", definition_level="partial") for i in range(4)]
    assert understanding(people(*group)).frame["n"].tolist() == [4, 4, 4]


def test_the_columns_of_a_rate_stand_in_their_order():
    found = understanding(register([("none", "Gao")]), by="sex").frame
    assert list(found) == ["sex", "level", "k", "n", "share", "low", "high", "not_asked", "reason"]


def test_a_person_listed_twice_is_refused_by_id():
    table = pd.concat([register([("none", "Gao")])] * 2)
    with pytest.raises(TableError) as caught:
        understanding(table)
    assert [one.where for one in caught.value.faults] == ["KI-0"]


def test_an_unknown_level_is_named_by_the_person_s_id():
    with pytest.raises(TableError) as caught:
        understanding(register([("none", "Gao"), ("perfect", "Gao")]))
    assert [one.where for one in caught.value.faults] == ["KI-1"]
    assert "perfect" not in str(caught.value)


def test_an_unknown_attribute_lists_those_there_are():
    with pytest.raises(TableError, match="age_band"):
        understanding(register([("none", "Gao")]), by="shoe_size")


def test_an_empty_register_gives_undefined_shares():
    found = understanding(people()).frame
    assert found["k"].tolist() == [0, 0, 0]
    assert found["share"].isna().all()


def test_caption_and_method_stand_in_french_and_english():
    finding = understanding(register([("none", "Gao")]), by="region")
    assert "par région" in finding.caption["fr"]
    assert "by region" in finding.caption["en"]
    assert set(finding.method) == {"fr", "en"}
    assert finding.coding_ids(level="none") == ()


@given(registers)
def test_levels_and_regions_add_up_to_the_people_asked(rows):
    found = understanding(register(rows), by="region").frame
    assert (found["k"] <= found["n"]).all()
    per_value = found.groupby("region")[["k", "n"]].agg({"k": "sum", "n": "first"})
    assert (per_value["k"] == per_value["n"]).all()
    assert per_value["n"].drop("total").sum() == per_value.loc["total", "n"]
    total = found[found["region"] == "total"]
    assert (total["n"] + total["not_asked"] == len(rows)).all()


@settings(deadline=None)
@given(registers, st.randoms())
def test_the_order_of_the_register_does_not_matter(rows, random):
    shuffled = register(rows).sample(frac=1, random_state=random.randint(0, 999))
    pd.testing.assert_frame_equal(
        understanding(register(rows), by="region").frame, understanding(shuffled, by="region").frame
    )


@pytest.mark.parametrize("by", ["informant_id", "definition_level", "colour"])
def test_what_breaks_down_nothing_is_refused_with_the_attributes_known(by):
    with pytest.raises(TableError) as caught:
        understanding(people(person(1, definition_level="none")), by=by)
    assert caught.value.key == "stats.unknown-attribute"
    assert "definition_level" not in caught.value.values["known"]
