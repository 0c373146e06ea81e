"""Whether a rule is met on a line: its words, how near they stand, what context asks or forbids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kiitools.coding.lines import Line, Words, around, asked, in_turn
from kiitools.coding.rules import Compiled, Group


def words_of(rule: Compiled, lines: Sequence[Line], i: int) -> Words | None:
    """The words by which a rule is met on a line, None when it is not."""
    hits = lines[i].sentence.hits
    if any(label in hits for label in rule.unless):
        return None
    words = _together(rule.groups if rule.within == "sentence" else rule.groups[:1], rule, hits)
    if words is None or not _allowed(rule, lines, i):
        return None
    return words


def _allowed(rule: Compiled, lines: Sequence[Line], i: int) -> bool:
    """Whether the context of a line has what a rule asks and nothing it forbids."""
    if rule.within == "turn" and not all(in_turn(g, lines, i) for g in rule.groups[1:]):
        return False
    if rule.near or rule.unless_near:
        near = around(lines, i, rule.reach)
        if not all(any(label in h for h in near for label in g) for g in rule.near):
            return False
        if any(label in h for h in near for label in rule.unless_near):
            return False
    return not rule.question or asked(rule.question, lines[i])


def _together(groups: Sequence[Group], rule: Compiled, hits: Mapping[int, Words]) -> Words | None:
    """Words of their own for each group, near enough to each other; None when there are none."""
    places = []
    for group in groups:
        some = [hit for label in group for hit in hits.get(label, ())]
        if not some:
            return None
        places.append(some)
    if len(places) == 1:
        return [places[0][0]]
    for first in places[0]:
        chosen = _beside(first, places[1:], rule)
        if chosen is not None:
            return chosen
    return None


def _beside(first: tuple[int, int], places: Sequence[Words], rule: Compiled) -> Words | None:
    chosen = [first]
    for some in places:
        free = [h for h in some if not any(h[0] < c[1] and c[0] < h[1] for c in chosen)]
        if rule.ordered:
            free = [h for h in free if h[0] >= chosen[-1][1]]
        if not free:
            return None
        chosen.append(min(free, key=lambda h: (_distance(h, chosen), h)))
    ordered = sorted(chosen)
    if any(b[0] - a[1] > rule.gap for a, b in pairwise(ordered)):
        return None
    return chosen


def _distance(hit: tuple[int, int], chosen: Words) -> int:
    return min(max(hit[0] - c[1], c[0] - hit[1]) for c in chosen)
