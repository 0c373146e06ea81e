"""Names of regions and cercles in three vintages: folded, matched, and put back into their region.

Codes are not used: two editions of the same cercles carry different P-codes, and ISO ``ML-9`` is not OCHA's
``ML09``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kiitools.folding import folded
from kiitools.geo.outlines import read_resource

ERAS = ("2012", "2016", "2023")


@dataclass(frozen=True, slots=True)
class NameSet:
    """The units of one level and vintage that a file may hold, with the folded spellings of each."""

    level: int
    vintage: str
    names: frozenset[str]
    spellings: Mapping[str, str]

    def match(self, name: object) -> str:
        """The unit ``name`` means, or nothing."""
        return next((self.spellings[one] for one in foldings(name) if one in self.spellings), "")


def foldings(name: object) -> list[str]:
    """What a name may be compared as: folded, without its lead-in, with its UTF-8 repaired."""
    text = str(name) if name == name and name is not None else ""
    forms = [text]
    with contextlib.suppress(UnicodeError):
        forms.append(text.encode("cp1252").decode("utf-8"))
    folded = [fold(form) for form in forms]
    return [form for one in folded for form in (one, _bare(one)) if form]


def fold(text: str) -> str:
    """Letters and digits of ``text`` without case and accents."""
    return "".join(c for c in folded(text) if c.isalnum())


def _bare(folded: str) -> str:
    """Without « région de » before or « region » behind; never nothing."""
    leads, tails = _affixes()
    bare = next((folded.removeprefix(lead) for lead in leads if folded.startswith(lead)), folded)
    return next((bare.removesuffix(tail) for tail in tails if bare.endswith(tail)), bare)


@lru_cache(maxsize=1)
def _affixes() -> tuple[list[str], list[str]]:
    data = read_resource("regions.yaml")
    leads, tails = (sorted(map(fold, data[key]), key=len, reverse=True) for key in ("lead_ins", "tails"))
    return leads, tails


@lru_cache(maxsize=1)
def name_sets() -> tuple[NameSet, ...]:
    """Regions of 2012, 2016 and 2023; cercles of 2012 (50), of 2016 (53) and of 2023 (160)."""
    data = read_resource("regions.yaml")
    regions = [
        NameSet(1, era, frozenset(data["vintages"][era]), _spellings(data["vintages"][era], data["regions"]))
        for era in ERAS
    ]
    young = [name for name, where in data["cercles"].items() if where[0] != where[1] and name != "Ménaka"]
    old = [name for name in data["cercles"] if name not in young]
    new = [name for names in data["cercles_2023"].values() for name in names]
    cercles = {"2012": old, "2016": list(data["cercles"]), "2023": new}
    return (
        *regions,
        *(
            NameSet(2, era, frozenset(names), _spellings(names, data["cercles_also"]))
            for era, names in cercles.items()
        ),
    )


def _spellings(names: Iterable[str], also: Mapping[str, list[str]]) -> dict[str, str]:
    return {fold(form): name for name in names for form in (name, *also.get(name, []))}


def regions_of(vintage: str) -> tuple[str, ...]:
    """The regions of a vintage, in their usual order."""
    return tuple(read_resource("regions.yaml")["vintages"][vintage])


def region_of(cercle: str, cercles: str, vintage: str) -> str:
    """The region of ``vintage`` a cercle of the division ``cercles`` lies in; empty if it cannot be told."""
    data = read_resource("regions.yaml")
    if cercles == "2023":
        homes = data["cercles_2023"].items()
        return next((region for region, names in homes if cercle in names), "") if vintage == "2023" else ""
    where = data["cercles"].get(cercle)
    return where[ERAS.index(vintage)] if where else ""
