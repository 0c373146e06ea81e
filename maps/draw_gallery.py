"""Draw the gallery of ``maps/gallery`` again: every figure, from invented numbers that say so.

python maps/draw_gallery.py
"""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from kiitools.geo import figures
from kiitools.geo.palette import state_of
from kiitools.model.places import REGIONS_2016
from kiitools.stats.intervals import wilson

HERE = Path(__file__).parent / "gallery"
NOTE = "Chiffres inventés, pour montrer les figures : ils ne disent rien du Mali."
ASKED = dict(zip(REGIONS_2016, (24, 17, 21, 14, 12, 8, 13, 0, 3, 0, 38), strict=True))
FORMS = {
    "Exploitation dans l'orpaillage": (17, 8, 8, 0, 1, 0, 4, 0, 2, 0, 11),
    "Travail domestique": (7, 7, 10, 8, 6, 1, 3, 0, 0, 0, 30),
    "Exploitation sexuelle": (12, 5, 4, 1, 1, 0, 5, 0, 0, 0, 23),
    "Mendicité forcée": (5, 5, 4, 10, 10, 4, 3, 0, 1, 0, 27),
    "Esclavage par ascendance": (12, 2, 0, 0, 2, 5, 6, 0, 3, 0, 4),
    "Enfants associés aux groupes armés": (0, 1, 0, 3, 7, 6, 9, 0, 3, 0, 4),
    "Mariage forcé": (5, 3, 4, 3, 2, 2, 3, 0, 1, 0, 8),
    "Prélèvement d'organes": (0,) * 11,
}
LEVELS = {
    "technical_service": (20, 15, 7),
    "national_ngo": (11, 11, 4),
    "survivor": (4, 11, 10),
    "international_organisation": (6, 2, 0),
    "community_leader": (0, 2, 7),
    "lawyer": (1, 1, 0),
}


def prevalence() -> pd.DataFrame:
    """Invented counts as a prevalence table."""
    rows = []
    for code, counts in FORMS.items():
        for region, k in zip(REGIONS_2016, counts, strict=True):
            n = ASKED[region]
            low, high = (float(end) for end in wilson(k, n)) if n else (math.nan, math.nan)
            rows.append((region, code, k, n, k / n if n else math.nan, low, high, state_of(k, n)))
    return pd.DataFrame(rows, columns=["region", "code", "k", "n", "share", "low", "high", "state"])


def understanding() -> pd.DataFrame:
    """Invented counts as a table of understanding, with a total."""
    total = tuple(map(sum, zip(*LEVELS.values(), strict=True)))
    rows = []
    for group, counts in {**LEVELS, "total": total}.items():
        for level, k in zip(("precise", "partial", "none"), counts, strict=True):
            low, high = (float(end) for end in wilson(k, sum(counts)))
            rows.append((group, level, k, sum(counts), k / sum(counts), low, high))
    return pd.DataFrame(rows, columns=["category", "level", "k", "n", "share", "low", "high"])


def presence() -> pd.DataFrame:
    """The actors and projects of the fictional demonstration study."""
    demo = Path(__file__).parents[1] / "data" / "demonstration"
    tables = (
        pd.read_csv(demo / name, dtype=str, keep_default_na=False) for name in ("actors.csv", "projects.csv")
    )
    return figures.count_presence(*tables)


def coverage() -> pd.DataFrame:
    """Invented interviews by region and category."""
    groups = list(LEVELS)
    rows = [
        (region, groups[(place + step) % 6], n // 3, n // (4 + step), "covered" if n else "not_covered")
        for place, (region, n) in enumerate(ASKED.items())
        for step in range(3)
    ]
    return pd.DataFrame(rows, columns=["region", "category", "informants", "coded", "state"])


def routes() -> pd.DataFrame:
    """Invented routes."""
    rows = [("Kayes", "Bamako", 4), ("Bamako", "Gao", 9), ("Gao", "Algérie", 12), ("Sikasso", "Bamako", 6),
            ("Bamako", "Sikasso", 3), ("Mopti", "Bamako", 2), ("Bamako", "Mauritanie", 3)]  # fmt: skip
    return pd.DataFrame(rows, columns=["origin", "destination", "k"])


def main() -> None:
    """Write the gallery."""
    table, gold = prevalence(), "Exploitation dans l'orpaillage"
    drawn = {
        "carte-et-intervalles": figures.figure_prevalence(table, code=gold, note=NOTE),
        "petites-cartes": figures.figure_forms(table, note=NOTE),
        "tuiles": figures.figure_tiles(table, code=gold, note=NOTE),
        "comprehension": figures.figure_understanding(understanding(), note=NOTE),
        "couverture": figures.figure_coverage(coverage(), note=NOTE),
        "trajets": figures.figure_routes(routes(), note=NOTE),
        "acteurs-et-projets": figures.figure_presence(presence(), note=NOTE),
    }
    for name, figure in drawn.items():
        figures.write_figure(figure, HERE / f"{name}.png", dpi=110)


if __name__ == "__main__":
    main()
