"""Names of categories, pillars and other attributes on figures, from the registers' vocabularies."""

from __future__ import annotations

from kiitools.messages import catalogue, say
from kiitools.shipped import read_shipped


def group_name(name: str, kind: str, lang: str) -> str:
    """The label of ``name`` in the vocabulary ``kind`` (category, pillar, mode …); else as it stands."""
    if f"figures.group.{name}" in catalogue():
        return say(f"figures.group.{name}", lang)
    entry = read_shipped("registers/vocabularies").get(kind, {}).get(name)
    return entry[lang] if entry else name
