"""What one place is in a journey, read from the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiitools.coding.travel_cues import (
    SMALL,
    TRAVEL,
    Context,
    Cues,
    Words,
    is_denied,
    is_list,
    of_an_office,
    verb_after,
    verb_before,
)  # fmt: skip
from kiitools.model.places import PlaceMention

_BREAKS_CLAUSE = frozenset(",;:")
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


def read_step(context: Context, following: Context | None, earlier: Sequence[Step], cues: Cues) -> Step:
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
    step = _by_words(step, previous, following, kinds, at, cues)
    denied = is_denied(context, at, cues) or (
        listed and previous is not None and previous.denied and not cues.any_of(context.lead, "contrast")
        and (cues.any_of(context.lead, "either") or cues.any_of(context.lead, "negator") or not step.order)
        and (context.prep == previous.context.prep or not context.prep)
    )  # fmt: skip
    return _timed(replace(step, denied=denied), earlier, at, cues)


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
    if _looks_back(context.lead):
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


def _looks_back(words: Sequence[str]) -> bool:
    pairs = zip(words, words[1:], strict=False)
    return any((a == "apres" and b in _HAVING) or (a == "after" and b.endswith("ing")) for a, b in pairs)


def _by_words(
    step: Step, previous: Step | None, following: Context | None, own: frozenset[str], at: int, cues: Cues
) -> Step:
    context = step.context
    if context.phrase in ("origin", "transit", "goal", "next", "planned"):
        part = "goal" if context.phrase == "planned" else context.phrase
        return replace(
            step, part=part, planned=part == "goal" and (context.phrase == "planned" or context.opens)
        )
    if context.phrase:
        return replace(step, part="")
    if step.linked and previous is not None:
        return _in_list(step, previous, following, cues)
    inner = _inner(context, at, cues)
    if inner:
        context = replace(context, core=context.core[:inner], prep=_small(context.core[inner - 1], cues))
        step = replace(step, context=context)
    if of_an_office(step.context, cues) and not own & TRAVEL:
        return step
    reader = {"out": _out, "in": _in, "to": _to, "by": _by, "": _bare}[context.prep]
    return reader(step, previous, following, own, at, cues)


def _inner(context: Context, at: int, cues: Cues) -> int:
    """« finissent dans la cour d'un homme de Kéniéba »: where the preposition that counts ends; 0 when it is « de »."""
    if at < 0 or not context.core or context.core[-1] not in ("de", "du", "d'", "des", "of"):
        return 0
    between = context.core[at + 1 : -1]
    if len(between) > 5 or cues.any_of(between, "vehicle"):
        return 0
    preps = [i for i, word in enumerate(between, at + 1) if _small(word, cues) in ("in", "by", "to")]
    return preps[0] + 1 if preps else 0


def _small(word: str, cues: Cues) -> str:
    return next((kind for kind in SMALL if cues.are(word, kind)), "")


def _in_list(step: Step, previous: Step, following: Context | None, cues: Cues) -> Step:
    """« de Kayes à Bamako, Gao et Kidal »: what a place in a list takes over from the one before."""
    prep, before = step.context.prep, previous.part
    if prep == "by":
        return replace(step, part="transit", linked=False)
    if prep == "to":
        return replace(
            _to(step, previous, following, frozenset(), -1, cues), linked=False, weak=previous.weak
        )
    if prep == "out" and before not in ("", "origin") and _leads_on(step.context, following):
        return replace(step, part="origin", linked=False, back=True)
    if before == "origin":
        if prep in ("", "out") and "come" in previous.verb:
            return replace(step, part="origin", back=previous.back)
        if prep == "in":
            return replace(step, part="goal", linked=False, weak=previous.weak)
        return replace(step, part="origin" if prep == "out" else "next")
    return replace(step, part=before, planned=previous.planned and not step.order, weak=previous.weak)


def _out(
    step: Step, previous: Step | None, following: Context | None, own: frozenset[str], at: int, cues: Cues
) -> Step:
    """« de », « depuis », "from"."""
    word = step.context.core[-1]
    if own & (TRAVEL - {"stop", "reach"}):
        return replace(step, part="origin", back=_before_now(step, own, at, cues))
    if own & (TRAVEL | {"halt", "do"}):
        return step
    if "stay" in own and all(
        cues.kinds(w) & {"article", "of", "people"} for w in step.context.core[at + 1 : -1]
    ):
        return replace(step, part="origin", back=True)
    then = verb_after(step.context, cues, 7)
    if then & (TRAVEL | {"do"}) and not (previous and previous.part):
        return replace(step, part="origin", back="come" in then, verb=then)
    opening = step.context.opens and len(step.context.core) == 1
    if opening and step.context.trail[:1] == (",",) and cues.any_of(step.context.trail[1:2], "subject"):
        return replace(step, part="origin", weak=True)
    if _leads_on(step.context, following) or (
        len(step.context.lead) == 1 and cues.any_of(step.context.trail[:1], "to")
    ):
        return replace(step, part="origin", weak=not (previous and previous.part))
    if word == "depuis":
        return replace(step, part="origin", back=True, weak=True)
    return replace(step, part="origin" if word == "from" and previous and previous.part else "")


def _leads_on(context: Context, following: Context | None) -> bool:
    """Whether « de Gao » is followed by « à Kidal », or is "from Gao" anyway."""
    if context.core[-1] in ("depuis", "from"):
        ahead = following is not None and not following.opens and following.prep == "to"
        return not context.opens or ahead or _follows(following)
    return _follows(following)


def _follows(following: Context | None) -> bool:
    if following is None or following.opens:
        return False
    near = following.prep in ("in", "to") and len(following.core) < 4
    return near or (following.phrase in ("goal", "planned", "transit") and len(following.core) < 2)


def _before_now(step: Step, own: frozenset[str], at: int, cues: Cues) -> bool:
    if _looks_back(step.context.lead):
        return True
    return "come" in own or cues.any_of(step.context.core[max(0, at - 2) : at], "past")


def _by(
    step: Step, previous: Step | None, following: Context | None, own: frozenset[str], at: int, cues: Cues
) -> Step:
    """« par », « via », "through"."""
    beside = step.context.core[-1] == "by" and step.context.lead[-1] != "by"  # "by the Sadiola mine"
    return replace(step, part="" if beside else "transit")


def _to(
    step: Step, previous: Step | None, following: Context | None, own: frozenset[str], at: int, cues: Cues
) -> Step:
    """« vers », « pour », « jusqu'à », "to"."""
    word = step.context.core[-1]
    going = own & TRAVEL or cues.any_of(step.context.lead, "vehicle") or cues.any_of(step.context.lead, "way")
    after = previous is not None and previous.part != "" and len(step.context.lead) < 6 and not own
    if word.startswith("jusqu") or word in ("until", "till"):
        return replace(step, part="goal")
    if word in ("pour", "for") and step.context.opens and len(step.context.core) == 1:
        return replace(step, part="goal" if verb_after(step.context, cues) else "", planned=True)
    if word in ("pour", "for"):
        sets_off = (
            own & TRAVEL
            or cues.any_of(step.context.lead, "vehicle")
            or (after and previous and previous.verb & {"leave", "quit", "go"})
        )
        return replace(step, part="goal" if sets_off else "", planned=True)
    carried = previous is not None and len(step.context.lead) < 3 and previous.verb & TRAVEL
    if not going and not after and not carried:
        return step
    return replace(step, part="goal", planned=word in ("vers", "towards", "toward") or _meant(step, at, cues))


def _meant(step: Step, at: int, cues: Cues) -> bool:
    """« pour aller à », « afin de rejoindre », "to go to"."""
    return at > 0 and bool(
        {"pour", "afin", "to", "veulent", "veut", "want", "wants"}
        & set(step.context.core[max(0, at - 2) : at])
    )


def _in(
    step: Step, previous: Step | None, following: Context | None, own: frozenset[str], at: int, cues: Cues
) -> Step:
    """« à », « en », « sur », "in": what the verb makes of it."""
    if _after_time(step.context, cues):
        return replace(step, part="origin", back=True)
    part = _place_of(own, earlier=previous is not None and previous.part != "")
    if part:
        return replace(
            step,
            part=part,
            planned=_meant(step, at, cues) or (part == "goal" and "part" in step.context.core[at][:6]),
        )
    if step.order:
        return replace(step, part="next")
    then = verb_after(step.context, cues)
    if then & (TRAVEL | {"halt"}):
        return replace(step, part="next", weak=True, verb=then)
    stays = "stay" in own and not cues.any_of(step.context.core, "kin")
    return replace(step, part="place" if stays else "")


def _after_time(context: Context, cues: Cues) -> bool:
    """« rentré à Nioro après deux ans à Nouadhibou », "after two years in"."""
    words = context.core[-5:]
    since = bool({"apres", "after"} & set(words)) and cues.any_of(words, "time")
    return since and not context.opens and not cues.any_of(context.trail[:3], "subject")


def _place_of(own: frozenset[str], *, earlier: bool) -> str:
    if "begin" in own:
        return "origin"
    if "pickup" in own:
        return "next" if earlier else "origin"
    if own & {"stop", "pass"}:
        return "transit"
    if own & {"go", "leave", "come", "reach", "quit"}:
        return "goal"
    return "next" if "halt" in own else ""


def _bare(
    step: Step, previous: Step | None, following: Context | None, own: frozenset[str], at: int, cues: Cues
) -> Step:
    """No preposition: « quittent Gao », « traversent Gao », « puis Gao », « le trajet c'est Gao »."""
    named = _called_before(step.context, cues)
    if named:
        return replace(step, part=named, back=named == "origin")
    adjacent = at >= 0 and at == len(step.context.core) - 1
    for verb, part in (
        ("quit", "origin"),
        ("reach", "goal"),
        ("pass", "transit"),
        ("do", "transit"),
        ("go", "goal"),
        ("halt", "next"),
        ("wish", "goal"),
    ):
        if verb in own and adjacent:
            back = part == "origin" and _before_now(step, own - {"come"}, at, cues)
            return replace(
                step,
                part=part,
                planned=part == "goal" and ("wish" in own or _meant(step, at, cues)),
                back=back,
            )
    if step.order or cues.any_of(step.context.lead, "way"):
        return replace(step, part="next", order=True)
    if (
        step.context.lead[-2:] in (("c'", "est"), ("c'", "etait"), ("it", "is"))
        and previous
        and previous.part
    ):
        return replace(step, part="next", order=True)
    if (
        step.context.opens
        and following is not None
        and not following.opens
        and verb_after(step.context, cues) & {"return"}
    ):
        return replace(step, part="origin", weak=True)
    if step.context.lead[-1:] == (":",) and previous and previous.part:
        return replace(step, part="next", order=True)
    if following is not None and following.lead == ("to",) and not (previous and previous.part):
        return replace(step, part="origin", weak=True)
    if following is not None and following.lead in (("-",), ("–",), ("→",)) and previous and previous.part:
        return replace(step, part="next")
    if (
        step.context.opens
        and cues.any_of(step.context.trail[:1], "subject")
        and verb_after(step.context, cues) & {"pass"}
    ):
        return replace(step, part="next")
    return replace(step, part=_called(step.context, cues))


def _called_before(context: Context, cues: Cues) -> str:
    """« Le départ, c'est toujours Gao », "the end is Tripoli"."""
    words = context.core[-7:]
    if not {"c'", "est", "is", "was", "etait"} & set(words[-3:]):
        return ""
    return next((k for k in ("origin", "transit", "goal") if cues.any_of(words, f"called_{k}")), "")


def _called(context: Context, cues: Cues) -> str:
    """« Gao, c'est le point de départ », "Agadez is where it begins"."""
    words = context.trail[1:] if context.trail[:1] == (",",) else context.trail
    if words[:1] not in (("c'",), ("est",), ("is",), ("was",)):
        return ""
    for at, word in enumerate(words[1:9], 1):
        for kind in ("origin", "transit", "goal"):
            if cues.are(word, f"called_{kind}"):
                return kind
        if word in _BREAKS_CLAUSE:
            break
    where = {"where"} & set(words[:3]) or words[:4] in (
        ("c'", "est", "la", "qu'"),
        ("c'", "est", "la", "que"),
    )
    return "place" if where else ""


def _timed(step: Step, earlier: Sequence[Step], at: int, cues: Cues) -> Step:
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
    earlier = {"encore", "juste", "just", "even", "d'"} & set(core[-2:-1])
    adjacent = bool(core) and cues.are(core[-1], "before") and not earlier
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
