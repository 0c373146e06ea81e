"""Findings: fetch tables, call the pure function of `stats`, give the finding its way back to quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kiitools.errors import InputError
from kiitools.study.people import who_speaks
from kiitools.tables import Finding

if TYPE_CHECKING:
    from kiitools.study.study import Study

STATUSES = ("accepted", "suggested")


def codings_in(study: Study, status: str) -> pd.DataFrame:
    """Codings that count at ``status``: ``accepted``; ``suggested`` also takes those nobody has decided."""
    if status not in STATUSES:
        raise InputError("study.unknown-status", where=status, known=", ".join(STATUSES))
    codings = study.codings()
    return codings[
        codings["status"].isin({"accepted": ["accepted"], "suggested": ["accepted", "suggested"]}[status])
    ]


def understanding(study: Study, *, by: str | None) -> Finding:
    """Definition levels of the informants' register."""
    from kiitools.stats.understanding import understanding as pure

    return pure(study.informants(), by=by)


def prevalence(study: Study, *, by: str, level: str, region_of: str, status: str) -> Finding:
    """Reported prevalence by region or another attribute of informants."""
    from kiitools.stats.prevalence import prevalence as pure

    finding = pure(
        codings_in(study, status),
        study.informants(),
        who_speaks(study),
        study.places(),
        level=level,
        by=by,
        region_of=region_of,
        regions_covered=study.settings.regions,
        status=status,
    )
    return _quotable(study, finding)


def indicators(study: Study, *, level: str, by: str | None, unit: str, status: str) -> Finding:
    """Indicators counted by informant, or by source for documents."""
    from kiitools.stats.indicators import indicators as pure

    codings = codings_in(study, status)
    spoke = who_speaks(study) if unit == "informant" else study.sources()[["source_id"]]
    return _quotable(
        study, pure(codings, study.informants(), spoke, level=level, by=by, unit=unit, status=status)
    )


def coverage(study: Study, *, by: str) -> Finding:
    """Who was interviewed, where, how; transcribed or not."""
    from kiitools.stats.coverage import coverage as pure
    from kiitools.store.registers import load_attendance

    return pure(
        study.informants(),
        load_attendance(study.database),
        study.sources(),
        who_speaks(study),
        by=by,
        regions_covered=study.settings.regions,
    )


def quotes(
    study: Study, *, code: str | None, region: str | None, category: str | None, status: str
) -> pd.DataFrame:
    """Quotes of current codings, by code (or its branch) and by the informant's region and category."""
    from kiitools.store.codings import quotes_table

    codings = codings_in(study, status)
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
