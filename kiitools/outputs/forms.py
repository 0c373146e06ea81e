"""Blank forms for the registers, to be filled in a spreadsheet and read back as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from kiitools.messages import say
from kiitools.model.places import REGIONS_2016
from kiitools.outputs.sheets import Column, Sheet, sheet_name, write_sheets
from kiitools.readers.columns import specs
from kiitools.readers.vocabulary import regions, vocabulary

FORMS = ("informants", "actors", "projects", "results")
ROWS = 300
"""Blank rows that are ready for typing."""
_WIDTHS = {"text": 28.0, "words": 26.0, "terms": 24.0, "regions": 26.0, "id": 14.0}


def write_forms(folder: str | Path, *, lang: str = "fr") -> list[Path]:
    """Write the four blank forms into a folder; returns their paths."""
    folder = Path(folder)
    return [
        write_form(one, folder / f"{say(f'outputs.forms.file.{one}', lang)}.xlsx", lang=lang) for one in FORMS
    ]


def write_form(register: str, path: str | Path, *, lang: str = "fr", vintage: str = "2016") -> Path:
    """Write a blank form: headers in ``lang``, drop-downs, a line of help above each column, a guide.

    Parameters
    ----------
    register : str
        One of `FORMS`.
    path : path
        The .xlsx file; the reader of the register reads it back when it is filled in.
    """
    lists = _lists(register, lang, vintage)
    values = sheet_name(say("outputs.forms.lists", lang))
    columns = tuple(_column(name, spec, lang, values, lists) for name, spec in specs(register).items())
    title = say(f"outputs.forms.title.{register}", lang)
    above = (("title", title), ("note", say("outputs.forms.how", lang)))
    empty = pd.DataFrame(columns=[column.name for column in columns])
    name = sheet_name(say(f"outputs.forms.sheet.{register}", lang))
    form = Sheet(name, empty, columns, above, spare=ROWS, frozen=1)
    return write_sheets(
        path, [form, _list_sheet(values, lists, lang), _guide(title, register, lang)], title=title, lang=lang
    )


def _lists(register: str, lang: str, vintage: str) -> dict[str, tuple[str, ...]]:
    """Column → the values it takes, as a person writes them."""
    found: dict[str, tuple[str, ...]] = {}
    for name, spec in specs(register).items():
        if spec["kind"] in ("term", "terms"):
            found[name] = tuple(one[lang] for one in vocabulary(spec["vocabulary"]).labels.values())
        elif spec["kind"] in ("region", "regions"):
            found[name] = tuple(regions(vintage).labels) or REGIONS_2016
        elif spec["kind"] == "scale":
            found[name] = ("1", "2", "3", "4", "5")
    return found


def _column(
    name: str, spec: Mapping[str, Any], lang: str, values: str, lists: Mapping[str, tuple[str, ...]]
) -> Column:
    single = spec["kind"] in ("term", "region")
    choices: str | tuple[str, ...] = ()
    if single and name in lists:
        at = _letter(list(lists).index(name))
        choices = f"='{values}'!${at}$2:${at}${len(lists[name]) + 1}"
    elif name in lists and spec["kind"] == "scale":
        choices = lists[name]
    needed = say("outputs.forms.needed", lang) if spec.get("need") == "cell" else ""
    prompt = " ".join((spec["help"][lang], needed)).strip()
    kind = "number" if spec["kind"] in ("scale", "number") else "text"
    width = _WIDTHS.get(spec["kind"], 17.0)
    return Column(name, spec[lang], kind, width, choices, spec.get("open") != "yes", prompt, prompt)


def _letter(index: int) -> str:
    return chr(ord("A") + index)


def _list_sheet(name: str, lists: Mapping[str, tuple[str, ...]], lang: str) -> Sheet:
    rows = max((len(values) for values in lists.values()), default=0)
    frame = pd.DataFrame({c: [*values, *[""] * (rows - len(values))] for c, values in lists.items()})
    columns = tuple(Column(c, say("outputs.forms.values", lang, column=c), width=24) for c in lists)
    return Sheet(name, frame, columns)


def _guide(title: str, register: str, lang: str) -> Sheet:
    rows = [
        {"column": spec[lang], "name": name, "help": spec["help"][lang]}
        for name, spec in specs(register).items()
    ]
    columns = (
        Column("column", say("outputs.forms.column", lang), width=24),
        Column("help", say("outputs.forms.meaning", lang), width=80),
        Column("name", say("outputs.forms.name", lang), width=20),
    )
    lines = say("outputs.forms.rules", lang).strip().split("\n")
    above = (("title", title), *(("note", line) for line in lines))
    return Sheet(sheet_name(say("outputs.forms.guide", lang)), pd.DataFrame(rows), columns, above)
