"""The notebooks run from the first cell to the last, in order, as a user would run them."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One working folder: each notebook goes on where the one before left off."""
    return tmp_path_factory.mktemp("carnets")


def shown(notebook):
    """All that running the notebook printed."""
    return json.dumps([cell.get("outputs", []) for cell in notebook.cells], ensure_ascii=False)


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs_and_shows_no_words_of_informants(file, desk):
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(desk)}}
    ).execute()
    printed = shown(notebook)
    assert "Traceback" not in printed
    for transcript in (ROOT / "data" / "demonstration" / "transcripts").glob("*.txt"):
        turns = [line for line in transcript.read_text(encoding="utf-8").splitlines() if len(line) > 120]
        assert turns
        assert not [turn for turn in turns if turn[40:110] in printed]


def test_notebooks_are_committed_without_anything_that_running_them_leaves():
    done = subprocess.run([sys.executable, ROOT / "notebooks" / "strip.py", "--verify"], check=False)
    assert done.returncode == 0
    assert len(NOTEBOOKS) >= 3


def test_a_notebook_with_outputs_is_refused(tmp_path):
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.outputs = [nbformat.v4.new_output("stream", text="des propos")]
    nbformat.write(notebook, tmp_path / "sale.ipynb")
    strip = [sys.executable, ROOT / "notebooks" / "strip.py"]
    assert subprocess.run([*strip, "--verify", tmp_path / "sale.ipynb"], check=False).returncode == 1
    assert subprocess.run([*strip, tmp_path / "sale.ipynb"], check=False).returncode == 0
    assert subprocess.run([*strip, "--verify", tmp_path / "sale.ipynb"], check=False).returncode == 0
    assert "des propos" not in (tmp_path / "sale.ipynb").read_text(encoding="utf-8")
