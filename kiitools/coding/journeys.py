"""Steps of the journeys a turn tells, in the order of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiitools.coding.steps import Step, read_step
from kiitools.coding.travel_cues import Cues, contexts, of_an_office
from kiitools.model.places import PlaceMention


def read_steps(text: str, mentions: Sequence[PlaceMention], cues: Cues) -> list[Step]:
    """One step per mention, in the order of the text."""
    around = list(contexts(text, mentions, cues))
    steps: list[Step] = []
    for at, context in enumerate(around):
        following = around[at + 1] if at + 1 < len(around) else None
        steps.append(read_step(context, following, steps, cues))
    return _filled(_listed_ways(_ending_before(_outdated(steps, cues)), cues), cues)


def _ending_before(steps: list[Step]) -> list[Step]:
    """« Ils ont fait Bamako et Mopti avant »: the whole list came before what was said first."""
    found = list(steps)
    for at in range(1, len(found)):
        if found[at].back and found[at].linked:
            start = at
            while start and found[start].linked:
                start -= 1
            if found[start].context.opens:
                found[start : at + 1] = [replace(one, back=False, past=True) for one in found[start : at + 1]]
    return found


def _outdated(steps: list[Step], cues: Cues) -> list[Step]:
    """« Avant, ils passaient par Kidal, maintenant par Ménaka »: the first is no way any more."""
    now = [i for i, step in enumerate(steps) if cues.any_of(step.context.lead, "now")]
    return [
        replace(step, denied=True)
        if now and i < now[0] and step.context.opens and cues.any_of(step.context.lead[:1], "before")
        else step
        for i, step in enumerate(steps)
    ]


def _listed_ways(steps: list[Step], cues: Cues) -> list[Step]:
    """« Bamako, Ségou, Gao : c'est le chemin »: a bare list that is called a way."""
    found = list(steps)
    for end in range(1, len(found)):
        if end + 1 < len(found) and found[end + 1].linked:
            continue
        start = end
        while start and found[start].linked:
            start -= 1
        run = found[start : end + 1]
        bare = not any(one.part or one.context.prep or one.context.phrase for one in run)
        told = cues.any_of(run[-1].context.trail, "way") or any(one.order for one in run)
        if len(run) > 1 + (not any(one.order for one in run)) and bare and told:
            found[start : end + 1] = [replace(one, part="next", order=True) for one in run]
    return found


def _filled(steps: list[Step], cues: Cues) -> list[Step]:
    """In a sentence that tells a journey the other places people are at lie on the way as well."""
    told = [step for step in steps if step.part and not step.denied]
    if len(told) < 2:
        return steps
    sure = {step.context.sentence for step in told if not step.weak and step.part != "place"}
    found: list[Step] = []
    for step in steps:
        alone = step.linked and found and not found[-1].part
        if step.context.sentence in sure and not alone and _open(step, cues):
            step = replace(step, part="next", finite=True)
        found.append(step)
    return found


def _open(step: Step, cues: Cues) -> bool:
    if step.part or step.denied or step.context.phrase or step.context.prep not in ("", "in"):
        return False
    words = (*step.context.core, *step.context.trail[:3])
    if step.context.prep and of_an_office(step.context, cues):
        return False
    return not any(cues.kinds(word) & {"speech", "ours", "kin", "negator", "negator_pair"} for word in words)
