"""The error tree: every fault names what is wrong, where, and what to do, in French and English.

The sentences are data (``resources/messages/*.yaml``); the classes are named by the user's mistake.
No error ever carries an informant's words.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePath

from kiitools import messages


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault among several found at once: where it is and what it is (a message key and its values)."""

    where: str
    key: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self, lang: str) -> str:
        """The fault as one line in ``lang``."""
        said = messages.say(self.key, lang, **dict(self.values))
        return f"{self.where}: {said}" if self.where else said


def fault(where: object, key: str, /, **values: object) -> Fault:
    """Make a `Fault`; ``where`` is a file, sheet, row, column or id, never an informant's words."""
    return Fault(str(where), key, tuple(sorted(values.items())))


class KiitoolsError(Exception):
    """A fault of the user's input or study.

    Parameters
    ----------
    key : str
        Message key; ``<key>.todo`` says what to do.
    where : object
        File, sheet, row, column or id the fault lies in.
    faults : sequence of Fault
        All faults found at once, when there are several.
    **values : object
        Values for the sentence's placeholders.
    """

    def __init__(self, key: str, /, *, where: object = "", faults: tuple[Fault, ...] = (), **values: object):
        self.key = key
        self.where = where.name if isinstance(where, PurePath) else str(where)
        self.faults = tuple(faults)
        self.values = values
        super().__init__(key)

    def what(self, lang: str) -> str:
        """What is wrong, as a sentence in ``lang``."""
        return messages.say(self.key, lang, **self.values)

    def todo(self, lang: str) -> str:
        """What the user can do about it, as a sentence in ``lang``."""
        return messages.say(f"{self.key}.todo", lang, **self.values)

    def lines(self, lang: str, most: int = 20) -> list[str]:
        """The error as lines for a person: where and what, the single faults, what to do."""
        head = f"{self.where} : {self.what(lang)}" if self.where else self.what(lang)
        rows = [f"  - {one.text(lang)}" for one in self.faults[:most]]
        if len(self.faults) > most:
            rows.append("  - " + messages.say("errors.more", lang, n=len(self.faults) - most))
        return [head, *rows, self.todo(lang)]

    def __str__(self) -> str:
        return "\n".join(self.lines(os.environ.get("KIITOOLS_LANG", "fr")))


class InputError(KiitoolsError):
    """A file or value the user gave cannot be used."""


class DocumentError(InputError):
    """A transcript or document cannot be read."""


class RegisterError(InputError):
    """A register (informants, actors, projects, decisions) has faults; all are listed at once."""


class CodebookError(InputError):
    """A codebook has faults; all are listed at once with file, line and code."""


class BoundaryError(InputError):
    """A boundary file cannot be used."""


class TableError(InputError):
    """A table does not have the columns it must have."""


class StudyError(KiitoolsError):
    """The study itself cannot be opened or used."""


class StudyDamagedError(StudyError):
    """The study file is damaged, or texts and quotes no longer agree."""


class StudyBusyError(StudyError):
    """Someone else holds the study; nothing was written."""


class ReleaseError(KiitoolsError):
    """The release level asked for does not allow this."""
