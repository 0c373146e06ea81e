"""Whether a passage asserts, denies, supposes or remembers, and who knows it: per hit, by clause and turn.

The cues are data (``lexicons/<lang>/cues.yaml``). The design is that of NegEx and ConText (Chapman et al.
2001;
Harkema et al. 2009): cue, direction, scope ended by a clause; French two-part negation and orality on top.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from kiitools.coding.concepts import read_cues
from kiitools.coding.patterns import PatternSet
from kiitools.coding.pipeline import Sentence
from kiitools.coding.words import small_words

CUES = (
    "NEGATION", "NEGATION_FORWARD", "NEGATION_FIRST", "NOT_A_NEGATION", "NEGATION_CLOSES", "HYPOTHESIS",
    "REPORTED", "REPORTED_BACK", "HISTORICAL", "CLAUSE", "YES", "NO", "ASKS_DEFINITION",
    "CONCRETE", "DEFINES", "PAST", "PRESENT", "IF", "NAMES_TRAFFICKING",
    "ASKS_FACTS", "HABIT", "CONDITIONAL",
)  # fmt: skip
_AHEAD, _BEHIND, _SHORT = 7, 4, 5
_LAST_HISTORICAL_YEAR = 2000


@dataclass(frozen=True, slots=True)
class CueLabels:
    """The numbers of the cue labels in a `PatternSet`."""

    number: dict[str, int]
    before_if: frozenset[str] = frozenset()

    def of(self, sentence: Sentence, name: str) -> list[tuple[int, int]]:
        """Where a cue stands in a sentence."""
        return sentence.hits.get(self.number[name], [])


def add_cues(patterns: PatternSet) -> CueLabels:
    """Add the language's cues to a pattern set."""
    for name, entries in read_cues(patterns.lang).items():
        for entry in entries:
            patterns.add("cue:" + name, _as_written(entry))
    return CueLabels(
        {name: patterns.label("cue:" + name) for name in CUES}, small_words(patterns.lang)["before_if"]
    )


def _as_written(entry: str) -> str:
    """A cue's words stand for these forms only: « pourrait » supposes, « peut » does not."""
    return " ".join(word if "*" in word or word[0] in "=~" else "=" + word for word in entry.split())


@dataclass(slots=True)
class Stance:
    """A sentence's stance: stretches of denied words, and what holds for the whole sentence."""

    denied: list[tuple[int, int, int, int]] = field(default_factory=list)
    supposed: list[tuple[int, int]] = field(default_factory=list)
    hypothetical: bool = False
    historical: bool = False
    reported: bool = False

    def denies(self, words: list[tuple[int, int]]) -> bool:
        """Whether a negation that is not part of the evidence itself covers one of its words."""
        return any(
            first < end and start < last
            for first, last, cue, cue_end in self.denied
            if not any(start < cue_end and cue < end for start, end in words)
            for start, end in words
        )

    def supposes(self, words: list[tuple[int, int]]) -> bool:
        """Whether the evidence stands in an if-clause, or in a sentence that only supposes."""
        return self.hypothetical or any(
            s < last and first < e for first, last in self.supposed for s, e in words
        )


def stance_of(sentence: Sentence, cues: CueLabels, text: str) -> Stance:
    """The stance of a sentence by its own words."""
    return Stance(
        _denied(sentence, cues),
        _supposed(sentence, cues),
        bool(cues.of(sentence, "HYPOTHESIS")) or _is_question(sentence, text),
        bool(cues.of(sentence, "HISTORICAL")) or _old_year(sentence),
        bool(cues.of(sentence, "REPORTED")),
    )


def _is_question(sentence: Sentence, text: str) -> bool:
    return text[sentence.start : sentence.end].rstrip().endswith("?")


def _old_year(sentence: Sentence) -> bool:
    return any(
        1000 <= f.number <= _LAST_HISTORICAL_YEAR and len(f.folded) == 4
        for f in sentence.forms
        if f.folded[0] == "1"
    )


def _denied(sentence: Sentence, cues: CueLabels) -> list[tuple[int, int, int, int]]:
    """Stretches (first, last, cue, cue end) of words under a negation."""
    if not any(sentence.hits.get(cues.number[name]) for name in CUES[:3]):
        return []
    harmless = cues.of(sentence, "NOT_A_NEGATION")
    bounds = sorted({0, len(sentence.forms), *sentence.breaks, *(s for s, _ in cues.of(sentence, "CLAUSE"))})
    found = []
    for name, behind in (("NEGATION", True), ("NEGATION_FORWARD", False)):
        for cue, end in cues.of(sentence, name):
            if any(s <= cue < e for s, e in harmless):
                continue
            low, high = _clause(bounds, cue)
            first = _verb_before(sentence, cues, cue, low) if behind else cue
            found.append((first, min(high, end + (_AHEAD if behind else _SHORT)), cue, end))
    return found


def _supposed(sentence: Sentence, cues: CueLabels) -> list[tuple[int, int]]:
    """If-clauses: from « si » at the head of a clause to the clause's end (« voir si » is none)."""
    found = []
    for cue, _ in cues.of(sentence, "IF"):
        if cue == 0 or cue in sentence.breaks or sentence.forms[cue - 1].folded in cues.before_if:
            end = next((b for b in sentence.breaks if b > cue + 2), len(sentence.forms))
            if not _is_habit(sentence, cues, end):
                found.append((cue, end))
    return found


def _is_habit(sentence: Sentence, cues: CueLabels, end: int) -> bool:
    """« S'il refuse, ils le battent »: what they do each time, told without a conditional."""
    if cues.of(sentence, "CONDITIONAL"):
        return False
    return any(start == end for start, _ in cues.of(sentence, "HABIT"))


def _clause(bounds: list[int], at: int) -> tuple[int, int]:
    i = bisect_right(bounds, at)
    return bounds[i - 1], bounds[i] if i < len(bounds) else bounds[-1]


def _verb_before(sentence: Sentence, cues: CueLabels, cue: int, low: int) -> int:
    """Where the denied verb begins: at « ne », or two words back when it is left out."""
    for first, _ in reversed(cues.of(sentence, "NEGATION_FIRST")):
        if low <= first < cue and cue - first <= _BEHIND + 1:
            return first
    return max(low, cue - 2)
