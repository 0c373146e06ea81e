"""Coverage: who was interviewed where and how."""

from __future__ import annotations

import pandas as pd

from kiitools.settings import COVERED_2020
from kiitools.shipped import shipped_folder
from kiitools.stats.coverage import coverage
from tests.stats.tables import people, person, speaking


def rows(finding, **key):
    frame = finding.frame
    for name, value in key.items():
        frame = frame[frame[name] == value]
    return frame


def test_participants_of_a_group_are_persons_of_one_session():
    group = people(*(person(i, mode="focus-group", session_id="FGD-1") for i in range(4)))
    found = rows(coverage(group, speaking("KI-0"), regions_covered=["Gao"]), region="Gao").iloc[0]
    assert found[["informants", "sessions", "with_text", "not_transcribed"]].tolist() == [4, 1, 1, 3]


def test_a_group_of_two_categories_is_one_session_in_the_total():
    mixed = people(
        person(1, session_id="F", category="justice"), person(2, session_id="F", category="lawyer")
    )
    finding = coverage(mixed, speaking(), regions_covered=["Gao"])
    assert rows(finding, region="Gao")["sessions"].sum() == 2
    assert rows(finding, region="total")["sessions"].tolist() == [1]


def test_regions_not_covered_are_listed_without_figures():
    finding = coverage(people(person(1)), speaking("KI-1"), regions_covered=["Gao", "Kayes"])
    kidal = rows(finding, region="Kidal").iloc[0]
    assert kidal["state"] == "not_covered"
    assert kidal[["informants", "sessions", "with_text", "coded"]].isna().all()
    kayes = rows(finding, region="Kayes").iloc[0]
    assert (kayes["state"], kayes["informants"]) == ("no_informant", 0)


def test_someone_interviewed_outside_the_regions_covered_shows():
    finding = coverage(people(person(1, "Kidal")), speaking(), regions_covered=["Gao"])
    assert rows(finding, region="Kidal")["state"].tolist() == ["outside"]


def test_text_that_is_not_coded_yet_is_told_apart():
    finding = coverage(
        people(person(1), person(2)),
        speaking("KI-1", "KI-2"),
        regions_covered=["Gao"],
        coded_sources=["S-KI-1"],
    )
    found = rows(finding, region="Gao").iloc[0]
    assert (found["with_text"], found["coded"]) == (2, 1)


def test_the_demonstration_study_has_136_persons_in_110_sessions():
    register = pd.read_csv(shipped_folder("demo") / "informants.csv")
    finding = coverage(register, speaking(), regions_covered=COVERED_2020)
    assert rows(finding, region="total")[["informants", "sessions"]].iloc[0].tolist() == [136, 110]
    assert set(rows(finding, state="not_covered")["region"]) == {"Kidal", "Ménaka", "Taoudénit"}
    assert finding.frame["informants"].iloc[:-1].sum() == 136
