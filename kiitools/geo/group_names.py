"""Names of categories, pillars and other attributes on figures, from the registers' vocabularies."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

from kiitools.messages import catalogue, say


def group_name(name: str, kind: str, lang: str) -> str:
    """The label of ``name`` in the vocabulary ``kind`` (category, pillar, mode …); else as it stands."""
    if f"figures.group.{name}" in catalogue():
        return say(f"figures.group.{name}", lang)
    entry = _vocabularies().get(kind, {}).get(name)
    return entry[lang] if entry else name


@lru_cache(maxsize=1)
def _vocabularies() -> dict[str, Any]:
    import yaml

    file = resources.files("kiitools").joinpath("resources/registers/vocabularies.yaml")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - strings only
