"""Made-up but plausible figures of a study in eight of Mali's eleven regions, to draw maps from."""

from __future__ import annotations

import math
from functools import lru_cache

import pandas as pd

from kiitools.geo.outlines import load_context, load_outlines
from kiitools.geo.palette import state_of
from kiitools.model.places import REGIONS_2016

INFORMANTS = {
    "Bamako": 48, "Gao": 22, "Sikasso": 21, "Mopti": 16, "Kayes": 14, "Ségou": 12, "Koulikoro": 9,
    "Tombouctou": 4,
}  # fmt: skip
FORMS = {
    "form.sexual": {"fr": "Exploitation sexuelle", "en": "Sexual exploitation"},
    "form.domestic": {"fr": "Servitude domestique", "en": "Domestic servitude"},
    "form.gold": {"fr": "Exploitation sur les sites d’orpaillage", "en": "Exploitation in gold mining"},
    "form.descent-slavery": {"fr": "Esclavage par ascendance", "en": "Descent-based slavery"},
    "form.armed": {"fr": "Recrutement par des groupes armés", "en": "Recruitment by armed groups"},
    "form.organ": {"fr": "Prélèvement d’organes", "en": "Organ removal"},
}
SHARES = {
    "form.sexual": 0.7,
    "form.domestic": 0.6,
    "form.gold": 0.4,
    "form.descent-slavery": 0.3,
    "form.armed": 0.2,
}
TITLE = {"fr": "Traite des personnes au Mali", "en": "Human trafficking in Mali"}
CREDIT = {"fr": "Contours schématiques (2016).", "en": "Schematic outlines (2016)."}
FICTIONAL = {"fr": "Étude fictive.", "en": "Fictional study."}


def wilson(k: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    centre, half = k / n + z * z / (2 * n), z * math.sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n))
    return max(0.0, (centre - half) / (1 + z * z / n)), min(1.0, (centre + half) / (1 + z * z / n))


def row(region: str, code: str) -> dict:
    n = INFORMANTS.get(region, 0)
    if not n:
        empty = dict.fromkeys(
            ("k", "n", "share", "low", "high", "denied", "direct", "hearsay", "organisations")
        )
        return {"region": region, "code": code, **empty, "state": "not_covered"}
    k = min(n, round(n * SHARES.get(code, 0) * (1.3 if len(region) % 2 else 0.6)))
    low, high = wilson(k, n)
    return {
        "region": region, "code": code, "k": k, "n": n, "share": k / n, "low": low, "high": high,
        "denied": min(n - k, len(code) % 3), "direct": k // 2, "hearsay": k - k // 2,
        "organisations": min(k, 4), "state": state_of(k, n),
    }  # fmt: skip


def prevalence(**more: object) -> pd.DataFrame:
    return pd.DataFrame([row(region, code) for code in FORMS for region in REGIONS_2016]).assign(**more)


def actors(*names: str) -> pd.DataFrame:
    rows = [
        {"name": name, "acronym": f"A{i}", "type": "national NGO", "regions": "Gao; Bamako",
         "pillars": "protection", "public": "yes", "notes": "CANARI-NOTES",
         "databases": "CANARI-BASE", "influence": 4}
        for i, name in enumerate(names or ("Association Baara ni Danbé", "ONG Laabu-Baani"))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def projects(*titles: str) -> pd.DataFrame:
    rows = [
        {"title": title, "lead_actor": "OIM", "donor": "Pays-Bas", "start": "2020-08", "end": "2021-03",
         "regions": "Gao", "pillars": "research", "status": "ongoing", "partners": "CANARI-PARTENAIRE"}
        for title in titles or ("Recherche sur la traite",)
    ]  # fmt: skip
    return pd.DataFrame(rows)


ROUTES = pd.DataFrame(
    [("Ségou", "Bamako", 9), ("Gao", "Algérie", 8), ("Kayes", "Sénégal", 2), ("Bamako", "Italie", 3)],
    columns=["origin", "destination", "k"],
)
COVERAGE = pd.DataFrame(
    [(r, n, n // 2) for r, n in INFORMANTS.items()], columns=["region", "informants", "sessions"]
)


@lru_cache(maxsize=1)
def outlines():
    return load_outlines("2016")


def study_map(frame: pd.DataFrame | None = None, **over: object):
    from kiitools.geo.webmap import build_map

    given = {
        "outlines": outlines(), "context": load_context(), "labels": FORMS, "title": TITLE, "credit": CREDIT,
        "notices": [FICTIONAL], "actors": actors(), "projects": projects(), "routes": ROUTES,
        "coverage": COVERAGE,
    }  # fmt: skip
    return build_map(prevalence() if frame is None else frame, **{**given, **over})
