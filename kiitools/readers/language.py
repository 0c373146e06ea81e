"""Which language a turn is in, told by its function words: French, English, or undetermined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiitools.readers.lexicons import entries, fold

LISTED = ("fr", "en", "bm")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_LEAST = 2
_FLOOR = 0.18
_MARGIN = 1.25
_SHORT = 8


def scores(text: str) -> dict[str, int]:
    """How many of a text's words each list knows, with ``words`` (all) and ``foreign`` (other scripts)."""
    known = dict.fromkeys(LISTED, 0)
    foreign = total = 0
    for match in _WORD.finditer(text):
        total += 1
        word = match.group().lower().replace("’", "'").replace("ʼ", "'")
        foreign += not _latin(word[0])
        for lang in LISTED:
            known[lang] += _knows(lang, word)
    return {**known, "words": total, "foreign": foreign}


def language_of(text: str, *, otherwise: str = "und") -> str:
    """The language of a text: ``fr``, ``en`` or ``und``; ``otherwise`` for a text too short to tell.

    A word counts when it is in the language's list of function words
    (``resources/lexicons/<lang>/stopwords.yaml``); the winner needs at least two such words, 18 % of
    all words and a quarter more than the next. A long text below that floor is undetermined, so that
    Bambara, Songhay or Arabic passages are not coded as if they were French. Below eight words a language
    other than ``otherwise`` needs three such words and twice as many as the next.
    """
    return _judge(scores(text), otherwise)


def language_of_all(texts: Sequence[str]) -> str:
    """The language of a source as a whole."""
    sums: dict[str, int] = {}
    for text in texts:
        for key, value in scores(text).items():
            sums[key] = sums.get(key, 0) + value
    return _judge(sums, "und") if sums else "und"


def _judge(found: dict[str, int], otherwise: str) -> str:
    total = found["words"]
    if found["foreign"] * 2 > total:
        return "und"
    first, second = sorted(LISTED, key=lambda lang: -found[lang])[:2]
    short = total < _SHORT
    sure, margin = (_LEAST + 1, 2.0) if short and first != otherwise else (_LEAST, _MARGIN)
    if found[first] >= max(sure, _FLOOR * total) and found[first] >= margin * found[second]:
        return first if first in ("fr", "en") else "und"
    return otherwise if short or found.get(otherwise, 0) >= _FLOOR * total else "und"


def _knows(lang: str, word: str) -> bool:
    """Whether the list has the word, or (elision: ``qu'elle``) both its halves."""
    listed = _listed(lang)
    if word in listed:
        return True
    head, apostrophe, tail = word.partition("'")
    return bool(apostrophe) and lang == "fr" and (head in listed or tail in listed)


def _listed(lang: str) -> frozenset[str]:
    if lang not in _LISTS:
        _LISTS[lang] = frozenset(entries("stopwords", lang).get("words", ()))
    return _LISTS[lang]


_LISTS: dict[str, frozenset[str]] = {}


def _latin(letter: str) -> bool:
    return (
        letter < "\u0250"
        or fold(letter)[:1] in "abcdefghijklmnopqrstuvwxyzɛɔɲŋɓɗƴ"
        or "\u1e00" <= letter < "\u1f00"
    )
