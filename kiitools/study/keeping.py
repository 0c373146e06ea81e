"""What a study holds, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from kiitools.model.sources import Source
    from kiitools.study.study import Study


def sources(study: Study) -> pd.DataFrame:
    """One row per source."""
    from kiitools.store.sources import sources_table

    return sources_table(study.database)


def source(study: Study, source_id: str) -> Source:
    """A source with its text."""
    from kiitools.store.sources import load_source

    return load_source(study.database, source_id)


def register(study: Study, name: str) -> pd.DataFrame:
    """The current rows of a register; empty with the right columns when none was taken in."""
    from kiitools.store.registers import load_register

    return load_register(study.database, name)


def codings(study: Study, *, status: str | None) -> pd.DataFrame:
    """Current codings without their words."""
    from kiitools.store.codings import codings_table

    return codings_table(study.database, status=status)


def places(study: Study) -> pd.DataFrame:
    """Place mentions without their words; with role ``asked`` those of the question before an answer."""
    from kiitools.store.places import places_table

    return places_table(study.database)


def history(study: Study, *, most: int) -> pd.DataFrame:
    """The journal: who did what, by sequence."""
    from kiitools.store.journal import history as journal

    return journal(study.database, most=most)


def problems(study: Study) -> list[dict[str, str]]:
    """Faults of the study file and slips between its registers and texts."""
    from kiitools.messages import say
    from kiitools.store.checks import check_database

    lang = study.settings.lang
    found = [*check_database(study.database), *_loose_ends(study)]
    return [
        {
            "id": one.key,
            "where": one.where,
            "what": say(one.key, lang, **dict(one.values)),
            "todo": say(f"{one.key}.todo", lang, **dict(one.values)),
        }
        for one in found
    ]


def _loose_ends(study: Study) -> list[Any]:
    """Sessions with a text and no informant; informants in regions that are not covered."""
    from kiitools.errors import fault

    informants, texts = study.informants(), study.sources()
    known = set(informants["session_id"].dropna()) - {""}
    spoken = texts[texts["kind"] != "document"]
    ends = [
        fault(row.source_id, "study.problem-no-informant", session=row.session_id)
        if row.session_id
        else fault(row.source_id, "study.problem-no-session")
        for row in spoken.itertuples()
        if not row.session_id or (len(informants) and row.session_id not in known)
    ]
    outside = sorted(set(informants["region"].dropna()) - {""} - set(study.settings.regions))
    ends += [fault(region, "study.problem-region-outside", region=region) for region in outside]
    return ends


def back_up_study(study: Study, folder: str | Path | None) -> Path:
    """Write a backup beside the study (or into ``folder``), proven by opening it."""
    from kiitools.store.backup import back_up

    return back_up(study.database, Path(folder) if folder else study.folder / "sauvegardes")


def note_release(study: Study, released: Iterable[Any]) -> None:
    """Write the release register: one journal row per file that left."""
    from kiitools.store.journal import record

    if not study.database.read_only:
        record(study.database, "release", [asdict(one) for one in released], actor="user")
