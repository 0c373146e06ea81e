"""Numbers, values and column names as outputs print them, in French and English."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from kiitools.messages import catalogue, say
from kiitools.readers.vocabulary import vocabulary
from kiitools.tables import Finding

_VOCABULARIES: Mapping[str, str] = {
    "category": "category", "mode": "mode", "sex": "sex", "language": "language", "lang": "language",
    "level": "definition_level", "consent": "consent", "definition_level": "definition_level",
    "polarity": "polarity", "evidence": "evidence", "type": "actor_type", "pillar": "pillar",
    "pillars": "pillar", "status": "project_status", "public": "flag", "decision": "decision",
}  # fmt: skip
"""Which vocabulary names the values of a column."""

_ACTOR_LEVELS = "actor_level"
SPACE = "\u00a0"


def percent(share: float, lang: str = "fr", digits: int = 1) -> str:
    """A share as a percentage: ``40,4 %`` or ``40.4%``; undefined shares as `undefined` says."""
    if missing(share):
        return undefined(lang)
    text = f"{100 * share:.{digits}f}"
    return f"{text}%" if lang == "en" else text.replace(".", ",") + SPACE + "%"


def whole(value: Any, lang: str = "fr") -> str:
    """A count with its thousands set apart: ``1 040`` or ``1,040``."""
    if missing(value):
        return undefined(lang)
    return f"{int(value):,}" if lang == "en" else f"{int(value):,}".replace(",", SPACE)


def interval(low: float, high: float, lang: str = "fr") -> str:
    """An interval of shares: ``32,6 – 48,9 %``."""
    if missing(low) or missing(high):
        return undefined(lang)
    bare = percent(low, lang).removesuffix("%").rstrip()
    return f"{bare}{SPACE}–{SPACE}{percent(high, lang)}"


def undefined(lang: str = "fr") -> str:
    """What stands where a value is not defined: not zero, not blank."""
    return say("outputs.undefined", lang)


def counted(key: str, n: int, lang: str = "fr", **words: object) -> str:
    """A sentence with a number; ``<key>-one`` is said of one."""
    one = f"{key}-one"
    return say(one if n == 1 and one in catalogue() else key, lang, n=whole(n, lang), **words)


def missing(value: Any) -> bool:
    """Whether a cell holds no value."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def column_label(name: str, lang: str = "fr") -> str:
    """The printed name of a table's column; unknown columns keep theirs."""
    key = f"outputs.column.{name}"
    return say(key, lang) if key in catalogue() else name


def value_label(column: str, value: Any, lang: str = "fr", labels: Mapping[str, str] | None = None) -> Any:
    """The printed form of a cell: labels for ids, sentences for states; everything else as it is."""
    if not isinstance(value, str):
        return value
    term = value.lower() if column == "weight" else value
    for key in (f"outputs.{column}.{term}", f"outputs.value.{term}"):
        if value and key.isascii() and key in catalogue():
            return say(key, lang)
    if labels and value in labels:
        return labels[value]
    name = _VOCABULARIES.get(column)
    return vocabulary(name).label(value, lang) if name else value


def actor_level(value: str, lang: str = "fr") -> str:
    """The label of an actor's level (national, regional …)."""
    return vocabulary(_ACTOR_LEVELS).label(value, lang)


def listed(cell: Any) -> list[str]:
    """The entries of a cell that holds a list."""
    return [part for one in str(cell).split(";") if (part := one.strip())] if not missing(cell) else []


def join_list(parts: Iterable[str], lang: str = "fr") -> str:
    """A list as a cell shows it: ``Gao ; Kayes`` or ``Gao; Kayes``."""
    return (";" if lang == "en" else SPACE + ";").join(parts).replace(";", "; ")


def enumerated(parts: Iterable[str], lang: str = "fr") -> str:
    """Words joined as in a sentence: ``a, b et c``; by semicolons when one of them holds a comma."""
    words = list(parts)
    if len(words) < 2:
        return "".join(words)
    comma = (";" if lang == "en" else SPACE + ";") if any(", " in word for word in words) else ","
    return f"{comma} ".join(words[:-1]) + f" {say('outputs.and', lang)} " + words[-1]


_BY = ("region", "category", "sex", "age_band", "mode", "language", "organisation")


def short_title(finding: Finding, lang: str = "fr") -> str:
    """A finding in a few words: « Formes par région »."""
    key = f"outputs.finding.{finding.name}"
    grouped = f"{key}-group"
    if finding.basis.filters.get("level") == "group" and grouped in catalogue():
        key = grouped
    name = say(key, lang) if key in catalogue() else finding.name
    by = next((c for c in finding.frame.columns if c in _BY), "")
    return f"{name} {say('outputs.by', lang, by=column_label(by, lang).lower())}" if by else name


TAB = 28
"""A tab's name holds 31 characters, three of them its number."""


def tab_title(finding: Finding, lang: str = "fr") -> str:
    """A finding's short title where it fits on a tab of the workbook, else a shorter one."""
    title = short_title(finding, lang)
    group = "-group" if finding.basis.filters.get("level") == "group" else ""
    key = f"outputs.tab.{finding.name}{group}"
    if len(title) <= TAB or key not in catalogue():
        return title
    by = next((c for c in finding.frame.columns if c in _BY), "")
    return say(key, lang) + (f", {column_label(by, lang).lower()}" if by else "")


def long_date(value: str, lang: str = "fr") -> str:
    """A date in words, « 12 mars 2024 », a month as « mars 2024 »; what is no such date stays as it is."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?", value)
    if not found:
        return value
    year, month, day = found.groups()
    words = [say(f"outputs.month.{int(month)}", lang), year]
    if day:
        words.insert(0, "1er" if lang == "fr" and int(day) == 1 else str(int(day)))
    return SPACE.join(words[:2]) + " " + words[2] if day else " ".join(words)


def typeset(text: str, lang: str = "fr") -> str:
    """French sentences with the no-break spaces that printing asks for; other languages as they are."""
    if lang != "fr":
        return text
    return _OPEN.sub("«" + SPACE, _BEFORE.sub(SPACE + r"\1", text))


_BEFORE = re.compile(r" ([;:?!%»])(?!\w)")
_OPEN = re.compile("« ")


def caption_of(finding: Finding, lang: str = "fr") -> str:
    """A finding's caption, set for printing."""
    return typeset(finding.caption[lang], lang)


def method_of(finding: Finding, lang: str = "fr") -> str:
    """A finding's method, set for printing."""
    return typeset(finding.method[lang].strip(), lang)


def basis_line(finding: Finding, lang: str = "fr") -> str:
    """What a finding rests on, in one line: unit, n, which codings, filters, codebook."""
    basis = finding.basis
    parts = [
        say("outputs.basis.unit", lang, unit=say(f"outputs.unit.{basis.unit}", lang), n=whole(basis.n, lang))
    ]
    if finding.name not in ("understanding", "coverage"):
        parts.append(say(f"outputs.basis.status-{basis.status}", lang))
    for name, value in basis.filters.items():
        if value:
            parts.append(
                f"{column_label(name, lang)}{_colon(lang)} {value_label(name + '-filter', value, lang)}"
            )
    if basis.codebook:
        parts.append(say("outputs.basis.codebook", lang, version=basis.codebook))
    return " — ".join(parts)


def note_lines(finding: Finding, lang: str = "fr") -> list[str]:
    """The notes of a finding's basis as sentences."""
    return [typeset(say(key, lang, **dict(values)), lang) for key, values in finding.basis.notes]


def _colon(lang: str) -> str:
    return ":" if lang == "en" else SPACE + ":"
