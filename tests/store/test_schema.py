"""Rows are added, never changed nor taken away; what holds now is a view that any tool can read."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, text

from kiitools.errors import StudyError
from kiitools.model.cases import Attendance
from kiitools.model.codings import Decision
from kiitools.store import schema, views
from kiitools.store.codebooks import save_codebook
from kiitools.store.codings import codings_table, save_decisions, save_run
from kiitools.store.places import save_places
from kiitools.store.registers import save_attendance, save_register
from kiitools.store.sources import save_sessions, save_sources
from tests.conftest import ROOT
from tests.store.studies import GOLD, PAPERS, coding, codings_of, interview
from tests.store.test_codebooks import BOOK
from tests.store.test_places import gao
from tests.store.test_registers import informants


@pytest.fixture
def full(db):
    """A study with at least one row in every table."""
    from dataclasses import replace

    source = interview(1)
    save_sources(db, [source], actor="AK")
    save_sessions(db, {source.source_id: "X-1"}, actor="AK")
    save_register(db, "informants", informants("KI-1", "KI-2"), actor="AK")
    save_attendance(db, [Attendance("X-1", "KI-1", "")], actor="AK")
    save_codebook(db, BOOK, actor="AK")
    made = codings_of(source, strength=0.5)
    save_run(db, source.source_id, made, {PAPERS: "1"}, actor="rules")
    save_run(db, source.source_id, [replace(made[0], strength=0.9), made[1]], {PAPERS: "2"}, actor="rules")
    save_decisions(db, [Decision(made[0].coding_id, "AK", "accepted", new_code=GOLD)], actor="AK")
    save_places(db, {source.source_id: [gao(source)]}, actor="rules")
    return db


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
def test_no_row_can_be_changed_deleted_or_replaced_even_by_raw_sql(full, table):
    column = next(iter(schema.tables.tables[table].columns)).name
    names = ", ".join(f'"{c.name}"' for c in schema.tables.tables[table].columns)
    statements = [f'UPDATE "{table}" SET "{column}" = "{column}"', f'DELETE FROM "{table}"']
    if full.path is not None:
        statements.append(f'INSERT OR REPLACE INTO "{table}" ({names}) SELECT {names} FROM "{table}" LIMIT 1')
    else:
        statements.append(f'TRUNCATE "{table}" CASCADE')
    for statement in statements:
        with pytest.raises(StudyError) as caught, full.writing() as connection:
            connection.execute(text(statement))
        assert caught.value.key == "store.append-only", statement


@pytest.mark.parametrize(
    "values",
    [{"start": -1}, {"start": 9, "end": 9}, {"polarity": "maybe"}, {"evidence": "rumour"}, {"code": ""},
     {"segment": 99}, {"source_id": "S-none"}, {"coding_id": None}],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_of_the_schema_is_refused_by_the_database_itself(full, values):
    source = interview(1)
    with full.reading() as connection:
        row = dict(connection.execute(select(schema.codings).limit(1)).mappings().one())
    with pytest.raises(StudyError) as caught, full.writing() as connection:
        connection.execute(schema.codings.insert(), [{**row, "coding_id": "C-new", **values}])
    assert caught.value.key == "store.rule"
    assert source.text[:10] not in str(caught.value)


def test_the_view_of_current_codings_says_what_the_table_says(full):
    with full.reading() as connection:
        rows = connection.execute(
            text("SELECT coding_id, code, status, decided_by, strength FROM current_codings")
        )
        seen = {tuple(row) for row in rows}
    table = codings_table(full)
    assert seen == set(
        table[["coding_id", "code", "status", "decided_by", "strength"]].itertuples(index=False, name=None)
    )
    assert {row[2] for row in seen} == {"accepted", "suggested"}


@pytest.mark.parametrize("view", sorted(views.VIEWS))
def test_every_view_can_be_read_with_any_tool(full, view):
    with full.reading() as connection:
        assert connection.execute(text(f"SELECT * FROM {view}")).fetchall()


def test_every_data_row_points_to_the_event_that_brought_it():
    without = {name for name, table in schema.tables.tables.items() if "event_seq" not in table.c}
    assert without == {"events", "migrations"}


def test_sql_that_only_one_database_understands_stays_in_its_module():
    own = re.compile(
        r"\bPRAGMA\b|sqlite_master|AUTOINCREMENT|INSERT OR |json_extract|\bpg_|RAISE\(|user_version", re.I
    )
    for file in (ROOT / "kiitools" / "store").glob("*.py"):
        if file.name not in ("sqlite.py", "postgresql.py"):
            code = re.sub(r'""".*?"""|#.*', "", file.read_text(encoding="utf-8"), flags=re.S)
            assert not own.search(code), file.name


def test_rows_of_a_coding_hold_its_words_and_twenty_letters_around_them(full):
    source = interview(1)
    one = coding(source, 2, strength=0.5)
    with full.reading() as connection:
        row = (
            connection.execute(select(schema.codings).where(schema.codings.c.coding_id == one.coding_id))
            .mappings()
            .one()
        )
    assert row["quote"] == source.text[one.start : one.end]
    assert row["before"] + row["quote"] + row["after"] in source.text
    assert len(row["after"]) == 20
