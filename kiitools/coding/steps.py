"""Records of a journey being read: what one place is in it, and what is read to find that out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiitools.coding.travel_cues import Context, Cues
from kiitools.model.places import PlaceMention

_HAVING = frozenset(("etre", "avoir", "s'", "l'", "les"))


@dataclass(frozen=True)
class Step:
    """What a place is in a journey.

    ``part`` is origin, transit, goal, next (somewhere after the last), place (where someone stays), or empty.
    """

    context: Context
    part: str = ""
    planned: bool = False
    back: bool = False
    denied: bool = False
    linked: bool = False
    order: bool = False
    finite: bool = False
    weak: bool = False
    past: bool = False
    until: bool = False
    verb: frozenset[str] = frozenset()

    @property
    def mention(self) -> PlaceMention:
        """The place."""
        return self.context.mention


@dataclass(frozen=True)
class Around:
    """What is known when a place is read: the places beside it, the verb before it and where it stands."""

    step: Step
    previous: Step | None
    following: Context | None
    own: frozenset[str]
    at: int
    cues: Cues

    @property
    def goes_on(self) -> bool:
        """Whether the place before, in the same sentence, is part of a journey."""
        return self.previous is not None and self.previous.part != ""


def looks_back(words: Sequence[str]) -> bool:
    """« après être passés par », "after crossing"."""
    return any(
        (a == "apres" and b in _HAVING) or (a == "after" and b.endswith("ing")) for a, b in pairwise(words)
    )
