"""Small invented interviews to keep in a study; every sentence is made up."""

from __future__ import annotations

from collections.abc import Sequence

from kiitools.model.codings import Coding
from kiitools.model.sources import Segment, Source, source_id, text_sha256
from kiitools.model.spans import Span

PAPERS = "general.means.document-retention"
GOLD = "form.gold.child"
DEBT = "general.means.debt"

Turn = tuple[str, str, Sequence[str]]  # speaker, role, sentences


def transcript(
    turns: Sequence[Turn], *, kind: str = "interview", derived_from: str | None = None, **meta: str
) -> Source:
    """A source whose text holds the turns one after the other, each sentence followed by a space."""
    text, segments = "", []
    for seq, (speaker, role, sentences) in enumerate(turns, 1):
        text += f"{speaker} : " if speaker else ""
        start, spans = len(text), []
        for sentence in sentences:
            spans.append(Span(len(text), len(text) + len(sentence)))
            text += sentence + " "
        segments.append(Segment(seq, start, len(text) - 1, speaker, role, "fr", tuple(spans)))
        text += "\n"
    return Source(
        source_id(text), "entretien inventé", kind, text, text_sha256(text), "entretien.txt", "0" * 64,
        "text/plain", "fr", tuple(segments), meta, (), derived_from,
    )  # fmt: skip


def interview(n: int = 1, *, answers: int = 3) -> Source:
    """An individual interview with accents, an emoji and a sign outside the BMP: bytes are not letters."""
    turns: list[Turn] = [
        ("Enquêtrice", "interviewer", ["Que se passe-t-il à la gare ?", f"Entretien n° {n}."])
    ]
    for k in range(answers):
        said = [
            f"À la gare {n}-{k}, on lui a gardé ses papiers 🙂.",
            f"Il doit rembourser 𝄞 {k} fois avant de partir.",
        ]
        turns.append(("Répondante", "respondent", said))
    return transcript(turns, session_id=f"ENT-{n:03}", region="Gao", date="2020-11-17", mode="interview")


def group(session: str = "FGD-1") -> Source:
    """A focus group with a moderator and three participants."""
    turns: list[Turn] = [
        ("Modérateur", "interviewer", ["Qui vient chercher les jeunes ?"]),
        ("P1", "respondent", ["Une logeuse les attend au marché."]),
        ("Participante 2 (F)", "respondent", ["Elle garde leur téléphone."]),
        ("P3", "respondent", ["Moi je n'ai rien vu."]),
    ]
    return transcript(turns, kind="focus-group", session_id=session)


def coding(source: Source, segment: int, sentence: int = 0, code: str = PAPERS, **more: object) -> Coding:
    """A coding of one sentence."""
    span = source.segments[segment - 1].sentences[sentence]
    return Coding(source.source_id, segment, span.start, span.end, span.of(source.text), code, **more)  # type: ignore[arg-type]


def codings_of(source: Source, code: str = PAPERS, **more: object) -> list[Coding]:
    """A coding of the first sentence of each answer."""
    return [coding(source, one.seq, 0, code, **more) for one in source.segments if one.role == "respondent"]
