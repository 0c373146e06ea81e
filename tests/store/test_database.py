"""A study opens only if it is one, as safely as it was made; nothing is created or changed by opening."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import event, text

from kiitools.errors import StudyDamagedError, StudyError
from kiitools.store import migrations, sqlite
from kiitools.store.checks import check_database
from kiitools.store.codings import codings_table
from kiitools.store.connection import Database
from kiitools.store.database import create_database, open_database
from kiitools.store.failures import told
from kiitools.store.journal import history
from kiitools.store.sources import load_sources, save_sources
from tests.store.processes import forked, holding
from tests.store.studies import interview


@pytest.fixture
def study(path):
    """A closed study with one source."""
    with create_database(path, name="mali", lang="fr") as db:
        save_sources(db, [interview(1)], actor="AK")
    return path


def refused(path, key, **options):
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StudyError) as caught:
        open_database(path, **options)
    assert caught.value.key == key
    assert caught.value.lines("fr") != caught.value.lines("en")
    assert (path.read_bytes() if path.is_file() else None) == before, "the file was changed"
    return caught.value


def test_a_new_study_knows_its_name_and_is_sound(db):
    assert (db.name, db.lang, db.read_only, db.held_by, db.faults) == ("mali", "fr", False, None, ())
    assert len(db.study_id) == 36
    assert check_database(db) == []


def test_every_setting_that_durability_rests_on_is_read_back_on_every_connection(study):
    wanted = {
        "journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1, "mmap_size": 0, "busy_timeout": 10000, "temp_store": 2, "recursive_triggers": 1,
        "application_id": sqlite.APPLICATION_ID, "user_version": len(migrations.MIGRATIONS),
    }  # fmt: skip
    with open_database(study) as db:
        for way in (db.reading, db.writing):
            with way() as connection:
                found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
            assert found == wanted


def test_a_setting_that_does_not_take_is_named_and_the_study_refused(study, monkeypatch):
    monkeypatch.setitem(sqlite.SETTINGS, "synchronous", ("NORMAL", 3))
    error = refused(study, "store.setting")
    assert "synchronous" in str(error)


def test_a_setting_that_this_sqlite_does_not_know_is_named(study, monkeypatch):
    monkeypatch.setitem(sqlite.SETTINGS, "power_cut_proof", ("ON", 1))
    assert "power_cut_proof" in str(refused(study, "store.setting"))


def test_tables_are_strict(file_db):
    with pytest.raises(StudyError) as caught, file_db.writing() as connection:
        connection.execute(text("INSERT INTO migrations VALUES ('x', x'00', 'y')"))
    assert caught.value.key == "store.rule"


def test_opening_never_makes_a_study(path):
    refused(path, "store.no-file")
    assert list(path.parent.iterdir()) == []


def test_an_empty_file_is_refused_though_sqlite_would_take_it(path):
    path.touch()
    refused(path, "store.empty-file")


def test_a_folder_is_refused(path):
    path.mkdir()
    refused(path, "store.a-folder")


def test_a_file_that_is_no_database_is_refused(path):
    path.write_bytes(b"PK\x03\x04" + bytes(8000))
    refused(path, "store.not-a-study")


def test_a_database_of_another_program_is_refused_and_left_as_it_is(path):
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE notes(x); INSERT INTO notes VALUES (1);")
    connection.close()
    refused(path, "store.not-a-study")


def test_a_study_of_a_newer_kiitools_is_refused_with_its_number(study):
    connection = sqlite3.connect(study)
    connection.execute(f"PRAGMA user_version={len(migrations.MIGRATIONS) + 3}")
    connection.close()
    error = refused(study, "store.newer")
    assert str(len(migrations.MIGRATIONS) + 3) in str(error)
    refused(study, "store.newer", write=False)


@pytest.mark.parametrize("cut", [1, 512, 4096, 40_000])
def test_a_file_cut_off_is_refused_even_by_one_byte(study, cut):
    study.write_bytes(study.read_bytes()[:-cut])
    with pytest.raises(StudyDamagedError):
        open_database(study)


@pytest.mark.parametrize("more", [b"x", bytes(4096)])
def test_something_added_at_the_end_is_refused(study, more):
    study.write_bytes(study.read_bytes() + more)
    refused(study, "store.appended")


def test_a_page_of_zeros_is_refused_or_told(study):
    data = bytearray(study.read_bytes())
    data[4096:8192] = bytes(4096)
    study.write_bytes(data)
    with pytest.raises(StudyDamagedError):
        open_database(study)


def test_nothing_is_overwritten_by_making_a_study(study):
    before = study.read_bytes()
    with pytest.raises(StudyError) as caught:
        create_database(study, name="x", lang="fr")
    assert caught.value.key == "store.exists"
    assert study.read_bytes() == before
    assert not [one for one in study.parent.iterdir() if one.suffix == ".draft"]


def test_a_study_cannot_be_made_where_there_is_no_folder(tmp_path):
    with pytest.raises(StudyError) as caught:
        create_database(tmp_path / "absent" / "study.kii", name="x", lang="fr")
    assert caught.value.key == "store.folder"


def test_a_study_with_an_accent_a_blank_and_signs_in_its_path_opens(tmp_path):
    folder = tmp_path / "étude n° 1 ?#%25"
    folder.mkdir()
    with create_database(folder / "mali & co.kii", name="x", lang="fr") as db:
        save_sources(db, [interview(1)], actor="AK")
    with open_database(folder / "mali & co.kii") as db:
        assert len(load_sources(db)) == 1


def test_reprs_show_sizes_and_no_text(db):
    save_sources(db, [interview(1)], actor="AK")
    assert "1 sources" in repr(db)
    assert "gare" not in repr(db)
    db.close()
    assert "closed" in repr(db)


def test_a_closed_study_says_so(db):
    db.close()
    with pytest.raises(StudyError) as caught:
        load_sources(db)
    assert caught.value.key == "store.closed"


def test_a_study_moved_while_open_is_not_written_and_goes_on_when_put_back(study):
    with open_database(study) as db:
        study.rename(study.with_name("ailleurs.kii"))
        with pytest.raises(StudyError) as caught:
            save_sources(db, [interview(2)], actor="AK")
        assert caught.value.key == "store.vanished"
        study.with_name("ailleurs.kii").rename(study)
        save_sources(db, [interview(2)], actor="AK")
        assert len(load_sources(db)) == 2


def test_another_file_in_the_studys_place_is_never_written(study, tmp_path):
    with create_database(tmp_path / "other.kii", name="other", lang="fr"):
        pass
    with open_database(study) as db:
        (tmp_path / "other.kii").replace(study)
        with pytest.raises(StudyError) as caught:
            save_sources(db, [interview(2)], actor="AK")
        assert caught.value.key == "store.replaced"
    with open_database(study) as other:
        assert other.name == "other"
        assert load_sources(other) == []


def test_a_full_disk_is_told_and_nothing_is_half_done(study):
    with open_database(study) as db:
        full = lambda raw, _record: raw.execute("PRAGMA max_page_count=1")  # noqa: E731
        event.listen(db.engine, "connect", full)
        with pytest.raises(StudyError) as caught:
            save_sources(db, [interview(n, answers=200) for n in range(2, 9)], actor="AK")
        assert caught.value.key == "store.disk-full"
        event.remove(db.engine, "connect", full)
        assert len(load_sources(db)) == 1
        assert check_database(db) == []
        save_sources(db, [interview(2)], actor="AK")
        assert len(load_sources(db)) == 2


def ended_with(key_of):
    """The key of the error that ``key_of`` meets in a process of its own, which may be limited."""

    def work(say, _wait):
        try:
            key_of()
        except StudyError as err:
            say(err.key)

    child = forked(work)
    said = child.line()
    assert child.end() == 0
    return said


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
@pytest.mark.parametrize("room", [0, 512, 4096, 20_000, 60_000, 100_000])
def test_a_write_that_the_disk_refuses_at_any_point_leaves_the_study_as_it_was(study, room):
    def write():
        import resource

        db = open_database(study)
        resource.setrlimit(resource.RLIMIT_FSIZE, (study.stat().st_size + room,) * 2)
        save_sources(db, [interview(n, answers=100) for n in range(2, 12)], actor="AK")

    assert ended_with(write) in ("store.disk-full", "store.disk-fault")
    with open_database(study) as db:
        assert db.faults == ()
        assert check_database(db) == []
        assert len(load_sources(db)) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody")
def test_a_study_in_a_folder_that_cannot_be_written_opens_read_only():
    def look():
        os.setgid(65534)
        os.setuid(65534)
        db = open_database(study)
        assert db.read_only
        assert db.held_by is None
        assert len(load_sources(db)) == 1
        save_sources(db, [interview(2)], actor="AK")

    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study.kii"
        with create_database(study, name="x", lang="fr") as db:
            save_sources(db, [interview(1)], actor="AK")
            load_sources(db)
        study.chmod(0o644)
        Path(folder).chmod(0o755)
        assert ended_with(look) == "store.read-only"
        assert sorted(p.name for p in Path(folder).iterdir()) == ["study.kii", "study.kii.lock"]


def test_a_write_that_was_cut_off_is_undone_by_the_next_opening_and_told_where_it_cannot_be(study):
    cut = (
        "import sys, os, sqlite3\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size=1'); c.execute('BEGIN IMMEDIATE')\n"
        "for n in range(500):\n"
        "    c.execute('INSERT INTO migrations VALUES (?, ?, ?)', (f'x{n}', 'y' * 500, 'z'))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", cut, study], check=False)
    assert study.with_name("study.kii-journal").stat().st_size > 0
    with pytest.raises(StudyError) as caught:
        open_database(study, write=False)
    assert caught.value.key == "store.unfinished"
    with open_database(study) as db:
        assert db.faults == ()
        assert check_database(db) == []
        assert len(history(db)) == 2
    assert not study.with_name("study.kii-journal").exists()


def test_a_foreign_trigger_is_refused_and_a_missing_one_is_told(study):
    connection = sqlite3.connect(study)
    connection.execute("CREATE TRIGGER thief AFTER INSERT ON decisions BEGIN DELETE FROM meta; END")
    connection.commit()
    assert "thief" in str(refused(study, "store.foreign-objects"))
    connection.execute("DROP TRIGGER thief")
    connection.execute("DROP TRIGGER decisions_no_update")
    connection.commit()
    connection.close()
    with open_database(study) as db:
        assert [one.where for one in db.faults] == ["decisions_no_update"]


def test_a_view_in_the_place_of_a_table_is_refused(study):
    connection = sqlite3.connect(study)
    connection.executescript(
        "DROP TABLE place_mentions; CREATE VIEW place_mentions AS SELECT 1 AS event_seq;"
    )
    connection.close()
    refused(study, "store.foreign-objects")


def test_a_weakened_trigger_of_our_name_is_refused(study):
    connection = sqlite3.connect(study)
    connection.executescript(
        "DROP TRIGGER events_no_update; "
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT 1; END"
    )
    connection.close()
    refused(study, "store.foreign-objects")


def test_faults_of_the_database_never_carry_what_was_being_saved(file_db):
    secret = "nom de la victime"
    with pytest.raises(StudyError) as caught, file_db.writing() as connection:
        connection.execute(text("INSERT INTO meta VALUES ('name', :v, 1)"), {"v": secret})
    chain, err = [], caught.value
    while err is not None:
        chain.append(f"{err} {err.args}")
        err = err.__cause__
    assert len(chain) > 1
    assert secret not in " ".join(chain)


def test_other_servers_are_refused_by_name(tmp_path):
    from sqlalchemy import create_mock_engine

    from kiitools.store.dialects import dialect_of

    with pytest.raises(StudyError, match="mysql"):
        dialect_of(create_mock_engine("mysql+pymysql://", None))


def test_a_server_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StudyError) as caught:
        open_database(f"postgresql+psycopg://u:geheim@/x?host={tmp_path}")
    assert caught.value.key == "store.no-connection"
    assert "geheim" not in str(caught.value)


def test_an_empty_server_holds_no_study(schema_url):
    with pytest.raises(StudyError) as caught:
        open_database(schema_url)
    assert caught.value.key == "store.no-study-there"


def test_a_team_works_on_one_server_from_two_places(schema_url):
    with create_database(schema_url, name="team", lang="fr") as one, open_database(schema_url) as two:
        save_sources(one, [interview(1)], actor="AK")
        save_sources(two, [interview(2)], actor="BK")
        assert len(load_sources(one)) == 2
        assert check_database(two) == []
        with pytest.raises(StudyError) as caught:
            create_database(schema_url, name="again", lang="fr")
        assert caught.value.key == "store.exists"
        with open_database(schema_url, write=False) as looking, pytest.raises(StudyError):
            save_sources(looking, [interview(3)], actor="CK")


def test_a_reader_sees_one_state_while_another_writes(db, place):
    with open_database(place) as other, db.reading() as connection:
        count = text("SELECT count(*) FROM events")
        before = connection.execute(count).scalar()
        if other.path is None:  # in a file the writer waits for the reader
            save_sources(other, [interview(1)], actor="AK")
        assert connection.execute(count).scalar() == before


def test_what_was_built_once_is_built_anew_after_a_write(db):
    from kiitools.store.codings import save_run
    from tests.store.studies import PAPERS, codings_of

    source = interview(1)
    save_sources(db, [source], actor="AK")
    table = codings_table(db)
    table["status"] = "spoilt"
    save_run(db, source.source_id, codings_of(source), {PAPERS: "1"}, actor="rules")
    first = codings_table(db)
    first["status"] = "spoilt"
    assert set(codings_table(db)["status"]) == {"suggested"}


def test_only_one_connection_may_write_at_a_time_and_the_other_is_told(study):
    with open_database(study) as db:
        event.listen(db.engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=50"))
        blocker = sqlite.connect(study, "rw")
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(StudyError) as caught:
            save_sources(db, [interview(2)], actor="AK")
        assert caught.value.key == "store.busy"
        blocker.close()
        save_sources(db, [interview(2)], actor="AK")


def test_bare_faults_of_sqlite_are_told_too(tmp_path):
    with pytest.raises(StudyError) as caught, told("x"):
        sqlite.connect(tmp_path / "absent.kii", "rw").execute("SELECT 1")
    assert caught.value.key == "store.cannot-open"


def test_database_can_be_used_as_a_context(study):
    with open_database(study) as db:
        assert isinstance(db, Database)
    assert "closed" in repr(db)


def test_a_write_keeps_others_from_writing_from_its_first_moment(study):
    with open_database(study) as db, db.writing():
        other = sqlite.connect(study, "rw")
        other.execute("PRAGMA busy_timeout=0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_study_that_was_refused_is_not_held(study):
    version = len(migrations.MIGRATIONS)
    for number, key in ((version + 1, "store.newer"), (version, None)):
        connection = sqlite3.connect(study)
        connection.execute(f"PRAGMA user_version={number}")
        connection.close()
        if key:
            refused(study, key)
    with holding(study) as other:
        assert other.line() == "open"
