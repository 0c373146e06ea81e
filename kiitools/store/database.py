"""Making and opening a study: one SQLite file, or a database on a server for a team."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

from sqlalchemy import make_url, select

from kiitools import __version__
from kiitools.errors import StudyDamagedError, StudyError
from kiitools.store import checks, migrations, postgresql, schema, sqlite
from kiitools.store.backup import FOLDER
from kiitools.store.connection import Database
from kiitools.store.failures import told
from kiitools.store.journal import now, record_first
from kiitools.store.lock import Holder, Lock, take_lock
from kiitools.store.placing import drafting, place_new, sweep

__all__ = ["Database", "create_database", "open_database"]


def create_database(target: str | Path, *, name: str, lang: str) -> Database:
    """Make a new study, empty, and open it for writing.

    Parameters
    ----------
    target : str or Path
        A path where nothing lies yet, or an SQLAlchemy URL (``postgresql+psycopg://…``).
    name : str
        The study's name.
    lang : str
        ``fr`` or ``en``.

    Raises
    ------
    StudyError
        When something lies there already, or it cannot be written.
    """
    path = _path(target)
    if path is None:
        _create_on_server(str(target), name, lang)
    else:
        _create_file(path, name, lang)
    return open_database(target)


def open_database(target: str | Path, *, write: bool = True) -> Database:
    """Open a study; never makes one.

    Opens read-only when asked to, when the place cannot be written, or when someone else holds the study
    (``db.held_by``). An older file is migrated after a backup into the folder ``sauvegardes`` beside it.
    What the quick check finds is in ``db.faults``.

    Raises
    ------
    StudyError
        No such file, a folder, a newer or foreign file, a setting that does not take.
    StudyDamagedError
        Empty, cut off, not a study, damaged, or holding triggers that are not ours.
    """
    path = _path(target)
    db = _open_on_server(str(target), write) if path is None else _open_file(path, write)
    try:
        db.name, db.lang, db.study_id = _meta(db)
        db.faults = checks.quick_check(db)
    except BaseException:
        db.close()
        raise
    return db


def _path(target: str | Path) -> Path | None:
    if isinstance(target, Path) or "://" not in target:
        return Path(target)
    url = make_url(target)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _create_file(path: Path, name: str, lang: str) -> None:
    if path.exists() or path.with_name(path.name + "-journal").exists():
        raise StudyError("store.exists", where=path)
    with told(path.parent.name), drafting(path) as draft:
        engine = sqlite.engine(draft, "rw")
        with engine.connect() as connection:
            connection = connection.execution_options(writing=True)
            with connection.begin():
                migrations.create(connection)
                _record_birth(connection, name, lang)
        place_new(draft, path)


def _create_on_server(url: str, name: str, lang: str) -> None:
    engine = postgresql.engine(url)
    with told(make_url(url).database), engine.connect() as connection:
        connection = connection.execution_options(writing=True)
        with connection.begin():
            if migrations.exists(connection):
                raise StudyError("store.exists", where=make_url(url).database)
            migrations.create(connection)
            _record_birth(connection, name, lang)
    engine.dispose()


def _record_birth(connection: object, name: str, lang: str) -> None:
    said = {
        "study_id": str(uuid.uuid4()),
        "name": name,
        "lang": lang,
        "created_at": now(),
        "made_by": __version__,
    }
    rows = {schema.meta: [{"key": key, "value": value} for key, value in said.items()]}
    record_first(connection, "create", actor="kiitools", rows=rows)  # type: ignore[arg-type]


def _open_on_server(url: str, write: bool) -> Database:
    db = Database(postgresql.engine(url), path=None, read_only=not write)
    with db.reading() as connection:
        if not migrations.exists(connection):
            raise StudyError("store.no-study-there", where=db.where)
        older = migrations.pending(connection)
    if older and not write:
        raise StudyError("store.older", where=db.where)
    if older:
        with db.writing() as connection:
            migrations.migrate(connection)
    return db


def _open_file(path: Path, write: bool) -> Database:
    _ensure_file(path)
    held = take_lock(path) if write and _writable(path) else None
    with contextlib.ExitStack() as undo:
        if isinstance(held, Lock):
            undo.callback(held.release)
        _bring_to_date(path, writable=isinstance(held, Lock))
        lock = held if isinstance(held, Lock) else None
        engine = sqlite.engine(path, "rw" if lock else "ro")
        holder = held if isinstance(held, Holder) else None
        db = Database(engine, path=path, read_only=lock is None, held_by=holder, lock=lock)
        undo.pop_all()
    if lock:
        sweep(path)
    return db


def _bring_to_date(path: Path, *, writable: bool) -> None:
    """Refuse what is no study of a format we know; migrate an older one."""
    with told(path.name):
        found = _identity(path, writable)
    known = len(migrations.MIGRATIONS)
    if found.application_id != sqlite.APPLICATION_ID:
        raise StudyDamagedError("store.not-a-study", where=path)
    if found.version > known:
        raise StudyError("store.newer", where=path, found=found.version, known=known, names="")
    if found.size != found.stated:
        key = "store.cut-off" if found.size < found.stated else "store.appended"
        raise StudyDamagedError(key, where=path, size=found.size, stated=found.stated)
    if found.version < known:
        if not writable:
            raise StudyError("store.older", where=path)
        migrations.migrate_file(path, path.parent / FOLDER)


def _identity(path: Path, writable: bool) -> sqlite.Identity:
    if writable and path.with_name(path.name + "-journal").exists():
        return sqlite.identity(path, "rw")  # a write that was cut off is rolled back first
    return sqlite.identity(path, "ro")


def _ensure_file(path: Path) -> None:
    if path.is_dir():
        raise StudyError("store.a-folder", where=path)
    if not path.is_file():
        raise StudyError("store.no-file", where=path)
    if path.stat().st_size == 0:
        raise StudyDamagedError("store.empty-file", where=path)


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _meta(db: Database) -> tuple[str, str, str]:
    with db.reading() as connection:
        said: dict[str, str] = dict(connection.execute(select(schema.meta.c.key, schema.meta.c.value)).all())
    return said.get("name", ""), said.get("lang", "fr"), said.get("study_id", "")
