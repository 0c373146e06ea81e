"""The map's figures as a table: for screen readers, for paper, for those without JavaScript, and as CSV.

The page's own script writes the same cells again when the language changes (``words.js``); a test holds the
two against each other.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kiitools.markup import csv_cell, html
from kiitools.messages import say

_SPACE = "\u00a0"


def percent(share: float | None, lang: str) -> str:
    """A share as a whole percentage: ``58 %`` in French, ``58%`` in English, ``–`` when undefined."""
    return "–" if share is None else say("map.page.percent", lang, value=_half_up(100 * share))


def _half_up(value: float) -> int:
    """Rounded as the page's script rounds, so that both write the same number."""
    return int(value + 0.5 + 1e-9)


def cell_texts(cell: Mapping[str, Any], columns: Sequence[str], lang: str) -> list[str]:
    """The texts of a row after the region's name: situation, k, n, share, interval and ``columns``."""
    low, high = cell.get("low"), cell.get("high")
    interval = "–" if low is None or high is None else f"{percent(low, lang)}{_SPACE}– {percent(high, lang)}"
    counts = [_count(cell.get("k")), _count(cell.get("n"))]
    more = [_count(cell.get(column)) for column in columns]
    return [
        say(f"map.page.{cell['state']}", lang),
        *counts,
        percent(cell.get("share"), lang),
        interval,
        *more,
    ]


def _count(value: Any) -> str:
    return "–" if value is None else str(value)


def twin_html(
    regions: Sequence[str],
    forms: Sequence[Mapping[str, str]],
    cells: Sequence[Sequence[Mapping[str, Any]]],
    columns: Sequence[str],
    lang: str,
) -> str:
    """The table: one group of rows per form, one row per region; ``columns`` after the interval."""
    heads = ["region", "state", "k", "n", "share", "interval", *columns]
    head = "".join(
        f'<th scope="col" data-say="head-{h}">{html(say(f"map.page.head-{h}", lang))}</th>' for h in heads
    )
    groups = [
        _group(number, form, rows, regions, columns, lang)
        for number, (form, rows) in enumerate(zip(forms, cells, strict=True))
    ]
    return f'<table id="figures"><thead><tr>{head}</tr></thead>{"".join(groups)}</table>'


def _group(
    number: int,
    form: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
    regions: Sequence[str],
    columns: Sequence[str],
    lang: str,
) -> str:
    width = 6 + len(columns)
    title = f'<tr><th scope="rowgroup" colspan="{width}" data-form="{number}">{html(form[lang])}</th></tr>'
    lines = [
        f'<tr class="{html(cell["state"])}"><th scope="row">{html(region)}</th>'
        + "".join(f"<td>{html(text)}</td>" for text in cell_texts(cell, columns, lang))
        + "</tr>"
        for region, cell in zip(regions, rows, strict=True)
    ]
    return f'<tbody data-rows="{number}">{title}{"".join(lines)}</tbody>'


def csv_link(frame: pd.DataFrame, labels: Sequence[Mapping[str, str]], lang: str) -> str:
    """A ``data:`` address with the table as CSV, UTF-8 with a mark so that Excel reads its accents.

    French: semicolons and decimal commas, as a French Excel expects; English: commas and points.
    """
    names = dict(zip(frame["code"].unique(), labels, strict=True))
    frame = frame.assign(label=[names[code][lang] for code in frame["code"]])
    columns = ["region", "code", "label", *[c for c in frame.columns if c not in ("region", "code", "label")]]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(
        [_csv_value(value, lang) for value in row] for row in frame[columns].itertuples(index=False)
    )
    coded = base64.b64encode(out.getvalue().encode("utf-8-sig")).decode()
    return f"data:text/csv;charset=utf-8;base64,{coded}"


def _csv_value(value: Any, lang: str) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, str):
        return csv_cell(value)
    number = float(value)
    text = str(int(number)) if number.is_integer() else f"{number:.4f}"
    return text.replace(".", ",") if lang == "fr" else text


def register_html(name: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], lang: str) -> str:
    """A register (``actors``, ``projects``) as a folded table under the figures; nothing when it is empty."""
    if not rows:
        return ""
    kept = [column for column in columns if column in rows[0]]
    head = "".join(
        f'<th scope="col" data-say="head-{c}">{html(say(f"map.page.head-{c}", lang))}</th>' for c in kept
    )
    lines = "".join(
        "<tr>" + "".join(f"<td>{_register_cell(c, row[c], lang)}</td>" for c in kept) + "</tr>"
        for row in rows
    )
    title = f'<span data-say="{name}">{html(say(f"map.page.{name}", lang))}</span> ({len(rows)})'
    return (
        f'<details class="register" id="register-{name}"><summary>{title}</summary><div class="wide">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div></details>"
    )


def _register_cell(column: str, value: Any, lang: str) -> str:
    kinds = {"pillars": "pillar", "type": "type", "status": "status"}
    if column not in kinds:
        return html(", ".join(value) if isinstance(value, list) else value)
    words = value if isinstance(value, list) else [value]
    return ", ".join(_word(kinds[column], word, lang) for word in words)


def _word(kind: str, word: str, lang: str) -> str:
    """A term of the registers in the page's language; an unknown one as it stands."""
    key = term_key(kind, word)
    return f'<span data-say="{key}">{html(say(f"map.page.{key}", lang))}</span>' if key else html(word)


def term_key(kind: str, word: str) -> str:
    """The key of the page's word for a term of the registers (``type``, ``national NGO``), or nothing."""
    from kiitools.messages import catalogue

    key = f"{kind}-{'-'.join(word.lower().split())}"
    return key if f"map.page.{key}" in catalogue() else ""
