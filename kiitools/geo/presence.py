"""Who works where: actors and projects by region and pillar, counted from the registers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from kiitools.model.places import REGIONS_2016

PILLARS = ("prevention", "protection", "prosecution", "partnership", "research")
OTHER = "elsewhere"


def count_presence(
    actors: pd.DataFrame, projects: pd.DataFrame, *, regions: Sequence[str] = REGIONS_2016
) -> pd.DataFrame:
    """Actors and projects active in each region, by pillar.

    An actor counts once in every region and pillar it names; lists in a cell are separated by ``;``. What
    names no region of the study stands in the row ``elsewhere``, a pillar that is not one of `PILLARS` in a
    column of its own, so that nothing is dropped silently.

    Returns
    -------
    DataFrame
        ``region, pillar, actors, projects``: every region times every pillar.
    """
    counts = {"actors": _cells(actors, regions), "projects": _cells(projects, regions)}
    found = {cell for cells in counts.values() for cell in cells}
    rows = [*regions, *([OTHER] if any(region == OTHER for region, _ in found) else [])]
    columns = [p for p in PILLARS if any(p == pillar for _, pillar in found)]
    columns += sorted({pillar for _, pillar in found} - set(PILLARS))
    grid = [(region, pillar) for region in rows for pillar in columns]
    table = pd.DataFrame(grid, columns=["region", "pillar"])
    return table.assign(**{name: [cells.get(cell, 0) for cell in grid] for name, cells in counts.items()})


def _cells(register: pd.DataFrame, regions: Sequence[str]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for row in register.itertuples():
        where = {region if region in regions else OTHER for region in _split(row.regions)} or {OTHER}
        for cell in {(region, pillar) for region in where for pillar in _split(row.pillars)}:
            counts[cell] = counts.get(cell, 0) + 1
    return counts


def _split(cell: object) -> Iterator[str]:
    return (part.strip() for part in str(cell if cell == cell else "").split(";") if part.strip())
