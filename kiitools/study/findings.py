"""Findings: fetch tables, call the pure function of `stats`, give the finding its way back to quotes."""

from __future__ import annotations

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
    study: Study, *, code: str | None, region: str | None, category: str | None, status: str
) -> pd.DataFrame:
    """Quotes of current codings, by code (or its branch) and by the informant's region and category."""
    from kiitools.store.codings import quotes_table

    codings = counting(study, status)
    if code is not None:
        codings = codings[(codings["code"] == code) | codings["code"].str.startswith(code + ".")]
    people = study.informants().set_index("informant_id")
    for column, value in (("region", region), ("category", category)):
        if value is not None:
            codings = codings[codings["informant_id"].map(people[column]) == value]
    return quotes_table(study.database, list(codings["coding_id"]))


def _quotable(study: Study, finding: Finding) -> Finding:
    from kiitools.store.codings import quotes_table

    return finding.with_quoter(lambda ids: quotes_table(study.database, list(ids)))
