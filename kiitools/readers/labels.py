"""Speakers' labels at the head of a line: what could be one, and which of the candidates are.

``Enquêtrice :``, ``P1 –``, ``Q.``, ``[Femme 3]``, ``Participante 2 (F) :``, a name in bold, a time stamp
before or after: the forms transcribers use. A sentence that holds a colon (``Il dit : …``) is told apart
because labels are known words or recur. Words are data (``resources/lexicons/<lang>/speakers.yaml``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kiitools.model.spans import Span
from kiitools.readers.lexicons import fold, words

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
TIME = rf"(?:\[{_CLOCK}\]|\({_CLOCK}\)|<{_CLOCK}>|#{_CLOCK}(?:-\d+)?#|{_CLOCK})"
_S = r"[^\S\n]"
_ZERO = "[\ufeff\u200b-\u200f\u2060]*"
_MARK = r"[*_]{0,3}"
_NAME = r"(?P<label>[^\W\d_](?:[^:：\t\n\[\]<>*|]{0,38}?[^\s:：\t\n\[\]<>*|])?)"
_NOTE = rf"(?:{_S}*\[[^\[\]\n]{{1,80}}\])?"
_HEAD = rf"{_ZERO}{_S}*(?:{TIME}{_S}*(?:[-–—|]{_S}*)?)?{_MARK}(?:[-–—•>]{_S}+)?{_MARK}"
_AFTER = rf"{_NOTE}{_MARK}(?:{_S}*{TIME})?{_S}*"

_FORMS = {
    "colon": re.compile(rf"{_HEAD}{_NAME}{_AFTER}[:：]{_MARK}(?:{_S}*{TIME}(?={_S}|$))?{_S}*", re.M),
    "bracket": re.compile(
        rf"{_HEAD}\[(?P<label>[^\W\d_][^\[\]:\n]{{0,39}})\]{_MARK}{_S}*(?:{TIME})?{_S}*[:–—-]?{_S}*", re.M
    ),
    "tab": re.compile(rf"{_HEAD}{_NAME}{_AFTER}[\t|]{_S}*", re.M),
    "dash": re.compile(rf"{_HEAD}{_NAME}{_NOTE}{_MARK}{_S}+[–—-]{_S}+", re.M),
    "point": re.compile(rf"{_HEAD}(?P<label>[^\W\d_]{{1,4}}\d{{0,2}})[.)]{_MARK}{_S}+", re.M),
    "stamped": re.compile(rf"{_S}*{_MARK}{_NAME}{_MARK}{_S}+[(\[]?{_CLOCK}[)\]]?{_S}*$", re.M),
    "alone": re.compile(rf"{_HEAD}{_NAME}{_NOTE}{_MARK}{_S}*(?:{TIME})?{_S}*$", re.M),
}  # fmt: skip
_STAMP = re.compile(rf"{_S}*{TIME}{_S}*$", re.M)
TRAILING = re.compile(
    rf"(?:{_S}*\n)*{_S}*(?:\[{_CLOCK}\]|\({_CLOCK}\)|#{_CLOCK}(?:-\d+)?#|(?<=\n){_CLOCK})\s*$"
)

_GENDER = re.compile(r"\s*\((?:[FHMX]|femme|homme|f[ée]minin|masculin|female|male|woman|man)\.?\)$", re.I)
_SHORT_ASIDE = re.compile(r"\s*\([^()\s]{1,3}\)$")
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_NUMBER = re.compile(r"(?:[ _-]*(?:n[o°]\.? ?|nr\.? ?|#)?\d{1,3}|[ _-]+[a-z]|[ _-]+(?:i{1,3}|iv|vi{0,3}))$")
_STRONG = frozenset({"colon", "bracket", "tab", "bold", "stamped"})
_POINTED = frozenset("qrei")
_KNOWN = frozenset({"given", "interviewer", "respondent", "speaker", "staff"})
_WHOLE_LINE = frozenset({"stamped", "alone"})
_REACH = 200  # a label and its time stamps stand within so many characters
_STEADY = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may begin a turn.

    ``start`` is where the label's zone begins (with its time stamp), ``text`` where the words begin.
    """

    start: int
    text: int
    label: str = field(repr=False)
    form: str
    after_blank: bool

    @property
    def key(self) -> str:
        """The label folded: one speaker, however typed."""
        return fold(self.label)


@lru_cache(maxsize=4096)
def base_of(label: str) -> str:
    """A label folded, without sex, number or letter: ``Participante 2 (F)`` → ``participante``."""
    folded = _folded(label)
    bare = _NUMBER.sub("", folded)
    return bare or folded


def _folded(label: str) -> str:
    return fold(_SHORT_ASIDE.sub("", _GENDER.sub("", label))).rstrip(".")


@lru_cache(maxsize=4096)
def standing(label: str) -> str:
    """What the word lists say of a label.

    ``interviewer``, ``respondent``, ``speaker``, ``staff``, ``letter``, ``function``, ``never`` or
    ``unknown``.
    """
    base, folded = base_of(label), _folded(label)
    for kind in ("interviewer", "respondent", "speaker", "staff"):
        if {base, folded} & words("speakers", kind):
            return kind
    if base in words("speakers", "letters"):
        return "letter"
    if {base, folded} & words("speakers", "not_labels"):
        return "never"
    if re.split(r"[ '-]", base)[0] in words("speakers", "functions"):
        return "function"
    return "never" if _starts_a_sentence(folded) else "unknown"


def candidates(text: str, start: int, end: int, bold: Sequence[Span] = ()) -> list[Candidate]:
    """Every line between ``start`` and ``end`` that has the shape of a speaker's label."""
    thick = {span.start: span for span in bold}
    found = []
    for at, stop, blank, stamp in _line_starts(text, start, end):
        one = _candidate(text, at, stop, thick)
        if one:
            found.append(Candidate(stamp if stamp >= 0 else at, one[0], one[1], one[2], blank))
    return found


def accepted(
    found: Sequence[Candidate], blocks: int, *, anchored: bool, given: Sequence[str] = ()
) -> list[Candidate]:
    """The candidates that are speakers.

    Parameters
    ----------
    found : sequence of Candidate
        From `candidates`.
    blocks : int
        How many paragraphs the text has: without a header, labels must open a good part of them.
    anchored : bool
        Whether a header or the user says that this is an interview or a group.
    given : sequence of str
        Labels known beforehand (header's participants, WebVTT voices).
    """
    sure = {fold(label) for label in given}
    counts = Counter(one.key for one in found)
    kinds = {one.key: "given" if one.key in sure else standing(one.label) for one in found}
    told = ("given", "interviewer", "respondent", "letter")
    forms = Counter(one.form for one in found if kinds[one.key] in told)
    known = {key for key, kind in kinds.items() if kind in _KNOWN}
    kept = [one for one in found if one.key in known and _form_fits(one, counts, forms)]
    kept += [one for one in found if kinds[one.key] == "letter" and _letter_fits(one, counts, kinds, forms)]
    steady = _layout(kept)
    settled = len({one.key for one in kept}) >= 2
    for one in found:
        if kinds[one.key] in ("function", "unknown") and _recurs(
            one, counts, kinds[one.key], settled, anchored
        ):
            kept += [one] if one.after_blank or not steady else []
    kept.sort(key=lambda one: one.start)
    return kept if _convincing(kept, blocks, anchored, bool(sure)) else []


def _candidate(text: str, at: int, stop: int, thick: dict[int, Span]) -> tuple[int, str, str] | None:
    """Where the words begin, the label and its form, for the line ``text[at:stop]``."""
    near = min(stop, at + _REACH)
    for form, pattern in _FORMS.items():
        if near < stop and form in _WHOLE_LINE:
            continue
        match = pattern.match(text, at, near)
        if match and _plausible(match["label"], form, text, match):
            return match.end(), _clean(match["label"]), form
    return _bold(text, at, near, stop, thick)


def _bold(text: str, at: int, near: int, stop: int, thick: dict[int, Span]) -> tuple[int, str, str] | None:
    """A short bold beginning, with words after it."""
    line = text[at:near]
    span = thick.get(at + len(line) - len(line.lstrip()))
    if span is None or not 1 < span.end - span.start <= 40 or span.end >= stop:
        return None
    label, rest = span.of(text).strip().rstrip(" :.–—-"), text[span.end : near]
    if not label or not label[0].isalpha() or "?" in label:
        return None
    return span.end + len(rest) - len(rest.lstrip(" \t\u00a0:–—-")), label, "bold"


def _plausible(label: str, form: str, text: str, match: re.Match[str]) -> bool:
    """Whether a match has a label's shape; weak forms only for words that are known."""
    clean = _clean(label)
    if (
        not clean
        or clean.count("(") != clean.count(")")
        or len(clean.split()) > 5
        or re.search(r"[^\W\d_]{5,}\.\s|\d\.\s|[!?…;«»“”\"=@/]", clean + " ")
    ):
        return False
    kind = standing(clean)
    if form == "colon":
        touching = (
            match.end() < len(text) and text[match.end() - 1] == ":" and not text[match.end()].isspace()
        )
        return (clean[0].isupper() or kind in ("interviewer", "respondent")) and (
            not touching or kind not in ("unknown", "never", "function")
        )
    if form == "stamped":
        return clean[0].isupper() and kind != "never"
    if form in ("dash", "point", "alone"):
        return clean[0].isupper() and (kind in _KNOWN or kind == "letter")
    if form == "bracket":
        return kind in _KNOWN or kind in ("letter", "function")
    return clean[0].isupper() and kind != "never"


@lru_cache(maxsize=4096)
def _clean(label: str) -> str:
    """The label as written, without an aside in parentheses that is not the speaker's sex."""
    label = label.strip().strip("*_ ")
    if _ASIDE.search(label) and not _GENDER.search(label) and not re.search(r"\(\w{1,3}\)$", label):
        label = _ASIDE.sub("", label)
    return label.strip()


def _line_starts(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool, int]]:
    """Lines that are not blank: start, end, whether a blank line precedes, start of a time stamp above."""
    at, blank, stamp = start, True, -1
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if not text[at:stop].strip():
            blank = True
        elif stop - at <= _REACH and _STAMP.match(text, at, stop):
            stamp = at if stamp < 0 else stamp
        else:
            yield at, stop, blank, stamp
            blank, stamp = False, -1
        at = stop + 1


def _form_fits(one: Candidate, counts: Counter[str], forms: Counter[str]) -> bool:
    """A known word is a speaker at once before a colon; in weaker forms it, or the form, must recur."""
    return one.form in _STRONG or counts[one.key] >= 2 or forms[one.form] >= 3


def _letter_fits(one: Candidate, counts: Counter[str], kinds: dict[str, str], forms: Counter[str]) -> bool:
    """A single letter is a speaker when it recurs or another known speaker stands beside it."""
    others = any(
        kind in ("letter", "interviewer", "respondent") for key, kind in kinds.items() if key != one.key
    )
    numbered = one.key != base_of(one.label)
    if one.form not in _STRONG:  # "M. Diarra", "A. Contexte" look the same: the whole text must be cut so
        sure = numbered or (one.key in _POINTED and not forms["colon"]) or (one.key == "a" and "q" in counts)
        return sure and others and counts[one.key] >= 2
    return (others and (counts[one.key] >= 2 or len(counts) <= 4 or numbered)) or counts[one.key] >= 3


def _recurs(one: Candidate, counts: Counter[str], kind: str, settled: bool, anchored: bool) -> bool:
    """Whether a label that no list knows recurs often enough; a function's name may stand once."""
    if one.form not in _STRONG:
        return False
    least = 3 if fold(one.label).split(" ")[0].split("'")[0] in words("stopwords", "determiners") else 2
    if kind == "function" and anchored:
        least -= 1
    elif settled and kind == "unknown":
        least = max(least, 3)
    return counts[one.key] >= least


def _layout(kept: Sequence[Candidate]) -> bool:
    """Whether turns are set apart by blank lines throughout."""
    return len(kept) >= 4 and sum(one.after_blank for one in kept) >= _STEADY * len(kept)


def _convincing(kept: Sequence[Candidate], blocks: int, anchored: bool, given: bool) -> bool:
    """Without a header, at least two speakers must open a good part of the paragraphs."""
    if anchored or given:
        return bool(kept)
    sure = any(standing(one.label) in ("interviewer", "respondent") for one in kept)
    return len({one.key for one in kept}) >= 2 and len(kept) >= (0.25 if sure else 0.5) * blocks


def _starts_a_sentence(folded: str) -> bool:
    first = re.split(r"[ ']", folded)[0]
    return first in words("stopwords", "not_first") or (
        " " in folded
        and bool(
            re.search(
                r" (?:dit|dis|disent|disait|repond|demande|ajoute|explique|said|says|asked|told)$", folded
            )
        )
    )
