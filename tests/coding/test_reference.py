"""The fast engine against a slow one, written straightforwardly on spaCy tokens: same words, same codes."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from kiitools.coding.codebooks import read_codebook
from kiitools.coding.lines import Line
from kiitools.coding.matching import words_of
from kiitools.coding.pipeline import Hits, Sentence
from kiitools.coding.stances import take_stances
from kiitools.coding.suggest import Coder, _found, _strongest, build_coder
from kiitools.coding.words import family, fold


@pytest.fixture(scope="module")
def coder() -> Coder:
    return build_coder(read_codebook("trafficking-mali"))


@pytest.fixture(scope="module")
def units(shared: Path) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (shared / "gold/interviews.codes.jsonl").open(encoding="utf-8")]
    return rows[::6]


def carries(atom: str, form: str, lang: str, labels: dict[str, set[str]]) -> bool:
    """Whether a word form carries an atom, asked the slow way."""
    if atom.startswith("~"):
        return form.startswith(atom[1:])
    if atom.startswith("="):
        return form == atom[1:]
    if atom.startswith("@") or atom == "<n>":
        return atom in labels.get(form, set())
    return form in family(atom, lang)


def slow_hits(coder: Coder, lang: str, text: str) -> dict[int, set[tuple[int, int]]]:  # noqa: C901
    """Hits of phrases and single words by trying every combination of spaCy's tokens."""
    patterns = coder.languages[lang].patterns
    doc = coder.languages[lang].reader.nlp.make_doc(text)
    forms = [f for f in (fold(token.text).strip("'") for token in doc) if any(c.isalnum() for c in f)]
    names = {number: atom for atom, number in patterns.atoms.items()}
    carried = [set(patterns.of_form(form)[1]) for form in forms]
    hits: dict[int, set[tuple[int, int]]] = {}
    for phrases in patterns.phrases.values():
        for phrase in phrases:
            places = [[i for i, some in enumerate(carried) if atom in some] for atom in phrase.atoms]
            if not all(places) or len(list(itertools.islice(itertools.product(*places), 20_000))) == 20_000:
                continue
            by_anchor: dict[int, list[tuple[int, ...]]] = {}
            for chosen in itertools.product(*places):
                if all(0 < b - a <= phrase.gap + 1 for a, b in itertools.pairwise(chosen)):
                    by_anchor.setdefault(chosen[phrase.anchor], []).append(chosen)
            for some in by_anchor.values():
                span = (max(c[0] for c in some), min(c[-1] for c in some) + 1)
                hits.setdefault(phrase.label, set()).add(span)
    for atom, labels in patterns.singles.items():
        for i, form in enumerate(forms):
            if carries(atom, form, lang, {}):
                for label in labels:
                    hits.setdefault(label, set()).add((i, i + 1))
    assert names
    return hits


def test_words_and_phrases_are_found_as_the_slow_way_finds_them(
    coder: Coder, units: list[dict[str, Any]]
) -> None:
    for unit in units:
        text, lang = unit["text"], unit["lang"]
        reader = coder.languages[lang].reader
        sentence = reader.read(text, 0, len(text), [(0, len(text))])[0]
        skip = {*reader._age, *reader._count}
        fast = {label: set(spans) for label, spans in sentence.hits.items() if label not in skip}
        slow = {label: spans for label, spans in slow_hits(coder, lang, text).items() if label not in skip}
        assert fast == slow, unit["id"]


def all_rules(coder: Coder, lang: str) -> list[Any]:
    """Every rule once, without the index."""
    seen: dict[int, Any] = {}
    for rules in coder.languages[lang].rules.values():
        for rule in rules:
            seen[id(rule)] = rule
    return list(seen.values())


def test_trying_every_rule_gives_what_the_index_gives(coder: Coder, units: list[dict[str, Any]]) -> None:
    for unit in units:
        text, lang = unit["text"], unit["lang"]
        sentence: Sentence = coder.languages[lang].reader.read(text, 0, len(text), [(0, len(text))])[0]
        hits: Hits = sentence.hits
        lines = [Line(sentence, 1, 0, "R", "respondent", lang)]
        take_stances(lines, {one: coder.languages[one].cues for one in coder.languages}, text)
        slow = [
            _found(lines[0], rule, words)
            for rule in all_rules(coder, lang)
            if (words := words_of(rule, lines, 0)) is not None
        ]
        fast = list(coder._fire(lines, 0))
        cues = [one for one in fast if one.rule.cue]
        key = lambda found: [(o.rule.code, o.polarity, o.rule.where, o.words) for o in _strongest(found)]  # noqa: E731
        assert key([*slow, *cues]) == key(fast), unit["id"]
        assert hits is sentence.hits
