"""Reported prevalence: the share of informants who report a form of trafficking, by region or attribute.

It says what informants report. It is no number of victims and no incidence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kiitools.model.places import REGIONS_2016
from kiitools.stats.counting import (
    UNKNOWN,
    attribute,
    countable,
    distinct,
    ensure_choice,
    ensure_people,
    in_order,
    looked_up,
    said,
    said_by,
    whole,
)
from kiitools.stats.regions import regions_of, spoken_of
from kiitools.stats.reports import reporting, tabulate, tracer, transcribed
from kiitools.tables import CODINGS, RATE, Basis, Finding, ensure_table

REGION_OF = ("spoken_of", "informant")
STATES = ("not_covered", "too_few", "no_report", "reported")
FEWEST = 5
"""Below this many informants a cell is ``too_few``: a share would say nothing."""
_NOTES = ("direct", "hearsay", "denied", "mentions", "organisations", "not_transcribed", "abroad")
_UNDEFINED = (*RATE, *_NOTES)
"""What a region outside the study has no value for."""


def prevalence(
    codings: pd.DataFrame,
    informants: pd.DataFrame,
    spoke: pd.DataFrame,
    places: pd.DataFrame | None = None,
    *,
    regions_covered: Sequence[str],
    level: str = "form",
    by: str = "region",
    region_of: str = "spoken_of",
    status: str = "accepted",
    codes: Sequence[str] | None = None,
    contrast: Collection[str] = (),
    questions: pd.DataFrame | None = None,
    regions: Sequence[str] = REGIONS_2016,
) -> Finding:
    """Share of informants who report each form (or code, group, category), by region or attribute.

    Only informants who speak in a coded source can be in ``n``; those of the register alone stand in
    ``not_transcribed``. One person counts once however many mentions, sources or sessions.

    Parameters
    ----------
    codings, informants : DataFrame
        `kiitools.tables.CODINGS`, `kiitools.tables.INFORMANTS`.
    spoke : DataFrame
        ``informant_id, source_id``: who speaks in which coded source.
    places : DataFrame, optional
        `kiitools.tables.PLACES`: places named by informants; without it every coding speaks of the
        informant's own region.
    regions_covered : sequence of str
        Regions the study covers; the others are ``not_covered``: ``nan``, never 0.
    level : str
        ``form`` (the forms of exploitation), ``code``, ``group`` or ``category``.
    by : str
        ``region`` or another attribute of informants.
    region_of : str
        ``spoken_of``: ``k`` = informants who report it for the region, ``n`` = informants based there or
        speaking of it. ``informant``: both are informants based there. A coding speaks of the regions named
        in its passage, else of the last one named before it in the same turn, else of the one the question
        named, else of the informant's own.
    status : str
        ``accepted``, or ``suggested`` (accepted and suggested).
    codes : sequence of str, optional
        The rows' codes at ``level``; by default those that occur. A code nobody reports has ``k = 0``.
    contrast : collection of str
        Further codes that mark what must not be counted (weight N); ``general.contrast.*`` always does.
    questions : DataFrame, optional
        As ``places``, for places the question before an answer names (``segment`` of the answer).
    regions : sequence of str
        All regions of the study's vintage.

    Returns
    -------
    Finding
        Columns ``region`` (or ``by``), ``code``, ``k, n, share, low, high``, ``state`` (`STATES`),
        ``direct``, ``hearsay``, ``denied``, ``mentions``, ``organisations``, ``not_transcribed``, ``abroad``
        (reporters whose passages name only places abroad). Unit: informant.

    Raises
    ------
    TableError
        When a table does not keep its contract, or a choice is unknown (the known ones are listed).
    """
    ensure_choice("region_of", region_of, REGION_OF)
    ensure_table(codings, CODINGS)
    people = ensure_people(informants, by)
    used = countable(codings, level=level, status=status, contrast=contrast)
    heard = transcribed(codings, people, spoke)
    own = dict(zip(people["informant_id"], attribute(people[by]), strict=True))
    moving = by == "region" and region_of == "spoken_of"
    naming = (places, questions) if moving else (None, None)
    reports = _placed(reporting(used, people), naming, own)
    population = _population(heard, own, reports, naming)
    shape = _Shape(
        by, _values(by, population, own, regions, regions_covered), _codes(codes, used), regions_covered
    )
    frame = _frame(shape, reports, population, _silent(own, heard))
    orphans = int((~used["informant_id"].isin(list(own))).sum())
    key = "stats.prevalence.spoken-of" if moving else "stats.prevalence.informant"
    words = {"n": len(heard), "forms": len(shape.codes)}
    return Finding(
        name="prevalence",
        frame=frame,
        caption=said_by("stats.prevalence.caption", by, **words),
        method=said(key),
        basis=Basis(
            "informant",
            len(heard),
            status,
            {"level": level, "region_of": region_of if by == "region" else ""},
            notes=_notes(orphans, len(own) - len(heard), status),
        ),
        trace=tracer(reports, by),
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    by: str
    values: Sequence[str]
    codes: Sequence[str]
    covered: Sequence[str]


def _placed(
    reports: pd.DataFrame, naming: tuple[pd.DataFrame | None, pd.DataFrame | None], own: Mapping[str, str]
) -> pd.DataFrame:
    found = regions_of(reports, *naming, own).rename(columns={"region": "value"})
    return reports.merge(found, on="coding_id", how="left")


def _population(
    heard: Collection[str],
    own: Mapping[str, str],
    reports: pd.DataFrame,
    naming: tuple[pd.DataFrame | None, pd.DataFrame | None],
) -> pd.DataFrame:
    based = pd.DataFrame([(one, own[one]) for one in sorted(heard)], columns=["unit", "value"], dtype=object)
    speaking = []
    for table in naming:
        named = spoken_of(table)
        here = named[(named["region"] != "") & named["informant_id"].isin(list(heard))]
        speaking.append(here[["informant_id", "region"]].set_axis(["unit", "value"], axis=1))
    return pd.concat([based, *speaking, reports[["unit", "value"]]], ignore_index=True).drop_duplicates()


def _silent(own: Mapping[str, str], heard: Collection[str]) -> pd.DataFrame:
    rows = [(one, value) for one, value in own.items() if one not in heard]
    return pd.DataFrame(rows, columns=["unit", "value"], dtype=object)


def _values(
    by: str, population: pd.DataFrame, own: Mapping[str, str], regions: Sequence[str], covered: Sequence[str]
) -> list[str]:
    found = {*population["value"], *own.values()}
    if by != "region":
        return in_order(found, by)
    listed = list(dict.fromkeys([*regions, *covered]))
    return [*listed, *(one for one in in_order(found, by) if one not in listed)]


def _codes(codes: Sequence[str] | None, used: pd.DataFrame) -> list[str]:
    return sorted(set(used["code"])) if codes is None else list(dict.fromkeys(codes))


def _frame(
    shape: _Shape, reports: pd.DataFrame, population: pd.DataFrame, silent: pd.DataFrame
) -> pd.DataFrame:
    frame = tabulate(reports, population, shape.values, shape.codes)
    frame["not_transcribed"] = looked_up(distinct(silent, ["value"]), frame, ["value"]).astype("int64")
    frame["abroad"] = looked_up(_abroad(reports), frame, ["value", "code"]).astype("int64")
    frame = _with_states(frame, shape)
    frame = frame.rename(columns={"value": shape.by})[[shape.by, "code", *RATE, "state", *_NOTES]]
    frame.attrs["unit"] = "informant"
    return frame


def _abroad(reports: pd.DataFrame) -> pd.Series:
    affirmed = reports[reports["polarity"] == "affirmed"]
    if affirmed.empty:
        return distinct(affirmed, ["value", "code"])
    told = affirmed.assign(abroad=affirmed["abroad"].astype(bool))
    only = told.groupby(["value", "code", "unit"], sort=False)["abroad"].all().reset_index()
    return distinct(only[only["abroad"]], ["value", "code"])


def _with_states(frame: pd.DataFrame, shape: _Shape) -> pd.DataFrame:
    known = [*shape.covered, UNKNOWN] if shape.by == "region" else shape.values
    outside = ~frame["value"].isin(known)
    state = np.where(frame["k"] == 0, "no_report", "reported")
    state = np.where(frame["n"] < FEWEST, "too_few", state)
    frame["state"] = np.where(outside, "not_covered", state)
    hidden = frame[list(_UNDEFINED)].astype(float)
    hidden[outside] = np.nan
    frame[list(_UNDEFINED)] = hidden
    return frame.assign(**{c: whole(hidden[c]) for c in _UNDEFINED if c not in ("share", "low", "high")})


def _notes(orphans: int, silent: int, status: str) -> tuple[tuple[str, dict[str, int]], ...]:
    notes: list[tuple[str, dict[str, int]]] = []
    if silent:
        notes.append(("stats.note.not-transcribed", {"n": silent}))
    if orphans:
        notes.append(("stats.note.no-informant", {"n": orphans}))
    if status == "suggested":
        notes.append(("stats.note.suggested", {}))
    return tuple(notes)
