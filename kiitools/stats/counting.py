"""Counting persons, organisations, sessions or sources, once each, into rate tables.

Two plain tables meet here. A *population* says who could have said something: one row per unit and value
(``unit``, ``value``). *Reports* say who said what: one row per coding (``unit``, ``value``, ``code`` …). A
rate is the number of distinct units among the reports over the number of distinct units in the population.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from kiitools.errors import TableError, fault
from kiitools.folding import folded
from kiitools.messages import say
from kiitools.model.cases import CATEGORIES, LEVELS, MODES
from kiitools.model.codes import LEVELS as CODE_LEVELS
from kiitools.model.codes import at_level
from kiitools.model.places import REGIONS_2016
from kiitools.stats.intervals import share, wilson
from kiitools.tables import INFORMANTS, RATE, ensure_table

TOTAL = "total"
"""Value of the row that takes all units together."""
UNKNOWN = "unknown"
"""Value of units whose attribute is empty."""
CONTRAST = "general.contrast"
"""Group of codes that mark what must not be counted."""
LEVEL_CHOICES = ("form", *CODE_LEVELS[::-1])
STATUS_CHOICES: Mapping[str, tuple[str, ...]] = {
    "accepted": ("accepted",),
    "suggested": ("accepted", "suggested"),
}
NOT_ATTRIBUTES = ("informant_id", "definition_level")
"""Columns of the register that break down nothing: who a person is, and what `understanding` counts."""
_ORDERS = {"category": CATEGORIES, "region": REGIONS_2016, "mode": MODES, "level": LEVELS}


def rates(k: Sequence[float], n: Sequence[float]) -> pd.DataFrame:
    """The columns ``k, n, share, low, high`` (Wilson, 95 %); counts stay whole where none is missing."""
    low, high = wilson(np.asarray(k, float), np.asarray(n, float))
    columns = (k, n, share(np.asarray(k, float), np.asarray(n, float)), low, high)
    frame = pd.DataFrame(dict(zip(RATE, (np.asarray(c, dtype=float) for c in columns), strict=True)))
    return frame.assign(k=whole(frame["k"]), n=whole(frame["n"]))


def whole(counts: pd.Series) -> pd.Series:
    """Counts as integers; nullable (``Int64``) where one is missing, so that none is printed as ``3.0``."""
    return counts.astype("Int64" if counts.isna().any() else "int64")


def ensure_people(informants: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """The register if it keeps its contract, holds each person once and has the attribute ``by``.

    Raises
    ------
    TableError
        When columns are missing, an id is repeated or empty, or ``by`` is no attribute; all at once.
    """
    ensure_table(informants, INFORMANTS)
    ids = text(informants["informant_id"])
    faults = [fault(one, "stats.repeated-id") for one in sorted(set(ids[ids.duplicated() & (ids != "")]))]
    faults += [fault(f"{row + 1}", "stats.empty-id") for row in np.flatnonzero(ids == "")]
    if faults:
        raise TableError("stats.people", where="informants", faults=tuple(faults))
    attributes = [str(one) for one in informants.columns if one not in NOT_ATTRIBUTES]
    if by is not None and by not in attributes:
        raise TableError("stats.unknown-attribute", where=by, known=", ".join(attributes))
    return informants.assign(informant_id=ids)


def ensure_choice(name: str, value: str, known: Collection[str]) -> str:
    """``value`` if it is among ``known``; otherwise a `TableError` that lists them."""
    if value not in known:
        raise TableError("stats.unknown-choice", where=name, value=value, known=", ".join(known))
    return value


def text(column: pd.Series) -> pd.Series:
    """A column as text: missing becomes empty."""
    return column.astype(object).where(column.notna(), "").astype(str).str.strip()


def attribute(column: pd.Series) -> pd.Series:
    """An attribute as text: missing or empty becomes `UNKNOWN`."""
    plain = text(column)
    return plain.where(plain != "", UNKNOWN)


def in_order(values: Collection[str], by: str | None) -> list[str]:
    """Values in the field's order (regions west to east, categories, modes, levels), the unknown last."""
    known = {value: rank for rank, value in enumerate(_ORDERS.get(by or "", ()))}
    return sorted(
        set(values), key=lambda v: (v == TOTAL, v == UNKNOWN, known.get(v, len(known)), folded(v), v)
    )


def countable(
    codings: pd.DataFrame, *, level: str, status: str, contrast: Collection[str] = ()
) -> pd.DataFrame:
    """Codings that may be counted, with the id they are counted under in column ``code``.

    Left out: codings of another status, contrast codes, and, at level ``form``, everything outside
    ``form.*``. Polarities stay: the caller decides which make a report.
    """
    ensure_choice("level", level, LEVEL_CHOICES)
    ensure_choice("status", status, STATUS_CHOICES)
    code = text(codings["code"])
    keep = codings["status"].isin(STATUS_CHOICES[status]) & ~code.isin(list(contrast))
    keep &= ~((code == CONTRAST) | code.str.startswith(CONTRAST + "."))
    if level == "form":
        keep &= code.str.startswith("form.")
    used = "group" if level == "form" else level
    at = {one: at_level(one, used) for one in set(code)}
    return codings.assign(
        code=code.map(at), informant_id=text(codings["informant_id"]), source_id=text(codings["source_id"])
    )[keep]


def distinct(frame: pd.DataFrame, keys: Sequence[str], unit: str = "unit") -> pd.Series:
    """Number of distinct units per key, as a series indexed by the keys."""
    return frame.groupby(list(keys), sort=False)[unit].nunique()


def looked_up(counts: pd.Series, cells: pd.DataFrame, keys: Sequence[str]) -> np.ndarray:
    """The count of each cell; 0 where the key does not occur."""
    index = pd.MultiIndex.from_frame(cells[list(keys)]) if len(keys) > 1 else pd.Index(cells[keys[0]])
    return counts.reindex(index).fillna(0).to_numpy(dtype=float)


def said(key: str, **values: object) -> dict[str, str]:
    """A sentence in both languages."""
    return {lang: say(key, lang, **values) for lang in ("fr", "en")}


def said_by(key: str, by: str | None, **values: object) -> dict[str, str]:
    """A sentence in both languages whose ``{by}`` names an attribute (« selon la région »)."""
    return {lang: say(key, lang, by=by_words(by, lang), **values) for lang in ("fr", "en")}


def by_words(by: str | None, lang: str) -> str:
    """« , selon la région » or nothing."""
    if by is None:
        return ""
    try:
        return say(f"stats.by.{by}", lang)
    except KeyError:
        return say("stats.by", lang, by=by)
