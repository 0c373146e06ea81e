"""Sentences in their place: whose they are, what was asked before them, what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kiitools.coding.pipeline import Sentence
from kiitools.coding.polarity import Stance
from kiitools.coding.rules import Group

Words = list[tuple[int, int]]
_TURN_REACH = 12


@dataclass(slots=True)
class Line:
    """A sentence in its place: which turn, whose, in which language."""

    sentence: Sentence
    segment: int
    turn: int
    speaker: str
    role: str
    lang: str
    stance: Stance = field(default_factory=Stance)
    defines: bool = False
    question: list[Line] = field(default_factory=list, repr=False)

    @property
    def asks(self) -> bool:
        """Whether an interviewer says it."""
        return self.role == "interviewer"

    @property
    def narrates(self) -> bool:
        """Whether it is a document's sentence, said to nobody."""
        return self.role == "narrator"


def around(lines: Sequence[Line], i: int, reach: int) -> list[Mapping[int, Words]]:
    """Hits of a line, ``reach`` sentences before it, its question, the next sentence of its turn.

    A document is not a conversation: there, only the line and the sentence before it in its paragraph count.
    """
    line = lines[i]
    if line.narrates:
        return [one.sentence.hits for one in _paragraph(lines, i)]
    some = [one for one in lines[max(0, i - reach) : i + 1] if one.lang == line.lang]
    if i + 1 < len(lines) and lines[i + 1].turn == line.turn:
        some.append(lines[i + 1])
    return [one.sentence.hits for one in (*some, *question_of(line))]


def beside(lines: Sequence[Line], i: int, reach: int) -> list[Line]:
    """Lines of informants within ``reach`` sentences of a line, in its language."""
    if lines[i].narrates:
        return _paragraph(lines, i)
    near = lines[max(0, i - reach) : i + reach + 1]
    return [one for one in near if one.lang == lines[i].lang and not one.asks]


def _paragraph(lines: Sequence[Line], i: int) -> list[Line]:
    """A line of a document and the sentence before it in its paragraph."""
    return [one for one in lines[max(0, i - 1) : i + 1] if one.turn == lines[i].turn]


def question_of(line: Line) -> list[Line]:
    """The interviewer's last turn before a line, in the line's language."""
    return [one for one in line.question if one.lang == line.lang]


def asked(groups: Iterable[Group], line: Line) -> bool:
    """Whether the question before a line meets every group."""
    said = [one.sentence.hits for one in question_of(line)]
    return all(any(label in hits for hits in said for label in group) for group in groups)


def in_turn(group: Group, lines: Sequence[Line], i: int) -> bool:
    """Whether a group is met somewhere in the turn of a line."""
    line = lines[i]
    near = _paragraph(lines, i) if line.narrates else lines[max(0, i - _TURN_REACH) : i + _TURN_REACH]
    mine = [one for one in near if one.turn == line.turn and one.lang == line.lang]
    return any(label in one.sentence.hits for one in mine for label in group)
