"""Boundary files of users: what they hold, told and checked, and made ready for the maps.

A file's vintage is told by the set of names it holds, not by its date: geoBoundaries' regions of « 2021 » are
the nine of 2012.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiitools.errors import BoundaryError
from kiitools.geo.boundary_files import layers, read_layer, sha256, stated_licence
from kiitools.geo.boundary_names import Reading, best_reading, families, family_label, units_of
from kiitools.geo.coverage import Soundness, clean_shapes, dissolved, measure
from kiitools.geo.outlines import CRS
from kiitools.geo.region_names import region_of, regions_of
from kiitools.markup import visible
from kiitools.messages import say

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Boundaries:
    """What a boundary file holds.

    Attributes
    ----------
    frame : GeoDataFrame
        ``region, geometry``: one row per region of ``vintage``, EPSG:4326, two dimensions, valid polygons.
    family, vintage : str
        Which family of files (``cod-ab-2015`` … ``unknown``); ``2012``, ``2016`` or ``2023``.
    level : int
        Level the file has: 1 regions, 2 cercles, 3 communes; the frame is dissolved to regions.
    licence : str
        As the file or its metadata state it; empty when they do not.
    source, date, sha256 : str
        File name, date stated in it, fingerprint of what was read.
    unknown, missing : tuple of str
        Names of the file that are no known unit; regions of the vintage that the file does not hold.
    notes : tuple of (str, dict)
        What was repaired or is doubtful: message keys with their values.
    soundness : Soundness
        Overlaps and holes of the coverage.
    cercles : GeoDataFrame or None
        ``cercle, geometry`` where the file has cercles; `dissolve` uses them.
    division : str
        Vintage of the cercles (``2012``, ``2016``, ``2023``), empty without.
    """

    frame: gpd.GeoDataFrame
    family: str
    vintage: str
    level: int
    licence: str
    source: str
    date: str
    sha256: str
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[tuple[str, dict[str, object]], ...]
    soundness: Soundness
    cercles: gpd.GeoDataFrame | None = None
    division: str = ""

    def __repr__(self) -> str:
        return f"<Boundaries {self.family}: {len(self.frame)} regions of {self.vintage}, level {self.level}>"

    def __str__(self) -> str:
        return "\n".join(self.lines(os.environ.get("KIITOOLS_LANG", "fr")))

    @property
    def offers(self) -> tuple[str, ...]:
        """Vintages the file can be dissolved to."""
        if self.cercles is None:
            return (self.vintage,)
        return ("2023",) if self.division == "2023" else ("2012", "2016", "2023")

    def credit(self, lang: str = "fr") -> str:
        """The line below a map: source, date, licence."""
        label = family_label(self.family, lang)
        dated = say("boundaries.credit.dated", lang, date=self.date) if self.date else ""
        usual = families()[self.family]["usual_licence"][lang] if self.family in families() else ""
        licence = self.licence or (say("boundaries.credit.usual", lang, licence=usual) if usual else "")
        licence = licence or say("boundaries.credit.none", lang)
        return say("boundaries.credit", lang, label=label, source=self.source, dated=dated, licence=licence)

    def lines(self, lang: str = "fr") -> list[str]:
        """What the file holds, for a person: family, vintage, level, names, coverage, provenance."""
        values = {"label": family_label(self.family, lang), "vintage": self.vintage, "level": self.level}
        told = [say("boundaries.told", lang, **values, n=len(self.frame), offers=", ".join(self.offers))]
        for key, names in (("unknown", self.unknown), ("missing", self.missing)):
            told.append(say(f"boundaries.told.{key}", lang, names=", ".join(names) or "–"))
        told += [say(key, lang, **told_values) for key, told_values in self.notes]
        told.append(self.soundness.line(lang))
        told.append(self.credit(lang))
        told.append(f"sha256 {self.sha256}")
        return told

    def to_plain(self) -> dict[str, Any]:
        """All but the shapes, JSON-ready."""
        names = ("family", "vintage", "level", "licence", "source", "date", "sha256")
        lists = {"unknown": self.unknown, "missing": self.missing, "offers": self.offers}
        return {
            **{name: getattr(self, name) for name in names},
            "regions": list(self.frame["region"]),
            **{name: list(found) for name, found in lists.items()},
            "overlap_km2": self.soundness.overlap_km2,
            "holes": self.soundness.holes,
            "notes": [{"key": key, **values} for key, values in self.notes],
        }


def read_boundaries(path: str | Path, *, vintage: str = "") -> Boundaries:
    """Read a boundary file of any known family: shapefile, zip, GeoJSON, GeoPackage or a folder of them.

    Reprojected to EPSG:4326, in two dimensions, repaired, checked; cercles and communes are dissolved to
    regions through the crosswalk (names and parents, never P-codes). Where there are several layers, the one
    whose names fit best is taken.

    Parameters
    ----------
    path : path
        The file or folder.
    vintage : str
        ``2012``, ``2016`` or ``2023``; by default what the file holds.

    Raises
    ------
    BoundaryError
        The file cannot be read, holds no regions or cercles of Mali, lies elsewhere, or cannot give the
        vintage asked for.
    """
    path = Path(path)
    found = [(best_reading(read_layer(layer, geometry=False)), layer) for layer in layers(path)]
    told = [(reading, layer) for reading, layer in found if reading]
    if not told:
        raise BoundaryError(
            "boundaries.no-names", where=visible(path.name), known=", ".join(regions_of("2016"))
        )
    reading, layer = max(told, key=lambda pair: _fitness(pair[0], vintage))
    return _boundaries(path, reading, read_layer(layer), vintage)


def dissolve(boundaries: Boundaries, vintage: str) -> Boundaries:
    """The same boundaries with the regions of another vintage, dissolved from the cercles of the file.

    Raises
    ------
    BoundaryError
        The file has no cercles, or its cercles do not make up the regions of ``vintage``.
    """
    if vintage == boundaries.vintage:
        return boundaries
    if vintage not in boundaries.offers or boundaries.cercles is None:
        offers, have = ", ".join(boundaries.offers), boundaries.vintage
        raise BoundaryError(
            "boundaries.vintage", where=boundaries.source, have=have, want=vintage, offers=offers
        )
    cercles = boundaries.cercles
    homes = [region_of(name, boundaries.division, vintage) for name in cercles["cercle"]]
    frame = dissolved(cercles.assign(region=homes), "region", regions_of(vintage))
    kept = tuple(note for note in boundaries.notes if note[0] not in _OF_VINTAGE)
    return replace(
        boundaries,
        frame=frame,
        vintage=vintage,
        missing=_missing(frame, vintage),
        notes=(*kept, *_vintage_notes(frame, vintage, boundaries.division)),
        soundness=measure(frame),
    )


_OF_VINTAGE = ("boundaries.note.no-taoudenit", "boundaries.note.approximate")


def _fitness(reading: Reading, vintage: str) -> tuple[bool, bool, float]:
    fits = not vintage or (reading.vintage == vintage if reading.level == 1 else vintage in _offered(reading))
    return (fits, reading.level == 1, reading.likeness)


def _offered(reading: Reading) -> Sequence[str]:
    return ("2023",) if reading.division == "2023" else ("2012", "2016", "2023")


def _boundaries(path: Path, reading: Reading, raw: gpd.GeoDataFrame, vintage: str) -> Boundaries:
    units = units_of(raw, reading)
    shapes, notes = clean_shapes(units.frame, path.name)
    name = "region" if reading.level == 1 else "cercle"
    order = regions_of(reading.vintage) if reading.level == 1 else ()
    whole = dissolved(shapes, name, order)
    cercles = whole if reading.level > 1 else None
    frame = whole if cercles is None else _regions(whole, reading)
    made = Boundaries(
        frame=frame,
        family=reading.family,
        vintage=reading.vintage,
        level=reading.level,
        licence=stated_licence(path),
        source=visible(path.name),
        date=units.date,
        sha256=sha256(path),
        unknown=units.unknown,
        missing=_missing(frame, reading.vintage),
        notes=(*notes, *units.notes, *_vintage_notes(frame, reading.vintage, reading.division)),
        soundness=measure(whole),
        cercles=cercles,
        division=reading.division,
    )
    return dissolve(made, vintage) if vintage else made


def _regions(cercles: gpd.GeoDataFrame, reading: Reading) -> gpd.GeoDataFrame:
    homes = [region_of(name, reading.division, reading.vintage) for name in cercles["cercle"]]
    return dissolved(cercles.assign(region=homes), "region", regions_of(reading.vintage))


def _missing(frame: gpd.GeoDataFrame, vintage: str) -> tuple[str, ...]:
    here = set(frame["region"])
    return tuple(name for name in regions_of(vintage) if name not in here)


def _vintage_notes(
    frame: gpd.GeoDataFrame, vintage: str, division: str
) -> tuple[tuple[str, dict[str, object]], ...]:
    notes: list[tuple[str, dict[str, object]]] = []
    if vintage != "2012" and "Taoudénit" not in set(frame["region"]) and "Tombouctou" in set(frame["region"]):
        notes.append(("boundaries.note.no-taoudenit", {}))
    if vintage == "2023" and division in ("2012", "2016"):
        notes.append(("boundaries.note.approximate", {}))
    return tuple(notes)


__all__ = ["CRS", "Boundaries", "dissolve", "read_boundaries"]
