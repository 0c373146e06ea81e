"""Who said it: the informant behind a segment, by session and speaker label."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from kiitools.store.registers import people_of
from kiitools.store.schema import segments, sources
from kiitools.store.sources import sessions_of

People = Sequence[tuple[str, str]]  # (informant, label) of one session


def fold(label: str) -> str:
    """A speaker label without differences of case, accents' encoding, spaces and a closing colon."""
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split()).rstrip(" :")


def informants_of(connection: Connection) -> dict[tuple[str, int], str]:
    """The informant of each segment that has one: ``{(source_id, seq): informant_id}``.

    In a session, the informant whose label the segment bears; in an individual interview, its only informant
    for every respondent. Interviewers and documents have none, and a label that two informants share has
    none.
    """
    present: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for session, informant, label in people_of(connection):
        present[session].append((informant, fold(label)))
    sessions = sessions_of(connection)
    kinds: dict[str, str] = dict(connection.execute(select(sources.c.source_id, sources.c.kind)).all())
    asked = select(segments.c.source_id, segments.c.seq, segments.c.speaker, segments.c.role)
    turns = connection.execute(asked).fetchall()
    answered = {source for source, _, _, role in turns if role == "respondent"}
    found: dict[tuple[str, int], str] = {}
    for source, seq, speaker, role in turns:
        people = present.get(sessions.get(source, ""), ())
        told = role == "respondent" or (role == "narrator" and source not in answered)
        alone = kinds[source] == "interview" and told
        if people and role != "interviewer" and (who := bearer(people, speaker, alone=alone)):
            found[source, seq] = who
    return found


def bearer(people: People, speaker: str, *, alone: bool) -> str:
    """Who bears this label; with ``alone``, the only one there is; empty when nobody can be told."""
    label = fold(speaker)
    bearers = {who for who, own in people if own and own == label}
    if len(bearers) == 1:
        return bearers.pop()
    everyone = {who for who, _ in people}
    return everyone.pop() if alone and not bearers and len(everyone) == 1 else ""


def sessions_without(people: Mapping[str, People], sessions: Mapping[str, str]) -> list[str]:
    """Sessions of sources for which no informant is known."""
    return sorted({session for session in sessions.values() if session not in people})
