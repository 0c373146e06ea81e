"""How every sentence of a source stands: denied, supposed, remembered, reported, or part of a definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiitools.coding.lines import Line
from kiitools.coding.pipeline import Sentence
from kiitools.coding.polarity import CueLabels, stance_of

_OPENING = 2


def take_stances(lines: Sequence[Line], cues_of: Mapping[str, CueLabels], text: str) -> None:
    """Give every line its stance and its question (``cues_of``: the cues of each language)."""
    defining, asked = False, 0
    question: list[Line] = []
    for i, line in enumerate(lines):
        cues = cues_of[line.lang]
        line.question, line.stance = question, stance_of(line.sentence, cues, text)
        if line.asks:
            opens = i == 0 or not lines[i - 1].asks
            asked += opens
            question = [line] if opens else [*question, line]
            defining = (defining and not opens) or _asks_definition(line, cues, asked)
            continue
        concrete = bool(cues.of(line.sentence, "CONCRETE"))
        line.defines = (defining and not concrete) or bool(cues.of(line.sentence, "DEFINES"))
        _remember(lines, i, cues)
        if cues.of(line.sentence, "REPORTED_BACK"):
            for earlier in lines[max(0, i - 2) : i]:
                earlier.stance.reported |= earlier.turn == line.turn


def _remember(lines: Sequence[Line], i: int, cues: CueLabels) -> None:
    """A memory goes on in the past tense through the turn that began it."""
    line, before = lines[i], lines[i - 1] if i else None
    if before is None or before.turn != line.turn or line.stance.historical:
        return
    if before.stance.historical:
        past = cues.of(line.sentence, "PAST") and not cues.of(line.sentence, "PRESENT")
        line.stance.historical = bool(past)


def _asks_definition(line: Line, cues: CueLabels, asked: int) -> bool:
    """Whether a question asks what trafficking is; one of the opening questions need only name it."""
    if cues.of(line.sentence, "ASKS_DEFINITION"):
        return True
    names = bool(cues.of(line.sentence, "NAMES_TRAFFICKING")) and not cues.of(line.sentence, "ASKS_FACTS")
    return asked <= _OPENING and names


def yes_or_no(sentence: Sentence, cues: CueLabels) -> str | None:
    """Polarity of an answer that begins with yes or no, else None."""
    if any(start == 0 for start, _ in cues.of(sentence, "NO")):
        return "negated"
    if any(start == 0 for start, _ in cues.of(sentence, "YES")):
        return "affirmed"
    return None
