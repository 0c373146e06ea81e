"""All that only SQLite understands: connecting, settings, triggers, integrity, copies, its faults.

The settings are those of a file that must survive a power cut with its last coding: rollback journal and
``synchronous=EXTRA`` (SQLite documentation, ``PRAGMA synchronous``; measured in the project's reliability
study). Each is read back, because SQLite ignores a setting it does not know without saying so.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from kiitools.errors import StudyError

APPLICATION_ID = 0x4B494954  # "KIIT"
SETTINGS: dict[str, tuple[str, object]] = {
    "trusted_schema": ("OFF", 0),
    "busy_timeout": ("10000", 10000),
    "journal_mode": ("DELETE", "delete"),
    "synchronous": ("EXTRA", 3),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),  # else INSERT OR REPLACE would delete behind the triggers' back
    "secure_delete": ("ON", 1),
    "cell_size_check": ("ON", 1),
    "mmap_size": ("0", 0),
    "temp_store": ("MEMORY", 2),
}
if sys.platform == "darwin":
    SETTINGS["fullfsync"] = ("ON", 1)
_UNSET = {"mmap_size": 0}  # a SQLite built without memory mapping answers nothing at all

_EXPLAINED = {
    "SQLITE_FULL": "store.disk-full",
    "SQLITE_BUSY": "store.busy",
    "SQLITE_LOCKED": "store.busy",
    "SQLITE_READONLY_DBMOVED": "store.replaced",
    "SQLITE_READONLY_ROLLBACK": "store.unfinished",
    "SQLITE_READONLY": "store.read-only-place",
    "SQLITE_CANTOPEN": "store.cannot-open",
    "SQLITE_CORRUPT": "store.corrupt",
    "SQLITE_NOTADB": "store.not-a-study",
    "SQLITE_IOERR": "store.disk-fault",
    "SQLITE_TOOBIG": "store.too-big",
    "SQLITE_CONSTRAINT_TRIGGER": "store.append-only",
    "SQLITE_CONSTRAINT": "store.rule",
}
_PRIMARY = {getattr(sqlite3, name): name for name in _EXPLAINED if hasattr(sqlite3, name)}


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A bare connection; ``mode`` is ``ro`` or ``rw``, so that nothing is ever created by opening."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10, check_same_thread=False)


def apply_settings(
    connection: sqlite3.Connection, settings: dict[str, tuple[str, object]] | None = None
) -> None:
    """Set `SETTINGS` on a connection and read them back.

    Raises
    ------
    StudyError
        ``store.setting``, naming the first setting that did not take.
    """
    for name, (value, expected) in (SETTINGS if settings is None else settings).items():
        connection.execute(f"PRAGMA {name}={value}").fetchall()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        found = row[0] if row else _UNSET.get(name)
        if found != expected:
            raise StudyError("store.setting", setting=name, wanted=value, found=found)


def engine(path: Path, mode: str) -> Engine:
    """An engine whose every connection has the settings; no connection stays open between units of work."""
    made = create_engine(
        "sqlite://", creator=lambda: connect(path, mode), poolclass=NullPool, hide_parameters=True
    )
    event.listen(made, "connect", lambda raw, _record: apply_settings(raw))
    event.listen(made, "begin", _begin)
    return made


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file says it is: whose, in which format, and how long it must be and is, in bytes."""

    application_id: int
    version: int
    stated: int
    size: int


def identity(path: Path, mode: str) -> Identity:
    """Read what a file says it is; nothing is changed, but ``rw`` rolls back a write that was cut off."""
    connection = connect(path, mode)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        app, version, page, pages = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _NUMBERS)
        return Identity(app, version, page * pages, path.stat().st_size)
    finally:
        connection.close()


_NUMBERS = ("application_id", "user_version", "page_size", "page_count")


def stamp(connection: Connection, version: int) -> None:
    """Write the application id and the format number."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={version:d}")


def prepare(_connection: Connection) -> None:
    """Nothing to prepare before tables are made."""


def append_only(table: str) -> list[str]:
    """Statements that let rows of ``table`` be added, never changed or taken away."""
    return [
        f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def objects(connection: Connection) -> dict[str, tuple[str, str]]:
    """Name → (``table``, ``view`` or ``trigger``; its statement, for triggers)."""
    rows = connection.exec_driver_sql(
        "SELECT name, type, CASE type WHEN 'trigger' THEN sql ELSE '' END FROM sqlite_master "
        "WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {name: (kind, " ".join((sql or "").split())) for name, kind, sql in rows}


def expected_trigger(statement: str) -> tuple[str, str]:
    """The name of a trigger and its statement as `objects` gives them."""
    return statement.split('"')[1], " ".join(statement.split())


def integrity(connection: Connection, *, quick: bool = False) -> list[str]:
    """What SQLite finds wrong in the file's structure; empty when sound."""
    name = "quick_check" if quick else "integrity_check"
    return [row[0] for row in connection.exec_driver_sql(f"PRAGMA {name}(50)") if row[0] != "ok"]


def dangling(connection: Connection) -> list[tuple[str, str]]:
    """(table, table referred to) of each row that refers to nothing."""
    return [(row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


def tolerate(connection: Connection) -> None:
    """Let damaged bytes be read (as surrogates) on this connection, so that a check can say where."""
    decode: Callable[[bytes], str] = lambda raw: raw.decode("utf-8", "surrogateescape")  # noqa: E731
    connection.connection.driver_connection.text_factory = decode  # type: ignore[union-attr]


def copy(path: Path, draft: Path) -> dict[str, int]:
    """Copy a study through SQLite's backup interface; returns the row counts of the state copied."""
    source, target = connect(path, "ro"), connect(draft, "rw")
    try:
        source.execute("BEGIN")
        counts = row_counts(source)
        source.backup(target)
        return counts
    finally:
        target.close()
        source.close()


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table holds, whatever the format of the file."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    quoted = [(name, name.replace('"', '""')) for (name,) in names]
    return {name: connection.execute(f'SELECT count(*) FROM "{q}"').fetchone()[0] for name, q in quoted}  # noqa: S608


def explain(err: BaseException | None) -> tuple[str, str]:
    """Message key and detail for one of SQLite's faults."""
    name, code = getattr(err, "sqlite_errorname", ""), getattr(err, "sqlite_errorcode", 0) or 0
    if not str(name).startswith("SQLITE_"):  # an extended code that this Python has no name for
        name = _PRIMARY.get(code & 0xFF, "")
    if "decode to UTF-8" in str(err):
        return "store.undecodable", ""
    for known, key in _EXPLAINED.items():
        if name == known or name.startswith(known + "_"):
            return key, str(err) if key == "store.rule" else name
    return "store.failed", name or type(err).__name__
