"""Which dialect module speaks to an engine; both have the same functions."""

from __future__ import annotations

from types import ModuleType

from sqlalchemy import Connection, Engine

from kiitools.errors import StudyError
from kiitools.store import postgresql, sqlite

_MODULES = {"sqlite": sqlite, "postgresql": postgresql}


def dialect_of(bind: Engine | Connection) -> ModuleType:
    """The module with this engine's own SQL: `sqlite` or `postgresql`."""
    name = bind.dialect.name
    if name not in _MODULES:
        raise StudyError("store.unknown-server", server=name, known=", ".join(_MODULES))
    return _MODULES[name]
