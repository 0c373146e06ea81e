"""Codings out of the store: their state as a table, the records, and the only door of their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, select

from kiitools.errors import InputError, fault
from kiitools.model.codes import at_level
from kiitools.model.codings import STATUSES, Coding
from kiitools.store import views
from kiitools.store.connection import Database
from kiitools.store.schema import codings, segments, sources
from kiitools.store.sources import sessions_of
from kiitools.store.speakers import informants_of
from kiitools.tables import CODINGS, ensure_table

QUOTES = (
    "coding_id", "source_id", "session_id", "segment", "start", "end", "speaker", "code", "polarity",
    "evidence", "status", "decided_by", "text_sha256", "before", "quote", "after",
)  # fmt: skip
_MANY = 5_000  # ids in one question to the database


def codings_table(
    db: Database,
    *,
    status: str | Sequence[str] | None = None,
    coder: str | None = None,
    superseded: bool = False,
) -> pd.DataFrame:
    """Every current coding as `kiitools.tables.CODINGS`, without words.

    ``code``, ``polarity`` and ``evidence`` are as recoded by whoever decided; ``group`` and
    ``code_category`` are the levels of that code.

    Parameters
    ----------
    status : str or sequence of str, optional
        Only these of ``suggested``, ``accepted``, ``rejected``.
    coder : str, optional
        The study as this coder alone has left it: others' decisions and additions are not seen (blind
        coding).
    superseded : bool
        Also codings of sources that a later source replaces.

    Raises
    ------
    InputError
        When a status is unknown.
    """
    found = db.remembered(("codings", coder, superseded), lambda c: _current(c, coder, superseded))
    if status is not None:
        found = found[found["status"].isin(_statuses(status, db.where))].reset_index(drop=True)
    return ensure_table(found, CODINGS)


def _current(connection: Connection, coder: str | None, superseded: bool) -> pd.DataFrame:
    asked = views.states(coder)
    if not superseded:
        asked = asked.where(codings.c.source_id.not_in(views.superseded()))
    found = _frame(connection, asked).sort_values(
        ["source_id", "start", "end", "code", "coding_id"], ignore_index=True
    )
    sessions, people = sessions_of(connection), informants_of(connection)
    found["session_id"] = pd.Series([sessions.get(s, "") for s in found["source_id"]], dtype=object)
    turns = zip(found["source_id"], found["segment"], strict=True)
    found["informant_id"] = pd.Series([people.get(turn, "") for turn in turns], dtype=object)
    for column, level in (("group", "group"), ("code_category", "category")):
        found[column] = found["code"].map({code: at_level(code, level) for code in found["code"].unique()})
    return found[list(CODINGS.columns)]


def load_codings(db: Database, ids: Iterable[str] | None = None) -> list[Coding]:
    """Codings as they were made (with their latest reason), in order of source and place.

    Without ``ids``, all that are not withdrawn. What people made of them is in `codings_table`.

    Raises
    ------
    InputError
        When ids are unknown; all are named.
    """
    chosen = None if ids is None else list(dict.fromkeys(ids))
    why = views.reasons()
    columns = [_because(name, why) for name in _FIELDS]
    asked = select(codings.c.coding_id, *columns).outerjoin(why, why.c.coding_id == codings.c.coding_id)
    if chosen is None:
        current = views.states().subquery()
        asked = asked.where(codings.c.coding_id.in_(select(current.c.coding_id)))
    with db.reading() as connection:
        rows = list(_rows(connection, asked, chosen))
    if chosen is not None:
        ensure_known(chosen, (row[0] for row in rows), db.where)
    made = [Coding(*row[1:]) for row in rows]
    return sorted(made, key=lambda one: (one.source_id, one.start, one.end, one.code, one.coding_id))


_FIELDS = tuple(one.name for one in fields(Coding))


def quotes_table(db: Database, coding_ids: Iterable[str]) -> pd.DataFrame:
    """The words behind codings, in the order asked: the only door by which they leave the store.

    Columns: ``coding_id, source_id, session_id, segment, start, end, speaker, code, polarity, evidence,
    status, decided_by, text_sha256, before, quote, after``.

    Raises
    ------
    InputError
        When ids are unknown; all are named.
    """
    chosen = list(dict.fromkeys(coding_ids))
    now = views.states(withdrawn=True).subquery("now")
    columns = [now.c[name] for name in QUOTES if name in now.c]
    turn = (segments.c.source_id == codings.c.source_id) & (segments.c.seq == codings.c.segment)
    words = [codings.c[name] for name in ("before", "quote", "after")]
    asked = (
        select(*columns, segments.c.speaker, sources.c.text_sha256, *words)
        .select_from(codings)
        .join(now, now.c.coding_id == codings.c.coding_id)
        .join(segments, turn)
        .join(sources, sources.c.source_id == codings.c.source_id)
    )
    with db.reading() as connection:
        found = {row["coding_id"]: dict(row) for row in _mappings(connection, asked, chosen)}
        sessions = sessions_of(connection)
    ensure_known(chosen, found, db.where)
    rows = [{**found[one], "session_id": sessions.get(found[one]["source_id"], "")} for one in chosen]
    return pd.DataFrame(rows, columns=list(QUOTES))


def ensure_known(ids: Sequence[str], known: Iterable[str], where: str) -> None:
    """Raise `InputError` naming every id that is not among those known."""
    there = set(known)
    if unknown := [one for one in ids if one not in there]:
        faults = tuple(fault(one, "store.unfit.unknown-coding") for one in unknown)
        raise InputError("store.unknown-codings", where=where, faults=faults, n=len(unknown))


def _frame(connection: Connection, asked: Select[Any]) -> pd.DataFrame:
    result = connection.execute(asked)
    names = list(result.keys())
    return pd.DataFrame(result.fetchall(), columns=names)


def _rows(connection: Connection, asked: Select[Any], ids: Sequence[str] | None) -> Iterator[Any]:
    if ids is None:
        yield from connection.execute(asked)
        return
    for at in range(0, len(ids), _MANY):
        yield from connection.execute(asked.where(codings.c.coding_id.in_(ids[at : at + _MANY])))


def _mappings(connection: Connection, asked: Select[Any], ids: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for row in _rows(connection, asked, ids):
        yield row._mapping


def _because(name: str, why: Any) -> Any:
    return views.reason(name, why) if name in views.REASON else codings.c[name]


def _statuses(status: str | Sequence[str], where: str) -> list[str]:
    wanted = [status] if isinstance(status, str) else list(status)
    if unknown := [one for one in wanted if one not in STATUSES]:
        raise InputError(
            "store.unknown-status", where=where, status=", ".join(unknown), known=", ".join(STATUSES)
        )
    return wanted
