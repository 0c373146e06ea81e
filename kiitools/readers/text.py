"""Plain text: finding the encoding, exactly or not at all.

Byte order mark, then strict UTF-8, then Windows-1252 (said to be an assumption); a text that reads better in
another old encoding is refused with that encoding's name, so that ``é`` never becomes ``‚``.
"""

from __future__ import annotations

import codecs
import re

from kiitools.errors import DocumentError
from kiitools.model.sources import Skipped
from kiitools.readers.extract import Extract

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_FRENCH = frozenset("éèêëàâäçîïôöùûüœæÉÈÊÀÂÇÎÔÙŒ")
_TYPOGRAPHIC = frozenset("’‘“”«»–—…°€²³·•\u00a0ºª½§")
_MANGLED = re.compile("Ã[©¨ª«¢\xa0§´®¯¹»¼\x89\x80]|â€[™œ\x9d“”¦˜]|Â[«»°\xa0]")
_OTHERS = ("cp850", "mac_roman")


def read_text(data: bytes, where: str, *, encoding: str | None = None) -> Extract:
    """The text of a plain text file, character for character (line ends included).

    Raises
    ------
    DocumentError
        Unknown encoding, bytes that do not fit it, control characters, nothing but white space.
    """
    text, skipped = decode(data, where, encoding=encoding)
    if not text.strip():
        raise DocumentError("readers.blank-file", where=where)
    return Extract(text, "text/plain", skipped)


def decode(data: bytes, where: str, *, encoding: str | None = None) -> tuple[str, tuple[Skipped, ...]]:
    """The characters of ``data`` and notes on how they were found."""
    text, notes = _given(data, where, encoding) if encoding else _found(data, where)
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise DocumentError(
            "readers.control-characters", where=where, code=f"U+{ord(control.group()):04X}", line=line
        )
    mangled = len(_MANGLED.findall(text))
    if mangled:
        notes = (*notes, Skipped("readers.notice.mangled", mangled))
    return text, notes


def _given(data: bytes, where: str, encoding: str) -> tuple[str, tuple[Skipped, ...]]:
    try:
        text = data.decode(codecs.lookup(encoding).name)
    except LookupError as wrong:
        raise DocumentError("readers.unknown-encoding", where=where, encoding=encoding) from wrong
    except (UnicodeError, ValueError) as wrong:
        raise DocumentError("readers.wrong-encoding", where=where, encoding=encoding) from wrong
    if not isinstance(text, str):
        raise DocumentError("readers.unknown-encoding", where=where, encoding=encoding)
    return text.removeprefix("\ufeff"), ()


def _found(data: bytes, where: str) -> tuple[str, tuple[Skipped, ...]]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name), ()
            except UnicodeError as wrong:
                raise DocumentError("readers.wrong-encoding", where=where, encoding=name) from wrong
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as bad:
        return _assumed(data, where, bad), (Skipped("readers.notice.assumed-cp1252"),)


def _assumed(data: bytes, where: str, bad: UnicodeDecodeError) -> str:
    """Windows-1252, unless the bytes are nearly UTF-8 or read better in another old encoding."""
    broken = data.decode("utf-8", "replace").count("\ufffd")
    wide = sum(byte >= 0xC3 for byte in data)
    if broken * 10 < wide and wide > 20:
        raise DocumentError("readers.broken-utf8", where=where, n=broken, byte=bad.start)
    try:
        text: str | None = data.decode("cp1252")
    except UnicodeDecodeError:
        text = None
    fit = {name: _likeness(data.decode(name, "replace")) for name in _OTHERS}
    best = max(fit, key=lambda name: fit[name])
    if text is None or _likeness(text) < min(0.5, fit[best]):
        if fit[best] > 0.8:
            raise DocumentError("readers.other-encoding", where=where, encoding=best)
        raise DocumentError("readers.encoding-unsure", where=where)
    return text


def _likeness(text: str) -> float:
    """Share of the characters beyond ASCII that French writing would use where they stand."""
    beyond = [i for i, c in enumerate(text) if c > "\x7f"]
    good = sum(text[i] in _FRENCH or (text[i] in _TYPOGRAPHIC and not _inside_word(text, i)) for i in beyond)
    return good / len(beyond) if beyond else 1.0


def _inside_word(text: str, i: int) -> bool:
    return text[i] != "’" and text[i - 1 : i].isalpha() and text[i + 1 : i + 2].isalpha()
