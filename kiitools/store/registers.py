"""Registers and attendance: each import is kept, the latest is current."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from kiitools.errors import InputError, RegisterError, fault
from kiitools.model.cases import Attendance
from kiitools.store import views
from kiitools.store.connection import Database
from kiitools.store.journal import Unit, recording
from kiitools.store.schema import attendance, register_imports, register_rows
from kiitools.tables import ACTORS, ATTENDANCE, INFORMANTS, PROJECTS, Contract, ensure_table

SPEAKERS = Contract("speakers", ATTENDANCE.columns, key=ATTENDANCE.columns, more=True)
RESULTS = Contract(
    "results", ("level", "indicator", "source", "baseline", "target", "progress", "assumptions"), more=True
)
REGISTERS = {one.name: one for one in (INFORMANTS, ACTORS, PROJECTS, RESULTS, SPEAKERS)}


def save_register(db: Database, register: str, frame: pd.DataFrame, *, actor: str) -> dict[str, int]:
    """Save a register as a new version; rows that are no longer in it stay in the history.

    Returns
    -------
    dict
        ``rows, added, changed, removed, same`` against the version before. An unchanged register is not saved
        again.

    Raises
    ------
    InputError
        When the register's name is unknown.
    TableError
        When columns are missing.
    RegisterError
        When keys are empty or repeated; every such row is named.
    """
    contract = _contract(register, db.where)
    rows = _register_rows(ensure_table(frame, contract), contract)
    columns = [[str(name), str(dtype)] for name, dtype in frame.dtypes.items()]
    with recording(db, "register", actor=actor, subject=register) as unit:
        before, old_columns = _current(unit.connection, register)
        change = _change(before, {row["key"]: row["data"] for row in rows})
        same = [(r["key"], r["data"]) for r in rows] == list(before.items())
        if same and columns == old_columns:
            return change
        _import(unit, register, columns)
        unit.add(register_rows, rows)
        unit.detail = {name: n for name, n in change.items() if name != "rows"}
    return change


def load_register(db: Database, register: str) -> pd.DataFrame:
    """The latest version of a register, with its order and columns; empty when never saved."""
    contract = _contract(register, db.where)
    with db.reading() as connection:
        rows, columns = _current(connection, register)
    if not columns:
        return contract.empty()
    names = [name for name, _ in columns]
    found = pd.DataFrame([json.loads(data) for data in rows.values()], columns=names, dtype=object)
    for name, dtype in columns:
        found[name] = _typed(found[name], dtype)
    return found


def _typed(column: pd.Series, dtype: str) -> pd.Series:
    if dtype == "object":
        return column
    return column.infer_objects() if dtype == "str" else column.astype(dtype)  # type: ignore[call-overload]  # an older pandas has no "str"


def save_attendance(db: Database, rows: pd.DataFrame | Iterable[Attendance], *, actor: str) -> int:
    """Save who spoke under which label in which session; the latest list is current. Returns its length."""
    table = ensure_table(_attendance_frame(rows), ATTENDANCE)[list(ATTENDANCE.columns)]
    values = [
        {str(name): _said(value) for name, value in row.items()}
        for row in table.drop_duplicates().to_dict("records")
    ]
    empty = [
        fault(f"attendance {n}", "store.register.empty-key")
        for n, row in enumerate(values, 1)
        if not (row["session_id"] and row["informant_id"])
    ]
    if empty:
        raise RegisterError("store.register", where=db.where, faults=tuple(empty), register="attendance")
    with recording(db, "register", actor=actor, subject="attendance") as unit:
        before = _attendance(unit.connection)
        if before != [tuple(row.values()) for row in values]:
            _import(unit, "attendance", [[name, "object"] for name in ATTENDANCE.columns])
            unit.add(attendance, ({"position": n, **row} for n, row in enumerate(values)))
    return len(values)


def load_attendance(db: Database) -> pd.DataFrame:
    """Who spoke under which label, as `kiitools.tables.ATTENDANCE`."""
    with db.reading() as connection:
        return pd.DataFrame(_attendance(connection), columns=list(ATTENDANCE.columns), dtype=object)


def people_of(connection: Connection) -> list[tuple[str, str, str]]:
    """(session, informant, label) of everyone known to have been in a session.

    From the attendance, and from the informants' register for sessions it names.
    """
    listed = _attendance(connection)
    known = {(session, informant) for session, informant, _ in listed}
    rows = (json.loads(data) for data in _current(connection, "informants")[0].values())
    register = ((_said(row.get("session_id")), _said(row.get("informant_id"))) for row in rows)
    return listed + [(s, i, "") for s, i in register if s and i and (s, i) not in known]


def _attendance(connection: Connection) -> list[tuple[str, str, str]]:
    found = views.current_attendance().order_by(attendance.c.position)
    return [(row.session_id, row.informant_id, row.speaker_label) for row in connection.execute(found)]


def _attendance_frame(rows: pd.DataFrame | Iterable[Attendance]) -> pd.DataFrame:
    if isinstance(rows, pd.DataFrame):
        return rows
    values = [(one.session_id, one.informant_id, one.speaker_label) for one in rows]
    return pd.DataFrame(values, columns=list(ATTENDANCE.columns), dtype=object)


def _import(unit: Unit, register: str, columns: Sequence[Sequence[str]]) -> None:
    unit.add(register_imports, [{"register": register, "columns": json.dumps(columns, ensure_ascii=False)}])


def _current(connection: Connection, register: str) -> tuple[dict[str, str], list[list[str]]]:
    latest = select(func.max(register_imports.c.event_seq)).where(register_imports.c.register == register)
    seq = connection.execute(latest).scalar()
    if seq is None:
        return {}, []
    columns = select(register_imports.c.columns).where(register_imports.c.event_seq == seq)
    rows = select(register_rows.c.key, register_rows.c.data).where(register_rows.c.event_seq == seq)
    found = connection.execute(rows.order_by(register_rows.c.position))
    return dict(found.all()), json.loads(connection.execute(columns).scalar_one())


def _register_rows(frame: pd.DataFrame, contract: Contract) -> list[dict[str, Any]]:
    plain = [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]
    keys = [" | ".join(_said(row[k]) for k in contract.key) for row in plain]
    keys = [key if key.strip(" |") else f"#{n}" for n, key in enumerate(keys, 1)]
    _ensure_keys(keys, contract)
    return [
        {"position": n, "key": key, "data": json.dumps(row, ensure_ascii=False)}
        for n, (key, row) in enumerate(zip(keys, plain, strict=True))
    ]


def _ensure_keys(keys: Sequence[str], contract: Contract) -> None:
    if not contract.key:
        return
    faults, seen = [], set()
    for n, key in enumerate(keys, 1):
        if key == f"#{n}":
            faults.append(fault(f"{contract.name} {n}", "store.register.empty-key"))
        elif key in seen:
            faults.append(fault(f"{contract.name} {n}", "store.register.repeated-key", key=key))
        seen.add(key)
    if faults:
        raise RegisterError(
            "store.register", where=contract.name, faults=tuple(faults), register=contract.name
        )


def _change(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, int]:
    both = before.keys() & after.keys()
    changed = sum(before[key] != after[key] for key in both)
    return {
        "rows": len(after), "added": len(after.keys() - before.keys()), "changed": changed,
        "removed": len(before.keys() - after.keys()), "same": len(both) - changed,
    }  # fmt: skip


def _said(value: object) -> str:
    return "" if _plain(value) is None else str(value).strip()


def _plain(value: Any) -> Any:
    """A cell as JSON holds it: missing becomes null, numpy numbers plain ones, dates their ISO text."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, (str, bool, int, float)):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else str(value)


def _contract(register: str, where: str) -> Contract:
    if register not in REGISTERS:
        raise InputError("store.unknown-register", where=where, register=register, known=", ".join(REGISTERS))
    return REGISTERS[register]
