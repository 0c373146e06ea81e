"""Sources and their segments in and out of the store. Texts are kept exactly as they were read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping, func, select

from kiitools.errors import Fault, InputError, StudyDamagedError, fault
from kiitools.model.sources import Segment, Skipped, Source, source_id, text_sha256
from kiitools.model.spans import Span
from kiitools.store import views
from kiitools.store.connection import Database
from kiitools.store.journal import recording
from kiitools.store.schema import segments, source_sessions, sources
from kiitools.tables import SOURCES, ensure_table


def save_sources(db: Database, new: Sequence[Source], *, actor: str) -> list[str]:
    """Save sources, all of them or none.

    Returns
    -------
    list of str
        Ids of those that are new, in the order given. A known text stays as it is.

    Raises
    ------
    InputError
        When hashes, segments or sentences do not fit their text; every fault is named.
    """
    if faults := [one for source in new for one in _faults(source)]:
        raise InputError("store.source-unfit", where=db.where, faults=tuple(faults), n=len(faults))
    subject = new[0].source_id if len(new) == 1 else ""
    with recording(db, "add", actor=actor, subject=subject) as unit:
        known = {row[0] for row in unit.connection.execute(select(sources.c.source_id))}
        added = {one.source_id: one for one in reversed(new) if one.source_id not in known}
        added = {key: added[key] for key in dict.fromkeys(one.source_id for one in new) if key in added}
        unit.add(sources, (_row(one) for one in added.values()))
        unit.add(segments, (_segment_row(one, part) for one in added.values() for part in one.segments))
    return list(added)


def load_source(db: Database, wanted: str) -> Source:
    """One source with its segments, also one that a later source replaces.

    Raises
    ------
    InputError
        When there is no such source.
    StudyDamagedError
        When its text is no longer the text that was saved.
    """
    found = load_sources(db, [wanted], superseded=True)
    if not found:
        raise InputError("store.unknown-source", where=db.where, ids=wanted)
    return found[0]


def load_sources(db: Database, ids: Iterable[str] | None = None, *, superseded: bool = False) -> list[Source]:
    """The study's sources in the order they came, without those that a later one replaces.

    Parameters
    ----------
    ids : iterable of str, optional
        Only these.
    superseded : bool
        Also sources from which another was derived (the original of a pseudonymised one).

    Raises
    ------
    StudyDamagedError
        When a text is no longer the text that was saved; every such source is named.
    """
    asked = select(sources) if superseded else views.current_sources()
    parts = select(segments).order_by(segments.c.source_id, segments.c.seq)
    if ids is not None:
        chosen = list(ids)
        asked, parts = (
            asked.where(sources.c.source_id.in_(chosen)),
            parts.where(segments.c.source_id.in_(chosen)),
        )
    with db.reading() as connection:
        rows = connection.execute(asked).mappings().all()
        turns: dict[str, list[Segment]] = defaultdict(list)
        for part in connection.execute(parts).mappings():
            turns[part["source_id"]].append(_segment(part))
    _ensure_texts(db, rows)
    rows = sorted(rows, key=lambda row: (row["event_seq"], row["title"], row["source_id"]))
    return [_source(row, tuple(turns[row["source_id"]])) for row in rows]


def sources_table(db: Database, *, superseded: bool = False) -> pd.DataFrame:
    """The sources as `kiitools.tables.SOURCES`; ``words`` are those inside segments."""
    kept = [c for c in sources.c if c.name != "text"]
    asked = select(*kept)
    if not superseded:
        asked = asked.where(sources.c.source_id.not_in(views.superseded()))
    count = select(segments.c.source_id, func.count()).group_by(segments.c.source_id)
    with db.reading() as connection:
        rows = connection.execute(asked.order_by(sources.c.event_seq, sources.c.title)).mappings().all()
        sizes: dict[str, int] = dict(connection.execute(count).all())
        sessions = sessions_of(connection)
    table = [_table_row(row, sessions, sizes) for row in rows]
    return ensure_table(pd.DataFrame(table, columns=list(SOURCES.columns)), SOURCES)


def save_sessions(db: Database, sessions: Mapping[str, str], *, actor: str) -> int:
    """Say to which session sources belong (``{source_id: session_id}``); wins over the transcript's header.

    Returns how many changed.
    """
    with recording(db, "sessions", actor=actor) as unit:
        ensure_sources(unit.connection, sessions, db.where)
        now = sessions_of(unit.connection)
        changed = {source: session for source, session in sessions.items() if now.get(source, "") != session}
        unit.add(source_sessions, [{"source_id": s, "session_id": v} for s, v in changed.items()])
    return len(changed)


def load_headers(db: Database) -> list[tuple[str, dict[str, str]]]:
    """(session, what the transcript's header says) of each source that belongs to a session."""
    with db.reading() as connection:
        sessions = sessions_of(connection)
        rows = connection.execute(_HEADERS.order_by(sources.c.event_seq, sources.c.title)).all()
    return [(sessions[source], json.loads(meta)) for source, meta in rows if source in sessions]


def sessions_of(connection: Connection) -> dict[str, str]:
    """The session of each source that has one: as assigned, else as its header says."""
    headers = {s: json.loads(meta).get("session_id") or "" for s, meta in connection.execute(_HEADERS)}
    assigned: dict[str, str] = dict(connection.execute(views.current_sessions()).all())
    return {source: session for source, session in {**headers, **assigned}.items() if session}


_HEADERS = select(sources.c.source_id, sources.c.meta)


def ensure_sources(connection: Connection, ids: Iterable[str], where: str) -> None:
    """Raise `InputError` naming every source that is not in the study."""
    known = {row[0] for row in connection.execute(select(sources.c.source_id))}
    if unknown := [one for one in ids if one not in known]:
        raise InputError("store.unknown-source", where=where, ids=", ".join(unknown[:20]))


def texts_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The texts of these sources."""
    asked = select(sources.c.source_id, sources.c.text).where(sources.c.source_id.in_(list(ids)))
    return dict(connection.execute(asked).all())


def _ensure_texts(db: Database, rows: Sequence[RowMapping]) -> None:
    bad = [row["source_id"] for row in rows if text_sha256(row["text"]) != row["text_sha256"]]
    if bad:
        faults = tuple(fault(one, "store.check.text-changed") for one in bad)
        raise StudyDamagedError("store.texts-changed", where=db.where, faults=faults, n=len(bad))


def _faults(source: Source) -> list[Fault]:
    where, size = source.source_id, len(source.text)
    found = []
    if any("\ud800" <= c <= "\udfff" for c in source.text):
        found.append(fault(where, "store.unfit.surrogate"))
    if text_sha256(source.text) != source.text_sha256 or source_id(source.text) != source.source_id:
        found.append(fault(where, "store.unfit.hash"))
    if len({one.seq for one in source.segments}) != len(source.segments):
        found.append(fault(where, "store.unfit.order"))
    for one in source.segments:
        inside = all(one.start <= s.start and s.end <= one.end for s in one.sentences)
        if not (0 <= one.start < one.end <= size and inside):
            found.append(fault(where, "store.unfit.segment", seq=one.seq))
    return found


def _row(source: Source) -> dict[str, Any]:
    return {
        "source_id": source.source_id, "title": source.title, "kind": source.kind, "text": source.text,
        "text_sha256": source.text_sha256, "file_name": source.file_name, "file_sha256": source.file_sha256,
        "media_type": source.media_type, "lang": source.lang,
        "words": sum(len(source.text[one.start : one.end].split()) for one in source.segments),
        "meta": json.dumps(dict(source.meta), ensure_ascii=False),
        "skipped": json.dumps([[s.what, s.count, s.where] for s in source.skipped], ensure_ascii=False),
        "derived_from": source.derived_from,
    }  # fmt: skip


def _segment_row(source: Source, one: Segment) -> dict[str, Any]:
    return {
        "source_id": source.source_id, "seq": one.seq, "start": one.start, "end": one.end,
        "speaker": one.speaker, "role": one.role, "lang": one.lang,
        "sentences": json.dumps([[span.start, span.end] for span in one.sentences]),
    }  # fmt: skip


def _segment(row: RowMapping) -> Segment:
    sentences = tuple(Span(start, end) for start, end in json.loads(row["sentences"]))
    same = ("seq", "start", "end", "speaker", "role", "lang")
    return Segment(**{name: row[name] for name in same}, sentences=sentences)


_SAME = (
    "source_id", "title", "kind", "text", "text_sha256", "file_name", "file_sha256", "media_type", "lang",
    "derived_from",
)  # fmt: skip


def _source(row: RowMapping, parts: tuple[Segment, ...]) -> Source:
    skipped = tuple(Skipped(*one) for one in json.loads(row["skipped"]))
    same = {name: row[name] for name in _SAME}
    return Source(**same, segments=parts, meta=json.loads(row["meta"]), skipped=skipped)


def _table_row(row: RowMapping, sessions: Mapping[str, str], sizes: Mapping[str, int]) -> dict[str, Any]:
    header = json.loads(row["meta"])
    same = {
        name: row[name]
        for name in ("source_id", "title", "kind", "lang", "words", "file_name", "text_sha256")
    }
    said = {name: header.get(name) or "" for name in ("region", "category", "date", "mode")}
    key = row["source_id"]
    return {**same, **said, "session_id": sessions.get(key, ""), "segments": sizes.get(key, 0)}
