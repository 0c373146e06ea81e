"""What « de », « à », « vers », « par », or no preposition at all, make of a place in a journey."""

from __future__ import annotations

from dataclasses import replace

from kiitools.coding.steps import Around, Step, looks_back
from kiitools.coding.travel_cues import SMALL, TRAVEL, Context, Cues, of_an_office, verb_after

_BREAKS_CLAUSE = frozenset(",;:")


def part_of(here: Around) -> Step:
    """What the words right around a place make of it."""
    step, previous, cues = here.step, here.previous, here.cues
    context = step.context
    if context.phrase in ("origin", "transit", "goal", "next", "planned"):
        part = "goal" if context.phrase == "planned" else context.phrase
        return replace(
            step, part=part, planned=part == "goal" and (context.phrase == "planned" or context.opens)
        )
    if context.phrase:
        return replace(step, part="")
    if step.linked and previous is not None:
        return _in_list(here, previous)
    inner = _inner(context, here.at, cues)
    if inner:
        context = replace(context, core=context.core[:inner], prep=_small(context.core[inner - 1], cues))
        step = replace(step, context=context)
    if of_an_office(step.context, cues) and not here.own & TRAVEL:
        return step
    reader = {"out": _out, "in": _in, "to": _to, "by": _by, "": _bare}[context.prep]
    return reader(replace(here, step=step))


def _inner(context: Context, at: int, cues: Cues) -> int:
    """« finissent dans la cour d'un homme de Kéniéba »: where the preposition that counts ends, or 0."""
    if at < 0 or not context.core or context.core[-1] not in ("de", "du", "d'", "des", "of"):
        return 0
    between = context.core[at + 1 : -1]
    if len(between) > 5 or cues.any_of(between, "vehicle"):
        return 0
    preps = [i for i, word in enumerate(between, at + 1) if _small(word, cues) in ("in", "by", "to")]
    return preps[0] + 1 if preps else 0


def _small(word: str, cues: Cues) -> str:
    return next((kind for kind in SMALL if cues.are(word, kind)), "")


def _in_list(here: Around, previous: Step) -> Step:
    """« de Kayes à Bamako, Gao et Kidal »: what a place in a list takes over from the one before."""
    step = here.step
    prep, before = step.context.prep, previous.part
    if prep == "by":
        return replace(step, part="transit", linked=False)
    if prep == "to":
        return replace(_to(replace(here, own=frozenset(), at=-1)), linked=False, weak=previous.weak)
    if prep == "out" and before not in ("", "origin") and _leads_on(step.context, here.following):
        return replace(step, part="origin", linked=False, back=True)
    if before == "origin":
        if prep in ("", "out") and "come" in previous.verb:
            return replace(step, part="origin", back=previous.back)
        if prep == "in":
            return replace(step, part="goal", linked=False, weak=previous.weak)
        return replace(step, part="origin" if prep == "out" else "next")
    return replace(step, part=before, planned=previous.planned and not step.order, weak=previous.weak)


def _out(here: Around) -> Step:
    """« de », « depuis », "from"."""
    step, following, own, at, cues = here.step, here.following, here.own, here.at, here.cues
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
    if then & (TRAVEL | {"do"}) and not (here.goes_on):
        return replace(step, part="origin", back="come" in then, verb=then)
    opening = step.context.opens and len(step.context.core) == 1
    if opening and step.context.trail[:1] == (",",) and cues.any_of(step.context.trail[1:2], "subject"):
        return replace(step, part="origin", weak=True)
    if _leads_on(step.context, following) or (
        len(step.context.lead) == 1 and cues.any_of(step.context.trail[:1], "to")
    ):
        return replace(step, part="origin", weak=not (here.goes_on))
    if word == "depuis":
        return replace(step, part="origin", back=True, weak=True)
    return replace(step, part="origin" if word == "from" and here.goes_on else "")


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
    if looks_back(step.context.lead):
        return True
    return "come" in own or cues.any_of(step.context.core[max(0, at - 2) : at], "past")


def _by(here: Around) -> Step:
    """« par », « via », "through"."""
    step = here.step
    beside = step.context.core[-1] == "by" and step.context.lead[-1] != "by"  # "by the Sadiola mine"
    return replace(step, part="" if beside else "transit")


def _to(here: Around) -> Step:
    """« vers », « pour », « jusqu'à », "to"."""
    step, previous, own, at, cues = here.step, here.previous, here.own, here.at, here.cues
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
    return replace(step, part="goal", planned=word in ("vers", "towards", "toward") or _meant(step, at))


def _meant(step: Step, at: int) -> bool:
    """« pour aller à », « afin de rejoindre », "to go to"."""
    return at > 0 and bool(
        {"pour", "afin", "to", "veulent", "veut", "want", "wants"}
        & set(step.context.core[max(0, at - 2) : at])
    )


def _in(here: Around) -> Step:
    """« à », « en », « sur », "in": what the verb makes of it."""
    step, previous, own, at, cues = here.step, here.previous, here.own, here.at, here.cues
    if _after_time(step.context, cues):
        return replace(step, part="origin", back=True)
    part = _place_of(own, earlier=previous is not None and previous.part != "")
    if part:
        return replace(
            step,
            part=part,
            planned=_meant(step, at) or (part == "goal" and "part" in step.context.core[at][:6]),
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


_DIRECT = (
    ("quit", "origin"), ("reach", "goal"), ("pass", "transit"), ("do", "transit"), ("go", "goal"),
    ("halt", "next"), ("wish", "goal"),
)  # fmt: skip
_IT_IS = (("c'", "est"), ("c'", "etait"), ("it", "is"))


def _bare(here: Around) -> Step:
    """No preposition: « quittent Gao », « traversent Gao », « puis Gao », « le trajet c'est Gao »."""
    step, cues = here.step, here.cues
    named = _called_before(step.context, cues)
    if named:
        return replace(step, part=named, back=named == "origin")
    if here.at >= 0 and here.at == len(step.context.core) - 1:
        for verb, part in _DIRECT:
            if verb in here.own:
                return _object(here, part)
    if step.order or cues.any_of(step.context.lead, "way"):
        return replace(step, part="next", order=True)
    return _after_a_stop(here) if here.goes_on else _opening(here)


def _object(here: Around, part: str) -> Step:
    """« quittent Gao », « traversent Gao », « veut la Libye »."""
    planned = part == "goal" and ("wish" in here.own or _meant(here.step, here.at))
    back = part == "origin" and _before_now(here.step, here.own - {"come"}, here.at, here.cues)
    return replace(here.step, part=part, planned=planned, back=back)


def _after_a_stop(here: Around) -> Step:
    """« …, c'est Ménaka », « … : Dirkou », « …, Cotonou-Bamako »."""
    lead = here.step.context.lead
    if lead[-2:] in _IT_IS or lead[-1:] == (":",):
        return replace(here.step, part="next", order=True)
    if here.following is not None and here.following.lead in (("-",), ("–",), ("→",)):
        return replace(here.step, part="next")
    return replace(here.step, part=_called(here.step.context, here.cues))


def _opening(here: Around) -> Step:
    """« L'Algérie nous les renvoie à », "Gao to Kidal is", « Gogui on l'a passé à pied »."""
    step, following = here.step, here.following
    then = verb_after(step.context, here.cues)
    more = following is not None and not following.opens
    if more and following and (following.lead == ("to",) or (step.context.opens and "return" in then)):
        return replace(step, part="origin", weak=True)
    if step.context.opens and here.cues.any_of(step.context.trail[:1], "subject") and "pass" in then:
        return replace(step, part="next")
    return replace(step, part=_called(step.context, here.cues))


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
    for word in words[1:9]:
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
