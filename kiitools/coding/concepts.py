"""Concepts: named word families in ``lexicons/<lang>/concepts*.yaml`` that rules combine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kiitools.coding.words import read_lexicon

FILES = ("concepts",)


@lru_cache(maxsize=4)
def concepts(lang: str) -> Mapping[str, tuple[str, ...]]:
    """Concept → its patterns in a language (an entry in capitals includes another concept)."""
    known: dict[str, tuple[str, ...]] = {}
    for name in FILES:
        known.update({key: tuple(entries) for key, entries in read_lexicon(lang, name).items()})
    return known


def used_concepts(names: frozenset[str], lang: str) -> dict[str, tuple[str, ...]]:
    """The concepts a rule names, with those they include, directly or within a phrase."""
    known, found, todo = concepts(lang), {}, list(names)
    while todo:
        name = todo.pop()
        if name in found or name not in known:
            continue
        found[name] = known[name]
        todo += [word for entry in known[name] for word in entry.split() if word.isupper()]
    return dict(sorted(found.items()))


@lru_cache(maxsize=4)
def read_cues(lang: str) -> Mapping[str, tuple[str, ...]]:
    """Cue → its patterns in a language (``lexicons/<lang>/cues.yaml``)."""
    return {name: tuple(entries) for name, entries in read_lexicon(lang, "cues").items()}
