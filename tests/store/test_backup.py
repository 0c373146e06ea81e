"""A backup was opened before it is called one; none is overwritten; going back loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiitools.errors import InputError, StudyBusyError, StudyDamagedError, StudyError
from kiitools.store import sqlite
from kiitools.store.backup import FOLDER, back_up, backups, kept, restore
from kiitools.store.checks import check_database
from kiitools.store.codings import codings_table, save_run
from kiitools.store.connection import Database
from kiitools.store.database import create_database, open_database
from kiitools.store.sources import load_sources, save_sources
from tests.store.processes import holding
from tests.store.studies import PAPERS, codings_of, interview
from tests.store.test_checks import flip

ONE = interview(1)


@pytest.fixture
def filled(db):
    save_sources(db, [ONE], actor="AK")
    save_run(db, ONE.source_id, codings_of(ONE), {PAPERS: "1"}, actor="rules")
    return db


def test_a_backup_holds_what_the_study_holds_also_that_of_a_server(filled, tmp_path):
    found = back_up(filled, tmp_path / FOLDER)
    assert found.parent == tmp_path / FOLDER
    with open_database(found, write=False) as copy:
        assert copy.study_id == filled.study_id
        assert check_database(copy) == []
        assert load_sources(copy) == [ONE]
        assert codings_table(copy).equals(codings_table(filled))


def test_backups_of_the_same_second_do_not_overwrite_each_other(filled, tmp_path):
    made = [back_up(filled, tmp_path / FOLDER) for _ in range(3)]
    assert len(set(made)) == 3
    stem = "study" if filled.path else "mali"
    assert backups(tmp_path / FOLDER, stem) == made
    assert sorted(p.name for p in (tmp_path / FOLDER).iterdir()) == sorted(p.name for p in made)


def test_a_study_that_someone_else_holds_can_be_backed_up(path, tmp_path):
    create_database(path, name="mali", lang="fr").close()
    with holding(path) as other:
        assert other.line() == "open"
        with open_database(path) as db:
            assert db.read_only
            assert back_up(db, tmp_path / FOLDER).is_file()


def test_a_damaged_study_gives_no_backup_and_older_ones_are_kept(file_db, tmp_path):
    save_sources(file_db, [ONE], actor="AK")
    good = back_up(file_db, tmp_path / FOLDER)
    file_db.close()
    flip(file_db.path, "rembourser")
    with open_database(file_db.path) as damaged, pytest.raises(StudyDamagedError) as caught:
        back_up(damaged, tmp_path / FOLDER)
    assert [one.where for one in caught.value.faults] == [ONE.source_id]
    assert list((tmp_path / FOLDER).iterdir()) == [good]


def test_a_copy_that_lost_rows_is_not_kept(file_db, tmp_path, monkeypatch):
    save_sources(file_db, [ONE], actor="AK")
    honest = sqlite.copy

    def lossy(path, draft):
        counts = honest(path, draft)
        connection = sqlite3.connect(draft)
        connection.executescript("DROP TRIGGER segments_no_delete; DELETE FROM segments WHERE seq = 4;")
        connection.close()
        return counts

    monkeypatch.setattr(sqlite, "copy", lossy)
    with pytest.raises(StudyDamagedError, match="segments"):
        back_up(file_db, tmp_path / FOLDER)
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_and_work_goes_on(file_db, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StudyError) as caught:
        back_up(file_db, tmp_path / "file" / "inside")
    assert caught.value.key == "store.folder"
    save_sources(file_db, [ONE], actor="AK")


def test_going_back_keeps_the_study_that_lay_there(path, tmp_path):
    with create_database(path, name="mali", lang="fr") as db:
        save_sources(db, [ONE], actor="AK")
        saved = back_up(db, tmp_path / FOLDER)
        save_sources(db, [interview(2)], actor="AK")
    old = restore(saved, path)
    with open_database(path) as db, open_database(old) as before:
        assert load_sources(db) == [ONE]
        assert len(load_sources(before)) == 2
        assert check_database(db) == check_database(before) == []


def test_going_back_to_where_nothing_lies_makes_the_study(path, tmp_path):
    with create_database(path, name="mali", lang="fr") as db:
        saved = back_up(db, tmp_path / FOLDER)
    assert restore(saved, tmp_path / "new.kii") is None
    with open_database(tmp_path / "new.kii") as db:
        assert check_database(db) == []


def test_a_damaged_backup_replaces_nothing(path, tmp_path):
    with create_database(path, name="mali", lang="fr") as db:
        save_sources(db, [ONE], actor="AK")
        saved = back_up(db, tmp_path / FOLDER)
    flip(saved, "rembourser")
    before = path.read_bytes()
    with pytest.raises(StudyDamagedError) as caught:
        restore(saved, path)
    assert any(one.where == ONE.source_id for one in caught.value.faults)
    assert path.read_bytes() == before
    with pytest.raises(InputError):
        restore(tmp_path / "none.kii", path)
    (tmp_path / "no.kii").write_bytes(b"nothing like it" * 1000)
    with pytest.raises(StudyDamagedError):
        restore(tmp_path / "no.kii", path)
    assert path.read_bytes() == before


def test_a_damaged_study_can_be_replaced_and_its_unfinished_write_goes_with_it(path, tmp_path):
    with create_database(path, name="mali", lang="fr") as db:
        save_sources(db, [ONE], actor="AK")
        saved = back_up(db, tmp_path / FOLDER)
    path.write_bytes(b"broken" * 5000)
    path.with_name("study.kii-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))
    old = restore(saved, path)
    assert old.read_bytes().startswith(b"broken")
    assert old.with_name(old.name + "-journal").is_file()
    with open_database(path) as db:
        assert load_sources(db) == [ONE]


def test_a_study_that_someone_works_in_is_not_replaced(path, tmp_path):
    with create_database(path, name="mali", lang="fr") as db:
        saved = back_up(db, tmp_path / FOLDER)
    with holding(path) as other:
        assert other.line() == "open"
        with pytest.raises(StudyBusyError):
            restore(saved, path)


def test_one_who_has_the_replaced_study_open_here_is_told(path, tmp_path):
    with create_database(path, name="mali", lang="fr") as db:
        saved = back_up(db, tmp_path / FOLDER)
        restore(saved, path)
        with pytest.raises(StudyError) as caught:
            load_sources(db)
        assert caught.value.key == "store.replaced"


def test_only_backups_of_this_study_are_let_go_of(file_db, tmp_path):
    folder = tmp_path / FOLDER
    first = back_up(file_db, folder)
    start_day = datetime(2026, 1, 1, tzinfo=UTC)
    for n in range(60):
        shutil.copy(first, folder / f"study-{start_day + timedelta(hours=7 * n):%Y%m%dT%H%M%SZ}.kii")
    for other in ("study-notes.kii", "autre-20200101T000000Z.kii", "study-2020.txt"):
        (folder / other).touch()
    back_up(file_db, folder)
    left = {one.name for one in folder.iterdir()}
    assert {"study-notes.kii", "autre-20200101T000000Z.kii", "study-2020.txt"} <= left
    assert first.name in left
    assert 10 < len(left) - 3 < 32


moments = st.lists(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2021, 12, 31), timezones=st.just(UTC)),
    unique=True,
    max_size=80,
)


@given(moments)
def test_the_ten_latest_and_the_last_of_each_recent_day_and_week_are_kept(made):
    keep = kept(made)
    assert keep <= set(made)
    assert set(sorted(made)[-10:]) <= keep
    assert len(keep) <= 10 + 14 + 8
    for day in sorted({one.date() for one in made})[-14:]:
        assert max(one for one in made if one.date() == day) in keep
    for week in sorted({one.isocalendar()[:2] for one in made})[-8:]:
        assert max(one for one in made if one.isocalendar()[:2] == week) in keep


@given(moments)
def test_letting_go_again_lets_go_of_nothing_more(made):
    assert kept(sorted(kept(made))) == kept(made)


def test_a_draft_left_by_a_program_that_died_is_swept_away_later(path):
    import os

    create_database(path, name="mali", lang="fr").close()
    old, young = (path.with_name(f".study.kii-{n}.draft") for n in ("old", "young"))
    old.touch()
    young.touch()
    os.utime(old, (0, 0))
    open_database(path).close()
    assert not old.exists()
    assert young.exists()


def test_a_backup_is_a_database_like_any_other(filled, tmp_path):
    assert isinstance(open_database(back_up(filled, tmp_path / FOLDER)), Database)
