"""What a machine suggested: each run adds what is new and withdraws what it no longer says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from kiitools.errors import InputError, fault
from kiitools.model.codings import Coding
from kiitools.store import views
from kiitools.store.connection import Database
from kiitools.store.journal import Unit, recording
from kiitools.store.schema import coding_reasons, codings, decisions, suggestion_runs
from kiitools.store.sources import ensure_sources, texts_of

MACHINE = "rules"
CONTEXT = 20  # characters kept before and after a quote, so that a drift can be found and repaired


@dataclass(frozen=True, slots=True)
class Run:
    """What one machine says of one source: its codings, and which codes it looked for with which rules.

    ``digests`` maps each code looked for to a digest of its rules; ``""`` for a code that is no longer looked
    for. Suggestions of codes that are not in ``digests`` stay as they are, so a run may be of some codes
    only.
    """

    source_id: str
    codings: Sequence[Coding]
    digests: Mapping[str, str]


def save_run(
    db: Database,
    source_id: str,
    suggested: Sequence[Coding],
    digests: Mapping[str, str],
    *,
    actor: str,
    coder: str = MACHINE,
) -> dict[str, int]:
    """Save what a machine says of one source; see `save_runs`."""
    return save_runs(db, [Run(source_id, suggested, digests)], actor=actor, coder=coder)


def save_runs(
    db: Database,
    runs: Iterable[Run | tuple[str, Sequence[Coding], Mapping[str, str]]],
    *,
    actor: str,
    coder: str = MACHINE,
) -> dict[str, int]:
    """Save what a machine says of many sources, all of it or nothing.

    New suggestions are added; suggestions of the codes looked for that it no longer makes and nobody decided
    are withdrawn by a row of the machine, and restored if a later run makes them again; decided ones stay.
    Where only the reason changed (rule, strength) the new reason is a further row.

    Returns
    -------
    dict
        ``added, withdrawn, restored, same, reasons``.

    Raises
    ------
    InputError
        When a source is unknown, a quote is not what the text says there, a coding is of another source or
        coder, or its code was not looked for; every fault is named.
    """
    wanted = [run if isinstance(run, Run) else Run(*run) for run in runs]
    subject = wanted[0].source_id if len(wanted) == 1 else ""
    with recording(db, "suggest", actor=actor, subject=subject) as unit:
        ids = [run.source_id for run in wanted]
        ensure_sources(unit.connection, ids, db.where)
        texts = texts_of(unit.connection, ids)
        faults = [one for run in wanted for one in _run_faults(run, coder)]
        faults += quote_faults([one for run in wanted for one in run.codings], texts)
        if faults:
            raise InputError("store.codings-unfit", where=db.where, faults=tuple(faults), n=len(faults))
        return _save(unit, wanted, texts, _known(unit.connection, ids, coder), coder)


def load_digests(db: Database, *, coder: str = MACHINE) -> dict[str, dict[str, str]]:
    """Which codes each source was last searched for with which rules: ``{source_id: {code: digest}}``."""
    asked = select(suggestion_runs.c.source_id, suggestion_runs.c.digests).where(
        suggestion_runs.c.coder == coder
    )
    found: dict[str, dict[str, str]] = {}
    with db.reading() as connection:
        for source, digests in connection.execute(asked.order_by(suggestion_runs.c.event_seq)):
            found.setdefault(source, {}).update(json.loads(digests))
    return {source: {code: one for code, one in codes.items() if one} for source, codes in found.items()}


def quote_faults(found: Iterable[Coding], texts: Mapping[str, str]) -> list[Any]:
    """A fault for every coding whose quote is not ``text[start:end]``."""
    return [
        fault(one.source_id, "store.unfit.quote", start=one.start, end=one.end, code=one.code)
        for one in found
        if not 0 <= one.start < one.end or texts.get(one.source_id, "")[one.start : one.end] != one.quote
    ]


def coding_row(one: Coding, text: str) -> dict[str, Any]:
    """A coding as a row, with its quote and the characters around it."""
    return {
        "coding_id": one.coding_id, "source_id": one.source_id, "segment": one.segment, "start": one.start,
        "end": one.end, "quote": one.quote, "before": text[max(0, one.start - CONTEXT) : one.start],
        "after": text[one.end : one.end + CONTEXT], "code": one.code, "polarity": one.polarity,
        "evidence": one.evidence, "rule": one.rule, "term": one.term, "evidence_start": one.evidence_start,
        "evidence_end": one.evidence_end, "strength": float(one.strength), "coder": one.coder,
        "lang": one.lang,
    }  # fmt: skip


def decision_rows(connection: Connection, said: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of ``decisions`` with their numbers, following the last one there."""
    last = connection.execute(select(func.max(decisions.c.seq))).scalar() or 0
    blank = {"new_code": "", "new_polarity": "", "new_evidence": "", "reason": ""}
    return [{**blank, **one, "seq": n} for n, one in enumerate(said, last + 1)]


@dataclass(frozen=True, slots=True)
class _Known:
    code: str
    source_id: str
    reason: tuple[Any, ...]
    said: str  # the decision that stands, or ""
    by_machine: bool


def _known(connection: Connection, ids: Sequence[str], coder: str) -> dict[str, _Known]:
    said, why = views.standing(), views.reasons()
    reason = [views.reason(name, why) for name in views.REASON]
    asked = (
        select(
            codings.c.coding_id, codings.c.code, codings.c.source_id, said.c.decision, said.c.coder, *reason
        )
        .select_from(codings)
        .outerjoin(said, said.c.coding_id == codings.c.coding_id)
        .outerjoin(why, why.c.coding_id == codings.c.coding_id)
        .where(codings.c.coder == coder, codings.c.source_id.in_(ids))
    )
    return {
        row[0]: _Known(row[1], row[2], tuple(row[5:]), row[3] or "", row[4] == coder)
        for row in connection.execute(asked)
    }


def _save(
    unit: Unit, runs: Sequence[Run], texts: Mapping[str, str], known: Mapping[str, _Known], coder: str
) -> dict[str, int]:
    made = _strongest(one for run in runs for one in run.codings)
    looked_for = {(run.source_id, code) for run in runs for code in run.digests}
    fresh = [one for key, one in made.items() if key not in known]
    again = {key: one for key, one in made.items() if key in known}
    gone = [
        key
        for key, one in known.items()
        if key not in made and not one.said and (one.source_id, one.code) in looked_for
    ]
    back = [key for key in again if known[key].said == "withdrawn" and known[key].by_machine]
    other = [one for key, one in again.items() if _reason(one) != known[key].reason]
    unit.add(suggestion_runs, [_run_row(run, coder) for run in runs])
    unit.add(codings, (coding_row(one, texts[one.source_id]) for one in fresh))
    unit.add(
        coding_reasons,
        ({"coding_id": o.coding_id, **dict(zip(views.REASON, _reason(o), strict=True))} for o in other),
    )
    said = [(key, "withdrawn") for key in gone] + [(key, "restored") for key in back]
    row = {"coder": coder, "at": unit.at}
    rows = [{**row, "coding_id": key, "decision": what} for key, what in said]
    unit.add(decisions, decision_rows(unit.connection, rows))
    change = {"added": len(fresh), "withdrawn": len(gone), "restored": len(back), "reasons": len(other)}
    unit.detail = {"coder": coder, **change}
    return {**change, "same": len(again) - len(back)}


def _strongest(found: Iterable[Coding]) -> dict[str, Coding]:
    """Two rules may find the same coding: the stronger reason is kept."""
    best: dict[str, Coding] = {}
    for one in found:
        key = one.coding_id
        if key not in best or one.strength > best[key].strength:
            best[key] = one
    return best


def _reason(one: Coding) -> tuple[Any, ...]:
    return (one.rule, one.term, one.evidence_start, one.evidence_end, float(one.strength))


def _run_row(run: Run, coder: str) -> dict[str, Any]:
    return {
        "source_id": run.source_id,
        "coder": coder,
        "digests": json.dumps(dict(run.digests), sort_keys=True),
    }


def _run_faults(run: Run, coder: str) -> list[Any]:
    faults = []
    for one in run.codings:
        values = {"start": one.start, "code": one.code}
        if one.source_id != run.source_id:
            faults.append(fault(run.source_id, "store.unfit.other-source", other=one.source_id, **values))
        if one.coder != coder:
            faults.append(
                fault(run.source_id, "store.unfit.other-coder", other=one.coder, coder=coder, **values)
            )
        if not run.digests.get(one.code):
            faults.append(fault(run.source_id, "store.unfit.not-looked-for", **values))
    return faults
