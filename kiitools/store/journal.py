"""The event log: every write is one transaction of data rows and one event, chained by its hash.

Nothing here holds an informant's words: an event says who did what to which ids, how many rows came, and a
digest of them, so that a check can tell that rows are as they were written.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping, Select, Table, insert, literal, select, union_all

from kiitools import __version__
from kiitools.errors import StudyError
from kiitools.store.connection import Database
from kiitools.store.schema import codings, decisions, events

FIRST = ""  # what the first event holds as the hash of the one before
_HASHED = ("seq", "at", "actor", "action", "subject", "detail", "tool_version", "previous_hash")


class Unit:
    """One write in the making: rows are handed over with `add` and saved together with their event."""

    def __init__(self, connection: Connection, seq: int, at: str):
        self.connection, self.seq, self.at = connection, seq, at
        self._staged: dict[str, tuple[Table, list[dict[str, Any]]]] = {}
        self.detail: dict[str, object] = {}

    def add(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Hand over rows without their ``event_seq``; they are written when the unit ends well."""
        _, staged = self._staged.setdefault(table.name, (table, []))
        staged += [{**row, "event_seq": self.seq} for row in rows]

    @property
    def empty(self) -> bool:
        """Whether nothing was handed over; then nothing is written, not even an event."""
        return not any(rows for _, rows in self._staged.values())

    def _rows(self) -> dict[str, dict[str, object]]:
        return {
            name: {"n": len(rows), "sha256": digest([row[c.name] for c in table.columns] for row in rows)}
            for name, (table, rows) in self._staged.items()
            if rows
        }

    def _write(self) -> None:
        for table, rows in self._staged.values():
            if rows:
                self.connection.execute(insert(table), rows)


@contextlib.contextmanager
def recording(db: Database, action: str, *, actor: str, subject: str = "") -> Iterator[Unit]:
    """Do one write: everything handed to the unit and one event are saved together, or nothing is.

    Raises
    ------
    StudyError
        When ``actor`` is empty or the study cannot be written.
    """
    if not actor.strip():
        raise StudyError("store.no-actor", where=db.where)
    with db.writing() as connection:
        yield from _recorded(connection, action, actor, subject)


def record_first(
    connection: Connection,
    action: str,
    *,
    actor: str,
    subject: str = "",
    rows: Mapping[Table, Iterable[Mapping[str, Any]]] | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Record a write on a connection that is already writing (creation, migration)."""
    for unit in _recorded(connection, action, actor, subject):
        unit.detail = dict(detail or {})
        for table, values in (rows or {}).items():
            unit.add(table, values)


def _recorded(connection: Connection, action: str, actor: str, subject: str) -> Iterator[Unit]:
    last = connection.execute(select(events).order_by(events.c.seq.desc()).limit(1)).mappings().one_or_none()
    unit = Unit(connection, last["seq"] + 1 if last else 1, now())
    yield unit
    if unit.empty and not unit.detail:
        return
    detail = json.dumps(
        {**unit.detail, "rows": unit._rows()}, ensure_ascii=False, sort_keys=True, default=str
    )
    event = {
        "seq": unit.seq, "at": unit.at, "actor": actor, "action": action, "subject": subject,
        "detail": detail, "tool_version": __version__, "previous_hash": last["hash"] if last else FIRST,
    }  # fmt: skip
    connection.execute(insert(events), [{**event, "hash": event_hash(event)}])
    unit._write()


def record(db: Database, action: str, details: Iterable[Mapping[str, Any]], *, actor: str) -> int:
    """Write down what was done outside the store (a release, an export): one event for each of ``details``.

    Details are ids, counts and names of columns, never words. Returns how many events were written.
    """
    if not actor.strip():
        raise StudyError("store.no-actor", where=db.where)
    n = 0
    with db.writing() as connection:
        for n, detail in enumerate(details, 1):  # noqa: B007
            for unit in _recorded(connection, action, actor, ""):
                unit.detail = dict(detail)
    return n


def load_records(db: Database, action: str) -> list[dict[str, Any]]:
    """What was written down under ``action``, in order: the details with ``seq``, ``at`` and ``actor``."""
    asked = select(events).where(events.c.action == action).order_by(events.c.seq)
    with db.reading() as connection:
        rows = connection.execute(asked).mappings().all()
    return [{**json.loads(r["detail"]), "seq": r["seq"], "at": r["at"], "actor": r["actor"]} for r in rows]


def now() -> str:
    """The time as it is written into rows: UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def event_hash(event: Mapping[str, Any] | RowMapping) -> str:
    """The hash of an event over all it says and the hash of the one before."""
    said = json.dumps([event[name] for name in _HASHED], ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()


def digest(rows: Iterable[Sequence[Any]]) -> str:
    """One hash over rows, whatever their order."""
    hashes = sorted(hashlib.sha256(json.dumps(list(row)).encode()).digest() for row in rows)
    return hashlib.sha256(b"".join(hashes)).hexdigest()


HISTORY = (
    "seq", "at", "actor", "action", "subject", "coding_id", "decision", "new_code", "new_polarity",
    "new_evidence", "tool_version",
)  # fmt: skip


def history(
    db: Database, *, action: str = "", subject: str = "", coding_id: str = "", most: int | None = None
) -> pd.DataFrame:
    """The events of the study in order; with ``coding_id``, how that coding came and every decision about it.

    Parameters
    ----------
    action : str
        Only this action (``add``, ``suggest``, ``decide``, ``register`` …).
    subject : str
        Only events about this id or register.
    most : int
        Only so many of the latest.

    Returns
    -------
    pandas.DataFrame
        Columns ``seq, at, actor, action, subject, coding_id, decision, new_code, new_polarity, new_evidence,
        tool_version``.
    """
    found = (_of_coding(coding_id) if coding_id else _of_study()).subquery()
    asked = select(found).order_by(found.c.seq.desc(), found.c.row.desc()).limit(most)
    for column, wanted in (("action", action), ("subject", subject)):
        if wanted:
            asked = asked.where(found.c[column] == wanted)
    with db.reading() as connection:
        rows = connection.execute(asked).mappings().all()
    return pd.DataFrame([dict(row) for row in reversed(rows)], columns=list(HISTORY))


_EVENT = [events.c[name] for name in ("seq", "at", "actor", "action", "subject", "tool_version")]


def _of_study() -> Select[Any]:
    return select(*_EVENT, *_blank("coding_id", "decision", "new_code", "new_polarity", "new_evidence"), _ROW)


_ROW = literal(0).label("row")


def _blank(*names: str) -> list[Any]:
    return [literal("").label(name) for name in names]


def _of_coding(coding_id: str) -> Any:
    made = (
        select(
            *_EVENT,
            codings.c.coding_id,
            *_blank("decision", "new_code", "new_polarity", "new_evidence"),
            _ROW,
        )
        .join_from(events, codings, codings.c.event_seq == events.c.seq)
        .where(codings.c.coding_id == coding_id)
    )
    said = (
        select(
            *_EVENT,
            *(decisions.c[n] for n in ("coding_id", "decision", "new_code", "new_polarity", "new_evidence")),
            decisions.c.seq.label("row"),
        )
        .join_from(events, decisions, decisions.c.event_seq == events.c.seq)
        .where(decisions.c.coding_id == coding_id)
    )
    return union_all(made, said)
