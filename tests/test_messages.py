"""Every sentence shown to a person exists in French and in English, and every key that code uses exists."""

from __future__ import annotations

import ast
import re
import string

import pytest

from kiitools import errors, messages
from tests.conftest import ROOT

KEY = re.compile(r"^[a-z_]+(\.[A-Za-z0-9_-]+)+$")
ERROR_CLASSES = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, errors.KiitoolsError)
}


def calls_with_keys():
    """(file, line, function, key) of every call whose first argument is a literal message key."""
    for file in (ROOT / "kiitools").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            position = {"fault": 1, "say": 0}.get(name, 0 if name in ERROR_CLASSES else None)
            if position is None or len(node.args) <= position:
                continue
            argument = node.args[position]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield file.relative_to(ROOT), node.lineno, name, argument.value


@pytest.mark.parametrize("key", sorted(messages.catalogue()))
def test_a_sentence_exists_in_both_languages_with_the_same_values(key):
    entry = messages.catalogue()[key]
    assert set(entry) >= {"fr", "en"}
    fields = {lang: {f for _, f, _, _ in string.Formatter().parse(entry[lang]) if f} for lang in ("fr", "en")}
    assert fields["fr"] == fields["en"]
    assert all(entry[lang].strip() for lang in ("fr", "en"))


def test_every_key_that_the_code_says_is_in_the_catalogue():
    known = messages.catalogue()
    missing = [f"{file}:{line} {key}" for file, line, _, key in calls_with_keys() if key not in known]
    assert not missing


def test_every_error_also_says_what_to_do():
    known = messages.catalogue()
    raised = [(file, line, key) for file, line, name, key in calls_with_keys() if name in ERROR_CLASSES]
    assert raised
    assert not [f"{file}:{line} {key}.todo" for file, line, key in raised if f"{key}.todo" not in known]


def test_keys_are_named_by_their_room():
    assert all(KEY.match(key) for key in messages.catalogue())


def test_an_error_reads_in_the_language_asked_for():
    err = errors.InputError("settings.unknown-key", where="study.toml", keys="titre", known="title")
    assert err.lines("fr") == ["study.toml : réglage inconnu : titre", "Réglages connus : title."]
    assert err.lines("en") == ["study.toml : unknown setting: titre", "Known settings: title."]
