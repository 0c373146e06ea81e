"""Slips that real reports contain, found before the reader finds them.

Each check returns `kiitools.errors.Fault` records: where and what, none when all is well. Nothing is mended.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from kiitools.errors import Fault, fault
from kiitools.stats.counting import text

Faults = tuple[Fault, ...]
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def check_total(parts: Mapping[str, float], total: float, *, where: str, unit: str = "") -> Faults:
    """Parts that do not add up to the total stated beside them.

    >>> [f.key for f in check_total({"ONG": 26, "victimes": 25}, 136, where="échantillon")]
    ['stats.check.total']
    """
    summed = sum(parts.values())
    if math.isclose(summed, total, abs_tol=1e-9):
        return ()
    return (fault(where, "stats.check.total", sum=_number(summed), total=_number(total),
                  gap=_number(total - summed), unit=unit),)  # fmt: skip


def check_percentages(
    percentages: Mapping[str, float],
    *,
    where: str,
    base: int | None = None,
    decimals: int = 0,
    whole: bool = True,
) -> Faults:
    """Percentages without a base, that no number of people can give, or that do not add up to 100.

    Parameters
    ----------
    percentages : mapping
        Label to percentage as printed.
    base : int, optional
        Of how many; its absence is itself a fault.
    decimals : int
        Decimals printed.
    whole : bool
        Whether the percentages are parts of one whole.

    References
    ----------
    That a percentage be possible for its base: Brown N. J. L., Heathers J. A. J. (2017), the GRIM test.
    """
    found: list[Fault] = []
    step = 10.0**-decimals
    if base is None:
        found.append(fault(where, "stats.check.no-base"))
    else:
        found += [
            fault(f"{where} : {label}", "stats.check.impossible", value=_number(value), base=base)
            for label, value in percentages.items()
            if not _possible(value, base, step)
        ]
    total = sum(percentages.values())
    if whole and abs(total - 100) > step * max(1, len(percentages)) / 2 + 1e-9:
        found.append(fault(where, "stats.check.not-100", sum=_number(total)))
    return tuple(found)


def _possible(value: float, base: int, step: float) -> bool:
    near = round(value * base / 100)
    around = range(max(0, near - 1), min(base, near + 1) + 1)
    return any(abs(100 * k / base - value) <= step / 2 + 1e-9 for k in around) if base > 0 else False


def check_ids(table: pd.DataFrame, column: str, *, where: str) -> Faults:
    """Ids that are empty or stand in several rows."""
    ids = text(table[column])
    empty = int((ids == "").sum())
    faults = [fault(where, "stats.check.empty-ids", n=empty)] if empty else []
    counts = ids[ids != ""].value_counts(sort=False)
    repeated = counts[counts > 1]
    return (
        *faults,
        *(fault(f"{where} : {one}", "stats.check.repeated", n=int(n)) for one, n in repeated.items()),
    )


def check_dates(
    table: pd.DataFrame, column: str, *, where: str, start: str, end: str, id_column: str
) -> Faults:
    """Dates that are none, or outside the study's period (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``)."""
    faults = []
    for one, written in zip(text(table[id_column]), text(table[column]), strict=True):
        if not written:
            continue
        if not _is_date(written):
            faults.append(fault(f"{where} : {one}", "stats.check.no-date", value=written))
        elif written[: len(start)] < start[: len(written)] or written[: len(end)] > end[: len(written)]:
            faults.append(
                fault(f"{where} : {one}", "stats.check.outside", value=written, start=start, end=end)
            )
    return tuple(faults)


def _is_date(written: str) -> bool:
    found = _DATE.fullmatch(written)
    if found is None:
        return False
    month, day = int(found[2] or 1), int(found[3] or 1)
    if not 1 <= month <= 12:
        return False
    year = int(found[1])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= day <= days[month - 1]


def check_order(table: pd.DataFrame, start: str, end: str, *, where: str, id_column: str) -> Faults:
    """Rows whose end lies before their start."""
    rows = zip(text(table[id_column]), text(table[start]), text(table[end]), strict=True)
    return tuple(
        fault(f"{where} : {one}", "stats.check.reversed", start=first, end=last)
        for one, first, last in rows
        if first and last and last[: len(first)] < first[: len(last)]
    )


def check_sessions(informants: pd.DataFrame) -> Faults:
    """Sessions that cannot be what their mode says: groups of one, interviews of many, two modes or dates."""
    faults: list[Fault] = []
    table = informants.assign(**{c: text(informants[c]) for c in ("session_id", "mode", "date", "region")})
    for session, group in table[table["session_id"] != ""].groupby("session_id", sort=False):
        modes = set(group["mode"]) - {""}
        for column in ("mode", "date", "region"):
            values = sorted(set(group[column]) - {""})
            if len(values) > 1:
                faults.append(
                    fault(session, "stats.check.session-differs", column=column, values=", ".join(values))
                )
        if modes == {"focus-group"} and len(group) == 1:
            faults.append(fault(session, "stats.check.group-of-one"))
        if len(modes) == 1 and modes <= {"interview", "phone", "remote"} and len(group) > 1:
            faults.append(fault(session, "stats.check.interview-of-many", n=len(group)))
    return tuple(faults)


def check_regions(informants: pd.DataFrame, covered: Collection[str], known: Sequence[str]) -> Faults:
    """Informants based in a region the study says it does not cover, or in one that does not exist."""
    faults = []
    for one, region in zip(text(informants["informant_id"]), text(informants["region"]), strict=True):
        if region and region not in known:
            faults.append(fault(one, "stats.check.unknown-region", region=region))
        elif region and region not in covered:
            faults.append(fault(one, "stats.check.not-covered", region=region))
    return tuple(faults)


def check_units(stated: Mapping[str, tuple[int, str]], informants: pd.DataFrame) -> Faults:
    """Stated numbers against the register, when the unit is named: persons are not organisations.

    Parameters
    ----------
    stated : mapping
        Category (or ``total``) to its number and unit, ``informant`` or ``organisation``.
    """
    faults = []
    category = text(informants["category"])
    for name, (number, unit) in stated.items():
        rows = informants if name == "total" else informants[category == name]
        organisations = text(rows["organisation"])
        counts = {"informant": len(rows), "organisation": organisations[organisations != ""].nunique()}
        if counts.get(unit) == number:
            continue
        other = next((one for one, many in counts.items() if one != unit and many == number), "")
        key = "stats.check.other-unit" if other else "stats.check.stated"
        faults.append(fault(name, key, stated=number, unit=unit, found=counts.get(unit, 0), other=other))
    return tuple(faults)


def _number(value: float) -> str:
    return f"{value:.10g}"
