"""Triangulation: from how many kinds of informants and sources the same thing is heard."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from kiitools.stats.counting import attribute, countable, distinct, ensure_people, looked_up, said_by, text
from kiitools.stats.reports import parted, reporting, tabulate, tracer, transcribed
from kiitools.tables import CODINGS, RATE, SOURCES, Basis, Finding, ensure_table

SUPPORT = (
    "converging",
    "one_category",
    "hearsay_only",
    "contested",
    "one_informant",
    "documents_only",
    "none",
)
"""How a statement is supported; the first that holds, from the weakest: see `triangulation`."""
_NOTES = ("direct", "hearsay", "denied", "mentions", "organisations", "categories", "modes", "documents")
_ALL = "all"


def triangulation(
    codings: pd.DataFrame,
    informants: pd.DataFrame,
    spoke: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    level: str = "form",
    status: str = "accepted",
    codes: Sequence[str] | None = None,
    contrast: Collection[str] = (),
) -> Finding:
    """For each code, how many informants, categories, organisations, modes and documents report it.

    Parameters
    ----------
    codings, informants, spoke, level, status, codes, contrast :
        As in `kiitools.stats.prevalence.prevalence`.
    sources : DataFrame, optional
        `kiitools.tables.SOURCES`: says which sources are documents.

    Returns
    -------
    Finding
        Columns ``code, k, n, share, low, high, direct, hearsay, denied, mentions, organisations,
        categories, modes, documents, support``. ``categories`` and ``modes``: distinct ones among those who
        report it; ``documents``: documents with an affirmed coding. ``support``: ``none``;
        ``documents_only``; ``one_informant``; ``hearsay_only`` (nobody speaks from own knowledge);
        ``contested`` (as many deny it as report it); ``one_category``; ``converging``. Unit: informant.

    References
    ----------
    Denzin N. K. (1978), The Research Act; data triangulation by person and by source.
    """
    ensure_table(codings, CODINGS)
    people = ensure_people(informants)
    used = countable(codings, level=level, status=status, contrast=contrast)
    heard = transcribed(codings, people, spoke)
    reports = reporting(used, people).assign(value=_ALL)
    population = pd.DataFrame({"unit": sorted(heard), "value": _ALL}, dtype=object)
    ids = sorted(set(used["code"])) if codes is None else list(dict.fromkeys(codes))
    frame = tabulate(reports, population, [_ALL], ids)
    affirmed = parted(reports)["k"]
    for name, column in (("categories", "category"), ("modes", "mode")):
        of = dict(zip(people["informant_id"], attribute(people[column]), strict=True))
        found = affirmed.assign(kind=affirmed["unit"].map(of).astype(object))
        frame[name] = looked_up(distinct(found, ["code"], "kind"), frame, ["code"]).astype("int64")
    frame["documents"] = looked_up(_documents(used, sources), frame, ["code"]).astype("int64")
    frame["support"] = _support(frame)
    frame = frame[["code", *RATE, *_NOTES, "support"]]
    frame.attrs["unit"] = "informant"
    return Finding(
        "triangulation", frame, said_by("stats.triangulation.caption", None, n=len(heard)),
        said_by("stats.triangulation.method", None), Basis("informant", len(heard), status, {"level": level}),
        trace=tracer(reports, None),
    )  # fmt: skip


def _documents(used: pd.DataFrame, sources: pd.DataFrame | None) -> pd.Series:
    papers: set[str] = set()
    if sources is not None:
        ensure_table(sources, SOURCES)
        papers = set(text(sources.loc[sources["kind"] == "document", "source_id"]))
    found = used[(used["polarity"] == "affirmed") & used["source_id"].isin(papers)]
    return distinct(found, ["code"], "source_id")


def _support(frame: pd.DataFrame) -> np.ndarray:
    k = frame["k"]
    cases = [
        ((k == 0) & (frame["documents"] == 0), "none"),
        (k == 0, "documents_only"),
        (k == 1, "one_informant"),
        (frame["direct"] == 0, "hearsay_only"),
        (frame["denied"] >= k, "contested"),
        (frame["categories"] == 1, "one_category"),
    ]
    return np.select([held for held, _ in cases], [name for _, name in cases], "converging")
