"""Scores of places and routes: figures of the contract, intervals, faults of gold files told all at once."""

from __future__ import annotations

import json
import math

import pytest

from kiitools.errors import InputError
from kiitools.scoring_places import score_places, summary_lines


def line(name: str, places: list[tuple[str, str | None]], route: list[str], lang: str = "fr") -> dict:
    found = [{"name": n, "country": "ML", "region": r, "kind": "town"} for n, r in places]
    return {"id": name, "lang": lang, "text": " ".join(n for n, _ in places), "places": found, "route": route}


GOLD = [
    line("a", [("Kayes", "Kayes"), ("Gao", "Gao")], ["Kayes", "Gao"]),
    line("b", [("Ségou", "Ségou"), ("Ségou", "Ségou")], []),
    line("c", [], [], "en"),
]


@pytest.fixture
def write(tmp_path):
    def writing(name: str, rows: list[dict] | str | bytes):
        path = tmp_path / name
        if isinstance(rows, list):
            rows = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"
        path.write_bytes(rows.encode() if isinstance(rows, str) else rows)
        return path

    return writing


def test_predictions_equal_to_the_gold_are_perfect(write):
    gold = write("gold.jsonl", GOLD)
    scored = score_places(gold, gold)
    assert scored["mentions"] == {"precision": 1, "recall": 1, "f1": 1, "interval": [1, 1]}
    assert scored["regions"]["accuracy"] == scored["routes"]["exact"] == 1
    assert (scored["units"], scored["routes"]["n"]) == (3, 1)


def test_mentions_are_multisets_of_folded_names_and_regions_count_over_those_found(write):
    made = [
        line("a", [("KAYES", "Kayes"), ("Gao", "Kidal"), ("Mopti", "Mopti")], ["Gao", "Kayes"]),
        line("b", [("Segou", "Ségou")], ["Segou", "Gao"]),
    ]
    scored = score_places(write("gold.jsonl", GOLD), write("made.jsonl", made))
    assert (scored["mentions"]["precision"], scored["mentions"]["recall"]) == (0.75, 0.75)
    assert scored["regions"]["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert (scored["routes"]["exact"], scored["routes"]["n"]) == (0, 2)
    low, high = scored["mentions"]["interval"]
    assert 0 <= low <= scored["mentions"]["f1"] <= high <= 1


def test_a_share_of_nothing_is_undefined_and_shown_as_a_dash(write):
    gold = write("gold.jsonl", [line("c", [], [], "en")])
    scored = score_places(gold)
    assert math.isnan(scored["mentions"]["f1"])
    assert math.isnan(scored["routes"]["interval"][0])
    assert "–" in summary_lines(scored)[1]


def test_what_kiitools_finds_is_scored_when_no_predictions_are_given(write):
    gold = {**line("a", [("Kayes", "Kayes"), ("Gao", "Gao")], ["Kayes", "Gao"])}
    gold["text"] = "Elle est partie de Kayes pour Gao."
    scored = score_places(write("gold.jsonl", [gold]))
    assert scored["mentions"]["f1"] == scored["regions"]["accuracy"] == scored["routes"]["exact"] == 1


def test_a_null_route_is_no_route_and_a_mark_at_the_start_of_the_file_does_not_matter(write):
    rows = "\ufeff" + json.dumps({**GOLD[1], "route": None})
    assert score_places(write("gold.jsonl", rows))["units"] == 1


def test_the_summary_speaks_both_languages(write):
    scored = score_places(write("gold.jsonl", GOLD), write("made.jsonl", GOLD[:1]))
    french, english = (summary_lines(scored, lang) for lang in ("fr", "en"))
    assert len(french) == len(english) == 6
    assert "1,00" in french[2]
    assert "1.00" in english[2]
    assert "anglais" in "".join(french)


def test_all_faults_of_a_file_are_told_with_their_lines(write):
    good = json.dumps(GOLD[0])
    bad = [
        "{", "[1]", '{"id": "x"}', good, good,
        json.dumps({**GOLD[1], "places": [{"region": "Gao"}]}),
        json.dumps({**GOLD[2], "route": "Gao"}), json.dumps({**GOLD[2], "id": "y", "text": 3}),
        json.dumps({**GOLD[2], "id": ["z"]}),
    ]  # fmt: skip
    with pytest.raises(InputError) as caught:
        score_places(write("gold.jsonl", "\n".join(bad)))
    told = [(one.where.split(":")[1], one.key.split(".")[1]) for one in caught.value.faults]
    assert told == [
        ("1", "not-json"), ("2", "not-object"), ("3", "keys"), ("5", "twice"), ("6", "places"),
        ("7", "route"), ("8", "text"), ("9", "text"),
    ]  # fmt: skip
    for lang in ("fr", "en"):
        assert all(caught.value.lines(lang))


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"\xff\xfe{", "not-utf8"), (b"\n\n", "empty"), (None, "missing")],
)
def test_a_file_that_cannot_be_read_says_why(write, tmp_path, content, key):
    path = write("gold.jsonl", content) if content is not None else tmp_path / "none.jsonl"
    with pytest.raises(InputError) as caught:
        score_places(path)
    assert caught.value.key == f"scoring_places.{key}"
    assert all(caught.value.lines("fr") + caught.value.lines("en"))


def test_predictions_for_lines_that_do_not_exist_are_refused(write):
    with pytest.raises(InputError) as caught:
        score_places(write("gold.jsonl", GOLD), write("made.jsonl", [line("zzz", [], [])]))
    assert caught.value.faults[0].key == "scoring_places.unknown"


def test_no_sentence_of_the_gold_stands_in_an_error(write):
    secret = {**GOLD[0], "text": "un secret", "route": 3}
    with pytest.raises(InputError) as caught:
        score_places(write("gold.jsonl", [secret]))
    assert "secret" not in str(caught.value)
