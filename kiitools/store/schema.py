"""The tables of a study: rows are added, never changed; what holds now is a view (`kiitools.store.views`).

Every row carries the sequence number of the event that brought it. Times are information; the
sequence is the order.
"""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.sql.schema import SchemaItem

from kiitools.model.codings import EVIDENCE, POLARITIES
from kiitools.model.sources import KINDS

DECISIONS = ("accepted", "rejected", "added", "withdrawn", "restored")
"""What a row of ``decisions`` may say. ``withdrawn``: left out (by the machine's later run, or an addition
taken back); ``restored``: its coder's earlier word no longer stands (undo), or the machine suggests it
again."""

tables = MetaData()


def _table(name: str, *items: SchemaItem) -> Table:
    return Table(name, tables, *items, sqlite_strict=True)


def _text(name: str, *more: SchemaItem, **options: object) -> Column[str]:
    return Column(name, Text, *more, **{"nullable": False, **options})  # type: ignore[arg-type]


def _whole(name: str, *more: SchemaItem, **options: object) -> Column[int]:
    return Column(name, Integer, *more, **{"nullable": False, "autoincrement": False, **options})  # type: ignore[arg-type]


def _event(**options: object) -> Column[int]:
    return _whole("event_seq", ForeignKey("events.seq"), **options)


def _source(**options: object) -> Column[str]:
    return _text("source_id", ForeignKey("sources.source_id"), **options)


def _range() -> CheckConstraint:
    return CheckConstraint('0 <= "start" AND "start" < "end"')


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})")


migrations = _table("migrations", _text("name", primary_key=True), _text("at"), _text("tool_version"))

events = _table(
    "events",
    _whole("seq", primary_key=True), _text("at"), _text("actor"), _text("action"), _text("subject"),
    _text("detail"), _text("tool_version"), _text("previous_hash", unique=True), _text("hash", unique=True),
    CheckConstraint("seq > 0"),
)  # fmt: skip

meta = _table("meta", _text("key", primary_key=True), _text("value"), _event())

sources = _table(
    "sources",
    _text("source_id", primary_key=True), _text("title"), _text("kind"), _text("text"),
    _text("text_sha256", unique=True), _text("file_name"), _text("file_sha256"), _text("media_type"),
    _text("lang"), _whole("words"), _text("meta"), _text("skipped"),
    Column(
        "derived_from", Text, ForeignKey("sources.source_id", deferrable=True, initially="DEFERRED"),
        nullable=True
    ),
    _event(),
    _one_of("kind", KINDS),
)  # fmt: skip

segments = _table(
    "segments",
    _source(primary_key=True), _whole("seq", primary_key=True), _whole("start"), _whole("end"),
    _text("speaker"), _text("role"), _text("lang"), _text("sentences"), _event(), _range(),
)  # fmt: skip

source_sessions = _table(
    "source_sessions", _source(primary_key=True), _text("session_id"), _event(primary_key=True)
)

register_imports = _table("register_imports", _event(primary_key=True), _text("register"), _text("columns"))
register_rows = _table(
    "register_rows",
    _whole("event_seq", ForeignKey("register_imports.event_seq"), primary_key=True),
    _whole("position", primary_key=True), _text("key"), _text("data"),
    UniqueConstraint("event_seq", "key"),
)  # fmt: skip
attendance = _table(
    "attendance",
    _whole("event_seq", ForeignKey("register_imports.event_seq"), primary_key=True),
    _whole("position", primary_key=True), _text("session_id"), _text("informant_id"), _text("speaker_label"),
)  # fmt: skip

codebooks = _table(
    "codebooks", _event(primary_key=True), _text("version"), _text("name"), _text("plain"),
)  # fmt: skip

suggestion_runs = _table(
    "suggestion_runs", _event(primary_key=True), _source(primary_key=True), _text("coder"), _text("digests"),
)  # fmt: skip

codings = _table(
    "codings",
    _text("coding_id", primary_key=True), _source(), _whole("segment"), _whole("start"), _whole("end"),
    _text("quote"), _text("before"), _text("after"), _text("code"), _text("polarity"), _text("evidence"),
    _text("rule"), _text("term"), _whole("evidence_start"), _whole("evidence_end"),
    Column("strength", Double().with_variant(REAL(), "sqlite"), nullable=False),
    _text("coder"), _text("lang"), _event(),
    ForeignKeyConstraint(["source_id", "segment"], ["segments.source_id", "segments.seq"]),
    _range(), _one_of("polarity", POLARITIES), _one_of("evidence", EVIDENCE), CheckConstraint("code <> ''"),
)  # fmt: skip
Index("codings_by_source", codings.c.source_id)

coding_reasons = _table(
    "coding_reasons",
    _text("coding_id", ForeignKey("codings.coding_id"), primary_key=True), _event(primary_key=True),
    _text("rule"), _text("term"), _whole("evidence_start"), _whole("evidence_end"),
    Column("strength", Double().with_variant(REAL(), "sqlite"), nullable=False),
)  # fmt: skip

decisions = _table(
    "decisions",
    _whole("seq", primary_key=True), _text("coding_id", ForeignKey("codings.coding_id")), _text("coder"),
    _text("decision"), _text("new_code"), _text("new_polarity"), _text("new_evidence"), _text("reason"),
    _text("at"), _event(),
    _one_of("decision", DECISIONS), _one_of("new_polarity", ("", *POLARITIES)),
    _one_of("new_evidence", ("", *EVIDENCE)), CheckConstraint("coder <> ''"),
)  # fmt: skip
Index("decisions_by_coding", decisions.c.coding_id, decisions.c.coder, decisions.c.seq)

place_runs = _table("place_runs", _event(primary_key=True), _source(primary_key=True))
place_mentions = _table(
    "place_mentions",
    _whole("event_seq", primary_key=True), _whole("position", primary_key=True), _text("source_id"),
    _whole("segment"), _whole("start"), _whole("end"), _text("name"), _text("kind"), _text("country"),
    _text("region"), _text("role"),
    ForeignKeyConstraint(["event_seq", "source_id"], ["place_runs.event_seq", "place_runs.source_id"]),
    ForeignKeyConstraint(["source_id", "segment"], ["segments.source_id", "segments.seq"]),
    _range(),
)  # fmt: skip

APPEND_ONLY = tuple(tables.tables)
