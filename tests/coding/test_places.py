"""Places in speech: names told from persons, rivers, firms and words, and their regions of 2016."""

from __future__ import annotations

import json
import random
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiitools.coding.gazetteer import FLAGS, build_gazetteer, fold, sounded
from kiitools.coding.places import find_places, find_places_in, question_places
from kiitools.model.places import REGIONS_2016
from kiitools.model.sources import Segment, Source, source_id, text_sha256

CASES = [
    line
    for line in (Path(__file__).parent / "cases/places.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def shown(text: str) -> str:
    found = find_places_in(text)
    where = [
        (text[m.start : m.end], m.region or ("" if m.country == "ML" else m.country) or "-", m.kind)
        for m in found
    ]
    return "; ".join(f"{words} ({place}, {kind})" for words, place, kind in where) or "-"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.split(" | ")[0][:50])
def test_a_sentence_names_these_places_and_no_others(case):
    text, expected = case.split(" | ")
    assert shown(text) == expected


def test_decomposed_accents_and_other_apostrophes_name_the_same_places():
    text = "Ségou, Kéniéba, N'Tillit, Côte d'Ivoire, Gourma-Rharous"
    plain = [m.name for m in find_places_in(text)]
    for other in (
        unicodedata.normalize("NFD", text), text.replace("'", "’"), text.replace("-", "\u2011"), text.upper(),
        text.replace(" ", "\u00a0"), text.replace(", ", ",\n"),
    ):  # fmt: skip
        assert [m.name for m in find_places_in(other)] == plain
    assert len(plain) == 5


def test_the_same_name_abroad_is_taken_when_the_sentence_is_there():
    assert [m.country for m in find_places_in("Elle a quitté Dakar et Thiès pour Touba.")][-1] == "SN"
    assert find_places_in("Touba est près de Banamba.")[0].region == "Koulikoro"


def test_two_places_of_one_name_stay_ambiguous_when_the_speaker_says_so():
    (found,) = find_places_in("Kourémalé, il y en a deux, un de chaque côté.")
    assert (found.kind, found.region, found.country) == ("ambiguous", "", "")


NAMES = st.sampled_from(["Kayes", "Gao", "Côte d'Ivoire", "Tin-Zaouatène", "Ségou", "Bordj Badji Mokhtar"])


@given(st.lists(st.tuples(st.text(" ,;\n😀ߒ", min_size=1, max_size=4), NAMES), max_size=6))
def test_positions_are_code_points_whatever_stands_around(parts):
    text = "".join(gap + " " + name + " " for gap, name in parts)
    found = [text[m.start : m.end] for m in find_places_in(text)]
    assert found == [name for _, name in parts]


@given(st.text(max_size=60))
def test_any_text_is_read_without_fault_and_mentions_lie_inside_in_order(text):
    found = find_places_in(text)
    ends = [0, *(m.end for m in found)]
    assert all(0 <= before <= m.start < m.end <= len(text) for before, m in zip(ends, found, strict=False))


def spoken(*turns: tuple[str, str]) -> Source:
    text, segments = "", []
    for seq, (role, words) in enumerate(turns, 1):
        label = "Q : " if role == "interviewer" else "R : "
        start = len(text) + len(label)
        text += label + words + "\n"
        segments.append(Segment(seq, start, start + len(words), label[0], role, "fr"))
    sha = text_sha256(text)
    return Source(
        source_id(text), "t", "interview", text, sha, "t.txt", sha, "text/plain", "fr", tuple(segments)
    )


TALK = spoken(
    ("interviewer", "Et à Kayes, que voyez-vous ?"), ("respondent", "Beaucoup d'enfants, jusqu'à Diboli."),
    ("interviewer", "Avez-vous des chiffres ?"), ("interviewer", "Pour Gao ?"), ("respondent", "Non."),
)  # fmt: skip


def test_the_interviewer_s_places_are_not_the_informant_s():
    (found,) = find_places(TALK)
    assert TALK.text[found.start : found.end] == "Diboli"
    assert (found.source_id, found.segment, found.region, found.role) == (
        TALK.source_id,
        2,
        "Kayes",
        "spoken_of",
    )


def test_a_question_names_the_topic_of_its_answer():
    assert [(seq, m.name, m.segment) for seq, m in question_places(TALK)] == [(2, "Kayes", 1), (5, "Gao", 4)]


def test_a_question_put_to_a_group_is_answered_by_all_until_the_next():
    group = spoken(
        ("interviewer", "Et à Gao ?"), ("respondent", "Oui."), ("respondent", "Non."),
        ("interviewer", "Bien."),
        ("respondent", "Merci."),
    )  # fmt: skip
    assert [seq for seq, _ in question_places(group)] == [2, 3]


def test_a_mention_never_shows_the_words_around_it():
    assert "enfants" not in repr(find_places(TALK))


def test_every_place_of_mali_has_a_region_of_2016_unless_it_lies_in_several():
    known = build_gazetteer().places
    open_ = {p.name for p in known if p.country == "ML" and p.region() not in REGIONS_2016}
    assert open_ == {"Mali", "Farako", "Gourma", "Liptako", "Azawad", "Méma"}
    assert {p.flag for p in known} <= set(FLAGS)
    assert {p.kind for p in known} == {"town", "site", "region", "country"}


def test_every_cercle_of_2012_and_2023_is_found_in_its_region(shared):
    import csv

    by_2012 = {}
    with (shared / "domain/mali_cercles_2012_2016.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            by_2012[row["cercle"]] = row["region"]
            assert row["region"] in {p.region() for p in build_gazetteer().named(row["cercle"])}, row[
                "cercle"
            ]
    with (shared / "domain/mali_cercles_2023.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            name = row["cercle_2023"].split(" (")[0]
            if name != "Farako":
                assert row["region_2023"] in {p.region("2023") for p in build_gazetteer().named(name)}, name


def test_no_two_places_of_mali_are_told_apart_only_by_the_rough_key():
    sounds = Counter(sounded(p.name) for p in {p.name: p for p in build_gazetteer().places}.values())
    for place in build_gazetteer().places:
        if sounds[sounded(place.name)] == 1 and len(place.name.split()) == 1:
            assert place in build_gazetteer().named(place.name)


def test_spellings_nobody_listed_are_heard():
    for spelling, name in (("Koulicoro", "Koulikoro"), ("Tombouktou", "Tombouctou"), ("Bouguni", "Bougouni")):
        assert build_gazetteer().named(spelling)[0].name == name


def folded(counts: list[str]) -> Counter[str]:
    return Counter(fold(one) for one in counts)


@pytest.mark.parametrize("part", ["used in development", "kept aside"])
def test_gold_sentences_reach_the_goals_of_mentions_and_regions(shared, part):
    """Mention F1 at least 0.90 and region accuracy at least 0.95, also on the third nobody looked at."""
    lines = [
        json.loads(line) for line in (shared / "gold/places.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    aside = set(random.Random(7).sample(range(len(lines)), round(len(lines) / 3)))
    right = missed = extra = regions = 0
    for at, line in enumerate(lines):
        if (at in aside) != (part == "kept aside"):
            continue
        found = find_places_in(line["text"], line["lang"])
        names = [line["text"][m.start : m.end] for m in found]
        gold = folded([p["name"] for p in line["places"]])
        both = gold & folded(names)
        right += both.total()
        missed += (gold - both).total()
        extra += (folded(names) - both).total()
        left = [(fold(p["name"]), p["region"] or "") for p in line["places"]]
        for pair in ((fold(name), m.region) for name, m in zip(names, found, strict=True)):
            if pair in left:
                left.remove(pair)
                regions += 1
    assert 2 * right / (2 * right + missed + extra) >= 0.90
    assert regions / right >= 0.95
