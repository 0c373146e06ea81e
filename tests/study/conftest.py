"""A demonstration study, built once; tests that write get a copy."""

from __future__ import annotations

import shutil

import pytest

import kiitools as kt


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "etude"
    kt.build_demo(folder, progress=False).close()
    return folder


@pytest.fixture
def demo(built_demo):
    """The demonstration study, to look at."""
    with kt.open_study(built_demo, write=False) as study:
        yield study


@pytest.fixture
def demo_copy(built_demo, tmp_path):
    """The demonstration study, to write to."""
    shutil.copytree(built_demo, tmp_path / "etude")
    with kt.open_study(tmp_path / "etude") as study:
        yield study
