"""Steps of journeys put into the order of travel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, product
from math import hypot

from kiitools.coding.gazetteer import Place, build_gazetteer, fold
from kiitools.coding.steps import Step
from kiitools.coding.travel_cues import Cues
from kiitools.model.places import PlaceMention

_MOST_BRANCHES = 6


@dataclass
class Itinerary:
    """The stops of one journey in the order of travel, filled step by step.

    A slot holds several stops when they are alternatives (« par Gogui ou par Nara »); ``at`` is where the
    next
    stop goes; ``pinned`` says that the last slot is a destination announced ahead of the way there.
    """

    slots: list[list[Step]] = field(default_factory=list)
    at: int = 0
    pinned: bool = False
    retold: bool = False
    """The way to the stops named first is being told: the next ones go before them."""

    @property
    def last(self) -> Step | None:
        """The stop that was put in last."""
        return self.slots[self.at - 1][-1] if self.at else None

    def index(self, step: Step) -> int:
        """Where the place stands already; -1 when it does not."""
        name = fold(step.mention.name)
        found = [i for i, slot in enumerate(self.slots) if any(fold(s.mention.name) == name for s in slot)]
        return found[-1] if found else -1

    def put(self, step: Step, at: int) -> None:
        """Insert a stop; the next one goes after it."""
        self.slots.insert(at, [step])
        self.at = at + 1

    @property
    def has_origin(self) -> bool:
        """Whether the journey says where it begins."""
        return any(step.part == "origin" for slot in self.slots for step in slot)

    @property
    def end(self) -> int:
        """Where a stop goes that comes last on the way: before a destination announced ahead."""
        return len(self.slots) - 1 if self.pinned else len(self.slots)


def ordered(steps: Sequence[Step], cues: Cues) -> Iterator[list[Step]]:
    """The journeys of a turn, each as its stops in the order of travel."""
    for itinerary in _itineraries(steps, cues):
        slots = _without_frames(itinerary.slots)
        for stops in islice(product(*slots), _MOST_BRANCHES):
            journey = _without_repeats(stops)
            if is_journey(journey, cues):
                yield journey


def _itineraries(steps: Sequence[Step], cues: Cues) -> list[Itinerary]:
    found = [Itinerary()]
    before: Step | None = None
    for step in steps:
        if step.part and not step.denied:
            if _others(step, found[-1], cues):
                found.append(Itinerary())
            _add(found, step, before, cues)
            before = step
    return found


def _others(step: Step, itinerary: Itinerary, cues: Cues) -> bool:
    """« Les autres vont … »: other travellers."""
    said = cues.any_of(step.context.lead, "others") or _of_myself(step.context.lead)
    return said and bool(itinerary.slots)


def _of_myself(words: Sequence[str]) -> bool:
    return any(a == "moi" and b in ("je", "j'", ",") for a, b in pairwise(words))


def _add(found: list[Itinerary], step: Step, before: Step | None, cues: Cues) -> None:
    itinerary = found[-1]
    if step.part == "origin":
        _set_off(found, step, before)
        return
    known = itinerary.index(step)
    returns = cues.any_of(step.context.core, "return") and (
        step.part == "goal" or (step.part == "transit" and step.finite)
    )
    if known >= 0 and not (returns and known < len(itinerary.slots) - 1):
        _recall(itinerary, step, known)
        return
    if _alternative(step, cues) and itinerary.last is not None and itinerary.last.part == step.part:
        itinerary.slots[itinerary.at - 1].append(step)
    elif step.back and itinerary.at:
        itinerary.put(step, itinerary.at - 1)
    elif returns:
        itinerary.put(step, len(itinerary.slots))
        itinerary.pinned = False
    else:
        _travel_on(itinerary, step, cues)


def _recall(itinerary: Itinerary, step: Step, known: int) -> None:
    """« avant Gao … », « après Gao … »: go back to a stop that was told already."""
    if step.until:
        itinerary.at, itinerary.retold = known, known < len(itinerary.slots)
    elif step.order or itinerary.retold:
        itinerary.at, itinerary.retold = known + 1, False
        itinerary.pinned = itinerary.pinned and known < len(itinerary.slots) - 1


def _alternative(step: Step, cues: Cues) -> bool:
    return len(step.context.lead) < 6 and cues.any_of(step.context.lead, "either")


def _set_off(found: list[Itinerary], step: Step, before: Step | None) -> None:
    itinerary = found[-1]
    known = itinerary.index(step)
    if known >= 0 and known >= len(itinerary.slots) - 1 - itinerary.pinned:
        itinerary.at = known + 1
    elif step.linked and before is not None and before.part == "origin" and itinerary.slots:
        itinerary.slots[0].append(step)
    elif itinerary.slots and (known >= 0 or (itinerary.has_origin and _others_come(step, before))):
        found.append(Itinerary())
        found[-1].put(step, 0)
    else:
        new = (
            bool(itinerary.slots) and before is not None and before.context.sentence != step.context.sentence
        )
        itinerary.retold = new
        itinerary.put(step, 0)


def _others_come(step: Step, before: Step | None) -> bool:
    """A second place to set off from: other people, unless it tells where these were before."""
    if not step.back:
        return True
    return (
        before is not None
        and before.context.sentence != step.context.sentence
        and not step.past
        and "come" in step.verb
    )


def _travel_on(itinerary: Itinerary, step: Step, cues: Cues) -> None:
    last = itinerary.last
    goal = last is not None and last.part == "goal" and itinerary.at == len(itinerary.slots)
    if not itinerary.retold and last is not None and _flashback(step, last, itinerary, cues):
        itinerary.retold = True
        itinerary.at = 0 if cues.any_of(step.context.lead, "way") else itinerary.at - 1
    if itinerary.retold and not _goes_on(step, itinerary):
        itinerary.put(step, itinerary.at)
        return
    if step.planned and step.part == "goal":
        itinerary.put(step, len(itinerary.slots))
        itinerary.pinned = True
        return
    if _stuck(step, cues) and itinerary.pinned:
        itinerary.slots.pop()
        itinerary.pinned, itinerary.at = False, min(itinerary.at, len(itinerary.slots))
    elif goal and last is not None and itinerary.pinned and step.order and _beyond(step, last):
        itinerary.pinned = False
    if last is not None and step.part == "transit" and _on_the_way(step, last, itinerary, goal=goal):
        itinerary.put(step, itinerary.at - 1)
    elif step.part == "goal" and last is not None and last.back:
        itinerary.put(step, itinerary.end)
    elif step.part == "transit" and last is not None and last.part == "origin":
        itinerary.put(step, itinerary.at)
    elif step.linked or not step.finite:
        itinerary.put(step, min(itinerary.at, itinerary.end))
    else:
        itinerary.put(step, itinerary.end)


def _flashback(step: Step, last: Step, itinerary: Itinerary, cues: Cues) -> bool:
    """« On l'a trouvée à Gao. Elle était montée à Mopti »: how someone came where they were said to be."""
    if step.context.sentence == last.context.sentence or last.part == "origin":
        return False
    if step.past and not last.past:
        return True
    if (step.part == "goal" and step.planned) or len(itinerary.slots) > 1:
        return False
    words = step.context.lead
    if cues.any_of(words, "way"):
        return last.part in ("goal", "place")
    present = not {"etait", "etaient", "etais", "was", "were"} & set(last.context.core)
    back = last.part == "goal" and cues.any_of(last.context.core, "return") and not step.order
    return back or (last.part == "place" and present and not cues.any_of(words[:2], "order"))


def _goes_on(step: Step, itinerary: Itinerary) -> bool:
    """« Elle venait de Lagos (…), on l'a ramenée à Bamako »: after what was told first."""
    came = any(
        "come" in one.verb or one.past for slot in itinerary.slots for one in slot if one.part != "place"
    )
    return step.part == "goal" and came and step.finite and not step.past and not step.linked


def _on_the_way(step: Step, last: Step, itinerary: Itinerary, *, goal: bool) -> bool:
    """« à Gao en passant par Mopti »; « ils arrivent à Gao, ils passent par Bourem » goes on."""
    if step.order or last.part == "origin":
        return False
    if step.context.sentence != last.context.sentence:
        return last.part == "place" or last.planned or (goal and _between(step, last, itinerary))
    if (last.part in ("goal", "place") or last.weak) and step.past:
        return True
    if not goal:
        return step.context.phrase == "transit" and not step.finite
    near = not step.finite or last.planned or (last.weak and not last.finite)
    return near or ("pass" in step.verb and _between(step, last, itinerary))


def _between(step: Step, goal: Step, itinerary: Itinerary) -> bool:
    """Whether the way is shorter when the stop lies before the destination than after it."""
    before = itinerary.slots[itinerary.at - 2][-1] if itinerary.at > 1 else None
    if before is None:
        return False
    known = build_gazetteer()
    spots = [known.named(one.mention.name)[:1] for one in (before, step, goal)]
    if not all(found and found[0].lat == found[0].lat for found in spots):
        return False
    (a,), (b,), (c,) = spots
    return _apart(a, b) + _apart(b, c) < _apart(a, c) + _apart(c, b)


def _apart(one: Place, other: Place) -> float:
    """Roughly the distance, in degrees; good enough to compare detours."""
    return hypot(one.lat - other.lat, (one.lon - other.lon) * 0.95)


def _beyond(step: Step, goal: Step) -> bool:
    """« pour Bamako, puis Gao » goes on; « pour l'Algérie, d'abord Gao » is on the way."""
    if {"abord", "first"} & {*step.context.lead, *step.context.trail[:2]}:
        return False
    return step.linked or step.mention.kind == "country" or goal.mention.kind != "country"


def _stuck(step: Step, cues: Cues) -> bool:
    """« mais on l'a arrêté à »: the destination was not reached."""
    return cues.any_of(step.context.lead, "contrast") and bool(step.verb & {"halt", "stop"})


# ------------------------------------------------------------------------------------------ what counts
def _without_frames(slots: list[list[Step]]) -> list[list[Step]]:
    """Without a country or region that only frames the stop beside it (« au Mali, à Koury »)."""
    kept = list(slots)
    for at in range(len(kept) - 1, -1, -1):
        beside = [*kept[max(0, at - 2) : at], *kept[at + 1 : at + 3]]
        inner = [step.mention for slot in beside for step in slot]
        if all(any(_frames(step.mention, other) for other in inner) for step in kept[at]):
            kept.pop(at)
    return kept


def _frames(area: PlaceMention, place: PlaceMention) -> bool:
    if area.kind == "country":
        return place.kind != "country" and place.country == area.country != ""
    return area.kind == "region" and place.kind in ("town", "site") and place.region == area.region != ""


def _without_repeats(stops: Sequence[Step]) -> list[Step]:
    kept: list[Step] = []
    for step in stops:
        if not kept or fold(kept[-1].mention.name) != fold(step.mention.name):
            kept.append(step)
    return kept


def is_journey(stops: Sequence[Step], cues: Cues) -> bool:
    """Two stops at least, and words that say someone goes from one to the other."""
    if len(stops) < 2 or all(step.part == "origin" for step in stops):
        return False
    if all(step.part == "goal" and (step is stops[0] or (step.linked and not step.order)) for step in stops):
        return False
    if len(stops) == 2 and all(step.weak for step in stops) and not _carried(stops, cues):
        return False
    return any(_directed(step) for step in stops)


def _carried(stops: Sequence[Step], cues: Cues) -> bool:
    """Whether a « de Gao à Kidal » without a verb speaks of cars, roads or going."""
    words = [word for step in stops for word in (*step.context.lead, *step.context.trail)]
    return any(cues.kinds(word) & {"vehicle", "way", "time", "leave", "go", "pass"} for word in words)


def _directed(step: Step) -> bool:
    return step.part in ("origin", "transit", "goal") or (step.part == "next" and step.order)
