"""A study's folder: made new, opened, told from a folder that is none."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from kiitools.errors import InputError, StudyError
from kiitools.settings import COVERED_2020, Settings, ensure_settings, read_settings, render_settings
from kiitools.shipped import shipped_folder
from kiitools.store.database import create_database, open_database
from kiitools.study.study import Study

STUDY_FILE = "study.kii"
SETTINGS_FILE = "study.toml"
TEMPLATES = {
    "trafficking-mali": Settings(codebook="codebook", regions=COVERED_2020),
    "evaluation": Settings(codebook="codebook", regions=COVERED_2020),
    "blank": Settings(codebook="codebook", regions=()),
}


def new_study(
    path: str | Path,
    *,
    template: str = "trafficking-mali",
    lang: str = "fr",
    title: str = "",
    settings: Settings | None = None,
) -> Study:
    """Make a study folder: settings, study file, editable codebook, blank forms, notebooks.

    Parameters
    ----------
    path : str or Path
        A folder that does not exist yet or is empty.
    template : {"trafficking-mali", "evaluation", "blank"}
        Which codebook and settings to start from.
    lang : {"fr", "en"}
        Language of outputs.
    title : str
        Printed on outputs.
    settings : Settings, optional
        Settings to use instead of the template's.

    Raises
    ------
    InputError
        Unknown template, or the folder holds something already.
    """
    folder = Path(path)
    if template not in TEMPLATES:
        raise InputError("study.unknown-template", where=template, known=", ".join(TEMPLATES))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("study.not-empty", where=folder)
    start = ensure_settings(settings or _named(TEMPLATES[template], folder.resolve().name, lang, title))
    folder.mkdir(parents=True, exist_ok=True)
    create_database(folder / STUDY_FILE, name=start.name, lang=start.lang).close()
    (folder / SETTINGS_FILE).write_text(render_settings(start), encoding="utf-8")
    _lay_out(folder, template, start)
    return open_study(folder)


def _named(template: Settings, name: str, lang: str, title: str) -> Settings:
    from dataclasses import replace

    return replace(template, name=name, lang=lang, title=title or name)


def _lay_out(folder: Path, template: str, settings: Settings) -> None:
    """The codebook to edit, blank forms to fill in, notebooks to work in."""
    from kiitools.outputs.forms import write_forms

    if settings.codebook == "codebook":
        _copy_codebook(template, folder / "codebook")
    write_forms(folder / "formulaires", lang=settings.lang)
    shutil.copytree(shipped_folder("notebooks"), folder / "carnets", ignore=_all_but_notebooks)


def _copy_codebook(name: str, target: Path) -> None:
    with resources.as_file(resources.files("kiitools").joinpath("resources", "codebooks", name)) as found:
        shutil.copytree(found, target, ignore=shutil.ignore_patterns("__pycache__", "examples"))


def _all_but_notebooks(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".ipynb")]


def open_study(path: str | Path, *, write: bool = True) -> Study:
    """Open a study folder.

    Parameters
    ----------
    path : str or Path
        The folder, or the study file or settings file in it.
    write : bool
        ``False`` to look only.

    Raises
    ------
    StudyError
        When there is no study there, or its file cannot be opened.
    """
    folder = Path(path)
    if folder.name in (STUDY_FILE, SETTINGS_FILE):
        folder = folder.parent
    if not folder.exists():
        raise StudyError("study.no-folder", where=folder)
    if not (folder / SETTINGS_FILE).is_file():
        raise StudyError("study.not-a-study", where=folder, missing=SETTINGS_FILE)
    settings = read_settings(folder / SETTINGS_FILE)
    target = settings.database or folder / STUDY_FILE
    if not settings.database and not (folder / STUDY_FILE).exists():
        raise StudyError("study.not-a-study", where=folder, missing=STUDY_FILE)
    return Study(folder, settings, open_database(target, write=write))


def restore_study(path: str | Path, backup: str | Path) -> Path | None:
    """Put a backup in the place of a study's file; the file that was there is kept beside it.

    Returns
    -------
    pathlib.Path or None
        Where the former study file lies now; ``None`` when there was none.

    Raises
    ------
    StudyError
        When the backup cannot be opened or is damaged; the study is unchanged then.
    """
    from kiitools.store.backup import restore

    return restore(Path(backup), Path(path) / STUDY_FILE)
