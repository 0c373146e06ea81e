"""The coder: reads a source turn by turn and suggests codings with their rule and evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiitools.coding.concepts import used_concepts
from kiitools.coding.headings import is_heading
from kiitools.coding.lines import Line, Words, beside
from kiitools.coding.matching import words_of
from kiitools.coding.patterns import PatternSet
from kiitools.coding.pipeline import Reader, trained_pipeline
from kiitools.coding.polarity import CueLabels, add_cues
from kiitools.coding.rules import Compiled, compile_rule, concept_names, languages_of
from kiitools.coding.stances import take_stances, yes_or_no
from kiitools.coding.words import LANGUAGES
from kiitools.errors import InputError
from kiitools.model.codes import Codebook
from kiitools.model.codings import Coding
from kiitools.model.sources import Source

RECALL = ("normal", "high")
_DEFINED = ("general.", "form.", "context.migration.irregular-routes")
_CUE_REACH = 2
_SHORT_ANSWER = 8
_ANSWER_STRENGTH = 0.6
_NARRATED_STRENGTH = 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that fired on a line, on these words, with this polarity."""

    line: Line
    rule: Compiled
    words: tuple[tuple[int, int], ...]
    polarity: str
    evidence: str
    strength: float


class Language:
    """What the coder needs for one language: reader, cues, rules by the label that calls them."""

    def __init__(
        self, codebook: Codebook, lang: str, codes: frozenset[str] | None, recall: str, trained: Any = None
    ):
        self.patterns = PatternSet(lang)
        self.rules: dict[int, list[Compiled]] = defaultdict(list)
        self.cue_rules: dict[int, list[Compiled]] = defaultdict(list)
        self.singles: dict[str, set[int]] = defaultdict(set)
        chosen = [c for c in codebook if codes is None or c.id in codes]
        rules = [(c, r) for c in chosen for r in c.rules if lang in languages_of(r)]
        for name, entries in used_concepts(concept_names(r for _, r in rules), lang).items():
            for entry in entries:
                self.patterns.add(name, entry)
        self.cues: CueLabels = add_cues(self.patterns)
        for code, rule in rules:
            compiled = compile_rule(code, rule, self.patterns, recall=recall)
            if compiled is not None:
                self._file(compiled)
        self.reader = Reader(self.patterns.close(), trained)

    def _file(self, rule: Compiled) -> None:
        index = self.cue_rules if rule.cue else self.rules
        for label in rule.trigger:
            index[label].append(rule)
            if len(rule.groups) == 1:
                self.singles[rule.code].add(label)

    def partners(self, rule: Compiled) -> frozenset[int]:
        """Labels that make a cue count: the other terms and cues of its code."""
        return frozenset(self.singles[rule.code] - set(rule.trigger))


class Coder:
    """Suggests codings; pure and deterministic. Made by `build_coder`."""

    def __init__(
        self,
        codebook: Codebook,
        *,
        codes: Iterable[str] | None,
        recall: str,
        pipelines: Mapping[str, Any] | None = None,
    ):
        self.codes = None if codes is None else frozenset(codes)
        self.recall = recall
        trained = {k: trained_pipeline(v) if isinstance(v, str) else v for k, v in (pipelines or {}).items()}
        self.languages = {
            lang: Language(codebook, lang, self.codes, recall, trained.get(lang)) for lang in LANGUAGES
        }

    def __repr__(self) -> str:
        return f"<Coder: {'all' if self.codes is None else len(self.codes)} codes, recall {self.recall}>"

    def suggest(self, source: Source) -> list[Coding]:
        """Suggested codings of a source, sentence by sentence, in the order of the text.

        Interviewers' words and undetermined languages are left alone, but a question gives its answer a
        topic.
        """
        lines = []
        for turn, segment in enumerate(source.segments):
            if segment.lang not in self.languages:
                continue
            spans = [(s.start, s.end) for s in segment.sentences] or [(segment.start, segment.end)]
            for sentence in self.languages[segment.lang].reader.read(
                source.text, segment.start, segment.end, spans
            ):
                lines.append(Line(sentence, segment.seq, turn, segment.speaker, segment.role, segment.lang))
        found = self._code(lines, source.text)
        return [_coding(source.source_id, source.text, one) for one in found]

    def suggest_units(self, units: Iterable[Mapping[str, Any]]) -> dict[str, list[Coding]]:
        """Codings of given sentences (``id, source, seq, speaker, role, lang, text``), by sentence id.

        Sentences of one source follow each other; positions are those within the sentence's text.
        """
        by_source: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for unit in units:
            by_source[unit["source"]].append(unit)
        made: dict[str, list[Coding]] = {}
        for some in by_source.values():
            made.update(self._code_units(some))
        return made

    def _code_units(self, units: Sequence[Mapping[str, Any]]) -> dict[str, list[Coding]]:
        text, lines, ids = "", [], {}
        turn, before = -1, ("", "")
        for unit in units:
            start = len(text)
            text += unit["text"] + "\n"
            if (unit["speaker"], unit["role"]) != before:
                turn, before = turn + 1, (unit["speaker"], unit["role"])
            if unit["lang"] not in self.languages or not unit["text"]:
                continue
            end = start + len(unit["text"])
            reader = self.languages[unit["lang"]].reader
            sentence = reader.read(text, start, end, [(start, end)])[0]
            ids[start] = (unit["id"], unit["source"])
            lines.append(Line(sentence, int(unit["seq"]), turn, unit["speaker"], unit["role"], unit["lang"]))
        made: dict[str, list[Coding]] = {unit["id"]: [] for unit in units}
        for one in self._code(lines, text):
            unit_id, source = ids[one.line.sentence.start]
            made[unit_id].append(_coding(source, text, one, shift=one.line.sentence.start))
        return made

    def _code(self, lines: list[Line], text: str) -> list[Found]:
        take_stances(lines, {lang: one.cues for lang, one in self.languages.items()}, text)
        found: list[Found] = []
        for i, line in enumerate(lines):
            if line.narrates:
                found += self._narrated(lines, i, text)
            elif not line.asks:
                found += _strongest([*self._fire(lines, i), *self._answers(lines, i)])
        return found

    def _narrated(self, lines: list[Line], i: int, text: str) -> list[Found]:
        """A document's sentence: no headings, nothing weak (there is no question that would bear it out)."""
        if is_heading(lines[i].sentence, text, lines[i].lang):
            return []
        return _strongest(one for one in self._fire(lines, i) if one.strength >= _NARRATED_STRENGTH)

    def _fire(self, lines: list[Line], i: int) -> Iterable[Found]:
        line = lines[i]
        language = self.languages[line.lang]
        seen: set[int] = set()
        for label in line.sentence.hits:
            for rule in language.rules.get(label, ()):
                if id(rule) not in seen:
                    seen.add(id(rule))
                    if (words := words_of(rule, lines, i)) is not None:
                        yield _found(line, rule, words)
        yield from self._cue_pairs(language, lines, i)

    def _cue_pairs(self, language: Language, lines: list[Line], i: int) -> Iterable[Found]:
        """A cue counts when another term or cue of its code stands within two sentences."""
        line = lines[i]
        for label in line.sentence.hits:
            for rule in language.cue_rules.get(label, ()):
                near = beside(lines, i, _CUE_REACH)
                others = language.partners(rule)
                if any(other in one.sentence.hits for one in near for other in others):
                    yield _found(line, rule, [line.sentence.hits[label][0]])

    def _answers(self, lines: list[Line], i: int) -> Iterable[Found]:
        """« Et le mariage forcé ? – Non, jamais ici »: the question's codes with the answer's polarity."""
        line = lines[i]
        if i == 0 or not lines[i - 1].asks or len(line.sentence.forms) > _SHORT_ANSWER:
            return
        cues = self.languages[line.lang].cues
        polarity = yes_or_no(line.sentence, cues)
        if polarity is None or lines[i - 1].lang != line.lang:
            return
        for j in range(max(0, i - 2), i):
            if lines[j].asks and lines[j].turn == lines[i - 1].turn:
                for one in self._fire(lines, j):
                    said = polarity if one.rule.deniable else "affirmed"
                    if one.rule.strength > _ANSWER_STRENGTH:
                        yield Found(
                            line, one.rule, ((0, len(line.sentence.forms)),), said, "direct", _ANSWER_STRENGTH
                        )


def build_coder(
    codebook: Codebook,
    *,
    recall: str = "normal",
    codes: Iterable[str] | None = None,
    pipelines: Mapping[str, Any] | None = None,
) -> Coder:
    """Build the coder of a codebook (costly: do it once).

    Parameters
    ----------
    codebook : Codebook
        Its rules are compiled; concepts and cues come from the shipped lexicons.
    recall : {"normal", "high"}
        ``high`` also runs the rules marked ``recall: high`` and looks further around: more to review, less
        missed.
    codes : iterable of str, optional
        Only these codes; for them the result is exactly that of the whole codebook.
    pipelines : mapping, optional
        Language to a trained spaCy pipeline (the name of an installed package, or a loaded pipeline) whose
        lemmas are used beside the lemma tables. Never needed.

    Raises
    ------
    CodebookError
        When a rule cannot be compiled; all faults at once.
    InputError
        For another ``recall``.
    """
    if recall not in RECALL:
        raise InputError("coding.bad-recall", value=recall)
    from kiitools.coding.codebooks import ensure_codebook

    ensure_codebook(codebook)
    return Coder(codebook, codes=codes, recall=recall, pipelines=pipelines)


def _found(line: Line, rule: Compiled, words: Words) -> Found:
    return Found(line, rule, tuple(words), _polarity(line, rule, words), _evidence(line), rule.strength)


def _polarity(line: Line, rule: Compiled, words: Words) -> str:
    supposes = rule.code.startswith(_DEFINED)
    if rule.polarity:
        return rule.polarity
    if line.defines and supposes:
        return "hypothetical"
    if rule.deniable and line.stance.denies(words):
        return "negated"
    if supposes and line.stance.supposes(words):
        return "hypothetical"
    if line.stance.historical and not rule.code.startswith("general.contrast."):
        return "historical"
    return "affirmed"


def _evidence(line: Line) -> str:
    return "reported" if line.stance.reported else "direct"


_RANK = {"affirmed": 0, "negated": 1, "hypothetical": 2, "historical": 3}


def _strongest(found: Iterable[Found]) -> list[Found]:
    """One suggestion per code: the strongest, then the plainest, then the first rule."""
    best: dict[str, Found] = {}
    for one in found:
        known = best.get(one.rule.code)
        if known is None or _order(one) < _order(known):
            best[one.rule.code] = one
    return [best[code] for code in sorted(best)]


def _order(one: Found) -> tuple[Any, ...]:
    return -one.strength, _RANK[one.polarity], one.rule.where, one.rule.text, one.words


def _coding(source_id: str, text: str, one: Found, shift: int = 0) -> Coding:
    sentence = one.line.sentence
    first = min(start for start, _ in one.words)
    last = max(end for _, end in one.words)
    return Coding(
        source_id, one.line.segment, sentence.start - shift, sentence.end - shift,
        text[sentence.start : sentence.end], one.rule.code, one.polarity, one.evidence,
        one.rule.where, one.rule.text, sentence.starts[first] - shift,
        sentence.ends[last - 1] - shift, round(one.strength, 3), "rules", one.line.lang,
    )  # fmt: skip
