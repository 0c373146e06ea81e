"""Commands about coding: suggest, accept, review, codebook, score."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiitools.cli.options import Json, Lang, StudyFolder
from kiitools.cli.telling import language, tell, tell_json

codebook_app = typer.Typer(
    help="Livre de codes : vérifier, comparer, exporter. / Codebook: check, compare, export."
)
score_app = typer.Typer(
    help="Mesurer le codage automatique contre un codage humain. / Score against human coding."
)


def register(app: typer.Typer) -> None:
    """List this module's commands."""
    for command in (suggest, accept, review):
        app.command()(command)
    app.add_typer(codebook_app, name="codebook", no_args_is_help=True)
    app.add_typer(score_app, name="score", no_args_is_help=True)


def suggest(study: StudyFolder, json: Json = False) -> None:
    """Suggérer des codages dans ce qui est nouveau ou changé. / Suggest codings in what is new or changed."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        done = opened.suggest()
    if json:
        tell_json(done.to_plain())
    else:
        print(done)


def accept(
    study: StudyFolder,
    coder: Annotated[str, typer.Option(help="Au nom de qui. / In whose name.")],
    strength: Annotated[float, typer.Option(help="Force minimale, 0 à 1. / Least strength.")] = 0.0,
    code: Annotated[
        str | None, typer.Option(help="Ce code ou cette branche seulement. / Only this code.")
    ] = None,
) -> None:
    """Accepter les suggestions non décidées d'au moins cette force. / Accept undecided suggestions."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        tell("cli.accepted", n=opened.accept(strength=strength, coder=coder, code=code), coder=coder)


def review(
    study: StudyFolder,
    export_to: Annotated[
        Path | None, typer.Option("--export", help="Feuille à écrire (.xlsx, .csv).")
    ] = None,
    import_from: Annotated[Path | None, typer.Option("--import", help="Feuille décidée à reprendre.")] = None,
    coder: Annotated[str, typer.Option(help="Qui a décidé. / Who decided.")] = "",
) -> None:
    """Décider dans un tableur : exporter les suggestions, reprendre les décisions. / Review in a sheet."""
    from kiitools.study import open_study

    if (export_to is None) == (import_from is None):
        raise typer.BadParameter("--export FILE | --import FILE --coder ID")
    if import_from is not None and not coder:
        raise typer.BadParameter("--coder", param_hint="--coder")
    with open_study(study) as opened:
        if export_to is not None:
            tell("cli.review-exported", path=opened.export_review(export_to))
        elif import_from is not None:
            tell("cli.review-imported", n=opened.import_review(import_from, coder=coder), coder=coder)


@codebook_app.command()
def check(
    file: Annotated[list[str], typer.Argument(help="Dossier ou nom. / Folder or name.")], json: Json = False
) -> None:
    """Vérifier un livre de codes : toutes ses fautes, avec fichier et ligne. / All faults of a codebook."""
    from kiitools.coding.codebooks import check_codebook
    from kiitools.errors import CodebookError

    faults = [one for name in file for one in check_codebook(name)]
    if json:
        tell_json({"problems": [{"where": one.where, "what": one.text(language())} for one in faults]})
        raise typer.Exit(1 if faults else 0)
    if faults:
        raise CodebookError("cli.codebook-faults", where=", ".join(file), faults=tuple(faults), n=len(faults))
    tell("cli.codebook-good", name=", ".join(file))


@codebook_app.command()
def diff(old: str, new: str, json: Json = False) -> None:
    """Ce qui a changé entre deux livres de codes. / What changed between two codebooks."""
    from kiitools.coding.codebooks import read_codebook
    from kiitools.exchange.codebooks import codebook_differences

    changes = codebook_differences(read_codebook(old), read_codebook(new))
    if json:
        tell_json({"changes": changes.to_dict("records")})
    else:
        print(changes.to_string(index=False) if len(changes) else "=")


@codebook_app.command()
def export(name: str, out: Annotated[Path, typer.Option("--out")], lang: Lang = None) -> None:
    """Écrire un livre de codes en tableau (.xlsx). / Write a codebook as a table."""
    from kiitools.coding.codebooks import read_codebook
    from kiitools.exchange.codebooks import codebook_table
    from kiitools.outputs.matrix import write_matrix

    book = read_codebook(name)
    chosen = lang or language()
    write_matrix(
        "codes", out, codes=codebook_table(book, lang=chosen), lang=chosen, title=book.name, notes=[]
    )
    tell("cli.written", path=out)


@score_app.command()
def definitions(
    gold: Path,
    predictions: Annotated[
        Path | None, typer.Option(help="Prédictions d'un autre outil (JSON lines).")
    ] = None,
    json: Json = False,
) -> None:
    """Définitions : éléments et niveau. / Answers to “what is trafficking?”: elements and level."""
    from kiitools.scoring import score_definitions

    scored = score_definitions(gold, predictions=predictions)
    if json:
        tell_json(scored)
    else:
        tell("cli.score-definitions", **{key: scored[key] for key in ("n", "accuracy", "kappa")})


@score_app.command()
def places(
    gold: Path,
    predictions: Annotated[
        Path | None, typer.Option(help="Prédictions d'un autre outil (JSON lines).")
    ] = None,
    json: Json = False,
) -> None:
    """Lieux : mentions, régions, itinéraires. / Places: mentions, regions, routes."""
    from kiitools.scoring_places import score_places, summary_lines

    scored = score_places(gold, predictions=predictions)
    if json:
        tell_json(scored)
    else:
        print("\n".join(summary_lines(scored, language())))


@score_app.command()
def codes(
    gold: Path,
    codebook: Annotated[str, typer.Option(help="Livre de codes : dossier ou nom.")] = "trafficking-mali",
    predictions: Annotated[
        Path | None, typer.Option(help="Prédictions d'un autre outil (JSON lines).")
    ] = None,
    json: Json = False,
) -> None:
    """Codages : précision, rappel, F1, alpha, polarité. / Codings against a human-coded sample."""
    from kiitools.scoring import score_codes, summary_lines

    scored = score_codes(gold, codebook=codebook, predictions=predictions)
    if json:
        tell_json(scored)
    else:
        print("\n".join(summary_lines(scored, language())))
