"""Coverage: who was interviewed where and how, whose words are there, and what the study does not cover."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from kiitools.model.places import REGIONS_2016
from kiitools.stats.counting import TOTAL, attribute, ensure_people, in_order, said, text, whole
from kiitools.tables import Basis, Finding

KEYS = ("region", "mode", "category")
COUNTS = ("informants", "sessions", "with_text", "coded", "not_transcribed")


def coverage(
    informants: pd.DataFrame,
    spoke: pd.DataFrame,
    *,
    regions_covered: Sequence[str],
    coded_sources: Collection[str] | None = None,
    regions: Sequence[str] = REGIONS_2016,
) -> Finding:
    """Persons and sessions by region, mode and category, with and without text.

    Parameters
    ----------
    informants : DataFrame
        `kiitools.tables.INFORMANTS`.
    spoke : DataFrame
        ``informant_id, source_id``: who speaks in which source, coded or not.
    regions_covered : sequence of str
        Regions the study covers; the others are listed with ``state`` ``not_covered`` and counts ``nan``.
    coded_sources : collection of str, optional
        Ids of the sources that are coded; by default all in ``spoke``.
    regions : sequence of str
        All regions of the study's vintage.

    Returns
    -------
    Finding
        Columns ``region, mode, category, informants, sessions, with_text, coded, not_transcribed, state``.
        Persons are counted, also in focus groups; ``state`` is ``covered``, ``no_informant`` (covered, nobody
        interviewed there), ``not_covered``, or ``outside`` (interviewed where the study says it does not go).
        A last row holds the totals: a session that mixes categories counts once there.

    Raises
    ------
    TableError
        When the register does not keep its contract or an id is repeated.
    """
    people = ensure_people(informants)
    table = pd.DataFrame({key: attribute(people[key]) for key in KEYS})
    table["informant_id"], table["session_id"] = people["informant_id"], text(people["session_id"])
    table["with_text"], table["coded"] = _heard(table, spoke, coded_sources)
    rows = [
        _row(dict(zip(KEYS, map(str, key), strict=True)), group)
        for key, group in table.groupby(list(KEYS), sort=False)
    ]
    for row in rows:
        row["state"] = "covered" if row["region"] in regions_covered else "outside"
    rows += _empty_regions({row["region"] for row in rows}, regions_covered, regions)
    frame = _ordered(pd.DataFrame(rows))
    total = {**_row(dict.fromkeys(KEYS, TOTAL), table), "state": ""}
    frame = pd.concat([frame, pd.DataFrame([total])], ignore_index=True)[[*KEYS, *COUNTS, "state"]]
    frame[list(COUNTS)] = frame[list(COUNTS)].apply(whole)
    frame.attrs["unit"] = "informant"
    missing = [one for one in regions if one not in regions_covered]
    return Finding(
        name="coverage",
        frame=frame,
        caption=said(
            "stats.coverage.caption", n=len(people), sessions=total["sessions"], regions=len(regions_covered)
        ),
        method=said("stats.coverage.method"),
        basis=Basis(
            "informant", len(people), notes=_notes(missing, len(people) - int(table["with_text"].sum()))
        ),
        trace=_no_codings,
    )


def _heard(
    table: pd.DataFrame, spoke: pd.DataFrame, coded: Collection[str] | None
) -> tuple[pd.Series, pd.Series]:
    speakers, sources = text(spoke["informant_id"]), text(spoke["source_id"])
    in_coded = speakers if coded is None else speakers[sources.isin(list(coded))]
    return table["informant_id"].isin(set(speakers)), table["informant_id"].isin(set(in_coded))


def _row(key: dict[str, str], group: pd.DataFrame) -> dict[str, object]:
    sessions = group.loc[group["session_id"] != "", "session_id"].nunique()
    heard, coded = int(group["with_text"].sum()), int(group["coded"].sum())
    return {
        **key,
        "informants": len(group),
        "sessions": sessions,
        "with_text": heard,
        "coded": coded,
        "not_transcribed": len(group) - heard,
    }


def _empty_regions(
    found: Collection[object], covered: Sequence[str], regions: Sequence[str]
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for region in dict.fromkeys([*regions, *covered]):
        if region in found:
            continue
        inside = region in covered
        counts = dict.fromkeys(COUNTS, 0 if inside else float("nan"))
        state = "no_informant" if inside else "not_covered"
        rows.append({"region": region, "mode": "", "category": "", **counts, "state": state})
    return rows


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    ranks = {key: {value: rank for rank, value in enumerate(in_order(set(frame[key]), key))} for key in KEYS}
    return frame.sort_values(
        list(KEYS), key=lambda column: column.map(ranks[str(column.name)]), kind="stable"
    )


def _notes(missing: Sequence[str], silent: int) -> tuple[tuple[str, dict[str, object]], ...]:
    notes: list[tuple[str, dict[str, object]]] = []
    if missing:
        notes.append(("stats.note.not-covered", {"regions": ", ".join(missing)}))
    if silent:
        notes.append(("stats.note.not-transcribed", {"n": silent}))
    return tuple(notes)


def _no_codings(_cell: object) -> Sequence[str]:
    """Coverage is counted from the register."""
    return ()
