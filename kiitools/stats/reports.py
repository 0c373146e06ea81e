"""Who reports what: reports against a population, cell by cell.

Reports: one row per coding and value it is counted under, columns ``coding_id, unit, value, code, polarity,
evidence, organisation``. Population: ``unit, value``, one row per unit and value. A unit is a person, an
organisation, a session or a source; it is counted once per cell however many codings it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd

from kiitools.errors import TableError
from kiitools.stats.counting import distinct, looked_up, rates, text

KEYS = ("value", "code")
PARTS = ("k", "direct", "hearsay", "denied", "mentions")
"""What `trace` can follow with ``of=``: those who report, from their own knowledge, by hearsay, who deny."""


def tabulate(
    reports: pd.DataFrame, population: pd.DataFrame, values: Sequence[str], codes: Sequence[str]
) -> pd.DataFrame:
    """Rates and notes of every value × code.

    Returns
    -------
    DataFrame
        ``value, code, k, n, share, low, high, direct, hearsay, denied, mentions, organisations``. ``k``:
        units with an affirmed coding; ``direct``: those of them with one from own experience or knowledge;
        ``hearsay``: the others of them; ``denied``: units that only deny; ``mentions``: affirmed codings.
        Hypothetical and historical codings count nowhere.
    """
    cells = pd.DataFrame(list(product(values, codes)), columns=list(KEYS))
    parts = parted(reports)
    n = looked_up(distinct(population, ["value"]), cells, ["value"])
    k = looked_up(distinct(parts["k"], KEYS), cells, KEYS)
    notes = {
        name: looked_up(distinct(parts[name], KEYS), cells, KEYS) for name in ("direct", "hearsay", "denied")
    }
    notes["mentions"] = looked_up(distinct(parts["k"], KEYS, "coding_id"), cells, KEYS)
    named = parts["k"][parts["k"]["organisation"] != ""]
    notes["organisations"] = looked_up(distinct(named, KEYS, "organisation"), cells, KEYS)
    whole = pd.DataFrame({name: column.astype("int64") for name, column in notes.items()})
    return pd.concat([cells, rates(list(k), list(n)), whole], axis=1)


def parted(reports: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Reports by what they show: affirmed (``k``), ``direct``, ``hearsay`` only, ``denied`` only."""
    affirmed = reports[reports["polarity"] == "affirmed"]
    negated = reports[reports["polarity"] == "negated"]
    first_hand = affirmed["evidence"] == "direct"
    direct = affirmed[first_hand]
    return {
        "k": affirmed,
        "mentions": affirmed,
        "direct": direct,
        "hearsay": _without(affirmed[~first_hand], direct),
        "denied": _without(negated, affirmed),
    }


def _without(these: pd.DataFrame, those: pd.DataFrame) -> pd.DataFrame:
    keys = [*KEYS, "unit"]
    found = pd.MultiIndex.from_frame(those[keys])
    return these[~pd.MultiIndex.from_frame(these[keys]).isin(found)]


def tracer(reports: pd.DataFrame, value_column: str | None) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    """A function from a cell to the ids of the codings behind it, in the order of the codings table.

    A cell names the value (``region="Gao"``), the ``code``, or both; ``of=`` one of `PARTS` (``k`` when not
    said). Columns that hold figures are ignored, so that a whole row of the table may be given.
    """
    parts = parted(reports)

    def trace(cell: Mapping[str, Any]) -> Sequence[str]:
        part = str(cell.get("of", "k"))
        if part not in parts:
            raise TableError("stats.unknown-choice", where="of", value=part, known=", ".join(PARTS))
        rows = parts[part]
        if value_column is not None and value_column in cell:
            rows = rows[rows["value"] == cell[value_column]]
        if "code" in cell:
            rows = rows[rows["code"] == cell["code"]]
        return tuple(dict.fromkeys(rows["coding_id"]))

    return trace


def transcribed(codings: pd.DataFrame, informants: pd.DataFrame, spoke: pd.DataFrame) -> set[str]:
    """Ids of informants of the register who speak in at least one coded source.

    ``spoke`` holds ``informant_id, source_id``, who speaks in which coded source; a coding of an informant
    is proof enough that the informant spoke.
    """
    missing = [c for c in ("informant_id", "source_id") if c not in spoke.columns]
    if missing:
        raise TableError("stats.spoke", where="spoke", known="informant_id, source_id")
    heard = set(text(spoke["informant_id"])) | set(text(codings["informant_id"]))
    return heard & set(text(informants["informant_id"]))


def reporting(countable: pd.DataFrame, informants: pd.DataFrame) -> pd.DataFrame:
    """Countable codings of people in the register, with ``unit`` and ``organisation`` added."""
    organisation = dict(zip(informants["informant_id"], text(informants["organisation"]), strict=True))
    known = countable[countable["informant_id"].isin(list(organisation))]
    return known.assign(
        unit=known["informant_id"], organisation=known["informant_id"].map(organisation).astype(object)
    )
