"""Matrices for committees, as formatted workbooks: stakeholders, 4W, projects, databases, codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kiitools.errors import InputError
from kiitools.messages import say
from kiitools.outputs.sheets import Column, Sheet, sheet_name, write_sheets
from kiitools.outputs.stakeholders import (
    databases,
    four_w,
    influence_grid,
    presence,
    stakeholder_matrix,
)
from kiitools.outputs.wording import (
    actor_level,
    column_label,
    counted,
    enumerated,
    join_list,
    listed,
    typeset,
    value_label,
    whole,
)
from kiitools.tables import ACTORS, PROJECTS

KINDS = ("stakeholders", "4w", "projects", "databases", "codes")
WIDTHS = {
    "name": 30, "acronym": 11, "activities": 38, "target_groups": 20, "position": 15,
    "type": 15, "level": 9, "title": 44, "what": 46, "who": 32, "databases": 48,
    "partners": 24, "donor": 22, "forms_addressed": 26, "regions": 26, "pillars": 20, "source": 16,
    "category": 20, "group": 20, "weight": 10, "who_type": 16, "status": 11, "record": 10, "where": 13,
    "definition": 44, "include": 34, "exclude": 34, "terms": 40, "frameworks": 24, "label": 28, "id": 30,
}  # fmt: skip


def write_matrix(
    kind: str,
    path: str | Path,
    *,
    actors: pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    codes: pd.DataFrame | None = None,
    lang: str = "fr",
    title: str = "",
    notes: Sequence[str] = (),
) -> Path:
    """Write one of the `KINDS` of matrices as .xlsx.

    Parameters
    ----------
    kind : str
        ``stakeholders`` (matrix, grid of influence and interest, presence by region and pillar), ``4w``,
        ``projects``, ``databases`` or ``codes``.
    path : path
        The file; replaced only when the new one is complete.
    actors, projects : pandas.DataFrame, optional
        `kiitools.tables.ACTORS`, `kiitools.tables.PROJECTS`, as the release gate left them.
    codes : pandas.DataFrame, optional
        A codebook as a table, for ``codes``.
    title : str
        The study's title, above each sheet.
    notes : sequence of str
        Notices above each table (« tout est fictif » …).

    Raises
    ------
    InputError
        For an unknown kind.
    """
    if kind not in KINDS:
        raise InputError("outputs.unknown-matrix", where=kind, known=", ".join(KINDS))
    tables = _Tables(
        ACTORS.empty() if actors is None else actors,
        PROJECTS.empty() if projects is None else projects,
        pd.DataFrame(columns=["id", "label"]) if codes is None else codes,
    )
    sheets = _BUILDERS[kind](tables, _Page(lang, title, tuple(typeset(one, lang) for one in notes)))
    return write_sheets(
        path, sheets, title=f"{title} — {say(f'outputs.matrix.{kind}.title', lang)}", lang=lang
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    actors: pd.DataFrame
    projects: pd.DataFrame
    codes: pd.DataFrame


class _Page:
    """What all sheets of a matrix share: language, title, notices."""

    def __init__(self, lang: str, title: str, notices: tuple[str, ...]):
        self.lang, self.title, self.notices = lang, title, notices

    def sheet(
        self, part: str, frame: pd.DataFrame, columns: Sequence[Column], *, basis: str, frozen: int = 1
    ) -> Sheet:
        """A sheet with its title block and the notes of its kind."""
        above = [("title", self.title)] if self.title else []
        above += [("caption", say(f"outputs.matrix.{part}.title", self.lang)), ("basis", basis)]
        above += [("notice", one) for one in self.notices]
        notes = say(f"outputs.matrix.{part}.notes", self.lang).strip().split("\n")
        below = [("heading", say("outputs.reading", self.lang)), *(("note", line) for line in notes)]
        name = sheet_name(say(f"outputs.matrix.{part}.sheet", self.lang))
        return Sheet(name, frame, tuple(columns), tuple(above), tuple(below), frozen=frozen)

    def columns(self, names: Sequence[str], kinds: dict[str, str] | None = None) -> list[Column]:
        """Columns with their printed names and usual widths."""
        return [
            Column(n, column_label(n, self.lang), (kinds or {}).get(n, "text"), WIDTHS.get(n, 0))
            for n in names
        ]

    def count(self, key: str, n: int, **counts: int) -> str:
        """A basis line with its counts set apart in thousands, in the singular of one."""
        return counted(key, n, self.lang, **{name: whole(one, self.lang) for name, one in counts.items()})


def _shown(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Ids of types, levels, pillars, states as words."""
    shown = frame.copy()
    for column in shown.columns:
        if column == "level":
            shown[column] = [actor_level(str(v), lang) for v in shown[column]]
        elif column in ("type", "who_type", "status", "position", "record"):
            name = "type" if column == "who_type" else column
            shown[column] = [value_label(name, v, lang) for v in shown[column]]
        elif column in ("pillars", "pillar", "regions", "target_groups", "partners", "forms_addressed"):
            name = column.rstrip("s")
            shown[column] = [
                join_list((str(value_label(name, p, lang)) for p in listed(v)), lang) for v in shown[column]
            ]
    return shown


def _ticks(frame: pd.DataFrame, lang: str) -> list[Column]:
    ticked = [c for c in frame.columns if c.startswith(("pillar.", "region."))]
    return [Column(c, _tick_label(c, lang), "tick") for c in ticked]


def _tick_label(column: str, lang: str) -> str:
    kind, _, value = column.partition(".")
    return str(value_label(kind, value, lang))


def _stakeholders(tables: _Tables, page: _Page) -> list[Sheet]:
    actors = tables.actors
    frame = stakeholder_matrix(actors)
    head = page.columns(["name", "acronym", "type", "level", "activities"])
    tail = page.columns(
        ["target_groups", "influence", "interest", "position"], {"influence": "whole", "interest": "whole"}
    )
    basis = page.count("outputs.matrix.actors-basis", n=len(frame))
    columns = [*head, *_ticks(frame, page.lang), *tail]
    return [
        page.sheet("stakeholders", _shown(frame, page.lang), columns, basis=basis),
        page.sheet("grid", *_grid(actors, page.lang), basis=_unplaced(actors, page)),
        page.sheet("presence", *_presence(actors, page), basis=basis),
    ]


def _grid(actors: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, list[Column]]:
    steps = [
        Column(f"interest.{i}", say("outputs.interest-step", lang, step=i), width=27) for i in range(1, 6)
    ]
    return influence_grid(actors), [
        Column("influence", say("outputs.influence-step", lang), "whole", 12),
        *steps,
    ]


def _unplaced(actors: pd.DataFrame, page: _Page) -> str:
    placed = int((actors["influence"].notna() & actors["interest"].notna()).sum())
    return page.count("outputs.matrix.grid-basis", n=placed, rest=len(actors) - placed)


def _presence(actors: pd.DataFrame, page: _Page) -> tuple[pd.DataFrame, list[Column]]:
    frame = presence(actors)
    pillars = [
        Column(c, str(value_label("pillar", c.removeprefix("pillar."), page.lang)), "whole", 14)
        for c in frame.columns
        if c.startswith("pillar.")
    ]
    actors_column = Column("actors", column_label("actors", page.lang), "whole", 16)
    return frame, [Column("region", column_label("region", page.lang), width=18), *pillars, actors_column]


def _four_w(tables: _Tables, page: _Page) -> list[Sheet]:
    frame = four_w(tables.actors, tables.projects)
    counts = {"actors": len(tables.actors), "projects": len(tables.projects), "rows": len(frame)}
    words = {name: counted(f"outputs.count.{name}", n, page.lang) for name, n in counts.items()}
    basis = say("outputs.matrix.4w-basis", page.lang, **words)
    names = [
        "who",
        "who_type",
        "what",
        "pillar",
        "where",
        "start",
        "end",
        "status",
        "partners",
        "donor",
        "record",
    ]
    return [page.sheet("4w", _shown(frame, page.lang), page.columns(names), basis=basis)]


def _projects(tables: _Tables, page: _Page) -> list[Sheet]:
    projects = tables.projects
    names = [c for c in PROJECTS.columns if c in projects]
    basis = page.count("outputs.matrix.projects-basis", n=len(projects))
    return [page.sheet("projects", _shown(projects[names], page.lang), page.columns(names), basis=basis)]


def _databases(tables: _Tables, page: _Page) -> list[Sheet]:
    actors = tables.actors
    frame = databases(actors)
    basis = page.count("outputs.matrix.databases-basis", n=len(frame), rest=len(actors) - len(frame))
    return [page.sheet("databases", _shown(frame, page.lang), page.columns(list(frame.columns)), basis=basis)]


def _codes(tables: _Tables, page: _Page) -> list[Sheet]:
    codes = tables.codes
    shown = codes.copy()
    if "weight" in shown:
        shown["weight"] = [value_label("weight", w, page.lang) for w in shown["weight"]]
    first = [c for c in ("id", "label") if c in shown]
    names = [*first, *(c for c in shown.columns if c not in first)]
    groups = list(dict.fromkeys(map(str, shown["category"]))) if "category" in shown else []
    basis = say(
        "outputs.matrix.codes-basis",
        page.lang,
        n=whole(len(shown), page.lang),
        groups=enumerated(groups, page.lang),
    )
    return [page.sheet("codes", shown[names], page.columns(names), basis=basis, frozen=2)]


_BUILDERS: dict[str, Callable[[_Tables, _Page], list[Sheet]]] = {
    "stakeholders": _stakeholders, "4w": _four_w, "projects": _projects, "databases": _databases,
    "codes": _codes,
}  # fmt: skip
