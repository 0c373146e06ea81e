"""Cutting a source into segments: speakers' turns, or paragraphs where nobody is named.

Nothing of the body is lost: what stands before the first speaker, and the notes at the end, become
paragraphs of a narrator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kiitools.model.sources import Segment
from kiitools.readers.extract import Extract, Turn
from kiitools.readers.headers import Header, speakers_of
from kiitools.readers.labels import TRAILING, Candidate, accepted, candidates
from kiitools.readers.language import Scores, judged, scores_of
from kiitools.readers.lexicons import fold
from kiitools.readers.roles import Voice, roles_of
from kiitools.readers.sentences import paragraphs, sentences, trimmed, usual_width
from kiitools.readers.unlabelled import turns_by_bold, with_unlabelled

_ENDS = dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n")


def turns_of(extract: Extract, header: Header, *, kind: str | None = None) -> list[Turn]:
    """Speakers' turns after the header; empty when nobody is named.

    Parameters
    ----------
    kind : str or None
        What the user says the source is; in a ``document`` no speakers are looked for, in an interview or
        focus group a label needs less evidence.
    """
    if kind == "document":
        return []
    text, end = extract.text, extract.body_end
    anchored = kind is not None or header.of_interview
    found = candidates(_lined(text), header.end, end, extract.bold)
    blocks = len(paragraphs(text, header.end, end, width=width_of(extract)))
    given = (*extract.labels, *speakers_of(header.meta), *_listed(header.meta))
    heads = accepted(found, blocks, anchored=anchored, given=given)
    if heads:
        turns = _with_roles(text, list(_cut(text, heads, end)), header.meta)
        return with_unlabelled(extract, header.end, turns)
    return turns_by_bold(extract, header.end) if anchored else []


def segments_of(
    extract: Extract, header: Header, turns: Sequence[Turn], *, lang: str | None = None
) -> tuple[tuple[Segment, ...], str]:
    """All segments of a source, with their sentences and languages, and the source's own language.

    Turns too short to tell their language have the source's (``lang`` where the user gives it).
    """
    text, width = extract.text, width_of(extract)
    spans = [turn for turn in turns if turn.end > turn.start]
    for low, high in _outside(extract, header, turns):
        spans += [
            Turn(p.start, p.start, p.end, "", "narrator") for p in paragraphs(text, low, high, width=width)
        ]
    spans.sort(key=lambda turn: turn.start)
    scores = [scores_of(text[turn.start : turn.end]) for turn in spans]
    whole = lang or judged(sum(scores, Scores()))
    langs = [judged(one, otherwise=whole) for one in scores]
    segments = (
        Segment(
            seq, turn.start, turn.end, turn.speaker, turn.role, lang,
            sentences(text, turn.start, turn.end, width=width),
        )
        for seq, (turn, lang) in enumerate(zip(spans, langs, strict=True), 1)
    )  # fmt: skip
    return tuple(segments), whole


def width_of(extract: Extract) -> int | None:
    """How lines of this source are cut: see `sentences.paragraphs`."""
    return usual_width(extract.text) if extract.wrapped else None


def _outside(extract: Extract, header: Header, turns: Sequence[Turn]) -> list[tuple[int, int]]:
    """Where the narrator speaks: above the header, before the first turn, in the notes."""
    first = turns[0].zone if turns else extract.body_end
    return [(0, header.start), (header.end, first), (extract.body_end, len(extract.text))]


def _listed(meta: Mapping[str, str]) -> list[str]:
    """Labels that the header's participants begin with (``P1 gendarmerie, Imam, Chef de village``)."""
    parts = [part.strip() for part in meta.get("participants", "").replace(";", ",").split(",")]
    return [label for part in parts if part for label in (part, part.split()[0]) if label[:1].isupper()]


def _lined(text: str) -> str:
    """The text with one kind of line end, every character in its place."""
    return text.replace("\r\n", " \n").translate(_ENDS)


def _cut(text: str, heads: Sequence[Candidate], end: int) -> Iterator[Turn]:
    """Turns between heads; a time stamp that ends a turn is left out."""
    for i, head in enumerate(heads):
        stop = heads[i + 1].start if i + 1 < len(heads) else end
        span = trimmed(text, head.text, stop)
        while span and (stamp := TRAILING.search(text, max(span.start, span.end - 40), span.end)):
            span = trimmed(text, span.start, stamp.start()) if stamp.start() < span.end else None
        yield Turn(head.start, span.start if span else stop, span.end if span else stop, head.label)


def _with_roles(text: str, turns: Sequence[Turn], meta: Mapping[str, str]) -> list[Turn]:
    behaviour: dict[str, Voice] = {}
    for order, turn in enumerate(turns):
        key = fold(turn.speaker)
        seen = behaviour.get(key, Voice(turn.speaker, 0, 0, order))
        asked = text[turn.start : turn.end].rstrip('»”" \u00a0\u202f])').endswith("?")
        behaviour[key] = Voice(seen.label, seen.turns + 1, seen.questions + asked, seen.first)
    roles = roles_of(list(behaviour.values()), meta)
    return [
        Turn(t.zone, t.start, t.end, behaviour[fold(t.speaker)].label, roles[fold(t.speaker)]) for t in turns
    ]
