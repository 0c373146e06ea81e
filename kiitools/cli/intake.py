"""Commands that make a study and take things in: new, demo, add, registers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiitools.cli.options import File, Json, Lang, StudyFolder
from kiitools.cli.telling import language, tell, tell_json
from kiitools.messages import say


def register(app: typer.Typer) -> None:
    """List this module's commands."""
    for command in (new, demo, add, informants, speakers, actors, projects, results):
        app.command()(command)


def new(
    study: StudyFolder,
    template: Annotated[str, typer.Option(help="trafficking-mali, evaluation, blank.")] = "trafficking-mali",
    title: Annotated[
        str, typer.Option(help="Titre imprimé sur les sorties. / Title printed on outputs.")
    ] = "",
    lang: Lang = None,
) -> None:
    """Créer une étude : réglages, livre de codes, formulaires vierges, carnets. / Make a study folder."""
    from kiitools.study import new_study

    with new_study(study, template=template, lang=lang or language(), title=title) as made:
        tell("cli.made", study=made.folder)


def demo(
    study: Annotated[Path, typer.Argument(help="Dossier de l'étude. / The study's folder.")] = Path(
        "etude-demo"
    ),
    out: Annotated[
        Path | None, typer.Option("--out", help="Où écrire les sorties. / Where outputs go.")
    ] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Construire l'étude de démonstration (fictive) et tout produire. / Build the demonstration study."""
    from kiitools.study import build_demo

    with build_demo(study, lang=lang or language()) as made:
        folder = out or made.folder / "resultats"
        written = made.export(folder)
        written["sheets"] = made.sheets(folder / say("demo.sheets-folder", made.settings.lang))[0].parent
        levels = made.understanding().frame.set_index("level")["k"]
        told = {level: int(levels[level]) for level in ("precise", "partial", "none")} | {
            "n": len(made.informants())
        }
    if json:
        tell_json({"study": str(study), "understanding": told} | {k: str(v) for k, v in written.items()})
        return
    tell("demo.built", study=study)
    tell("demo.understanding", **told)
    for name, path in written.items():
        tell(f"demo.{name}", path=path)
    tell("demo.next")


def add(
    study: StudyFolder,
    paths: Annotated[
        list[Path], typer.Argument(help="Fichiers, dossiers ou motifs. / Files, folders, patterns.")
    ],
    kind: Annotated[str | None, typer.Option(help="interview, focus-group, document.")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encodage des fichiers texte. / Text encoding.")
    ] = None,
    on_error: Annotated[str, typer.Option(help="stop ou skip.", metavar="stop|skip")] = "stop",
    json: Json = False,
) -> None:
    """Ajouter des transcriptions et documents. / Take transcripts and documents in."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        intake = opened.add(*paths, kind=kind, on_error=on_error, encoding=encoding)
    if json:
        tell_json(intake.to_plain())
    else:
        print(intake)


def _take_in(study: Path, register: str, file: Path) -> None:
    from kiitools.study import open_study

    with open_study(study) as opened:
        frame = getattr(opened, f"add_{register}")(file)
        tell("cli.register", register=register, rows=len(frame))
        if words := list(dict.fromkeys(frame.attrs.get("unmatched", ()))):
            tell("study.projects-unmatched", words=" ; ".join(map(str, words)))


def informants(study: StudyFolder, file: File) -> None:
    """Reprendre le registre des informateurs. / Take the informants' register in."""
    _take_in(study, "informants", file)


def speakers(study: StudyFolder, file: File) -> None:
    """Reprendre qui parle sous quelle étiquette. / Take in who speaks under which label."""
    _take_in(study, "speakers", file)


def actors(study: StudyFolder, file: File) -> None:
    """Reprendre le registre des acteurs. / Take the actors' register in."""
    _take_in(study, "actors", file)


def projects(study: StudyFolder, file: File) -> None:
    """Reprendre le registre des projets. / Take the projects' register in."""
    _take_in(study, "projects", file)


def results(study: StudyFolder, file: File) -> None:
    """Reprendre une matrice de résultats (évaluations). / Take a results matrix in."""
    _take_in(study, "results", file)
