"""A finished file takes its place whole, and never the place of another one unasked."""

from __future__ import annotations

import os

import pytest

from kiitools.errors import StudyError
from kiitools.store.placing import drafting, place_new, put


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_never_takes_the_place_of_one_that_appeared_meanwhile(tmp_path, monkeypatch, links):
    def no_links(*_args):
        raise OSError("this stick has no hard links")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "study.kii"
    with drafting(path) as draft:
        draft.write_text("new")
        path.write_text("another")
        with pytest.raises(StudyError):
            place_new(draft, path)
    assert path.read_text() == "another"
    path.unlink()
    with drafting(path) as draft:
        draft.write_text("new")
        place_new(draft, path)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("study.kii", "new")]


def test_a_draft_that_failed_leaves_nothing_and_the_old_file_stands(tmp_path):
    path = tmp_path / "study.kii"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), drafting(path) as draft:
        draft.write_text("half")
        draft.with_name(draft.name + "-journal").touch()
        1 / 0  # noqa: B018
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("study.kii", "old")]
    with drafting(path) as draft:
        draft.write_text("new")
        put(draft, path)
    assert path.read_text() == "new"


@pytest.mark.skipif(os.name == "nt", reason="rights of files are POSIX")
def test_a_study_is_for_its_owner_alone(tmp_path):
    with drafting(tmp_path / "study.kii") as draft:
        assert draft.stat().st_mode & 0o077 == 0
