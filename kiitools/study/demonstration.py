"""The demonstration study: fictional texts and registers shipped with kiitools, run from end to end."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiitools.errors import InputError
from kiitools.messages import say
from kiitools.settings import Settings, read_settings
from kiitools.shipped import shipped_folder

if TYPE_CHECKING:
    from kiitools.study.study import Study

DEMO = Settings(
    name="etude-demo",
    period="2020-2021",
    codebook="trafficking-mali",
    fictional=True,
    strength=0.6,
)


WRITTEN = {"study.toml", "study.kii", "study.kii.lock", "formulaires", "carnets", "resultats"}
ACTORS = {"user", "rules", "demo", "kiitools"}


def demo_folder() -> Path:
    """Where the demonstration lies: fictional ``transcripts/``, ``notes/`` and registers (``*.csv``)."""
    return shipped_folder("demo")


def build_demo(path: str | Path, *, lang: str = "fr", progress: bool | None = None) -> Study:
    """Build the demonstration study: texts, registers, suggestions, and decisions of coder "demo".

    A demonstration study that is there already is built anew; any other folder that is not empty is left
    alone.

    Raises
    ------
    InputError
        When ``path`` holds something that is not a demonstration study.
    """
    from kiitools.study.folder import new_study

    folder = Path(path)
    _clear(folder)
    settings = replace(DEMO, lang=lang, title=say("demo.title", lang))
    study = new_study(folder, settings=settings)
    demo = demo_folder()
    study.add_informants(demo / "informants.csv")
    study.add_speakers(demo / "transcripts_index.csv")
    study.add_actors(demo / "actors.csv")
    study.add_projects(demo / "projects.csv")
    study.add(demo / "transcripts", demo / "notes")
    study.suggest(progress=progress)
    study.accept(strength=settings.strength, coder="demo")
    return study


def _clear(folder: Path) -> None:
    """Take away what an earlier demonstration wrote; refuse anything else, so that nobody's work is lost."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not _only_demonstration(folder):
        raise InputError("study.demo-in-the-way", where=folder)
    shutil.rmtree(folder)


def _only_demonstration(folder: Path) -> bool:
    """Whether all that lies there was written by `build_demo`: its files, and no decision of a person."""
    from kiitools.study.folder import open_study

    here = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if not {"study.toml", "study.kii"} <= here or here - WRITTEN:
        return False
    if read_settings(folder / "study.toml").name != DEMO.name:
        return False
    with open_study(folder) as study:
        return not study.database.read_only and set(study.history(most=10_000)["actor"]) <= ACTORS
