"""Sections set in a Word document: captions are counted, tables get widths, cells their printed form."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiitools.errors import InputError
from kiitools.markup import printable
from kiitools.messages import say
from kiitools.outputs import word
from kiitools.outputs.report_blocks import Block, Bullet, Notice, Picture, Section, Table, finding_table
from kiitools.outputs.wording import interval, missing, percent, undefined, value_label, whole
from kiitools.tables import Finding

_WIDTH = 16.6
"""Centimetres between the margins."""
_TOGETHER = 16
"""Tables of at most this many rows stay on one page."""


def caption_numbers(sections: Sequence[Section], lang: str) -> dict[str, str]:
    """Anchor → « tableau 3 »: the number each caption will have."""
    counts = {"table": 0, "figure": 0}
    numbers: dict[str, str] = {}
    for section in sections:
        for block in section.blocks:
            kind = (
                "figure"
                if isinstance(block, Picture)
                else "table"
                if isinstance(block, (Table, Finding))
                else ""
            )
            if kind:
                counts[kind] += 1
                anchor = block.anchor if isinstance(block, (Picture, Table)) else ""
                if anchor:
                    numbers[anchor] = f"{say(f'outputs.report.{kind}', lang)}\u00a0{counts[kind]}"
    return numbers


class Typesetter:
    """Sets sections one after the other; counts tables, figures and headings."""

    def __init__(self, document: Any, lang: str, numbers: dict[str, str]):
        self.document, self.lang, self.numbers = document, lang, numbers
        self.tables = self.figures = self.headings = 0

    def set(self, sections: Sequence[Section], *, contents: bool = True) -> None:
        """Contents, then every section."""
        anchors = [f"h_{i}" for i in range(len(sections))]
        lines = [(s.level, s.heading, a) for s, a in zip(sections, anchors, strict=True) if s.level <= 2]
        if lines and contents:
            word.add_contents(self.document, lines, self.lang)
            self.document.add_page_break()
        for section, anchor in zip(sections, anchors, strict=True):
            self.headings += 1
            word.add_heading(self.document, section.heading, section.level, anchor, self.headings)
            for block in section.blocks:
                self.block(block)

    def block(self, block: Block) -> None:
        """One paragraph, list entry, notice, table or picture."""
        if isinstance(block, Finding):
            block = finding_table(block, self.lang)
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Picture):
            self._picture(block)
        else:
            style = {Bullet: "List Bullet", Notice: "Notice"}.get(type(block), "Normal")
            text = block if isinstance(block, str) else block.text
            word.add_text(self.document.add_paragraph(style=style), text, self.numbers)

    def _table(self, table: Table) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT

        self.tables += 1
        word.add_caption(self.document, "table", self.tables, table.caption, table.anchor, self.lang)
        set_table = self.document.add_table(rows=1, cols=len(table.columns), style=word.TABLE_STYLE)
        set_table.alignment, set_table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        word.describe(set_table, table.caption)
        self._header(set_table, table)
        for at, record in enumerate(table.frame.to_dict("records")):
            cells = set_table.add_row().cells
            word.keep_whole(set_table.rows[-1])
            for cell, (name, _, kind) in zip(cells, table.columns, strict=True):
                self._fill(cell, name, kind, record)
                if fill := table.shades.get((at, name)):
                    word.shade(cell, fill)
        _set_widths(set_table, table.widths or _widths(table))
        if len(table.frame) <= _TOGETHER:
            _keep_together(set_table)
        self._note(table.note)

    def _header(self, set_table: Any, table: Table) -> None:
        from docx.enum.table import WD_ROW_HEIGHT_RULE
        from docx.shared import Cm

        row = set_table.rows[0]
        word.repeat_header(row)
        word.keep_whole(row)
        for i, (cell, (_, label, kind)) in enumerate(zip(row.cells, table.columns, strict=True)):
            _write(cell, label, "Table header", kind if i and not table.turned else "text")
            if table.turned and i:
                word.turn(cell)
        if table.turned:
            longest = max((len(label) for _, label, _ in table.columns[1:]), default=0)
            row.height, row.height_rule = Cm(min(4.5, 0.7 + 0.17 * longest)), WD_ROW_HEIGHT_RULE.EXACTLY

    def _fill(self, cell: Any, name: str, kind: str, record: Mapping[Any, Any]) -> None:
        style = "Table small" if kind == "cell" else "Table text"
        _write(cell, _cell_text(name, kind, record, self.lang), style, kind)

    def _picture(self, picture: Picture) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        self.figures += 1
        word.add_caption(self.document, "figure", self.figures, picture.caption, picture.anchor, self.lang)
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = paragraph.add_run().add_picture(io.BytesIO(bare_png(picture.path)), width=Cm(picture.width))
        if shape.height > Cm(20):
            shape.width, shape.height = int(shape.width * Cm(20) / shape.height), Cm(20)
        word.describe_picture(shape, picture.description)
        self._note(picture.note)

    def _note(self, text: str) -> None:
        word.add_text(self.document.add_paragraph(style="Table note"), text, self.numbers)


def _keep_together(set_table: Any) -> None:
    for row in set_table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _write(cell: Any, text: str, style: str, kind: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(printable(text))
    if kind == "cell":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif kind != "text":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _cell_text(name: str, kind: str, record: Mapping[Any, Any], lang: str) -> str:
    value: Any = record.get(name)
    if kind == "interval":
        return interval(record["low"], record["high"], lang)
    if kind == "share":
        return percent(value, lang)
    if kind == "whole":
        return whole(value, lang)
    return undefined(lang) if missing(value) else str(value_label(name, value, lang))


def _widths(table: Table) -> tuple[float, ...]:
    """Centimetres: numbers take what they need, words share the rest by the length of their cells."""
    fixed = {"whole": 1.7, "share": 1.8, "interval": 3.2, "cell": 1.5}
    needs = [fixed.get(kind, 0.0) for _, _, kind in table.columns]
    lengths = [
        0.0 if need else min(45.0, max([len(label), *(len(str(v)) for v in table.frame[name])]) + 4)
        for need, (name, label, _) in zip(needs, table.columns, strict=True)
    ]
    rest = max(_WIDTH - sum(needs), 4.0)
    scale = min(rest / (sum(lengths) or 1), 0.3)
    return tuple(need or length * scale for need, length in zip(needs, lengths, strict=True))


def _set_widths(set_table: Any, widths: Sequence[float]) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm

    for column, width in zip(set_table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(int(width * 567)))
    for row in set_table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def bare_png(path: str | Path) -> bytes:
    """A PNG without its side notes (software, dates, places): only what draws the picture.

    Raises
    ------
    InputError
        When the file is not a PNG.
    """
    data = Path(path).read_bytes()
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise InputError("outputs.not-png", where=Path(path))
    kept, at = [data[:8]], 8
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind not in (b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf"):
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
