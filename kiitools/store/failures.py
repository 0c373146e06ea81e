"""What the database says when it cannot, told as an error of the study that a person can act on."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from kiitools.errors import StudyBusyError, StudyDamagedError, StudyError
from kiitools.store import postgresql, sqlite

_CLASSES = {
    "store.busy": StudyBusyError,
    "store.corrupt": StudyDamagedError,
    "store.not-a-study": StudyDamagedError,
    "store.undecodable": StudyDamagedError,
}


@contextlib.contextmanager
def told(where: object) -> Iterator[None]:
    """Turn the database's faults into a `StudyError`; no parameter (a text, a quote) is ever in it.

    Raises
    ------
    StudyError
        Full disk, vanished or read-only file or folder, lost connection, broken rule of the schema.
    StudyBusyError
        Another program holds the study longer than ten seconds.
    StudyDamagedError
        The file is damaged.
    """
    try:
        yield
    except DBAPIError as err:
        raise _study_error(err.orig, where) from err
    except sqlite3.Error as err:
        raise _study_error(err, where) from err
    except OSError as err:
        raise StudyError("store.folder", where=where, detail=err.strerror or type(err).__name__) from err
    except UnicodeEncodeError:
        raise StudyError("store.not-unicode", where=where) from None  # the cause would carry the text


def _study_error(err: BaseException | None, where: object) -> StudyError:
    explain = sqlite.explain if isinstance(err, sqlite3.Error) else postgresql.explain
    key, detail = explain(err)
    return _CLASSES.get(key, StudyError)(key, where=where, detail=detail)
