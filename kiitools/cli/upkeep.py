"""Commands that look after a study: check, backup, restore, boundaries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiitools.cli.options import File, Json, StudyFolder
from kiitools.cli.telling import tell, tell_json


def register(app: typer.Typer) -> None:
    """List this module's commands."""
    for command in (check, backup, restore, boundaries):
        app.command()(command)


def check(study: StudyFolder, json: Json = False) -> None:
    """Intégrité du fichier, accord des textes et des citations, registres. / Integrity and consistency."""
    from kiitools.study import open_study

    with open_study(study, write=False) as opened:
        problems = opened.problems()
    if json:
        tell_json({"problems": problems})
        return
    for one in problems:
        print(f"{one['where']} : {one['what']}\n    {one['todo']}")
    tell("cli.problems", n=len(problems))


def backup(study: StudyFolder, out: Annotated[Path | None, typer.Option("--out")] = None) -> None:
    """Une sauvegarde, éprouvée en l'ouvrant. / A backup, proven by opening it."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        tell("cli.written", path=opened.backup(out))


def restore(study: StudyFolder, file: File) -> None:
    """Reprendre une sauvegarde ; l'étude actuelle est gardée à côté. / Restore; the current file is kept."""
    from kiitools.study.folder import restore_study

    tell("cli.restored", path=restore_study(study, file) or "-")


def boundaries(file: File, json: Json = False) -> None:
    """Ce que contient un fichier de limites administratives. / What a boundary file holds."""
    from kiitools.geo.boundaries import read_boundaries

    found = read_boundaries(file)
    if json:
        tell_json(found.to_plain())
    else:
        print(found)
