"""An open study: where it is, whether it may be written, and units of reading and writing."""

from __future__ import annotations

import contextlib
import os
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from kiitools.errors import Fault, StudyBusyError, StudyError
from kiitools.store import schema
from kiitools.store.failures import told
from kiitools.store.lock import Holder, Lock


class Database:
    """A study that is open; made by `open_database` and `create_database`, closed by `close` or ``with``.

    Attributes
    ----------
    path : Path or None
        The study's file; None on a server.
    read_only : bool
        Whether writing is refused: asked for, a read-only place, or someone else holds the study.
    held_by : Holder or None
        Who else holds it.
    faults : tuple of Fault
        What the quick check on opening found (texts and quotes that no longer agree, missing triggers).
    name, lang, study_id : str
        What the study was created with; ``study_id`` is the same in every copy.
    """

    __slots__ = (
        "__weakref__", "_closed", "_finalizer", "_identity", "_kept", "_pid", "engine", "faults", "held_by",
        "lang", "name", "path", "read_only", "study_id", "where",
    )  # fmt: skip

    def __init__(
        self,
        engine: Engine,
        *,
        path: Path | None,
        read_only: bool,
        held_by: Holder | None = None,
        lock: Lock | None = None,
    ):
        self.engine, self.path, self.read_only, self.held_by = engine, path, read_only, held_by
        self.where = path.name if path else engine.url.render_as_string(hide_password=True)
        self.faults: tuple[Fault, ...] = ()
        self.name = self.lang = self.study_id = ""
        self._closed, self._pid = False, os.getpid()
        self._kept: dict[object, tuple[int, pd.DataFrame]] = {}
        self._identity = file_identity(path) if path else None
        self._finalizer = weakref.finalize(self, _let_go, engine, lock)

    def __repr__(self) -> str:
        if self._closed:
            return f"<Database {self.where}: closed>"
        try:
            with self.reading() as connection:
                sizes = ", ".join(f"{_count(connection, t)} {t}" for t in ("sources", "codings", "decisions"))
        except StudyError as err:
            sizes = err.key
        return f"<Database {self.where}: {sizes}{', read-only' if self.read_only else ''}>"

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the study and let others write it."""
        self._closed = True
        self._kept.clear()
        self._finalizer()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the study for as long as it lasts.

        Raises
        ------
        StudyError
            When the study was closed, moved or replaced, or cannot be read.
        """
        self._ensure_here()
        with told(self.where), self.engine.connect() as connection, connection.begin():
            yield connection

    def remembered(self, key: object, build: Callable[[Connection], pd.DataFrame]) -> pd.DataFrame:
        """A table that is built once and handed out again, as a copy, until something is written."""
        with self.reading() as connection:
            seq = connection.execute(select(func.max(schema.events.c.seq))).scalar() or 0
            kept = self._kept.get(key)
            if kept is None or kept[0] != seq:
                kept = self._kept[key] = (seq, build(connection))
        return kept[1].copy()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are saved all together at the end, or not at all.

        Raises
        ------
        StudyBusyError
            When someone else holds the study; he is named.
        StudyError
            When the study is read-only, was moved or replaced, or the disk is full.
        """
        self._ensure_writable()
        with told(self.where), self.engine.connect() as connection:
            connection = connection.execution_options(writing=True)
            with connection.begin():
                yield connection

    def _ensure_writable(self) -> None:
        self._ensure_here()
        if self.held_by is not None:
            held = self.held_by
            raise StudyBusyError(
                "store.held", where=self.where, user=held.user, host=held.host, pid=held.pid, since=held.since
            )
        if self.read_only:
            raise StudyError("store.read-only", where=self.where)
        if self._pid != os.getpid():
            raise StudyError("store.forked", where=self.where)

    def _ensure_here(self) -> None:
        if self._closed:
            raise StudyError("store.closed", where=self.where)
        if self.path is None:
            return
        found = file_identity(self.path)
        if found is None:
            raise StudyError("store.vanished", where=self.where, folder=self.path.parent.name)
        if found != self._identity:
            raise StudyError("store.replaced", where=self.where)


def file_identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at ``path``: device and file number; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _count(connection: Connection, table: str) -> int:
    return connection.execute(select(func.count()).select_from(schema.tables.tables[table])).scalar_one()


def _let_go(engine: Engine, lock: Lock | None) -> None:
    engine.dispose()
    if lock is not None:
        lock.release()
