"""A study in a synced folder or on a network drive is told, because another machine may write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiitools.store import location
from kiitools.store.checks import check_database
from kiitools.store.database import create_database
from kiitools.store.location import risk_of

MOUNTS = """\
/dev/vda / ext4 rw 0 0
//srv/partage /mnt/partage cifs rw 0 0
srv:/home /home nfs4 rw 0 0
/dev/sdb1 /home/ak/cl\\303 ext4 rw 0 0
/dev/sdc1 /home/ak/une\\040cle vfat rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "risk"),
    [
        ("/data/OneDrive - Bureau/etude/study.kii", "synced"),
        ("/Users/ak/Dropbox/study.kii", "synced"),
        ("/data/dropboxes/study.kii", ""),
        ("/data/etude/study.kii", ""),
        ("/mnt/partage/study.kii", "network"),
        ("/home/ak/study.kii", "network"),
        ("/home/ak/une cle/study.kii", ""),
    ],
)
def test_places_that_other_machines_write_are_known(tmp_path, monkeypatch, path, risk):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    monkeypatch.setattr(location, "_MOUNTS", mounts)
    assert risk_of(Path(path)) == risk


def test_where_mounts_cannot_be_read_nothing_is_claimed(tmp_path, monkeypatch):
    monkeypatch.setattr(location, "_MOUNTS", tmp_path / "absent")
    assert risk_of(Path("/mnt/partage/study.kii")) == ""


def test_a_check_tells_of_a_synced_folder_and_what_to_do(tmp_path):
    folder = tmp_path / "OneDrive"
    folder.mkdir()
    with create_database(folder / "study.kii", name="x", lang="fr") as db:
        assert [one.key for one in check_database(db)] == ["store.check.synced"]
        assert db.faults == ()
