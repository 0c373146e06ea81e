"""Who asks and who answers: told by the label, by the header, and where both are silent by behaviour."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kiitools.readers.labels import base_of, standing
from kiitools.readers.lexicons import LANGUAGES, entries, fold, words

_CLEAR = 0.25


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker's behaviour: turns, how many end in or hold a question, order of first speaking."""

    label: str = field(repr=False)
    turns: int
    questions: int
    first: int

    @property
    def asks(self) -> float:
        """Share of turns with a question."""
        return self.questions / self.turns if self.turns else 0.0


def roles_of(voices: Sequence[Voice], meta: Mapping[str, str] | None = None) -> dict[str, str]:
    """Role of every label (folded): ``interviewer`` or ``respondent``.

    Words known on either side decide first (``Enquêtrice``, ``Répondante``), then the interviewer's name in
    the header, then pairs of letters (``E``/``R``, ``Q``/``A``), then behaviour: who asks, who speaks first.
    """
    staff = {fold(one.label) for one in voices if standing(one.label) == "staff"}
    merged = _merged([one for one in voices if fold(one.label) not in staff])
    asking = _by_word(merged, meta or {})
    if not asking and len(merged) > 1:
        asking = {_by_behaviour(_undecided(merged))}
    asking |= staff
    alike = {fold(one.label): _letter(one.label) for one in voices} if len(merged) < len(voices) else {}
    return {
        key: "interviewer" if key in asking or alike.get(key) in asking else "respondent"
        for key in (fold(one.label) for one in voices)
    }


def _letter(label: str) -> str:
    """The letter of a numbered mark (``Q3`` → ``q``), else the label itself."""
    return base_of(label) if standing(label) == "letter" else fold(label)


def _merged(voices: Sequence[Voice]) -> list[Voice]:
    """Numbered letters taken together (``Q1``, ``Q2``), where there are two letters."""
    found: dict[str, Voice] = {}
    for one in voices:
        key = _letter(one.label)
        seen = found.get(key, Voice(key, 0, 0, one.first))
        found[key] = Voice(key, seen.turns + one.turns, seen.questions + one.questions, seen.first)
    return list(found.values()) if len(found) > 1 else list(voices)


def _by_word(voices: Sequence[Voice], meta: Mapping[str, str]) -> set[str]:
    named = _names(meta.get("interviewer", ""))
    asking = {fold(v.label) for v in voices if standing(v.label) == "interviewer" or fold(v.label) in named}
    if asking:
        shortened = {fold(v.label) for v in voices if standing(v.label) == "letter"} & {"e", "q"}
        answered = any(standing(v.label) == "letter" and base_of(v.label) in ("r", "a") for v in voices)
        seconds = {fold(v.label) for v in voices if _second_interviewer(v)}
        return asking | seconds | (shortened if answered else set())
    pair = _pair(voices)
    return {pair} if pair else set()


def _second_interviewer(voice: Voice) -> bool:
    return base_of(voice.label) in words("speakers", "asks_maybe") and voice.turns >= 3 and voice.asks >= 0.7


def _names(value: str) -> set[str]:
    """Ways to write the interviewer of the header as a label: name, first name, initials."""
    found: set[str] = set()
    for person in re.split(r"[;/&]| et | and ", value):
        name = re.split(r"[,(–—]", person)[0]
        parts = fold(name).replace(".", "").split()
        if parts and len(parts[0]) > 1:
            found |= {fold(name), " ".join(parts), parts[0], parts[-1], "".join(p[0] for p in parts)}
    return {one for one in found if len(one) > 1}


def _pair(voices: Sequence[Voice]) -> str:
    """The one who asks in a known pair of letters; behaviour may contradict it where it is plain."""
    letters = {base_of(v.label): v for v in voices if standing(v.label) == "letter"}
    for asks, answers in _pairs():
        if asks in letters and answers in letters and _same(letters, voices, asks, answers):
            one, other = letters[asks], letters[answers]
            plain = other.asks - one.asks >= 0.5 and min(one.turns, other.turns) >= 3
            return fold((other if plain else one).label)
    return ""


def _same(letters: Mapping[str, Voice], voices: Sequence[Voice], asks: str, answers: str) -> bool:
    """A pair holds when it is alone, or when the rest are numbered speakers of the answering letter."""
    rest = {base_of(v.label) for v in voices} - {asks, answers}
    return not rest or not (rest & letters.keys())


@lru_cache(maxsize=1)
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple(
        dict.fromkeys((a, b) for lang in LANGUAGES for a, b in entries("speakers", lang).get("pairs", ()))
    )


def _undecided(voices: Sequence[Voice]) -> list[Voice]:
    """Those whom no word calls a respondent; among them those who may ask, if there are any."""
    open_ = [v for v in voices if standing(v.label) != "respondent"] or list(voices)
    maybe = [v for v in open_ if base_of(v.label) in words("speakers", "asks_maybe")]
    return maybe if len(maybe) == 1 and len(open_) < len(voices) else open_


def _by_behaviour(voices: Sequence[Voice]) -> str:
    ranked = sorted(voices, key=lambda v: (-v.asks, v.first))
    if len(ranked) == 1 or ranked[0].asks - ranked[1].asks >= _CLEAR:
        return fold(ranked[0].label)
    return fold(min(ranked, key=lambda v: v.first).label)
