"""Registers of informants, actors, projects, results and speakers, from .xlsx and .csv files.

A register comes in whole or not at all: every fault of the file is listed in one error that names sheet, row
and column. Headers and values are recognised in French and in English (``resources/registers``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from kiitools.readers.cells import shown, split_list
from kiitools.readers.columns import Found, check_order, check_unique, ensure_faultless, read_found, to_frame
from kiitools.readers.decisions import read_decisions
from kiitools.readers.vocabulary import every_form, form_groups, vocabulary
from kiitools.tables import ACTORS, ATTENDANCE, INFORMANTS, PROJECTS, Contract

__all__ = [
    "RESULTS", "read_actors", "read_decisions", "read_informants", "read_projects", "read_results",
    "read_speakers",
]  # fmt: skip

RESULTS = Contract(
    "results", ("level", "indicator", "source", "baseline", "target", "progress", "assumptions"), more=True
)
"""A results matrix; the three values are numbers, ``<name>_stated`` has the cells as written."""


def read_informants(
    path: str | Path, *, sheet: str | None = None, hidden: str = "refuse", vintage: str = "2016"
) -> pd.DataFrame:
    """Read the register of informants.

    Parameters
    ----------
    path : path
        A .xlsx or .csv file; headers and values in French or English.
    sheet : str, optional
        Which sheet of a workbook; by default the one whose header is recognised best.
    hidden : str
        ``refuse`` hidden rows and columns that hold something, or ``skip`` them (said in ``attrs``).
    vintage : str
        Administrative division of the region names: 2012, 2016 or 2023.

    Returns
    -------
    pandas.DataFrame
        The columns of `tables.INFORMANTS`, then the file's further columns as they stand. All cells are text:
        ids of `model.cases` (``category``, ``sex``, ``mode``, ``definition_level``), ISO dates, names of
        regions; empty where the file is blank. ``attrs["skipped"]`` lists what was not read,
        ``attrs["absent"]`` the optional columns that the file does not have.

    Raises
    ------
    RegisterError
        With all faults of the file at once; nothing is returned.
    """
    found = read_found("informants", path, sheet, hidden, vintage)
    check_unique(found, "informant_id")
    return to_frame(found, "informants", INFORMANTS, vintage)


def read_actors(
    path: str | Path, *, sheet: str | None = None, hidden: str = "refuse", vintage: str = "2016"
) -> pd.DataFrame:
    """Read the register of stakeholders: columns of `tables.ACTORS`, further columns kept.

    ``regions``, ``pillars``, ``target_groups`` are lists separated by ``; ``; ``influence`` and ``interest``
    whole numbers from 1 to 5. A type that is not known is kept as written and named in
    ``attrs["unmatched"]``. Parameters and errors as in `read_informants`.
    """
    found = read_found("actors", path, sheet, hidden, vintage)
    check_unique(found, "name")
    frame = to_frame(found, "actors", ACTORS, vintage)
    for column in ("influence", "interest"):
        frame[column] = frame[column].astype("Float64").astype("Int64")
    types = vocabulary("actor_type").labels
    frame.attrs["unmatched"] = sorted({t for t in frame["type"] if t and t not in types})
    return frame


def read_projects(
    path: str | Path,
    *,
    groups: Mapping[str, str] | None = None,
    sheet: str | None = None,
    hidden: str = "refuse",
    vintage: str = "2016",
) -> pd.DataFrame:
    """Read the register of projects: columns of `tables.PROJECTS`, further columns kept, and ``form_groups``.

    Parameters
    ----------
    groups : mapping, optional
        Labels of the codebook's groups → group id; only these are matched. Other parameters as in
        `read_informants`.

    Returns
    -------
    pandas.DataFrame
        ``start`` and ``end`` as precise as written (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``);
        ``form_groups``: ids of the forms of exploitation that ``forms_addressed`` names, separated by ``; ``.
        ``attrs["unmatched"]`` lists the entries in which no form was recognised.
    """
    found = read_found("projects", path, sheet, hidden, vintage)
    check_unique(found, "title")
    check_order(found, "start", "end")
    frame = to_frame(found, "projects", PROJECTS, vintage)
    matched = [
        [(part, form_groups(part, groups)) for part in split_list(cell)] for cell in frame["forms_addressed"]
    ]
    frame["form_groups"] = ["; ".join(dict.fromkeys(g for _, got in one for g in got)) for one in matched]
    missed = [part for one in matched for part, got in one if not got and not every_form(part)]
    frame.attrs["unmatched"] = list(dict.fromkeys(missed))
    return frame


def read_results(path: str | Path, *, sheet: str | None = None, hidden: str = "refuse") -> pd.DataFrame:
    """Read a results matrix: columns of `RESULTS`, then ``number`` and the values as stated.

    ``level`` is objective, impact, outcome, output or activity, ``number`` what follows it (``1.1``).
    ``baseline``, ``target`` and ``progress`` are numbers, nan where the cell is blank or no number;
    ``baseline_stated`` … keep the words (``50 %``, ``1 manuel``). Errors as in `read_informants`.
    """
    found = read_found("results", path, sheet, hidden)
    at = {c: found.columns[c] for c in ("baseline", "target", "progress") if c in found.columns}
    by_number = {row.number: row for row in found.sheet.rows}
    frame = to_frame(found, "results", RESULTS)
    parts = frame["level"].str.partition(" ")
    frame["level"], frame["number"] = parts[0], parts[2]
    for column, place in at.items():
        frame[f"{column}_stated"] = [by_number[n].cells[place].strip() for n in found.numbers]
    return frame


def read_speakers(path: str | Path, *, sheet: str | None = None, hidden: str = "refuse") -> pd.DataFrame:
    """Read who spoke under which label: `tables.ATTENDANCE`, one row per informant of a session.

    The file has the shape of ``transcripts_index.csv`` (``informant_ids`` and ``speaker_labels`` as lists,
    ``P1=KI-113; P2=KI-114``), or one row per informant (``informant_id, speaker_label``).
    ``attrs["files"]`` maps the transcripts named there to their session. Errors as in `read_informants`.
    """
    found = read_found("speakers", path, sheet, hidden)
    rows: list[tuple[str, str, str]] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in zip(found.numbers, found.rows, strict=True):
        for session, informant, spoken in _attendances(found, number, row):
            first = seen.setdefault((session, informant), number)
            if first != number:
                found.add(
                    number, "informant_ids", "registers.speaker-twice", value=shown(informant), first=first
                )
            rows.append((session, informant, spoken))
    ensure_faultless(found)
    frame = pd.DataFrame(list(dict.fromkeys(rows)), columns=list(ATTENDANCE.columns), dtype=object)
    frame.attrs["files"] = {str(r["file"]): str(r["session_id"]) for r in found.rows if r.get("file")}
    frame.attrs["skipped"] = found.sheet.skipped
    return frame


def _attendances(found: Found, number: int, row: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    session, informants = str(row["session_id"]), split_list(str(row["informant_ids"]))
    spoken = split_list(str(row.get("speaker_labels") or ""))
    pairs = [tuple(p.strip() for p in one.rpartition("=")[::2]) for one in spoken]
    if len(informants) == len(spoken) == 1 and not pairs[0][0]:
        pairs = [(spoken[0], informants[0])]
    labels = {who: name for name, who in pairs}
    for name, who in pairs:
        if who not in informants or not name:
            found.add(number, "speaker_labels", "registers.label-without-informant", value=shown(who))
    if len({name for name, _ in pairs}) < len(pairs):
        found.add(number, "speaker_labels", "registers.label-twice")
    if spoken:
        for who in informants:
            if who not in labels:
                found.add(number, "informant_ids", "registers.informant-without-label", value=shown(who))
    yield from ((session, who, labels.get(who, "")) for who in informants)
