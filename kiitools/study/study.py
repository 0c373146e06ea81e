"""`Study`: the verbs of a study, listed; each one is told in the module of its family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kiitools.markup import html
from kiitools.model.codes import Codebook
from kiitools.settings import Settings
from kiitools.store.database import Database
from kiitools.study import card, deciding, drawing, findings, intake, keeping, publishing, suggesting
from kiitools.study.intake import Intake
from kiitools.study.suggesting import Suggested
from kiitools.tables import Finding

if TYPE_CHECKING:
    import pandas as pd

    from kiitools.geo.webmap import StudyMap
    from kiitools.model.sources import Source


class Study:
    """A study: a folder with its settings and one study file.

    Made by `kiitools.new_study` and `kiitools.open_study`. Its repr shows counts, never text.

    Attributes
    ----------
    folder : pathlib.Path
        Where the study lies.
    settings : Settings
        What ``study.toml`` says.
    database : Database
        The open study file.
    """

    def __init__(self, folder: Path, settings: Settings, database: Database):
        self.folder = folder
        self.settings = settings
        self.database = database

    def __repr__(self) -> str:
        return card.as_text(self)

    def _repr_html_(self) -> str:
        return f"<pre>{html(card.as_text(self))}</pre>"

    def __enter__(self) -> Study:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the study file and let others open it for writing."""
        self.database.close()

    # -- what comes in -------------------------------------------------------------------------------------

    def add(
        self, *paths: str | Path, kind: str | None = None, on_error: str = "stop", encoding: str | None = None
    ) -> Intake:
        """Take transcripts, notes and documents in: files, folders or patterns (``"transcripts/*.docx"``).

        Parameters
        ----------
        *paths : str or Path
            What to take in.
        kind : {"interview", "focus-group", "document"}, optional
            Overrides what the file's header says.
        on_error : {"stop", "skip"}
            ``stop``: one bad file and nothing comes in. ``skip``: good files come in, bad ones are listed.
        encoding : str, optional
            Text encoding, when a text file's own cannot be told.

        Returns
        -------
        Intake
            What came in, what was there already, what was skipped inside files, what was refused and why.
        """
        return intake.add_sources(self, paths, kind=kind, on_error=on_error, encoding=encoding)

    def add_informants(self, path: str | Path) -> pd.DataFrame:
        """Take the informants' register in (.xlsx, .csv); columns as `tables.INFORMANTS`."""
        return intake.add_register(self, "informants", path)

    def add_speakers(self, path: str | Path) -> pd.DataFrame:
        """Take in who speaks under which label in which session; columns as `tables.ATTENDANCE`."""
        return intake.add_register(self, "speakers", path)

    def add_actors(self, path: str | Path) -> pd.DataFrame:
        """Take the actors' register in; columns as `tables.ACTORS`."""
        return intake.add_register(self, "actors", path)

    def add_projects(self, path: str | Path) -> pd.DataFrame:
        """Take the projects' register in; columns as `tables.PROJECTS`."""
        return intake.add_register(self, "projects", path)

    def add_results(self, path: str | Path) -> pd.DataFrame:
        """Take a results matrix in (evaluations)."""
        return intake.add_register(self, "results", path)

    # -- tables, without words -----------------------------------------------------------------------------

    @property
    def codebook(self) -> Codebook:
        """The study's codebook, as its files say now."""
        return suggesting.codebook_of(self)

    def sources(self) -> pd.DataFrame:
        """One row per source (`tables.SOURCES`)."""
        return keeping.sources(self)

    def informants(self) -> pd.DataFrame:
        """One row per informant (`tables.INFORMANTS`)."""
        return keeping.register(self, "informants")

    def actors(self) -> pd.DataFrame:
        """One row per actor (`tables.ACTORS`)."""
        return keeping.register(self, "actors")

    def projects(self) -> pd.DataFrame:
        """One row per project (`tables.PROJECTS`)."""
        return keeping.register(self, "projects")

    def codings(self, *, status: str | None = None) -> pd.DataFrame:
        """One row per current coding, without its words (`tables.CODINGS`)."""
        return keeping.codings(self, status=status)

    def places(self) -> pd.DataFrame:
        """One row per place mention, without its words (`tables.PLACES`)."""
        return keeping.places(self)

    def source(self, source_id: str) -> Source:
        """A source with its text; its repr shows no text."""
        return keeping.source(self, source_id)

    # -- coding --------------------------------------------------------------------------------------------

    def suggest(self, *, progress: bool | None = None) -> Suggested:
        """Suggest codings and places in every source; only what is new or changed is coded again."""
        return suggesting.suggest(self, progress=progress)

    def accept(self, *, strength: float = 0.0, coder: str, code: str | None = None) -> int:
        """Accept all undecided suggestions at least this strong, in the name of ``coder``; how many."""
        return deciding.accept(self, strength=strength, coder=coder, code=code)

    def decide(self, coding_id: str, decision: str, *, coder: str, **changes: str) -> None:
        """Accept or reject one coding (``new_code``, ``new_polarity``, ``new_evidence``, ``reason``)."""
        deciding.decide(self, coding_id, decision, coder=coder, **changes)

    def export_review(self, path: str | Path, *, where: Mapping[str, str] | None = None) -> Path:
        """Write the suggestions with their passages to a review sheet (.xlsx or .csv). Team only."""
        return deciding.export_review(self, Path(path), where=where)

    def import_review(self, path: str | Path, *, coder: str) -> int:
        """Take decisions back from a review sheet; all or nothing; how many."""
        return deciding.import_review(self, Path(path), coder=coder)

    # -- findings ------------------------------------------------------------------------------------------

    def understanding(self, *, by: str | None = None) -> Finding:
        """How well informants define trafficking: precise, partial, none, with k, n and intervals."""
        return findings.understanding(self, by=by)

    def prevalence(
        self,
        *,
        by: str = "region",
        level: str = "form",
        region_of: str = "spoken_of",
        status: str = "accepted",
    ) -> Finding:
        """Share of informants who report each form of exploitation. Not a number of victims."""
        return findings.prevalence(self, by=by, level=level, region_of=region_of, status=status)

    def indicators(
        self,
        *,
        level: str = "group",
        by: str | None = None,
        unit: str = "informant",
        status: str = "accepted",
    ) -> Finding:
        """How many informants (or sources) speak of each indicator."""
        return findings.indicators(self, level=level, by=by, unit=unit, status=status)

    def coverage(self) -> Finding:
        """Who was interviewed where and how, with a text or not."""
        return findings.coverage(self)

    def quotes(
        self,
        *,
        code: str | None = None,
        region: str | None = None,
        category: str | None = None,
        region_of: str = "spoken_of",
        status: str = "accepted",
    ) -> pd.DataFrame:
        """The quotes behind a code, region or informants' category. Team only.

        With ``region``, those that a cell of `prevalence` counts; without it also what is denied or
        hypothetical (column ``polarity``).
        """
        return findings.quotes(
            self, code=code, region=region, category=category, region_of=region_of, status=status
        )

    # -- what leaves ---------------------------------------------------------------------------------------

    def map(
        self, *, level: str = "form", lang: str | None = None, status: str = "accepted", release: str = "team"
    ) -> StudyMap:
        """The map of reported prevalence: one self-contained page; ``.save("carte.html")``."""
        return publishing.build_study_map(self, level=level, lang=lang, status=status, release=release)

    def figures(
        self, folder: str | Path, *, lang: str | None = None, status: str = "accepted", release: str = "team"
    ) -> list[Path]:
        """Write the static figures (PNG) of the report."""
        return drawing.write_figures(self, Path(folder), lang=lang, status=status, release=release)

    def matrix(self, kind: str, path: str | Path, *, lang: str | None = None, release: str = "team") -> Path:
        """Write a matrix (.xlsx): stakeholders, 4w, projects, databases or codes."""
        return publishing.write_study_matrix(self, kind, Path(path), lang=lang, release=release)

    def workbook(
        self, path: str | Path, *, lang: str | None = None, status: str = "accepted", release: str = "team"
    ) -> Path:
        """Write all finding tables to one workbook (.xlsx)."""
        return publishing.write_study_workbook(self, Path(path), lang=lang, status=status, release=release)

    def report(
        self, path: str | Path, *, lang: str | None = None, status: str = "accepted", release: str = "team"
    ) -> Path:
        """Write the Word report."""
        return publishing.write_study_report(self, Path(path), lang=lang, status=status, release=release)

    def sheets(
        self,
        folder: str | Path,
        *,
        lang: str | None = None,
        status: str = "accepted",
        release: str = "team",
    ) -> list[Path]:
        """Write one analytical sheet (Word) per session."""
        return publishing.write_study_sheets(self, Path(folder), lang=lang, status=status, release=release)

    def export(
        self, folder: str | Path, *, lang: str | None = None, status: str = "accepted", release: str = "team"
    ) -> dict[str, Path]:
        """Write map, workbook, matrices, figures and report, with a note of what was held back."""
        return publishing.export(self, Path(folder), lang=lang, status=status, release=release)

    # -- keeping -------------------------------------------------------------------------------------------

    def problems(self) -> list[dict[str, str]]:
        """What does not fit together: ``id, where, what, todo`` of each problem."""
        return keeping.problems(self)

    def backup(self, folder: str | Path | None = None) -> Path:
        """Write a backup that was proven by opening it."""
        return keeping.back_up_study(self, folder)

    def history(self, *, most: int = 200) -> pd.DataFrame:
        """Who did what, newest last, by sequence."""
        return keeping.history(self, most=most)

    def note_release(self, released: Iterable[Any] | Sequence[Any]) -> None:
        """Write down in the release register what left the study."""
        keeping.note_release(self, released)
