"""What registers may say: vocabularies with their labels and spellings, as data (``resources/registers``).

Words are compared folded: case, accents, punctuation and the plural's s do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kiitools.folding import folded
from kiitools.shipped import read_shipped

_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+")


def resource(name: str) -> dict[str, Any]:
    """A YAML file of ``resources/registers``; all values are strings."""
    return read_shipped(f"registers/{name}")


def words(text: str) -> list[str]:
    """The folded words of a text, the plural's s or x taken off words longer than three letters."""
    return [w[:-1] if len(w) > 3 and w[-1] in "sx" else w for w in _WORD.findall(folded(text))]


def fold(text: str) -> str:
    """What is compared: folded words joined by blanks; a sign without letters stays itself.

    >>> fold("Services techniques de l’État")
    'service technique de l etat'
    """
    return " ".join(words(text)) or text.strip()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Ids with their labels, and every spelling that leads to an id."""

    name: str
    labels: Mapping[str, Mapping[str, str]] = field(repr=False)
    spellings: Mapping[str, str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.labels)

    def find(self, text: str) -> str | None:
        """The id that ``text`` spells, or None: as it stands, without brackets, without a lead-in."""
        for form in _forms(text):
            if form in self.spellings:
                return self.spellings[form]
        return None

    def label(self, term: str, lang: str = "fr") -> str:
        """The label of an id; what is not an id is its own label."""
        return self.labels[term][lang] if term in self.labels else term

    def known(self, lang: str = "fr") -> str:
        """All labels, for an error that lists what is known."""
        return ", ".join(one[lang] for one in self.labels.values())


def _forms(text: str) -> Iterable[str]:
    bare = _BRACKETS.sub(" ", text)
    yield fold(text)
    yield fold(bare)
    for lead in _lead_ins():
        if fold(bare).startswith(lead + " "):
            yield re.sub(r"^\d+ ", "", fold(bare)[len(lead) + 1 :])


@lru_cache(maxsize=1)
def _lead_ins() -> tuple[str, ...]:
    return tuple(sorted(map(fold, resource("vocabularies")["lead_ins"]), key=len, reverse=True))


@lru_cache(maxsize=32)
def vocabulary(name: str) -> Vocabulary:
    """The vocabulary ``name`` of ``vocabularies.yaml`` (category, mode, sex, language, pillar …)."""
    entries = resource("vocabularies")[name]
    spellings: dict[str, str] = {}
    for term, entry in entries.items():
        for spelling in (term, entry["fr"], entry["en"], *entry.get("also", ())):
            spellings.setdefault(fold(spelling), term)
    return Vocabulary(name, {t: {"fr": e["fr"], "en": e["en"]} for t, e in entries.items()}, spellings)


def label(name: str, term: str, lang: str = "fr") -> str:
    """The label of ``term`` in the vocabulary ``name``."""
    return vocabulary(name).label(term, lang)


@lru_cache(maxsize=4)
def regions(vintage: str = "2016") -> Vocabulary:
    """The regions of an administrative division, by all their spellings."""
    table = resource("regions")
    names = {name: {"fr": name, "en": name} for name in table[vintage]}
    spellings = {fold(s): n for n in names for s in (n, *table["spellings"].get(n, ()))}
    prefixed = {fold(f"{prefix} {s}"): n for prefix in table["prefixes"] for s, n in spellings.items()}
    return Vocabulary("region", names, {**prefixed, **spellings})


def every_region(text: str) -> bool:
    """Whether a cell says « toutes les régions »."""
    return fold(text) in set(map(fold, resource("regions")["every"]))


def form_groups(text: str, labels: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Forms of exploitation (codebook groups) that a project's free words name.

    Parameters
    ----------
    text : str
        One entry of ``forms_addressed``.
    labels : mapping, optional
        Labels of the study's codebook → group id; only these groups can be found. Without it, the groups
        of ``forms.yaml``.

    Returns
    -------
    tuple of str
        Group ids in the order of the table; empty when no phrase stands in the text.
    """
    free = words(text)
    found: dict[str, None] = {}
    for group, phrase in _phrases(tuple((labels or {}).items())):
        used = _used(phrase, free)
        if used:
            found[group] = None
            free = [w for i, w in enumerate(free) if i not in used]
    return tuple(found)


@lru_cache(maxsize=8)
def _phrases(labels: tuple[tuple[str, str], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(group, words), longest phrases first: « recrutement par les groupes armés » wins over shorter ones."""
    known = {group for _, group in labels}
    rows = [(group, _pattern(text)) for text, group in labels]
    for group, phrases in resource("forms")["phrases"].items():
        if not known or group in known:
            rows += [(group, _pattern(phrase)) for phrase in phrases]
    return tuple(sorted(dict.fromkeys(rows), key=lambda row: -len(row[1])))


def _pattern(phrase: str) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[\s'’-]+", phrase) if part]
    folded = [(words(part.rstrip("*")) or [""])[0] + ("*" if part.endswith("*") else "") for part in parts]
    return tuple(part for part in folded if part.strip("*"))


def _used(phrase: tuple[str, ...], free: list[str]) -> set[int] | None:
    """Places of the phrase's words among ``free``, all of them or None."""
    places: set[int] = set()
    for word in phrase:
        here = next((i for i, w in enumerate(free) if i not in places and _same(word, w)), None)
        if here is None:
            return None
        places.add(here)
    return places


def _same(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def every_form(text: str) -> bool:
    """Whether an entry means all forms, so that no single one is claimed."""
    return fold(text) in set(map(fold, resource("forms")["every"]))
