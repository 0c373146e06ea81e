"""Cutting paragraphs and sentences, by rules for French and English talk.

A sentence ends at ``. ! ? …`` when what follows looks like a new one; abbreviations, initials, decimals,
hesitations (``Massigui... non``) and closing quotation marks are looked at first. Notes in brackets
(``[rires]``) belong to what follows them, or stand alone at the end. Spans leave outer white space out
and lose no other character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from kiitools.model.spans import Span
from kiitools.readers.lexicons import LANGUAGES, entries, fold, words

_STOP = re.compile(
    r"(?:\.{2,}|…|[?!]|\.)(?:[ \u00a0\u202f]?[?!]|\.|…)*"  # ?!, ...!, « quoi ? ! »
    r"(?:[ \u00a0\u202f]?»|[”’\"')\]*_])*"  # what closes with it
)
_OPENERS = "«“‘\"'([*_–—-•¿¡ \u00a0\u202f\t"
_INK = re.compile(r"\S")
_ASIDE = re.compile(r"\[[^\[\]]{1,400}\]|\([^()]{1,400}\)")
_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[•➢▪●◦‣\uf0b7*–—-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_WRAP_LEAST, _WRAP_MOST = 40, 160


def paragraphs(text: str, start: int = 0, end: int | None = None, *, width: int | None = 0) -> list[Span]:
    """Paragraphs of ``text[start:end]``, without outer white space.

    Parameters
    ----------
    width : int or None
        None: every line is a paragraph (Word). A number: lines may be cut in mid-sentence (plain text, PDF);
        it is the usual width of a full line (`usual_width`), 0 where lines have no such width.
    """
    found: list[Span] = []
    for line in _lines(text, start, len(text) if end is None else end):
        if found and width is not None and _goes_on(text, found[-1], line, width):
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return found


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _LINE.finditer(text, start, end):
        span = trimmed(text, match.start(), match.end())
        if span:
            yield span


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at either end; None when nothing is left."""
    piece = text[start:end]
    body = piece.strip()
    if not body:
        return None
    begin = start + len(piece) - len(piece.lstrip())
    return Span(begin, begin + len(body))


def usual_width(text: str) -> int:
    """The width of a full line in a text whose lines are cut at a margin; 0 in other texts."""
    widths = sorted(line.end - line.start for line in _lines(text, 0, len(text)))
    usual = widths[int(len(widths) * 0.9)] if len(widths) >= 4 else 0
    return usual if _WRAP_LEAST <= usual <= _WRAP_MOST else 0


def _goes_on(text: str, before: Span, line: Span, width: int) -> bool:
    """Whether a line continues the paragraph before it."""
    if _BULLET.match(text, line.start, min(line.end + 1, line.start + 8)):
        return False
    last, first = text[before.end - 1], text[line.start]
    gap = text[before.end : line.start]
    if last not in '.!?…:;»”"]' and first.islower() and "\f" not in gap:
        return True
    if gap.count("\n") > 1 or not width:
        return False
    begin = max(text.rfind("\n", 0, before.end) + 1, before.start)
    return last not in ".!?…:" and before.end - begin >= 0.7 * width


def sentences(
    text: str, start: int = 0, end: int | None = None, *, width: int | None = 0
) -> tuple[Span, ...]:
    """Sentences of ``text[start:end]`` in order; together they hold every character but white space."""
    spans: list[Span] = []
    for paragraph in paragraphs(text, start, end, width=width):
        begin = paragraph.start
        for cut in _cuts(text, paragraph):
            spans.append(Span(begin, cut))
            begin = _next(text, cut, paragraph.end)
        if begin < paragraph.end:
            spans.append(Span(begin, paragraph.end))
    return tuple(spans)


def _next(text: str, start: int, end: int) -> int:
    """The next character that is no white space; ``end`` when there is none."""
    match = _INK.search(text, start, end)
    return match.start() if match else end


def _cuts(text: str, within: Span) -> Iterator[int]:
    """Where sentences end inside a paragraph (after the closing marks)."""
    closed = _closed(text, within)
    floor = within.start
    for match in _STOP.finditer(text, within.start, within.end):
        end = _trim_quote(text, match, within)
        following = text[end : min(end + 60, within.end)]
        if not following[:1].isspace() or not following.strip():
            continue
        at = bisect_right(closed, (match.start(), 0)) - 1
        if at >= 0 and end < closed[at][1]:
            continue
        if _ends(text, floor, match, end, following.lstrip()):
            yield end
            floor = end + len(following) - len(following.lstrip())


def _closed(text: str, within: Span) -> list[tuple[int, int]]:
    """Brackets and parentheses, inside which no sentence ends."""
    return [match.span() for match in _ASIDE.finditer(text, within.start, within.end)]


def _trim_quote(text: str, match: re.Match[str], within: Span) -> int:
    """The end of the closing marks; a ``»`` after a space closes only when a ``«`` is open."""
    end = match.end()
    tail = match.group()
    spaced = re.search(r"[ \u00a0\u202f]»", tail)
    if spaced:
        floor = max(within.start, match.start() - 2000)
        opened = text.rfind("«", floor, match.start()) > text.rfind("»", floor, match.start())
        if not opened:
            end = match.start() + spaced.start()
    return end


def _ends(text: str, floor: int, match: re.Match[str], end: int, following: str) -> bool:
    stop = match.group()
    lead = following.lstrip(_OPENERS)
    first = lead[:1]
    if following.startswith("["):
        return True
    if stop.startswith(("..", "…")):
        return first.isupper()
    if stop[0] in "?!":
        return not first.islower() or following[:1] in "–—-•"
    return _full_stop(text, floor, match, end, lead, bool(first and following[:1] in "–—•"))


def _full_stop(text: str, floor: int, match: re.Match[str], end: int, lead: str, dash: bool) -> bool:
    token = re.split(r"[\s\u00a0\u202f(\[«“\"'’]", text[max(floor, match.start() - 24) : match.start()])[-1]
    bare = end == match.start() + 1  # nothing closes after the full stop
    first = lead[:1]
    if not bare:
        return not first.islower()
    verdict = _by_abbreviation(token, lead)
    if verdict is not None:
        return verdict
    if token.isdigit() and len(token) <= 3 and match.start() - len(token) == floor:
        return False  # "1. Objectif" opens a list
    if first.islower():
        return dash or (len(token) >= 4 and token[-1:].isalpha() and token.islower())
    return True


def _by_abbreviation(token: str, lead: str) -> bool | None:
    """What the word before a full stop decides; None when it is an ordinary word."""
    word = token.lower()
    capital = lead[:1].isupper()
    if len(token) == 1 and token.isupper():
        return capital and _function_word(lead)
    if word in _abbreviations("never_end") or token in _abbreviations("never_end"):
        return False
    if word in _abbreviations("before_number"):
        number = r"\d" if word in ("no", "nos") else r"\d|[IVXLC]+\b|[A-Z]\b"  # "No. I never saw it."
        return False if re.match(number, lead) else None
    if word in _abbreviations("seldom_end") or re.fullmatch(r"(?:\w\.)+\w", token):
        return capital and _function_word(lead)
    return capital if word in _abbreviations("often_end") else None


@lru_cache(maxsize=8)
def _abbreviations(key: str) -> frozenset[str]:
    return frozenset(word for lang in LANGUAGES for word in entries("sentences", lang).get(key, ()))


def _function_word(lead: str) -> bool:
    match = re.match(r"[^\W\d_]+", lead)
    return match is not None and fold(match.group()) in words("stopwords", "not_first") | words(
        "stopwords", "determiners"
    )
