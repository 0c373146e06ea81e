"""The one place that writes a formatted sheet: text stays text, numbers stay numbers, nothing runs.

Strings go through ``write_string`` only; no formula, no outside link, no hidden row, no author, no path.
"""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiitools.files import replacing
from kiitools.markup import printable, xlsx_cell
from kiitools.messages import say
from kiitools.outputs.layout import (
    DARK,
    DEFAULT,
    GREY,
    LINE,
    NUMBERS,
    PALE,
    STYLES,
    Column,
    Sheet,
    line_count,
    reach_of,
    sheet_name,
    width_of,
)  # fmt: skip
from kiitools.outputs.wording import missing, undefined

__all__ = ["Column", "Sheet", "sheet_name", "write_sheets"]

CREATED = datetime.datetime(2000, 1, 1)
"""Files carry no true date: two runs on the same study write the same bytes."""
TICK = "●"
_RUNS = tuple("=+-@\t\r\n＝＋－＠")


def write_sheets(path: str | Path, sheets: Sequence[Sheet], *, title: str, lang: str = "fr") -> Path:
    """Write a workbook; the former file stays until the new one is complete.

    Parameters
    ----------
    path : path
        The .xlsx file.
    sheets : sequence of Sheet
        In order; their names must be those of `sheet_name`.
    title : str
        The document's title property; author, company and true dates are never written.
    """
    import xlsxwriter

    with replacing(path) as draft:
        book = xlsxwriter.Workbook(
            str(draft),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "in_memory": True,
                "default_format_properties": {"font_name": "Calibri", "font_size": 10},
            },
        )
        book.set_properties({"title": printable(title), "author": "", "company": "", "created": CREATED})
        for sheet in sheets:
            _Writer(book, sheet, lang).write()
        book.close()
    return Path(path)


class _Writer:
    """Writes one sheet; the formats belong to its workbook."""

    def __init__(self, book: Any, sheet: Sheet, lang: str):
        self.book, self.sheet, self.lang = book, sheet, lang
        self.page = book.add_worksheet(sheet.name)
        self.widths = [width_of(column, sheet.frame) for column in sheet.columns]
        self.reach = reach_of(self.widths)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        """Everything of the sheet, from the top."""
        for i, width in enumerate(self.widths):
            self.page.set_column(i, i, width)
        row = self._back_link()
        row = self._lines(self.sheet.above, row)
        row += 1 if row else 0
        if self.sheet.columns:
            row = self._table(row)
        self._lines(self.sheet.below, row + 1)
        self._set_page()

    def format(self, **properties: Any) -> Any:
        """A format, made once for each set of properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def _back_link(self) -> int:
        if not self.sheet.back:
            return 0
        look = self.format(font_color=DARK, underline=1, font_size=9)
        back = "← " + say("outputs.contents", self.lang)
        self.page.write_url(0, 0, f"internal:'{self.sheet.back}'!A1", look, back)
        return 1

    def _lines(self, lines: Sequence[tuple[str, str]], row: int) -> int:
        """Lines of text across the table's width, each as high as its words need."""
        for style, text in lines:
            properties, size = STYLES[style]
            look = self.format(text_wrap=True, valign="top", align="left", **properties)
            across = sum(self.widths[: self.reach]) + DEFAULT * max(0, self.reach - len(self.widths))
            shown = str(xlsx_cell(text))
            lines_needed = sum(
                max(1, len(textwrap.wrap(part, max(20, int(across * 10 / size)))))
                for part in shown.split("\n")
            )
            self.page.set_row(row, lines_needed * size * 1.36 + 4)
            if self.reach > 1:
                self.page.merge_range(row, 0, row, self.reach - 1, "", look)
            self.page.write_string(row, 0, shown, look)
            row += 1
        return row

    def _table(self, top: int) -> int:
        top = self._help(top)
        header = self.format(
            bold=True, font_color="#FFFFFF", bg_color=DARK, text_wrap=True, valign="vcenter", border=1,
            border_color=LINE,
        )  # fmt: skip
        turned = self.format(
            bold=True, font_color="#FFFFFF", bg_color=DARK, rotation=90, valign="bottom", align="center",
            border=1,            border_color=LINE,
        )  # fmt: skip
        for i, column in enumerate(self.sheet.columns):
            self.page.write_string(
                top, i, str(xlsx_cell(column.label)), turned if column.kind == "tick" else header
            )
        self.page.set_row(top, self._header_height())
        last = top
        links = dict(self.sheet.links)
        for at, record in enumerate(self.sheet.frame.to_dict("records")):
            last = top + 1 + at
            for i, column in enumerate(self.sheet.columns):
                self._cell(last, i, column, record.get(column.name), banded=at % 2 == 1)
            if at in links:
                self._link(last, links[at], record)
            self.page.set_row(last, self._height(record))
        end = self._spare(last)
        self._validate(top + 1, end)
        self.page.autofilter(top, 0, last, len(self.sheet.columns) - 1)
        self.page.freeze_panes(top + 1, min(self.sheet.frozen, len(self.sheet.columns)))
        self.page.repeat_rows(top)
        return end + 1

    def _height(self, record: Mapping[Any, Any]) -> float:
        """As high as the longest cell needs: not every programme fits rows by itself."""
        lines = 1
        for column, width in zip(self.sheet.columns, self.widths, strict=True):
            value = record.get(column.name)
            if column.kind == "text" and column.wrap and isinstance(value, str) and len(value) > width * 0.8:
                lines = max(lines, line_count(value, width))
        return min(409.0, lines * 13.2 + 3)

    def _help(self, top: int) -> int:
        if not any(column.help for column in self.sheet.columns):
            return top
        look = self.format(italic=True, font_color=GREY, font_size=8, text_wrap=True, valign="bottom")
        for i, column in enumerate(self.sheet.columns):
            self.page.write_string(top, i, str(xlsx_cell(column.help)), look)
        most = max(len(c.help) / max(w, 1) for c, w in zip(self.sheet.columns, self.widths, strict=True))
        self.page.set_row(top, 12 * (int(most * 1.05) + 1))
        return top + 1

    def _header_height(self) -> float:
        ticks = max((len(c.label) for c in self.sheet.columns if c.kind == "tick"), default=0)
        lines = max(
            (
                line_count(c.label, w * 0.85)
                for c, w in zip(self.sheet.columns, self.widths, strict=True)
                if c.kind != "tick"
            ),
            default=1,
        )
        return max(14.5 * lines + 4, ticks * 6.2 + 12 if ticks else 0)

    def _cell(self, row: int, column: int, spec: Column, value: Any, *, banded: bool) -> None:
        look: dict[str, Any] = {"valign": "top", "border": 1, "border_color": LINE}
        look |= {"bg_color": PALE} if banded else {}
        look |= {"locked": not spec.editable} if self.sheet.protect else {}
        if spec.kind in NUMBERS and not isinstance(value, str):
            if missing(value):
                grey = self.format(**look, align="center", font_color=GREY, italic=True)
                self.page.write_string(row, column, undefined(self.lang), grey)
            else:
                shown_as = {
                    "whole": "#,##0",
                    "position": "0",
                    "number": "General",
                    "share": "0.0 %" if self.lang == "fr" else "0.0%",
                }
                number_look = {"num_format": shown_as[spec.kind], "align": "right", "indent": 1}
                self.page.write_number(row, column, float(value), self.format(**look, **number_look))
            return
        if spec.kind == "tick":
            look |= {"align": "center", "font_color": DARK}
            value = TICK if value is True else ("" if value is False else value)
        text = "" if missing(value) else str(xlsx_cell(str(value)))
        look |= {"text_wrap": spec.wrap} | ({"quote_prefix": True} if text.lstrip().startswith(_RUNS) else {})
        self.page.write_string(row, column, text, self.format(**look))

    def _link(self, row: int, target: str, record: Mapping[Any, Any]) -> None:
        look = self.format(
            font_color=DARK, underline=1, valign="top", border=1, border_color=LINE, text_wrap=True
        )
        column = self.sheet.columns[0]
        self.page.write_url(row, 0, f"internal:'{target}'!A1", look, str(xlsx_cell(str(record[column.name]))))

    def _spare(self, last: int) -> int:
        """Blank rows that may be typed into, as text so that nothing typed becomes a date or a formula."""
        if not self.sheet.spare:
            return last
        plain = {"border": 1, "border_color": LINE, "text_wrap": True, "valign": "top", "locked": False}
        for row in range(last + 1, last + 1 + self.sheet.spare):
            for i, column in enumerate(self.sheet.columns):
                number = {"num_format": "@"} if column.kind == "text" else {}
                self.page.write_blank(row, i, None, self.format(**plain, **number))
        return last + self.sheet.spare

    def _validate(self, first: int, last: int) -> None:
        for i, column in enumerate(self.sheet.columns):
            if last < first or not (column.choices or column.prompt):
                continue
            rule: dict[str, Any] = {"validate": "any"}
            if column.choices:
                source = column.choices if isinstance(column.choices, str) else list(column.choices)
                rule = {"validate": "list", "source": source, "ignore_blank": True}
                rule |= {"error_type": "stop" if column.strict else "warning"}
                rule |= {"error_title": column.label[:32], "error_message": say("outputs.choose", self.lang)}
            if column.prompt:
                rule |= {"input_title": column.label[:32], "input_message": column.prompt[:255]}
            self.page.data_validation(first, i, last, i, rule)

    def _set_page(self) -> None:
        self.page.hide_gridlines(2)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.page.fit_to_pages(1, 0)
        self.page.set_footer("&C&8&P / &N")
        if self.sheet.protect:
            allowed = ("autofilter", "sort", "format_columns", "format_rows", "insert_rows")
            self.page.protect("", dict.fromkeys(allowed, True))
