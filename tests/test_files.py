"""The old or the new file is there, never a mix."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kiitools.errors import InputError
from kiitools.files import replacing


def test_a_file_written_takes_the_place_of_the_old_one(tmp_path):
    target = tmp_path / "carte.html"
    target.write_text("ancien")
    with replacing(target) as draft:
        draft.write_text("nouveau")
        assert target.read_text() == "ancien"
    assert target.read_text() == "nouveau"
    assert os.listdir(tmp_path) == ["carte.html"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "carte.html"
    target.write_text("ancien")
    with pytest.raises(RuntimeError), replacing(target) as draft:
        draft.write_text("à moitié")
        raise RuntimeError
    assert target.read_text() == "ancien"
    assert os.listdir(tmp_path) == ["carte.html"]


def test_a_killed_export_leaves_the_old_file(tmp_path):
    target = tmp_path / "matrice.xlsx"
    target.write_bytes(b"ancien")
    script = f"""
        import os, signal
        from kiitools.files import replacing
        with replacing({str(target)!r}) as draft:
            draft.write_bytes(b"x" * 100_000)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == -9
    assert target.read_bytes() == b"ancien"


def test_folders_on_the_way_are_made(tmp_path):
    with replacing(tmp_path / "a" / "b" / "c.txt") as draft:
        draft.write_text("x")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "x"


def test_a_place_where_nothing_can_be_written_is_named(tmp_path):
    (tmp_path / "dossier").mkdir()
    for target in (tmp_path / "dossier", tmp_path / "dossier" / ("x" * 300), Path("/proc/carte.html")):
        with pytest.raises(InputError, match="impossible d'écrire"), replacing(target) as draft:
            draft.write_text("x")
