"""OpenDocument texts (.odt): the body in reading order, as for Word.

White space follows the format's rule (runs of it are one space, ``text:s`` and ``text:tab`` stand for more).
Tracked changes keep their present state: insertions are in the body, deletions apart and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from kiitools.errors import DocumentError
from kiitools.readers.archive import Archive, open_archive
from kiitools.readers.extract import Extract, counted
from kiitools.readers.limits import LIMITS, Limits
from kiitools.readers.prose import LEFT_OUT, Prose
from kiitools.readers.word_parts import attribute, child_of, name_of

MEDIA = "application/vnd.oasis.opendocument.text"
_SPACE = re.compile(r"[ \t\r\n]+")
_SKIP = frozenset({
    "forms", "sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls", "title", "desc",
    "ruby-text", "note-citation", "event-listeners", "table-column", "table-columns", "table-header-columns",
    "glue-point", "scripts",
    "table-of-content-source", "alphabetical-index-source", "illustration-index-source", "table-index-source",
    "bibliography-source", "index-title-template",
})  # fmt: skip
_REPEAT_MOST = 1000


def read_opendocument(data: bytes, where: str, limits: Limits = LIMITS) -> Extract:
    """The text of an OpenDocument file and the counts of what is not in it.

    Raises
    ------
    DocumentError
        Damaged, locked, oversized or dangerous archives; documents without any text.
    """
    archive = open_archive(data, where, limits)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise DocumentError("readers.password", where=where)
    if "content.xml" not in archive:
        raise DocumentError("readers.damaged", where=where, part="content.xml")
    root = archive.xml("content.xml")
    body = next(
        (one for one in root.iter() if name_of(one) == "text" and name_of(one.getparent()) == "body"), None
    )
    if body is None:
        raise DocumentError("readers.damaged", where=where, part="content.xml")
    walk = _Walk(_switches(root, archive))
    for child in body:
        walk.block(child)
    notes = walk.write_notes()
    if not walk.prose.text.strip():
        raise DocumentError("readers.no-text", where=where)
    counts = walk.prose.counts
    counts["headers"] += _headers(archive)
    counts["macros"] += sum(
        name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in archive.names
    )
    skipped = counted((what, counts[what]) for what in LEFT_OUT)
    return Extract(walk.prose.text, MEDIA, skipped, tuple(walk.prose.bold), (), notes, wrapped=False)


class _Walk:
    """A walk through an OpenDocument body; one method per kind of thing met."""

    def __init__(self, switches: dict[str, frozenset[str]]):
        self.prose = Prose()
        self.switches = switches
        self.boxes: list[etree._Element] = []
        self.notes: list[etree._Element] = []

    def block(self, element: etree._Element) -> None:
        """A child of the body, a list item, a cell, a note or a text box."""
        name = name_of(element)
        if name in ("p", "h"):
            self.paragraph(element)
        elif name == "table":
            self.table(element)
        elif name == "frame":
            self.frame(element)
            self.write_boxes()
        elif not self.left_out(element, name):
            for child in element:
                self.block(child)

    def left_out(self, element: etree._Element, name: str) -> bool:
        """Whether an element is not part of the text; what a reader could miss is counted."""
        if name == "tracked-changes":
            self.prose.counts["deletions"] += sum(name_of(one) == "deletion" for one in element.iter())
            return True
        if name == "annotation":
            self.prose.counts["comments"] += 1
            return True
        hidden = name in ("hidden-text", "hidden-paragraph") or attribute(element, "display") == "none"
        self.prose.counts["hidden"] += hidden
        return hidden or name in _SKIP or name == "annotation-end"

    def paragraph(self, element: etree._Element) -> None:
        """A paragraph or heading, then the text boxes anchored in it."""
        style = self.style(element)
        if "hidden" in style:
            self.prose.counts["hidden"] += 1
            return
        self.prose.begin()
        self.inline(element, style)
        self.prose.end()
        self.write_boxes()

    def inline(self, element: etree._Element, style: frozenset[str]) -> None:
        """The text and children of a paragraph or span."""
        self.words(element.text, style)
        for child in element:
            self.piece(child, name_of(child), style)
            self.words(child.tail, style)

    def piece(self, element: etree._Element, name: str, style: frozenset[str]) -> None:
        """A child of a paragraph."""
        if name == "s":
            count = attribute(element, "c")
            self.prose.write(" " * min(int(count) if count.isdigit() else 1, _REPEAT_MOST))
        elif name in ("tab", "line-break"):
            self.prose.write("\t" if name == "tab" else "\n")
        elif name == "note":
            self.notes += [one for one in element if name_of(one) == "note-body"]
        elif name in ("frame", "custom-shape", "g", "text-box"):
            self.frame(element)
        elif name == "span" and "hidden" in self.style(element):
            self.prose.counts["hidden"] += 1
        elif not self.left_out(element, name):
            self.inline(element, style | self.style(element))

    def words(self, text: str | None, style: frozenset[str]) -> None:
        """Characters, with runs of white space as one space and none at the start of a line."""
        piece = _SPACE.sub(" ", text or "")
        if piece.startswith(" ") and self.prose.last in " \n\t":
            piece = piece[1:]
        self.prose.write(piece, bold="bold" in style)

    def frame(self, element: etree._Element) -> None:
        """A frame: text boxes are read after the paragraph, images and objects counted."""
        kinds = {name_of(one) for one in element.iter()}
        boxes = list(_text_boxes(element))
        self.boxes += boxes
        if not boxes:
            self.prose.counts[
                "embedded" if kinds & {"object", "object-ole", "plugin", "applet"} else "images"
            ] += 1

    def write_boxes(self) -> None:
        """Write the text boxes met in the paragraph."""
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            for child in box:
                self.block(child)

    def table(self, element: etree._Element) -> None:
        """A table, row by row; cells are set apart by tabs."""
        for row in _down_to(element, "table-row"):
            for i, cell in enumerate(one for one in row if name_of(one) == "table-cell"):
                if i:
                    self.prose.write("\t")
                for child in cell:
                    self.block(child)
                self.prose.drop_break()
            self.prose.write("\n")

    def write_notes(self) -> int:
        """Write the notes behind the body; where they begin, or -1."""
        begin = self.prose.size if self.notes else -1
        for note in self.notes:
            for child in note:
                self.block(child)
        return begin

    def style(self, element: etree._Element) -> frozenset[str]:
        """``bold`` and ``hidden`` as the element's style has them."""
        return self.switches.get(attribute(element, "style-name"), frozenset())


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    if name_of(element) in ("text-box", "custom-shape"):
        yield element
        return
    for child in element:
        yield from _text_boxes(child)


def _down_to(element: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in element:
        if name_of(child) == name:
            yield child
        elif name_of(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _down_to(child, name)


def _switches(root: etree._Element, archive: Archive) -> dict[str, frozenset[str]]:
    """Style → ``bold`` and ``hidden``, own or of the style it is based on."""
    own: dict[str, tuple[str, frozenset[str]]] = {}
    for tree in (archive.xml("styles.xml") if "styles.xml" in archive else None, root):
        for one in tree.iter() if tree is not None else ():
            if name_of(one) == "style":
                text = child_of(one, "text-properties")
                bold, hidden = attribute(text, "font-weight") == "bold", attribute(text, "display") == "none"
                on = {name for name, is_on in (("bold", bold), ("hidden", hidden)) if is_on}
                own[attribute(one, "name")] = (attribute(one, "parent-style-name"), frozenset(on))
    return {name: on | own.get(parent, ("", frozenset()))[1] for name, (parent, on) in own.items()}


def _headers(archive: Archive) -> int:
    """How many headers and footers hold text."""
    if "styles.xml" not in archive:
        return 0
    named = (one for one in archive.xml("styles.xml").iter() if name_of(one).startswith(("header", "footer")))
    return sum(
        bool("".join(one.itertext()).strip())
        for one in named
        if name_of(one) in ("header", "footer", "header-first", "footer-first", "header-left", "footer-left")
    )
