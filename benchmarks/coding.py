"""Speed of the coder on a seeded corpus: ours, spaCy's bare tokenizer, the same patterns in spaCy's Matcher.

    python benchmarks/coding.py [--words 1200000] [--sample 20000]

The corpus is made of the demonstration's sentences, drawn with a fixed seed into 136 interviews. Figures
are words per
second of processor time on one core, everything on (132 codes, context, polarity). The Matcher case runs on
a sample
(it is slow) and finds phrases only: no rules, no polarity.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from kiitools.coding.codebooks import read_codebook
from kiitools.coding.pipeline import blank_pipeline
from kiitools.coding.suggest import Coder, build_coder
from kiitools.coding.words import fold
from kiitools.model.sources import Segment, Source, source_id, text_sha256
from kiitools.model.spans import Span
from kiitools.readers.reading import read_source

ROOT = Path(__file__).resolve().parents[1]
SEED, INTERVIEWS, PER_TURN = 2021, 136, 6


def sentences() -> list[tuple[str, str]]:
    """(role, sentence) of the French demonstration transcripts."""
    found = []
    for path in sorted((ROOT / "data/demonstration/transcripts").glob("*.txt")):
        source = read_source(path)
        for one in source.segments:
            if one.lang == "fr":
                found += [(one.role, span.of(source.text)) for span in one.sentences]
    return found


def make_corpus(words: int) -> list[Source]:
    """The corpus: interviews of question and answer turns."""
    chance = random.Random(SEED)
    drawn = sentences()
    asked = [said for role, said in drawn if role == "interviewer"]
    told = [said for role, said in drawn if role != "interviewer"]
    return [interview(chance, asked, told, words // INTERVIEWS) for _ in range(INTERVIEWS)]


def interview(chance: random.Random, asked: list[str], told: list[str], words: int) -> Source:
    """One interview of about ``words`` words."""
    text, segments, count = "", [], 0
    while count < words:
        for role, some in (
            ("interviewer", chance.choices(asked, k=1)),
            ("respondent", chance.choices(told, k=PER_TURN)),
        ):
            start, spans = len(text), []
            for said in some:
                spans.append(Span(len(text), len(text) + len(said)))
                text += said + " "
                count += len(said.split())
            segments.append(Segment(len(segments) + 1, start, len(text), role[:1], role, "fr", tuple(spans)))
            text += "\n"
    sha = text_sha256(text)
    return Source(source_id(text), "", "interview", text, sha, "", sha, "text/plain", "fr", tuple(segments))


def timed(run: Any) -> tuple[float, int]:
    """Processor seconds and what was counted."""
    started = time.process_time()
    found = run()
    return time.process_time() - started, found


def in_matcher(coder: Coder, sources: list[Source]) -> Any:
    """The same phrases and words in one spaCy Matcher, word forms spelt out from the corpus's vocabulary."""
    from spacy.matcher import Matcher

    patterns, nlp = coder.languages["fr"].patterns, blank_pipeline("fr")
    forms: dict[int, set[str]] = defaultdict(set)
    singles: set[str] = set()
    for source in sources:
        for token in nlp.tokenizer(source.text):
            labels, atoms = patterns.of_form(fold(token.text))
            singles.update([token.lower_] if labels else [])
            for atom in atoms:
                forms[atom].add(token.lower_)
    matcher = Matcher(nlp.vocab)
    matcher.add("words", [[{"LOWER": {"IN": sorted(singles)}}]])
    for number, phrase in enumerate(p for some in patterns.phrases.values() for p in some):
        if all(forms[atom] for atom in phrase.atoms):
            spec: list[dict[str, Any]] = []
            for atom in phrase.atoms:
                spec += [{"IS_PUNCT": False, "OP": f"{{0,{phrase.gap}}}"}] if spec else []
                spec.append({"LOWER": {"IN": sorted(forms[atom])}})
            matcher.add(str(number), [spec])
    return lambda: sum(len(matcher(nlp.tokenizer(source.text))) for source in sources)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--words", type=int, default=1_200_000)
    options.add_argument("--sample", type=int, default=20_000)
    chosen = options.parse_args()
    sources = make_corpus(chosen.words)
    words = sum(len(source.text.split()) for source in sources)
    seconds, coder = timed(lambda: build_coder(read_codebook("trafficking-mali")))
    print(f"corpus {words} words, {len(sources)} interviews; building the coder {seconds:.1f} s")
    rates = {}
    for name, run in (
        ("ours, first reading", lambda: sum(len(coder.suggest(source)) for source in sources)),
        ("ours, again", lambda: sum(len(coder.suggest(source)) for source in sources)),
    ):
        seconds, found = timed(run)
        rates[name] = words / seconds
        print(f"{name:32s} {rates[name]:>12,.0f} words/s   {found} codings")
    import spacy

    bare = spacy.blank("fr")
    bare.max_length = 10**9
    part = sources[: max(1, INTERVIEWS // 10)]
    some = sum(len(source.text.split()) for source in part)
    seconds, found = timed(lambda: sum(len(bare.tokenizer(source.text)) for source in part))
    rates["spaCy's bare tokenizer"] = some / seconds
    print(f"{'bare tokenizer, whole texts':32s} {some / seconds:>12,.0f} words/s   {found} tokens")
    sample = make_corpus(chosen.sample)[:INTERVIEWS]
    seconds, found = timed(in_matcher(coder, sample))
    rates["Matcher"] = sum(len(source.text.split()) for source in sample) / seconds
    print(f"{'same patterns in one Matcher':32s} {rates['Matcher']:>12,.0f} words/s   {found} hits")
    for name in ("spaCy's bare tokenizer", "Matcher"):
        print(f"ours / {name}: {rates['ours, again'] / rates[name]:.1f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
