"""Saturation: how many new codes each further session brings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kiitools.errors import TableError
from kiitools.stats.counting import countable, ensure_choice, said, text, whole
from kiitools.tables import CODINGS, Basis, Finding, ensure_table

UNITS = ("session", "source", "informant")
_COLUMN = {"session": "session_id", "source": "source_id", "informant": "informant_id"}
STATES = ("base", "open", "saturated")


def saturation(
    codings: pd.DataFrame,
    order: Sequence[str],
    *,
    unit: str = "session",
    level: str = "code",
    status: str = "accepted",
    contrast: Collection[str] = (),
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    draws: int = 500,
    seed: int = 0,
) -> Finding:
    """New codes session by session, in the order held and averaged over all orders.

    Parameters
    ----------
    codings : DataFrame
        `kiitools.tables.CODINGS`; only affirmed codings count.
    order : sequence of str
        Ids of the coded sessions (sources, informants) in the order they were held; those without any code
        belong in it too.
    unit : str
        ``session``, ``source`` or ``informant``.
    level, status, contrast :
        As in `kiitools.stats.prevalence.prevalence`.
    base, run, threshold : int, int, float
        The codes of the first ``base`` sessions are the base; saturation is reached when the last ``run``
        sessions bring at most ``threshold`` of it as new codes.
    draws, seed : int
        Random orders for the band.

    Returns
    -------
    Finding
        One row per session: ``position, {unit}_id, new, k`` (codes seen so far), ``n`` (codes seen in all),
        ``share, low, high`` (band of 95 % of random orders), ``expected`` (mean ``k`` over random orders),
        ``run_new`` (new codes of the last ``run`` sessions), ``ratio`` (of the base), ``state`` (`STATES`).
        Unit: ``unit``.

    Raises
    ------
    TableError
        When a table does not keep its contract, a choice is unknown, or an id stands twice in ``order``.

    References
    ----------
    Guest G., Namey E., Chen M. (2020), "A simple method to assess and report thematic saturation in
    qualitative research", PLoS ONE 15(5), e0232076.
    """
    ensure_choice("unit", unit, UNITS)
    ensure_table(codings, CODINGS)
    used = countable(codings, level=level, status=status, contrast=contrast)
    used = used[used["polarity"] == "affirmed"]
    column = _COLUMN[unit]
    ids = _ensure_once(order)
    used = used.assign(**{column: text(used[column])})
    held = used[used[column].isin(ids)]
    codes = sorted(set(held["code"]))
    seen = _seen(held[column], held["code"], ids, codes)
    frame = _frame(seen, ids, column, (base, run, threshold))
    frame = pd.concat([frame, _band(seen, draws, seed)], axis=1)[
        ["position", column, "new", "k", "n", "share", "low", "high", "expected", "run_new", "ratio", "state"]
    ]
    frame.attrs["unit"] = unit
    left = len(used) - len(held)
    reached = frame.loc[frame["state"] == "saturated", "position"]
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ((f"stats.note.no-{unit}", {"n": left}),) if left else ()
    )
    key = "stats.saturation.reached" if len(reached) else "stats.saturation.open"
    words = {"n": len(ids), "codes": len(codes), "at": int(reached.iloc[0]) if len(reached) else 0}
    return Finding(
        "saturation",
        frame,
        said(key, **words),
        said("stats.saturation.method", base=base, run=run),
        Basis(unit, len(ids), status, {"level": level}, notes=notes),
        trace=_tracer(held, column, ids),
    )


def _ensure_once(order: Sequence[str]) -> list[str]:
    ids = [str(one) for one in order]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise TableError("stats.order-twice", where="order", ids=", ".join(twice))
    return ids


def _seen(
    units: pd.Series, codes: pd.Series, ids: Sequence[str], known: Sequence[str]
) -> npt.NDArray[np.bool_]:
    """Sessions × codes: whether the session holds the code."""
    row, column = ({one: at for at, one in enumerate(those)} for those in (ids, known))
    table = np.zeros((len(ids), len(known)), dtype=bool)
    table[[row[one] for one in units], [column[one] for one in codes]] = True
    return table


def _so_far(seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int_]:
    return np.logical_or.accumulate(seen, axis=0).sum(axis=1) if len(seen) else np.zeros(0, dtype=int)


def _frame(
    seen: npt.NDArray[np.bool_], ids: Sequence[str], column: str, rule: tuple[int, int, float]
) -> pd.DataFrame:
    base, run, threshold = rule
    k = _so_far(seen)
    new = np.diff(k, prepend=0)
    total = seen.shape[1]
    at_base = float(k[base - 1]) if len(k) >= base else np.nan
    run_new = np.array(
        [new[max(0, i + 1 - run) : i + 1].sum() if i >= base + run - 1 else np.nan for i in range(len(k))]
    )
    ratio = run_new / at_base if at_base else np.full(len(k), np.nan)
    state = np.where(np.isnan(ratio), "base", np.where(ratio <= threshold, "saturated", "open"))
    return pd.DataFrame(
        {
            "position": np.arange(1, len(k) + 1), column: list(ids), "new": new, "k": k, "n": total,
            "share": k / total if total else np.nan, "run_new": whole(pd.Series(run_new, dtype=float)),
            "ratio": ratio, "state": state,
        }
    )  # fmt: skip


def _band(seen: npt.NDArray[np.bool_], draws: int, seed: int) -> pd.DataFrame:
    columns = ("low", "high", "expected")
    if not seen.size:
        return pd.DataFrame({name: np.full(len(seen), np.nan) for name in columns})
    rng = np.random.default_rng(seed)
    curves = np.array([_so_far(seen[rng.permutation(len(seen))]) for _ in range(draws)])
    low, high = np.quantile(curves, [0.025, 0.975], axis=0) / seen.shape[1]
    return pd.DataFrame(dict(zip(columns, (low, high, curves.mean(axis=0)), strict=True)))


def _tracer(
    held: pd.DataFrame, column: str, ids: Sequence[str]
) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    """From a session (its id or position) to the codings in it; ``of="new"`` those of codes new there."""
    rank = {one: at for at, one in enumerate(ids)}
    ranked = sorted((rank[one], code) for one, code in zip(held[column], held["code"], strict=True))
    first = {code: at for at, code in reversed(ranked)}

    def trace(cell: Mapping[str, Any]) -> Sequence[str]:
        one = cell.get(column, ids[int(cell["position"]) - 1] if "position" in cell else None)
        rows = held[held[column] == one]
        if cell.get("of") == "new":
            rows = rows[[first[code] == rank[str(one)] for code in rows["code"]]]
        return tuple(rows["coding_id"])

    return trace
