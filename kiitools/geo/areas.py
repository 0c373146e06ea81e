"""A region as the figures draw it: its rate, its state, its shade and what is printed on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from kiitools.errors import TableError
from kiitools.geo.palette import Shade, classify

COLUMNS = ("region", "code", "k", "n", "share", "low", "high", "state")
BLANK = classify(float("nan"), 0, "not_covered")
_ORDER = {"reported": 0, "no_report": 1, "too_few": 2, "not_covered": 3}


@dataclass(frozen=True, slots=True)
class Area:
    """One row of a prevalence table, ready to be drawn; missing numbers are ``nan``."""

    region: str
    k: float
    n: float
    share: float
    low: float
    high: float
    state: str
    shade: Shade
    printed: str


def areas(frame: pd.DataFrame, code: str) -> list[Area]:
    """The regions of one code in the order of the table.

    ``printed`` is the table's column of that name where there is one (bands of a public release), else
    ``k/n``; nothing where the region is not covered.

    Raises
    ------
    TableError
        Columns are missing, the code does not occur, a region occurs twice or cannot be shaded.
    """
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise TableError("figures.columns", missing=", ".join(missing), known=", ".join(COLUMNS))
    rows = frame[frame["code"] == code]
    if rows.empty:
        raise TableError("figures.no-code", where=code, known=", ".join(map(str, frame["code"].unique())))
    if rows["region"].duplicated().any():
        raise TableError("figures.twice", where=code)
    return [_area({str(name): value for name, value in row.items()}) for row in rows.to_dict("records")]


def _area(row: Mapping[str, object]) -> Area:
    k, n, share, low, high = (_number(row[name]) for name in ("k", "n", "share", "low", "high"))
    state = str(row["state"])
    shade = classify(share, n, state)
    own = "" if state == "not_covered" else f"{k:.0f}/{n:.0f}"
    printed = str(row.get("printed", own))
    return Area(str(row["region"]), k, n, share, low, high, shade_state(shade, state), shade, printed)


def shade_state(shade: Shade, state: str) -> str:
    """The state that is drawn: with fewer than five informants ``too_few``, whatever the table says."""
    return "too_few" if shade.key == "too_few" else state


def _number(value: object) -> float:
    return float("nan") if pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]


def by_share(found: Iterable[Area]) -> list[Area]:
    """Largest share first, then larger ``n``; then what nobody reports, too few, not covered."""
    return sorted(found, key=lambda a: (_ORDER[a.state], -_known(a.share), -_known(a.n)))


def _known(value: float) -> float:
    return value if value == value else 0.0


def labels_of(frame: pd.DataFrame) -> dict[str, str]:
    """Code to its name (the column ``label`` where there is one), the most reported first.

    How often a form is reported is the sum of its ``k`` over the regions: an order, no figure to print.
    """
    total = pd.to_numeric(frame["k"]).astype(float).groupby(frame["code"], sort=True).sum()
    ordered = [str(code) for code in total.sort_values(ascending=False, kind="stable").index]
    names = frame["label"] if "label" in frame else frame["code"]
    known = dict(zip(frame["code"].astype(str), names.astype(str), strict=True))
    return {code: known[code] for code in ordered}


def reported(frame: pd.DataFrame, code: str) -> bool:
    """Whether anybody reports the code anywhere."""
    return bool((pd.to_numeric(frame.loc[frame["code"] == code, "k"]).fillna(0) > 0).any())
