"""Sources and what they are made of: segments, speakers, sentences."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from kiitools.model.spans import Span

KINDS = ("interview", "focus-group", "document")
ROLES = ("interviewer", "respondent", "narrator")
"""``interviewer`` (also moderators), ``respondent`` (also participants), ``narrator`` (documents)."""


def text_sha256(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a file that is not part of the text that was read, and is said to be so.

    ``what`` is a message key of the readers (``readers.skipped.comments`` …), ``count`` how many,
    ``where`` a page, sheet or part name.
    """

    what: str
    count: int = 1
    where: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A speaker's turn, or a paragraph of a document.

    Attributes
    ----------
    seq : int
        Order in the source, from 1.
    start, end : int
        Code points in the source's text; the speaker's label is outside.
    speaker : str
        The label as written (``P1``, ``Enquêtrice``), empty in documents.
    role : str
        One of `ROLES`.
    lang : str
        ``fr``, ``en`` or ``und`` (undetermined: left alone by the coder).
    sentences : tuple of Span
        Sentences, in code points of the source's text, in order, inside the segment.
    """

    seq: int
    start: int
    end: int
    speaker: str
    role: str
    lang: str
    sentences: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A text as it was read; it never changes.

    Attributes
    ----------
    source_id : str
        ``S-`` and ten hexadecimal digits of the text's hash: the same text has the same id everywhere.
    title : str
        The file's name without its ending. Confidential: it may hold a name.
    kind : str
        One of `KINDS`.
    text : str
        Exactly what was decoded.
    meta : mapping
        What the transcript's header says (keys of `kiitools.readers.headers`): ``session_id``, ``date``,
        ``place``, ``region``, ``category``, ``sex``, ``language``, ``mode``, ``participants`` …
    skipped : tuple of Skipped
        What the file held besides this text.
    """

    source_id: str
    title: str = field(repr=False)
    kind: str
    text: str = field(repr=False)
    text_sha256: str
    file_name: str = field(repr=False)
    file_sha256: str
    media_type: str
    lang: str
    segments: tuple[Segment, ...] = field(repr=False, default=())
    meta: dict[str, str] = field(repr=False, default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    derived_from: str | None = None

    @property
    def session_id(self) -> str | None:
        """The session's code from the header, if it has one."""
        return self.meta.get("session_id") or None


def source_id(text: str) -> str:
    """The id of a text: the same on every laptop."""
    return "S-" + text_sha256(text)[:10]
