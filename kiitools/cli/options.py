"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StudyFolder = Annotated[
    Path, typer.Argument(help="Dossier de l'étude. / The study's folder.", metavar="STUDY")
]
File = Annotated[Path, typer.Argument(help="Fichier. / File.", metavar="FILE")]
Json = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie. / One JSON object.")]
Out = Annotated[Path, typer.Option("--out", help="Où écrire. / Where to write.")]
Lang = Annotated[str | None, typer.Option("--lang", help="Langue : fr ou en. / Language.", metavar="fr|en")]
Release = Annotated[
    str,
    typer.Option("--release", help="Diffusion : team, committee, public.", metavar="team|committee|public"),
]
Status = Annotated[
    str,
    typer.Option(
        "--status", help="Codages qui comptent : accepted ou suggested.", metavar="accepted|suggested"
    ),
]
