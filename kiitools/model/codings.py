"""Codings and the decisions people make about them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

POLARITIES = ("affirmed", "negated", "hypothetical", "historical")
EVIDENCE = ("direct", "reported")
STATUSES = ("suggested", "accepted", "rejected")
DECISIONS = ("accepted", "rejected", "added")


@dataclass(frozen=True, slots=True)
class Coding:
    """A code applied to a passage, as a machine suggests it or a person makes it.

    Attributes
    ----------
    source_id, segment, start, end :
        Where: the sentence (or selection), in code points of the source's text; ``segment`` is its seq.
    quote : str
        ``text[start:end]``; never shown in a repr.
    code : str
        The code's id.
    polarity, evidence : str
        One of `POLARITIES`, one of `EVIDENCE`.
    rule, term : str
        Why: the rule's place (``file:line``) and the pattern that fired (the codebook's, not the text's).
    evidence_start, evidence_end : int
        The words the suggestion rests on, inside the passage.
    strength : float
        0 to 1, how far the rule alone supports the code; the demonstration accepts above a stated value.
    coder : str
        ``rules`` for the machine, a coder's id for a person.
    """

    source_id: str
    segment: int
    start: int
    end: int
    quote: str = field(repr=False)
    code: str
    polarity: str = "affirmed"
    evidence: str = "direct"
    rule: str = ""
    term: str = field(default="", repr=False)
    evidence_start: int = -1
    evidence_end: int = -1
    strength: float = 1.0
    coder: str = "rules"
    lang: str = "fr"

    @property
    def coding_id(self) -> str:
        """The same coding has the same id on every laptop."""
        parts = (self.source_id, self.start, self.end, self.code, self.polarity, self.evidence, self.coder)
        return "C-" + hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says about a coding: a further row, never a change of one.

    ``new_code``, ``new_polarity`` and ``new_evidence`` are empty when the person keeps the coding's own.
    """

    coding_id: str
    coder: str
    decision: str
    new_code: str = ""
    new_polarity: str = ""
    new_evidence: str = ""
    reason: str = field(default="", repr=False)
    at: str = ""
