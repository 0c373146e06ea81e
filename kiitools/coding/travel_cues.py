"""The words before and after a place that tell its part in a journey; they are in ``route_cues.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from kiitools.coding.gazetteer import fold
from kiitools.model.places import PlaceMention

Words = tuple[str, ...]
_TOKEN = re.compile(r"jusqu'(?:aux|au|a|en)\b|aujourd'hui|la-bas|[^\W_]+'?|[,;:>→()–—-]")
_SENTENCE = re.compile(r"[.!?…]+[\"»”)]*(?:\s|$)|\n")
_WOULD = re.compile(r"\w{3,}(?:er|ir|dr)(?:ait|aient)$|would$")
"""« il apprendrait le Coran à », "she would work in": said or hoped, not done."""
_JOINTS = frozenset(",->→–—")
_BREAKS = frozenset(";:")
_REACH = 9
TRAVEL = frozenset({"quit", "leave", "come", "go", "pass", "reach", "pickup", "stop", "begin"})
SMALL = ("out", "in", "to", "by")


@dataclass(frozen=True)
class Cues:
    """The cue words of a language."""

    lists: Mapping[str, Sequence[str]]
    phrases: Sequence[tuple[Words, str]]
    exact: Mapping[str, frozenset[str]]
    stems: Sequence[tuple[str, str]]
    known: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def kinds(self, word: str) -> frozenset[str]:
        """The lists ``word`` is in."""
        found = self.known.get(word)
        if found is None:
            begun = {kind for stem, kind in self.stems if word.startswith(stem)}
            found = self.known[word] = self.exact.get(word, frozenset()) | begun
        return found

    def are(self, word: str, kind: str) -> bool:
        """Whether ``word`` is in the list ``kind``."""
        return kind in self.kinds(word)

    def any_of(self, words: Sequence[str], kind: str) -> bool:
        """Whether one of ``words`` is in the list ``kind``."""
        return any(kind in self.kinds(word) for word in words)

    def phrase(self, words: Sequence[str]) -> tuple[str, int]:
        """Kind and length of the longest phrase that ends ``words``."""
        for phrase, kind in self.phrases:
            if tuple(words[-len(phrase) :]) == phrase:
                return kind, len(phrase)
        return "", 0


@cache
def read_route_cues(lang: str) -> Cues:
    """The cues of ``lang`` (``resources/places/route_cues.yaml``); French unless it is English."""
    import yaml

    file = resources.files("kiitools").joinpath("resources/places/route_cues.yaml")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    raw = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)["en" if lang == "en" else "fr"]  # noqa: S506
    phrases = [(tokens(text), kind) for kind, texts in raw.pop("phrases").items() for text in texts]
    exact: dict[str, set[str]] = {}
    stems = []
    for kind, words in raw.items():
        for word in words:
            if word.endswith("*"):
                stems.append((word[:-1], kind))
            else:
                exact.setdefault(word, set()).add(kind)
    phrases.sort(key=lambda pair: -len(pair[0]))
    return Cues(raw, phrases, {w: frozenset(k) for w, k in exact.items()}, stems)


def tokens(text: str) -> Words:
    """Folded words and the marks that join or part them."""
    return tuple(_TOKEN.findall(fold(text)))


@dataclass(frozen=True)
class Context:
    """The words around a mention: up to the mention before and after it, inside the sentence."""

    mention: PlaceMention
    sentence: int
    lead: Words
    trail: Words
    core: Words
    """``lead`` without the small words of the name (« la ville de »)."""
    prep: str
    phrase: str
    opens: bool
    """No other place of the sentence stands before."""

    @property
    def linked(self) -> bool:
        """Whether only list words stand between this mention and the one before."""
        return not self.opens and self.phrase in ("", "origin")


def contexts(text: str, mentions: Sequence[PlaceMention], cues: Cues) -> Iterator[Context]:
    """The words around each mention."""
    stops = [found.end() for found in _SENTENCE.finditer(text)]
    if not stops or stops[-1] < len(text):
        stops.append(len(text))
    number = start = 0
    for at, mention in enumerate(mentions):
        while stops[number] <= mention.start:
            start, number = stops[number], number + 1
        before = mentions[at - 1].end if at else 0
        after = mentions[at + 1].start if at + 1 < len(mentions) else len(text)
        lead = tokens(text[max(before, start) : mention.start])
        trail = tokens(text[mention.end : max(mention.end, min(after, stops[number]))])
        yield _context(mention, number, lead, trail, before <= start, cues)


def _context(
    mention: PlaceMention, sentence: int, lead: Words, trail: Words, opens: bool, cues: Cues
) -> Context:
    if lead[-2:] == ("de", "la") and mention.kind in ("town", "site"):  # « de là, Bougouni »
        return Context(mention, sentence, lead, trail, lead[:-2], "", "next", opens)
    core, phrase, length = lead, *cues.phrase(lead)
    while not phrase:
        shorter = _without_noun(core, cues)
        if shorter == core:
            break
        core = shorter
        phrase, length = cues.phrase(core)
    core = core[: len(core) - length] if phrase else core
    prep = "" if phrase or not core else next((k for k in SMALL if cues.are(core[-1], k)), "")
    return Context(mention, sentence, lead, trail, core, prep, phrase, opens)


def _without_noun(words: Words, cues: Cues) -> Words:
    """Strip from the end an article, « ville », « site de », « celui de »."""
    if not words:
        return words
    led = {"article", "of", *SMALL}
    if cues.are(words[-1], "article"):
        return words[:-1]
    if cues.are(words[-1], "place_noun"):
        return words[:-1] if len(words) == 1 or led & cues.kinds(words[-2]) else words
    if len(words) < 2 or not cues.are(words[-1], "of") or not cues.are(words[-2], "place_noun"):
        return words
    named = len(words) == 2 or cues.any_of(words[-3:-2], "place_noun") or led & cues.kinds(words[-3])
    return words[:-2] if named or words[-2] in ("celui", "celle") else words


def is_list(context: Context, cues: Cues) -> bool:
    """Whether only « , », « et », « puis à » … stand between this mention and the one before."""
    if context.opens:
        return False
    listed = {"article", "place_noun", "of", "conjunction", "when", *SMALL}
    return all(word in _JOINTS or listed & cues.kinds(word) for word in context.lead)


def verb_before(context: Context, cues: Cues) -> tuple[frozenset[str], int]:
    """The nearest verb of travel or stay before a mention: its lists, its place in ``core`` (or -1)."""
    words = context.core
    if (
        context.prep == "in"
        and words[-2:-1] in ((",",), ("et",), ("and",))
        and cues.any_of(context.trail[:4], "subject")
    ):
        return frozenset(), -1
    clause = False
    low = max(0, len(words) - _REACH - bool(context.prep))
    for at in range(len(words) - 1 - bool(context.prep), low - 1, -1):
        kinds = cues.kinds(words[at])
        if words[at] == "entre" and at and cues.are(words[at - 1], "stay"):  # « est entré », not « entre »
            kinds = cues.kinds("entree")
        if kinds & (TRAVEL | {"do", "halt", "stay", "wish"}) and not kinds & {"article", "conjunction"}:
            return kinds, at
        if words[at] in _BREAKS or (words[at] == "," and clause):
            break
        clause = clause or "subject" in kinds
    return frozenset(), -1


def of_an_office(context: Context, cues: Cues) -> bool:
    """« le juge de Kati », « la police à Gao »: an institution, nobody's stop."""
    return bool(context.prep) and cues.any_of(context.core[-3:-1], "office")


def verb_after(context: Context, cues: Cues, most: int = 12) -> frozenset[str]:
    """The lists of the first verb after a mention (« à Gao on les change de camion »)."""
    for at, word in enumerate(context.trail[:most]):
        kinds = cues.kinds(word)
        if kinds & (TRAVEL | {"halt"}) and not kinds & {"article", "conjunction"}:
            return kinds
        if word in _BREAKS or ("speech" in kinds and (at or word not in ("que", "qu'"))):
            break
    return frozenset()


def is_denied(context: Context, verb_at: int, cues: Cues) -> bool:
    """« sans passer par », « ne passent plus par », « not to », « on lui a promis »."""
    words = context.core
    if context.phrase == "no" or cues.any_of(words[-2:], "avoid") or cues.any_of(context.trail[:4], "closed"):
        return True
    comma = max((i for i, word in enumerate(words) if word == "," or word in _BREAKS), default=-1)
    low = max(comma + 1, (verb_at if verb_at >= 0 else len(words)) - 4)
    near = words[low:]
    if (
        cues.any_of(words[comma + 1 :], "unreal")
        or any(map(_WOULD.match, words[comma + 1 :]))
        or cues.any_of(near, "negator")
    ):
        return True
    return cues.any_of(near, "negator_pair") and cues.any_of(near, "negator_mark")
