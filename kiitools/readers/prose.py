"""Collecting the text of a word processor's file with its counts and bold beginnings."""

from __future__ import annotations

from collections import Counter

from kiitools.model.spans import Span

LEFT_OUT = (
    "comments", "deletions", "hidden", "headers", "images", "embedded", "macros", "outside", "placeholders",
    "symbols",
)  # fmt: skip
"""What a file may hold besides its text, in the order it is told."""


class Prose:
    """Text as it is written down, paragraph by paragraph.

    ``counts`` holds what was left out; ``bold`` the bold beginning of each paragraph.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.bold: list[Span] = []
        self.size = 0
        self._parts: list[str] = []
        self._lead: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """Everything written so far."""
        return "".join(self._parts)

    @property
    def last(self) -> str:
        """The character written last; a line break before anything is written."""
        return self._parts[-1][-1] if self._parts else "\n"

    def write(self, piece: str, *, bold: bool = False) -> None:
        """Add characters to the paragraph."""
        if not piece:
            return
        if self._lead and bold:
            begin = (
                self._lead[0]
                if self._lead[1] > self._lead[0]
                else self.size + len(piece) - len(piece.lstrip())
            )
            self._lead = (begin, self.size + len(piece.rstrip())) if piece.strip() else self._lead
        elif piece.strip():
            self._close_lead()
        self._parts.append(piece)
        self.size += len(piece)

    def begin(self) -> None:
        """Begin a paragraph."""
        self._lead = (self.size, self.size)

    def end(self, *, mark: bool = True) -> None:
        """End a paragraph; ``mark`` false: its mark was deleted and the next one goes on in the same line."""
        self._close_lead()
        if mark:
            self._parts.append("\n")
            self.size += 1

    def drop_break(self) -> None:
        """Take back the line break written last (the end of a table cell)."""
        if self._parts and self._parts[-1] == "\n":
            self._parts.pop()
            self.size -= 1

    def _close_lead(self) -> None:
        if self._lead and self._lead[1] > self._lead[0]:
            self.bold.append(Span(*self._lead))
        self._lead = None
