"""Backups that were proven by opening them, which of them to keep, and going back to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from kiitools.errors import Fault, InputError, StudyBusyError, StudyDamagedError, StudyError, fault
from kiitools.markup import file_name
from kiitools.store import checks, schema, sqlite, views
from kiitools.store.connection import Database
from kiitools.store.failures import told
from kiitools.store.lock import Lock, take_lock
from kiitools.store.placing import drafting, place_new, put

FOLDER = "sauvegardes"
RECENT, DAYS, WEEKS = 10, 14, 8
_STAMP = "%Y%m%dT%H%M%SZ"


def back_up(db: Database, folder: str | Path) -> Path:
    """Write a backup of a study into ``folder``, prove it, and let go of those no longer to be kept.

    A study on a server is backed up into a study file. Kept are the 10 latest, the last of each of 14 days
    and the last of each of 8 weeks; a backup is never overwritten.

    Raises
    ------
    StudyError
        When the folder cannot be written or its disk is full; the study is untouched.
    StudyDamagedError
        When the copy does not hold what the study holds, or the study itself is damaged. No older
        backup is let go of then.
    """
    if db.path is not None:
        with db.reading():
            pass  # closed, vanished, replaced: told before anything is written
        return back_up_file(db.path, Path(folder))
    return _written(Path(folder), file_name(db.name), lambda draft: _copy_rows(db, draft))


def back_up_file(path: Path, folder: Path) -> Path:
    """Write a proven backup of a study file of any format; see `back_up`."""
    return _written(folder, path.stem, lambda draft: sqlite.copy(path, draft))


def backups(folder: str | Path, stem: str = "study") -> list[Path]:
    """The backups of a study in a folder, oldest first."""
    return [path for _, path in _listed(Path(folder), stem)]


def kept(moments: Sequence[datetime]) -> set[datetime]:
    """Which backups to keep: the 10 latest, the last of each of the 14 latest days and of the 8 latest weeks.

    Days and weeks are those that have backups, so a pause, or a clock that is wrong, lets go of nothing.
    """
    latest = sorted(moments, reverse=True)
    days = {one.date(): one for one in reversed(latest)}
    weeks = {one.isocalendar()[:2]: one for one in reversed(latest)}
    return {
        *latest[:RECENT],
        *(days[day] for day in sorted(days, reverse=True)[:DAYS]),
        *(weeks[week] for week in sorted(weeks, reverse=True)[:WEEKS]),
    }


def restore(backup: str | Path, path: str | Path) -> Path | None:
    """Make the study at ``path`` the one of a backup, after checking the backup in full.

    Returns
    -------
    Path or None
        Where the study that lay there was put; it is never overwritten.

    Raises
    ------
    StudyDamagedError
        When the backup is damaged; all its faults are listed.
    StudyBusyError
        When someone else has the study open.
    """
    source, target = Path(backup), Path(path)
    if not source.is_file():
        raise InputError("store.no-file", where=source)
    lock = _lock(target)
    try:
        with told(source.name), drafting(target) as draft:
            sqlite.copy(source, draft)
            if faults := _all_faults(draft):
                raise StudyDamagedError(
                    "store.backup-damaged", where=source, faults=tuple(faults), n=len(faults)
                )
            return _swap(draft, target)
    finally:
        lock.release()


def ensure_sound(path: Path, where: str) -> None:
    """Raise `StudyDamagedError` when a file's structure is broken or a text is not the one that was saved."""
    engine = sqlite.engine(path, "ro")
    with told(where), engine.connect() as connection, connection.begin():
        faults: list[Fault] = [
            fault(where, "store.check.structure") for _ in sqlite.integrity(connection, quick=True)
        ]
        faults += [fault(t, "store.check.dangling", table=t, other=o) for t, o in sqlite.dangling(connection)]
        faults += checks.text_faults(connection)
    if faults:
        raise StudyDamagedError("store.backup-damaged", where=where, faults=tuple(faults), n=len(faults))


def _written(folder: Path, stem: str, copy: Callable[[Path], dict[str, int]]) -> Path:
    with told(folder.name):
        folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime(_STAMP)
        path = _free(folder, f"{stem}-{stamp}")
        with drafting(path) as draft:
            stated = copy(draft)
            _ensure_same(draft, stated, folder.name)
            ensure_sound(draft, folder.name)
            place_new(draft, path)
    _let_go(folder, stem)
    return path


def _free(folder: Path, name: str) -> Path:
    path, n = folder / f"{name}.kii", 2
    while path.exists():
        path, n = folder / f"{name}-{n}.kii", n + 1
    return path


def _ensure_same(draft: Path, stated: dict[str, int], where: str) -> None:
    connection = sqlite.connect(draft, "ro")
    try:
        found = sqlite.row_counts(connection)
    finally:
        connection.close()
    if different := sorted(
        name for name in stated.keys() | found.keys() if stated.get(name) != found.get(name)
    ):
        raise StudyDamagedError("store.backup-differs", where=where, tables=", ".join(different))


def _listed(folder: Path, stem: str) -> list[tuple[datetime, Path]]:
    pattern = re.compile(re.escape(stem) + r"-(\d{8}T\d{6}Z)(?:-(\d+))?\.kii")
    found = []
    for path in folder.glob(f"{stem}-*.kii") if folder.is_dir() else ():
        if match := pattern.fullmatch(path.name):
            moment = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC, microsecond=int(match[2] or 0))
            found.append((moment, path))
    return sorted(found)


def _let_go(folder: Path, stem: str) -> None:
    there = _listed(folder, stem)
    keep = kept([moment for moment, _ in there])
    for moment, path in there:
        if moment not in keep:
            path.unlink(missing_ok=True)


def _copy_rows(db: Database, draft: Path) -> dict[str, int]:
    """Copy a study on a server into an empty study file, table by table, of one moment."""
    engine, counts = sqlite.engine(draft, "rw"), {}
    with db.reading() as source, engine.connect() as target:
        target = target.execution_options(writing=True)
        with target.begin():
            views.create(target, len(source.execute(select(schema.migrations)).all()))
            for table in schema.tables.sorted_tables:
                rows = [dict(row) for row in source.execute(select(table)).mappings()]
                counts[table.name] = len(rows)
                if rows:
                    target.execute(insert(table), rows)
    return counts


def _lock(target: Path) -> Lock:
    held = take_lock(target)
    if isinstance(held, Lock):
        return held
    if held is None:
        raise StudyError("store.read-only-place", where=target, detail="")
    raise StudyBusyError(
        "store.held", where=target, user=held.user, host=held.host, pid=held.pid, since=held.since
    )


def _all_faults(draft: Path) -> list[Fault]:
    with Database(sqlite.engine(draft, "ro"), path=draft, read_only=True) as opened:
        return checks.check_database(opened)


def _swap(draft: Path, target: Path) -> Path | None:
    if not target.exists():
        place_new(draft, target)
        return None
    stamp = datetime.now(UTC).strftime(_STAMP)
    old = _free(target.parent, f"{target.stem}-avant-{stamp}")
    _keep_old(target, old)
    put(draft, target)
    return old


def _keep_old(target: Path, old: Path) -> None:
    journal = target.with_name(target.name + "-journal")
    target.rename(old)
    if (
        journal.exists()
    ):  # an unfinished write belongs to the old file; it must not be played back into the new
        journal.rename(old.with_name(old.name + "-journal"))
