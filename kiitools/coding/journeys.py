"""Steps of the journeys a turn tells, in the order of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiitools.coding.prepositions import part_of
from kiitools.coding.steps import Around, Step, looks_back
from kiitools.coding.travel_cues import (
    Context,
    Cues,
    Words,
    contexts,
    is_denied,
    is_list,
    of_an_office,
    verb_before,
)  # fmt: skip
from kiitools.model.places import PlaceMention


def read_steps(text: str, mentions: Sequence[PlaceMention], cues: Cues) -> list[Step]:
    """One step per mention, in the order of the text."""
    around = list(contexts(text, mentions, cues))
    steps: list[Step] = []
    for at, context in enumerate(around):
        following = around[at + 1] if at + 1 < len(around) else None
        steps.append(_step(context, following, steps, cues))
    return _filled(_listed_ways(_ending_before(_outdated(steps, cues)), cues), cues)


def _step(context: Context, following: Context | None, earlier: Sequence[Step], cues: Cues) -> Step:
    """What the place of ``context`` is, given the places before it and the one after it."""
    previous = earlier[-1] if earlier and not context.opens else None
    kinds, at = verb_before(context, cues)
    listed = previous is not None and is_list(context, cues)
    step = Step(
        context,
        linked=listed,
        order=_ordered(context, cues),
        finite=_finite(context, at, cues),
        past=cues.any_of(context.core, "past"),
        verb=kinds or (previous.verb if previous else frozenset()),
    )
    step = part_of(Around(step, previous, following, kinds, at, cues))
    denied = is_denied(context, at, cues) or (
        listed and previous is not None and previous.denied and not cues.any_of(context.lead, "contrast")
        and (cues.any_of(context.lead, "either") or cues.any_of(context.lead, "negator") or not step.order)
        and (context.prep == previous.context.prep or not context.prep)
    )  # fmt: skip
    return _timed(replace(step, denied=denied), at, cues)


def _finite(context: Context, at: int, cues: Cues) -> bool:
    """Whether the verb before has a subject: « ils passent par », « et les cachent à », not « venus de »."""
    if cues.any_of(context.core, "subject"):
        return True
    if at < 1 or context.core[at].endswith(("ant", "ing")):
        return False
    return context.core[at - 1] not in (
        ",",
        "en",
        "apres",
        "etre",
        "avoir",
        "after",
        "by",
        "de",
        "avant",
        "sans",
    )


def _ordered(context: Context, cues: Cues) -> bool:
    """« puis », « d'abord », but not « après être passés par »."""
    if looks_back(context.lead):
        return False
    if _thence(context.lead, cues) or context.phrase == "next":
        return True
    after = context.trail[:1] in (("d'",), ("first",), ("ensuite",), ("apres",))
    return cues.any_of((*context.lead, *(context.trail[:2] if after else ())), "order")


def _thence(words: Words, cues: Cues) -> bool:
    """« de là ils continuent », "from there they go"."""
    for at in range(len(words) - 2):
        if words[at : at + 2] in (("de", "la"), ("from", "there")):
            return words[at + 2] == "," or bool(cues.kinds(words[at + 2]) & {"subject", "go", "leave"})
    return False


def _timed(step: Step, at: int, cues: Cues) -> Step:
    """« avant d'arriver à », « avant ça à », « laissé à … avant »."""
    words = step.context.lead
    if step.part and not step.context.opens and _after_only(step.context):
        return replace(step, part="next", back=True, order=False, linked=False)
    if not cues.any_of(words, "before"):
        trail = step.context.trail
        if trail[:1] in (("was",), ("is",), ("c'",)) and cues.any_of(trail[1:4], "before"):
            return replace(step, part="next", back=True, order=True)
        ends = trail in (("avant",), ("before",), ("before", "that"), ("avant", "ca"), ("avant", "cela"))
        return replace(step, back=True) if step.part and ends else step
    core = step.context.core
    longer = {"encore", "juste", "just", "even", "d'"} & set(core[-2:-1])
    adjacent = bool(core) and cues.are(core[-1], "before") and not longer
    reach = adjacent or (at >= 0 and step.part in ("goal", "origin", "transit") and not step.past)
    if reach:
        first = step.context.opens
        part = "goal" if step.part != "transit" else "transit"
        return replace(step, part=part, planned=first, linked=False, until=True)
    return replace(step, part=step.part or "next", back=True, order=True)


def _after_only(context: Context) -> bool:
    """« à Sadiola après Kita »: Kita came first."""
    core = context.core
    if core[-1:] not in (("apres",), ("after",)):
        return False
    return core[-2:-1] not in ((",",), ("et",), ("and",), ("puis",), (";",), ("encore",))


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
