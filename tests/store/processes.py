"""Processes that tests run beside themselves: one that holds a study, one that writes until it is killed.

They are forked, so that a test need not wait for a new Python to import everything again.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from kiitools.model.codings import Decision
from kiitools.store.codings import save_added, save_decisions, save_run
from kiitools.store.database import open_database
from kiitools.store.sources import save_sources
from tests.store.studies import PAPERS, coding, codings_of, interview

ROOT = Path(__file__).resolve().parents[2]
Say = Callable[[object], None]


class Child:
    """A forked process: what it says, its end, its death."""

    def __init__(self, pid: int, said: IO[str], ask: int):
        self.pid, self._said, self._ask = pid, said, ask
        self.status: int | None = None

    def line(self) -> str:
        """The next line it says; empty when it ended."""
        return self._said.readline().strip()

    def end(self) -> int:
        """Let it go on to its end; its exit status, negative for a signal."""
        with contextlib.suppress(OSError):
            os.close(self._ask)
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status

    def kill(self) -> list[str]:
        """Kill it as ``kill -9`` does; the complete lines it had said by then."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
        self.end()
        return self._said.read().rpartition("\n")[0].splitlines()


def forked(work: Callable[[Say, Callable[[], None]], None]) -> Child:
    """Run ``work(say, wait)`` in a process of its own; ``wait`` returns when the parent calls `Child.end`."""
    (out, said), (asked, ask) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ask)
        os.close(out)
        status = 1
        try:
            work(
                lambda line: os.write(said, f"{line}\n".encode()) and None, lambda: os.read(asked, 1) and None
            )
            status = 0
        except Exception:  # noqa: BLE001 - a forked child must never go on into the parent's tests
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(said)
    os.close(asked)
    return Child(pid, os.fdopen(out, encoding="utf-8"), ask)


@contextlib.contextmanager
def holding(path: Path) -> Iterator[Child]:
    """A process that has the study open, for writing if it may; it says ``open`` or who holds the study."""

    def hold(say: Say, wait: Callable[[], None]) -> None:
        db = open_database(path)
        say("open" if not db.read_only else f"held by {db.held_by}")
        wait()
        db.close()

    child = forked(hold)
    try:
        yield child
    finally:
        if child.status is None:
            child.kill()


def writing(path: Path, seed: int) -> Child:
    """A process that writes without end; each line tells a write that was acknowledged."""

    def write(say: Say, _wait: Callable[[], None]) -> None:
        rnd, n, db = random.Random(seed), seed * 10_000, open_database(path)
        while True:
            n += 1
            say(f"{_one_write(db, rnd.choice(['decide', 'decide', 'add', 'source', 'run']), n, rnd)} {n}")

    return forked(write)


def _one_write(db, what: str, n: int, rnd: random.Random) -> str:
    source = interview(0)
    if what == "decide":
        one = rnd.choice(codings_of(source)).coding_id
        said = Decision(one, "AK", rnd.choice(["accepted", "rejected"]), reason=f"{n}")
        save_decisions(db, [said, said], actor="AK")
    elif what == "add":
        save_added(db, [coding(source, 2, k, f"form.n{n}.c{k}", coder="AK") for k in (0, 1)], actor="AK")
    else:
        new = interview(n)
        save_sources(db, [new], actor="AK")
        if what == "run":
            save_run(db, new.source_id, codings_of(new), {PAPERS: "1"}, actor="rules")
    return what
