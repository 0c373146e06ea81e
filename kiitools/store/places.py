"""Places named in sources: the mentions of a source's latest run are current."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import select

from kiitools.errors import InputError, fault
from kiitools.model.places import PlaceMention
from kiitools.store import views
from kiitools.store.connection import Database
from kiitools.store.journal import recording
from kiitools.store.schema import place_mentions, place_runs, sources
from kiitools.store.sources import ensure_sources, sessions_of, texts_of
from kiitools.store.speakers import informants_of
from kiitools.tables import PLACES, ensure_table

_OWN = ("source_id", "segment", "start", "end", "name", "kind", "country", "region", "role")


def save_places(db: Database, mentions: Mapping[str, Sequence[PlaceMention]], *, actor: str) -> int:
    """Save the places found in sources (``{source_id: mentions}``, also those without any); returns how many.

    Raises
    ------
    InputError
        When a source is unknown, or a mention lies outside its text; every fault is named.
    """
    subject = next(iter(mentions)) if len(mentions) == 1 else ""
    with recording(db, "places", actor=actor, subject=subject) as unit:
        ensure_sources(unit.connection, mentions, db.where)
        texts = texts_of(unit.connection, mentions)
        found = [one for these in mentions.values() for one in these]
        faults = tuple(
            fault(source, "store.unfit.place", start=one.start, end=one.end)
            for source, these in mentions.items()
            for one in these
            if one.source_id != source or not 0 <= one.start < one.end <= len(texts[source])
        )
        if faults:
            raise InputError("store.places-unfit", where=db.where, faults=faults, n=len(faults))
        unit.add(place_runs, [{"source_id": one} for one in mentions])
        rows = ({name: getattr(one, name) for name in _OWN} for one in found)
        unit.add(place_mentions, ({"position": n, **row} for n, row in enumerate(rows)))
    return len(found)


def load_places(db: Database) -> list[PlaceMention]:
    """The current mentions, with the names as the text has them."""
    with db.reading() as connection:
        rows = connection.execute(views.current_places()).mappings().all()
    found = [PlaceMention(**{name: row[name] for name in _OWN}) for row in rows]
    return sorted(found, key=lambda one: (one.source_id, one.start, one.end))


def places_table(db: Database, *, superseded: bool = False) -> pd.DataFrame:
    """The current mentions as `kiitools.tables.PLACES`, without their words."""
    asked = views.current_places()
    if not superseded:
        asked = asked.where(place_mentions.c.source_id.not_in(views.superseded()))
    with db.reading() as connection:
        rows = connection.execute(asked).mappings().all()
        sessions, people = sessions_of(connection), informants_of(connection)
    table = [
        {
            **row,
            "session_id": sessions.get(row["source_id"], ""),
            "informant_id": people.get((row["source_id"], row["segment"]), ""),
        }
        for row in rows
    ]
    found = pd.DataFrame(table, columns=list(PLACES.columns))
    return ensure_table(found.sort_values(["source_id", "start", "end"], ignore_index=True), PLACES)


def searched_sources(db: Database) -> set[str]:
    """Sources in which places were looked for."""
    asked = select(sources.c.source_id).where(sources.c.source_id.in_(select(place_runs.c.source_id)))
    with db.reading() as connection:
        return {row[0] for row in connection.execute(asked)}
