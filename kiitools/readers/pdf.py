"""PDF: the text layer, page by page, as it was extracted.

Nothing is mended: hyphens at line ends, ligatures and columns stay as the file gives them, and are told. A
file without a text layer is a scan and is refused as such.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import struct
import time
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kiitools.errors import DocumentError
from kiitools.model.sources import Skipped
from kiitools.readers.extract import Extract, counted
from kiitools.readers.limits import LIMITS, Limits

if TYPE_CHECKING:
    from pypdf import PdfReader

MEDIA = "application/pdf"
_BROKEN = (
    LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError, AssertionError,
    NotImplementedError, EOFError, OSError, MemoryError, UnboundLocalError, struct.error, zlib.error,
)  # fmt: skip
"""What pypdf raises on damaged files besides its own errors (its documentation says so)."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_HYPHEN = re.compile(r"[^\W\d_]-\n\s*[^\W\d_]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")


def read_pdf(data: bytes, where: str, limits: Limits = LIMITS) -> Extract:
    """The text of a PDF, pages joined by an empty line, with notes on how it reads.

    Raises
    ------
    DocumentError
        Damaged or locked files, scans without a text layer, too many pages.
    """
    with _faults(where):
        reader, skipped = _open(data, where)
        pages = len(reader.pages)
        if pages > limits.pages:
            raise DocumentError("readers.too-many-pages", where=where, n=pages, most=limits.pages)
        texts = list(_pages(reader, where, limits))
        extras = _extras(reader)
    _ensure_text(texts, where)
    empty = [i for i, text in enumerate(texts, 1) if not text.strip()]
    text = "\n\n".join(texts)
    text = _CONTROL.sub("\ufffd", text)
    return Extract(text, MEDIA, (*skipped, *counted(extras), *_empty(empty), *_notes(text)))


@contextlib.contextmanager
def _faults(where: str) -> Iterator[None]:
    """Whatever pypdf raises on a bad file, as one clear error."""
    from pypdf.errors import DependencyError, DeprecationError, FileNotDecryptedError, PyPdfError

    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        yield
    except DocumentError:
        raise
    except FileNotDecryptedError as wrong:
        raise DocumentError("readers.password", where=where) from wrong
    except DependencyError as wrong:
        raise DocumentError("readers.pdf-encryption", where=where) from wrong
    except (PyPdfError, DeprecationError, *_BROKEN) as wrong:
        raise DocumentError("readers.damaged-pdf", where=where) from wrong
    finally:
        logger.setLevel(level)


def _open(data: bytes, where: str) -> tuple[PdfReader, tuple[Skipped, ...]]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if not reader.is_encrypted:
        return reader, ()
    if not reader.decrypt(""):
        raise DocumentError("readers.password", where=where)
    return reader, (Skipped("readers.notice.opened-without-password"),)


def _pages(reader: PdfReader, where: str, limits: Limits) -> Iterator[str]:
    begun = time.monotonic()
    for page in reader.pages:
        if time.monotonic() - begun > limits.seconds:
            raise DocumentError("readers.too-slow", where=where, seconds=limits.seconds)
        yield page.extract_text()


def _ensure_text(texts: list[str], where: str) -> None:
    letters = sum(c.isalnum() for text in texts for c in text)
    if not letters or letters < 4 * len(texts):
        raise DocumentError("readers.scanned", where=where, n=len(texts))


def _empty(pages: list[int]) -> tuple[Skipped, ...]:
    where = ", ".join(map(str, pages[:20])) + (" …" if len(pages) > 20 else "")
    return (Skipped("readers.skipped.pages-without-text", len(pages), where),) if pages else ()


def _notes(text: str) -> tuple[Skipped, ...]:
    counts = (
        ("hyphens", len(_HYPHEN.findall(text))),
        ("ligatures", len(_LIGATURE.findall(text))),
        ("unreadable", text.count("\ufffd")),
    )
    return tuple(Skipped(f"readers.notice.{what}", n) for what, n in counts if n)


def _extras(reader: PdfReader) -> list[tuple[str, int]]:
    """JavaScript, attachments, form fields and comments: listed, never run or read."""
    root = _dictionary(reader.trailer["/Root"])
    names = _dictionary(root.get("/Names"))
    scripts = "/JavaScript" in names or _dictionary(root.get("/OpenAction")).get("/S") == "/JavaScript"
    comments = images = 0
    for page in reader.pages:
        annotations = _list(page.get("/Annots"))
        comments += sum(
            _dictionary(one).get("/Subtype") not in ("/Link", "/Widget", "/Popup") for one in annotations
        )
        objects = _dictionary(_dictionary(page.get("/Resources")).get("/XObject"))
        images += sum(_dictionary(one).get("/Subtype") == "/Image" for one in objects.values())
    fields = len(_list(_dictionary(root.get("/AcroForm")).get("/Fields")))
    return [
        ("comments", comments), ("images", images), ("scripts", int(scripts)),
        ("attachments", len(reader.attachments)), ("fields", fields),
    ]  # fmt: skip


def _dictionary(value: Any) -> Any:
    """A PDF object as a dictionary; empty when it is something else."""
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, list) else []
