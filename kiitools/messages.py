"""Sentences shown to people, as data, French and English: ``resources/messages/<room>.yaml``.

An entry is ``key: {fr: …, en: …}``; ``{name}`` marks a value; a key ending in ``.todo`` says what to do.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

LANGUAGES = ("fr", "en")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """All sentences: key → language → sentence."""
    import yaml

    known: dict[str, dict[str, str]] = {}
    for file in sorted(resources.files("kiitools").joinpath("resources/messages").iterdir(), key=str):
        if file.name.endswith(".yaml"):
            known.update(yaml.load(file.read_text(encoding="utf-8"), Loader=_loader()) or {})  # noqa: S506 (strings only)
    return known


def _loader() -> type:
    import yaml

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def say(key: str, lang: str = "fr", /, **values: object) -> str:
    """The sentence ``key`` in ``lang`` with its values filled in.

    Raises
    ------
    KeyError
        When the key is not in the catalogue (a test keeps this from happening).
    """
    entry = catalogue()[key]
    return entry[lang if lang in entry else "fr"].format_map(values)
