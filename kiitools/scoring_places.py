"""How well places and routes found agree with people's: ``kiitools score places``.

Mentions are compared as multisets of folded names per line, regions over the mentions found in both, routes
as whole sequences of folded names; intervals are percentile bootstraps over lines (Efron & Tibshirani 1993,
chapter 13).
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiitools.errors import Fault, InputError, fault
from kiitools.messages import LANGUAGES, say

Line = dict[str, Any]
DRAWS = 1000
_GOLD = ("id", "lang", "text", "places", "route")
_MADE = ("id", "places", "route")


def score_places(gold_path: str | Path, predictions: str | Path | None = None) -> dict[str, Any]:
    """Compare places and routes with a sample coded by people.

    Parameters
    ----------
    gold_path : path
        JSON lines: ``id, lang, text, places[{name, country, region, kind}], route[names in order]``.
    predictions : path, optional
        Places and routes of any tool in the same format (``lang`` and ``text`` may be left out); a line
        missing there counts as one without places. Default: what kiitools finds.

    Returns
    -------
    dict
        ``units``: lines; ``mentions``: ``precision, recall, f1, interval``; ``regions``: ``accuracy,
        interval``, over the mentions found in both; ``routes``: ``exact, n, interval``, the share of lines
        with a gold or predicted route whose routes are equal; ``by_lang``: the same for each language.
        Intervals are 95 %; a share of nothing is nan.

    Raises
    ------
    InputError
        When a file cannot be used; all faults at once, with their lines.
    """
    gold = _read(gold_path, _GOLD)
    if predictions is None:
        made = {row["id"]: _found(row) for row in gold}
    else:
        made = _predicted(predictions, {row["id"] for row in gold})
    nothing: Line = {"places": [], "route": []}
    compared = [(row["lang"], _compare(row, made.get(row["id"], nothing))) for row in gold]
    by_lang = {
        lang: _figures([one for code, one in compared if code == lang])
        for lang in sorted({c for c, _ in compared})
    }
    return {**_figures([one for _, one in compared]), "by_lang": by_lang}


def summary_lines(scored: Mapping[str, Any], lang: str = "fr") -> list[str]:
    """The figures of `score_places` as lines for a person."""
    lines = [say("scoring_places.head", lang, units=scored["units"])]
    for key, figure in (("mentions", "f1"), ("regions", "accuracy"), ("routes", "exact")):
        part = scored[key]
        low, high = (_shown(bound, lang) for bound in part["interval"])
        shown = {name: _shown(part[name], lang) for name in ("precision", "recall", figure) if name in part}
        lines.append(say(f"scoring_places.{key}", lang, low=low, high=high, n=part.get("n", ""), **shown))
    lines += [
        say("scoring_places.lang", lang, lang=_language(code, lang), units=part["units"],
            f1=_shown(part["mentions"]["f1"], lang), accuracy=_shown(part["regions"]["accuracy"], lang),
            exact=_shown(part["routes"]["exact"], lang))
        for code, part in scored["by_lang"].items()
    ]  # fmt: skip
    return lines


def _language(code: str, lang: str) -> str:
    return say(f"scoring_places.lang.{code}", lang) if code in LANGUAGES else code


def _shown(share: float, lang: str) -> str:
    if math.isnan(share):
        return "–"
    return f"{share:.2f}".replace(".", "," if lang == "fr" else ".")


# ------------------------------------------------------------------------------------------ comparing
@dataclass(frozen=True, slots=True)
class _Counts:
    """Mentions in both, predicted only, gold only; regions right; a route; a right one."""

    both: int = 0
    made: int = 0
    gold: int = 0
    regions: int = 0
    routes: int = 0
    exact: int = 0


def _compare(gold: Line, made: Line) -> _Counts:
    wanted, found = (Counter(fold_name(place["name"]) for place in row["places"]) for row in (gold, made))
    both = (wanted & found).total()
    routes = [[fold_name(name) for name in row["route"] or ()] for row in (gold, made)]
    return _Counts(
        both, found.total() - both, wanted.total() - both, _regions(gold, made),
        int(any(routes)), int(any(routes) and routes[0] == routes[1]),
    )  # fmt: skip


def fold_name(name: str) -> str:
    """The form in which names are compared: lower case, no accents, one kind of apostrophe, no hyphen."""
    from kiitools.coding.gazetteer import fold

    return " ".join(fold(name).replace("-", " ").replace("\u2011", " ").split())


def _regions(gold: Line, made: Line) -> int:
    """Mentions of both with the same name and the same region (none counts as one)."""
    pairs = [
        Counter((fold_name(place["name"]), fold_name(place.get("region") or "")) for place in row["places"])
        for row in (gold, made)
    ]
    return (pairs[0] & pairs[1]).total()


def _figures(counts: Sequence[_Counts]) -> dict[str, Any]:
    rates = {
        "mentions": (_f1, {"precision": _precision, "recall": _recall, "f1": _f1}),
        "regions": (_accuracy, {"accuracy": _accuracy}),
        "routes": (_exact, {"exact": _exact}),
    }
    total = _sum(counts)
    figures: dict[str, Any] = {"units": len(counts)}
    for name, (main, shown) in rates.items():
        figures[name] = {key: rate(total) for key, rate in shown.items()}
        figures[name]["interval"] = _interval(counts, main)
    figures["routes"]["n"] = total.routes
    return figures


def _sum(counts: Sequence[_Counts]) -> _Counts:
    return _Counts(
        *(
            sum(getattr(one, name) for one in counts)
            for name in ("both", "made", "gold", "regions", "routes", "exact")
        )
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else math.nan


def _precision(c: _Counts) -> float:
    return _share(c.both, c.both + c.made)


def _recall(c: _Counts) -> float:
    return _share(c.both, c.both + c.gold)


def _f1(c: _Counts) -> float:
    return _share(2 * c.both, 2 * c.both + c.made + c.gold)


def _accuracy(c: _Counts) -> float:
    return _share(c.regions, c.both)


def _exact(c: _Counts) -> float:
    return _share(c.exact, c.routes)


def _interval(counts: Sequence[_Counts], rate: Callable[[_Counts], float]) -> list[float]:
    """Percentile bootstrap over lines; draws in which the share is undefined are left out."""
    chance = random.Random(2012_023)  # noqa: S311  a fixed seed: the same figures on every laptop
    drawn = sorted(
        share
        for _ in range(DRAWS)
        if not math.isnan(share := rate(_sum(chance.choices(counts, k=len(counts)))))
    )
    if not drawn:
        return [math.nan, math.nan]
    return [drawn[int(0.025 * len(drawn))], drawn[math.ceil(0.975 * len(drawn)) - 1]]


def _found(row: Line) -> Line:
    """What kiitools finds in a line, in the format of the gold; of several routes the longest."""
    from kiitools.coding.places import find_places_in
    from kiitools.coding.routes import find_routes_in

    text = row["text"]
    routes = find_routes_in(text, row["lang"])
    longest = max(routes, key=lambda route: len(route.stops)).stops if routes else ()
    return {
        "places": [
            {"name": text[m.start : m.end], "region": m.region} for m in find_places_in(text, row["lang"])
        ],
        "route": [text[stop.start : stop.end] for stop in longest],
    }


# ------------------------------------------------------------------------------------------ reading
def _predicted(path: str | Path, known: set[str]) -> dict[str, Line]:
    rows = _read(path, _MADE)
    strange = [fault(row["id"], "scoring_places.unknown") for row in rows if row["id"] not in known]
    if strange:
        raise InputError("scoring_places.faults", where=Path(path), faults=tuple(strange), n=len(strange))
    return {row["id"]: row for row in rows}


def _read(path: str | Path, needed: Sequence[str]) -> list[Line]:
    path = Path(path)
    if not path.is_file():
        raise InputError("scoring_places.missing", where=path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise InputError("scoring_places.not-utf8", where=path) from wrong
    rows: list[Line] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row, wrong_here = _row(line, f"{path.name}:{number}", needed, seen)
            rows.append(row)
            faults += wrong_here
    if faults:
        raise InputError("scoring_places.faults", where=path, faults=tuple(faults), n=len(faults))
    if not rows:
        raise InputError("scoring_places.empty", where=path)
    return rows


def _row(line: str, where: str, needed: Sequence[str], seen: set[str]) -> tuple[Line, list[Fault]]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return {}, [fault(where, "scoring_places.not-json")]
    if not isinstance(row, dict):
        return {}, [fault(where, "scoring_places.not-object")]
    row = {"route": [], **row} if row.get("route", 0) is None else row
    return row, list(_row_faults(row, where, needed, seen))


def _row_faults(row: Line, where: str, needed: Sequence[str], seen: set[str]) -> Iterator[Fault]:
    missing = [key for key in needed if key not in row]
    if missing:
        yield fault(where, "scoring_places.keys", keys=", ".join(missing))
        return
    if not _are_places(row["places"]):
        yield fault(where, "scoring_places.places")
    if not isinstance(row["route"], list | None) or not all(isinstance(n, str) for n in row["route"] or ()):
        yield fault(where, "scoring_places.route")
    for key in ("id", "lang", "text"):
        if key in needed and not isinstance(row[key], str):
            yield fault(where, "scoring_places.text", key=key)
    if isinstance(row["id"], str):
        if row["id"] in seen:
            yield fault(where, "scoring_places.twice")
        seen.add(row["id"])


def _are_places(places: object) -> bool:
    if not isinstance(places, list):
        return False
    return all(
        isinstance(one, dict)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("region"), str | None)
        for one in places
    )
