"""Places named in a text: which place and which region."""

from __future__ import annotations

import re
from dataclasses import replace

from kiitools.coding.gazetteer import build_gazetteer, fold, read_cues
from kiitools.coding.place_names import Hit, named, nowhere
from kiitools.coding.place_roles import with_roles
from kiitools.model.places import PlaceMention
from kiitools.model.sources import Segment, Source

__all__ = ["build_gazetteer", "find_places", "find_places_in", "places_named", "question_places"]

_LIST = re.compile(
    r"\s*(?:,|;|/|-|\bet\b|\bou\b|\bplus\b|\band\b|\bor\b|&|\b(?:de|du|la|le|the|of|d|l)\b|'|\s)*\s*"
)


def find_places(source: Source) -> list[PlaceMention]:
    """Places named by informants and in documents; the interviewer's turns are left out.

    Parameters
    ----------
    source : Source
        A source with its segments.

    Returns
    -------
    list of PlaceMention
        In the order of the text; ``start`` and ``end`` are code points of ``source.text``, ``region`` is that
        of 2016. A name that several places bear is of kind ``ambiguous`` unless its sentence tells which.

    See Also
    --------
    question_places : the places that the questions name.
    """
    return [
        m
        for segment in source.segments
        if segment.role != "interviewer"
        for m in mentions_of(source, segment)
    ]


def question_places(source: Source) -> list[tuple[int, PlaceMention]]:
    """Places the interviewer names, with the ``seq`` of the turn that answers.

    They say what the answer is about; they are not the informant's mentions. In a focus group all turns up to
    the next question answer it. A question nobody answers gives nothing.
    """
    asked: list[PlaceMention] = []
    found: list[tuple[int, PlaceMention]] = []
    previous = ""
    for segment in source.segments:
        if segment.role == "interviewer":
            asked = [*(asked if previous == "interviewer" else []), *mentions_of(source, segment)]
        else:
            found += [(segment.seq, mention) for mention in asked]
        previous = segment.role
    return found


def mentions_of(source: Source, segment: Segment) -> list[PlaceMention]:
    """Places named in one segment; positions are code points of the source's text."""
    found = find_places_in(source.text[segment.start : segment.end], segment.lang)
    return [
        replace(m, source_id=source.source_id, segment=segment.seq, start=m.start + segment.start,
                end=m.end + segment.start)
        for m in found
    ]  # fmt: skip


def find_places_in(text: str, lang: str = "fr") -> list[PlaceMention]:
    """Places named in a text, with their roles; positions are code points of ``text``.

    Names of both languages are found in either, because French speakers say ``Nigeria`` and English speakers
    ``Côte d'Ivoire``; ``lang`` says whose words of travel give the roles (``en``, else French).
    """
    mentions = places_named(text)
    return with_roles(text, mentions, lang)[0] if mentions else []


def places_named(text: str) -> list[PlaceMention]:
    """Places named in a text of either language, whatever their role."""
    hits = named(text, build_gazetteer())
    if not hits:
        return []
    hits = _areas(text, _resolve(text, hits))
    return [
        PlaceMention("", 0, hit.start, hit.end, hit.place.name, hit.kind, hit.place.country,
                     "" if hit.kind == "ambiguous" else hit.place.region())
        for hit in hits
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------ which place
def _resolve(text: str, hits: list[Hit]) -> list[Hit]:
    """Names that several places bear: the one in a country or region the text also names."""
    single = [hit for hit in hits if len(hit.name.places) == 1]
    if len(single) == len(hits):
        return hits
    abroad = {hit.place.country for hit in single} - {"ML", ""}
    regions = {hit.place.region() for hit in single} - {""}
    return [hit if len(hit.name.places) == 1 else _pick(text, hit, abroad, regions) for hit in hits]


def _pick(text: str, hit: Hit, abroad: set[str], regions: set[str]) -> Hit:
    places = hit.name.places
    if any(said in fold(text) for said in read_cues()["twins"]):
        several = len({place.country for place in places}) > 1
        return replace(hit, kind="ambiguous", place=nowhere(hit.place) if several else hit.place)
    near = [place for place in places if place.region() in regions]
    if not near and not regions:
        near = [place for place in places if place.country in abroad]
    place = (near or list(places))[0]
    return replace(hit, place=place, kind=place.kind)


def _areas(text: str, hits: list[Hit]) -> list[Hit]:
    """« La région de Kayes », « les cercles de Kita et Nioro », « Gao region »: areas, not towns."""
    found: list[Hit] = []
    for hit in hits:
        kind = _kind(text, hit, found)
        found.append(hit if kind == hit.kind else replace(hit, kind=kind))
    return _backwards(text, found) if any(hit.kind == "region" for hit in found) else found


def _kind(text: str, hit: Hit, earlier: list[Hit]) -> str:
    if hit.kind not in ("town", "site", "region") or hit.place.country != "ML":
        return hit.kind
    for kind in ("town", "region", "site"):
        if hit.followed_by(kind):
            return kind
    for kind in ("region", "town", "site"):
        if hit.led_by(kind):
            return kind
    if earlier and earlier[-1].kind == "region" and _joined(text, earlier[-1], hit):
        return "region"
    return hit.kind


def _backwards(text: str, hits: list[Hit]) -> list[Hit]:
    """« Inékar, Tidermène, ce sont des cercles »: what stands after a list holds for all of it."""
    for at in range(len(hits) - 2, -1, -1):
        here, then = hits[at], hits[at + 1]
        if here.kind == "town" and then.followed_by("region") and _joined(text, here, then):
            hits[at] = replace(here, kind="region", after=then.after, follow=then.follow)
    return hits


def _joined(text: str, one: Hit, other: Hit) -> bool:
    between = fold(text[one.end : other.start])
    return len(between) < 20 and _LIST.fullmatch(between) is not None
