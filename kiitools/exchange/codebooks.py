"""A codebook as a table, for people who read it in a spreadsheet, and what changed between two versions."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kiitools.model.codes import Code, Codebook

COLUMNS = (
    "id",
    "category",
    "group",
    "label",
    "definition",
    "include",
    "exclude",
    "weight",
    "frameworks",
    "terms",
)


def codebook_table(codebook: Codebook, *, lang: str = "fr") -> pd.DataFrame:
    """One row per code with the columns `COLUMNS`; texts in ``lang``, French where ``lang`` has none."""
    rows = [_row(code, codebook, lang) for code in codebook]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(code: Code, codebook: Codebook, lang: str) -> dict[str, object]:
    def text(texts: object) -> str:
        return str(texts.get(lang) or texts.get("fr") or texts.get("en") or "")  # type: ignore[attr-defined]

    terms = [str(rule.body["term"]) for rule in code.rules if rule.lang == lang and "term" in rule.body]
    return {
        "id": code.id,
        "category": codebook.label(code.category, lang),
        "group": codebook.label(code.group, lang),
        "label": text(code.label),
        "definition": text(code.definition),
        "include": text(code.include),
        "exclude": text(code.exclude),
        "weight": code.weight,
        "frameworks": "; ".join(code.frameworks),
        "terms": "; ".join(terms),
    }


def codebook_differences(old: Codebook, new: Codebook) -> pd.DataFrame:
    """What changed from ``old`` to ``new``: columns ``id, change, part`` (added, removed, changed)."""
    return pd.DataFrame(list(_differences(old, new)), columns=["id", "change", "part"])


def _differences(old: Codebook, new: Codebook) -> Iterator[tuple[str, str, str]]:
    before = {one["id"]: one for one in old.to_plain()["codes"]}
    after = {one["id"]: one for one in new.to_plain()["codes"]}
    for code_id in dict.fromkeys([*before, *after]):
        if code_id not in before:
            yield code_id, "added", ""
        elif code_id not in after:
            yield code_id, "removed", ""
        else:
            for part, value in after[code_id].items():
                if _without_place(value) != _without_place(before[code_id][part]):
                    yield code_id, "changed", part


def _without_place(value: object) -> object:
    """Rules compared without the line they stand on."""
    if isinstance(value, list):
        return [
            {k: v for k, v in one.items() if k != "where"} if isinstance(one, dict) else one for one in value
        ]
    return value
