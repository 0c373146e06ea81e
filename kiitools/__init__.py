"""kiitools: a qualitative research toolkit for key-informant studies.

Texts come in, indicators are suggested and decided by people, findings are small tested functions of visible
tables, and everything that leaves goes through one gate. An indicator is supporting evidence, never proof.

>>> import kiitools as kt
>>> study = kt.open_study("mali-2020")                     # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Codebook": "kiitools.model.codes",
    "KiitoolsError": "kiitools.errors",
    "Source": "kiitools.model.sources",
    "Study": "kiitools.study",
    "new_study": "kiitools.study",
    "open_study": "kiitools.study",
    "build_demo": "kiitools.study",
    "demo_folder": "kiitools.study",
    "read_codebook": "kiitools.coding.codebooks",
    "read_source": "kiitools.readers.reading",
}

__all__ = [
    "Codebook",
    "KiitoolsError",
    "Source",
    "Study",
    "__version__",
    "build_demo",
    "demo_folder",
    "new_study",
    "open_study",
    "read_codebook",
    "read_source",
]

if TYPE_CHECKING:
    from kiitools.coding.codebooks import read_codebook
    from kiitools.errors import KiitoolsError
    from kiitools.model.codes import Codebook
    from kiitools.model.sources import Source
    from kiitools.readers.reading import read_source
    from kiitools.study import Study, build_demo, demo_folder, new_study, open_study


def __getattr__(name: str) -> Any:
    """Enter a room on first use, so that ``import kiitools`` stays fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kiitools' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
