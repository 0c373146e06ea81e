"""What leaves a study: map, figures, matrices, workbook, report; all through the release gate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kiitools.errors import InputError
from kiitools.messages import LANGUAGES, say
from kiitools.privacy.release import Released, gate
from kiitools.study.drawing import draw_to
from kiitools.study.editions import Edition, coverage_by_region, ensure_ending, labelled, noted, notices
from kiitools.tables import Finding

if TYPE_CHECKING:
    from kiitools.geo.webmap import StudyMap
    from kiitools.study.study import Study

MATRICES = ("stakeholders", "4w", "projects", "databases", "codes")


def build_study_map(study: Study, *, level: str, lang: str | None, status: str, release: str) -> StudyMap:
    """The map of reported prevalence on our own outlines."""
    from kiitools.geo.outlines import load_context, load_outlines
    from kiitools.geo.webmap import build_map

    edition = Edition.of(study, lang, status, release)
    finding = study.prevalence(by="region", level=level, status=status)
    frame, _ = gate(finding.frame, "map", level=release)
    book = study.codebook
    return build_map(
        frame,
        outlines=load_outlines(study.settings.vintage),
        context=load_context(),
        labels={one: {lang: book.label(one, lang) for lang in LANGUAGES} for one in frame["code"].unique()},
        actors=gate(study.actors(), "actors", level=release)[0],
        projects=gate(study.projects(), "projects", level=release)[0],
        coverage=coverage_by_region(study),
        title={one: say("publish.map-title", one, title=study.settings.title) for one in LANGUAGES},
        notices=notices(study, status),
        credit={one: say("publish.outlines-credit", one) for one in LANGUAGES},
        lang=edition.lang,
        release=release,
    )


def findings_of(study: Study, status: str) -> list[Finding]:
    """The findings that the workbook and the report hold, in their order."""
    return [
        study.understanding(),
        study.understanding(by="category"),
        study.understanding(by="region"),
        study.understanding(by="sex"),
        study.prevalence(by="region", level="form", status=status),
        study.prevalence(by="category", level="form", region_of="informant", status=status),
        study.indicators(level="group", status=status),
        study.indicators(level="code", status=status),
        study.indicators(level="group", by="category", status=status),
        study.coverage(),
    ]


def write_study_workbook(study: Study, path: Path, *, lang: str | None, status: str, release: str) -> Path:
    """All finding tables, one sheet each."""
    from kiitools.outputs.workbook import write_workbook

    edition = Edition.of(study, lang, status, release)
    ensure_ending(path, ".xlsx")
    released = [_released(study, one, edition) for one in findings_of(study, status)]
    write_workbook(
        released,
        path,
        lang=edition.lang,
        title=study.settings.title,
        notices=[one[edition.lang] for one in notices(study, status)],
    )
    return noted(study, "workbook", path, edition, sum(len(one.frame) for one in released))


def _released(study: Study, finding: Finding, edition: Edition) -> Finding:
    """A finding as it leaves: allowed columns, codes with their labels."""
    from dataclasses import replace

    frame, _ = gate(labelled(study, finding.frame, edition.lang), "finding", level=edition.release)
    return replace(finding, frame=frame)


def write_study_matrix(study: Study, kind: str, path: Path, *, lang: str | None, release: str) -> Path:
    """One of the matrices of actors, projects, databases or codes."""
    from kiitools.exchange.codebooks import codebook_table
    from kiitools.outputs.matrix import write_matrix

    if kind not in MATRICES:
        raise InputError("study.unknown-kind", where=kind, known=", ".join(MATRICES))
    edition = Edition.of(study, lang, "accepted", release)
    ensure_ending(path, ".xlsx")
    write_matrix(
        kind,
        path,
        actors=gate(study.actors(), "actors", level=release)[0],
        projects=gate(study.projects(), "projects", level=release)[0],
        codes=codebook_table(study.codebook, lang=edition.lang),
        lang=edition.lang,
        title=study.settings.title,
        notes=[one[edition.lang] for one in notices(study, "accepted")[:1]]
        if study.settings.fictional
        else [],
    )
    return noted(study, f"matrix-{kind}", path, edition, len(study.actors()))


def write_study_report(study: Study, path: Path, *, lang: str | None, status: str, release: str) -> Path:
    """The Word report with its tables and figures."""
    import tempfile

    from kiitools.outputs.report import write_report
    from kiitools.outputs.report_sections import build_sections

    edition = Edition.of(study, lang, status, release)
    ensure_ending(path, ".docx")
    with tempfile.TemporaryDirectory() as scratch:
        pictures = dict(draw_to(study, edition, Path(scratch)))
        sections = build_sections(
            [_released(study, one, edition) for one in findings_of(study, status)],
            lang=edition.lang,
            pictures=pictures,
            actors=gate(study.actors(), "actors", level=release)[0],
            projects=gate(study.projects(), "projects", level=release)[0],
            codebook={"codes": len(study.codebook), "version": study.codebook.version},
            settings=study.settings,
        )
        write_report(
            path,
            title=study.settings.title,
            subtitle=study.settings.period,
            lang=edition.lang,
            sections=sections,
            notices=[one[edition.lang] for one in notices(study, status)],
        )
    return noted(study, "report", path, edition, len(sections))


def write_study_sheets(
    study: Study, folder: Path, *, lang: str | None, status: str, release: str
) -> list[Path]:
    """One analytical sheet per session: they tell of one meeting, so they are the team's only."""
    from kiitools.outputs.analytical_sheets import write_analytical_sheets
    from kiitools.study.findings import counting

    edition = Edition.of(study, lang, status, release)
    book = study.codebook
    written = write_analytical_sheets(
        folder,
        informants=study.informants(),
        codings=counting(study, status),
        places=study.places(),
        labels={code.id: book.label(code.id, edition.lang) for code in book},
        lang=edition.lang,
        title=study.settings.title,
        notices=[one[edition.lang] for one in notices(study, status)],
    )
    study.note_release([Released("sheet", path.name, edition.release, 1) for path in written])
    return written


FILES = {
    "fr": {
        "map": "carte.html",
        "workbook": "tableaux.xlsx",
        "report": "rapport.docx",
        "figures": "figures",
    },
    "en": {
        "map": "map.html",
        "workbook": "tables.xlsx",
        "report": "report.docx",
        "figures": "figures",
    },
}
MATRIX_FILES = {
    "fr": {
        "stakeholders": "matrice-acteurs.xlsx",
        "4w": "matrice-4w.xlsx",
        "projects": "matrice-projets.xlsx",
    },
    "en": {
        "stakeholders": "stakeholder-matrix.xlsx",
        "4w": "4w-matrix.xlsx",
        "projects": "project-matrix.xlsx",
    },
}


def export(study: Study, folder: Path, *, lang: str | None, status: str, release: str) -> dict[str, Path]:
    """Everything, with a note of what was held back."""
    edition = Edition.of(study, lang, status, release)
    names = FILES[edition.lang]
    how = {"lang": edition.lang, "status": status, "release": release}
    written: dict[str, Path] = {}
    if any(group.startswith("form.") for group in study.codebook.groups):
        study.map(**how).save(folder / names["map"])
        written["map"] = noted(study, "map", folder / names["map"], edition, 0)
    written["workbook"] = study.workbook(folder / names["workbook"], **how)
    for kind, name in MATRIX_FILES[edition.lang].items():
        written[kind] = study.matrix(kind, folder / name, lang=edition.lang, release=release)
    study.figures(folder / names["figures"], **how)
    written["figures"] = folder / names["figures"]
    written["report"] = study.report(folder / names["report"], **how)
    written["note"] = _held_back_note(study, folder, edition, written)
    return written


def _held_back_note(study: Study, folder: Path, edition: Edition, written: Mapping[str, Path]) -> Path:
    """A text file beside the outputs: level, files, and the columns that stayed in the study."""
    from kiitools.files import replacing

    lang = edition.lang
    held = {name: gate(getattr(study, name)(), name)[1] for name in ("actors", "projects")}
    lines = [say("publish.note-title", lang, title=study.settings.title, level=edition.release)]
    lines += [one[lang] for one in notices(study, edition.status)]
    lines += ["", say("publish.note-files", lang), *(f"  {path.name}" for path in written.values())]
    lines += ["", say("publish.note-held-back", lang)]
    lines += [f"  {name}: {', '.join(columns)}" for name, columns in held.items() if columns]
    path = folder / say("publish.note-file", lang)
    with replacing(path) as draft:
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
