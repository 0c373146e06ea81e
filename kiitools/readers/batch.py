"""Many sources at once: all of them or, if the user says so, all but the refused."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kiitools.errors import DocumentError, Fault, KiitoolsError, fault
from kiitools.markup import visible
from kiitools.model.sources import Skipped, Source
from kiitools.readers.reading import read_source
from kiitools.readers.sniff import ENDINGS

READABLE = frozenset(ending for endings in ENDINGS.values() for ending in endings if ending) | {
    ".doc",
    ".rtf",
}
"""Endings looked for in a folder; .doc and .rtf are refused by name rather than passed over in silence."""


def read_sources(
    paths: str | Path | Iterable[str | Path],
    *,
    on_error: str = "stop",
    kind: str | None = None,
    encoding: str | None = None,
    lang: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Source], list[tuple[Path, KiitoolsError]]]:
    """Read files, folders and patterns (``transcripts/*.docx``), in sorted order.

    Parameters
    ----------
    on_error : {"stop", "skip"}
        ``stop``: one refused file and nothing comes in, all refused files are listed. ``skip``: the others
        come in and the refused are returned with their errors.
    progress : callable, optional
        Called with the number done and the number in all.

    Returns
    -------
    sources : list of Source
        A file whose text another file of the batch also has is noted in ``skipped`` and comes in once.
    refused : list of (Path, KiitoolsError)
        Empty when ``on_error`` is ``stop``.

    Raises
    ------
    DocumentError
        Nothing to read; or, with ``stop``, the list of all refused files.
    """
    if on_error not in ("stop", "skip"):
        raise DocumentError("readers.unknown-on-error", value=on_error)
    files = expand(paths)
    sources: dict[str, Source] = {}
    refused: list[tuple[Path, KiitoolsError]] = []
    for done, path in enumerate(files, 1):
        try:
            one = read_source(path, kind=kind, encoding=encoding, lang=lang)
        except KiitoolsError as wrong:
            refused.append((path, wrong))
        else:
            sources[one.source_id] = _noted(sources.get(one.source_id), one)
        if progress:
            progress(done, len(files))
    if refused and on_error == "stop":
        raise DocumentError(
            "readers.refused", faults=tuple(_faults(refused)), n=len(refused), total=len(files)
        )
    return list(sources.values()), refused


def expand(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """The files that paths, folders (with what lies below) and patterns name, sorted, each once.

    Raises
    ------
    DocumentError
        When nothing is found under a folder or pattern.
    """
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    found: dict[str, Path] = {}
    for one in given:
        named = list(_named(Path(one)))
        if not named:
            raise DocumentError("readers.nothing-found", where=visible(Path(one).name))
        found.update({os.path.realpath(path): path for path in named})
    if not found:
        raise DocumentError("readers.nothing-found")
    return sorted(found.values(), key=lambda path: (str(path.parent), path.name))


def _named(path: Path) -> Iterator[Path]:
    if path.is_dir():
        below = (p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in READABLE)
        yield from (p for p in below if not p.name.startswith((".", "~$")))
    elif path.exists() or not glob.has_magic(str(path)):
        yield path
    else:
        matches = glob.glob(str(path), recursive=True)  # noqa: PTH207 - patterns may be absolute
        files = (Path(p) for p in matches)
        yield from (p for p in files if p.is_file() and not p.name.startswith("~$"))


def _noted(before: Source | None, one: Source) -> Source:
    """The first of two sources with the same text, with a note that names the other file."""
    if before is None:
        return one
    same = "same-bytes" if before.file_sha256 == one.file_sha256 else "same-text"
    note = Skipped(f"readers.notice.{same}", 1, visible(one.file_name))
    return replace(before, skipped=(*before.skipped, note))


def _faults(refused: list[tuple[Path, KiitoolsError]]) -> Iterator[Fault]:
    for path, wrong in refused:
        yield fault(visible(path.name), wrong.key, **wrong.values)
