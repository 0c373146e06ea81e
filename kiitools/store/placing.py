"""Putting a finished file in its place, durably; never over another one."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kiitools.errors import StudyError

_OLD = 3600.0  # seconds after which a draft is a leftover of a program that died


@contextlib.contextmanager
def drafting(path: Path) -> Iterator[Path]:
    """An empty private file beside ``path``, to become it by `place_new` or `put`; gone if it did not."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".draft", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)
        draft.with_name(draft.name + "-journal").unlink(missing_ok=True)


def place_new(draft: Path, path: Path) -> Path:
    """Give a finished draft its name if that is free; the draft's own name goes.

    Raises
    ------
    StudyError
        When something lies there already; it is left alone.
    """
    sync(draft)
    try:
        os.link(draft, path)
    except FileExistsError:
        raise StudyError("store.exists", where=path) from None
    except OSError:  # a file system without hard links (a stick)
        if path.exists():
            raise StudyError("store.exists", where=path) from None
        draft.rename(path)
    draft.unlink(missing_ok=True)
    sync(path.parent)
    return path


def put(draft: Path, path: Path) -> None:
    """Put a finished draft in the place of ``path``: the old or the new file is there, never a mix."""
    sync(draft)
    draft.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have the operating system write a file or a folder's entries to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows keeps the directory entry itself
    number = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sweep(path: Path) -> None:
    """Remove drafts of ``path`` that a program which died left behind."""
    for draft in path.parent.glob(f".{path.name}-*.draft*"):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > _OLD:
                draft.unlink()
