"""Places named in a text: which place, which region, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from kiitools.coding.gazetteer import WORD, Gazetteer, Name, Place, build_gazetteer, fold
from kiitools.model.places import PlaceMention
from kiitools.model.sources import Segment, Source

__all__ = ["build_gazetteer", "find_places", "find_places_in", "question_places"]

_CAPITAL = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-Þ][\u0300-\u036f]*[^\W_]*(?:[\u0300-\u036f]+[^\W_]*)*")
_SMALL = re.compile(r"(?<![^\W_])[a-zß-öø-ÿ][^\W\d_]{2,}")
_NEXT = re.compile(r"[\s'’‘ʼ`´\-‐‑–]{1,2}(" + WORD.pattern + ")")
_LIST = re.compile(r"\s*(?:,|;|/|-|\bet\b|\bou\b|\bplus\b|\band\b|\bor\b|&|\b(?:de|du|la|le|the|of|d|l)\b|'|\s)*\s*")
_STOP = re.compile(r"[.!?…:«»\"“”(\n]\s*$")
_AROUND = 70


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name found in a text, with the folded words around it; dropped when ``kind`` is empty."""

    start: int
    end: int
    text: str
    name: Name
    before: str
    after: str
    place: Place
    kind: str

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


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
    return [m for segment in source.segments if segment.role != "interviewer" for m in _of_segment(source, segment)]


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
            asked = [*(asked if previous == "interviewer" else []), *_of_segment(source, segment)]
        else:
            found += [(segment.seq, mention) for mention in asked]
        previous = segment.role
    return found


def _of_segment(source: Source, segment: Segment) -> list[PlaceMention]:
    found = find_places_in(source.text[segment.start : segment.end], segment.lang)
    return [
        replace(m, source_id=source.source_id, segment=segment.seq, start=m.start + segment.start,
                end=m.end + segment.start)
        for m in found
    ]  # fmt: skip


def find_places_in(text: str, lang: str = "fr") -> list[PlaceMention]:  # noqa: ARG001
    """Places named in a text of either language; positions are code points of ``text``.

    ``lang`` is there for symmetry with the other coders: the names and cues of both languages are tried,
    because French speakers say ``Nigeria`` and English speakers ``Côte d'Ivoire``.
    """
    hits = [judged for hit in _scan(text, build_gazetteer()) if (judged := _judge(hit)) is not None]
    hits = _areas(text, _resolve(text, hits))
    return [
        PlaceMention("", 0, hit.start, hit.end, hit.place.name, hit.kind, hit.place.country,
                     "" if hit.kind == "ambiguous" else hit.place.region())
        for hit in hits
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------ finding names
def _scan(text: str, gazetteer: Gazetteer) -> Iterator[_Hit]:
    """Longest names from left to right: capitalised words, and small ones that can only be names."""
    small = {w for w in set(_SMALL.findall(text)) if gazetteer.starting(w)}
    starts = [m.span() for m in _CAPITAL.finditer(text) if gazetteer.starting(m.group())]
    if small:
        starts = sorted([*starts, *(m.span() for m in _SMALL.finditer(text) if m.group() in small)])
    taken = 0
    for start, end in starts:
        if start >= taken and (hit := _longest(text, start, end, gazetteer)):
            taken = hit.end
            yield hit


def _longest(text: str, start: int, end: int, gazetteer: Gazetteer) -> _Hit | None:
    for name in gazetteer.starting(text[start:end]):
        stop = _ends(text, end, name.tokens[1:])
        if stop is None or not _spelt(text[start:stop], name):
            continue
        before, after = fold(text[max(0, start - _AROUND) : start]), fold(text[stop : stop + _AROUND])
        place = name.places[0]
        return _Hit(start, stop, text[start:stop], name, before, after, place, place.kind)
    return None


def _ends(text: str, at: int, tokens: Sequence[str]) -> int | None:
    for token in tokens:
        found = _NEXT.match(text, at)
        if found is None or fold(found.group(1)) != token:
            return None
        at = found.end()
    return at


def _spelt(written: str, name: Name) -> bool:
    """Small letters only for names that are nothing else; acronyms in capitals."""
    if name.upper:
        return written.isupper()
    return written[:1].isupper() or name.places[0].flag in ("", "river")


# ------------------------------------------------------------------------------------------ what is no place
def _judge(hit: _Hit) -> _Hit | None:
    """The hit, perhaps of another kind, or nothing when it is a person, a firm, a river or a mere word."""
    flag, cues = hit.place.flag, _cues()
    if cues["person"].search(hit.before) or cues["surname"].match(hit.after) or cues["firm"].match(hit.after):
        return None
    if cues["firm_before"].search(hit.before) and hit.kind != "site":
        return None
    if flag in ("word", "strict", "people") and not _as_name(hit):
        return None
    if flag == "surname" and _as_surname(hit):
        return None
    if flag == "people" and cues["plural"].search(hit.before):
        return None
    if flag == "river":
        return _as_country(hit)
    return replace(hit, kind="ambiguous") if flag == "ambiguous" else hit


def _as_name(hit: _Hit) -> bool:
    """Whether a word that is also a name is used as a name here."""
    if hit.name.accented and hit.text == hit.name.accented:
        return True
    again = re.match(r"[\s-]+" + re.escape(fold(hit.text)) + r"\b", hit.after)
    led = _cues()["led"].search(hit.before) is not None or hit.before.rstrip().endswith(",")
    if again or not hit.capital:
        return False
    if hit.place.flag == "word":
        opening = not hit.before.strip() or _STOP.search(hit.before)
        return not opening or re.match(r"\s*(?:[,(]|est\b|et\b|is\b|and\b)", hit.after) is not None
    return led


def _as_surname(hit: _Hit) -> bool:
    """« Kita Fofana », « Oumar Bamba »: a name beside another capitalised word that leads no place."""
    beside = re.search(r"(\w+)[ \u00a0]$", hit.before)
    return bool(beside and beside.group(1) in _lists()["given_names"]) or _lone_subject(hit)


def _lone_subject(hit: _Hit) -> bool:
    opening = not hit.before.strip() or _STOP.search(hit.before) is not None
    return opening and re.match(r"\s+(?:m'|nous |lui |a dit|said|told)", hit.after) is not None


def _as_country(hit: _Hit) -> _Hit | None:
    cues = _cues()
    if cues["river_before"].search(hit.before) or cues["river_after"].match(hit.after):
        return None
    if hit.place.name == "Niger" and cues["crossing"].search(hit.before):
        return None if cues["boat"].search(hit.after) else replace(hit, kind="ambiguous", place=_nowhere(hit.place))
    return hit


def _nowhere(place: Place) -> Place:
    return replace(place, country="", regions=("", "", ""))


# ------------------------------------------------------------------------------------------ which place
def _resolve(text: str, hits: list[_Hit]) -> list[_Hit]:
    """Names that several places bear: the one in a country or region the text also names."""
    single = [hit for hit in hits if len(hit.name.places) == 1]
    near = {hit.place.country for hit in single} - {"ML", ""}
    regions = {hit.place.region() for hit in single} - {""}
    return [hit if len(hit.name.places) == 1 else _pick(text, hit, near, regions) for hit in hits]


def _pick(text: str, hit: _Hit, near: set[str], regions: set[str]) -> _Hit:
    if any(said in fold(text) for said in _lists()["twins"]):
        countries = {p.country for p in hit.name.places}
        place = _nowhere(hit.place) if len(countries) > 1 else hit.place
        return replace(hit, kind="ambiguous", place=place)
    places = hit.name.places
    fits = [p for p in places if p.region() in regions] or [
        p for p in places if p.country in near and not regions
    ]
    place = (fits or list(places))[0]
    return replace(hit, place=place, kind=place.kind)


def _areas(text: str, hits: list[_Hit]) -> list[_Hit]:
    """« La région de Kayes », « les cercles de Kita et Nioro », « Gao region »: areas, not towns."""
    found: list[_Hit] = []
    for hit in hits:
        found.append(replace(hit, kind=_kind(text, hit, found)))
    return _backwards(text, found)


def _kind(text: str, hit: _Hit, earlier: list[_Hit]) -> str:
    if hit.kind not in ("town", "site", "region") or hit.place.country != "ML":
        return hit.kind
    cues = _cues()
    for kind in ("town", "region", "site"):
        if cues[f"{kind}_after"].match(hit.after):
            return kind
    for kind in ("region", "town", "site"):
        if cues[f"{kind}_before"].search(hit.before):
            return kind
    if earlier and earlier[-1].kind == "region" and _LIST.fullmatch(fold(text[earlier[-1].end : hit.start])):
        return "region"
    return hit.kind


def _backwards(text: str, hits: list[_Hit]) -> list[_Hit]:
    """« Inékar, Tidermène, ce sont des cercles »: what stands after a list holds for all of it."""
    for at in range(len(hits) - 2, -1, -1):
        here, then = hits[at], hits[at + 1]
        joined = _LIST.fullmatch(fold(text[here.end : then.start]))
        if joined and then.kind == "region" and _cues()["region_after"].match(then.after) and here.kind == "town":
            hits[at] = replace(here, kind="region", after=then.after)
    return hits


# ------------------------------------------------------------------------------------------ cues
@cache
def _lists() -> Mapping[str, Sequence[str]]:
    import yaml

    file = resources.files("kiitools").joinpath("resources/places/cues.yaml")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return dict(yaml.load(file.read_text(encoding="utf-8"), Loader=loader))


@cache
def _cues() -> Mapping[str, re.Pattern[str]]:
    any_of = {name: "(?:" + "|".join(map(re.escape, words)) + ")" for name, words in _lists().items()}
    of = r"(?:\s+(?:de|du|des|de la|d'|of|of the|the|le|la))*\s*(?:d'|l')?"
    is_ = r"[\s,]*(?:c'est |ce sont |est |sont |est devenue? |is |are )?(?:un |une |des |les |la |the |a |deux |trois |two |three )*"
    raw = {
        "person": rf"(?:^|[^\w])(?:{any_of['titles']}\.?|{any_of['given_names']})[ \u00a0]$",
        "surname": rf"[ \u00a0]{any_of['surnames']}\b",
        "firm": rf"[ \u00a0]{any_of['firm_after']}\b",
        "firm_before": rf"(?:^|\W){any_of['firm_before']}[ \u00a0]$",
        "led": rf"(?:^|[^\w]){any_of['prepositions']}\s*$",
        "plural": rf"(?:^|\W){any_of['plural_articles']}\s+$",
        "river_before": rf"\b{any_of['river_before']}(?: \w+)?{of}$",
        "river_after": rf"\s+{any_of['river_after']}\b",
        "crossing": rf"\b{any_of['crossing']}\s+(?:le|the)\s+$",
        "boat": rf"\b{any_of['boat']}\b",
        "region_before": rf"\b{any_of['area']}{of}$",
        "region_after": rf"{is_}{any_of['area']}\b",
        "town_before": rf"\b{any_of['town_before']}{of}$",
        "town_after": rf"[\s-]+{any_of['town_after']}\b",
        "site_before": rf"\b{any_of['site_before']}(?: d'or| d'orpaillage| minier| frontalier)?{of}$",
        "site_after": rf"\s+{any_of['site_after']}\b",
    }
    return {name: re.compile(pattern) for name, pattern in raw.items()}
