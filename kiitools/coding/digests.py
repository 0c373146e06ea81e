"""What a code's suggestions depend on, as one digest: only codes whose digest changed are coded again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from kiitools.coding.concepts import read_cues, used_concepts
from kiitools.coding.rules import concept_names
from kiitools.coding.words import LANGUAGES, read_lexicon
from kiitools.model.codes import Code, Codebook

ENGINE_VERSION = "2"
"""Raised whenever the engine would suggest other codings from the same rules and words."""


def code_digests(codebook: Codebook, *, pipelines: Sequence[str] = ()) -> dict[str, str]:
    """Code → digest of everything its suggestions depend on: rules, concepts they use, cues, engine.

    Where a rule stands in its file is not part of it: moving lines does not recode a study. Trained
    ``pipelines`` (names of installed packages) count with their versions.
    """
    ground = [*_common(), *((name, _installed(name)) for name in pipelines)]
    return {code.id: _digest([*ground, _of_code(code)]) for code in codebook}


def _of_code(code: Code) -> list[Any]:
    rules = [(rule.lang, sorted((k, v) for k, v in rule.body.items())) for rule in code.rules]
    words = {lang: used_concepts(concept_names(code.rules), lang) for lang in LANGUAGES}
    return [code.id, code.weight, rules, words]


@lru_cache(maxsize=1)
def _common() -> tuple[str, ...]:
    lexicons = [
        {lang: dict(read_cues(lang)) for lang in LANGUAGES},
        {lang: [read_lexicon(lang, name) for name in ("forms", "small_words")] for lang in LANGUAGES},
    ]
    return (ENGINE_VERSION, _installed("spacy-lookups-data"), _digest(lexicons))


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=list).encode()).hexdigest()[:16]
