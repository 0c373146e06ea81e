"""What ships with kiitools: data files, read as plain strings, and folders of material.

YAML is read with the base resolver: every leaf is a string, so ``No`` and ``12:30`` stay what they are.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).parent / "resources"
_BESIDE = {"demo": "data/demonstration", "notebooks": "notebooks"}


def read_strings(file: Path) -> Any:
    """A YAML file as dicts, lists and strings; ``None`` when it is empty."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (strings only)


@lru_cache(maxsize=128)
def read_shipped(name: str) -> Any:
    """A YAML file of the package's resources (``"registers/columns"``); do not change what it returns."""
    return read_strings(RESOURCES / f"{name}.yaml")


def shipped_folder(name: str) -> Path:
    """A folder of material: ``demo`` (the demonstration study's) or ``notebooks``.

    In a wheel it lies among the package's resources; in a checkout beside the package, where people look.
    """
    inside = RESOURCES / name
    return inside if inside.is_dir() else RESOURCES.parents[1] / _BESIDE[name]
