"""The interactive map of a study: one self-contained HTML file made with folium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import pandas as pd

from kiitools import files, markup
from kiitools.geo import webdata, weblayers
from kiitools.geo.leaflet import blank_map, leaflet_script, leaflet_style
from kiitools.geo.palette import legend
from kiitools.geo.webpage import SCRIPTS, Page, template
from kiitools.geo.webtext import page_slots
from kiitools.messages import LANGUAGES, say

if TYPE_CHECKING:
    import geopandas as gpd

Text = Mapping[str, str]
_SANDBOX = "allow-scripts allow-downloads allow-modals"
"""In a notebook the map runs apart from the notebook's own page, which it cannot reach."""


@dataclass(frozen=True, slots=True, repr=False)
class StudyMap:
    """An interactive map; in a notebook it shows itself.

    Attributes
    ----------
    folium : folium.Map
        The folium map; further layers may be added to it before saving.
    regions, forms : int
        How many regions and forms of exploitation it shows.
    release : str
        The level it was made for.
    """

    folium: folium.Map
    regions: int
    forms: int
    release: str

    @property
    def html(self) -> str:
        """The whole page: it needs no other file and asks nothing of the network."""
        return self.folium.get_root().render()

    def save(self, path: str | Path) -> Path:
        """Write the page to ``path``; after a crash the old or the new file is there, never a mix."""
        path = Path(path)
        with files.replacing(path) as draft:
            draft.write_text(self.html, encoding="utf-8")
        return path

    def __repr__(self) -> str:
        return f"<StudyMap: {self.forms} forms × {self.regions} regions, release {self.release}>"

    def _repr_html_(self) -> str:
        frame = 'style="width:100%;height:720px;border:1px solid #ddd6cd;border-radius:4px"'
        said = markup.html(say("map.page.lead"))
        box = f'sandbox="{_SANDBOX}"'
        return f'<iframe srcdoc="{escape(self.html)}" title="{said}" {box} {frame}></iframe>'


def build_map(
    prevalence: pd.DataFrame,
    *,
    outlines: gpd.GeoDataFrame,
    labels: Mapping[str, Text],
    title: Text,
    credit: Text,
    context: gpd.GeoDataFrame | None = None,
    actors: pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    routes: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
    notices: Sequence[Text] = (),
    lang: str = "fr",
    release: str = "team",
) -> StudyMap:
    """Build the interactive map of reported prevalence: one layer per form of exploitation, by region.

    Parameters
    ----------
    prevalence : DataFrame
        One row per region and form: ``region, code, k, n, share, low, high, denied, state`` and, if known,
        ``direct, hearsay, organisations`` (persons). Other columns do not enter the page. Regions without
        any row are drawn as not covered; a region ``unknown`` stands in the table only.
    outlines : GeoDataFrame
        ``region, geometry``; every region of the table must be among them.
    labels : mapping
        Form of exploitation (``code``) to its name in ``fr`` and ``en``.
    title, credit : mapping
        Title of the map; source, date and licence of the boundaries.
    context : GeoDataFrame, optional
        ``kind`` (``river``, ``border``, ``country``), ``fr``, ``en``, ``geometry``.
    actors, projects : DataFrame, optional
        Registers; only `webdata.ACTOR_COLUMNS` and `webdata.PROJECT_COLUMNS` enter the page.
    routes : DataFrame, optional
        ``origin, destination, k`` (informants) and, if given, ``code``; ends are regions of the map or
        neighbouring countries named in ``context``.
    coverage : DataFrame, optional
        ``region, informants`` and, if given, ``with_text``, ``sessions``, ``state``; rows of a region are
        added up.
    notices : sequence of mapping
        Sentences shown above the map (that a study is fictional, for instance).
    lang : str
        Language the page opens in; the reader can switch.
    release : str
        Level the figures were prepared for; outside the team, non-public actors are left out.

    Returns
    -------
    StudyMap

    Raises
    ------
    TableError
        The table lacks columns or rows, names unknown regions or states, or a text lacks a language.
    """
    table = webdata.ensure_prevalence(prevalence, [str(name) for name in outlines["region"]])
    outlines = weblayers.lightened(outlines)
    data: dict[str, Any] = {
        "lang": lang,
        "release": release,
        "title": webdata.ensure_text(title, "title"),
        "credit": webdata.ensure_text(credit, "credit"),
        "notices": [webdata.ensure_text(one, "notices") for one in notices],
        **_figures(table, outlines, labels, coverage),
        "actors": webdata.register_rows(actors, webdata.ACTOR_COLUMNS, release),
        "projects": webdata.register_rows(projects, webdata.PROJECT_COLUMNS, release),
        "routes": webdata.route_rows(routes, list(table["code"].unique())),
        "countries": weblayers.country_names(context),
        "shades": _shades(),
        "words": webdata.page_words(table["code"].unique()),
    }
    drawing = _drawing(outlines, context, [cell["shade"] for cell in data["cells"][0]])
    page = Page(
        page_slots(data, table, lang),
        styles=(leaflet_style(), template("page.css")),
        libraries=(leaflet_script(),),
        scripts=[template(name) for name in SCRIPTS],
        lang=lang,
        title=data["title"][lang],
    )
    page.add_child(drawing)
    return StudyMap(drawing, len(outlines), len(data["forms"]), release)


def _figures(
    table: pd.DataFrame,
    outlines: gpd.GeoDataFrame,
    labels: Mapping[str, Text],
    coverage: pd.DataFrame | None,
) -> dict[str, Any]:
    """Regions, forms and their cells, as the page reads them."""
    regions = _regions(outlines, table)
    names = [region["name"] for region in regions]
    cells = webdata.form_rows(table, names)
    return {
        "regions": regions,
        "forms": [
            webdata.ensure_text(labels.get(one, {}), f"labels[{one!r}]") for one in table["code"].unique()
        ],
        "cells": cells,
        "banded": any(webdata.is_banded(cell) for row in cells for cell in row),
        "columns": ["denied", *[c for c in webdata.PREVALENCE_MORE if c in table.columns]],
        "coverage": webdata.coverage_rows(coverage, names),
    }


def _regions(outlines: gpd.GeoDataFrame, table: pd.DataFrame) -> list[dict[str, Any]]:
    """The outlines' regions with their places; last, where there is one, the row of no known region."""
    names = [str(name) for name in outlines["region"]]
    regions = [{"name": n, **p} for n, p in zip(names, weblayers.region_places(outlines), strict=True)]
    elsewhere = (table["region"] == webdata.OFF_MAP).any() and webdata.OFF_MAP not in names
    return [*regions, {"name": webdata.OFF_MAP}] if elsewhere else regions


def _drawing(
    outlines: gpd.GeoDataFrame, context: gpd.GeoDataFrame | None, shade_keys: Sequence[str]
) -> folium.Map:
    west, south, east, north = outlines.total_bounds
    drawing = blank_map(((south + north) / 2, (west + east) / 2))
    regions = weblayers.region_layer(outlines, shade_keys[: len(outlines)])
    for layer in (regions, *weblayers.context_layers(context), weblayers.rim_layer(outlines)):
        layer.add_to(drawing)
    return drawing


def _shades() -> dict[str, Any]:
    """The palette for the page: path options, ink on the fill, and the legend's rows and words."""
    styles = weblayers.shade_styles()
    labels = {lang: {entry.key: entry.label for entry in legend(lang)} for lang in LANGUAGES}
    return {
        entry.key: {
            "style": styles[entry.key],
            "ink": entry.shade.ink,
            "label": {lang: labels[lang][entry.key] for lang in LANGUAGES},
            "least": entry.least,
            "start": webdata.plain(entry.start),
            "stop": webdata.plain(entry.stop),
        }
        for entry in legend()
    }
