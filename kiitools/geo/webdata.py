"""What may enter the interactive map: allow-listed columns, checked, as plain JSON-ready values.

A `folium.GeoJson` of a working table would embed every column of it, hidden ones too; here nothing enters
that is not named in this module.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from kiitools.errors import TableError
from kiitools.geo.palette import STATES, classify
from kiitools.markup import visible
from kiitools.messages import LANGUAGES, catalogue

PREVALENCE = ("region", "code", "k", "n", "share", "low", "high", "denied", "state")
"""Columns the map's table must have."""
PREVALENCE_MORE = ("direct", "hearsay", "organisations")
"""Columns it may have; any other is left out."""
ACTOR_COLUMNS = ("name", "acronym", "type", "regions", "pillars")
PROJECT_COLUMNS = ("title", "lead_actor", "donor", "start", "end", "regions", "pillars", "status")
ROUTE_COLUMNS = ("origin", "destination", "k", "code")
COVERAGE_COLUMNS = ("region", "informants", "with_text", "sessions")
OFF_MAP = "unknown"
"""The region of informants whose region is not known: in the table and the lists, not on the map."""
UNSAID = "unsaid"
"""Situation of a region the study covers but where nobody based there or speaking of it has a coded text."""
BANDED = "c1-1"
"""Class of what is reported without an exact share."""
_PRIVATE = frozenset({"no", "non", "false", "faux", "0"})

Text = Mapping[str, str]


def ensure_text(text: Text, what: str) -> dict[str, str]:
    """``text`` in both languages, direction marks made visible; raise `TableError` if one is missing."""
    for lang in LANGUAGES:
        if not str(text.get(lang, "")).strip():
            raise TableError("map.text", where=what, lang=lang, what=what)
    return {lang: visible(text[lang]) for lang in LANGUAGES}


def page_words(codes: Iterable[str] = ()) -> dict[str, dict[str, str]]:
    """The page's own words in both languages; ``codes`` other than forms of exploitation are indicators."""
    lead = "map.page."
    words = {
        lang: {key[len(lead) :]: said[lang] for key, said in catalogue().items() if key.startswith(lead)}
        for lang in LANGUAGES
    }
    if not all(code.startswith("form.") for code in codes):
        for said in words.values():
            said.update({"form": said["indicator"], "forms-here": said["indicators-here"]})
    return words


def ensure_prevalence(frame: pd.DataFrame, regions: Sequence[str]) -> pd.DataFrame:
    """The allowed columns of ``frame``, one row per region and form of exploitation.

    Raises
    ------
    TableError
        Columns are missing, a region is not on the map, a state is unknown, a cell is there twice or, in a
        region the table covers, not at all.
    """
    missing = [column for column in PREVALENCE if column not in frame.columns]
    if missing:
        raise TableError("map.columns", columns=", ".join(missing), known=", ".join(PREVALENCE))
    if frame.empty:
        raise TableError("map.empty")
    kept = frame[[c for c in (*PREVALENCE, *PREVALENCE_MORE) if c in frame.columns]].reset_index(drop=True)
    _ensure_known_regions(kept["region"], [*regions, OFF_MAP])
    if strange := sorted(set(kept["state"].astype(str)) - set(STATES)):
        raise TableError("map.state", states=", ".join(map(visible, strange)), known=", ".join(STATES))
    _ensure_cells(kept)
    figures = [column for column in kept.columns if column not in ("region", "code", "state")]
    kept[figures] = kept[figures].astype(object).mask(kept["state"] == "not_covered", None)
    return kept


def _ensure_known_regions(names: Iterable[Any], regions: Sequence[str]) -> None:
    if strange := sorted({str(name) for name in names} - set(regions)):
        raise TableError("map.regions", regions=", ".join(map(visible, strange)), known=", ".join(regions))


def _ensure_cells(frame: pd.DataFrame) -> None:
    cells = pd.MultiIndex.from_frame(frame[["region", "code"]])
    if cells.has_duplicates:
        raise TableError("map.twice", cells=_named(cells[cells.duplicated()]))
    whole = pd.MultiIndex.from_product([frame["region"].unique(), frame["code"].unique()])
    if len(lost := whole.difference(cells, sort=False)):
        raise TableError("map.missing-rows", cells=_named(lost))


def _named(cells: Iterable[tuple[Any, Any]], most: int = 5) -> str:
    names = [f"{region} / {code}" for region, code in cells]
    return ", ".join(map(visible, names[:most])) + (" …" if len(names) > most else "")


def plain(value: Any) -> Any:
    """A JSON-ready value: whole numbers as such, missing and undefined as ``None``, text made visible."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, str):
        return visible(value)
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else round(number, 4)


def form_rows(frame: pd.DataFrame, regions: Sequence[str]) -> list[list[dict[str, Any]]]:
    """For each form, in the table's order, the cell of each region; regions without a row are not covered."""
    return [_cells(rows, regions) for _, rows in frame.groupby("code", sort=False)]


def _cells(rows: pd.DataFrame, regions: Sequence[str]) -> list[dict[str, Any]]:
    found: dict[Any, Any] = {row["region"]: row for row in rows.to_dict("records")}
    return [_cell(found.get(region, {"state": "not_covered"})) for region in regions]


def _cell(row: Mapping[str, Any]) -> dict[str, Any]:
    known = ("k", "n", "share", "low", "high", "denied", *PREVALENCE_MORE)
    cell = {name: value for name in known if (value := plain(row.get(name))) is not None}
    key = _shade_key(cell, row["state"])
    if row["state"] != "not_covered" and cell.get("n") in (0, "0"):
        return {"n": 0, "state": UNSAID, "shade": key}
    return {**cell, "state": "too_few" if key == "too_few" else row["state"], "shade": key}


def _shade_key(cell: Mapping[str, Any], state: str) -> str:
    """Class of a cell; figures given as bands (``5–9``) bear no more than « reported »."""
    if is_banded(cell) and state == "reported":
        return BANDED
    informants = math.nan if is_banded(cell) else cell.get("n", math.nan)
    return classify(cell.get("share", math.nan), informants, state).key


def is_banded(cell: Mapping[str, Any]) -> bool:
    """Whether a cell gives its informants as a band and not as a number."""
    return isinstance(cell.get("k"), str) or isinstance(cell.get("n"), str)


def register_rows(frame: pd.DataFrame | None, columns: Sequence[str], release: str) -> list[dict[str, Any]]:
    """The public columns of a register of actors or projects; ``regions`` and ``pillars`` become lists.

    Outside the team, rows whose ``public`` column says no are left out.
    """
    if frame is None:
        return []
    if missing := [c for c in (columns[0], "regions") if c not in frame.columns]:
        raise TableError("map.columns", columns=", ".join(missing), known=", ".join(columns))
    if release != "team" and "public" in frame.columns:
        frame = frame[[str(said).strip().lower() not in _PRIVATE for said in frame["public"]]]
    kept = [column for column in columns if column in frame.columns]
    return [{c: _field(c, row[c]) for c in kept} for row in frame[kept].to_dict("records")]


def _field(column: str, value: Any) -> Any:
    if column in ("regions", "pillars"):
        return listed(value)
    return "" if _missing(value) else visible(value).strip()


def listed(value: Any) -> list[str]:
    """A cell's list: a sequence as it is, a text split at its semicolons."""
    if _missing(value):
        return []
    parts = value.split(";") if isinstance(value, str) else value
    return [visible(part).strip() for part in parts if str(part).strip()]


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def coverage_rows(frame: pd.DataFrame | None, regions: Sequence[str]) -> list[dict[str, Any] | None]:
    """For each region its informants, those with a text, and its sessions; ``None`` without a row.

    Rows of one region are added up (persons stand in one row each); sessions, which may stand in several, are
    then left out. A ``state`` of ``not_covered`` says so.
    """
    if frame is None:
        return []
    if missing := [c for c in COVERAGE_COLUMNS[:2] if c not in frame.columns]:
        raise TableError("map.columns", columns=", ".join(missing), known=", ".join(COVERAGE_COLUMNS))
    groups = {str(region): rows for region, rows in frame.groupby("region", sort=False)}
    return [_coverage(groups[region]) if region in groups else None for region in regions]


def _coverage(rows: pd.DataFrame) -> dict[str, Any]:
    summed = [c for c in COVERAGE_COLUMNS[1:] if c in rows.columns and (c != "sessions" or len(rows) == 1)]
    counts = {c: plain(rows[c].sum(min_count=1)) for c in summed}
    states = set(rows["state"]) if "state" in rows.columns else set()
    covered = bool(states - {"not_covered"}) if states else bool(counts["informants"])
    return {"covered": covered, **{c: n for c, n in counts.items() if n is not None and covered}}


def route_rows(frame: pd.DataFrame | None, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Routes between named places: ``origin, destination, k`` and, if given, the form they belong to."""
    if frame is None:
        return []
    if missing := [c for c in ROUTE_COLUMNS[:3] if c not in frame.columns]:
        raise TableError("map.columns", columns=", ".join(missing), known=", ".join(ROUTE_COLUMNS))
    kept = [column for column in ROUTE_COLUMNS if column in frame.columns]
    rows = [{c: plain(row[c]) for c in kept} for row in frame[kept].to_dict("records")]
    return [{**row, "code": codes.index(row["code"]) if row.get("code") in codes else None} for row in rows]
