"""Elements of a Word document that python-docx does not make: styles, fields, captions, repeated headers.

Text reaches the document only through runs; characters that XML forbids are dropped.
"""

from __future__ import annotations

import re
from typing import Any

from kiitools.markup import printable
from kiitools.messages import say

FONT, DARK, PALE, GREY, ALERT = "Calibri", "1F4E5F", "EAF1F3", "5B6770", "FBEFD9"
TABLE_STYLE = "kiitools table"
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
_REFERENCE = re.compile(r"\[\[([a-z0-9_.-]+)\]\]")


def new_document(lang: str) -> Any:
    """An empty A4 document with our styles, in ``lang``."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2.0)
    _set_styles(document, lang)
    return document


def element(tag: str, **attributes: str) -> Any:
    """A ``w:`` element with ``w:`` attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


# Styles


_PARAGRAPHS: dict[str, dict[str, Any]] = {
    "Normal": {"size": 10.5, "after": 6, "line": 1.12},
    "Title": {"size": 26, "bold": True, "color": DARK, "before": 150, "after": 6},
    "Subtitle": {"size": 14, "color": GREY, "after": 18, "italic": False},
    "Heading 1": {"size": 17, "bold": True, "color": DARK, "before": 22, "after": 8, "keep": True},
    "Heading 2": {"size": 13, "bold": True, "color": DARK, "before": 14, "after": 5, "keep": True},
    "Heading 3": {"size": 11, "bold": True, "color": DARK, "before": 10, "after": 4, "keep": True},
    "Caption": {"size": 10, "bold": True, "color": DARK, "before": 10, "after": 4, "keep": True},
    "List Bullet": {"size": 10.5, "after": 4, "line": 1.12},
    "TOC Heading": {"size": 14, "bold": True, "color": DARK, "before": 0, "after": 8},
}
_OWN: dict[str, dict[str, Any]] = {
    "Table note": {"size": 8.5, "color": GREY, "before": 3, "after": 10},
    "Notice": {"size": 10.5, "after": 6, "shade": ALERT, "indent": 0.2},
    "Table text": {"size": 9, "after": 0, "line": 1.0},
    "Table small": {"size": 8, "after": 0, "line": 1.0},
    "Table header": {"size": 9, "after": 0, "line": 1.0, "bold": True, "color": "FFFFFF"},
    "toc 1": {"size": 11, "after": 3, "bold": True, "leader": True},
    "toc 2": {"size": 10.5, "after": 2, "left": 0.6, "leader": True},
}


def _set_styles(document: Any, lang: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    styles = document.styles
    _set_defaults(styles, lang)
    for name, look in _PARAGRAPHS.items():
        _style(styles[name], look)
    for name, look in _OWN.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _style(style, look)
    style = styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    for part in _table_look():
        style.element.append(part)


def _set_defaults(styles: Any, lang: str) -> None:
    """Language and font of everything that does not say otherwise."""
    from docx.oxml.ns import qn

    run = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in [*run.findall(qn("w:lang")), *run.findall(qn("w:rFonts"))]:
        run.remove(old)
    run.insert(0, _fonts())
    run.append(element("lang", val=LOCALES[lang], eastAsia=LOCALES[lang], bidi="ar-SA"))


def _fonts() -> Any:
    return element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)


def _style(style: Any, look: dict[str, Any]) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    run = style.element.get_or_add_rPr()
    for old in run.findall(qn("w:rFonts")):
        run.remove(old)
    run.insert(0, _fonts())
    style.font.size = Pt(look["size"])
    style.font.bold, style.font.italic = look.get("bold", False), look.get("italic", False)
    style.font.color.rgb = RGBColor.from_string(look.get("color", "1A1A1A"))
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(look.get("before", 0)), Pt(look["after"])
    form.line_spacing, form.keep_with_next = look.get("line", 1.0), look.get("keep", False)
    if "left" in look or "indent" in look:
        form.left_indent = Cm(look.get("left", look.get("indent", 0)))
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if look.get("leader"):
        _add_tab(style)
    if "shade" in look:
        shading = element("shd", val="clear", color="auto", fill=look["shade"])
        properties.insert_element_before(
            shading, "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc"
        )


def _table_look() -> list[Any]:
    """A header in white on dark, thin lines between rows; the look lives in the style."""
    table = element("tblPr")
    table.append(element("tblInd", w="0", type="dxa"))
    borders = element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(side, val="single", sz="4", space="0", color="C9D3D8"))
    table.append(borders)
    margins = element("tblCellMar")
    for side, width in (("top", "40"), ("left", "70"), ("bottom", "40"), ("right", "70")):
        margins.append(element(side, w=width, type="dxa"))
    table.append(margins)
    first = element("tblStylePr", type="firstRow")
    run = element("rPr")
    run.append(element("b"))
    run.append(element("color", val="FFFFFF"))
    cell = element("tcPr")
    cell.append(element("shd", val="clear", color="auto", fill=DARK))
    first.append(run)
    first.append(cell)
    return [table, first]


# Paragraphs, fields, captions


def add_text(paragraph: Any, text: str, numbers: dict[str, str]) -> None:
    """Write text; ``[[anchor]]`` becomes a field that follows the caption's number."""
    at = 0
    for found in _REFERENCE.finditer(text):
        paragraph.add_run(printable(text[at : found.start()]))
        anchor = found[1]
        if anchor in numbers:
            add_field(paragraph, f"REF {bookmark(anchor)} \\h", numbers[anchor])
        at = found.end()
    paragraph.add_run(printable(text[at:]))


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field with the result a reader sees before it is updated."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="begin"))
    code = element("instrText")
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)
    paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def bookmark(anchor: str) -> str:
    """A bookmark's name for an anchor: letters, digits and underscores, at most 40."""
    return "k_" + re.sub(r"\W", "_", anchor)[:36]


def add_caption(document: Any, kind: str, number: int, caption: str, anchor: str, lang: str) -> None:
    """A numbered caption: « Tableau 3. … »; the label with its number carries the bookmark."""
    label = say(f"outputs.report.{kind}", lang)
    paragraph = document.add_paragraph(style="Caption")
    mark = str(1000 + number + (500 if kind == "figure" else 0))
    if anchor:
        paragraph._p.append(element("bookmarkStart", id=mark, name=bookmark(anchor)))
    paragraph.add_run(f"{label}\u00a0")
    add_field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
    if anchor:
        paragraph._p.append(element("bookmarkEnd", id=mark))
    paragraph.add_run(". " + printable(caption))


def add_contents(document: Any, headings: list[tuple[int, str, str]], lang: str) -> None:
    """A table of contents: filled in and clickable; the word processor adds page numbers on updating."""
    document.add_paragraph(say("outputs.contents", lang), style="TOC Heading")
    for i, (level, text, anchor) in enumerate(headings):
        paragraph = document.add_paragraph(style=f"toc {level}")
        if i == 0:
            paragraph.add_run()._r.append(element("fldChar", fldCharType="begin", dirty="true"))
            code = element("instrText")
            code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            code.text = ' TOC \\o "1-2" \\h \\z \\u '
            paragraph.add_run()._r.append(code)
            paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))
        _link(paragraph, anchor, text)
        if i == len(headings) - 1:
            paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def _add_tab(paragraph: Any) -> None:
    """A right-hand tab at the margin, with dots before it; for a paragraph or a style."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm

    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16.6), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _link(paragraph: Any, anchor: str, text: str) -> None:
    """A line of the contents that jumps to its heading."""
    link = element("hyperlink", anchor=anchor, history="1")
    link.append(paragraph.add_run(printable(text))._r)
    paragraph._p.append(link)


def add_heading(document: Any, text: str, level: int, anchor: str, number: int) -> None:
    """A heading that the contents can point to."""
    paragraph = document.add_heading(printable(text), level)
    start = element("bookmarkStart", id=str(number), name=anchor)
    paragraph._p.insert(1, start)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def add_page_numbers(document: Any, text: str) -> None:
    """A footer with a line of text and « page / pages », from the second page on."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Cm

    section = document.sections[0]
    section.different_first_page_header_footer = True
    paragraph = section.footer.paragraphs[0]
    for tabs in paragraph.style.element.findall(".//" + qn("w:tabs")):
        tabs.getparent().remove(tabs)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16.6), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(printable(text) + "\t")
    add_field(paragraph, "PAGE", "2")
    paragraph.add_run(" / ")
    add_field(paragraph, "NUMPAGES", "2")
    _small(paragraph)


def _small(paragraph: Any) -> None:
    from docx.shared import Pt, RGBColor

    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(GREY)


# Tables


def repeat_header(row: Any) -> None:
    """The row stands again at the head of every page the table runs over."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def keep_whole(row: Any) -> None:
    """A row is not torn between two pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def shade(cell: Any, fill: str) -> None:
    """A cell's background."""
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=fill))


def turn(cell: Any) -> None:
    """Text read from the bottom up, for narrow columns."""
    cell._tc.get_or_add_tcPr().append(element("textDirection", val="btLr"))


def describe(table: Any, text: str) -> None:
    """What the table shows, for those who do not see it."""
    properties = table._tbl.tblPr
    for tag in ("tblCaption", "tblDescription"):
        properties.append(element(tag, val=printable(text)[:250]))


def describe_picture(shape: Any, text: str) -> None:
    """What the picture shows, for those who do not see it; the file's own name is not kept."""
    properties = shape._inline.docPr
    properties.set("descr", printable(text))
    properties.set("name", f"Figure {properties.get('id')}")
    for found in shape._inline.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"):
        found.set("name", "figure")
