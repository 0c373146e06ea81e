"""Suggesting: which sources and codes are new or changed, and what the coder finds in them."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from kiitools.messages import say
from kiitools.model.codes import Codebook
from kiitools.model.codings import Coding
from kiitools.model.places import PlaceMention
from kiitools.model.sources import Source

if TYPE_CHECKING:
    from kiitools.study.study import Study

BATCH = 25
"""Sources kept in one transaction: an interruption loses the batch at hand, never part of a source."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What `Study.suggest` did; its repr is a sentence with counts."""

    sources: int
    segments: int
    suggestions: int
    seconds: float
    lang: str = "fr"

    def __repr__(self) -> str:
        return say("study.suggested", self.lang, **self.to_plain())

    def to_plain(self) -> dict[str, float]:
        """The JSON of ``kiitools suggest --json``."""
        return {
            "sources": self.sources,
            "segments": self.segments,
            "suggestions": self.suggestions,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class CodedSource:
    """A source freshly coded: for which codes, what was found."""

    source: Source
    digests: Mapping[str, str]
    codings: tuple[Coding, ...]
    places: tuple[PlaceMention, ...]


def codebook_of(study: Study) -> Codebook:
    """The codebook as its files say now: the study's own folder, or a shipped one by name."""
    from kiitools.coding.codebooks import read_codebook

    own = study.folder / study.settings.codebook
    return read_codebook(own if own.is_dir() else study.settings.codebook)


def pipelines_of(study: Study) -> dict[str, str]:
    """Language to the trained pipeline chosen for it: a pipeline's name begins with its language."""
    return {name.split("_")[0]: name for name in study.settings.pipelines}


def suggest(study: Study, *, progress: bool | None = None) -> Suggested:
    """Code what is new or changed; what is kept is kept by whole sources."""
    from kiitools.coding.digests import code_digests
    from kiitools.store.codebooks import save_codebook
    from kiitools.store.runs import load_digests

    began = time.perf_counter()
    book = codebook_of(study)
    digests = code_digests(book, pipelines=study.settings.pipelines)
    stale = stale_codes(study.sources()["source_id"], digests, load_digests(study.database))
    if stale:
        save_codebook(study.database, book, actor="user")
    coded = _shown(code_sources(study, book, stale, digests), total=len(stale), progress=progress)
    segments = suggestions = 0
    while batch := list(islice(coded, BATCH)):
        keep(study, batch)
        segments += sum(len(one.source.segments) for one in batch)
        suggestions += sum(len(one.codings) for one in batch)
    return Suggested(len(stale), segments, suggestions, time.perf_counter() - began, study.settings.lang)


def stale_codes(
    source_ids: Iterable[str], wanted: Mapping[str, str], done: Mapping[str, Mapping[str, str]]
) -> dict[str, frozenset[str]]:
    """For each source that needs it, the codes whose rules changed since it was coded (or all of them)."""
    stale = {}
    for source_id in source_ids:
        have = done.get(source_id, {})
        changed = frozenset(c for c in {*wanted, *have} if wanted.get(c) != have.get(c))
        if changed or source_id not in done:
            stale[source_id] = changed
    return stale


def code_sources(
    study: Study, book: Codebook, stale: Mapping[str, frozenset[str]], digests: Mapping[str, str]
) -> Iterator[CodedSource]:
    """Code each stale source for its stale codes, one coder for all sources that lack the same codes."""
    from kiitools.coding.suggest import build_coder
    from kiitools.store.sources import load_source

    alike: dict[frozenset[str], list[str]] = defaultdict(list)
    for source_id, codes in stale.items():
        alike[codes].append(source_id)
    for codes, source_ids in alike.items():
        coder = build_coder(book, codes=[c for c in book.ids if c in codes], pipelines=pipelines_of(study))
        kept = {c: digests[c] for c in codes if c in digests} | {c: "" for c in codes if c not in digests}
        for source_id in source_ids:
            source = load_source(study.database, source_id)
            yield CodedSource(source, kept, tuple(coder.suggest(source)), places_of(source))


def places_of(source: Source) -> tuple[PlaceMention, ...]:
    """Places informants name, and those the question before their answer names (role ``asked``)."""
    from kiitools.coding.places import find_places, question_places

    asked = [replace(one, segment=answer, role="asked") for answer, one in question_places(source)]
    return (*find_places(source), *asked)


def keep(study: Study, batch: list[CodedSource]) -> None:
    """Keep codings and places of a batch of sources in one transaction each."""
    from kiitools.store.places import save_places
    from kiitools.store.runs import save_runs

    save_places(study.database, {one.source.source_id: one.places for one in batch}, actor="rules")
    save_runs(
        study.database, [(one.source.source_id, one.codings, one.digests) for one in batch], actor="rules"
    )


def _shown(coded: Iterator[CodedSource], *, total: int, progress: bool | None) -> Iterator[CodedSource]:
    """The same, with a progress bar on a terminal or in a notebook once it takes longer than two seconds."""
    from tqdm.auto import tqdm

    off = not (sys.stderr.isatty() or "ipykernel" in sys.modules) if progress is None else not progress
    return iter(tqdm(coded, total=total, unit="source", disable=off, delay=2, leave=False))
