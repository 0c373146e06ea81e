"""Names of the gazetteer found in a text, and what only looks like one: persons, firms, rivers, words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kiitools.coding.gazetteer import WORD, Gazetteer, Name, Place, fold, read_cues

_NEXT = re.compile(r"[\s'’‘ʼ`´\-‐‑–]{1,2}(" + WORD.pattern + ")")
_STOP = re.compile(r"[.!?…:«»\"“”(\n]\s*$")
_INNER = re.compile(r"[\w\u0300-\u036f]")
_AROUND = 48
_NEAR = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text, with the folded text around it and the nearest words of that."""

    start: int
    end: int
    text: str
    name: Name
    before: str
    after: str
    lead: tuple[str, ...]
    follow: tuple[str, ...]
    place: Place
    kind: str

    @property
    def opens(self) -> bool:
        """Whether a sentence opens here."""
        return not self.before.strip() or _STOP.search(self.before) is not None

    def led_by(self, cue: str) -> bool:
        """Whether the words before are ``cue`` of the place's kind (« la région de »)."""
        return (
            not cue_words(cue).isdisjoint(self.lead)
            and cues()[cue + "_before"].search(self.before) is not None
        )

    def followed_by(self, cue: str) -> bool:
        """Whether the words after are ``cue`` (« Gao region »)."""
        return (
            not cue_words(cue).isdisjoint(self.follow)
            and cues()[cue + "_after"].match(self.after) is not None
        )


def named(text: str, gazetteer: Gazetteer) -> list[Hit]:
    """Places that ``text`` names, in order: the longest names from left to right that are used as names."""
    return [judged for hit in _scan(text, gazetteer) if (judged := _judge(hit)) is not None]


def nowhere(place: Place) -> Place:
    """The place without country and region, when the text leaves them open."""
    return replace(place, country="", regions=("", "", ""))


# ------------------------------------------------------------------------------------------ finding names
def _scan(text: str, gazetteer: Gazetteer) -> Iterator[Hit]:
    wanted = gazetteer.opening(set(WORD.findall(text)))
    taken = 0
    for start, end in sorted(spot for word in wanted for spot in _spots(text, word)):
        hit = _longest(text, start, end, gazetteer) if start >= taken else None
        if hit is not None:
            taken = hit.end
            yield hit


def _spots(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where ``word`` stands as a whole word; faster than going through all words of the text."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        inside = (at and _INNER.match(text, at - 1)) or (end < len(text) and _INNER.match(text, end))
        if not inside:
            yield at, end
        at = text.find(word, end)


def _longest(text: str, start: int, end: int, gazetteer: Gazetteer) -> Hit | None:
    for name in gazetteer.starting(text[start:end]):
        stop = _ends(text, end, name.tokens[1:])
        if stop is None or not _spelt(text[start:stop], name):
            continue
        before, after = fold(text[max(0, start - _AROUND) : start]), fold(text[stop : stop + _AROUND])
        lead, follow = _words(before)[-_NEAR:], _words(after)[:_NEAR]
        place = name.places[0]
        return Hit(start, stop, text[start:stop], name, before, after, lead, follow, place, place.kind)
    return None


def _words(folded: str) -> tuple[str, ...]:
    return tuple(word.strip('.,;:!?()«»"“”') for word in folded.replace("'", " ").replace("-", " ").split())


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
def _judge(hit: Hit) -> Hit | None:
    """The hit, perhaps of another kind, or nothing when it is a person, a firm, a river or a mere word."""
    flag = hit.place.flag
    if _of_a_person(hit) or _of_a_firm(hit):
        return None
    if flag in ("word", "strict", "people") and not _as_name(hit):
        return None
    if flag == "surname" and _lone_subject(hit):
        return None
    if flag == "river":
        return _as_country(hit)
    return replace(hit, kind="ambiguous") if flag == "ambiguous" else hit


def _of_a_person(hit: Hit) -> bool:
    """« Mme Kita », « Tata Abidjan », « Kita Fofana »."""
    beside = hit.before[-1:] in (" ", "\u00a0")
    title = beside and bool(hit.lead) and hit.lead[-1] in cue_words("titles") | cue_words("given_names")
    return (title and not re.search(r"[,;:!?]\s$", hit.before)) or (
        hit.after[:1] in (" ", "\u00a0") and bool(hit.follow) and hit.follow[0] in cue_words("surnames")
    )


def _of_a_firm(hit: Hit) -> bool:
    """« Bani Transport », « Radio Kayes »; a name after a comma is none."""
    if hit.after[:1] == " " and hit.follow and hit.follow[0] in cue_words("firm_after"):
        return True
    named = hit.before[-1:] == " " and bool(hit.lead) and hit.lead[-1] in cue_words("firm_before")
    return named and hit.kind != "site"


def _as_name(hit: Hit) -> bool:
    """Whether a word that is also a name is used as a name here."""
    if hit.name.accented and unicodedata.normalize("NFC", hit.text) == hit.name.accented:
        return True
    again = bool(hit.follow) and hit.follow[0] == fold(hit.text) and hit.after[:1] in " -"
    if again or not hit.text[:1].isupper():
        return False
    if hit.place.flag == "word":
        return not hit.opens or re.match(r"\s*(?:[,(]|est\b|et\b|is\b|and\b)", hit.after) is not None
    if hit.place.flag == "people" and not cue_words("plural_articles").isdisjoint(hit.lead[-1:]):
        return False
    return hit.before.rstrip().endswith(",") or cues()["led"].search(hit.before) is not None


def _lone_subject(hit: Hit) -> bool:
    return hit.opens and re.match(r"\s+(?:m'|nous |lui |a dit|said|told)", hit.after) is not None


def _as_country(hit: Hit) -> Hit | None:
    """« Le Niger » is a country, « le fleuve Niger » water, « passer le Niger » either."""
    if hit.led_by("river") or hit.followed_by("river"):
        return None
    if hit.place.name != "Niger" or not cues()["crossing"].search(hit.before):
        return hit
    if not cue_words("boat").isdisjoint(hit.follow):
        return None
    return replace(hit, kind="ambiguous", place=nowhere(hit.place))


# ------------------------------------------------------------------------------------------ cues
@cache
def cue_words(name: str) -> frozenset[str]:
    """Single words of a list of cues; for kinds of places, those before and after the name."""
    lists = read_cues()
    found: Collection[str] = [
        w for key in (name, f"{name}_before", f"{name}_after") for w in lists.get(key, ())
    ]
    return frozenset(word for phrase in found for word in phrase.split())


@cache
def cues() -> Mapping[str, re.Pattern[str]]:
    """Cues before and after a name as patterns over folded text."""
    any_of = {name: "(?:" + "|".join(map(re.escape, words)) + ")" for name, words in read_cues().items()}
    of = r"(?:\s+(?:de|du|des|de la|d'|of|of the|the|le|la))*\s*(?:d'|l')?"
    is_ = r"[\s,]*(?:c'est |ce sont |est |sont |est devenue? |is |are )?"
    is_ += r"(?:un |une |des |les |la |the |a |deux |trois |two |three )*"
    raw = {
        "led": rf"(?:^|[^\w]){any_of['prepositions']}\s*$",
        "crossing": rf"\b{any_of['crossing']}\s+(?:le|the)\s+$",
        "river_before": rf"\b{any_of['river_before']}(?: \w+)?{of}$",
        "river_after": rf"\s+{any_of['river_after']}\b",
        "region_before": rf"\b{any_of['region']}{of}$",
        "region_after": rf"{is_}{any_of['region']}\b",
        "town_before": rf"\b{any_of['town_before']}{of}$",
        "town_after": rf"[\s-]+{any_of['town_after']}\b",
        "site_before": rf"\b{any_of['site_before']}(?: d'or| d'orpaillage| minier| frontalier)?{of}$",
        "site_after": rf"\s+{any_of['site_after']}\b",
    }
    return {name: re.compile(pattern) for name, pattern in raw.items()}
