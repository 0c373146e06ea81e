"""One encoder per sink; text of informants and users reaches a format only through these.

`html` also disarms JavaScript template literals, because folium writes popups into back-tick strings.
"""

from __future__ import annotations

import json
import unicodedata

_HTML = {ord(c): f"&#{ord(c)};" for c in "&<>\"'`${}\\\u2028\u2029"}
_HTML[0] = ""
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BIDI = {ord(c): f"[U+{ord(c):04X}]" for c in BIDI}
_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_FORMULA = frozenset("=+-@\t\r\n\x00＝＋－＠")
_XLSX_MOST = 32_767


def visible(text: object) -> str:
    """Bidirectional controls shown as visible marks, so that a name cannot pretend to be another."""
    return str(text).translate(_BIDI)


def html(text: object) -> str:
    """Text for HTML content, attributes and folium's template literals (numeric entities)."""
    return visible(text).translate(_HTML)


def json_script(value: object) -> str:
    """A value as JSON for ``<script type="application/json">``: no character there can end the script."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_SCRIPT)


def csv_cell(value: object) -> object:
    """A cell for CSV: an apostrophe before anything a spreadsheet would run (OWASP ASVS 1.2.10)."""
    if not isinstance(value, str):
        return value
    lead = next((c for c in value if not (c == " " or unicodedata.category(c) in ("Cf", "Zs"))), "")
    return "'" + value if lead in _FORMULA and lead else value


def printable(text: object) -> str:
    """Text for XML-based formats (Word, Excel): characters XML 1.0 forbids are dropped."""
    return "".join(c for c in str(text) if _xml_allows(ord(c)))


def _xml_allows(point: int) -> bool:
    return (
        point in (0x9, 0xA, 0xD)
        or 0x20 <= point <= 0xD7FF
        or 0xE000 <= point <= 0xFFFD
        or 0x10000 <= point <= 0x10FFFF
    )


def xlsx_cell(value: object) -> object:
    """A cell for Excel (written as a string, never as a formula); too long a text is cut visibly."""
    if not isinstance(value, str):
        return value
    text = printable(value)
    return text if len(text) <= _XLSX_MOST else text[: _XLSX_MOST - 2] + " …"


def file_name(text: object, most: int = 80) -> str:
    """A name that is safe as a file name on Windows, macOS and Linux."""
    folded = unicodedata.normalize("NFC", visible(text))
    kept = "".join(c if c.isalnum() or c in "-_." else "-" for c in folded).strip("-. ")
    return kept[:most] or "sans-nom"
