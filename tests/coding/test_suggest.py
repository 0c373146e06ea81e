"""The coder is pure, positions are exact, interviewers are left alone, a part gives what the whole gives."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.coding.codebooks import read_codebook
from kiitools.coding.digests import code_digests
from kiitools.coding.suggest import Coder, build_coder
from kiitools.errors import InputError
from kiitools.model.codes import Code, Codebook, Rule
from kiitools.model.sources import Segment, Source, source_id, text_sha256
from kiitools.model.spans import Span

SOME = (
    "general.means.debt",
    "form.begging.quota",
    "context.data.absence",
    "general.child.minor",
    "form.organ.removal",
)


def make_source(turns: list[tuple[str, str, str]]) -> Source:
    """A source from (role, lang, text) turns."""
    text, segments = "", []
    for seq, (role, lang, said) in enumerate(turns, 1):
        start = len(text)
        text += said + "\n"
        if said:
            sentences = (Span(start, start + len(said)),)
            segments.append(Segment(seq, start, start + len(said), role[:1].upper(), role, lang, sentences))
    return Source(
        source_id(text),
        "essai",
        "interview",
        text,
        text_sha256(text),
        "e.txt",
        "0",
        "text/plain",
        "fr",
        tuple(segments),
    )


@pytest.fixture(scope="session")
def coder() -> Coder:
    return build_coder(read_codebook("trafficking-mali"))


@pytest.fixture(scope="session")
def part() -> Coder:
    return build_coder(read_codebook("trafficking-mali"), codes=SOME)


WORDS = st.sampled_from(
    [
        "la",
        "dette",
        "le",
        "marabout",
        "enfants",
        "quatorze",
        "ans",
        "doit",
        "rapporter",
        "cinq",
        "cents",
        "francs",
        "chaque",
        "jour",
        "n'",
        "pas",
        "jamais",
        "si",
        "trafic",
        "d'",
        "organes",
        "passeport",
        "elle",
        "garde",
        "les",
        ",",
        ".",
        "?",
        "«",
        "»",
        "puits",
        "d'or",
        "chiffres",
        "aucun",
        "2012",
        "🙂",
        "العربية",
        "ߒߞߏ",
        "l’enfant",
        "É",
        "-",
    ]
)
TURNS = st.lists(
    st.tuples(
        st.sampled_from(["interviewer", "respondent", "narrator"]),
        st.sampled_from(["fr", "fr", "en", "und"]),
        st.lists(WORDS, max_size=25).map(" ".join),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(turns=TURNS)
def test_suggestions_lie_inside_their_sentence_and_quote_it(
    coder: Coder, turns: list[tuple[str, str, str]]
) -> None:
    source = make_source(turns)
    spans = {(s.start, s.end): seg for seg in source.segments for s in seg.sentences}
    for one in coder.suggest(source):
        segment = spans[one.start, one.end]
        assert source.text[one.start : one.end] == one.quote
        assert one.start <= one.evidence_start < one.evidence_end <= one.end
        assert segment.role != "interviewer"
        assert segment.lang != "und"
        assert segment.seq == one.segment
        assert 0 < one.strength <= 1


@settings(max_examples=60, deadline=None)
@given(turns=TURNS)
def test_a_part_of_the_codes_gives_what_the_whole_gives(
    coder: Coder, part: Coder, turns: list[tuple[str, str, str]]
) -> None:
    source = make_source(turns)
    assert [one for one in coder.suggest(source) if one.code in SOME] == part.suggest(source)


@settings(max_examples=30, deadline=None)
@given(turns=TURNS)
def test_the_same_text_gives_the_same_codings(coder: Coder, turns: list[tuple[str, str, str]]) -> None:
    assert coder.suggest(make_source(turns)) == coder.suggest(make_source(turns))


def test_a_suggestion_says_why(coder: Coder) -> None:
    (one,) = [
        one
        for one in coder.suggest(
            make_source([("respondent", "fr", "Chaque talibé doit rapporter cinq cents francs.")])
        )
        if one.code == "form.begging.quota"
    ]
    assert one.rule.startswith("form.yaml:")
    assert one.term
    assert "talibé" not in repr(one)


def test_a_denied_question_denies_its_code(coder: Coder) -> None:
    source = make_source(
        [("interviewer", "fr", "Et le mariage forcé ?"), ("respondent", "fr", "Non, jamais ici.")]
    )
    assert [(o.code, o.polarity) for o in coder.suggest(source)] == [("form.marriage.forced", "negated")]


def test_what_is_said_as_a_definition_is_hypothetical(coder: Coder) -> None:
    source = make_source(
        [
            ("interviewer", "fr", "Comment définissez-vous la traite ?"),
            ("respondent", "fr", "On confisque ses papiers."),
        ]
    )
    found = {o.code: o.polarity for o in coder.suggest(source)}
    assert found["general.means.document-retention"] == "hypothetical"


def test_hearsay_is_reported(coder: Coder) -> None:
    (one,) = coder.suggest(make_source([("respondent", "fr", "On raconte qu'il y a du trafic d'organes.")]))
    assert (one.code, one.evidence) == ("form.organ.removal", "reported")


def test_a_cue_never_fires_alone() -> None:
    rules = tuple(
        Rule("fr", {"term": t, "cue": "true"}, f"x.yaml:{i}") for i, t in enumerate(("serveuse", "coiffeuse"))
    )
    coder = build_coder(Codebook("x", (Code("a.b", {"fr": "X"}, rules=rules),)))
    assert coder.suggest(make_source([("respondent", "fr", "Elle est serveuse.")])) == []
    both = coder.suggest(make_source([("respondent", "fr", "Elle est serveuse, sa sœur coiffeuse.")]))
    assert [one.code for one in both] == ["a.b"]


def test_only_the_edited_code_gets_a_new_digest() -> None:
    codebook = read_codebook("trafficking-mali")
    edited = [
        Code(
            **{
                **{f: getattr(c, f) for f in Code.__dataclass_fields__},
                "rules": (*c.rules, Rule("fr", {"term": "kafala"}, "x:1")),
            }
        )
        if c.id == "form.child.sale-adoption"
        else c
        for c in codebook
    ]
    before, after = (
        code_digests(codebook),
        code_digests(Codebook(codebook.name, tuple(edited), codebook.group_labels)),
    )
    assert [code for code in before if before[code] != after[code]] == ["form.child.sale-adoption"]


def test_a_fifty_page_turn_is_coded(coder: Coder) -> None:
    said = "Le maître fixe une somme de cinq cents francs par jour et frappe les talibés. " * 1500
    assert coder.suggest(make_source([("narrator", "fr", said.strip())]))


def test_the_demonstration_transcripts_are_coded_sentence_by_sentence(coder: Coder, shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "gold/interviews.codes.jsonl").open(encoding="utf-8")]
    made = coder.suggest_units(rows)
    roles = {row["id"]: row["role"] for row in rows}
    assert set(made) == set(roles)
    assert not any(codings for unit, codings in made.items() if roles[unit] == "interviewer")
    per_source: dict[str, int] = defaultdict(int)
    for row in rows:
        per_source[row["source"]] += len(made[row["id"]])
    assert min(per_source.values()) > 0


def test_a_trained_pipeline_is_used_when_chosen_and_adds_its_lemmas():
    import spacy

    nlp = spacy.blank("fr")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    rule = Rule("fr", {"term": "confisquer"}, "essai.yaml:1")
    book = Codebook("essai", (Code("general.means.papers", {"fr": "Papiers"}, rules=(rule,)),))
    source = make_source([("respondent", "fr", "Ils ont confisqué son passeport.")])
    found = build_coder(book, pipelines={"fr": nlp}).suggest(source)
    assert [(one.code, one.quote) for one in found] == [
        ("general.means.papers", "Ils ont confisqué son passeport.")
    ]


def test_a_trained_pipeline_that_is_not_installed_is_named():
    book = Codebook("essai", (Code("a.b.c", {"fr": "x"}, rules=(Rule("fr", {"term": "mot"}),)),))
    with pytest.raises(InputError, match="fr_core_news_nowhere"):
        build_coder(book, pipelines={"fr": "fr_core_news_nowhere"})
