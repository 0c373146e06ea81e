"""What kiitools promises by name."""

from __future__ import annotations

import subprocess
import sys

import pytest

import kiitools


@pytest.mark.parametrize("name", kiitools.__all__)
def test_every_public_name_is_there(name):
    assert getattr(kiitools, name) is not None


def test_nothing_else_is_offered():
    assert sorted(kiitools.__all__) == kiitools.__all__
    assert set(kiitools._HOMES) | {"__version__"} == set(kiitools.__all__)
    with pytest.raises(AttributeError):
        _ = kiitools.open_project


def test_importing_kiitools_enters_no_heavy_room():
    rooms = ("pandas", "spacy", "geopandas", "sqlalchemy", "sklearn")
    code = f"import sys, kiitools; print([m for m in {rooms} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
