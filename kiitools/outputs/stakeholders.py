"""Who does what, where, with which weight: tables of actors and projects, without files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from kiitools.model.places import REGIONS_2016
from kiitools.outputs.wording import listed, missing
from kiitools.tables import ACTORS, PROJECTS, ensure_table

PILLARS = ("prevention", "protection", "prosecution", "partnership", "research")
MIDDLE = 3
"""Influence and interest of 1 to 5: above the middle is high."""
FOUR_W = (
    "who", "who_type", "what", "pillar", "where", "start", "end", "status", "partners", "donor", "record",
)  # fmt: skip


def stakeholder_matrix(actors: pd.DataFrame, *, regions: Sequence[str] = REGIONS_2016) -> pd.DataFrame:
    """Stakeholder × what it is, what it does, where, for whom, with which weight.

    Parameters
    ----------
    actors : pandas.DataFrame
        `kiitools.tables.ACTORS` (``notes`` is not needed and never shown).
    regions : sequence of str
        Regions that get a column; regions that actors name and that are not listed follow.

    Returns
    -------
    pandas.DataFrame
        ``name, acronym, type, level, activities``; ``pillar.<id>`` and ``region.<name>`` True or False;
        ``target_groups, influence, interest`` and ``position`` (`position`). One row per actor, in order.
    """
    ensure_actors(actors)
    frame = actors[["name", "acronym", "type", "level", "activities"]].reset_index(drop=True).copy()
    pillars, places = actors["pillars"].map(listed), actors["regions"].map(listed)
    for pillar in _named(PILLARS, pillars):
        frame[f"pillar.{pillar}"] = pd.Series([pillar in cell for cell in pillars], dtype=bool)
    for region in _named(regions, places):
        frame[f"region.{region}"] = pd.Series([region in cell for cell in places], dtype=bool)
    for column in ("target_groups", "influence", "interest"):
        frame[column] = actors[column].to_numpy()
    pairs = zip(frame["influence"], frame["interest"], strict=True)
    frame["position"] = [position(influence, interest) for influence, interest in pairs]
    return frame


def position(influence: Any, interest: Any) -> str:
    """Where a stakeholder stands on the grid of influence and interest (Mendelow 1991).

    ``partner`` (both high), ``satisfy`` (influence high, interest low), ``inform`` (interest high, influence
    low), ``watch`` (both low); high is above the middle of the scale. Empty when either is not stated.
    """
    if missing(influence) or missing(interest):
        return ""
    strong, keen = int(influence) > MIDDLE, int(interest) > MIDDLE
    return {
        (True, True): "partner",
        (True, False): "satisfy",
        (False, True): "inform",
        (False, False): "watch",
    }[strong, keen]


def influence_grid(actors: pd.DataFrame) -> pd.DataFrame:
    """Names by influence (rows, 5 first) and interest (columns ``interest.1`` … ``interest.5``)."""
    ensure_actors(actors)
    rows: list[dict[str, Any]] = []
    for influence in range(5, 0, -1):
        row: dict[str, Any] = {"influence": influence}
        for interest in range(1, 6):
            here = (actors["influence"] == influence) & (actors["interest"] == interest)
            row[f"interest.{interest}"] = "\n".join(
                short_name(a) for a in actors[here.fillna(False)].to_dict("records")
            )
        rows.append(row)
    return pd.DataFrame(rows)


def short_name(actor: Mapping[Any, Any]) -> str:
    """The acronym of an actor, else its name."""
    acronym = actor.get("acronym")
    return str(actor["name"]) if missing(acronym) or not acronym else str(acronym)


def presence(actors: pd.DataFrame, *, regions: Sequence[str] = REGIONS_2016) -> pd.DataFrame:
    """How many actors work in each region (rows) on each pillar (``pillar.<id>``), and in all."""
    matrix = stakeholder_matrix(actors, regions=regions)
    places = [c for c in matrix.columns if c.startswith("region.")]
    pillars = [c for c in matrix.columns if c.startswith("pillar.")]
    rows = []
    for place in places:
        here = matrix[matrix[place]]
        rows.append(
            {
                "region": place.removeprefix("region."),
                **{p: int(here[p].sum()) for p in pillars},
                "actors": len(here),
            }
        )
    return pd.DataFrame(rows, columns=["region", *pillars, "actors"])


def four_w(actors: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Who does what, where and when: one row per actor or project × region × pillar.

    Parameters
    ----------
    actors, projects : pandas.DataFrame
        `kiitools.tables.ACTORS` and `kiitools.tables.PROJECTS`.

    Returns
    -------
    pandas.DataFrame
        Columns `FOUR_W`. ``record`` says whether the row comes from the register of actors or of projects;
        ``pillar`` and ``where`` are empty where the register says nothing (never guessed); ``start`` and
        ``end`` are empty for actors, whose standing activities have no dates.
    """
    ensure_actors(actors)
    ensure_table(projects, PROJECTS)
    types = {key: a["type"] for a in actors.to_dict("records") for key in (a["name"], a["acronym"]) if key}
    rows = [row for actor in actors.to_dict("records") for row in _spread(_actor_row(actor), actor)]
    names = _names_of_acronyms(actors)
    led = [
        {**one, "lead_actor": names.get(one["lead_actor"], one["lead_actor"])}
        for one in projects.to_dict("records")
    ]
    rows += [row for one in led for row in _spread(_project_row(one, types), one)]
    return pd.DataFrame(rows, columns=list(FOUR_W))


def _names_of_acronyms(actors: pd.DataFrame) -> dict[Any, str]:
    """Acronym → name, for acronyms that belong to a single actor and are nobody's name."""
    pairs = {(a["acronym"], a["name"]) for a in actors.to_dict("records") if not missing(a["acronym"])}
    shared = Counter(acronym for acronym, _ in pairs)
    taken = {"", *actors["name"]}
    return {acronym: name for acronym, name in pairs if shared[acronym] == 1 and acronym not in taken}


def _spread(row: dict[str, Any], record: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    for region in listed(record["regions"]) or [""]:
        for pillar in listed(record["pillars"]) or [""]:
            yield {**row, "where": region, "pillar": pillar}


def _actor_row(actor: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "who": actor["name"], "who_type": actor["type"], "what": actor["activities"], "start": "", "end": "",
        "status": "", "partners": "", "donor": "", "record": "actor",
    }  # fmt: skip


def _project_row(project: Mapping[Any, Any], types: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "who": project["lead_actor"], "who_type": types.get(project["lead_actor"], ""),
        "what": project["title"],
        "start": project["start"], "end": project["end"], "status": project["status"],
        "partners": project["partners"], "donor": project["donor"], "record": "project",
    }  # fmt: skip


def databases(actors: pd.DataFrame) -> pd.DataFrame:
    """What databases, registers and tables each actor keeps; actors that state none are left out."""
    ensure_actors(actors)
    kept = actors[actors["databases"].fillna("").astype(str).str.strip() != ""]
    return kept[["name", "acronym", "type", "level", "regions", "databases"]].reset_index(drop=True)


def ensure_actors(actors: pd.DataFrame) -> pd.DataFrame:
    """``actors`` if it keeps its contract; ``notes`` may be absent, for they do not leave the study."""
    whole = actors if "notes" in actors else actors.assign(notes="")
    ensure_table(whole, ACTORS)
    return actors


def _named(first: Sequence[str], cells: pd.Series) -> list[str]:
    return [*first, *dict.fromkeys(one for cell in cells for one in cell if one not in first)]
