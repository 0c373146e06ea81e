"""The examples are well kept, and the rules go on finding what they found when the table was written."""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from kiitools.coding.codebooks import read_codebook
from kiitools.coding.suggest import build_coder

ROOT = Path(__file__).resolve().parents[2]
FLOOR = Path(__file__).with_name("examples_floor.yaml")
SLACK = 0.02
FEWEST = {"for": 40, "against": 20}


def _measure() -> ModuleType:
    spec = importlib.util.spec_from_file_location("examples_measured", ROOT / "benchmarks/examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


measure = _measure()


@pytest.fixture(scope="module")
def examples() -> list[dict[str, Any]]:
    return list(measure.read_examples())


@pytest.fixture(scope="module")
def floor() -> dict[str, dict[str, float]]:
    rows = yaml.safe_load(FLOOR.read_text(encoding="utf-8"))
    return {str(group): {side: float(value) for side, value in row.items()} for group, row in rows.items()}


@pytest.fixture(scope="module")
def measured(examples: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    found = measure.found_codes(build_coder(read_codebook("trafficking-mali")), examples)
    table: dict[str, dict[str, float]] = measure.figures(examples, found, "group")
    return table


def test_every_example_is_a_sentence_in_a_language_of_the_study(examples: list[dict[str, Any]]) -> None:
    for one in examples:
        assert one["text"], one["code"]
        assert one["text"].strip() == one["text"], one["code"]
        assert one["lang"] in ("fr", "en"), one["code"]


def test_every_code_has_examples_and_no_example_has_an_unknown_code(examples: list[dict[str, Any]]) -> None:
    assert {one["code"] for one in examples} == {code.id for code in read_codebook("trafficking-mali")}


@pytest.mark.parametrize("side", ["for", "against"])
def test_every_code_has_enough_examples_of_both_kinds(examples: list[dict[str, Any]], side: str) -> None:
    number: dict[str, int] = defaultdict(int)
    for one in examples:
        number[one["code"]] += one["side"] == side
    assert {code: n for code, n in number.items() if n < FEWEST[side]} == {}


def test_two_thirds_of_the_examples_are_french(examples: list[dict[str, Any]]) -> None:
    french = sum(one["lang"] == "fr" for one in examples) / len(examples)
    assert french >= 2 / 3


def test_no_sentence_stands_twice_in_a_code(examples: list[dict[str, Any]]) -> None:
    seen: set[tuple[str, str, str]] = set()
    twice = []
    for one in examples:
        key = (one["code"], one.get("before", ""), one["text"].casefold())
        if key in seen:
            twice.append(one["code"])
        seen.add(key)
    assert twice == []


def test_every_group_has_its_floor(
    floor: dict[str, dict[str, float]], measured: dict[str, dict[str, float]]
) -> None:
    assert set(floor) == set(measured)


def test_the_rules_find_no_less_of_the_examples_than_before(
    floor: dict[str, dict[str, float]], measured: dict[str, dict[str, float]]
) -> None:
    lost = {
        g: (measured[g]["for"], floor[g]["for"])
        for g in floor
        if measured[g]["for"] < floor[g]["for"] - SLACK
    }
    assert lost == {}


def test_the_rules_fire_no_more_on_counter_examples_than_before(
    floor: dict[str, dict[str, float]], measured: dict[str, dict[str, float]]
) -> None:
    worse = {
        g: (measured[g]["against"], floor[g]["against"])
        for g in floor
        if measured[g]["against"] > floor[g]["against"] + SLACK
    }
    assert worse == {}
