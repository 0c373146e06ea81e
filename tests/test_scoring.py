"""Automatic codings against people's: the figures are those of the formulas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiitools.errors import InputError
from kiitools.scoring import score_codes, score_definitions, summary_lines

GOLD: list[dict[str, Any]] = [
    {
        "id": "1",
        "source": "a",
        "lang": "fr",
        "text": "x",
        "codes": ["form.gold.child", "general.child.minor"],
    },
    {"id": "2", "source": "a", "lang": "fr", "text": "x", "codes": [], "negated": ["form.organ.removal"]},
    {"id": "3", "source": "b", "lang": "en", "text": "x", "codes": ["form.gold.child"]},
    {"id": "4", "source": "b", "lang": "en", "text": "x", "codes": []},
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_precision_recall_and_f1_at_three_levels(tmp_path: Path) -> None:
    made = [
        {"id": "1", "codes": ["form.gold.forced-labour", "general.child.minor"]},
        {"id": "2", "codes": ["form.organ.removal"]},
        {"id": "3", "codes": ["form.gold.child"]},
    ]
    scored = score_codes(write(tmp_path / "g.jsonl", GOLD), predictions=write(tmp_path / "p.jsonl", made))
    assert (scored["units"], scored["coded"]) == (4, 2)
    assert scored["code"]["micro"] == {"precision": 0.5, "recall": 0.6667, "f1": 0.5714}
    assert scored["group"]["micro"] == {"precision": 0.75, "recall": 1.0, "f1": 0.8571}
    assert scored["category"]["micro"]["recall"] == 1.0
    assert scored["polarity"] == 0.6667
    assert {row["code"]: row["n"] for row in scored["per_code"]}["form.gold.child"] == 2
    assert summary_lines(scored, "fr")
    assert summary_lines(scored, "en")


def test_alpha_is_krippendorffs_nominal_alpha(tmp_path: Path) -> None:
    rows = [
        {"id": str(i), "source": "a", "lang": "fr", "text": "x", "codes": ["a.b"] if i < 4 else []}
        for i in range(10)
    ]
    made = [{"id": str(i), "codes": ["a.b"] if i in (0, 1, 2, 9) else []} for i in range(10)]
    scored = score_codes(write(tmp_path / "g.jsonl", rows), predictions=write(tmp_path / "p.jsonl", made))
    observed, expected = 2 / 10, 2 * 8 * 12 / (20 * 19)
    assert scored["code"]["alpha"] == pytest.approx(1 - observed / expected, abs=1e-4)


def test_perfect_predictions_score_one_everywhere(tmp_path: Path) -> None:
    gold = write(tmp_path / "g.jsonl", GOLD)
    scored = score_codes(gold, predictions=gold)
    assert scored["code"]["micro"]["f1"] == scored["code"]["alpha"] == scored["polarity"] == 1.0
    assert scored["code"]["interval"] == [1.0, 1.0]


def test_the_shipped_rules_are_scored_on_given_sentences(tmp_path: Path) -> None:
    rows = [
        {
            "id": "1",
            "source": "a",
            "lang": "fr",
            "text": "On parle de trafic d'organes.",
            "codes": ["form.organ.removal"],
        }
    ]
    scored = score_codes(write(tmp_path / "g.jsonl", rows))
    assert scored["code"]["micro"]["recall"] == 1.0


def test_faults_of_a_gold_file_are_told_at_once(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": 1}\nnot json\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        score_codes(bad)
    assert [one.key for one in caught.value.faults] == ["scoring.missing-keys", "scoring.not-json"]
    with pytest.raises(InputError):
        score_codes(tmp_path / "none.jsonl")


def test_predictions_of_unknown_sentences_are_refused(tmp_path: Path) -> None:
    made = write(tmp_path / "p.jsonl", [{"id": "99", "codes": []}])
    with pytest.raises(InputError):
        score_codes(write(tmp_path / "g.jsonl", GOLD), predictions=made)


def test_definitions_on_the_shipped_answers(shared: Path) -> None:
    scored = score_definitions(shared / "gold/definitions.jsonl")
    assert scored["n"] == 40
    assert scored["accuracy"] >= 0.8
    assert scored["kappa"] >= 0.75


def test_rules_do_far_better_than_term_lists_on_the_shipped_gold(shared: Path) -> None:
    scored = score_codes(shared / "gold/interviews.codes.jsonl")
    assert scored["group"]["micro"]["f1"] > 0.45
    assert scored["polarity"] > 0.85
