"""Word lists of the readers, as data: ``resources/lexicons/<lang>/<name>.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kiitools.folding import folded
from kiitools.shipped import RESOURCES, read_strings

LANGUAGES = ("fr", "en")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Letters without accents and capitals, one kind of apostrophe and hyphen, single spaces."""
    return " ".join(folded(text).split())


@lru_cache(maxsize=32)
def entries(name: str, lang: str) -> dict[str, Any]:
    """One data file; empty when the language has none."""
    file = RESOURCES / "lexicons" / lang / f"{name}.yaml"
    return (read_strings(file) or {}) if file.is_file() else {}


@lru_cache(maxsize=128)
def words(name: str, key: str, *langs: str) -> frozenset[str]:
    """The words of one list, folded, in the given languages (all that have it when none is given)."""
    return frozenset(fold(word) for lang in langs or LANGUAGES for word in entries(name, lang).get(key, ()))
