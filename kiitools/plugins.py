"""Lists of plug-ins: what other packages add to kiitools, by entry point.

A package adds a reader for another file format with, in its ``pyproject.toml``::

    [project.entry-points."kiitools.readers"]
    ".rtf" = "mypackage.rtf:read_text"

The function takes a file's bytes and its name and returns its text; turns, sentences and languages are then
told as for any other text.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from kiitools.errors import InputError


def plugins(group: str) -> dict[str, EntryPoint]:
    """The plug-ins of a group by name, in alphabetical order; nothing is imported yet.

    Raises
    ------
    InputError
        When two packages claim the same name: which one would win must not depend on chance.
    """
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=group), key=lambda p: (p.name, p.value)):
        if point.name in found and found[point.name].value != point.value:
            raise InputError(
                "plugins.twice",
                where=group,
                name=point.name,
                first=found[point.name].value,
                second=point.value,
            )
        found[point.name] = point
    return found


def load_plugin(group: str, name: str) -> Callable[..., Any] | None:
    """The object a plug-in names, or ``None`` when no package provides it."""
    point = plugins(group).get(name)
    return point.load() if point else None
