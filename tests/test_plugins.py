"""Plug-ins are found by entry point, and two that claim one name are refused."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from kiitools import plugins
from kiitools.errors import InputError


def provide(monkeypatch, *points):
    monkeypatch.setattr(plugins, "entry_points", lambda group: [p for p in points if p.group == group])


def test_a_reader_of_another_package_is_found_and_loaded(monkeypatch):
    provide(monkeypatch, EntryPoint(".rtf", "json:loads", "kiitools.readers"))
    assert list(plugins.plugins("kiitools.readers")) == [".rtf"]
    assert plugins.load_plugin("kiitools.readers", ".rtf")("[1]") == [1]
    assert plugins.load_plugin("kiitools.readers", ".doc") is None


def test_two_packages_that_claim_one_format_are_refused(monkeypatch):
    rtf = [EntryPoint(".rtf", value, "kiitools.readers") for value in ("a:read", "b:read")]
    provide(monkeypatch, *rtf)
    with pytest.raises(InputError, match="a:read et b:read"):
        plugins.plugins("kiitools.readers")
