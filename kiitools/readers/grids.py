"""A sheet as rows of text before anything is known about it, and where its header stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiitools.errors import Fault

MOST_BYTES, MOST_CELLS = 50_000_000, 2_000_000
HEADER_WITHIN = 25
"""The header stands within the first rows; a title and explanations may stand above it."""

Knows = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the number a spreadsheet shows for it."""

    number: int
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of one sheet before its header is known; ``name`` is empty for CSV."""

    name: str
    rows: tuple[Row, ...] = field(repr=False)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[tuple[str, int], ...] = ()
    faults: tuple[tuple[int, Fault], ...] = ()


def score(grid: Grid, knows: Knows) -> int:
    """How many headers of the register the best row of a sheet holds."""
    return max((recognised(row, knows) for row in grid.rows[:HEADER_WITHIN]), default=0)


def header_at(grid: Grid, knows: Knows) -> int:
    """Index of the header among the grid's rows: the first with the most columns recognised."""
    head = grid.rows[:HEADER_WITHIN]
    return max(range(len(head)), key=lambda i: (recognised(head[i], knows), -i))


def recognised(row: Row, knows: Knows) -> int:
    """How many different headers of the register a row holds."""
    return sum(knows(cell) for cell in {c.strip() for c in row.cells} if cell)


def letter(index: int) -> str:
    """The letters a spreadsheet gives the column at ``index`` (0 → A, 26 → AA)."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
