"""What a format's module hands over: the text, and what the file says about it besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kiitools.model.sources import Skipped
from kiitools.model.spans import Span


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file with hints for those who cut it into turns.

    Attributes
    ----------
    text : str
        Exactly what was decoded or extracted.
    media_type : str
        What the content is, whatever the file's name says.
    skipped : tuple of Skipped
        What is not in the text, and notes on how it was read.
    bold : tuple of Span
        Bold stretches at the start of paragraphs (speakers' names are often bold).
    labels : tuple of str
        Speakers the format itself names (WebVTT voices).
    notes : int
        Where foot- and endnotes begin (they stand behind the body); the text's length when there are none.
    wrapped : bool
        Whether lines may be cut in mid-sentence (plain text, PDF) or every line is a paragraph.
    """

    text: str = field(repr=False)
    media_type: str
    skipped: tuple[Skipped, ...] = ()
    bold: tuple[Span, ...] = ()
    labels: tuple[str, ...] = field(default=(), repr=False)
    notes: int = -1
    wrapped: bool = True

    @property
    def body_end(self) -> int:
        """Where the body ends and the notes begin."""
        return len(self.text) if self.notes < 0 else self.notes


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before another begins.

    ``start``, ``end``, ``speaker``, ``role`` as in `Segment`; ``zone`` is where its label begins.
    """

    zone: int
    start: int
    end: int
    speaker: str = field(repr=False)
    role: str = ""


def counted(counts: Iterable[tuple[str, int]]) -> tuple[Skipped, ...]:
    """`Skipped` rows for what occurs at least once (``comments`` becomes ``readers.skipped.comments``)."""
    return tuple(Skipped(f"readers.skipped.{what}", n) for what, n in counts if n)
