"""How well automatic coding agrees with people's: ``kiitools score``.

Gold and predictions are JSON lines (formats in the documentation of ``score``). Precision, recall and F1
are micro
averages over (unit, code) pairs; alpha is Krippendorff's nominal alpha of the present/absent decisions
(Krippendorff
2019, ch. 12), averaged over the codes that occur, weighted by their number; intervals are percentile
bootstraps over
sources (Efron & Tibshirani 1993).
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kiitools.errors import InputError, fault
from kiitools.model.codes import LEVELS, Codebook, at_level

Unit = dict[str, Any]
_MARKS = {
    "codes": "affirmed",
    "negated": "negated",
    "hypothetical": "hypothetical",
    "historical": "historical",
}
_UNIT_KEYS = ("id", "source", "lang", "text", "codes")
DRAWS = 500


def read_lines(path: str | Path, needed: Sequence[str]) -> list[Unit]:
    """A JSON-lines file (or a JSON list) as dicts that all have the keys ``needed``.

    Raises
    ------
    InputError
        When the file cannot be read or lines are not such objects; all faults at once.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError("scoring.missing", where=path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise InputError("scoring.not-utf8", where=path) from wrong
    numbered = list(enumerate(text.splitlines(), 1))
    if text.lstrip().startswith("["):
        numbered = [(1, text)]
    rows, faults = [], []
    for number, line in numbered:
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError:
            faults.append(fault(f"{path.name}:{number}", "scoring.not-json"))
            continue
        for row in found if isinstance(found, list) else [found]:
            missing = [key for key in needed if not isinstance(row, dict) or key not in row]
            if missing:
                faults.append(fault(f"{path.name}:{number}", "scoring.missing-keys", keys=", ".join(missing)))
            else:
                rows.append(row)
    if faults or not rows:
        raise InputError("scoring.faults", where=path, faults=tuple(faults), n=len(faults))
    return rows


def score_codes(
    gold_path: str | Path,
    *,
    codebook: Codebook | str | Path | None = None,
    predictions: str | Path | None = None,
    recall: str = "normal",
) -> dict[str, Any]:
    """Compare codings with a human-coded sample.

    Parameters
    ----------
    gold_path : path
        Gold codings, one sentence per line.
    codebook : Codebook, name or folder, optional
        Whose rules to score (default: the shipped ``trafficking-mali``); not used with ``predictions``.
    predictions : path, optional
        Predictions of any tool, one line per sentence id; sentences without a line count as uncoded.
    recall : {"normal", "high"}
        The coder's setting.

    Returns
    -------
    dict
        ``units, coded``; ``code, group, category``: ``micro`` {precision, recall, f1}, ``macro_f1``,
        ``alpha``,
        ``interval`` (95 % of micro F1); ``polarity``; ``per_code``; ``by_lang``.

    Raises
    ------
    InputError
        When a file cannot be used.
    """
    units = read_lines(gold_path, _UNIT_KEYS)
    if predictions is not None:
        marked = _read_predictions(predictions, units)
    else:
        marked = _suggest(units, codebook, recall)
    return {**_scores(units, marked, draws=DRAWS), "by_lang": _by_lang(units, marked)}


def _suggest(
    units: list[Unit], codebook: Codebook | str | Path | None, recall: str
) -> dict[str, dict[str, str]]:
    from kiitools.coding.codebooks import read_codebook
    from kiitools.coding.suggest import build_coder

    if not isinstance(codebook, Codebook):
        codebook = read_codebook(codebook or "trafficking-mali")
    full = [{"seq": i, "speaker": "", "role": "respondent", **unit} for i, unit in enumerate(units, 1)]
    made = build_coder(codebook, recall=recall).suggest_units(full)
    return {unit_id: {one.code: one.polarity for one in some} for unit_id, some in made.items()}


def _read_predictions(path: str | Path, units: list[Unit]) -> dict[str, dict[str, str]]:
    rows = read_lines(path, ("id", "codes"))
    known = {str(unit["id"]) for unit in units}
    strange = [fault(str(row["id"]), "scoring.unknown-unit") for row in rows if str(row["id"]) not in known]
    if strange:
        raise InputError("scoring.faults", where=Path(path), faults=tuple(strange), n=len(strange))
    return {str(row["id"]): _marks(row) for row in rows}


def _marks(row: Mapping[str, Any]) -> dict[str, str]:
    """Code → polarity of a line; an affirmed code wins over its other marks."""
    marks: dict[str, str] = {}
    for key, polarity in _MARKS.items():
        for code in row.get(key) or ():
            marks.setdefault(str(code), polarity)
    return marks


def _affirmed(marks: Mapping[str, str], level: str) -> set[str]:
    return {at_level(code, level) for code, polarity in marks.items() if polarity == "affirmed"}


def _scores(units: list[Unit], marked: Mapping[str, Mapping[str, str]], *, draws: int) -> dict[str, Any]:
    pairs = [(unit["source"], _marks(unit), marked.get(str(unit["id"]), {})) for unit in units]
    scores: dict[str, Any] = {
        "units": len(units),
        "coded": sum(bool(_affirmed(gold, "code")) for _, gold, _ in pairs),
    }
    for level in LEVELS[::-1]:
        scores[level] = _level(pairs, level, draws)
    scores["polarity"] = _polarity(pairs)
    scores["per_code"] = _per_code(pairs)
    return scores


Pairs = list[tuple[str, dict[str, str], Mapping[str, str]]]


def _level(pairs: Pairs, level: str, draws: int) -> dict[str, Any]:
    found = [(source, _affirmed(gold, level), _affirmed(made, level)) for source, gold, made in pairs]
    counts = _counts((gold, made) for _, gold, made in found)
    occurring = [c for c in counts.values() if c[0] + c[2]]
    total = tuple(sum(c[i] for c in counts.values()) for i in range(3))
    weights = [c[0] + c[2] for c in occurring]
    alphas = [_alpha(c[0], c[1], c[2], len(pairs)) for c in occurring]
    return {
        "micro": _rates(*total),
        "macro_f1": _mean([_rates(*c)["f1"] for c in occurring]),
        "alpha": _mean(alphas, weights),
        "interval": _interval(found, draws) if draws else None,
    }


def _counts(sets: Iterable[tuple[set[str], set[str]]]) -> dict[str, list[int]]:
    """Code → [found in both, predicted only, gold only]."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for gold, made in sets:
        for code in gold & made:
            counts[code][0] += 1
        for code in made - gold:
            counts[code][1] += 1
        for code in gold - made:
            counts[code][2] += 1
    return counts


def _rates(both: int, made_only: int, gold_only: int) -> dict[str, float]:
    precision = both / (both + made_only) if both + made_only else 0.0
    recall = both / (both + gold_only) if both + gold_only else 0.0
    f1 = 2 * both / (2 * both + made_only + gold_only) if both else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _mean(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    weights = weights or [1.0] * len(values)
    return (
        round(sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights), 4)
        if values
        else float("nan")
    )


def _alpha(both: int, made_only: int, gold_only: int, units: int) -> float:
    """Krippendorff's nominal alpha of two readers' present/absent decisions on ``units`` units."""
    values = 2 * units
    present = 2 * both + made_only + gold_only
    expected = 2 * present * (values - present) / (values * (values - 1)) if values > 1 else 0.0
    return 1 - (made_only + gold_only) / units / expected if expected else 1.0


def _interval(found: list[tuple[str, set[str], set[str]]], draws: int) -> list[float]:
    by_source: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for source, gold, made in found:
        for i, n in enumerate((len(gold & made), len(made - gold), len(gold - made))):
            by_source[source][i] += n
    totals = list(by_source.values())
    chance = random.Random(2012_023)  # noqa: S311 - a fixed seed: the same figures on every laptop
    f1s = sorted(
        _rates(*(sum(t[i] for t in drawn) for i in range(3)))["f1"]
        for drawn in (chance.choices(totals, k=len(totals)) for _ in range(draws))
    )
    return [f1s[int(0.025 * draws)], f1s[int(0.975 * draws) - 1]]


def _polarity(pairs: Pairs) -> float:
    judged = [gold[code] == made[code] for _, gold, made in pairs for code in gold.keys() & made.keys()]
    return round(sum(judged) / len(judged), 4) if judged else float("nan")


def _per_code(pairs: Pairs) -> list[dict[str, Any]]:
    counts = _counts((_affirmed(gold, "code"), _affirmed(made, "code")) for _, gold, made in pairs)
    rows = [{"code": code, "n": c[0] + c[2], **_rates(*c)} for code, c in counts.items()]
    return sorted(rows, key=lambda row: (-row["n"], row["code"]))


def _by_lang(units: list[Unit], marked: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    split: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        split[unit["lang"]].append(unit)
    keep = (*LEVELS, "polarity", "units")
    return {
        lang: {k: v for k, v in _scores(some, marked, draws=DRAWS).items() if k in keep}
        for lang, some in sorted(split.items())
    }


ELEMENTS = ("act", "means", "purpose", "minor_exception", "smuggling_confusion")
GRADES = ("none", "partial", "precise")
Score = Callable[..., dict[str, Any]]


def score_definitions(gold_path: str | Path, *, predictions: str | Path | None = None) -> dict[str, Any]:
    """Compare definition scores with people's: level accuracy, quadratic weighted kappa, F1 of each element.

    Raises
    ------
    InputError
        When a file cannot be used.
    """
    gold = read_lines(gold_path, ("id", "lang", "text", "level", *ELEMENTS))
    if predictions is not None:
        made = {row["id"]: row for row in read_lines(predictions, ("id", "level", *ELEMENTS))}
    else:
        from kiitools.coding.definitions import score_definition

        made = {row["id"]: score_definition(row["text"], lang=row["lang"]).to_plain() for row in gold}
    pairs = [(row, made[row["id"]]) for row in gold if row["id"] in made]
    levels = [(GRADES.index(a["level"]), GRADES.index(b["level"])) for a, b in pairs]
    return {
        "n": len(pairs),
        "accuracy": _mean([float(a == b) for a, b in levels]),
        "kappa": _weighted_kappa(levels),
        "elements": {name: _element_f1(pairs, name) for name in ELEMENTS},
    }


def _element_f1(pairs: list[tuple[Unit, Unit]], name: str) -> float:
    both = sum(bool(a[name]) and bool(b[name]) for a, b in pairs)
    made_only = sum(bool(b[name]) and not a[name] for a, b in pairs)
    gold_only = sum(bool(a[name]) and not b[name] for a, b in pairs)
    return _rates(both, made_only, gold_only)["f1"]


def _weighted_kappa(levels: list[tuple[int, int]]) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968)."""
    n = len(levels)
    observed = sum((a - b) ** 2 for a, b in levels) / n
    expected = sum((a - b) ** 2 for a, _ in levels for _, b in levels) / n**2
    return round(1 - observed / expected, 4) if expected else float("nan")


def summary_lines(scored: Mapping[str, Any], lang: str = "fr") -> list[str]:
    """The figures of `score_codes` as lines for a person."""
    from kiitools.messages import say

    lines = [say("scoring.summary-head", lang, units=scored["units"], coded=scored["coded"])]
    for level in LEVELS[::-1]:
        one = scored[level]
        low, high = one["interval"] or ("", "")
        values = {**one["micro"], "macro": one["macro_f1"], "alpha": one["alpha"], "low": low, "high": high}
        lines.append(say("scoring.summary-level", lang, level=level, **values))
    lines.append(say("scoring.summary-polarity", lang, share=scored["polarity"]))
    lines += [
        say(
            "scoring.summary-lang",
            lang,
            lang=one,
            units=part["units"],
            f1=part["code"]["micro"]["f1"],
            group=part["group"]["micro"]["f1"],
        )
        for one, part in scored["by_lang"].items()
    ]
    return lines
