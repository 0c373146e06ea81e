"""The parts of a Word file beside its body: relations, styles, notes, and what is only counted."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from kiitools.errors import DocumentError
from kiitools.readers.archive import Archive

_INHERIT_MOST = 20


class Package:
    """A Word file's parts, read when they are asked for."""

    def __init__(self, archive: Archive):
        self.archive = archive
        self._notes: dict[str, dict[str, etree._Element]] = {}

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the body."""
        named = (target for kind, target, _ in self.relations("") if kind == "officeDocument")
        for target in (*named, "word/document.xml"):
            if target in self.archive:
                return target
        raise DocumentError("readers.damaged", where=self.archive.where, part="word/document.xml")

    def relations(self, part: str) -> Iterator[tuple[str, str, bool]]:
        """Kind, target and whether it lies outside the file, for every relation of a part."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", name + ".rels")
        for one in self.archive.xml(listed) if listed in self.archive else ():
            target = one.get("Target", "")
            inside = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            outside = one.get("TargetMode") == "External"
            yield one.get("Type", "").rpartition("/")[2], target if outside else inside, outside

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """Kind of part → names; under ``outside`` what the file would fetch (it is never fetched)."""
        found: dict[str, list[str]] = {}
        for kind, target, outside in self.relations(self.main):
            if outside and kind != "hyperlink":
                found.setdefault("outside", []).append(target)
            elif not outside and target in self.archive:
                found.setdefault(kind, []).append(target)
        return found

    @cached_property
    def _styles(self) -> dict[str, tuple[str, frozenset[str], frozenset[str]]]:
        """Style → the style it is based on, switches it sets, switches it clears."""
        found = {}
        for name in self.parts.get("styles", ()):
            for one in self.archive.xml(name):
                properties = child_of(one, "rPr")
                switches = {
                    s: value_of(child_of(properties, s)) not in ("0", "false", "off")
                    for s in ("b", "vanish")
                    if child_of(properties, s) is not None
                }
                on, off = (frozenset(s for s, v in switches.items() if v is want) for want in (True, False))
                found[attribute(one, "styleId")] = (value_of(child_of(one, "basedOn")), on, off)
        return found

    def style(self, name: str) -> frozenset[str]:
        """The switches (``b`` bold, ``vanish`` hidden) that a style turns on, with those it is based on."""
        on: set[str] = set()
        off: set[str] = set()
        for _ in range(_INHERIT_MOST):
            if name not in self._styles:
                break
            name, sets, clears = self._styles[name]
            on |= sets - off
            off |= clears
        return frozenset(on)

    def note(self, kind: str, number: str) -> etree._Element | None:
        """A footnote or endnote by its number."""
        if kind not in self._notes:
            roots = [self.archive.xml(name) for name in self.parts.get(kind + "s", ())]
            self._notes[kind] = {attribute(one, "id"): one for root in roots for one in root}
        return self._notes[kind].pop(number, None)

    def counts(self) -> Counter[str]:
        """What the file holds in parts that are not read."""
        return Counter(
            comments=sum(len(self.archive.xml(name)) for name in self.parts.get("comments", ())),
            headers=sum(
                self._has_text(name) for kind in ("header", "footer") for name in self.parts.get(kind, ())
            ),
            macros=len(self.parts.get("vbaProject", ())),
            outside=len(self.parts.get("outside", ())),
        )

    def _has_text(self, name: str) -> bool:
        return any(name_of(one) == "t" and (one.text or "").strip() for one in self.archive.xml(name).iter())


def name_of(element: etree._Element) -> str:
    """An element's name without its namespace (transitional and strict files differ there)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child_of(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    return None if element is None else next((one for one in element if name_of(one) == name), None)


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by its name without namespace; empty when absent."""
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def value_of(element: etree._Element | None) -> str:
    """The ``w:val`` attribute."""
    return attribute(element, "val")
