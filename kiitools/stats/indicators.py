"""Indicators counted by informant, organisation, session or source."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from kiitools.errors import TableError
from kiitools.stats.counting import (
    TOTAL,
    attribute,
    countable,
    ensure_choice,
    ensure_people,
    in_order,
    said_by,
    text,
)
from kiitools.stats.reports import reporting, tabulate, tracer, transcribed
from kiitools.tables import CODINGS, RATE, SOURCES, Basis, Finding, ensure_table

UNITS = ("informant", "organisation", "session", "source")
_NOTES = ("direct", "hearsay", "denied", "mentions", "organisations")


def indicators(
    codings: pd.DataFrame,
    informants: pd.DataFrame,
    spoke: pd.DataFrame,
    *,
    level: str = "code",
    by: str | None = None,
    status: str = "accepted",
    unit: str = "informant",
    sources: pd.DataFrame | None = None,
    codes: Sequence[str] | None = None,
    contrast: Collection[str] = (),
) -> Finding:
    """Share of informants (or other units) with at least one affirmed coding of each indicator.

    An indicator supports; it never proves that a person is a victim.

    Parameters
    ----------
    codings, informants, spoke, level, status, codes, contrast :
        As in `kiitools.stats.prevalence.prevalence`.
    by : str, optional
        An attribute of informants, or of sources (``kind``, ``lang`` …) when ``unit`` is ``source``.
    unit : str
        ``informant``; ``organisation`` (informants without one are left out); ``session``; ``source``, the
        unit of documents, which have no informant. For ``session`` and ``source`` every coded source counts.
    sources : DataFrame, optional
        `kiitools.tables.SOURCES`, the coded sources; needed for ``session`` and ``source``.

    Returns
    -------
    Finding
        Columns ``by`` (if any), ``code``, ``k, n, share, low, high``, ``direct``, ``hearsay``, ``denied``,
        ``mentions``, ``organisations``. Unit: ``unit``.

    Raises
    ------
    TableError
        When a table does not keep its contract, or a choice or attribute is unknown.
    """
    ensure_choice("unit", unit, UNITS)
    ensure_table(codings, CODINGS)
    used = countable(codings, level=level, status=status, contrast=contrast)
    if unit in ("session", "source"):
        reports, population = _of_sources(used, sources, unit, by)
    else:
        reports, population = _of_people(used, codings, ensure_people(informants, by), spoke, unit, by)
    values = in_order(set(population["value"]), by)
    ids = sorted(set(used["code"])) if codes is None else list(dict.fromkeys(codes))
    frame = tabulate(reports, population, values, ids).rename(columns={"value": by or "value"})
    frame = frame[[*([by] if by else []), "code", *RATE, *_NOTES]]
    frame.attrs["unit"] = unit
    n = population["unit"].nunique()
    return Finding(
        name="indicators",
        frame=frame,
        caption=said_by(f"stats.indicators.{unit}", by, n=n),
        method=said_by("stats.indicators.method", by),
        basis=Basis(unit, n, status, {"level": level}, notes=_notes(used, reports, unit, status)),
        trace=tracer(reports, by),
    )


def _of_people(
    used: pd.DataFrame,
    codings: pd.DataFrame,
    people: pd.DataFrame,
    spoke: pd.DataFrame,
    unit: str,
    by: str | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    values = attribute(people[by]) if by else pd.Series(TOTAL, index=people.index, dtype=object)
    counted = people["informant_id"] if unit == "informant" else text(people["organisation"])
    heard = transcribed(codings, people, spoke)
    everyone = pd.DataFrame({"informant_id": people["informant_id"], "unit": counted, "value": values})
    present = everyone[(everyone["unit"] != "") & everyone["informant_id"].isin(list(heard))]
    reports = reporting(used, people).drop(columns="unit").merge(present, on="informant_id", how="inner")
    return reports, present[["unit", "value"]].drop_duplicates()


def _of_sources(
    used: pd.DataFrame, sources: pd.DataFrame | None, unit: str, by: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if sources is None:
        raise TableError("stats.needs-sources", where="sources", unit=unit)
    ensure_table(sources, SOURCES)
    if by is not None and by not in sources.columns:
        raise TableError("stats.unknown-attribute", where=by, known=", ".join(map(str, sources.columns)))
    values = attribute(sources[by]) if by else pd.Series(TOTAL, index=sources.index, dtype=object)
    counted = text(sources["source_id" if unit == "source" else "session_id"])
    everyone = pd.DataFrame({"source_id": text(sources["source_id"]), "unit": counted, "value": values})
    present = everyone[everyone["unit"] != ""]
    reports = used.assign(organisation="").merge(present, on="source_id", how="inner")
    return reports, present[["unit", "value"]].drop_duplicates()


def _notes(
    used: pd.DataFrame, reports: pd.DataFrame, unit: str, status: str
) -> tuple[tuple[str, dict[str, int]], ...]:
    left = used["coding_id"].nunique() - reports["coding_id"].nunique()
    notes: list[tuple[str, dict[str, int]]] = [(f"stats.note.no-{unit}", {"n": left})] if left else []
    if status == "suggested":
        notes.append(("stats.note.suggested", {}))
    return tuple(notes)
