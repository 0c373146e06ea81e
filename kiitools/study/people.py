"""Who speaks where: speakers' register, transcripts' headers and informants' register together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from kiitools.folding import folded
from kiitools.tables import ATTENDANCE

if TYPE_CHECKING:
    from kiitools.study.study import Study


def refresh(study: Study) -> None:
    """After something came in: say again which session each text is of, and who speaks in it."""
    _refresh_sessions(study)
    _refresh_attendance(study)


def _refresh_sessions(study: Study) -> None:
    from kiitools.store.registers import load_register
    from kiitools.store.sources import save_sessions

    speakers = load_register(study.database, "speakers")
    sessions = set(load_register(study.database, "informants")["session_id"]) | set(speakers["session_id"])
    found = sessions_by_file(study.sources(), speakers, sessions - {"", None})
    if found:
        save_sessions(study.database, found, actor="kiitools")


def sessions_by_file(sources: pd.DataFrame, speakers: pd.DataFrame, sessions: set[str]) -> dict[str, str]:
    """Sources whose session is told by their file: ``{source_id: session_id}`` where it differs from now.

    The file the speakers' register names wins; a text that no header gives a session is of the session its
    file is named by (``ENT-012.docx``).
    """
    named = {
        folded(file.strip()): row.session_id
        for row in speakers.itertuples()
        for file in str(getattr(row, "file", "") or "").split(";")
        if file.strip()
    }
    by_name = {folded(session): session for session in sessions}
    found = {}
    for row in sources.itertuples():
        told = named.get(folded(str(row.file_name))) or named.get(folded(str(row.title)))
        if told is None and not row.session_id:
            told = by_name.get(folded(str(row.title)))
        if told and told != str(row.session_id or ""):
            found[str(row.source_id)] = str(told)
    return found


def _refresh_attendance(study: Study) -> None:
    """Work out who speaks under which label, and keep it when it changed."""
    from kiitools.readers.headers import speakers_of
    from kiitools.store.registers import load_attendance, load_register, save_attendance
    from kiitools.store.sources import load_headers

    headers = {session: speakers_of(meta) for session, meta in load_headers(study.database)}
    found = build_attendance(
        load_register(study.database, "informants"), load_register(study.database, "speakers"), headers
    )
    if not found.equals(load_attendance(study.database)):
        save_attendance(study.database, found, actor="kiitools")


def build_attendance(
    informants: pd.DataFrame, speakers: pd.DataFrame, headers: dict[str, dict[str, str]]
) -> pd.DataFrame:
    """One row per informant of a session (`tables.ATTENDANCE`).

    The speakers' register wins; then the transcript's header; an informant who is alone in the session of the
    informants' register speaks under any label (empty ``speaker_label``). Informants of a group whose labels
    nobody gave are kept with an empty label too: they took part, but no turn is theirs.
    """
    rows = list(_labelled(speakers, headers))
    labelled = {(session, informant) for session, informant, _ in rows}
    if len(informants):
        for session, informant in zip(informants["session_id"], informants["informant_id"], strict=True):
            if session and (session, informant) not in labelled:
                rows.append((session, informant, ""))
    frame = pd.DataFrame(sorted(set(rows)), columns=list(ATTENDANCE.columns))
    return frame.astype(object)


def _labelled(speakers: pd.DataFrame, headers: dict[str, dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    registered = set()
    if len(speakers):
        for row in speakers[list(ATTENDANCE.columns)].itertuples(index=False):
            registered.add(row.session_id)
            yield str(row.session_id), str(row.informant_id), str(row.speaker_label or "")
    for session, labels in headers.items():
        if session not in registered:
            yield from ((session, informant, label) for label, informant in labels.items())


def who_speaks(study: Study, *, coded: bool = True) -> pd.DataFrame:
    """Who speaks in which source (by default: which coded source): columns ``informant_id, source_id``.

    An informant of a group counts when one of the group's sources is coded, whether or not the labels of its
    speakers are known: they took part and their session was read.
    """
    from kiitools.store.registers import load_attendance
    from kiitools.store.runs import load_digests

    sources = study.sources()
    sources = sources[sources["session_id"].fillna("") != ""]
    if coded:
        sources = sources[sources["source_id"].isin(set(load_digests(study.database)))]
    joined = load_attendance(study.database).merge(sources[["session_id", "source_id"]], on="session_id")
    return joined[["informant_id", "source_id"]].drop_duplicates(ignore_index=True)
