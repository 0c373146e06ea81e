"""The lines at the head of a transcript: ``Région : Kayes``, ``Interviewer: …``, in French and English.

Keys, months and the words that tell a mode are data (``resources/lexicons/<lang>/headers.yaml``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kiitools.readers.lexicons import LANGUAGES, entries, fold, words

KEYS = (
    "session_id", "date", "place", "region", "category", "sex", "language", "mode", "interviewer",
    "participants", "informant_id",
)  # fmt: skip
INTERVIEW_KEYS = frozenset({"session_id", "mode", "interviewer", "participants", "informant_id", "sex"})
_SPOKEN = frozenset({"interviewer", "participants", "informant_id"})
"""Also speakers' labels: ``Enquêteur : Awa T.`` heads a file, ``Enquêteur : Bonjour ?`` does not."""

_LINE = re.compile(
    r"[\ufeff\u200b-\u200f\u2060]*[^\S\n]*(?:[*_#>|•-]{1,3}[^\S\n]*)?(?P<key>[^\W\d_][^:：\t\n|]{0,38}?)[*_]{0,2}[^\S\n]*"
    r"(?:[:：]|\t|\|)[^\S\n]*[:：]?[*_]{0,2}(?P<value>[^\n]*)"
)
_PERSON = re.compile(
    r"(?P<label>[^=:]+?)\s*(?:=\s*(?P<informant>\S[^()]*?)|:\s*(?P<code>[A-Z]{1,6}[-_ ]?\d{1,5}))"
    r"\s*(?:\([^()]*\))?"
)
_GAP = re.compile(r"\t+|[^\S\n]{3,}|[^\S\n]*[;|][^\S\n]*")
_KEY = re.compile(r"[^\W\d_][^:：\t\n|]{0,38}?(?=[^\S\n]*(?:[:：]|\t|\|))")
_TITLES = 6
_MOST, _LONGEST = 40, 1000


@dataclass(frozen=True, slots=True)
class Header:
    """What a transcript's head says.

    Attributes
    ----------
    meta : dict
        One entry per known key. ``date`` is ISO (``2020-11-24``), ``mode`` one of `model.cases.MODES` and a
        single ``sex`` F, M or X; what was written stands in ``date_written``, ``mode_written``.
    start, end : int
        The header's place in the text, in code points; equal when there is none.
    """

    meta: dict[str, str] = field(default_factory=dict, repr=False)
    start: int = 0
    end: int = 0

    @property
    def of_interview(self) -> bool:
        """Whether it is the head of an interview or group, not of a report."""
        told = INTERVIEW_KEYS & self.meta.keys()
        code = re.split(r"[^a-z]", fold(self.meta.get("session_id", "")))[0]
        return len(told) >= 2 or code in words("headers", "session_marks")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    key: str
    value: str
    kind: str  # known key; also: seen in headers; pair: another "Key : value"; other
    after_blank: bool
    rank: int = 0


def read_header(text: str) -> Header:
    """The header of a transcript: its lines' place and their values under the keys of `KEYS`.

    Two known keys at least make a header; a title may stand above it. The header ends before the first
    line that is neither a known key nor, inside the block, another ``Key : value`` line.
    """
    block = _block(text)
    pairs = sorted((line for line in block if line.kind == "known"), key=lambda line: line.rank)
    if len({line.key for line in pairs}) < 2:
        return Header()
    written: dict[str, str] = {}
    for line in pairs:
        if line.value:
            written.setdefault(line.key, line.value)
    return Header(_plain(written), block[0].start, block[-1].end)


def speakers_of(meta: Mapping[str, str]) -> dict[str, str]:
    """Who speaks under which label, where the header says it: ``P1=KI-093; P2=KI-094``.

    Returns
    -------
    dict
        Label → informant's id; empty when ``participants`` only describes people.
    """
    found = {}
    for part in re.split(r"[;,\n]", meta.get("participants", "")):
        match = _PERSON.fullmatch(part.strip())
        if match:
            found[match["label"]] = match["informant"] or match["code"]
    return found


def _block(text: str) -> list[_Line]:
    """The header's lines, up to the last that belongs to it."""
    lines = list(_numbered(text))
    first = next((i for i, line in enumerate(lines[:_TITLES]) if line.kind == "known"), None)
    block: list[_Line] = []
    for i, line in enumerate(lines[first:] if first is not None else (), first or 0):
        later = any(one.kind == "known" and one.key not in _SPOKEN for one in lines[i + 1 : i + 4])
        if not _belongs(line, {one.key for one in block}, later):
            break
        block.append(line)
    return block


def _belongs(line: _Line, seen: set[str], later: bool) -> bool:
    """Whether a line is part of the header; ``later``: a key that nobody speaks under follows soon."""
    if line.key in _SPOKEN:
        return line.key not in seen and not _is_talk(line.value) and (later or not line.after_blank)
    if line.kind == "pair":
        return later and not line.after_blank and not _is_talk(line.value)
    return line.kind != "other" and (line.kind == "known" or later or not line.after_blank)


def _is_talk(value: str) -> bool:
    """Whether a value reads like something said rather than a name."""
    return len(value) > 160 or bool(re.search(r"[?!…]|\.\.\.|[^\W\d_]{3,}\.$|[^\W\d_]{3,}\.\s", value))


def _numbered(text: str) -> Iterator[_Line]:
    """The first lines that are not blank, read as ``Key : value`` where they can be."""
    position, found, blank = 0, 0, False
    for raw in text.splitlines(keepends=True):
        start, end = position, position + len(raw.rstrip("\r\n"))
        position += len(raw)
        if not raw.strip():
            blank = True
            continue
        for piece in _pieces(raw.rstrip()):
            yield _one(piece, start, end, blank)
            blank = False
        found += 1
        if found >= _MOST:
            return


def _pieces(raw: str) -> Iterator[str]:
    """A line cut where a further known key begins in it (forms with two columns)."""
    begin = 0
    for gap in _GAP.finditer(raw[:_LONGEST]):
        key = _KEY.match(raw, gap.end())
        if key and fold(key[0]) in _known() and raw[begin : gap.start()].strip():
            yield raw[begin : gap.start()]
            begin = gap.end()
    yield raw[begin:]


def _one(raw: str, start: int, end: int, after_blank: bool) -> _Line:
    match = _LINE.fullmatch(raw) if len(raw) <= _LONGEST else None
    if not match:
        return _Line(start, end, "", "", "other", after_blank)
    spelling, value = fold(match["key"]), match["value"].strip().rstrip("|").strip()
    if spelling in _known():
        key, rank = _known()[spelling]
        return _Line(start, end, key, value, "known", after_blank, rank)
    return _Line(start, end, "", value, "also" if spelling in _also() else "pair", after_blank)


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, int]]:
    """Folded spelling → key and rank: where two lines have one key, the spelling listed first is meant."""
    found: dict[str, tuple[str, int]] = {}
    for lang in LANGUAGES:
        for key, spellings in entries("headers", lang).get("keys", {}).items():
            for rank, spelling in enumerate(spellings):
                found.setdefault(fold(spelling), (key, rank))
    return found


@lru_cache(maxsize=1)
def _also() -> frozenset[str]:
    return frozenset(fold(word) for lang in LANGUAGES for word in entries("headers", lang).get("also", ()))


def _plain(written: Mapping[str, str]) -> dict[str, str]:
    meta = dict(written)
    date, mode = date_of(meta.get("date", "")), mode_of(meta.get("mode", ""))
    if not mode and mode_of(meta.get("category", "")) == "focus-group":
        mode = "focus-group"
    if "mode" in meta:
        meta["mode_written"] = meta["mode"]
    if date and date != meta["date"]:
        meta["date_written"], meta["date"] = meta["date"], date
    if mode:
        meta["mode"] = mode
    if "sex" in meta:
        meta["sex"] = _values("sexes").get(fold(meta["sex"]), meta["sex"])
    return meta


def mode_of(value: str) -> str:
    """The mode a header's words tell (``individuel, téléphone`` is ``phone``), or an empty string."""
    folded = fold(value)
    for mode in ("focus-group", "phone", "remote", "interview"):
        told = {
            fold(w) for lang in LANGUAGES for w in entries("headers", lang).get("modes", {}).get(mode, ())
        }
        if any(re.search(rf"(?<!\w){re.escape(word)}", folded) for word in told):
            return mode
    return ""


def date_of(value: str) -> str:
    """A date as ``YYYY-MM-DD``; days come before months (``08/12/2020`` is 8 December); empty if unclear."""
    folded = fold(value)
    if match := re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", folded):
        year, month, day = match.groups()
    elif match := re.search(r"\b(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\b", folded):
        day, month, year = match.groups()
    elif match := re.search(
        r"\b(\d{1,2})(?:er|st|nd|rd|th)?[ .-]+(?:of )?([a-z]+)\.?,?[ -]+(\d{4})\b", folded
    ):
        day, month, year = match[1], _month(match[2]), match[3]
    elif match := re.search(r"\b([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", folded):
        day, month, year = match[2], _month(match[1]), match[3]
    else:
        return ""
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _month(word: str) -> str:
    return _values("months").get(word, "0")


@lru_cache(maxsize=4)
def _values(name: str) -> dict[str, str]:
    return {fold(k): v for lang in LANGUAGES for k, v in entries("headers", lang).get(name, {}).items()}
