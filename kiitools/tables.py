"""Column contracts of the tables that rooms hand to one another, and the frozen `Finding`.

Words of informants have no column here: tables hold ids, positions, codes and attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from kiitools.errors import TableError, fault


@dataclass(frozen=True, slots=True)
class Contract:
    """The exact columns of a table; ``more`` says whether further columns may follow."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    more: bool = False

    def empty(self) -> pd.DataFrame:
        """A table with these columns and no rows."""
        return pd.DataFrame({column: pd.Series(dtype=object) for column in self.columns})


INFORMANTS = Contract(
    "informants",
    (
        "informant_id", "category", "organisation", "sex", "age_band", "region", "mode", "session_id", "date",
        "language", "consent", "public_source", "definition_level",
    ),
    key=("informant_id",),
    more=True,
)  # fmt: skip
"""One row per person. ``category`` one of `model.cases.CATEGORIES`; ``definition_level`` precise, partial,
none or empty (not asked)."""

ATTENDANCE = Contract("attendance", ("session_id", "informant_id", "speaker_label"))
"""One row per informant of a session; ``speaker_label`` empty in individual interviews."""

SOURCES = Contract(
    "sources",
    (
        "source_id", "title", "kind", "session_id", "lang", "words", "segments", "region", "category", "date",
        "mode", "file_name", "text_sha256",
    ),
    key=("source_id",),
)  # fmt: skip
"""One row per source. ``title`` and ``file_name`` are confidential."""

CODINGS = Contract(
    "codings",
    (
        "coding_id", "source_id", "session_id", "segment", "start", "end", "informant_id", "code", "group",
        "code_category", "polarity", "evidence", "status", "coder", "decided_by", "strength", "rule", "lang",
    ),
    key=("coding_id",),
)  # fmt: skip
"""One row per current coding, without its words. ``informant_id`` is empty where the speaker is not in the
register (documents, unknown speakers). ``status``: suggested, accepted or rejected."""

PLACES = Contract(
    "places",
    (
        "source_id",
        "session_id",
        "segment",
        "start",
        "end",
        "informant_id",
        "kind",
        "country",
        "region",
        "role",
    ),
)
"""One row per place mention, without its words; ``region`` in the study's vintage, empty abroad."""

ACTORS = Contract(
    "actors",
    (
        "name", "acronym", "type", "level", "regions", "pillars", "activities", "databases", "target_groups",
        "public", "influence", "interest", "notes",
    ),
    key=("name",),
    more=True,
)  # fmt: skip
PROJECTS = Contract(
    "projects",
    (
        "title", "lead_actor", "partners", "donor", "start", "end", "regions", "pillars", "forms_addressed",
        "status", "source",
    ),
    key=("title",),
    more=True,
)  # fmt: skip

RATE = ("k", "n", "share", "low", "high")
"""The columns of every rate, in this order."""


def ensure_table(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return ``frame`` if it keeps ``contract``; else `TableError` names every missing or unknown column."""
    have = list(frame.columns)
    faults = [
        fault(contract.name, "tables.missing-column", column=c) for c in contract.columns if c not in have
    ]
    if not contract.more:
        faults += [
            fault(contract.name, "tables.unknown-column", column=c) for c in have if c not in contract.columns
        ]
    if faults:
        raise TableError(
            "tables.columns", where=contract.name, faults=tuple(faults), known=", ".join(contract.columns)
        )
    return frame


@dataclass(frozen=True, slots=True)
class Basis:
    """What a finding rests on: printed with it.

    ``unit`` is what is counted (one of `model.cases.UNITS`), ``n`` of how many, ``status`` which codings,
    ``filters`` what was left out, ``notes`` message keys with values.
    """

    unit: str
    n: int
    status: str = "accepted"
    filters: Mapping[str, str] = field(default_factory=dict)
    codebook: str = ""
    coders: tuple[str, ...] = ()
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """A result: a table with its caption, its method and what it rests on.

    Attributes
    ----------
    name : str
        Which finding (``understanding``, ``prevalence``, ``indicators``, ``coverage`` …).
    frame : pandas.DataFrame
        The table; rates hold ``k, n, share, low, high``. ``frame.attrs["unit"]`` names the unit.
    caption, method : mapping
        Sentences in French and English.
    basis : Basis
        What it rests on.
    """

    name: str
    frame: pd.DataFrame
    caption: Mapping[str, str]
    method: Mapping[str, str]
    basis: Basis
    trace: Callable[[Mapping[str, Any]], Sequence[str]] | None = None
    quoter: Callable[[Sequence[str]], pd.DataFrame] | None = None

    def __repr__(self) -> str:
        rows, columns = self.frame.shape
        return f"<Finding {self.name}: {rows} × {columns}, unit {self.basis.unit}, n = {self.basis.n}>"

    def _repr_html_(self) -> str:
        from kiitools.markup import html

        return f"<p><b>{html(self.caption['fr'])}</b></p>{self.frame.to_html(index=False, border=0)}"

    def coding_ids(self, **cell: Any) -> Sequence[str]:
        """Ids of the codings behind a cell, named by its row (``region="Gao", code="form.gold"``)."""
        return self.trace(cell) if self.trace else ()

    def quotes(self, **cell: Any) -> pd.DataFrame:
        """The quotes behind a cell; only a study can give them (team only)."""
        if self.quoter is None:
            raise TableError("tables.no-quotes", where=self.name)
        return self.quoter(self.coding_ids(**cell))

    def with_quoter(self, quoter: Callable[[Sequence[str]], pd.DataFrame]) -> Finding:
        """The same finding, able to fetch its quotes from a study."""
        return replace(self, quoter=quoter)

    def rows(self) -> list[dict[str, Any]]:
        """The table as JSON-ready dicts: ``nan`` and missing become ``None``."""
        return [
            {str(k): None if pd.isna(v) else getattr(v, "item", lambda v=v: v)() for k, v in row.items()}
            for row in self.frame.to_dict("records")
        ]
