"""Findings: fetch tables, call the pure function of `stats`, give the finding its way back to quotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from kiitools.errors import InputError
from kiitools.model.codes import Codebook
from kiitools.study.people import who_speaks
from kiitools.tables import Finding

if TYPE_CHECKING:
    from kiitools.study.study import Study

STATUSES = ("accepted", "suggested")


def ensure_status(status: str) -> str:
    """``accepted``, or ``suggested``: also what nobody has decided."""
    if status not in STATUSES:
        raise InputError("study.unknown-status", where=status, known=", ".join(STATUSES))
    return status


def counting(study: Study, status: str) -> pd.DataFrame:
    """The codings that count at ``status``: accepted, or also those nobody has decided."""
    statuses = {"accepted": ["accepted"], "suggested": ["accepted", "suggested"]}[ensure_status(status)]
    codings = study.codings()
    return codings[codings["status"].isin(statuses)]


def understanding(study: Study, *, by: str | None) -> Finding:
    """Definition levels of the informants' register."""
    from kiitools.stats.understanding import understanding as pure

    return pure(study.informants(), by=by)


def prevalence(study: Study, *, by: str, level: str, region_of: str, status: str) -> Finding:
    """Reported prevalence by region or another attribute of informants."""
    from kiitools.stats.prevalence import prevalence as pure

    book = study.codebook
    places = study.places()
    asked = places["role"] == "asked"
    finding = pure(
        study.codings(),
        study.informants(),
        who_speaks(study),
        places[~asked],
        questions=places[asked],
        level=level,
        by=by,
        region_of=region_of,
        regions_covered=study.settings.regions,
        status=ensure_status(status),
        codes=[one for one in book.groups if one.startswith("form.")] if level == "form" else None,
        contrast=_contrast(book),
    )
    return _quotable(study, finding)


def indicators(study: Study, *, level: str, by: str | None, unit: str, status: str) -> Finding:
    """Indicators counted by informant, or by source for documents."""
    from kiitools.stats.indicators import indicators as pure
    from kiitools.store.runs import load_digests

    sources = study.sources()
    finding = pure(
        study.codings(),
        study.informants(),
        who_speaks(study),
        level=level,
        by=by,
        unit=unit,
        status=ensure_status(status),
        sources=sources[sources["source_id"].isin(set(load_digests(study.database)))],
        contrast=_contrast(study.codebook),
    )
    return _quotable(study, finding)


def _contrast(book: Codebook) -> list[str]:
    """Codes that mark text which must not be counted."""
    return [code.id for code in book if code.weight == "N"]


def coverage(study: Study) -> Finding:
    """Who was interviewed, where, how; transcribed or not."""
    from kiitools.stats.coverage import coverage as pure
    from kiitools.store.runs import load_digests

    return pure(
        study.informants(),
        who_speaks(study, coded=False),
        regions_covered=study.settings.regions,
        coded_sources=set(load_digests(study.database)),
    )


def quotes(
    study: Study,
    *,
    code: str | None,
    region: str | None,
    category: str | None,
    region_of: str = "spoken_of",
    status: str,
) -> pd.DataFrame:
    """Quotes of codings that count, by code (or its branch), region spoken of (or based in) and category.

    Raises
    ------
    InputError
        For a code, region or category that the study does not know; the known ones are listed.
    """
    from kiitools.store.codings import quotes_table

    codings = counting(study, status)
    if code is not None:
        codings = codings[_in_branch(study, codings["code"], code)]
    if region is not None:
        _ensure_value("region", region, (*study.settings.regions, *study.informants()["region"]))
        cells = prevalence(study, by="region", level="code", region_of=region_of, status=status)
        within = {one for c in codings["code"].unique() for one in cells.coding_ids(region=region, code=c)}
        codings = codings[codings["coding_id"].isin(within)]
    if category is not None:
        people = study.informants().set_index("informant_id")["category"]
        _ensure_value("category", category, people)
        codings = codings[codings["informant_id"].map(people) == category]
    return quotes_table(study.database, list(codings["coding_id"]))


def _in_branch(study: Study, codes: pd.Series, branch: str) -> pd.Series:
    book = study.codebook
    if branch not in {*book.ids, *book.groups, *(code.category for code in book)}:
        known = ", ".join(dict.fromkeys(code.category for code in book)) + ", " + ", ".join(book.groups)
        raise InputError("study.unknown-branch", where="code", code=branch, known=known)
    return (codes == branch) | codes.str.startswith(branch + ".")


def _ensure_value(column: str, value: str, known: Iterable[str]) -> None:
    allowed = sorted({one for one in known if one})
    if value not in allowed:
        raise InputError(
            "study.unknown-value", where=column, column=column, value=value, known=", ".join(allowed)
        )


def _quotable(study: Study, finding: Finding) -> Finding:
    from kiitools.store.codings import quotes_table

    return finding.with_quoter(lambda ids: quotes_table(study.database, list(ids)))
