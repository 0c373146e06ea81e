"""Tiny tables whose answers are counted by hand."""

from __future__ import annotations

import pandas as pd

from kiitools.tables import CODINGS, INFORMANTS, PLACES, SOURCES


def people(*rows: dict) -> pd.DataFrame:
    """Informants: each row names what matters, the rest is empty."""
    blank = dict.fromkeys(INFORMANTS.columns, "")
    return pd.DataFrame([{**blank, **row} for row in rows], columns=list(INFORMANTS.columns))


def person(number: int, region: str = "Gao", **more: str) -> dict:
    return {"informant_id": f"KI-{number}", "region": region, "category": "justice", **more}


def said(*rows: dict) -> pd.DataFrame:
    """Codings: affirmed, direct, accepted unless said otherwise; each in its own ten characters."""
    blank = {
        "session_id": "",
        "segment": 1,
        "informant_id": "",
        "code": "form.gold.child",
        "polarity": "affirmed",
        "evidence": "direct",
        "status": "accepted",
        "coder": "rules",
        "decided_by": "AK",
        "strength": 1.0,
        "rule": "",
        "lang": "fr",
    }
    full = []
    for number, row in enumerate(rows):
        start = row.get("start", 100 * number)
        ids = {"coding_id": f"C-{number}", "source_id": "S-" + row.get("informant_id", "doc")}
        full.append({**blank, **ids, "start": start, "end": start + 50, **row})
    frame = pd.DataFrame(full, columns=list(CODINGS.columns))
    return frame.assign(
        group=frame["code"].str.split(".").str[:2].str.join("."),
        code_category=frame["code"].str.split(".").str[0],
    )


def speaking(*informants: str) -> pd.DataFrame:
    """Who speaks in a coded source: each informant in one of their own."""
    return pd.DataFrame({"informant_id": list(informants), "source_id": [f"S-{one}" for one in informants]})


def named(*rows: dict) -> pd.DataFrame:
    """Place mentions; ``at`` is where in the text."""
    full = []
    for row in rows:
        at = row.pop("at")
        blank = {
            "session_id": "",
            "segment": 1,
            "kind": "town",
            "country": "ML",
            "region": "",
            "role": "spoken_of",
        }
        full.append({**blank, "source_id": "S-" + row["informant_id"], "start": at, "end": at + 3, **row})
    return pd.DataFrame(full, columns=list(PLACES.columns))


def sources(*rows: dict) -> pd.DataFrame:
    blank = dict.fromkeys(SOURCES.columns, "")
    return pd.DataFrame([{**blank, **row} for row in rows], columns=list(SOURCES.columns))
