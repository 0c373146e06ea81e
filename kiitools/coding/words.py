"""Word forms: folding, lemma families and the written numbers of two languages.

A *form* is a word as it is written; it is compared *folded* (no accents, no capitals, one apostrophe).
Lemma families come from spacy-lookups-data, with what they lack in ``lexicons/<lang>/forms.yaml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "en")
_ACCENTED = frozenset(
    ("né", "dû", "sûr", "où", "maïs", "traité", "traités", "traitée", "traitées", "côté", "côtés")
)
_LOOSE = str.maketrans(
    {"œ": "oe", "æ": "ae", "ɔ": "o", "ɛ": "e", "ɲ": "n", "ŋ": "n", "’": "'", "ʼ": "'", "‘": "'"}
)


@lru_cache(maxsize=400_000)
def fold(form: str) -> str:
    """A form without accents and capitals.

    >>> fold("Séquestrées")
    'sequestrees'
    """
    low = form.lower().translate(_LOOSE)
    if low.isascii() or low in _ACCENTED:
        return low
    parts = unicodedata.normalize("NFKD", low)
    return "".join(c for c in parts if not unicodedata.combining(c))


def read_lexicon(lang: str, name: str) -> Any:
    """A lexicon file of a language (``lexicons/<lang>/<name>.yaml``) as plain lists, dicts and strings."""
    import yaml

    file = resources.files("kiitools").joinpath(f"resources/lexicons/{lang}/{name}.yaml")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or {}  # noqa: S506 - strings only


@lru_cache(maxsize=4)
def small_words(lang: str) -> Mapping[str, frozenset[str]]:
    """Function words of a language and the small words around ages and if-clauses."""
    return {name: frozenset(some) for name, some in read_lexicon(lang, "small_words").items()}


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Function words: they stand for what is written, never for a family."""
    return frozenset().union(*(small_words(lang)["common"] for lang in LANGUAGES))


@lru_cache(maxsize=4)
def _lemma_table(lang: str) -> Mapping[str, str]:
    import spacy_lookups_data
    import srsly

    path = Path(str(getattr(spacy_lookups_data, lang)["lemma_lookup"]))
    table = srsly.read_gzip_json(path if path.exists() else path.with_name(path.name + ".gz"))
    return {form: lemma if isinstance(lemma, str) else lemma[0] for form, lemma in table.items()}


@lru_cache(maxsize=4)
def _families(lang: str) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Folded form → lemma, and folded lemma → folded forms."""
    lemma_of: dict[str, str] = {}
    forms: dict[str, set[str]] = {}
    for form, lemma in _lemma_table(lang).items():
        head, folded = fold(lemma), fold(form)
        lemma_of.setdefault(folded, head)
        forms.setdefault(head, {head}).add(folded)
    for lemma, more in read_lexicon(lang, "forms").items():
        head = fold(lemma)
        for form in more:
            lemma_of[fold(form)] = head
            forms.setdefault(head, {head}).add(fold(form))
    return lemma_of, {head: frozenset(some) for head, some in forms.items()}


@lru_cache(maxsize=20_000)
def family(word: str, lang: str) -> frozenset[str]:
    """All folded forms that count as ``word``: itself, its lemma's forms, its plural and feminine."""
    lemma_of, forms = _families(lang)
    own = fold(word)
    found = {own} | set(forms.get(own, ()))
    if own in lemma_of:
        found |= forms.get(lemma_of[own], frozenset())
    return frozenset((found | set(_regular(own, lang))) - (common_words() - {own}))


def _regular(own: str, lang: str) -> Iterable[str]:
    if len(own) < 4:
        return ()
    if lang == "en":
        return (own + "s", own[:-1] + "ies") if own.endswith("y") else (own + "s",)
    if own.endswith("er"):
        return _first_group(own[:-2])
    if own.endswith("al"):
        return own + "e", own + "es", own[:-2] + "aux"
    return (
        (own + "s", own + "e", own + "es")
        if own[-1] not in "sxe"
        else (own + "s",)
        if own[-1] == "e"
        else (own + "e",)
    )


def _first_group(stem: str) -> list[str]:
    """Forms of a regular verb in -er from its folded stem (the tables leave some out)."""
    ends = [
        "e",
        "es",
        "ent",
        "ee",
        "ees",
        "ant",
        "ait",
        "aient",
        "ais",
        "ons",
        "ez",
        "er",
        "a",
        "ai",
        "erent",
        "era",
        "eront",
        "erait",
        "eraient",
        "erai",
        "ions",
    ]
    made = [stem + end for end in ends]
    if stem.endswith("y"):
        made += [stem[:-1] + "i" + end for end in ("e", "es", "ent", "era", "eront", "erait", "eraient")]
    if stem.endswith("g"):
        made += [stem + "e" + end for end in ("a", "ait", "aient", "ant", "ons")]
    return made


_SMALL = {
    "fr": [
        "zero",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
    ],
    "en": [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
    ],
}
_LARGE = {
    "fr": [
        "vingt",
        "vingts",
        "trente",
        "quarante",
        "cinquante",
        "soixante",
        "septante",
        "octante",
        "nonante",
        "cent",
        "cents",
        "mille",
        "million",
        "millions",
        "milliard",
        "milliards",
    ],
    "en": [
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "dozens",
    ],
}


@lru_cache(maxsize=2)
def number_words(lang: str) -> dict[str, int]:
    """Folded number words with their value; from 18 on only "large" (1000) matters to the coder."""
    known = {word: value for value, word in enumerate(_SMALL[lang])}
    known.update(dict.fromkeys(_LARGE[lang], 1000))
    if lang == "fr":
        known["une"] = 1
    return known
