"""The static words of the map's page: every slot of its skeleton, encoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kiitools.geo import table_twin, webdata
from kiitools.geo.leaflet import leaflet_licence
from kiitools.geo.palette import HATCH
from kiitools.markup import html, json_script
from kiitools.messages import LANGUAGES, say

Text = Mapping[str, str]
CAUTIONS = ("victims", "chosen", "zero")
_WORDS = {
    "skip": "skip", "lead": "lead", "print": "print", "noscript": "noscript", "form": "form",
    "study": "study", "add": "add", "reading": "reading", "by_region": "by-region", "find": "find",
    "none_found": "none-found", "interval_note": "interval-note",
    "twin_title": "twin", "all_forms": "all-forms", "cautions_title": "cautions", "sources": "sources",
    "limits": "limits", "made_with": "made-with", "licence": "licence",
}  # fmt: skip
"""Slot of ``map.html`` to the page's word (``map.page.…``)."""
_REGISTERS = {
    "actors": webdata.ACTOR_COLUMNS,
    "projects": webdata.PROJECT_COLUMNS,
    "routes": webdata.ROUTE_COLUMNS[:3],
}


def page_slots(data: Mapping[str, Any], table: pd.DataFrame, lang: str) -> dict[str, str]:
    """Encoded HTML for every slot of the page's skeleton, in ``lang``."""
    words = {slot: html(data["words"][lang][key]) for slot, key in _WORDS.items()}
    return words | {
        "title": html(data["title"][lang]),
        "release": html(data["release"]),
        "level": html(say(f"map.page.release-{data['release']}", lang)),
        "credit": html(data["credit"][lang]),
        "notices": "".join(_notice(one, number, lang) for number, one in enumerate(data["notices"])),
        "cautions": "".join(_caution(name, lang) for name in CAUTIONS),
        "hatch": HATCH,
        "twin": table_twin.twin_html(
            [_region_name(region["name"], lang) for region in data["regions"]],
            data["forms"], data["cells"], data["columns"], lang,
        ),
        "csv": "".join(_csv_anchor(table, data["forms"], one, lang) for one in LANGUAGES),
        "registers": "".join(
            table_twin.register_html(name, data[name], columns, lang) for name, columns in _REGISTERS.items()
        ),
        "leaflet": html(leaflet_licence()),
        "data": json_script(data),
    }  # fmt: skip


def _region_name(name: str, lang: str) -> str:
    return say("map.page.region-unknown", lang) if name == webdata.OFF_MAP else name


def _notice(text: Text, number: int, lang: str) -> str:
    return f'<p data-notice="{number}">{html(text[lang])}</p> '


def _caution(name: str, lang: str) -> str:
    key = f"caution-{name}"
    return f'<li data-say="{key}">{html(say(f"map.page.{key}", lang))}</li>'


def _csv_anchor(table: pd.DataFrame, forms: Sequence[Text], one: str, lang: str) -> str:
    address = html(table_twin.csv_link(table, forms, one))
    hidden = "" if one == lang else " hidden"
    name = "carte.csv" if one == "fr" else "map.csv"
    said = html(say("map.page.csv", one))
    return (
        f'<a class="csv" data-only="{one}" lang="{one}" href="{address}" download="{name}"{hidden}>{said}</a>'
    )
