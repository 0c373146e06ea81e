"""What people decide: further rows, all saved or none; undoing is a further row too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from kiitools.errors import Fault, InputError, RegisterError, fault
from kiitools.model.codings import EVIDENCE, POLARITIES, Coding, Decision
from kiitools.store import views
from kiitools.store.connection import Database
from kiitools.store.current import ensure_known
from kiitools.store.journal import Unit, recording
from kiitools.store.runs import coding_row, decision_rows, quote_faults
from kiitools.store.schema import DECISIONS, codings, decisions
from kiitools.store.sources import ensure_sources, texts_of

DECISION_COLUMNS = (
    "seq", "coding_id", "source_id", "segment", "start", "end", "coder", "decision", "code", "polarity",
    "evidence", "at",
)  # fmt: skip


def save_decisions(db: Database, said: Sequence[Decision], *, actor: str) -> int:
    """Save decisions, all of them or none; the last word of a coder about a coding counts.

    ``decision`` is ``accepted``, ``rejected`` or ``added``; ``restored`` takes the coder's earlier word back
    (undo), ``withdrawn`` takes an addition back.

    Returns
    -------
    int
        How many rows were saved.

    Raises
    ------
    RegisterError
        When codings are unknown or values not possible; every fault is named.
    StudyBusyError
        When someone else holds the study.
    """
    if not said:
        return 0
    with recording(db, "decide", actor=actor, subject=_subject(said)) as unit:
        _ensure(said, _known(unit.connection, {one.coding_id for one in said}), db.where)
        _stage(unit, said)
    return len(said)


def save_added(
    db: Database, made: Sequence[Coding], said: Sequence[Decision] = (), *, actor: str
) -> list[str]:
    """Save codings that people made; each gets the decision ``added`` by its coder where ``said`` holds none.

    Returns
    -------
    list of str
        The codings' ids in order. A coding that is there already only gets the decision.

    Raises
    ------
    InputError
        When a source is unknown or a quote is not what the text says there; every fault is named.
    RegisterError
        When a decision has a fault.
    """
    save_reviewed(db, made, said, actor=actor)
    return [one.coding_id for one in made]


def save_reviewed(db: Database, made: Sequence[Coding], said: Sequence[Decision], *, actor: str) -> int:
    """Save additions and decisions together, all of them or none; returns how many decisions were saved.

    Raises
    ------
    InputError, RegisterError
        As `save_added` and `save_decisions`.
    """
    fresh = {one.coding_id: one for one in made}
    spoken = {one.coding_id for one in said}
    said = [*(Decision(key, one.coder, "added") for key, one in fresh.items() if key not in spoken), *said]
    if not said:
        return 0
    with recording(db, "code" if made else "decide", actor=actor, subject=_subject(said)) as unit:
        there = {one.source_id for one in made}
        ensure_sources(unit.connection, there, db.where)
        texts = texts_of(unit.connection, there)
        if faults := quote_faults(made, texts):
            raise InputError("store.codings-unfit", where=db.where, faults=tuple(faults), n=len(faults))
        known = _known(unit.connection, {one.coding_id for one in said})
        _ensure(said, known | fresh.keys(), db.where)
        rows = (coding_row(one, texts[one.source_id]) for key, one in fresh.items() if key not in known)
        unit.add(codings, rows)
        _stage(unit, said)
    return len(said)


def save_undo(db: Database, coding_ids: Sequence[str], *, coder: str, actor: str = "") -> int:
    """Take back a coder's last word about these codings: what he said before stands again.

    An addition taken back is withdrawn. Returns how many rows were saved; a coding he said nothing
    about has none.

    Raises
    ------
    InputError
        When codings are unknown; all are named.
    """
    with recording(db, "undo", actor=actor or coder, subject=_only(coding_ids)) as unit:
        ensure_known(coding_ids, _known(unit.connection, set(coding_ids)), db.where)
        words = _words(unit.connection, coding_ids, coder)
        said = [_taken_back(key, coder, words[key]) for key in dict.fromkeys(coding_ids) if words.get(key)]
        _stage(unit, said)
    return len(said)


def load_decisions(db: Database, *, coding_id: str | None = None, coder: str | None = None) -> list[Decision]:
    """Every decision in order, as it was made (with its reason, which may hold words)."""
    asked = select(decisions).order_by(decisions.c.seq)
    if coding_id is not None:
        asked = asked.where(decisions.c.coding_id == coding_id)
    if coder is not None:
        asked = asked.where(decisions.c.coder == coder)
    with db.reading() as connection:
        return [_decision(row) for row in connection.execute(asked).mappings()]


def decisions_table(db: Database) -> pd.DataFrame:
    """Every decision in order, without words; code, polarity and evidence as that decision left them.

    Columns: ``seq, coding_id, source_id, segment, start, end, coder, decision, code, polarity, evidence,
    at``.
    """
    new = [views.new_or_own(name, decisions) for name in ("code", "polarity", "evidence")]
    where = [codings.c[name] for name in ("source_id", "segment", "start", "end")]
    own = [decisions.c[name] for name in ("seq", "coding_id", "coder", "decision", "at")]
    asked = select(*own, *where, *new).join_from(
        decisions, codings, codings.c.coding_id == decisions.c.coding_id
    )
    with db.reading() as connection:
        rows = connection.execute(asked.order_by(decisions.c.seq)).mappings().all()
    return pd.DataFrame([dict(row) for row in rows], columns=list(DECISION_COLUMNS))


def coders(db: Database) -> list[str]:
    """The people who decided something, in alphabetical order."""
    asked = select(decisions.c.coder).distinct().where(decisions.c.coder.not_in(views.machines()))
    with db.reading() as connection:
        return sorted(row[0] for row in connection.execute(asked))


def _known(connection: Connection, ids: set[str]) -> set[str]:
    found: set[str] = set()
    listed = sorted(ids)
    for at in range(0, len(listed), 5_000):
        asked = select(codings.c.coding_id).where(codings.c.coding_id.in_(listed[at : at + 5_000]))
        found |= {row[0] for row in connection.execute(asked)}
    return found


def _ensure(said: Sequence[Decision], known: set[str], where: str) -> None:
    if faults := [one for n, decision in enumerate(said, 1) for one in _faults(n, decision, known)]:
        raise RegisterError("store.decisions-unfit", where=where, faults=tuple(faults), n=len(faults))


def _faults(n: int, one: Decision, known: set[str]) -> list[Fault]:
    where = f"{n} ({one.coding_id})"
    found = [] if one.coding_id in known else [fault(where, "store.unfit.unknown-coding")]
    if not one.coder.strip():
        found.append(fault(where, "store.unfit.no-coder"))
    allowed = (
        ("decision", one.decision, DECISIONS),
        ("new_polarity", one.new_polarity, ("", *POLARITIES)),
        ("new_evidence", one.new_evidence, ("", *EVIDENCE)),
    )
    for column, value, values in allowed:
        if value not in values:
            known_values = ", ".join(v for v in values if v)
            found.append(fault(where, "store.unfit.value", column=column, value=value, known=known_values))
    return found


def _stage(unit: Unit, said: Iterable[Decision]) -> None:
    rows = [
        {
            "coding_id": one.coding_id, "coder": one.coder, "decision": one.decision,
            "new_code": one.new_code, "new_polarity": one.new_polarity, "new_evidence": one.new_evidence,
            "reason": one.reason, "at": one.at or unit.at,
        }
        for one in said
    ]  # fmt: skip
    unit.add(decisions, decision_rows(unit.connection, rows))


def _words(connection: Connection, ids: Sequence[str], coder: str) -> dict[str, list[Decision]]:
    asked = select(decisions).where(decisions.c.coder == coder, decisions.c.coding_id.in_(list(ids)))
    words: dict[str, list[Decision]] = {}
    for row in connection.execute(asked.order_by(decisions.c.seq)).mappings():
        words.setdefault(row["coding_id"], []).append(_decision(row))
    return {key: stack for key, said in words.items() if (stack := _stack(said))}


def _stack(said: Sequence[Decision]) -> list[Decision]:
    """A coder's words that undoing goes back through: a word taken back is gone with its taking back."""
    stack: list[Decision] = []
    for one in said:
        if one.reason == UNDONE and stack:
            stack.pop()
        elif one.decision == "restored":
            stack.clear()
        else:
            stack.append(one)
    return stack


UNDONE = "kiitools:undo"
"""The reason written on a row that takes another back."""


def _taken_back(key: str, coder: str, stack: Sequence[Decision]) -> Decision:
    if len(stack) > 1:
        before = stack[-2]
        return Decision(
            key, coder, before.decision, before.new_code, before.new_polarity, before.new_evidence, UNDONE
        )
    return Decision(key, coder, "withdrawn" if stack[-1].decision == "added" else "restored", reason=UNDONE)


def _decision(row: Any) -> Decision:
    names = ("coding_id", "coder", "decision", "new_code", "new_polarity", "new_evidence", "reason", "at")
    return Decision(*(row[name] for name in names))


def _subject(said: Sequence[Decision]) -> str:
    return _only([one.coding_id for one in said])


def _only(ids: Sequence[str]) -> str:
    return ids[0] if len(set(ids)) == 1 else ""
