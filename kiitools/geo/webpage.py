"""The document around a folium map: own skeleton, content security policy, everything inlined.

The policy allows exactly the scripts and style sheets written here, by their SHA-256; all else, and every
connection, is refused by the browser. It is the second layer: text of users reaches the page only through
`markup.html` or as JSON.
"""

from __future__ import annotations

import base64
import hashlib
import string
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from branca.element import Figure

from kiitools.markup import html

SCRIPTS = ("words.js", "regions.js", "panel.js", "page.js")


def template(name: str) -> str:
    """A static part of the page, shipped in ``resources/templates``."""
    return resources.files("kiitools").joinpath("resources/templates/map", name).read_text(encoding="utf-8")


class Page(Figure):
    """A branca figure with the study's own skeleton instead of branca's.

    Parameters
    ----------
    slots : mapping
        Encoded HTML for the slots of ``map.html``.
    styles, libraries, scripts : sequence of str
        Style sheets; scripts before and after the one folium writes.
    lang, title : str
        Language of the document and its title (plain text).
    """

    def __init__(
        self,
        slots: Mapping[str, str],
        *,
        styles: Iterable[str],
        libraries: Iterable[str],
        scripts: Iterable[str],
        lang: str,
        title: str,
    ):
        super().__init__()
        self.slots = dict(slots)
        self.styles = tuple(styles)
        self.libraries = tuple(libraries)
        self.scripts = tuple(scripts)
        self.lang = lang
        self.title = title

    def render(self, **kwargs: Any) -> str:
        """The whole document."""
        drawing, places = self._drawn(**kwargs)
        scripts = [*self.libraries, drawing, *self.scripts]
        body = string.Template(template("map.html")).substitute(self.slots, map=places)
        head = string.Template(template("head.html")).substitute(
            policy=html(policy(scripts, self.styles)),
            title=html(self.title),
            styles="\n".join(f"<style>{sheet}</style>" for sheet in self.styles),
        )
        tail = "\n".join(f"<script>{script}</script>" for script in scripts)
        return "".join(
            ("<!DOCTYPE html>\n<html lang=\"", html(self.lang), "\" class=\"plain\">\n<head>\n", head,
             "</head>\n<body>\n", body, tail, "\n</body>\n</html>\n")
        )  # fmt: skip

    def _drawn(self, **kwargs: Any) -> tuple[str, str]:
        """What folium draws, as script and HTML; rendering adds to the figure, so that is taken back."""
        parts = (self.header, self.script, self.html)
        before = [part._children.copy() for part in parts]
        for child in self._children.values():
            child.render(**kwargs)
        drawn = self.script.render(**kwargs), self.html.render(**kwargs)
        for part, children in zip(parts, before, strict=True):
            part._children = children
        return drawn


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The content security policy that lets only these scripts and style sheets work."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(_hashes(scripts)),
        "style-src": " ".join(_hashes(styles)),
        "img-src": "data:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hashes(texts: Iterable[str]) -> list[str]:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
