"""What comes into a study: texts and registers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kiitools.errors import KiitoolsError
from kiitools.markup import html, visible
from kiitools.messages import say
from kiitools.model.sources import Source
from kiitools.readers.reading import skipped_lines
from kiitools.study import people

if TYPE_CHECKING:
    from kiitools.study.study import Study


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in, what was there already, what was refused.

    Attributes
    ----------
    added, known : tuple of Source
        New sources; sources whose text the study already holds.
    refused : tuple of (path, error)
        Files that could not be read, with the cause.
    """

    added: tuple[Source, ...]
    known: tuple[Source, ...]
    refused: tuple[tuple[Path, KiitoolsError], ...]
    lang: str = "fr"

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        return f"<pre>{html(self)}</pre>"

    def lines(self) -> list[str]:
        """The intake told in lines: counts first, then what was skipped and refused."""
        first = say(
            "study.intake", self.lang, added=len(self.added), known=len(self.known), refused=len(self.refused)
        )
        skipped = [
            f"  {visible(source.file_name)} : {line}"
            for source in self.added
            for line in skipped_lines(source.skipped, self.lang)
        ]
        refused = [
            f"  {visible(path.name)} : {err.what(self.lang)} {err.todo(self.lang)}"
            for path, err in self.refused
        ]
        return [first, *skipped, *refused]

    def to_plain(self) -> dict[str, Any]:
        """The JSON of ``kiitools add --json``."""
        return {
            "added": [
                {
                    "path": source.file_name,
                    "source_id": source.source_id,
                    "segments": len(source.segments),
                    "skipped": skipped_lines(source.skipped, self.lang),
                }
                for source in self.added
            ],
            "known": [{"path": source.file_name, "source_id": source.source_id} for source in self.known],
            "refused": [
                {"path": str(path), "cause": err.what(self.lang), "todo": err.todo(self.lang)}
                for path, err in self.refused
            ],
        }


def add_sources(
    study: Study, paths: Sequence[str | Path], *, kind: str | None, on_error: str, encoding: str | None
) -> Intake:
    """Read files and keep them: all in one transaction."""
    from kiitools.readers.batch import read_sources
    from kiitools.store.sources import save_sources

    found, refused = read_sources(paths, kind=kind, on_error=on_error, encoding=encoding)
    new = set(save_sources(study.database, found, actor="user"))
    people.refresh(study)
    added = tuple(source for source in found if source.source_id in new)
    known = tuple(source for source in found if source.source_id not in new)
    return Intake(added, known, tuple(refused), study.settings.lang)


def add_register(study: Study, register: str, path: str | Path) -> pd.DataFrame:
    """Read a register and keep it: the latest import of a register is the current one."""
    from kiitools.store.registers import save_register

    frame = _read_register(study, register, Path(path))
    kept = frame.assign(file=_files(frame)) if register == "speakers" else frame
    save_register(study.database, register, kept, actor="user")
    people.refresh(study)
    return frame


def _files(speakers: pd.DataFrame) -> list[str]:
    """The transcripts that the speakers' register names for each row's session."""
    files: dict[str, list[str]] = {}
    for file, session in speakers.attrs["files"].items():
        files.setdefault(session, []).append(file)
    return ["; ".join(files.get(session, ())) for session in speakers["session_id"]]


def _read_register(study: Study, register: str, path: Path) -> pd.DataFrame:
    from kiitools.readers import registers

    if register == "projects":
        return registers.read_projects(path, groups=_forms_by_label(study))
    readers = {
        "informants": registers.read_informants,
        "actors": registers.read_actors,
        "speakers": registers.read_speakers,
        "results": registers.read_results,
    }
    return readers[register](path)


def _forms_by_label(study: Study) -> dict[str, str]:
    """Labels of the forms of exploitation, in both languages, to their group ids."""
    book = study.codebook
    forms = [group for group in book.groups if group.startswith("form.")]
    return {book.label(group, lang): group for group in forms for lang in ("fr", "en")}
