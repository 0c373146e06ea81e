"""Patterns of words as analysts write them, compiled so that one look per word form finds them all.

Syntax of a pattern: words in order, up to ``gap`` other words between them. A word stands for its lemma
family
(``vendre`` finds « vendues »); ``confisqu*`` for any ending; ``=passes`` for this form only; ``ENFANT``
inside a
phrase for any single word of that concept; ``<n>`` for a number; a final ``~0`` sets the gap of this
pattern alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiitools.coding.words import LANGUAGES, common_words, family, fold, number_words

GAP = 2
WIDEST_GAP = 30
SHORTEST_STEM = 2
AGE_CONCEPT, NUMBER_CONCEPT = "AGE_MINEUR", "NOMBRE"
_SPLIT = re.compile(r"[\s\-’'ʼ.,/«»“”\"()]+")
_SPLIT_EN = re.compile(r"[\s\-.,/«»“”\"()]+")
_CLITIC = re.compile(r"(n't|'(?:s|ve|re|ll|d|m))\b")
_CONCEPT = re.compile(r"^[A-Z][A-Z0-9_]+$")


class PatternFault(ValueError):  # noqa: N818 - a fault of the analyst's text, as in kiitools.errors
    """A pattern that cannot be used; ``key`` names the fault, ``values`` what to show."""

    def __init__(self, key: str, **values: object):
        self.key, self.values = key, values
        super().__init__(key)


def is_concept(word: str) -> bool:
    """Whether a word of a rule names a concept (capitals and underscores)."""
    return bool(_CONCEPT.match(word))


def read_atoms(text: str, lang: str) -> tuple[str, ...]:
    """The words of a pattern as atoms (``~stem*`` prefix, ``=form`` exact, ``@CONCEPT``, ``<n>``, else a
    family).

    Raises
    ------
    PatternFault
        For an empty pattern, a one-letter term, a stem so short that it matches nearly everything.
    """
    if lang not in LANGUAGES:
        raise PatternFault("codebook.unknown-language", lang=lang)
    atoms = tuple(_atom(part) for word in text.split() for part in _parts(word, lang) if part)
    if not atoms:
        raise PatternFault("codebook.empty-term")
    if len(atoms) > 9:
        raise PatternFault("codebook.long-term", term=text)
    if "=" not in text and all(len(atom.lstrip("=")) < 2 for atom in atoms):
        raise PatternFault("codebook.one-letter-term", term=text)
    if all(atom == "<n>" for atom in atoms):
        raise PatternFault("codebook.wide-term", term=text)
    return atoms


def _own_gap(text: str, gap: int) -> tuple[str, int]:
    """A pattern may end in its own gap: ``prend tout ~0``."""
    body, mark, own = text.rpartition(" ~")
    return (body, int(own)) if mark and own.isdecimal() else (text, gap)


def _parts(word: str, lang: str) -> list[str]:
    """A word as the tokenizer splits it (``=c'est`` → ``=c``, ``=est``)."""
    exact = "=" if word.startswith("=") else ""
    bare = word.lstrip("=").replace("’", "'")
    if lang == "en":
        bare = _CLITIC.sub(r" \1", bare.replace("cannot", "can not"))
        parts = [part if part == "n't" else part.strip("'") for part in _SPLIT_EN.split(bare)]
    else:
        parts = _SPLIT.split(bare)
    return [exact + part for part in parts if part]


def _atom(word: str) -> str:
    if word in ("<n>",):
        return word
    if is_concept(word):
        return "@" + word
    if "*" in word:
        stem = fold(word.rstrip("*"))
        if "*" in stem or len(stem) < SHORTEST_STEM:
            raise PatternFault("codebook.wide-term", term=word)
        return "~" + stem
    folded = fold(word.lstrip("="))
    return "=" + folded if word.startswith("=") or folded in common_words() else folded


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern of two or more atoms; ``anchor`` is the place of the rarest one."""

    label: int
    atoms: tuple[int, ...]
    gap: int
    anchor: int


@dataclass(slots=True)
class PatternSet:
    """All patterns of a language: which labels and atoms a word form carries.

    ``labels`` are concepts and terms (numbered); a label is found by its single words or its phrases.
    """

    lang: str
    labels: dict[str, int] = field(default_factory=dict)
    atoms: dict[str, int] = field(default_factory=dict)
    singles: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    phrases: dict[int, list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    pairs: dict[int, dict[int, list[Phrase]]] = field(default_factory=dict)
    waiting: list[tuple[int, tuple[str, ...], int]] = field(default_factory=list)
    exact: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    stems: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    stem_lengths: tuple[int, ...] = ()
    special: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def label(self, name: str) -> int:
        """The number of a label."""
        return self.labels.setdefault(name, len(self.labels))

    def add(self, name: str, text: str, gap: int = GAP) -> int:
        """Add a pattern under a label and return the label's number."""
        text, gap = _own_gap(text, gap)
        number, atoms = self.label(name), read_atoms(text, self.lang)
        if len(atoms) == 1 and atoms[0] != "<n>":
            self.singles[atoms[0]].add(number)
        else:
            self.waiting.append((number, atoms, gap))
        return number

    def close(self) -> PatternSet:
        """Finish: expand families, resolve concepts inside phrases, choose anchors."""
        self._resolve_concepts()
        by_atom: dict[str, set[int]] = defaultdict(set)
        for _, atoms, _ in self.waiting:
            for atom in atoms:
                by_atom[atom].add(self.atoms.setdefault(atom, len(self.atoms)))
        weight = {atom: _commonness(atom) for atom in self.atoms}
        for label, atoms, gap in self.waiting:
            anchor = min(range(len(atoms)), key=lambda i: (weight[atoms[i]], -len(atoms[i])))
            numbers = tuple(self.atoms[atom] for atom in atoms)
            self.phrases[numbers[anchor]].append(Phrase(label, numbers, gap, anchor))
        self._pair(weight)
        self._expand(by_atom)
        return self

    def _pair(self, weight: Mapping[str, int]) -> None:
        """File each phrase under its rarest atom and its second rarest: both must be in the sentence."""
        of_number = {self.atoms[atom]: heavy for atom, heavy in weight.items()}
        for anchor, phrases in self.phrases.items():
            partners: dict[int, list[Phrase]] = defaultdict(list)
            for phrase in phrases:
                others = [a for i, a in enumerate(phrase.atoms) if i != phrase.anchor] or [anchor]
                partners[min(others, key=lambda a: of_number[a])].append(phrase)
            self.pairs[anchor] = dict(partners)

    def _resolve_concepts(self) -> None:
        """Concepts that contain concepts (``@X`` as a single word of a label) share their patterns."""
        members = {atom: labels for atom, labels in self.singles.items() if atom.startswith("@")}
        wider: dict[int, set[int]] = defaultdict(set)
        for atom, labels in members.items():
            wider[self.label(atom[1:])] |= labels
            del self.singles[atom]
        closed = {number: _closure(number, wider) for number in list(wider)}
        for labels in self.singles.values():
            labels.update(*(closed[number] for number in tuple(labels) if number in closed))
        extra = [(w, atoms, gap) for n, atoms, gap in self.waiting if n in closed for w in closed[n]]
        self.waiting += extra
        for one in (AGE_CONCEPT, NUMBER_CONCEPT):
            if (number := self.labels.get(one)) in closed:
                self.special[one] = tuple(sorted(closed[number]))

    def _expand(self, by_atom: Mapping[str, set[int]]) -> None:
        exact: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        stems: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        names = {number: name for name, number in self.labels.items()}
        by_concept: dict[str, set[int]] = {a[1:]: n for a, n in by_atom.items() if a.startswith("@")}
        for atom in {*self.singles, *by_atom}:
            labels = self.singles.get(atom, set())
            atoms = set(by_atom.get(atom, ()))
            for label in labels:
                atoms |= by_concept.get(names[label], set())
            for table, key in self._keys(atom, exact, stems):
                table[key][0].update(labels)
                table[key][1].update(atoms)
        self.exact = {form: (tuple(sorted(a)), tuple(sorted(b))) for form, (a, b) in exact.items()}
        self.stems = {stem: (tuple(sorted(a)), tuple(sorted(b))) for stem, (a, b) in stems.items()}
        self.stem_lengths = tuple(sorted({len(stem) for stem in self.stems}))

    def _keys(self, atom: str, exact: dict, stems: dict) -> Iterable[tuple[dict, str]]:
        if atom.startswith("~"):
            return [(stems, atom[1:])]
        if atom.startswith("="):
            return [(exact, atom[1:])]
        if atom.startswith("@") or atom == "<n>":
            return []
        return [(exact, form) for form in family(atom, self.lang)]

    def of_form(self, form: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Labels and atoms of a folded form."""
        labels, atoms = self.exact.get(form, ((), ()))
        more_labels, more_atoms = set(labels), set(atoms)
        for length in self.stem_lengths:
            if length > len(form):
                break
            if (found := self.stems.get(form[:length])) is not None:
                more_labels.update(found[0])
                more_atoms.update(found[1])
        if (number := self.atoms.get("<n>")) is not None and (
            form.isdigit() or form in number_words(self.lang)
        ):
            more_atoms.add(number)
        return tuple(sorted(more_labels)), tuple(sorted(more_atoms))


def _closure(number: int, wider: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    todo = [number]
    while todo:
        for label in wider.get(todo.pop(), ()):
            if label not in found:
                found.add(label)
                todo.append(label)
    return found


def _commonness(atom: str) -> int:
    if atom.startswith("@"):
        return 4
    if atom == "<n>":
        return 6
    if atom.lstrip("=~") in common_words():
        return 9
    return 2 if len(atom) <= 4 else 1
