"""Interviews in which one side has no label, or neither: questions in bold, answers under a bare ``Q :``.

Without this the answers would count as the interviewer's words, and be lost to the coding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kiitools.model.spans import Span
from kiitools.readers.extract import Extract, Turn
from kiitools.readers.labels import base_of, standing
from kiitools.readers.sentences import paragraphs

_MOSTLY = 0.6
_ASKING, _ANSWERING = frozenset("qei"), frozenset("ra")


def with_unlabelled(extract: Extract, start: int, turns: list[Turn]) -> list[Turn]:
    """Turns of the side that has no label, where only one speaker is named.

    ``Q : …?`` followed by paragraphs without a label: these are the answer. ``R : …`` followed by a paragraph
    that ends in a question mark: this is the next question. Their ``speaker`` is empty.
    """
    named = {turn.speaker for turn in turns}
    if len(named) != 1:
        return turns
    label = named.pop()
    kind, letter = standing(label), base_of(label)
    if kind == "interviewer" or (kind == "letter" and letter in _ASKING):
        return _with_answers(extract.text, turns)
    if kind == "respondent" or (kind == "letter" and letter in _ANSWERING):
        return _with_questions(extract.text, start, turns)
    return turns


def turns_by_bold(extract: Extract, start: int) -> list[Turn]:
    """Turns of an interview without any label whose questions are bold paragraphs."""
    text, bold = extract.text, {span.start: span.end for span in extract.bold}
    parts = paragraphs(text, start, extract.body_end, width=None)
    asked = [bold.get(part.start, -1) >= part.end for part in parts]
    if not _mostly_questions(text, [part for part, is_bold in zip(parts, asked, strict=True) if is_bold]):
        return []
    turns: list[Turn] = []
    for part, is_bold in zip(parts, asked, strict=True):
        role = "interviewer" if is_bold else "respondent"
        if turns and turns[-1].role == role:
            turns[-1] = replace(turns[-1], end=part.end)
        elif turns or (is_bold and text[part.end - 1] == "?"):
            turns.append(Turn(part.start, part.start, part.end, "", role))
    return turns


def _with_answers(text: str, turns: Sequence[Turn]) -> list[Turn]:
    """Cut each turn after its last leading question; the rest is the answer."""
    cut = [(turn, _lines(text, turn)) for turn in turns]
    if not _mostly_questions(text, [lines[0] for _, lines in cut if lines]):
        return list(turns)
    return [piece for turn, lines in cut for piece in _asked_first(text, turn, lines)]


def _asked_first(text: str, turn: Turn, lines: Sequence[Span]) -> Iterator[Turn]:
    if not lines:
        return
    last = 0
    while last + 1 < len(lines) and not _asks(text, lines[0]) and _asks(text, lines[last + 1]):
        last += 1
    yield replace(turn, end=lines[last].end, role="interviewer")
    if last + 1 < len(lines):
        yield Turn(lines[last + 1].start, lines[last + 1].start, turn.end, "", "respondent")


def _with_questions(text: str, start: int, turns: Sequence[Turn]) -> list[Turn]:
    """Give the last paragraph of a turn to the interviewer where it is a question."""
    cut = [(turn, _lines(text, turn)) for turn in turns]
    ends = [lines[-1] for _, lines in cut[:-1] if len(lines) > 1]
    if len(ends) < 2 or not _mostly_questions(text, ends):
        return [replace(turn, role="respondent") for turn in turns]
    before = paragraphs(text, start, turns[0].zone, width=None)[-1:]
    found = [Turn(p.start, p.start, p.end, "", "interviewer") for p in before if _asks(text, p)]
    for turn, lines in cut:
        asked = len(lines) > 1 and _asks(text, lines[-1])
        found.append(replace(turn, end=lines[-2].end if asked else turn.end, role="respondent"))
        if asked:
            found.append(Turn(lines[-1].start, lines[-1].start, turn.end, "", "interviewer"))
    return found


def _lines(text: str, turn: Turn) -> list[Span]:
    return paragraphs(text, turn.start, turn.end, width=None) if turn.end > turn.start else []


def _asks(text: str, part: Span) -> bool:
    return text[part.start : part.end].rstrip('»”"*_) \u00a0\u202f').endswith("?")


def _mostly_questions(text: str, parts: Sequence[Span]) -> bool:
    return len(parts) >= 2 and sum(_asks(text, part) for part in parts) >= _MOSTLY * len(parts)
