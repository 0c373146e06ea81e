"""The value-suppressing palette of every map: how much colour a share may have for the informants behind it.

Five informants cannot tell a quarter from a half, so they get one tint, « indicatif »; ten get two classes,
twenty get four (Correll, Moritz and Heer 2018, *Value-suppressing uncertainty palettes*, CHI; the breaks at
5, 10 and 20 are where the Wilson 95 % interval of one half spans about 0.66, 0.53 and 0.40). One hue, darker
for more, so that a grey print reads the same way. What is not covered, what nobody reports and what too few
people speak of are never a colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiitools.errors import TableError
from kiitools.messages import say

STATES = ("not_covered", "no_report", "reported", "too_few")
LEAST = 5
"""Fewer informants than this get no shade: « trop peu d'entretiens »."""
BANDS = ((20, 4), (10, 2), (LEAST, 1))
"""From how many informants on, how many classes; classes cut the shares 0-1 into equal parts."""

INK = "#2f2a27"
PAPER = "#ffffff"
STROKE = "#5b534e"
HATCH = "#a9a5a2"
_FILLS = {
    4: ("#fbd5c8", "#f39a7c", "#bd4c25", "#7c2707"),
    2: ("#e5bdb0", "#8e5949"),
    1: ("#c4aea6",),
}


@dataclass(frozen=True, slots=True)
class Shade:
    """How an area is drawn.

    Attributes
    ----------
    fill, stroke : str
        Colours as ``#rrggbb``.
    pattern : str
        ``""`` plain, ``"hatch"`` grey lines at 45° on white, ``"dotted"`` a dotted outline.
    key : str
        Name of the class, stable (``not_covered``, ``no_report``, ``too_few``, ``c4-1`` … ``c1-1``).
    ink : str
        Colour of text on the fill, contrast at least 4.5 to 1.
    """

    fill: str
    stroke: str
    pattern: str
    key: str
    ink: str = INK


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the legend; ``start`` and ``stop`` are the shares it stands for, ``least`` its informants."""

    key: str
    label: str
    shade: Shade
    band: str = ""
    start: float = math.nan
    stop: float = math.nan
    least: int = 0


_PLAIN = {
    "not_covered": Shade(PAPER, "#8c8682", "hatch", "not_covered"),
    "no_report": Shade(PAPER, STROKE, "", "no_report"),
    "too_few": Shade(PAPER, STROKE, "dotted", "too_few"),
}


def state_of(k: float, n: float, covered: bool = True) -> str:
    """Which of `STATES` an area is in: ``k`` of ``n`` informants report, the region is covered or not.

    A region nobody is asked about (``n`` 0 or missing) is not covered; fewer than `LEAST` informants are
    too few, whatever they report.
    """
    if not covered or math.isnan(n) or n <= 0:
        return "not_covered"
    if n < LEAST:
        return "too_few"
    return "reported" if k > 0 else "no_report"


def classes(n: float) -> int:
    """How many classes ``n`` informants can bear: 4, 2, 1 or 0."""
    return next((count for least, count in BANDS if n >= least), 0)


def classify(share: float, n: float, state: str) -> Shade:
    """The shade of an area: ``share`` (0-1) of ``n`` informants, in one of `STATES`.

    Only ``reported`` looks at the figures; with fewer than `LEAST` informants it becomes ``too_few``, and
    ``no_report`` does too. Class borders belong to the lower class: 25 % of 20 is in the first of four.

    Raises
    ------
    TableError
        Unknown state, or a reported share that is missing or not between 0 and 1.
    """
    if state not in STATES:
        raise TableError("figures.state", where=state, known=", ".join(STATES))
    if state in ("reported", "no_report") and n < LEAST:
        return _PLAIN["too_few"]
    if state != "reported":
        return _PLAIN[state]
    if not 0 <= share <= 1:
        raise TableError("figures.share", value=share)
    count = classes(n)
    if not count:
        raise TableError("figures.informants", value=n)
    return _shade(count, max(math.ceil(round(share * count, 9)), 1))


def _shade(count: int, number: int) -> Shade:
    fill = _FILLS[count][number - 1]
    return Shade(fill, STROKE, "", f"c{count}-{number}", max(INK, PAPER, key=lambda ink: contrast(ink, fill)))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def band_label(count: int, lang: str = "fr") -> str:
    """The informants a row of the legend stands for: « 20 entretiens et plus »."""
    return say(f"figures.band.{count}", lang)


def legend(lang: str = "fr") -> list[LegendEntry]:
    """All classes, from the best founded to the ones without a colour, in ``lang`` (``fr`` or ``en``)."""
    shaded = [_class_entry(band, number, lang) for band in BANDS for number in range(1, band[1] + 1)]
    return shaded + [
        LegendEntry(key, say(f"figures.legend.{key}", lang), shade) for key, shade in _PLAIN.items()
    ]


def _class_entry(band: tuple[int, int], number: int, lang: str) -> LegendEntry:
    least, count = band
    start, stop = (number - 1) / count, number / count
    kind = "indicative" if count == 1 else "first" if number == 1 else "next"
    label = say(f"figures.class.{kind}", lang, start=round(100 * start), stop=round(100 * stop))
    shade = _shade(count, number)
    return LegendEntry(shade.key, label, shade, band_label(count, lang), start, stop, least)
