"""Whether a study is as it was written: structure, texts, quotes, the chain of events, and the rows of each.

SQLite does not notice a changed letter; the hashes kept beside texts and events do.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, inspect, select

from kiitools.errors import Fault, StudyDamagedError, StudyError, fault
from kiitools.model.sources import text_sha256
from kiitools.store import schema, views
from kiitools.store.connection import Database
from kiitools.store.dialects import dialect_of
from kiitools.store.journal import FIRST, digest, event_hash
from kiitools.store.location import risk_of
from kiitools.store.schema import codings, events, segments, sources

_MOST = 50  # faults of one kind that are named
_QUICK = 100_000_000  # bytes


def check_database(db: Database) -> list[Fault]:
    """Check everything; an empty list means that the study is as it was written and lies where it is safe.

    Structure of the file, references, tables and triggers; every text against its hash; every quote, with
    what stands around it, against its text; segments and sentences; the hash chain of events; the rows of
    each event.
    """
    found = list(_place(db))
    for part in (_structure, _objects, _columns, _words, _segments, _chain, _rows):
        found += _listed(db, part)
    return found


def _place(db: Database) -> Iterator[Fault]:
    risk = risk_of(db.path) if db.path else ""
    if risk == "synced":
        yield fault(db.where, "store.check.synced")
    elif risk == "network":
        yield fault(db.where, "store.check.network")


def quick_check(db: Database) -> tuple[Fault, ...]:
    """What is checked on opening: structure, triggers, texts and their hashes, quotes and their texts.

    The structure of files above 100 MB is left to `check_database`, so that opening stays quick.

    Raises
    ------
    StudyDamagedError
        When the structure is broken, or the file holds triggers that are not ours, or a view in the place
        of a table.
    """
    with db.reading() as connection:
        small = db.path is None or db.path.stat().st_size < _QUICK
        if small and dialect_of(connection).integrity(connection, quick=True):
            raise StudyDamagedError("store.corrupt", where=db.where)
        _ensure_ours(connection, db.where)
    return tuple(_listed(db, _objects) + _listed(db, _words))


def text_faults(connection: Connection) -> Iterator[Fault]:
    """A fault for each text that is not the one that was saved."""
    dialect_of(connection).tolerate(connection)
    for source, text, wanted in connection.execute(_TEXTS):
        if text_sha256(text) != wanted:
            yield fault(source, "store.check.text-changed")


_TEXTS = select(sources.c.source_id, sources.c.text, sources.c.text_sha256)
_QUOTES = select(
    codings.c.coding_id, codings.c.source_id, codings.c.start, codings.c.end, codings.c.quote,
    codings.c.before, codings.c.after,
)  # fmt: skip


def _listed(db: Database, part: Callable[[Connection], Iterator[Fault]]) -> list[Fault]:
    found: list[Fault] = []
    try:
        with db.reading() as connection:
            for n, one in enumerate(part(connection)):
                if n == _MOST:
                    return [*found, fault(db.where, "store.check.more")]
                found.append(one)
    except StudyError as err:
        found.append(fault(db.where, err.key, **err.values))
    return found


def _structure(connection: Connection) -> Iterator[Fault]:
    dialect = dialect_of(connection)
    for _ in dialect.integrity(connection):
        yield fault("SQLite", "store.check.structure")
    for table, other in dialect.dangling(connection):
        yield fault(table, "store.check.dangling", table=table, other=other)


def _expected(connection: Connection) -> dict[str, tuple[str, str]]:
    dialect = dialect_of(connection)
    wanted = dict.fromkeys(schema.tables.tables, ("table", "")) | dict.fromkeys(views.VIEWS, ("view", ""))
    for table in schema.APPEND_ONLY:
        for statement in dialect.append_only(table):
            name, text = dialect.expected_trigger(statement)
            wanted[name] = ("trigger", text)
    return wanted


def _objects(connection: Connection) -> Iterator[Fault]:
    found, wanted = dialect_of(connection).objects(connection), _expected(connection)
    for name, one in wanted.items():
        if name not in found:
            yield fault(name, "store.check.missing-object", kind=one[0])
        elif found[name] != one:
            yield fault(name, "store.check.other-object", kind=one[0])
    for name in found.keys() - wanted.keys():
        yield fault(name, "store.check.extra-object", kind=found[name][0])


def _ensure_ours(connection: Connection, where: str) -> None:
    found, wanted = dialect_of(connection).objects(connection), _expected(connection)
    foreign = [
        name
        for name, (kind, text) in found.items()
        if (kind == "trigger" and wanted.get(name) != (kind, text)) or wanted.get(name, (kind,))[0] != kind
    ]
    if foreign:
        faults = tuple(
            fault(name, "store.check.extra-object", kind=found[name][0]) for name in sorted(foreign)
        )
        raise StudyDamagedError("store.foreign-objects", where=where, faults=faults, n=len(foreign))


def _columns(connection: Connection) -> Iterator[Fault]:
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    for name, table in schema.tables.tables.items():
        if name in there and {c["name"] for c in inspector.get_columns(name)} != {
            c.name for c in table.columns
        }:
            yield fault(name, "store.check.columns")


def _words(connection: Connection) -> Iterator[Fault]:
    dialect_of(connection).tolerate(connection)
    texts: dict[str, str] = {}
    for source, text, wanted in connection.execute(_TEXTS):
        texts[source] = text
        if text_sha256(text) != wanted:
            yield fault(source, "store.check.text-changed")
    for coding, source, start, end, quote, before, after in connection.execute(_QUOTES):
        text = texts.get(source, "")
        if text[start:end] != quote:
            yield fault(coding, "store.check.quote", source=source, start=start, end=end)
        elif not (text[:start].endswith(before) and text.startswith(after, end)):
            yield fault(coding, "store.check.context", source=source, start=start, end=end)


def _segments(connection: Connection) -> Iterator[Fault]:
    sizes = {
        source: len(text) for source, text in connection.execute(select(sources.c.source_id, sources.c.text))
    }
    asked = select(
        segments.c.source_id, segments.c.seq, segments.c.start, segments.c.end, segments.c.sentences
    )
    for source, seq, start, end, sentences in connection.execute(asked):
        inside = all(start <= one < other <= end for one, other in json.loads(sentences))
        if not (0 <= start < end <= sizes.get(source, 0) and inside):
            yield fault(source, "store.check.segment", seq=seq)


def _chain(connection: Connection) -> Iterator[Fault]:
    before, number = FIRST, 0
    for event in connection.execute(select(events).order_by(events.c.seq)).mappings():
        if event["seq"] != number + 1:
            yield fault(event["seq"], "store.check.event-missing", seq=number + 1)
        elif event["previous_hash"] != before or event_hash(event) != event["hash"]:
            yield fault(event["seq"], "store.check.event-changed", seq=event["seq"])
        before, number = event["hash"], event["seq"]


def _rows(connection: Connection) -> Iterator[Fault]:
    dialect_of(connection).tolerate(connection)
    wanted: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for seq, detail in connection.execute(select(events.c.seq, events.c.detail)):
        for table, stated in _stated(detail).items():
            wanted[table][seq] = stated
    for name, one in schema.tables.tables.items():
        if "event_seq" in one.c:
            found = _digests(connection, one)
            for seq in sorted(found.keys() | wanted[name].keys()):
                if found.get(seq) != wanted[name].get(seq):
                    yield fault(name, "store.check.rows", table=name, seq=seq)


def _stated(detail: str) -> dict[str, dict[str, Any]]:
    try:
        return json.loads(detail).get("rows", {})
    except ValueError:
        return {}  # an altered event: the chain names it


def _digests(connection: Connection, table: Table) -> dict[int, dict[str, Any]]:
    place = list(table.c.keys()).index("event_seq")
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(select(table)):
        rows[row[place]].append(tuple(row))
    return {seq: {"n": len(these), "sha256": digest(these)} for seq, these in rows.items()}
