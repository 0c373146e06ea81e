"""Word documents (.docx, .docm): an own walk through the body in reading order.

Tracked insertions, content controls, smart tags, hyperlinks, tables (cell by cell), text boxes (once) and
foot- and endnotes (behind the body) are read; comments, tracked deletions, hidden text, headers and footers,
images and embedded objects are not, and are counted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from kiitools.errors import DocumentError
from kiitools.readers.archive import Archive, open_archive
from kiitools.readers.extract import Extract, counted
from kiitools.readers.limits import LIMITS, Limits
from kiitools.readers.prose import LEFT_OUT, Prose
from kiitools.readers.word_parts import Package, attribute, child_of, name_of, value_of

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_BLOCKS = ("p", "tbl", "sdt", "customXml", "ins", "moveTo", "altChunk")
_PLAIN = {
    "tab": "\t",
    "ptab": "\t",
    "cr": "\n",
    "br": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
_SKIP = frozenset({
    "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr",
    "instrText", "delText", "delInstrText", "rt", "fldChar", "annotationRef", "smartTagPr", "customXmlPr",
    "Fallback", "ffData",
})  # fmt: skip
_NONE: frozenset[str] = frozenset()


def read_word(data: bytes, where: str, limits: Limits = LIMITS) -> Extract:
    """The text of a Word document and the counts of what is not in it.

    Raises
    ------
    DocumentError
        Damaged, locked, oversized or dangerous archives; documents without any text.
    """
    archive = open_archive(data, where, limits)
    package = Package(archive)
    walk = _Walk(package)
    _walk_body(archive, package.main, walk)
    notes = walk.write_notes()
    text = walk.prose.text
    if not text.strip():
        raise DocumentError("readers.no-text", where=where)
    counts = walk.prose.counts + package.counts()
    skipped = counted((what, counts[what]) for what in LEFT_OUT)
    return Extract(text, MEDIA, skipped, tuple(walk.prose.bold), (), notes, wrapped=False)


class _Walk:
    """A walk through WordprocessingML; one method per kind of thing met."""

    def __init__(self, package: Package):
        self.prose = Prose()
        self.package = package
        self.boxes: list[etree._Element] = []
        self.notes: list[etree._Element] = []

    def block(self, element: etree._Element) -> None:
        """A child of the body, a cell, a note or a text box."""
        name = name_of(element)
        if name == "p":
            self.paragraph(element)
        elif name == "tbl":
            self.table(element)
        elif name == "altChunk":
            self.prose.counts["embedded"] += 1
        elif not self.left_out(element, name):
            for child in _chosen(element):
                self.block(child)

    def left_out(self, element: etree._Element, name: str) -> bool:
        """Whether an element is not part of the text; what a reader could miss is counted."""
        if name in ("del", "moveFrom"):
            held = any(name_of(one) in ("delText", "t") and one.text for one in element.iter())
            self.prose.counts["deletions"] += held
            return True
        if name == "sdt" and child_of(child_of(element, "sdtPr"), "showingPlcHdr") is not None:
            self.prose.counts["placeholders"] += 1
            return True
        return name in _SKIP

    def paragraph(self, element: etree._Element) -> None:
        """A paragraph, then the text boxes anchored in it."""
        properties = child_of(element, "pPr")
        inherited = self.package.style(value_of(child_of(properties, "pStyle")))
        self.prose.begin()
        for child in element:
            self.inline(child, inherited)
        self.prose.end(mark=child_of(child_of(properties, "rPr"), "del") is None)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            for child in box:
                self.block(child)

    def inline(self, element: etree._Element, inherited: frozenset[str]) -> None:
        """A child of a paragraph."""
        name = name_of(element)
        if name == "r":
            self.run(element, inherited)
        elif name in ("oMath", "oMathPara"):
            self.prose.write("".join(one.text or "" for one in element.iter() if name_of(one) == "t"))
        elif not self.left_out(element, name):
            for child in _chosen(element):
                self.inline(child, inherited)

    def run(self, element: etree._Element, inherited: frozenset[str] = _NONE) -> None:
        """A stretch of characters with the same properties."""
        properties = child_of(element, "rPr")
        styles = inherited | self.package.style(value_of(child_of(properties, "rStyle")))
        if _on(properties, "vanish", styles):
            self.prose.counts["hidden"] += any(name_of(one) == "t" and one.text for one in element.iter())
            return
        bold = _on(properties, "b", styles)
        for child in _chosen(element):
            self.piece(child, bold)

    def piece(self, element: etree._Element, bold: bool) -> None:
        """A child of a run."""
        name = name_of(element)
        if name == "t":
            self.prose.write((element.text or "").replace("\r", " ").replace("\n", " "), bold=bold)
        elif name in _PLAIN:
            self.prose.write(_PLAIN[name])
        elif name == "sym":
            self.symbol(element)
        elif name in ("footnoteReference", "endnoteReference"):
            note = self.package.note(name.removesuffix("Reference"), attribute(element, "id"))
            self.notes += [note] if note is not None else []
        elif name in ("drawing", "pict", "object"):
            self.picture(element, name)
        elif name in ("ruby", "rubyBase", "AlternateContent"):
            for child in _chosen(element):
                self.run(child) if name == "rubyBase" else self.piece(child, bold)

    def symbol(self, element: etree._Element) -> None:
        """A character given by its number; those of symbol fonts are no letters."""
        digits = attribute(element, "char")
        code = int(digits, 16) if digits.isalnum() and len(digits) <= 6 else 0
        if 0x20 <= code < 0xD800 or 0xF900 <= code <= 0xFFFD:
            self.prose.write(chr(code))
        else:
            self.prose.counts["symbols"] += 1

    def picture(self, element: etree._Element, name: str) -> None:
        """A drawing: its text boxes are read after the paragraph, images and objects counted."""
        boxes = list(_boxes(element))
        self.boxes += boxes
        if name == "object":
            self.prose.counts["embedded"] += 1
        elif not boxes:
            self.prose.counts["images"] += 1

    def table(self, element: etree._Element) -> None:
        """A table, row by row; cells are set apart by tabs."""
        for row in _down_to(element, "tr"):
            if child_of(child_of(row, "trPr"), "del") is not None:
                self.prose.counts["deletions"] += 1
                continue
            for i, cell in enumerate(_down_to(row, "tc")):
                if i:
                    self.prose.write("\t")
                for child in cell:
                    self.block(child)
                self.prose.drop_break()
            self.prose.write("\n")

    def write_notes(self) -> int:
        """Write the notes behind the body; where they begin, or -1."""
        begin = self.prose.size if self.notes else -1
        for note in self.notes:  # a note may refer to further notes: the list grows while it is read
            for child in note:
                self.block(child)
        return begin


def _walk_body(archive: Archive, main: str, walk: _Walk) -> None:
    """Walk the body's children one by one, freeing each: long documents stay small in memory."""
    tags = [f"{{{ns}}}{name}" for ns in _W for name in _BLOCKS] + [f"{{{_MC}}}AlternateContent"]
    try:
        with zipfile.ZipFile(io.BytesIO(archive.data)) as file, file.open(main) as stream:
            events = etree.iterparse(
                stream, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                remove_comments=True, remove_pis=True,
            )  # fmt: skip
            for _, element in events:
                parent = element.getparent()
                if parent is not None and name_of(parent) == "body":
                    walk.block(element)
                    element.clear(keep_tail=False)
                    while element.getprevious() is not None:
                        del parent[0]
    except (etree.XMLSyntaxError, zipfile.BadZipFile, RecursionError) as wrong:
        raise DocumentError("readers.damaged", where=archive.where, part=main) from wrong


def _on(properties: etree._Element | None, name: str, inherited: frozenset[str]) -> bool:
    """Whether a switch (bold, hidden) is on in a run or in its styles."""
    found = child_of(properties, name)
    return name in inherited if found is None else value_of(found) not in ("0", "false", "off", "none")


def _chosen(element: etree._Element) -> Iterator[etree._Element]:
    """Children to walk; of alternatives the first only, so that a text box is read once."""
    if name_of(element) != "AlternateContent":
        yield from element
        return
    choices = [one for one in element if name_of(one) in ("Choice", "Fallback")]
    yield from choices[0] if choices else ()


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Text boxes inside a drawing, outermost only, alternatives once."""
    for child in _chosen(element):
        if name_of(child) == "txbxContent":
            yield child
        else:
            yield from _boxes(child)


def _down_to(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside content controls and tracked insertions."""
    for child in element:
        if name_of(child) == name:
            yield child
        elif name_of(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _down_to(child, name)
