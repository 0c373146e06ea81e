"""One writer at a time; the second is told who it is; a dead one holds nothing."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys

import pytest

from kiitools.errors import StudyBusyError, StudyError
from kiitools.store.codings import codings_table
from kiitools.store.database import create_database, open_database
from kiitools.store.journal import history
from kiitools.store.lock import Holder, Lock, take_lock
from kiitools.store.sources import load_sources, save_sources
from tests.store.processes import ROOT, forked, holding
from tests.store.studies import interview


@pytest.fixture
def other(path):
    """Another process that has the study open for writing."""
    create_database(path, name="mali", lang="fr").close()
    with holding(path) as child:
        assert child.line() == "open"
        yield child


def test_a_second_process_opens_read_only_and_names_who_holds_the_study(path, other):
    with open_database(path) as db:
        assert db.read_only
        assert db.held_by.pid == other.pid
        assert load_sources(db) == []
        assert len(codings_table(db)) == 0
        with pytest.raises(StudyBusyError) as caught:
            save_sources(db, [interview(1)], actor="AK")
        assert str(other.pid) in str(caught.value)
        assert db.held_by.user in str(caught.value)
        assert load_sources(db) == []


def test_after_the_holder_is_killed_the_next_opens_for_writing_at_once(path, other):
    other.kill()
    with open_database(path) as db:
        assert not db.read_only
        save_sources(db, [interview(1)], actor="AK")


def test_after_the_holder_closes_the_study_the_next_opens_for_writing(path, other):
    assert other.end() == 0
    with open_database(path) as db:
        assert db.held_by is None
        assert not db.read_only


def test_the_same_kernel_may_open_a_study_twice_and_writes_from_both(path):
    with create_database(path, name="mali", lang="fr") as one, open_database(path) as two:
        save_sources(one, [interview(1)], actor="AK")
        save_sources(two, [interview(2)], actor="AK")
        assert len(load_sources(one)) == 2
        one.close()
        with holding(path) as child:
            assert str(os.getpid()) in child.line(), "still held by the one that is left"


def test_an_opened_study_that_nobody_keeps_is_let_go(path):
    create_database(path, name="mali", lang="fr")
    gc.collect()
    with holding(path) as child:
        assert child.line() == "open"


def test_a_study_made_anew_in_the_place_of_one_still_open_has_a_lock_of_its_own(tmp_path):
    folder = tmp_path / "etude"
    folder.mkdir()
    old = create_database(folder / "study.kii", name="a", lang="fr")
    shutil.rmtree(folder)
    folder.mkdir()
    with create_database(folder / "study.kii", name="b", lang="fr") as new:
        old.close()
        with holding(folder / "study.kii") as child:
            assert str(os.getpid()) in child.line()
        assert len(history(new)) == 1


def test_a_copy_of_the_process_may_read_but_not_write(file_db):
    def work(say, _wait):
        say(len(load_sources(file_db)))
        with pytest.raises(StudyError) as caught:
            save_sources(file_db, [interview(1)], actor="AK")
        say(caught.value.key)

    child = forked(work)
    assert (child.line(), child.line(), child.end()) == ("0", "store.forked", 0)
    save_sources(file_db, [interview(1)], actor="AK")


def test_another_python_is_told_who_holds_the_study(file_db):
    program = "import sys; from kiitools.store.database import *; print(open_database(sys.argv[1]).held_by)"
    command = [sys.executable, "-c", program, file_db.path]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert str(os.getpid()) in said


def test_looking_only_takes_no_lock_and_leaves_no_file(path):
    create_database(path, name="mali", lang="fr").close()
    path.with_name("study.kii.lock").unlink()
    with open_database(path, write=False) as db:
        with pytest.raises(StudyError) as caught:
            save_sources(db, [interview(1)], actor="AK")
        assert caught.value.key == "store.read-only"
    assert sorted(one.name for one in path.parent.iterdir()) == ["study.kii"]


def test_a_folder_without_room_for_the_side_file_gives_no_lock(tmp_path):
    assert take_lock(tmp_path / "absent" / "study.kii") is None
    lock = take_lock(tmp_path / "study.kii")
    assert isinstance(lock, Lock)
    lock.release()
    lock.release()
    assert isinstance(take_lock(tmp_path / "study.kii"), Lock)


def test_a_holder_is_told_with_user_computer_process_and_time():
    assert (
        str(Holder("aminata", "bko-1", 12, "2020-11-17T09:00:00Z"))
        == "aminata (bko-1, 12, 2020-11-17T09:00:00Z)"
    )
