"""Agreement between coders on codes and on levels of understanding.

Three plain tables meet: *layers*, what each coder holds (``coder, source_id, start, end, code``, perhaps
``coding_id``); *units*, what is compared (``unit_id, source_id, start, end``: sentences, turns or sources);
*read*, who read what (``coder, source_id``). A coder who read a unit and did not apply a code says "absent";
a coder who did not read it says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kiitools.errors import TableError, fault
from kiitools.model.cases import LEVELS
from kiitools.model.codes import at_level
from kiitools.stats.coefficients import MEASURES, Sums, as_ratings, coefficient, coefficient_of, sums
from kiitools.stats.counting import LEVEL_CHOICES, TOTAL, ensure_choice, said, text
from kiitools.tables import Basis, Finding

LAYERS = ("coder", "source_id", "start", "end", "code")
UNITS = ("unit_id", "source_id", "start", "end")
READ = ("coder", "source_id")
JUDGED = ("unit_id", "coder", "level")
RARE = 0.05
"""Below this share of units, or above its complement, kappa and alpha can be low although coders agree."""
_COLUMNS = ("measure", "value", "low", "high", "n", "prevalence", "reason", "caution")

Floats = npt.NDArray[np.float64]


def agreement(
    layers: pd.DataFrame,
    units: pd.DataFrame,
    read: pd.DataFrame,
    *,
    level: str = "code",
    unit: str = "sentence",
    coders: Sequence[str] | None = None,
    measures: Sequence[str] = ("percent", "cohen", "fleiss", "alpha", "ac1"),
    draws: int = 1000,
    seed: int = 0,
) -> Finding:
    """How far coders agree that a code is present, code by code and over all.

    Parameters
    ----------
    layers, units, read : DataFrame
        See the head of this module; only codings a coder holds as affirmed belong in ``layers``.
    level : str
        ``code``, ``group``, ``category`` or ``form`` (groups within ``form.*``).
    unit : str
        What ``units`` are, said in the caption: ``sentence``, ``turn`` or ``source``.
    coders : sequence of str, optional
        Which coders to compare; by default all who read something.
    measures : sequence of str
        Among `kiitools.stats.coefficients.MEASURES`.
    draws, seed : int
        Resamples of sources for the intervals.

    Returns
    -------
    Finding
        One row per code and measure, the last ones ``code = "total"`` over all decisions: ``code, measure,
        value, low, high, n`` (units read by two coders or more), ``prevalence`` (share of readings in which
        the code is present), ``reason`` (why a value is ``nan``), ``caution`` (``prevalence`` where the code
        is so rare or common that kappa and alpha mislead: read AC1 and percent beside them).

    Raises
    ------
    TableError
        When a table lacks a column or a measure or level is unknown.

    References
    ----------
    See `kiitools.stats.coefficients.coefficient`; on the caution, Feinstein & Cicchetti 1990.
    """
    ensure_choice("level", level, LEVEL_CHOICES)
    for one in measures:
        ensure_choice("measures", one, MEASURES)
    desk = _desk(layers, units, read, level, coders)
    counted = {code: sums(desk.ratings(code), 2, desk.sources) for code in desk.codes}
    if counted:
        counted[TOTAL] = reduce(add, counted.values())
    rows = [row for code, found in counted.items() for row in _rows(code, found, measures, draws, seed)]
    frame = pd.DataFrame(rows, columns=["code", *_COLUMNS])
    frame.attrs["unit"] = unit
    words = {"n": len(desk.units), "coders": ", ".join(desk.coders), "sources": len(set(desk.sources))}
    return Finding(
        "agreement",
        frame,
        said(f"stats.agreement.{unit}", **words),
        said("stats.agreement.method"),
        Basis(unit, len(desk.units), "accepted", {"level": level}, coders=desk.coders),
        trace=_tracer(desk, layers),
    )


def disagreements(
    layers: pd.DataFrame,
    units: pd.DataFrame,
    read: pd.DataFrame,
    *,
    level: str = "code",
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Units on which coders differ: ``unit_id, source_id, start, end, code`` and a column per coder.

    A coder's column is 1 (present), 0 (absent) or ``nan`` (did not read it).
    """
    desk = _desk(layers, units, read, level, coders)
    found = []
    for code in desk.codes:
        ratings = desk.ratings(code)
        differ = np.nanmin(ratings, axis=1) != np.nanmax(ratings, axis=1)
        rows = desk.units.loc[differ, list(UNITS)].assign(code=code)
        found.append(rows.assign(**dict(zip(desk.coders, ratings[differ].T, strict=True))))
    columns = [*UNITS, "code", *desk.coders]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def agreement_on_levels(judged: pd.DataFrame, *, draws: int = 1000, seed: int = 0) -> Finding:
    """How far coders agree on levels of understanding: precise, partial, none (ordered).

    Parameters
    ----------
    judged : DataFrame
        ``unit_id, coder, level``, one row per answer and coder.

    Returns
    -------
    Finding
        Rows ``percent``, ``cohen``, ``alpha`` (nominal), ``alpha_ordinal``, ``ac1``; columns as `agreement`
        without ``code`` and with ``prevalence`` empty.
    """
    _ensure("judged", judged, JUDGED)
    wrong = ~text(judged["level"]).isin(["", *LEVELS])
    if wrong.any():
        faults = tuple(fault(one, "stats.level") for one in text(judged.loc[wrong, "unit_id"]))
        raise TableError("stats.unknown-levels", where="level", faults=faults, known=", ".join(LEVELS))
    wide = judged.assign(level=text(judged["level"])).pivot(index="unit_id", columns="coder", values="level")
    ratings = as_ratings(wide.to_numpy(dtype=object).tolist(), LEVELS[::-1])
    rows = []
    for measure in ("percent", "cohen", "alpha", "alpha_ordinal", "ac1"):
        got = coefficient(
            measure, ratings, len(LEVELS), groups=np.arange(len(ratings)), draws=draws, seed=seed
        )
        rows.append((measure, got.value, got.low, got.high, got.units, np.nan, got.reason, ""))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame.attrs["unit"] = "informant"
    coders = tuple(map(str, wide.columns))
    words = {"n": len(wide), "coders": ", ".join(coders)}
    return Finding(
        "agreement",
        frame,
        said("stats.agreement.levels", **words),
        said("stats.agreement.method"),
        Basis("informant", len(wide), coders=coders),
        trace=None,
    )


@dataclass(frozen=True)
class _Desk:
    """Units read by two coders or more, and where each code is present."""

    units: pd.DataFrame
    coders: tuple[str, ...]
    reads: npt.NDArray[np.bool_]
    present: Mapping[str, set[tuple[int, int]]]

    @property
    def codes(self) -> list[str]:
        return sorted(code for code, spots in self.present.items() if spots)

    @property
    def sources(self) -> npt.NDArray[np.object_]:
        return self.units["source_id"].to_numpy(dtype=object)

    def ratings(self, code: str) -> Floats:
        """Units × coders: 1 present, 0 absent, nan not read."""
        table = np.where(self.reads, 0.0, np.nan)
        for row, column in self.present[code]:
            if self.reads[row, column]:
                table[row, column] = 1.0
        return table


def _desk(
    layers: pd.DataFrame, units: pd.DataFrame, read: pd.DataFrame, level: str, coders: Sequence[str] | None
) -> _Desk:
    _ensure("layers", layers, LAYERS)
    _ensure("units", units, UNITS)
    _ensure("read", read, READ)
    who = tuple(sorted(set(text(read["coder"]))) if coders is None else coders)
    pairs = set(zip(text(read["coder"]), text(read["source_id"]), strict=True))
    plain = units.assign(source_id=text(units["source_id"])).sort_values(
        ["source_id", "start"], kind="stable"
    )
    reads = np.array([[(one, source) in pairs for one in who] for source in plain["source_id"]], dtype=bool)
    reads = reads.reshape(len(plain), len(who))
    double = reads.sum(axis=1) >= 2
    kept = plain[double].reset_index(drop=True)
    return _Desk(kept, who, reads[double], _present(layers, kept, who, level))


def _present(
    layers: pd.DataFrame, units: pd.DataFrame, coders: Sequence[str], level: str
) -> dict[str, set[tuple[int, int]]]:
    column = {coder: at for at, coder in enumerate(coders)}
    rows = _by_source(units)
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for coder, source, start, end, code in zip(*(layers[c].tolist() for c in LAYERS), strict=True):
        if str(coder) not in column or (level == "form" and not str(code).startswith("form.")):
            continue
        at = at_level(str(code), "group" if level == "form" else level)
        found[at] |= {(row, column[str(coder)]) for row in rows(str(source), int(start), int(end))}
    return found


def _by_source(units: pd.DataFrame) -> Callable[[str, int, int], Sequence[int]]:
    """A function from a passage to the rows of the units it overlaps."""
    table = {
        str(source): (
            group.index.to_numpy(),
            group["start"].to_numpy(dtype=int),
            group["end"].to_numpy(dtype=int),
        )
        for source, group in units.groupby("source_id", sort=False)
    }

    def rows(source: str, start: int, end: int) -> Sequence[int]:
        if source not in table:
            return ()
        index, starts, ends = table[source]
        return tuple(int(one) for one in index[(starts < end) & (start < ends)])

    return rows


def _rows(code: str, found: Sums, measures: Sequence[str], draws: int, seed: int) -> list[tuple[Any, ...]]:
    prevalence = float(found.spread[:, 1].sum() / found.rated.sum())
    caution = "prevalence" if not RARE <= prevalence <= 1 - RARE else ""
    rows = []
    for measure in measures:
        got = coefficient_of(measure, found, draws=draws, seed=seed)
        warned = caution if measure in ("cohen", "fleiss", "alpha", "alpha_ordinal") else ""
        rows.append((code, measure, got.value, got.low, got.high, got.units, prevalence, got.reason, warned))
    return rows


def _tracer(desk: _Desk, layers: pd.DataFrame) -> Callable[[Mapping[str, Any]], Sequence[str]] | None:
    """From a code to the ids of all coders' codings of it on the units compared."""
    if "coding_id" not in layers.columns:
        return None
    sources = set(desk.units["source_id"])
    known = set(desk.codes)

    def trace(cell: Mapping[str, Any]) -> Sequence[str]:
        code = str(cell.get("code", TOTAL))
        here = layers[text(layers["source_id"]).isin(list(sources)) & layers["coder"].isin(list(desk.coders))]
        if code in known:
            full = text(here["code"])
            here = here[(full == code) | full.str.startswith(code + ".")]
        elif code != TOTAL:
            here = here.iloc[:0]
        return tuple(here["coding_id"])

    return trace


def _ensure(name: str, table: pd.DataFrame, columns: Sequence[str]) -> None:
    missing = [fault(name, "tables.missing-column", column=c) for c in columns if c not in table.columns]
    if missing:
        raise TableError("tables.columns", where=name, faults=tuple(missing), known=", ".join(columns))
