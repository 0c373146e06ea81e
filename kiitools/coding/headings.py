"""Lines of documents that say nothing: headings, tables of contents, scraps of tables."""

from __future__ import annotations

import re

from kiitools.coding.pipeline import Sentence
from kiitools.coding.words import small_words

_LEAST_WORDS = 4
_LONGEST_HEADING = 10
_LEADER = re.compile(r"\.{4}|(?:\. ){4}|…{2}|_{4}")
_CLOSED = (".", "!", "?", "…", ";", "»", "”", '"', ")")


def is_heading(sentence: Sentence, text: str, lang: str) -> bool:
    """Whether a document's sentence is a heading or a scrap, and not a statement.

    A heading has fewer than four words, or the dots of a table of contents, or is a short line without a full
    stop and without any verb of the list ``verbs`` in ``lexicons/<lang>/small_words.yaml``.
    """
    words = sentence.forms
    said = text[sentence.start : sentence.end].rstrip()
    if sum(not one.folded.isdecimal() for one in words) < _LEAST_WORDS or _LEADER.search(said):
        return True
    if said.endswith(_CLOSED) or len(words) > _LONGEST_HEADING:
        return False
    return not any(one.folded in small_words(lang)["verbs"] for one in words)
