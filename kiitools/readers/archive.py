"""Opening Word and OpenDocument files (zip archives of XML) without trusting what they declare.

Every entry is unpacked once, in small pieces and counted, before anything is parsed: a bomb, a lying size, a
damaged entry, an odd name or a document type definition ends the reading with its cause.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from lxml import etree

from kiitools.errors import DocumentError
from kiitools.readers.limits import LIMITS, Limits

_PIECE = 1 << 16
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)["']""")
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
    LookupError,
)
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Archive:
    """A checked archive: ``names`` in order; `read` and `open` give entries."""

    data: bytes = field(repr=False)
    where: str
    names: tuple[str, ...]
    limits: Limits = LIMITS

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """The bytes of an entry."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as file:
            return file.read(name)

    def xml(self, name: str) -> etree._Element:
        """An entry's XML, parsed without entities, network or oversized trees."""
        try:
            return etree.fromstring(self.read(name), parser())
        except etree.XMLSyntaxError as wrong:
            raise DocumentError("readers.damaged", where=self.where, part=name) from wrong
        except _DAMAGED as wrong:
            raise DocumentError("readers.damaged", where=self.where, part=name) from wrong


def parser() -> etree.XMLParser:
    """An XML parser that resolves nothing, fetches nothing and refuses oversized trees."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def open_archive(data: bytes, where: str, limits: Limits = LIMITS) -> Archive:
    """Check every entry of a zip archive and return it.

    Raises
    ------
    DocumentError
        Damaged, encrypted, too large, odd names, overlapping entries, or a document type definition.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            infos = file.infolist()
            _check_names(infos, where, limits)
            _check_overlap(file, infos, where)
            total = 0
            for info in infos:
                total = _check_entry(file, info, total, len(data), where, limits)
    except _DAMAGED as wrong:
        raise DocumentError("readers.damaged-archive", where=where) from wrong
    return Archive(data, where, tuple(info.filename for info in infos), limits)


def _check_names(infos: list[zipfile.ZipInfo], where: str, limits: Limits) -> None:
    if len(infos) > limits.entries:
        raise DocumentError("readers.too-many-entries", where=where, n=len(infos), most=limits.entries)
    seen: set[str] = set()
    for info in infos:
        if info.flag_bits & 0x1:
            raise DocumentError("readers.password", where=where)
        folded = info.filename.casefold()
        if folded in seen or _odd(info):
            raise DocumentError("readers.odd-names", where=where)
        seen.add(folded)


def _odd(info: zipfile.ZipInfo) -> bool:
    """Whether an entry's name could lead out of the archive or is no plain file."""
    name = getattr(info, "orig_filename", info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    return (
        not name
        or name.startswith(("/", "\\"))
        or "\\" in name
        or "\x00" in name
        or ".." in name.split("/")
        or bool(_DRIVE.match(name))
        or kind not in (0, stat.S_IFREG, stat.S_IFDIR)
    )


def _check_overlap(file: zipfile.ZipFile, infos: list[zipfile.ZipInfo], where: str) -> None:
    """Entries that share bytes are a known way to make a small file unpack to petabytes."""
    spans = sorted((info.header_offset, info.header_offset + 30 + info.compress_size) for info in infos)
    starts_after = [*spans[1:], (file.start_dir, file.start_dir)]
    if any(end > next_start for (_, end), (next_start, _) in zip(spans, starts_after, strict=False)):
        raise DocumentError("readers.odd-names", where=where)


def _check_entry(
    file: zipfile.ZipFile, info: zipfile.ZipInfo, total: int, packed: int, where: str, limits: Limits
) -> int:
    """Unpack one entry in pieces, counting; XML is searched for definitions on the way."""
    is_xml = info.filename.lower().endswith((".xml", ".rels")) and info.filename != "META-INF/manifest.xml"
    tail, size = b"", 0
    with file.open(info) as stream:
        for piece in _pieces(stream):
            if is_xml:
                _check_xml(tail + piece, size == 0, where)
                tail = (tail + piece)[-64:]
            size += len(piece)
            total += len(piece)
            bomb = total > limits.ratio_from and total > limits.ratio * packed
            if size > limits.entry or total > limits.unpacked or bomb:
                raise DocumentError("readers.bomb", where=where, most=limits.unpacked // 1_000_000)
    return total


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _check_xml(piece: bytes, is_head: bool, where: str) -> None:
    """No document type, no entity, in whatever encoding; no encoding that could hide one."""
    declared = _DECLARED.search(piece[:400].replace(b"\x00", b"")) if is_head else None
    if declared and declared[1].lower() not in _ENCODINGS:
        raise DocumentError("readers.entities", where=where)
    plain = piece.replace(b"\x00", b"") if b"\x00" in piece else piece
    if b"<!" in plain and _DTD.search(plain):
        raise DocumentError("readers.entities", where=where)
