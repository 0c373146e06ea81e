"""Understanding of trafficking in persons: precise, partial, none, among those who were asked."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kiitools.errors import TableError, fault
from kiitools.model.cases import LEVELS
from kiitools.stats.counting import TOTAL, attribute, ensure_people, in_order, rates, said_by, text
from kiitools.tables import Basis, Finding


def understanding(informants: pd.DataFrame, *, by: str | None = None) -> Finding:
    """How well informants define trafficking in persons, as shares of the informants who were asked.

    Persons are counted, also those of focus groups. Who was not asked is neither in ``k`` nor in ``n``, and
    stands in ``not_asked``: not asked is not the same as cannot define.

    Parameters
    ----------
    informants : DataFrame
        The register (`kiitools.tables.INFORMANTS`); ``definition_level`` precise, partial, none or empty.
    by : str, optional
        An attribute of informants (``category``, ``region``, ``sex`` …); a ``total`` is always added.

    Returns
    -------
    Finding
        Rows: value of ``by`` × ``level``; columns ``k, n, share, low, high, not_asked, reason``. Where nobody
        was asked the share is ``nan`` and ``reason`` is ``nobody_asked``. Unit: informant.

    Raises
    ------
    TableError
        When the register does not keep its contract, an id is repeated, or a level is unknown.
    """
    people = ensure_people(informants, by)
    levels = _ensure_levels(people)
    values = [attribute(people[by]).rename(by)] if by else []
    answers = pd.concat([people["informant_id"], levels, *values], axis=1)
    rows = (
        [_rows(answers[answers[by] == value], {by: value}) for value in in_order(set(answers[by]), by)]
        if by
        else []
    )
    frame = pd.concat([*rows, _rows(answers, {by: TOTAL} if by else {})], ignore_index=True)
    frame.attrs["unit"] = "informant"
    asked = int((levels != "").sum())
    return Finding(
        name="understanding",
        frame=frame,
        caption=said_by("stats.understanding.caption", by, n=asked),
        method=said_by("stats.understanding.method", by),
        basis=Basis(unit="informant", n=asked, notes=_notes(len(people) - asked)),
        trace=_no_codings,
    )


def _rows(answers: pd.DataFrame, key: dict[str, str]) -> pd.DataFrame:
    given = answers["definition_level"]
    asked = int((given != "").sum())
    frame = pd.DataFrame(
        {**{name: [value] * len(LEVELS) for name, value in key.items()}, "level": list(LEVELS)}
    )
    counts = rates([int((given == one).sum()) for one in LEVELS], [asked] * len(LEVELS))
    reason = "" if asked else "nobody_asked"
    return pd.concat([frame, counts], axis=1).assign(not_asked=len(answers) - asked, reason=reason)


def _ensure_levels(people: pd.DataFrame) -> pd.Series:
    levels = text(people["definition_level"])
    wrong = ~levels.isin(["", *LEVELS])
    if wrong.any():
        faults = tuple(fault(one, "stats.level") for one in people.loc[wrong, "informant_id"])
        raise TableError(
            "stats.unknown-levels", where="definition_level", faults=faults, known=", ".join(LEVELS)
        )
    return levels


def _notes(not_asked: int) -> tuple[tuple[str, dict[str, int]], ...]:
    return (("stats.note.not-asked", {"n": not_asked}),) if not_asked else ()


def _no_codings(_cell: object) -> Sequence[str]:
    """Levels stand in the register: no coding lies behind them."""
    return ()
