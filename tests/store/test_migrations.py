"""An older study is backed up and migrated as a copy, which takes its place once verified."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from kiitools.errors import StudyError
from kiitools.store import migrations, schema, sqlite
from kiitools.store.backup import FOLDER
from kiitools.store.checks import check_database
from kiitools.store.codings import codings_table, load_codings
from kiitools.store.database import create_database, open_database
from kiitools.store.journal import history
from kiitools.store.sources import load_sources, save_sources
from tests.store.studies import interview

FORMATS = Path(__file__).parent / "formats"
"""One study of every format that was ever released, as that version wrote it; kept for ever."""


def further(connection):
    """A change of format as a later version may bring it."""
    connection.execute(text("CREATE TABLE memos (memo TEXT PRIMARY KEY)"))
    connection.execute(text("INSERT INTO memos VALUES ('kept')"))


def failing(connection):
    further(connection)
    connection.execute(text("INSERT INTO nowhere VALUES (1)"))


def losing(connection):
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
    for table in ("segments", "sources"):
        connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
        connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def older(path):
    with create_database(path, name="mali", lang="fr") as db:
        save_sources(db, [interview(1)], actor="AK")
    return path


def later(monkeypatch, migration):
    monkeypatch.setitem(migrations.MIGRATIONS, "002-test", migration)


@pytest.mark.parametrize("file", sorted(FORMATS.glob("*.sqlite")), ids=lambda p: p.stem)
def test_a_study_of_every_format_opens_with_all_its_texts_codings_and_decisions(file, tmp_path):
    study = tmp_path / "study.kii"
    shutil.copy(file, study)
    with open_database(study) as db:
        assert check_database(db) == []
        assert [one.text for one in load_sources(db)] == [interview(1).text, interview(2).text]
        states = codings_table(db)["status"].value_counts().to_dict()
        assert states == {"suggested": 3, "accepted": 2, "rejected": 1}
        assert len(load_codings(db)) == 6


def test_there_is_a_study_of_every_format():
    assert len(list(FORMATS.glob("*.sqlite"))) == len(migrations.MIGRATIONS)


def test_an_older_study_is_backed_up_and_migrated_once_with_name_and_time(older, monkeypatch):
    later(monkeypatch, further)
    with open_database(older) as db:
        with db.reading() as connection:
            done = connection.execute(text("SELECT name, at FROM migrations ORDER BY name")).fetchall()
            assert connection.execute(text("SELECT memo FROM memos")).scalar() == "kept"
            assert connection.execute(text("PRAGMA user_version")).scalar() == 2
        assert [name for name, _ in done] == ["001-first", "002-test"]
        assert all(at for _, at in done)
        assert list(history(db)["action"]) == ["create", "add", "migrate"]
        assert load_sources(db) == [interview(1)]
    assert len(list((older.parent / FOLDER).iterdir())) == 1
    open_database(older).close()
    assert len(list((older.parent / FOLDER).iterdir())) == 1


@pytest.mark.parametrize("migration", [failing, losing])
def test_a_migration_that_fails_or_loses_rows_leaves_the_study_as_it_was(older, monkeypatch, migration):
    before = older.read_bytes()
    with monkeypatch.context() as patch:
        later(patch, migration)
        with pytest.raises(StudyError):
            open_database(older)
        assert older.read_bytes() == before
        assert not list(older.parent.glob(".*"))
    with open_database(older) as db:
        assert load_sources(db) == [interview(1)]


def test_an_older_study_that_cannot_be_written_is_refused_untouched(older, monkeypatch):
    later(monkeypatch, further)
    before = older.read_bytes()
    with pytest.raises(StudyError) as caught:
        open_database(older, write=False)
    assert caught.value.key == "store.older"
    assert older.read_bytes() == before


def test_the_backup_before_a_migration_is_of_the_old_format_and_sound(older, monkeypatch):
    with monkeypatch.context() as patch:
        later(patch, further)
        open_database(older).close()
    kept = next((older.parent / FOLDER).iterdir())
    with open_database(kept) as db:
        assert check_database(db) == []
        assert load_sources(db) == [interview(1)]


def test_a_study_on_a_server_is_migrated_in_one_transaction(schema_url, monkeypatch):
    create_database(schema_url, name="team", lang="fr").close()
    with monkeypatch.context() as patch:
        later(patch, failing)
        with pytest.raises(StudyError):
            open_database(schema_url)
    with open_database(schema_url) as db:
        assert "memos" not in {one.where for one in check_database(db)}
    later(monkeypatch, further)
    with pytest.raises(StudyError) as caught:
        open_database(schema_url, write=False)
    assert caught.value.key == "store.older"
    with open_database(schema_url) as db, db.reading() as connection:
        assert connection.execute(text("SELECT memo FROM memos")).scalar() == "kept"
    monkeypatch.delitem(migrations.MIGRATIONS, "002-test")
    with pytest.raises(StudyError) as caught:
        open_database(schema_url)
    assert caught.value.key == "store.newer"


def test_a_new_study_has_todays_schema_with_every_migration_recorded(file_db):
    with file_db.reading() as connection:
        assert migrations.pending(connection) == []
        names = {row[0] for row in connection.execute(text("SELECT name FROM migrations"))}
    assert names == set(migrations.MIGRATIONS)
    assert set(schema.tables.tables) >= {"sources", "codings", "decisions", "events"}
    assert sqlite.identity(file_db.path, "ro").version == len(names)
