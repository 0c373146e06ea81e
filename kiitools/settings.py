"""A study's settings: ``study.toml``, with defaults that serve the study of 2020-21."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiitools.errors import Fault, InputError, fault
from kiitools.model.places import REGIONS_2016, VINTAGES

COVERED_2020 = ("Bamako", "Gao", "Kayes", "Koulikoro", "Mopti", "Sikasso", "Ségou", "Tombouctou")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a study needs to know of itself.

    Attributes
    ----------
    name, title : str
        The folder's name; the title printed on outputs.
    lang : str
        Language of outputs, ``fr`` or ``en``.
    codebook : str
        ``trafficking-mali``, ``evaluation`` or a path to a folder of YAML files inside the study.
    vintage : str
        Administrative division of the study: 2012, 2016 or 2023.
    regions : tuple of str
        Regions the study covers; the others are *not covered*, never zero.
    fictional : bool
        Whether outputs must say that all is fictional (the demonstration study).
    strength : float
        Suggestions at least this strong are shown by default.
    pipelines : tuple of str
        Installed trained spaCy pipelines to use for their lemmas (``fr_core_news_sm``); never needed.
    database : str
        Empty for the SQLite file of the folder, or an SQLAlchemy URL for a team.
    """

    name: str = "study"
    title: str = ""
    lang: str = "fr"
    codebook: str = "trafficking-mali"
    vintage: str = "2016"
    regions: tuple[str, ...] = COVERED_2020
    period: str = ""
    fictional: bool = False
    strength: float = 0.0
    pipelines: tuple[str, ...] = ()
    database: str = ""


def read_settings(path: Path) -> Settings:
    """Read ``study.toml``.

    Raises
    ------
    InputError
        When the file is not TOML, a key is unknown, or a value is not among those allowed.
    """
    try:
        top = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise InputError("settings.not-toml", where=path, detail=str(err)) from err
    found = top.get("study")
    if not isinstance(found, dict) or set(top) != {"study"}:
        raise InputError("settings.no-table", where=path)
    if unknown := sorted(set(found) - set(Settings.__dataclass_fields__)):
        known = ", ".join(Settings.__dataclass_fields__)
        raise InputError("settings.unknown-key", where=path, keys=", ".join(unknown), known=known)
    if faults := [one for key, value in found.items() for one in _type_fault(key, value)]:
        raise InputError("settings.wrong-types", where=path, faults=tuple(faults))
    for key in ("regions", "pipelines"):
        if key in found:
            found[key] = tuple(found[key])
    return ensure_settings(Settings(**found), path)


def _type_fault(key: str, value: object) -> Iterator[Fault]:
    """A fault when a value is not of its setting's type: text, yes/no, a share, a list of texts."""
    kind = {"fictional": "bool", "strength": "share", "regions": "list", "pipelines": "list"}.get(key, "text")
    good = {
        "bool": isinstance(value, bool),
        "share": isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1,
        "list": isinstance(value, list) and all(isinstance(one, str) for one in value),
        "text": isinstance(value, str),
    }[kind]
    if not good:
        yield fault(key, f"settings.type-{kind}")


def ensure_settings(settings: Settings, where: object = "study.toml") -> Settings:
    """Return ``settings``, or raise `InputError` for a value that is not allowed."""
    checks = (("lang", settings.lang, ("fr", "en")), ("vintage", settings.vintage, VINTAGES))
    for key, value, allowed in checks:
        if value not in allowed:
            raise InputError(
                "settings.bad-value", where=where, key=key, value=value, known=", ".join(allowed)
            )
    if settings.vintage == "2016" and (bad := sorted(set(settings.regions) - set(REGIONS_2016))):
        raise InputError(
            "settings.bad-value",
            where=where,
            key="regions",
            value=", ".join(bad),
            known=", ".join(REGIONS_2016),
        )
    return settings


def render_settings(settings: Settings) -> str:
    """The text of a ``study.toml`` for these settings."""
    lines = ["# Réglages de l'étude / study settings", "[study]"]
    for key in Settings.__dataclass_fields__:
        lines.append(f"{key} = {_toml(getattr(settings, key))}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, (int, float)):
        return repr(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if ord(c) >= 32 and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
