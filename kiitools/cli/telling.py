"""What commands print: results on standard output, faults on standard error, JSON alone when asked for."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from kiitools.errors import KiitoolsError
from kiitools.messages import LANGUAGES, say

WIDTH = 400


def language() -> str:
    """The language of messages: ``--lang``, else ``KIITOOLS_LANG``, else French."""
    chosen = os.environ.get("KIITOOLS_LANG", "fr")
    return chosen if chosen in LANGUAGES else "fr"


def tell(key: str, **values: object) -> None:
    """Print a sentence of the catalogue."""
    print(say(key, language(), **values))


def tell_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object and nothing else."""
    print(json.dumps(_without_nan(value), ensure_ascii=False, indent=2, allow_nan=False, default=str))


def _without_nan(value: Any) -> Any:
    """The same with ``null`` where a figure is undefined: JSON knows no ``NaN``."""
    if isinstance(value, Mapping):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and value != value else value


def tell_fault(err: KiitoolsError) -> None:
    """A fault in at most three lines: where and what, the first of several faults, what to do."""
    lang = language()
    where = f"{err.where} : " if err.where else ""
    lines = [f"kiitools : {where}{err.what(lang)}"]
    if err.faults:
        shown = " ; ".join(one.text(lang) for one in err.faults[:8])
        more = f" ; {say('errors.more', lang, n=len(err.faults) - 8)}" if len(err.faults) > 8 else ""
        lines.append(f"  {shown}{more}")
    lines.append(f"  {err.todo(lang)}")
    for line in lines:
        print(line.replace("\n", " "), file=sys.stderr)
