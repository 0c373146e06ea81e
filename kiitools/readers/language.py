"""Which language a turn is in, told by its function words: French, English, or undetermined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kiitools.readers.lexicons import entries, fold

LISTED = ("fr", "en", "bm")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_LEAST = 2
_FLOOR = 0.18
_MARGIN = 1.25
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Scores:
    """How many of a text's words each list knows; ``foreign`` counts words in other scripts."""

    words: int = 0
    foreign: int = 0
    fr: int = 0
    en: int = 0
    bm: int = 0

    def __add__(self, other: Scores) -> Scores:
        return Scores(
            self.words + other.words, self.foreign + other.foreign, self.fr + other.fr, self.en + other.en,
            self.bm + other.bm,
        )  # fmt: skip


def scores_of(text: str) -> Scores:
    """Count a text's words in the lists of function words."""
    found = [_marks(word) for word in _WORD.findall(text)]
    if not found:
        return Scores()
    return Scores(len(found), *(sum(column) for column in zip(*found, strict=True)))


def language_of(text: str, *, otherwise: str = "und") -> str:
    """The language of a text: ``fr``, ``en`` or ``und``; ``otherwise`` for a text too short to tell.

    A word counts when it is in the language's list of function words
    (``resources/lexicons/<lang>/stopwords.yaml``); the winner needs at least two such words, 18 % of
    all words and a quarter more than the next. A long text below that floor is undetermined, so that
    Bambara, Songhay or Arabic passages are not coded as if they were French. Below eight words a language
    other than ``otherwise`` needs three such words and twice as many as the next.
    """
    return judged(scores_of(text), otherwise=otherwise)


def judged(found: Scores, *, otherwise: str = "und") -> str:
    """The language that scores tell; see `language_of`."""
    if found.foreign * 2 > found.words:
        return "und"
    ranked = sorted(((getattr(found, lang), lang) for lang in LISTED), key=lambda pair: -pair[0])
    (most, first), (next_most, _) = ranked[:2]
    short = found.words < _SHORT
    least, margin = (_LEAST + 1, 2.0) if short and first != otherwise else (_LEAST, _MARGIN)
    if most >= max(least, _FLOOR * found.words) and most >= margin * next_most:
        return first if first in ("fr", "en") else "und"
    return otherwise if short or getattr(found, otherwise, 0) >= _FLOOR * found.words else "und"


@lru_cache(maxsize=65536)
def _marks(word: str) -> tuple[int, ...]:
    """Of one word: whether it is in another script, and whether each list knows it."""
    plain = word.lower().replace("’", "'").replace("ʼ", "'")
    return (not _latin(plain[0]), *(_knows(lang, plain) for lang in LISTED))


def _knows(lang: str, word: str) -> bool:
    """Whether the list has the word, or (elision: ``qu'elle``) one of its halves."""
    listed = _listed(lang)
    if word in listed:
        return True
    head, apostrophe, tail = word.partition("'")
    return bool(apostrophe) and lang == "fr" and (head in listed or tail in listed)


@lru_cache(maxsize=8)
def _listed(lang: str) -> frozenset[str]:
    return frozenset(entries("stopwords", lang).get("words", ()))


def _latin(letter: str) -> bool:
    return (
        letter < "\u0250"
        or fold(letter)[:1] in "abcdefghijklmnopqrstuvwxyzɛɔɲŋɓɗƴ"
        or "\u1e00" <= letter < "\u1f00"
    )
