"""An informant's answer to « what is trafficking? »: which elements it names, and a level for a person to
confirm.

Elements are those of article 3 of the Palermo Protocol (act, means, purpose; for a child no means), after
Mali's law
2012-023. Crossing a border with a smuggler is no act of trafficking; a bare form of exploitation counts as
purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kiitools.coding.patterns import PatternSet
from kiitools.coding.pipeline import Reader, Sentence
from kiitools.coding.words import LANGUAGES, read_lexicon
from kiitools.model.spans import Span

ELEMENTS = ("act", "means", "purpose", "minor_exception", "smuggling_confusion")


@dataclass(frozen=True, slots=True)
class DefinitionScore:
    """What an answer holds; ``words`` are the spans each element rests on (positions in the answer).

    ``level`` is a proposal: ``precise`` (act, means and purpose, not confused with smuggling), ``partial`` or
    ``none``.
    """

    act: bool
    means: bool
    purpose: bool
    minor_exception: bool
    smuggling_confusion: bool
    level: str
    words: dict[str, tuple[Span, ...]] = field(repr=False, default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        """The score as a dict of booleans and the level, as `kiitools score definitions` reads it."""
        return {**{name: getattr(self, name) for name in ELEMENTS}, "level": self.level}


def score_definition(text: str, *, lang: str = "fr") -> DefinitionScore:
    """Score an answer by the elements it names.

    Parameters
    ----------
    text : str
        The informant's answer, all sentences of it.
    lang : {"fr", "en"}
        Its language; another one gives no element and level ``none``.
    """
    if lang not in LANGUAGES or not text.strip():
        return DefinitionScore(False, False, False, False, False, "none")
    reader, labels = _reader(lang)
    sentence = reader.read(text, 0, len(text), [(0, len(text))])[0]
    words = {name: _spans(sentence, label) for name, label in labels.items()}
    return _judge(words)


def _judge(words: dict[str, tuple[Span, ...]]) -> DefinitionScore:
    purpose, means, act = bool(words["PURPOSE"]), bool(words["MEANS"]), bool(words["ACT"])
    apart = bool(words["APART"])
    confused = bool(words["CONFUSION"]) and not apart
    if confused and not purpose:
        act = means = False
    if words["OTHER_TRAFFIC"] and not (act and means):
        purpose = act = means = False
    if words["DONT_KNOW"] and not purpose:
        act = means = purpose = False
    elements = {"act": words["ACT"], "means": words["MEANS"], "purpose": words["PURPOSE"]}
    elements |= {"minor_exception": words["MINOR_EXCEPTION"], "smuggling_confusion": words["CONFUSION"]}
    minor = bool(words["MINOR_EXCEPTION"]) and (act or purpose)
    return DefinitionScore(
        act, means, purpose, minor, confused, _level(act, means, purpose, minor, confused), elements
    )


def _level(act: bool, means: bool, purpose: bool, minor: bool, confused: bool) -> str:
    if act and purpose and (means or minor):
        return "partial" if confused else "precise"
    return "partial" if purpose or (act and means) else "none"


def _spans(sentence: Sentence, label: int) -> tuple[Span, ...]:
    hits = sorted(sentence.hits.get(label, ()))
    return tuple(Span(sentence.starts[first], sentence.ends[last - 1]) for first, last in hits)


@lru_cache(maxsize=4)
def _reader(lang: str) -> tuple[Reader, dict[str, int]]:
    patterns = PatternSet(lang)
    lexicon = read_lexicon(lang, "definitions")
    for name, entries in lexicon.items():
        for entry in entries:
            patterns.add(name, entry)
    return Reader(patterns.close()), {name: patterns.label(name) for name in lexicon}
