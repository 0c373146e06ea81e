"""Codebooks by version: which one held when a suggestion was made can always be told."""

from __future__ import annotations

import json

import pandas as pd
from sqlalchemy import select

from kiitools.errors import InputError
from kiitools.model.codes import Codebook
from kiitools.store.connection import Database
from kiitools.store.journal import recording
from kiitools.store.schema import codebooks, events


def save_codebook(db: Database, codebook: Codebook, *, actor: str) -> bool:
    """Make ``codebook`` the current one; returns False when it is already."""
    with recording(db, "codebook", actor=actor, subject=codebook.version) as unit:
        latest = select(codebooks.c.version).order_by(codebooks.c.event_seq.desc()).limit(1)
        if unit.connection.execute(latest).scalar() == codebook.version:
            return False
        plain = json.dumps(codebook.to_plain(), ensure_ascii=False)
        unit.add(codebooks, [{"version": codebook.version, "name": codebook.name, "plain": plain}])
        unit.detail = {"codes": len(codebook)}
    return True


def load_codebook(db: Database, version: str | None = None) -> Codebook:
    """The current codebook, or the one with this version.

    Raises
    ------
    InputError
        When the study has no codebook, or none of this version.
    """
    asked = select(codebooks.c.plain).order_by(codebooks.c.event_seq.desc()).limit(1)
    if version is not None:
        asked = asked.where(codebooks.c.version == version)
    with db.reading() as connection:
        plain = connection.execute(asked).scalar()
    if plain is None and version is None:
        raise InputError("store.no-codebook", where=db.where)
    if plain is None:
        raise InputError("store.unknown-codebook", where=db.where, version=version)
    return Codebook.from_plain(json.loads(plain))


def codebooks_table(db: Database) -> pd.DataFrame:
    """Which codebook held from when: columns ``version, name, at, event_seq``."""
    asked = select(codebooks.c.version, codebooks.c.name, events.c.at, codebooks.c.event_seq)
    asked = asked.join_from(codebooks, events, events.c.seq == codebooks.c.event_seq)
    with db.reading() as connection:
        rows = connection.execute(asked.order_by(codebooks.c.event_seq)).mappings().all()
    return pd.DataFrame([dict(row) for row in rows], columns=["version", "name", "at", "event_seq"])
