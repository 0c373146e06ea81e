"""Sentences shown to people, as data, French and English: ``resources/messages/<room>.yaml``.

An entry is ``key: {fr: …, en: …}``; ``{name}`` marks a value; a key ending in ``.todo`` says what to do.
"""

from __future__ import annotations

from functools import lru_cache

from kiitools.shipped import RESOURCES, read_strings

LANGUAGES = ("fr", "en")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """All sentences: key → language → sentence."""
    known: dict[str, dict[str, str]] = {}
    for file in sorted((RESOURCES / "messages").glob("*.yaml")):
        known.update(read_strings(file) or {})
    return known


def say(key: str, lang: str = "fr", /, **values: object) -> str:
    """The sentence ``key`` in ``lang`` with its values filled in.

    Raises
    ------
    KeyError
        When the key is not in the catalogue (a test keeps this from happening).
    """
    entry = catalogue()[key]
    return entry[lang if lang in entry else "fr"].format_map(values)
