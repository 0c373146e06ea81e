"""A table out of a workbook or a CSV file, as it stands: header, numbered rows, and every fault of its shape.

Nothing is guessed away: hidden rows, merged cells, formulas without a stored value, two columns of one name,
ragged rows are faults that are named, all at once. Cells come as text; Excel's dates as ISO dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiitools.errors import Fault, RegisterError, fault
from kiitools.model.sources import Skipped
from kiitools.readers.grids import HEADER_WITHIN, MOST_BYTES, Grid, Knows, Row, header_at, letter, score
from kiitools.readers.separated import read_separated
from kiitools.readers.workbooks import read_workbook


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its header, its rows, what was left aside, and the faults of its shape."""

    file: str
    name: str
    header: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...] = field(repr=False)
    skipped: tuple[Skipped, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def where(self) -> str:
        """The sheet's name, or the file's when it has no sheets."""
        return self.name or self.file


def read_sheet(path: str | Path, *, knows: Knows, sheet: str | None = None, hidden: str = "refuse") -> Sheet:
    """Read the table of a .xlsx or .csv file whose header ``knows`` recognises best.

    Parameters
    ----------
    path : path
        The file; what it is follows from its content, not from its ending.
    knows : callable
        Tells whether a header is one that this register has.
    sheet : str, optional
        Name of the sheet to read, when several visible sheets could be meant.
    hidden : str
        ``refuse`` (hidden rows and columns that hold something are faults) or ``skip`` (left out, and said).

    Raises
    ------
    RegisterError
        When the file is empty, too large, not a table, or has no header that is recognised.
    """
    path = Path(path)
    grids, skipped = _grids(path, knows)
    grid, others = _chosen(grids, knows, path, sheet)
    skipped = (*skipped, *(Skipped("registers.skipped.sheet", 1, g.name) for g in others))
    at = header_at(grid, knows)
    return _sheet(path.name, grid, at, skipped, hidden)


def _grids(path: Path, knows: Knows) -> tuple[list[Grid], tuple[Skipped, ...]]:
    try:
        data = path.read_bytes()
    except OSError as err:
        raise RegisterError(
            "registers.unreadable", where=path, cause=err.strerror or type(err).__name__
        ) from err
    if not data.strip():
        raise RegisterError("registers.empty-file", where=path)
    if len(data) > MOST_BYTES:
        raise RegisterError("registers.too-large", where=path)
    if data.startswith(b"PK\x03\x04"):
        return read_workbook(path, data)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise RegisterError("registers.other-format", where=path)
    return [read_separated(path, data, knows)], ()


def _chosen(grids: list[Grid], knows: Knows, path: Path, name: str | None) -> tuple[Grid, list[Grid]]:
    """The sheet that is meant, and the other visible sheets that hold something."""
    if name is not None:
        named = [g for g in grids if g.name == name]
        if not named:
            raise RegisterError(
                "registers.no-sheet", where=path, name=name, known=", ".join(g.name for g in grids)
            )
        return named[0], [g for g in grids if g.rows and g is not named[0]]
    scored = sorted(
        ((score(g, knows), -i, g) for i, g in enumerate(grids)), key=lambda s: s[:2], reverse=True
    )
    if not scored or scored[0][0] < 2:
        raise RegisterError("registers.no-header", where=path, rows=HEADER_WITHIN)
    best = scored[0][0]
    if len(even := [g for score, _, g in scored if score == best]) > 1:
        raise RegisterError("registers.several-sheets", where=path, sheets=", ".join(g.name for g in even))
    return scored[0][2], [g for _, _, g in scored[1:] if g.rows]


def _sheet(file: str, grid: Grid, at: int, skipped: Sequence[Skipped], hidden: str) -> Sheet:
    top = grid.rows[at]
    below = grid.rows[at + 1 :]
    where = grid.name or file
    out_rows = {row.number for row in below} & set(grid.hidden_rows)
    width = max([i + 1 for row in (top, *below) for i, c in enumerate(row.cells) if c], default=0)
    out_columns = {c for c in grid.hidden_columns if c < width}
    faults = [one for number, one in grid.faults if number >= top.number and number not in out_rows]
    faults += [
        fault(where, "registers.merged", cells=cells) for cells, last in grid.merged if last >= top.number
    ]
    if hidden == "refuse":
        faults += _hidden_faults(where, sorted(out_rows), sorted(out_columns))
    notes = [*skipped]
    notes += [Skipped("registers.skipped.rows", len(out_rows), where)] if out_rows else []
    notes += [Skipped("registers.skipped.columns", len(out_columns), where)] if out_columns else []
    keep = [i for i in range(width) if i not in out_columns]
    header = tuple(" ".join(name.split()) for name in _pick(top.cells, keep))
    rows = tuple(Row(r.number, _pick(r.cells, keep)) for r in below if r.number not in out_rows)
    faults += _header_faults(where, header, rows, keep)
    return Sheet(file, grid.name, header, top.number, rows, tuple(notes), tuple(faults))


def _pick(cells: Sequence[str], keep: Sequence[int]) -> tuple[str, ...]:
    return tuple(cells[i] if i < len(cells) else "" for i in keep)


def _hidden_faults(where: str, rows: Sequence[int], columns: Sequence[int]) -> Iterator[Fault]:
    if rows:
        yield fault(where, "registers.hidden-rows", n=len(rows), rows=_runs(rows))
    if columns:
        yield fault(
            where, "registers.hidden-columns", n=len(columns), columns=", ".join(map(letter, columns))
        )


def _header_faults(
    where: str, header: Sequence[str], rows: Sequence[Row], keep: Sequence[int]
) -> Iterator[Fault]:
    for i, name in enumerate(header):
        if not name and any(row.cells[i].strip() for row in rows):
            yield fault(where, "registers.unnamed-column", letter=letter(keep[i]))
        if name and name in header[:i]:
            yield fault(where, "registers.duplicate-column", column=name, letter=letter(keep[i]))


def _runs(numbers: Sequence[int]) -> str:
    """Row numbers with runs shortened: 4-9, 12."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
