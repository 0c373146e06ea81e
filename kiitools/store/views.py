"""What holds now, as views over the rows: kept in the file for people who look into it with other tools.

`states` is the one definition of a coding's state; the view ``current_codings`` is made from it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Subquery, and_, case, func, or_, select

from kiitools.store import schema
from kiitools.store.dialects import dialect_of
from kiitools.store.schema import (
    attendance,
    coding_reasons,
    codings,
    decisions,
    place_mentions,
    place_runs,
    register_imports,
    register_rows,
    source_sessions,
    sources,
    suggestion_runs,
)

DECIDED = ("accepted", "added")
REASON = ("rule", "term", "evidence_start", "evidence_end", "strength")


def standing(coder: str | None = None) -> Subquery:
    """The decision that stands for each coding.

    Of each coder only the last word counts; a last word ``restored`` means that he no longer says anything;
    of what is left the latest row stands. With ``coder``, only his words and the machine's are heard.
    """
    last = select(func.max(decisions.c.seq)).group_by(decisions.c.coding_id, decisions.c.coder)
    if coder is not None:
        last = last.where(or_(decisions.c.coder == coder, decisions.c.coder.in_(machines())))
    said = select(func.max(decisions.c.seq)).where(
        decisions.c.seq.in_(last), decisions.c.decision != "restored"
    )
    return (
        select(decisions)
        .where(decisions.c.seq.in_(said.group_by(decisions.c.coding_id)))
        .subquery("standing")
    )


def machines() -> Select[Any]:
    """The coders that are machines: those whose runs are recorded."""
    return select(suggestion_runs.c.coder).distinct()


def reasons() -> Subquery:
    """The latest reason of codings whose rule or strength changed after they were first suggested."""
    last = select(coding_reasons.c.coding_id, func.max(coding_reasons.c.event_seq).label("event_seq"))
    latest = last.group_by(coding_reasons.c.coding_id).subquery()
    return (
        select(coding_reasons)
        .join(latest, _same(coding_reasons, latest, "coding_id", "event_seq"))
        .subquery("reasons")
    )


def superseded() -> Select[Any]:
    """Ids of sources from which another was derived (pseudonymised, corrected)."""
    return select(sources.c.derived_from).where(sources.c.derived_from.is_not(None))


def states(coder: str | None = None, *, withdrawn: bool = False) -> Select[Any]:
    """Each coding as it stands now; with ``coder``, as he alone has left it (blind coding, agreement).

    ``status`` is suggested, accepted or rejected; a recoding applies to accepted ones.
    """
    said, why = standing(coder), reasons()
    own = [codings.c[name] for name in ("coding_id", "source_id", "segment", "start", "end")]
    now = [new_or_own(name, said) for name in ("code", "polarity", "evidence")]
    because = [reason(name, why) for name in REASON]
    status = case(
        (said.c.decision.in_(DECIDED), "accepted"),
        (said.c.decision == "rejected", "rejected"),
        else_="suggested",
    )
    decided_by = func.coalesce(said.c.coder, "").label("decided_by")
    found = (
        select(*own, *now, *because, codings.c.coder, codings.c.lang, status.label("status"), decided_by)
        .select_from(codings)
        .outerjoin(said, said.c.coding_id == codings.c.coding_id)
        .outerjoin(why, why.c.coding_id == codings.c.coding_id)
    )
    if not withdrawn:
        found = found.where(func.coalesce(said.c.decision, "") != "withdrawn")
    if coder is not None:
        found = found.where(or_(codings.c.coder == coder, codings.c.coder.in_(machines())))
    return found


def new_or_own(name: str, said: FromClause) -> ColumnElement[Any]:
    """``code``, ``polarity`` or ``evidence`` as an accepting decision left it, else as it was made."""
    new = said.c[f"new_{name}"]
    return case((and_(said.c.decision.in_(DECIDED), new != ""), new), else_=codings.c[name]).label(name)


def reason(name: str, why: FromClause) -> ColumnElement[Any]:
    """A column of the reason: the latest one given, else the coding's own."""
    return case((why.c.coding_id.is_not(None), why.c[name]), else_=codings.c[name]).label(name)


def _same(left: FromClause, right: FromClause, *names: str) -> ColumnElement[bool]:
    return and_(*(left.c[name] == right.c[name] for name in names))


def current_sources() -> Select[Any]:
    """Sources that no later one replaces."""
    return select(sources).where(sources.c.source_id.not_in(superseded()))


def current_sessions() -> Select[Any]:
    """The session a source was assigned to, where that was said after it was read."""
    last = select(func.max(source_sessions.c.event_seq)).where(
        source_sessions.c.source_id == (other := source_sessions.alias()).c.source_id
    )
    return select(other.c.source_id, other.c.session_id).where(
        other.c.event_seq == last.correlate(other).scalar_subquery()
    )


def current_register_rows() -> Select[Any]:
    """The rows of each register's latest import."""
    imports = select(register_imports.c.register, func.max(register_imports.c.event_seq).label("event_seq"))
    latest = imports.group_by(register_imports.c.register).subquery()
    return select(latest.c.register, register_rows).join(
        latest, latest.c.event_seq == register_rows.c.event_seq
    )


def current_attendance() -> Select[Any]:
    """Who spoke under which label, by the latest import."""
    latest = select(func.max(register_imports.c.event_seq)).where(register_imports.c.register == "attendance")
    return select(attendance).where(attendance.c.event_seq == latest.scalar_subquery())


def current_places() -> Select[Any]:
    """The place mentions of each source's latest run."""
    runs = select(place_runs.c.source_id, func.max(place_runs.c.event_seq).label("event_seq"))
    latest = runs.group_by(place_runs.c.source_id).subquery()
    return select(place_mentions).join(latest, _same(place_mentions, latest, "source_id", "event_seq"))


VIEWS = {
    "current_sources": current_sources,
    "current_sessions": current_sessions,
    "current_register_rows": current_register_rows,
    "current_attendance": current_attendance,
    "current_codings": states,
    "current_places": current_places,
}


def create(connection: Connection, version: int) -> None:
    """Make tables, triggers and views of today's format in an empty database, and stamp its number."""
    dialect = dialect_of(connection)
    dialect.prepare(connection)
    schema.tables.create_all(connection)
    for name in schema.APPEND_ONLY:
        for statement in dialect.append_only(name):
            connection.exec_driver_sql(statement)
    for name, build in VIEWS.items():
        body = build().compile(connection, compile_kwargs={"literal_binds": True})
        connection.exec_driver_sql(f'CREATE VIEW "{name}" AS {body}')
    dialect.stamp(connection, version)
