"""Roles of places: where someone comes from, passes, goes to, is exploited; the journeys a turn tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiitools.coding.itineraries import ordered
from kiitools.coding.journeys import read_steps
from kiitools.coding.steps import Step
from kiitools.coding.travel_cues import TRAVEL, Cues, read_route_cues
from kiitools.model.places import PlaceMention

_ROLE = {"origin": "origin", "transit": "transit", "goal": "destination"}
_NEAR = 8


def with_roles(
    text: str, mentions: Sequence[PlaceMention], lang: str
) -> tuple[list[PlaceMention], list[list[PlaceMention]]]:
    """The mentions with their roles, and the journeys among them, each in the order of travel."""
    cues = read_route_cues(lang)
    steps = read_steps(text, mentions, cues)
    journeys = list(ordered(steps, cues)) if len(steps) > 1 else []
    roles = {id(step.mention): _role(step, cues) for step in steps}
    for journey in reversed(journeys):
        roles.update(_on_the_way(journey, roles))
    known = {id(m): replace(m, role=roles[id(m)]) if roles[id(m)] != m.role else m for m in mentions}
    return [known[id(m)] for m in mentions], [[known[id(s.mention)] for s in journey] for journey in journeys]


def _role(step: Step, cues: Cues) -> str:
    """What the words around a place alone say of it.

    « Ici à Gao » stays spoken of: the transcript's header tells the place of interview, and a mention with
    that role would leave the figures by region.
    """
    if step.denied:
        return "spoken_of"
    if step.part in ("", "place", "goal", "next") and _at_work(step, cues):
        return "exploitation"
    told = step.verb & TRAVEL or step.context.phrase
    return "spoken_of" if step.weak or not told else _ROLE.get(step.part, "spoken_of")


def _at_work(step: Step, cues: Cues) -> bool:
    """« elle travaille à », « à Gao ils creusent »: in the clause of the place."""
    context = step.context
    if context.prep == "in" and cues.any_of(_clause(context.core[::-1]), "work"):
        return True
    fronted = context.prep == "in" and (context.opens or context.core[-2:-1] == (",",))
    return fronted and cues.any_of(
        _clause(context.trail[1:] if context.trail[:1] == (",",) else context.trail), "work"
    )


def _clause(words: Sequence[str]) -> Sequence[str]:
    ends = [at for at, word in enumerate(words) if word in (",", ";", ":")]
    return words[: min([*ends, _NEAR])]


def _on_the_way(journey: Sequence[Step], roles: dict[int, str]) -> dict[int, str]:
    """The first stop is the origin, the last the destination, unless the words say something else."""
    found = {}
    for at, step in enumerate(journey):
        key = id(step.mention)
        said = roles[key]
        if said == "exploitation":
            found[key] = said
        elif at == 0:
            found[key] = "transit" if step.part == "transit" else "origin"
        elif at == len(journey) - 1:
            found[key] = "transit" if step.part == "transit" else "destination"
        else:
            found[key] = "transit"
    return found
