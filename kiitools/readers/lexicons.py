"""Word lists of the readers, as data: ``resources/lexicons/<lang>/<name>.yaml``."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any

LANGUAGES = ("fr", "en")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Letters without accents and capitals, one kind of apostrophe and hyphen, single spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE")).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(kept.translate(_ALIKE).split())


_ALIKE = {ord(c): "'" for c in "’‘ʼ´`"} | {ord(c): "-" for c in "‐‑‒"}


@lru_cache(maxsize=32)
def entries(name: str, lang: str) -> dict[str, Any]:
    """One data file; empty when the language has none."""
    import yaml

    file = resources.files("kiitools") / "resources" / "lexicons" / lang / f"{name}.yaml"
    if not file.is_file():
        return {}
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or {}  # noqa: S506 - strings only


@lru_cache(maxsize=128)
def words(name: str, key: str, *langs: str) -> frozenset[str]:
    """The words of one list, folded, in the given languages (all that have it when none is given)."""
    return frozenset(fold(word) for lang in langs or LANGUAGES for word in entries(name, lang).get(key, ()))
