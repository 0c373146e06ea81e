"""What a code's suggestions depend on, as a digest: when it changes, the code is searched for again."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from kiitools.coding.concepts import read_cues, used_concepts
from kiitools.coding.rules import concept_names, languages_of
from kiitools.coding.words import LANGUAGES, read_lexicon
from kiitools.model.codes import Code, Codebook

ENGINE = 1
"""Raised by hand whenever the engine gives other suggestions for the same rules and lexicons."""


def code_digests(codebook: Codebook, *, recall: str = "normal") -> dict[str, str]:
    """A digest per code, over all that its suggestions depend on.

    Its rules (not the lines they stand on), its weight, the concepts they name directly or through others, the
    cues of polarity, the word forms and lemma tables of the languages, and the engine's version.

    Returns
    -------
    dict
        Code id to sixteen hexadecimal digits.
    """
    return {code.id: _digest(code, recall) for code in codebook}


def _digest(code: Code, recall: str) -> str:
    parts: list[object] = [_ground(), recall, code.id, code.weight]
    for lang in LANGUAGES:
        rules = [rule for rule in code.rules if lang in languages_of(rule)]
        parts.append([lang, [dict(rule.body) for rule in rules], used_concepts(concept_names(rules), lang)])
    return _hash(parts)


@lru_cache(maxsize=1)
def _ground() -> str:
    """What all codes share: engine, tokenizer, lemma tables, cues and word forms."""
    lexicons = [[lang, dict(read_cues(lang)), read_lexicon(lang, "forms")] for lang in LANGUAGES]
    return _hash([ENGINE, [_installed(name) for name in ("spacy", "spacy-lookups-data")], lexicons])


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
