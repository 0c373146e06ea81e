"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# CI tries the same cases every time; on a developer's machine each run tries new ones
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the repository; tests that need it skip when it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "DESIGN.md").exists():
        pytest.skip("../shared is not beside the repository (reference material is tested where it lies)")
    return folder
