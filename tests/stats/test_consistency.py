"""Slips of real reports: the checks find those of the report of 2021 by themselves."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiitools.messages import say
from kiitools.model.places import REGIONS_2016
from kiitools.settings import COVERED_2020
from kiitools.shipped import shipped_folder
from kiitools.stats import consistency as check
from tests.stats.tables import people, person

SAMPLE = {"services": 16, "leaders": 9, "ong": 26, "ing": 14, "oi": 8, "embassies": 5, "researchers": 2,
          "lawyers": 2, "journalist": 1, "victims": 25, "smugglers": 2}  # fmt: skip


def keys(faults) -> list[str]:
    return [one.key for one in faults]


def test_the_published_sample_adds_up_to_110_not_to_136():
    (found,) = check.check_total(SAMPLE, 136, where="échantillon")
    assert dict(found.values) == {"sum": "110", "total": "136", "gap": "26", "unit": ""}
    assert "110" in found.text("fr")
    assert check.check_total(SAMPLE, 110, where="échantillon") == ()


def test_percentages_without_a_base_are_named():
    assert keys(check.check_percentages({"précis": 40, "partiel": 37, "aucun": 23}, where="définition")) == [
        "stats.check.no-base"
    ]


def test_40_37_23_is_possible_of_136_and_not_of_9():
    shares = {"précis": 40, "partiel": 37, "aucun": 23}
    assert check.check_percentages(shares, where="définition", base=136) == ()
    assert keys(check.check_percentages(shares, where="définition", base=9)) == ["stats.check.impossible"] * 3


def test_shares_of_one_whole_that_make_110_are_named_unless_several_answers_were_allowed():
    shares = {"a": 60.0, "b": 50.0}
    assert keys(check.check_percentages(shares, where="q", base=10)) == ["stats.check.not-100"]
    assert check.check_percentages(shares, where="q", base=10, whole=False) == ()


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(sum), st.integers(0, 2))
def test_percentages_truly_computed_from_counts_are_never_blamed(counts, decimals):
    base = sum(counts)
    shares = {str(at): round(100 * k / base, decimals) for at, k in enumerate(counts)}
    assert check.check_percentages(shares, where="q", base=base, decimals=decimals) == ()


def test_ids_that_are_empty_or_repeated_are_named():
    table = people(person(1), person(1), person(2), {"informant_id": ""})
    found = check.check_ids(table, "informant_id", where="registre")
    assert keys(found) == ["stats.check.empty-ids", "stats.check.repeated"]
    assert "KI-1" in found[1].where


@pytest.mark.parametrize(
    ("date", "key"),
    [
        ("2021-01-13", None),
        ("2020-08", None),
        ("2020", None),
        ("", None),
        ("2020-03-27", "stats.check.outside"),
        ("2021-09-30", "stats.check.outside"),
        ("2019", "stats.check.outside"),
        ("2021-02-29", "stats.check.no-date"),
        ("13/01/2021", "stats.check.no-date"),
        ("2020-13", "stats.check.no-date"),
    ],
)
def test_dates_are_in_the_period_outside_or_none_at_all(date, key):
    table = people(person(1, date=date))
    found = check.check_dates(
        table, "date", where="registre", start="2020-08-01", end="2021-03-31", id_column="informant_id"
    )
    assert keys(found) == ([key] if key else [])


def test_an_end_before_its_start_is_named():
    table = pd.DataFrame({"title": ["A", "B"], "start": ["2020-05", "2020"], "end": ["2019", "2020-12"]})
    assert [
        one.where for one in check.check_order(table, "start", "end", where="projets", id_column="title")
    ] == ["projets : A"]


def test_groups_of_one_and_interviews_of_many_are_named():
    table = people(
        person(1, session_id="F1", mode="focus-group"), person(2, session_id="E1", mode="interview"),
        person(3, session_id="E1", mode="interview"), person(4, session_id="E2", mode="interview"),
        person(5, session_id="E2", mode="phone"),
    )  # fmt: skip
    found = check.check_sessions(table)
    assert [(one.where, one.key.rsplit(".")[-1]) for one in found] == [
        ("F1", "group-of-one"), ("E1", "interview-of-many"), ("E2", "session-differs"),
    ]  # fmt: skip


def test_informants_outside_the_regions_covered_are_named():
    table = people(person(1, "Kidal"), person(2, "Gaoo"), person(3, "Gao"), person(4, ""))
    found = check.check_regions(table, COVERED_2020, REGIONS_2016)
    assert [(one.where, one.key) for one in found] == [
        ("KI-1", "stats.check.not-covered"), ("KI-2", "stats.check.unknown-region"),
    ]  # fmt: skip


def test_sixteen_services_stated_as_persons_are_organisations():
    rows = [person(i, category="technical_service", organisation=f"DR {i % 16}") for i in range(42)]
    (found,) = check.check_units({"technical_service": (16, "informant")}, people(*rows))
    assert found.key == "stats.check.other-unit"
    assert (
        check.check_units(
            {"technical_service": (42, "informant"), "total": (16, "organisation")}, people(*rows)
        )
        == ()
    )
    assert keys(check.check_units({"total": (40, "informant")}, people(*rows))) == ["stats.check.stated"]


def test_the_demonstration_register_is_without_fault():
    table = pd.read_csv(shipped_folder("demo") / "informants.csv", keep_default_na=False)
    table["mode"] = table["mode"].replace({"focus group": "focus-group"})
    assert check.check_ids(table, "informant_id", where="registre") == ()
    assert check.check_regions(table, COVERED_2020, REGIONS_2016) == ()
    assert check.check_sessions(table) == ()
    found = check.check_dates(
        table, "date", where="r", start="2020-08", end="2021-03", id_column="informant_id"
    )
    assert found == ()


def test_every_fault_says_what_and_what_to_do_in_both_languages():
    from kiitools.messages import catalogue

    for key in [one for one in catalogue() if one.startswith("stats.check.") and not one.endswith(".todo")]:
        assert {"fr", "en"} <= set(catalogue()[key])
        assert say(f"{key}.todo", "fr")
        assert say(f"{key}.todo", "en")
