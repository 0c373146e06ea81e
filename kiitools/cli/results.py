"""Commands that show or write results: tally, quotes, map, figures, matrix, workbook, report, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiitools.cli.options import Json, Lang, Out, Release, Status, StudyFolder
from kiitools.cli.telling import tell, tell_json
from kiitools.errors import InputError

if TYPE_CHECKING:
    from kiitools.tables import Finding

TALLIES = {
    "understanding": ("by",),
    "prevalence": ("by", "level", "region_of"),
    "indicators": ("by", "level", "unit"),
    "coverage": (),
}
"""Findings and the options that change them."""
LEVELS = ("form", "group", "code", "category")


def register(app: typer.Typer) -> None:
    """List this module's commands."""
    app.command("map")(map_)
    for command in (tally, quotes, figures, matrix, workbook, report, sheets, export):
        app.command()(command)


def tally(
    study: StudyFolder,
    finding: Annotated[str, typer.Argument(help=", ".join(TALLIES))],
    by: Annotated[
        str | None, typer.Option(help="category, region, sex, age_band, mode, language, organisation.")
    ] = None,
    level: Annotated[str, typer.Option(help=", ".join(LEVELS))] = "",
    unit: Annotated[str, typer.Option(help="informant, organisation, session, source.")] = "informant",
    region_of: Annotated[str, typer.Option(help="spoken_of, informant.")] = "spoken_of",
    status: Status = "accepted",
    release: Release = "team",
    csv: Annotated[Path | None, typer.Option("--csv", help="Écrire en CSV. / Write as CSV.")] = None,
    json: Json = False,
) -> None:
    """Un tableau de résultats, avec k, n et intervalles. / A finding table with k, n and intervals."""
    from dataclasses import replace

    from kiitools.privacy.release import gate
    from kiitools.study import open_study

    with open_study(study, write=False) as opened:
        found = _finding(opened, finding, by=by, level=level, unit=unit, region_of=region_of, status=status)
    frame, _ = gate(found.frame, "finding", level=release)
    found = replace(found, frame=frame)
    if csv is not None:
        _write_csv(found, csv)
        tell("cli.written", path=csv)
    elif json:
        tell_json(_plain(found))
    else:
        _show(found)


def _finding(
    study: Any, name: str, *, by: str | None, level: str, unit: str, region_of: str, status: str
) -> Finding:
    if name not in TALLIES:
        raise InputError("cli.unknown-tally", where=name, known=", ".join(TALLIES))
    _ensure_options(name, by=by, level=level, unit=unit, region_of=region_of)
    if name == "understanding":
        return study.understanding(by=by)
    if name == "prevalence":
        return study.prevalence(by=by or "region", level=level or "form", region_of=region_of, status=status)
    if name == "indicators":
        return study.indicators(level=level or "group", by=by, unit=unit, status=status)
    return study.coverage()


def _ensure_options(name: str, **given: str | None) -> None:
    """An option that would change nothing is refused, not passed over."""
    plain = {"unit": "informant", "region_of": "spoken_of"}
    for option, value in given.items():
        if value and value != plain.get(option) and option not in TALLIES[name]:
            known = ", ".join(f"--{one.replace('_', '-')}" for one in TALLIES[name]) or "-"
            raise InputError(
                "cli.option-not-here", where=name, option=option.replace("_", "-"), finding=name, known=known
            )


def _plain(found: Finding) -> dict[str, Any]:
    basis = {"n": found.basis.n, "status": found.basis.status, "filters": dict(found.basis.filters)}
    return {"name": found.name, "unit": found.basis.unit, "basis": basis, "rows": found.rows()}


def _show(found: Finding) -> None:
    from kiitools.cli.telling import language

    lang = language()
    shown = found.frame.copy()
    for column in ("share", "low", "high"):
        if column in shown:
            shown[column] = [_percent(value, lang) for value in shown[column]]
    print(found.caption[lang])
    print(shown.to_string(index=False, na_rep="–"))
    print(found.method[lang])


def _percent(share: float, lang: str) -> str:
    if share != share:
        return "–"
    text = f"{100 * share:.0f}"
    return f"{text} %" if lang == "fr" else f"{text}%"


def _write_csv(found: Finding, path: Path) -> None:
    from kiitools.files import replacing
    from kiitools.markup import csv_cell

    with replacing(path) as draft:
        found.frame.map(csv_cell).to_csv(draft, index=False, encoding="utf-8-sig")


def quotes(
    study: StudyFolder,
    code: Annotated[str, typer.Option(help="Code ou branche. / Code or branch.")],
    region: Annotated[str | None, typer.Option(help="Région. / Region.")] = None,
    region_of: Annotated[
        str, typer.Option(help="spoken_of (dont on parle), informant (où il est basé).")
    ] = "spoken_of",
    category: Annotated[str | None, typer.Option(help="Catégorie de l'informateur. / Category.")] = None,
    status: Status = "accepted",
    release: Release = "team",
    json: Json = False,
) -> None:
    """Les citations derrière un résultat (équipe seulement). / Quotes behind a result (team only)."""
    from kiitools.privacy.release import ensure_level
    from kiitools.study import open_study

    ensure_level(release)
    with open_study(study, write=False) as opened:
        found = opened.quotes(code=code, region=region, category=category, region_of=region_of, status=status)
    if json:
        tell_json({"quotes": found.to_dict("records")})
        return
    for row in found.to_dict("records"):
        print(f"{row['source_id']}  {row['code']}  {row['polarity']}\n    {row['quote']}")


def map_(
    study: StudyFolder,
    out: Out,
    level: Annotated[str, typer.Option(help="form, group, code.")] = "form",
    lang: Lang = None,
    status: Status = "accepted",
    release: Release = "team",
) -> None:
    """La carte, en une page HTML qui marche sans réseau. / The map, one page that needs no network."""
    from kiitools.privacy.release import Released
    from kiitools.study import open_study
    from kiitools.study.editions import ensure_ending

    ensure_ending(out, ".html")
    with open_study(study) as opened:
        opened.map(level=level, lang=lang, status=status, release=release).save(out)
        opened.note_release([Released("map", out.name, release, 0)])
    tell("cli.written", path=out)


def figures(
    study: StudyFolder, out: Out, lang: Lang = None, status: Status = "accepted", release: Release = "team"
) -> None:
    """Les figures du rapport (PNG). / The report's figures."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        for path in opened.figures(out, lang=lang, status=status, release=release):
            tell("cli.written", path=path)


def matrix(
    study: StudyFolder,
    kind: Annotated[str, typer.Argument(help="stakeholders, 4w, projects, databases, codes.")],
    out: Out,
    lang: Lang = None,
    release: Release = "team",
) -> None:
    """Une matrice (.xlsx). / A matrix."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        tell("cli.written", path=opened.matrix(kind, out, lang=lang, release=release))


def workbook(
    study: StudyFolder, out: Out, lang: Lang = None, status: Status = "accepted", release: Release = "team"
) -> None:
    """Tous les tableaux de résultats (.xlsx). / All finding tables."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        tell("cli.written", path=opened.workbook(out, lang=lang, status=status, release=release))


def report(
    study: StudyFolder, out: Out, lang: Lang = None, status: Status = "accepted", release: Release = "team"
) -> None:
    """Le rapport Word. / The Word report."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        tell("cli.written", path=opened.report(out, lang=lang, status=status, release=release))


def sheets(
    study: StudyFolder, out: Out, lang: Lang = None, status: Status = "accepted", release: Release = "team"
) -> None:
    """Une fiche analytique par séance (Word). / One analytical sheet per session."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        written = opened.sheets(out, lang=lang, status=status, release=release)
    tell("cli.sheets", n=len(written), folder=out)


def export(
    study: StudyFolder,
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    lang: Lang = None,
    status: Status = "accepted",
    release: Release = "team",
) -> None:
    """Tout produire, avec une note de ce qui reste dans l'étude. / Everything, and what was held back."""
    from kiitools.study import open_study

    with open_study(study) as opened:
        for path in opened.export(folder, lang=lang, status=status, release=release).values():
            tell("cli.written", path=path)
