"""From an older format of the study to today's: named functions, each run once, recorded with name and time.

A new study gets today's schema at once with all migrations recorded. An older file is backed up, copied, the
copy migrated in one transaction and verified, then put in the place of the old one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select

from kiitools import __version__
from kiitools.errors import StudyDamagedError, StudyError
from kiitools.store import backup, sqlite, views
from kiitools.store.dialects import dialect_of
from kiitools.store.failures import told
from kiitools.store.journal import now, record_first
from kiitools.store.placing import drafting, put
from kiitools.store.schema import migrations

Migration = Callable[[Connection], None]


def _first(_connection: Connection) -> None:
    """The first format: made with the study."""


MIGRATIONS: dict[str, Migration] = {"001-first": _first}
"""Every change of format, in order. Names and order never change; the format number is how many there are."""


def create(connection: Connection) -> None:
    """Make today's schema in an empty database."""
    views.create(connection, len(MIGRATIONS))
    _record(connection, list(MIGRATIONS))


def pending(connection: Connection) -> list[str]:
    """Names of the migrations this database still needs.

    Raises
    ------
    StudyError
        When it has some that this version of kiitools does not know.
    """
    done = [row[0] for row in connection.execute(select(migrations.c.name))]
    if unknown := [name for name in done if name not in MIGRATIONS]:
        raise StudyError("store.newer", found=len(done), known=len(MIGRATIONS), names=", ".join(unknown))
    return [name for name in MIGRATIONS if name not in done]


def migrate(connection: Connection) -> list[str]:
    """Run what is pending on a connection that is writing; returns the names."""
    names = pending(connection)
    for name in names:
        MIGRATIONS[name](connection)
    if names:
        _record(connection, names)
        dialect_of(connection).stamp(connection, len(MIGRATIONS))
        record_first(connection, "migrate", actor="kiitools", subject=names[-1], detail={"migrations": names})
    return names


def migrate_file(path: Path, folder: Path) -> Path:
    """Bring an older study file to today's format; returns where its backup lies.

    Raises
    ------
    StudyError
        When a migration fails; the file is as it was.
    """
    kept = backup.back_up_file(path, folder)
    with told(path.name), drafting(path) as draft:
        before = sqlite.copy(path, draft)
        engine = sqlite.engine(draft, "rw")
        with engine.connect() as connection:
            connection = connection.execution_options(writing=True)
            with connection.begin():
                migrate(connection)
        backup.ensure_sound(draft, path.name)
        _ensure_kept(draft, before, path.name)
        put(draft, path)
    return kept


def exists(connection: Connection) -> bool:
    """Whether a database holds a study."""
    return inspect(connection).has_table(migrations.name)


def _record(connection: Connection, names: list[str]) -> None:
    connection.execute(
        insert(migrations), [{"name": n, "at": now(), "tool_version": __version__} for n in names]
    )


def _ensure_kept(draft: Path, before: dict[str, int], where: str) -> None:
    connection = sqlite.connect(draft, "ro")
    try:
        after = sqlite.row_counts(connection)
    finally:
        connection.close()
    if lost := [
        name for name in ("sources", "codings", "decisions") if after.get(name, 0) < before.get(name, 0)
    ]:
        raise StudyDamagedError("store.migration-lost", where=where, tables=", ".join(lost))
