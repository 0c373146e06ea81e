"""What a file is, told by its content; its name's ending is only compared with it."""

from __future__ import annotations

import io
import re
import zipfile

from kiitools.errors import DocumentError

ENDINGS = {
    "text": (".txt", ".md", ".text", ".markdown", ""),
    "word": (".docx", ".docm", ".dotx", ".dotm"),
    "opendocument": (".odt", ".ott", ".fodt"),
    "pdf": (".pdf",),
    "subtitles": (".srt", ".vtt"),
}
"""Format → the endings its files usually have."""

_MAGIC = (
    (b"{\\rtf", "rtf"), (b"MZ", "program"), (b"\x7fELF", "program"), (b"\xca\xfe\xba\xbe", "program"),
    (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"BM", "image"),
    (b"II*\x00", "image"), (b"MM\x00*", "image"), (b"ID3", "recording"), (b"OggS", "recording"),
    (b"fLaC", "recording"), (b"#!AMR", "recording"), (b"\xff\xfb", "recording"), (b"\xff\xf3", "recording"),
    (b"\xff\xf1", "recording"), (b"\x1aE\xdf\xa3", "recording"), (b"0&\xb2u", "recording"),
    (b"7z\xbc\xaf", "packed"), (b"Rar!", "packed"), (b"\x1f\x8b", "packed"), (b"BZh", "packed"),
    (b"\xfd7zXZ", "packed"), (b"SQLite format 3", "database"), (b"\x00\x05\x16\x07", "macos-side"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"), (b"%!PS", "postscript"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "password"), ("WordDocument", "old-word"), ("Workbook", "register"),
    ("Book", "register"), ("PowerPoint Document", "slides"), ("__properties_version1.0", "mail"),
)  # fmt: skip
_OPENDOCUMENT = {
    "text": "opendocument", "text-template": "opendocument", "text-master": "opendocument",
    "spreadsheet": "register", "spreadsheet-template": "register", "presentation": "slides",
}  # fmt: skip
_CUE = re.compile(r"\s*\d+[^\S\n]*\n\s*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}\s*-->")
_MARKED_UP = re.compile(
    rb"\s*(?:<!--.{0,400}?-->\s*)*<(!doctype html|html|head|body|\?xml|svg|!doctype)\b", re.I | re.S
)


def format_of(data: bytes, where: str, ending: str = "") -> str:
    """``text``, ``word``, ``opendocument``, ``pdf`` or ``subtitles``.

    Raises
    ------
    DocumentError
        For everything else, naming what the file really is (an old .doc, a locked file, RTF, a web page, a
        recording, a spreadsheet, an archive …) and what to do.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise DocumentError("readers.empty-file" if data == b"" else "readers.blank-file", where=where)
    if ending in (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".ods"):
        raise DocumentError("readers.is-register", where=where)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data, where)
    if data.startswith(_OLE):
        raise DocumentError(f"readers.is-{_in_ole(data)}", where=where)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic) and _sure(magic, data)), None)
    kind = kind or _later_magic(data, ending)
    if kind:
        raise DocumentError(f"readers.is-{kind}", where=where)
    return _in_text(data, where)


def _sure(magic: bytes, data: bytes) -> bool:
    """Two letters are not enough: ``MZ`` and ``BM`` may begin a text."""
    return len(magic) > 2 or magic[0] > 127 or b"\x00" in data[:64]


def _later_magic(data: bytes, ending: str) -> str | None:
    if data[4:8] == b"ftyp" or data[:4] == b"RIFF":
        return "image" if data[8:12] == b"WEBP" else "recording"
    if data[257:262] == b"ustar":
        return "packed"
    if len(data) in (162, 165) and data[0] < 56 and ending in (".docx", ".doc", ".docm"):
        return "lock-file"
    match = _MARKED_UP.match(data[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe"))
    if match:
        return (
            "xml" if match[1].lower() in (b"?xml", b"svg") and b"<html" not in data[:2000].lower() else "html"
        )
    return "cut-document" if ending in (".docx", ".odt", ".pdf", ".docm") and _binary(data) else None


def _binary(data: bytes) -> bool:
    head = data[:4096]
    return sum(byte < 9 or 13 < byte < 32 for byte in head) > 0.02 * len(head)


def _in_zip(data: bytes, where: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = set(file.namelist())
            mime = file.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        LookupError,
    ) as wrong:
        raise DocumentError("readers.damaged-archive", where=where) from wrong
    kind = _office(names) if "[Content_Types].xml" in names else _by_mimetype(mime)
    if kind in ("word", "opendocument"):
        return kind
    raise DocumentError(f"readers.is-{kind}", where=where)


def _office(names: set[str]) -> str:
    folders = {name.split("/")[0] for name in names}
    return next(
        (
            kind
            for folder, kind in (("word", "word"), ("xl", "register"), ("ppt", "slides"))
            if folder in folders
        ),
        "packed",
    )


def _by_mimetype(mime: str) -> str:
    if mime.startswith("application/vnd.oasis.opendocument."):
        return _OPENDOCUMENT.get(mime.strip().rsplit(".", 1)[1], "packed")
    return "e-book" if mime.startswith("application/epub") else "packed"


def _in_ole(data: bytes) -> str:
    """Which of the old Office formats; an encrypted .docx is one of them too."""
    for stream, kind in _OLE_STREAMS:
        if (stream + "\0").encode("utf-16-le") in data:
            return kind
    return "old-office"


def _in_text(data: bytes, where: str) -> str:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    else:
        text = head.decode("utf-8", "replace").lstrip("\ufeff")
        if b"\x00" in head:
            wide = head.count(b"\x00") > 0.2 * len(head)
            raise DocumentError(
                "readers.utf16-without-mark" if wide and _every_other(head) else "readers.is-binary",
                where=where,
            )
    if text.startswith("WEBVTT") or _CUE.match(text.replace("\r\n", "\n").replace("\r", "\n")):
        return "subtitles"
    return "text"


def _every_other(head: bytes) -> bool:
    """Whether zeros stand in every second byte, as in UTF-16."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return max(even, odd) > 4 * max(1, min(even, odd))
