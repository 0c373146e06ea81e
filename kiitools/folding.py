"""Text without the differences that do not matter when words are compared."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_OPENED = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_ALIKE = {ord(c): "'" for c in "’‘ʼ´`"} | {ord(c): "-" for c in "‐‑‒"}


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Lower case without accents and invisible marks; ligatures opened, one apostrophe, one hyphen.

    >>> folded("L’Œuvre de Ségou")
    "l'oeuvre de segou"
    """
    opened = unicodedata.normalize("NFKD", text.translate(_OPENED)).casefold()
    kept = (c for c in opened if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return "".join(kept).translate(_ALIKE)
