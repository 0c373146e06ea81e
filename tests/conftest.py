"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the repository; tests that need it skip when it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "DESIGN.md").exists():
        pytest.skip("../shared is not beside the repository (reference material is tested where it lies)")
    return folder
