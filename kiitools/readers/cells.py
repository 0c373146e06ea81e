"""One cell of a register read by its column's kind: dates, terms, scales; what cannot be read is a fault."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from kiitools.folding import folded
from kiitools.markup import visible
from kiitools.readers.vocabulary import every_region, regions, resource, vocabulary

FIRST_YEAR, LAST_YEAR = 1990, 2100


_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class CellError(ValueError):
    """A cell that cannot be read: message key, values, and the vocabulary that lists what is known."""

    def __init__(self, key: str, /, *, known: str = "", **values: object):
        self.key, self.known, self.values = key, known, values
        super().__init__(key)


def shown(text: str, most: int = 60) -> str:
    """A cell as an error may show it: one line, short, no invisible controls."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 1] + "…"


def read_cell(text: str, spec: Mapping[str, str], vintage: str = "2016") -> object:
    """The value of a cell.

    Parameters
    ----------
    text : str
        The cell, as the sheet holds it.
    spec : mapping
        The column's entry in ``columns.yaml``.

    Raises
    ------
    CellError
        With a message key and values that name what is known.
    """
    kind = spec["kind"]
    if kind == "quote":
        return text
    text = (text if kind in ("text", "words") else _INVISIBLE.sub("", text)).strip()
    if not text:
        return float("nan") if kind in ("number", "scale") else ""
    if kind == "region":
        return _region(text, vintage)
    if kind == "regions":
        return _regions(text, vintage)
    if kind in ("term", "terms"):
        return (_term if kind == "term" else _terms)(text, spec)
    return _KINDS[kind](text)


def split_list(text: str) -> list[str]:
    """The entries of a cell that holds a list: separated by ``;``."""
    return [part for one in text.split(";") if (part := " ".join(one.split()))]


def _plain_text(text: str) -> str:
    return text


def _id(text: str) -> str:
    return " ".join(text.split())


def _term(text: str, spec: Mapping[str, str]) -> str:
    if "blank" in spec and vocabulary(spec["blank"]).find(text) is not None:
        return ""
    found = vocabulary(spec["vocabulary"]).find(text)
    if found is None and spec.get("open") == "yes":
        return text
    if found is None:
        raise CellError("registers.unknown-value", value=shown(text), known=spec["vocabulary"])
    return found


def _terms(text: str, spec: Mapping[str, str]) -> str:
    return "; ".join(dict.fromkeys(_term(part, spec) for part in split_list(text)))


def _region(text: str, vintage: str) -> str:
    found = regions(vintage).find(text)
    if found is None:
        raise CellError("registers.unknown-value", value=shown(text), known="region")
    return found


def _regions(text: str, vintage: str) -> str:
    found: dict[str, None] = {}
    for part in split_list(text):
        found |= (
            dict.fromkeys(regions(vintage).labels) if every_region(part) else {_region(part, vintage): None}
        )
    return "; ".join(found)


def _words(text: str) -> str:
    return "; ".join(split_list(text))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {folded(word): int(n) for n, names in resource("dates")["months"].items() for word in names}


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?$")
_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})$")
_WORDED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[ \-]+(?:of )?([^\W\d_]+)\.?,?[ \-]+(\d{4})$")
_MONTH_ISO = re.compile(r"(\d{4})[-/](\d{1,2})$")
_MONTH_NUMERIC = re.compile(r"(\d{1,2})[-/](\d{4})$")
_MONTH_WORDED = re.compile(r"([^\W\d_]+)\.?,?[ \-]+(\d{4})$")


def _date(text: str) -> str:
    """ISO date; written numbers are read day first, as in French."""
    written = folded(" ".join(text.split()))
    if found := _ISO.match(written):
        year, month, day = found[1], int(found[2]), found[3]
    elif found := _NUMERIC.match(written):
        day, month, year = found[1], int(found[2]), found[3]
    elif (found := _WORDED.match(written)) and found[2] in _months():
        day, month, year = found[1], _months()[found[2]], found[3]
    else:
        raise CellError("registers.bad-date", value=shown(text))
    return _checked_date(text, int(year) + (2000 if len(year) == 2 else 0), month, int(day)).isoformat()


def _checked_date(text: str, year: int, month: int, day: int) -> datetime.date:
    try:
        date = datetime.date(year, month, day)
    except ValueError as err:
        raise CellError("registers.bad-date", value=shown(text)) from err
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("registers.bad-date", value=shown(text))
    return date


def _month(text: str) -> str:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as precise as it was written."""
    written = folded(" ".join(text.split()))
    if re.fullmatch(r"\d{4}", written):
        return str(_checked_date(text, int(written), 1, 1).year)
    if found := _MONTH_ISO.match(written):
        year, month = int(found[1]), int(found[2])
    elif found := _MONTH_NUMERIC.match(written):
        month, year = int(found[1]), int(found[2])
    elif (found := _MONTH_WORDED.match(written)) and found[1] in _months():
        month, year = _months()[found[1]], int(found[2])
    else:
        return _date(text)
    return _checked_date(text, year, month, 1).strftime("%Y-%m")


def _moment(text: str) -> str:
    try:
        return datetime.datetime.fromisoformat(text).isoformat()
    except ValueError:
        return _date(text)


def _scale(text: str) -> float:
    value = _parsed(text)
    if value is None or not value.is_integer() or not 1 <= value <= 5:
        raise CellError("registers.bad-scale", value=shown(text))
    return value


def _parsed(text: str) -> float | None:
    """A number as written in French or English (``1 040``, ``56,5``, ``50 %``), or None."""
    bare = re.sub(r"\s", "", text).removesuffix("%")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    return float(bare) if re.fullmatch(r"[+-]?\d{1,15}(\.\d+)?", bare) else None


def _number(text: str) -> float:
    value = _parsed(text)
    return float("nan") if value is None else value


_BAND = re.compile(r"(?:de )?(\d{1,2}) ?(?:-|–|—|a|to) ?(\d{1,2})(?: ?(?:ans|years|yrs))?$")
_ABOVE = re.compile(r"(\d{1,2})(?: ?(?:ans|years|yrs))? ?(?:\+|et plus|and over|and above|or more)$")
_OVER = re.compile(r"(?:>=?|≥|plus de|over) ?(\d{1,2})(?: ?(?:ans|years|yrs))?$")
_BELOW = re.compile(r"(?:<|moins de|under|below) ?(\d{1,2})(?: ?(?:ans|years|yrs))?$")


def _band(text: str) -> str:
    """``25-34``, ``65+``, ``<18``; an exact age is refused: it singles people out."""
    written = " ".join(folded(text).split())
    if (found := _BAND.match(written)) and int(found[1]) < int(found[2]):
        return f"{found[1]}-{found[2]}"
    if found := _ABOVE.match(written) or _OVER.match(written):
        return f"{found[1]}+"
    if found := _BELOW.match(written):
        return f"<{found[1]}"
    raise CellError("registers.bad-band", value=shown(text))


def _level(text: str) -> str:
    """``outcome 1.2``: the level's id and its number, if it has one."""
    found = re.match(r"(.*?)[\s:]*([\d.]*\d)?[\s.:]*$", text)
    name, number = (found[1], found[2] or "") if found else (text, "")
    term = vocabulary("result_level").find(name.strip(" :.-"))
    if term is None:
        raise CellError("registers.unknown-value", value=shown(text), known="result_level")
    return f"{term} {number}".strip()


def _hash(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise CellError("registers.bad-hash")
    return text.lower()


def _position(text: str) -> int:
    if not re.fullmatch(r"\d{1,12}", text):
        raise CellError("registers.bad-position", value=shown(text))
    return int(text)


def _code(text: str) -> str:
    """A code's id; a label behind it (``form.gold.child — Enfants``) is left off."""
    found = re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?=$|[\s,;—–-])", text)
    if not found:
        raise CellError("registers.bad-code", value=shown(text))
    return found[0]


_KINDS: dict[str, Callable[[str], object]] = {
    "id": _id, "text": _plain_text,   "words": _words, "date": _date,
    "month": _month, "moment": _moment, "scale": _scale, "number": _number, "band": _band, "level": _level,
    "hash": _hash, "position": _position, "code": _code,
}  # fmt: skip
