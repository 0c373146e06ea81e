"""Blank spaCy pipelines (tokenizer only) and the words of a sentence with what they carry.

The French tokenizer is spaCy's `Tokenizer` without exception tables: every punctuation mark, hyphen and
apostrophe is a token of its own, so that positions, elisions and speech-to-text spellings need no special
case. A trained pipeline may be chosen instead; what it adds is the lemma of a word where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kiitools.coding.patterns import AGE_CONCEPT, NUMBER_CONCEPT, PatternSet, Phrase
from kiitools.coding.words import fold, number_words, small_words
from kiitools.errors import InputError

Hits = dict[int, list[tuple[int, int]]]
_CLAUSE = frozenset(',;:.!?…()[]«»“”"–—|')
_MARK = re.compile(r"[^\w\s]|_")
_LEAST_BARE_AGE = 8


@lru_cache(maxsize=4)
def blank_pipeline(lang: str) -> Any:
    """A blank spaCy pipeline with a simple tokenizer and a large tokenizer cache."""
    import spacy
    from spacy.tokenizer import Tokenizer

    nlp: Any = spacy.blank(
        "xx" if lang == "fr" else lang
    )  # French exception tables take seconds and are unused
    nlp.max_length = 10**8
    if lang == "fr":
        nlp.tokenizer = Tokenizer(
            nlp.vocab,
            prefix_search=re.compile(r"^(?:[^\w\s]|_)").search,
            suffix_search=re.compile(r"(?:[^\w\s]|_)$").search,
            infix_finditer=_MARK.finditer,
        )
    nlp.tokenizer.max_cache_size = 1_000_000
    return nlp


def trained_pipeline(name: str) -> Any:
    """A trained pipeline that is installed as a package, by name (``fr_core_news_sm``); never a path.

    Raises
    ------
    InputError
        When no such package is installed.
    """
    import spacy

    if not spacy.util.is_package(name):
        raise InputError("coding.no-pipeline", where=name)
    return spacy.load(name, exclude=["ner", "parser", "senter"])


@dataclass(frozen=True, slots=True)
class Form:
    """What a word form carries: nothing to do with where it stands."""

    folded: str
    is_word: bool
    breaks: bool
    labels: tuple[int, ...] = ()
    atoms: tuple[int, ...] = ()
    number: int = -1
    plain: bool = False


@dataclass(slots=True)
class Sentence:
    """A sentence's words (positions in the source's text) and the labels found on them."""

    start: int
    end: int
    forms: list[Form]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    hits: Hits = field(default_factory=dict)


class Reader:
    """Reads sentences of one language against a `PatternSet`; keeps a memo per word form."""

    def __init__(self, patterns: PatternSet, trained: Any = None):
        self.patterns = patterns
        self.lang = patterns.lang
        self.nlp = trained or blank_pipeline(patterns.lang)
        self._make = self.nlp if trained else self.nlp.tokenizer
        self._memo: dict[tuple[int, int], Form] = {}
        self._small = small_words(patterns.lang)
        self._numbers = number_words(patterns.lang)
        self._age = (patterns.labels.get(AGE_CONCEPT, -1), *patterns.special.get(AGE_CONCEPT, ()))
        self._count = (patterns.labels.get(NUMBER_CONCEPT, -1), *patterns.special.get(NUMBER_CONCEPT, ()))

    def read(self, text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[Sentence]:
        """Sentences ``spans`` (positions in ``text``) of the turn ``text[start:end]``, with their hits."""
        from spacy.attrs import IDX, LEMMA, LENGTH, ORTH

        doc = self._make(text[start:end])
        rows = doc.to_array([ORTH, IDX, LENGTH, LEMMA]).tolist() if len(doc) else []
        memo, made, at = self._memo, [], 0
        for first, last in spans:
            sentence = Sentence(first, last, [], [], [], [])
            while at < len(rows) and rows[at][1] + start < first:
                at += 1
            while at < len(rows) and rows[at][1] + start < last:
                orth, offset, length, lemma = rows[at]
                form = memo.get((orth, lemma))
                if form is None:
                    strings = self.nlp.vocab.strings
                    form = memo[orth, lemma] = self._form(strings[orth], strings[lemma] if lemma else "")
                if form.is_word:
                    sentence.forms.append(form)
                    sentence.starts.append(offset + start)
                    sentence.ends.append(min(offset + length + start, last))
                elif form.breaks:
                    sentence.breaks.append(len(sentence.forms))
                at += 1
            sentence.hits = self._hits(sentence.forms)
            made.append(sentence)
        return made

    def _form(self, orth: str, lemma: str = "") -> Form:
        folded = fold(orth).strip("'")
        if not any(c.isalnum() for c in folded):
            return Form(folded, False, any(c in _CLAUSE for c in orth))
        labels, atoms = self.patterns.of_form(folded)
        if lemma and (base := fold(lemma)) != folded:
            more_labels, more_atoms = self.patterns.of_form(base)
            labels, atoms = (*labels, *more_labels), (*atoms, *more_atoms)
        number = self._numbers.get(folded, -1)
        if folded.isdecimal():
            number = int(folded) if len(folded) < 6 else 100_000
        plain = not labels and not atoms and number < 0
        return Form(folded, True, False, labels, atoms, number, plain)

    def _hits(self, forms: list[Form]) -> Hits:
        hits: Hits = {}
        where: dict[int, list[int]] = {}
        numbers = False
        for i, form in enumerate(forms):
            if form.plain:
                continue
            for label in form.labels:
                hits.setdefault(label, []).append((i, i + 1))
            for atom in form.atoms:
                where.setdefault(atom, []).append(i)
            numbers = numbers or form.number >= 0
        if where:
            self._phrases(where, hits)
        if numbers:
            self._ages(forms, hits)
        for spans in hits.values():
            spans.sort()  # whatever the numbering of labels: a part of the codes finds what the whole finds
        return hits

    def _phrases(self, where: dict[int, list[int]], hits: Hits) -> None:
        pairs, present = self.patterns.pairs, where.keys()
        for atom, positions in where.items():
            partners = pairs.get(atom)
            if partners is None:
                continue
            for partner in present & partners.keys():
                for phrase in partners[partner]:
                    if len(phrase.atoms) == 2 or present >= set(phrase.atoms):
                        self._place(phrase, positions, where, hits)

    def _place(self, phrase: Phrase, positions: list[int], where: dict[int, list[int]], hits: Hits) -> None:
        for at in positions:
            found = _verify(phrase.atoms, phrase.anchor, phrase.gap, at, where)
            if found is not None:
                hits.setdefault(phrase.label, []).append(found)

    def _ages(self, forms: list[Form], hits: Hits) -> None:
        i = 0
        while i < len(forms):
            if forms[i].number < 0:
                i += 1
                continue
            j = i
            while j < len(forms) and forms[j].number >= 0:
                j += 1
            for label in self._count:
                hits.setdefault(label, []).append((i, j))
            if (stop := self._is_minor_age(forms, i, j)) is not None:
                for label in self._age:
                    hits.setdefault(label, []).append((i, stop))
            i = j

    def _is_minor_age(self, forms: list[Form], i: int, j: int) -> int | None:
        """End of « quatorze ans » at i..j when it is an age below 18, else None."""
        small = self._small
        values = [form.number for form in forms[i:j]]
        value = sum(values) if values[0] == 10 and len(values) == 2 else max(values)
        if not 0 < value < 18 or (i and forms[i - 1].folded in small["age_not_before"]):
            return None
        before = [form.folded for form in forms[max(0, i - 3) : i]]
        if before[-2:] == ["y", "a"]:
            return None
        after = [form.folded for form in forms[j : j + 4]]
        told = bool(before) and before[-1] in small["age_before"] and not small["age_not_near"] & set(before)
        if after and after[0] in small["years"]:
            bare = value >= _LEAST_BARE_AGE if self.lang == "fr" else "old" in after[:2]
            return j + 1 if (told or bare) and not small["age_not_after"] & set(after[1:]) else None
        if value < 5:
            return None
        if self.lang == "fr" and (before[-1:] == ["avait"] and "en" in before):
            return j
        if self.lang == "en" and before and before[-1] in ("aged", "age"):
            return j
        return None


def _verify(
    atoms: tuple[int, ...], anchor: int, gap: int, at: int, where: dict[int, list[int]]
) -> tuple[int, int] | None:
    """The words of a phrase around its anchor at ``at``: the tightest on either side, or None."""
    first = _reach(reversed(atoms[:anchor]), gap, at, where, -1)
    last = _reach(atoms[anchor + 1 :], gap, at, where, 1)
    return None if first is None or last is None else (first, last + 1)


def _reach(atoms: Iterable[int], gap: int, at: int, where: dict[int, list[int]], way: int) -> int | None:
    """The nearest end of a chain of atoms from ``at``, each at most ``gap`` words beyond one before it."""
    reached = [at]
    for atom in atoms:
        reached = [p for p in where[atom] if any(0 < (p - q) * way <= gap + 1 for q in reached)]
        if not reached:
            return None
    return min(reached) if way > 0 else max(reached)
