"""Codes, indicators and the codebook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

CODE_CATEGORIES = ("context", "general", "form")
LEVELS = ("category", "group", "code")
WEIGHTS = ("S", "M", "W", "N")


def at_level(code: str, level: str) -> str:
    """The part of a code's id that names its category, group or the code itself.

    >>> at_level("form.gold.child", "group")
    'form.gold'
    """
    if level == "code":
        return code
    return ".".join(code.split(".")[: {"category": 1, "group": 2}[level]])


@dataclass(frozen=True, slots=True)
class Rule:
    """One trigger of a code in one language, as the analyst wrote it.

    ``body`` is the entry of the YAML file (``term``, ``all``, ``within``, ``gap``, ``unless``, ``cue`` …);
    the coding room gives it meaning. ``where`` is ``file:line``.
    """

    lang: str
    body: Mapping[str, Any]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a codebook; an *indicator* when it has criteria and rules.

    ``weight``: S strong, M medium, W weak, N contrast (marks text that must not be counted).
    Texts are mappings ``{"fr": …, "en": …}``.
    """

    id: str
    label: Mapping[str, str]
    definition: Mapping[str, str] = field(default_factory=dict)
    include: Mapping[str, str] = field(default_factory=dict)
    exclude: Mapping[str, str] = field(default_factory=dict)
    weight: str = "M"
    frameworks: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = field(default=(), repr=False)

    @property
    def category(self) -> str:
        """``context``, ``general`` or ``form`` (or a criterion in other codebooks)."""
        return at_level(self.id, "category")

    @property
    def group(self) -> str:
        """The first two parts of the id; for ``form`` codes the form of exploitation."""
        return at_level(self.id, "group")


@dataclass(frozen=True)
class Codebook:
    """A versioned tree of codes.

    ``group_labels`` maps a group or category id to ``{"fr": …, "en": …}``.
    """

    name: str
    codes: tuple[Code, ...] = field(repr=False)
    group_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code_id: object) -> bool:
        return code_id in self._by_id

    def __getitem__(self, code_id: str) -> Code:
        return self._by_id[code_id]

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits over everything in the codebook."""
        return hashlib.sha256(json.dumps(self.to_plain(), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def ids(self) -> tuple[str, ...]:
        """All code ids in order."""
        return tuple(code.id for code in self.codes)

    @property
    def groups(self) -> tuple[str, ...]:
        """All group ids in order of first appearance."""
        return tuple(dict.fromkeys(code.group for code in self.codes))

    def label(self, any_id: str, lang: str = "fr") -> str:
        """The label of a code, group or category; the id itself when it has none."""
        labels = self._by_id[any_id].label if any_id in self._by_id else self.group_labels.get(any_id, {})
        return labels.get(lang) or labels.get("fr") or any_id

    def to_plain(self) -> dict[str, Any]:
        """The codebook as plain dicts and lists (JSON); `from_plain` reads it back."""
        return {
            "name": self.name,
            "groups": {k: dict(v) for k, v in self.group_labels.items()},
            "codes": [_plain_code(code) for code in self.codes],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Codebook:
        """Read back what `to_plain` made."""
        codes = tuple(
            Code(
                **{
                    **one,
                    "frameworks": tuple(one["frameworks"]),
                    "rules": tuple(Rule(**r) for r in one["rules"]),
                }
            )
            for one in plain["codes"]
        )
        return cls(plain["name"], codes, plain["groups"])


def _plain_code(code: Code) -> dict[str, Any]:
    return {
        "id": code.id, "label": dict(code.label), "definition": dict(code.definition),
        "include": dict(code.include), "exclude": dict(code.exclude), "weight": code.weight,
        "frameworks": list(code.frameworks),
        "rules": [{"lang": r.lang, "body": dict(r.body), "where": r.where} for r in code.rules],
    }  # fmt: skip
