"""Codebooks are read from YAML; every fault is named with its line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kiitools.coding.codebooks import SHIPPED, check_codebook, read_codebook
from kiitools.errors import CodebookError

HEAD = 'name: essai\nlabel: {fr: "Essai", en: "Trial"}\ngroups: {a: {fr: "A", en: "A"}}\n'


def folder(tmp_path: Path, entries: str) -> Path:
    (tmp_path / "codebook.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(entries, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_codebook_has_no_fault(name: str) -> None:
    assert [one.text("fr") for one in check_codebook(name)] == []


def test_the_framework_has_its_132_codes_in_two_languages() -> None:
    codebook = read_codebook("trafficking-mali")
    assert len(codebook) == 132
    assert all(code.label["fr"] and code.label["en"] for code in codebook)
    assert all(any(rule.lang in ("fr", "any") for rule in code.rules) for code in codebook)
    assert all(any(rule.lang in ("en", "any") for rule in code.rules) for code in codebook)


def test_reading_132_codes_takes_well_under_half_a_second() -> None:
    import kiitools.coding.codebooks as room

    room._read_shipped.cache_clear()
    started = time.process_time()
    room.read_codebook("trafficking-mali")
    assert time.process_time() - started < 0.5


FAULTS = [
    ("- id: a.b\n  label: {fr: X}\n  colour: red\n", "codebook.unknown-key", 3),
    ("- id: a.b\n", "codebook.no-label", 1),
    ("- id: a.b\n  label: {fr: X}\n- id: a.b\n  label: {fr: Y}\n", "codebook.duplicate-id", 3),
    ("- id: a b\n  label: {fr: X}\n", "codebook.bad-id", 1),
    ("- id: a.b\n  label: {fr: X}\n  weight: Z\n", "codebook.bad-weight", 3),
    ('- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, term: ""}\n', "codebook.empty-term", 4),
    ("- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, term: a}\n", "codebook.one-letter-term", 4),
    ('- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, term: "*"}\n', "codebook.wide-term", 4),
    (
        "- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: de, term: Menschenhandel}\n",
        "codebook.unknown-language",
        4,
    ),
    (
        "- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, all: [LICORNE]}\n",
        "codebook.unknown-concept",
        4,
    ),
    (
        "- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, term: un, all: [PAYER]}\n",
        "codebook.term-or-all",
        4,
    ),
    (
        "- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, term: puits, gap: 900}\n",
        "codebook.bad-number",
        4,
    ),
    (
        "- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, term: puits, within: page}\n",
        "codebook.bad-within",
        4,
    ),
    (
        "- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, term: puits, strength: 7}\n",
        "codebook.bad-strength",
        4,
    ),
    (
        "- id: a.b\n  label: {fr: X}\n  rules:\n    - {lang: fr, term: puits, regex: '(a+)+'}\n",
        "codebook.unknown-key",
        4,
    ),
    ("- id: a.b\n  label: {fr: X}\n  rules:\n    - {term: puits}\n", "codebook.rule-without-lang", 4),
    (
        "- id: a.b\n  label: {fr: X}\n  frameworks: &x [ILO]\n- id: a.c\n  label: {fr: Y}\n  frameworks: *x\n",  # noqa: E501
        "codebook.alias",
        3,
    ),
    ("a: b\n", "codebook.not-a-list", 1),
    ("- id: [a\n", "codebook.not-yaml", 2),
]


@pytest.mark.parametrize(
    ("entries", "key", "line"), FAULTS, ids=[f"{k}-{i}" for i, (_, k, _) in enumerate(FAULTS)]
)
def test_a_fault_is_named_with_its_file_and_line(tmp_path: Path, entries: str, key: str, line: int) -> None:
    found = {(one.key, one.where) for one in check_codebook(folder(tmp_path, entries))}
    assert (key, f"a.yaml:{line}") in found
    assert all(one.text("fr") and one.text("en") for one in check_codebook(tmp_path))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    entries = (
        "- id: a.b\n  weight: Z\n  rules:\n    - {lang: fr, term: a}\n    - {lang: fr, all: [LICORNE]}\n"
    )
    keys = [one.key for one in check_codebook(folder(tmp_path, entries))]
    expected = [
        "codebook.bad-weight",
        "codebook.no-label",
        "codebook.one-letter-term",
        "codebook.unknown-concept",
    ]
    assert sorted(keys) == expected


def test_a_folder_without_a_codebook_is_refused_with_the_known_names(tmp_path: Path) -> None:
    with pytest.raises(CodebookError) as caught:
        read_codebook(tmp_path)
    assert "trafficking-mali" in str(caught.value)
