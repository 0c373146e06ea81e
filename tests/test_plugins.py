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


def test_a_file_of_a_format_that_a_package_reads_comes_in(monkeypatch, tmp_path):
    from kiitools.readers.reading import read_source

    provide(monkeypatch, EntryPoint(".note", "tests.test_plugins:upside_down", "kiitools.readers"))
    file = tmp_path / "entretien.note"
    file.write_text("R : Elle est venue seule.\n\nQ : Qui ?", encoding="utf-8")
    source = read_source(file)
    assert [segment.role for segment in source.segments] == ["interviewer", "respondent"]
    assert source.media_type == "plugin.note"


def upside_down(data: bytes, where: str) -> str:
    """The text of a format whose last paragraph comes first."""
    return "\n\n".join(reversed(data.decode().split("\n\n")))
