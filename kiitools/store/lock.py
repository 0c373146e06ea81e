"""One writer: a lock that the operating system holds on a side file and lets go when the process dies.

The side file (``study.kii.lock``) says who holds it: user, computer, process, since when. It stays lying
there, empty, when nobody does; a heartbeat that could go stale is not needed.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

_FAR = 1 << 20  # the locked byte lies beyond the holder's name, which Windows would else make unreadable


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a study open for writing."""

    user: str
    host: str
    pid: int
    since: str

    def __str__(self) -> str:
        return f"{self.user} ({self.host}, {self.pid}, {self.since})"


class Lock:
    """A hold on a study, shared by everything in this process that has it open; `release` gives it back."""

    def __init__(self, side: Path, file: IO[str]):
        self._side, self._file, self._held = side, file, True

    def release(self) -> None:
        """Give this hold back; the last one in the process frees the study for others."""
        if self._held:
            self._held = False
            _give_back(self._side, self._file)


_open: dict[Path, tuple[int, IO[str], int]] = {}  # side file → (process, open file, holds)


def take_lock(path: Path) -> Lock | Holder | None:
    """Try to become the writer of the study at ``path``.

    Returns
    -------
    Lock, Holder or None
        The lock; or who holds it; or None where no side file can be written (a read-only folder).
    """
    side = path.resolve().with_name(path.name + ".lock")
    process, file, holds = _open.get(side, (0, None, 0))
    if file is not None and process == os.getpid() and _lies_there(file, side):
        _open[side] = (process, file, holds + 1)
        return Lock(side, file)
    try:
        file = _side_file(side)
        taken = _try(file)
    except OSError:
        return None
    if not taken:
        with file:
            return _holder(file)
    _write(file, asdict(_myself()))
    _open[side] = (os.getpid(), file, 1)
    return Lock(side, file)


def _lies_there(file: IO[str], side: Path) -> bool:
    """Whether the file we hold still lies at its place; a folder may have been deleted and made anew."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), side.stat())
    except OSError:
        return False


def _side_file(side: Path) -> IO[str]:
    number = os.open(side, os.O_RDWR | os.O_CREAT, 0o600)
    return os.fdopen(number, "r+", encoding="utf-8")


def _give_back(side: Path, file: IO[str]) -> None:
    process, held, holds = _open.get(side, (0, None, 0))
    if process != os.getpid():
        return  # a forked child never held it
    if held is file and holds > 1:
        _open[side] = (process, file, holds - 1)
        return
    if held is file:
        del _open[side]
    with contextlib.suppress(OSError):  # the stick may be gone; closing frees the lock in any case
        _write(file, {})
    with contextlib.suppress(OSError):
        file.close()


def _write(file: IO[str], value: dict[str, object]) -> None:
    file.seek(0)
    file.truncate()
    file.write(json.dumps(value) if value else "")
    file.flush()


def _holder(file: IO[str]) -> Holder:
    try:
        found = json.loads(file.read() or "{}")
        return Holder(str(found["user"]), str(found["host"]), int(found["pid"]), str(found["since"]))
    except (ValueError, KeyError, TypeError):
        return Holder("?", "?", 0, "?")  # taken this very moment, the name not written yet


def _myself() -> Holder:
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = "?"
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Holder(user, socket.gethostname(), os.getpid(), since)


def _try(file: IO[str]) -> bool:
    if sys.platform == "win32":
        import msvcrt

        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            file.seek(0)
        return True
    import fcntl

    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _FAR)
    except (BlockingIOError, PermissionError):
        return False
    return True
