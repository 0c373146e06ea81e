"""Writing a file so that the old or the new one is there after a crash, never a mix of both."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kiitools.errors import InputError


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; on success it takes the place of ``path``, durably.

    Examples
    --------
    >>> with replacing("map.html") as draft:                              # doctest: +SKIP
    ...     draft.write_text("…", encoding="utf-8")
    """
    path = Path(path)
    draft = _draft(path)
    try:
        yield draft
        _sync(draft)
        draft.replace(path)
        _sync(path.parent)
    except OSError as err:
        raise InputError("files.cannot-write", where=path, cause=err.strerror or type(err).__name__) from err
    finally:
        draft.unlink(missing_ok=True)


def _draft(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:60]}-", suffix=path.suffix, dir=path.parent)
    except OSError as err:
        raise InputError("files.cannot-write", where=path, cause=err.strerror or type(err).__name__) from err
    os.close(handle)
    return Path(name)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows keeps the directory entry itself
    number = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
