"""Leaflet inside the page: a folium map that asks for nothing outside.

folium names its scripts on content networks; here Leaflet comes from the installed XStatic-Leaflet, the very
version folium 0.20 is made for, and nothing else is needed (no jQuery, no tiles, no icons).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import folium
from branca.element import Element
from folium.template import Template
from folium.utilities import JsCode

_IMAGE = re.compile(r"url\(\s*['\"]?images/[^)]*\)")
_CALM = "!window.matchMedia('(prefers-reduced-motion: reduce)').matches"


class Verbatim(Element):
    """An element of a folium page whose text is written as it stands: branca would run it through Jinja."""

    def __init__(self, text: str, name: str):
        super().__init__()
        self._name = name
        self.text = text

    def render(self, **_: Any) -> str:
        """The text."""
        return self.text


class InlineMap(folium.Map):
    """A `folium.Map` without tiles and without a link to the outside; layers are added to it as usual."""

    default_js: list = []  # noqa: RUF012 - own empty lists: folium reads them from the class
    default_css: list = []  # noqa: RUF012
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )

    def __init__(self, location: tuple[float, float], **options: Any):
        super().__init__(location=location, tiles=None, zoom_start=5, zoom_control=False, **options)
        self._id = "study"  # a fixed name, so that the same figures give the same file


def blank_map(location: tuple[float, float]) -> InlineMap:
    """An empty map at ``location`` (latitude, longitude) that moves only where motion is welcome."""
    calm = JsCode(_CALM)
    return InlineMap(
        location,
        zoom_snap=0,
        zoom_delta=0.75,
        min_zoom=3,
        max_zoom=10,
        attribution_control=False,
        scroll_wheel_zoom=False,
        zoom_animation=calm,
        fade_animation=calm,
        marker_zoom_animation=calm,
        inertia=calm,
    )


@lru_cache(maxsize=1)
def leaflet_script() -> str:
    """Leaflet's minified script, safe inside ``<script>``."""
    text = _leaflet_file("leaflet.js")
    return re.sub(r"//# sourceMappingURL=.*", "", text).replace("</script", "<\\/script").strip()


@lru_cache(maxsize=1)
def leaflet_style() -> str:
    """Leaflet's style sheet without its pictures, which this map does not use."""
    return _IMAGE.sub("none", _leaflet_file("leaflet.css")).strip()


def leaflet_licence() -> str:
    """The BSD notice that must travel with Leaflet."""
    return resources.files("kiitools").joinpath("resources/licences/leaflet.txt").read_text(encoding="utf-8")


def _leaflet_file(name: str) -> str:
    from xstatic.pkg import leaflet

    return (Path(leaflet.BASE_DIR) / name).read_text(encoding="utf-8")
