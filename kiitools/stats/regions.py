"""Which region a coding speaks of: its sentence, its turn, the question before it, or the informant's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from kiitools.stats.counting import text
from kiitools.tables import PLACES, ensure_table

_Turn = tuple[str, int]


class _Named(NamedTuple):
    start: int
    end: int
    region: str
    country: str


def spoken_of(places: pd.DataFrame | None) -> pd.DataFrame:
    """Place mentions that speak of a place: all but those of the place of interview."""
    table = PLACES.empty() if places is None else ensure_table(places, PLACES)
    plain = table.assign(
        **{c: text(table[c]) for c in ("source_id", "informant_id", "country", "region", "role")}
    )
    return plain[plain["role"] != "interview"]


def regions_of(
    codings: pd.DataFrame, places: pd.DataFrame | None, questions: pd.DataFrame | None, own: Mapping[str, str]
) -> pd.DataFrame:
    """The region or regions each coding speaks of.

    Parameters
    ----------
    codings : DataFrame
        `kiitools.tables.CODINGS`.
    places : DataFrame, optional
        `kiitools.tables.PLACES`: places named in answers.
    questions : DataFrame, optional
        Same columns: places the question before an answer names; ``segment`` and ``informant_id`` are the
        *answer's*.
    own : mapping
        Informant to the region they are based in.

    Returns
    -------
    DataFrame
        ``coding_id, region, via, abroad``, one row per coding and region. ``via``: ``sentence`` (named in the
        coded passage), ``turn`` (the last one named before it in the same turn), ``question``, or ``own``.
        ``abroad``: the passage names places abroad and none of Mali's regions.
    """
    named, asked = _by_turn(spoken_of(places)), _by_turn(spoken_of(questions))
    rows = []
    columns = ("coding_id", "source_id", "segment", "start", "end", "informant_id")
    for coding, source, segment, start, end, informant in zip(
        *(codings[c].tolist() for c in columns), strict=True
    ):
        turn = (str(source), int(segment))
        inside = [p for p in named.get(turn, ()) if start <= p.start and p.end <= end]
        regions, via = _resolve(inside, named.get(turn, []), asked.get(turn, []), start)
        abroad = via != "sentence" and any(p.country not in ("", "ML") for p in inside)
        rows += [(coding, region, via, abroad) for region in regions or [own.get(str(informant), "")]]
    return pd.DataFrame(rows, columns=["coding_id", "region", "via", "abroad"], dtype=object)


def _resolve(
    inside: list[_Named], turn: list[_Named], asked: list[_Named], start: int
) -> tuple[list[str], str]:
    here = list(dict.fromkeys(p.region for p in inside if p.region))
    if here:
        return here, "sentence"
    before = [p.region for p in turn if p.region and p.start < start]
    if before:
        return before[-1:], "turn"
    topics = list(dict.fromkeys(p.region for p in asked if p.region))
    return (topics, "question") if topics else ([], "own")


def _by_turn(places: pd.DataFrame) -> dict[_Turn, list[_Named]]:
    turns: dict[_Turn, list[_Named]] = defaultdict(list)
    columns = ("source_id", "segment", "start", "end", "region", "country")
    for source, segment, start, end, region, country in zip(
        *(places[c].tolist() for c in columns), strict=True
    ):
        turns[str(source), int(segment)].append(_Named(int(start), int(end), str(region), str(country)))
    return {turn: sorted(found) for turn, found in turns.items()}
