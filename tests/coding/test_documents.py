"""Documents are no conversations: no headings, evidence in the sentence or just before it."""

from __future__ import annotations

import pytest

from kiitools.coding.codebooks import read_codebook
from kiitools.coding.headings import is_heading
from kiitools.coding.pipeline import Sentence
from kiitools.coding.suggest import Coder, build_coder
from kiitools.model.sources import Segment, Source, source_id, text_sha256
from kiitools.model.spans import Span


@pytest.fixture(scope="module")
def coder() -> Coder:
    return build_coder(read_codebook("trafficking-mali"))


def document(*paragraphs: tuple[str, ...], lang: str = "en", role: str = "narrator") -> Source:
    """A document of paragraphs, each given as its sentences."""
    text, segments = "", []
    for seq, said in enumerate(paragraphs, 1):
        start, spans = len(text), []
        for sentence in said:
            spans.append(Span(len(text), len(text) + len(sentence)))
            text += sentence + " "
        segments.append(Segment(seq, start, len(text) - 1, "", role, lang, tuple(spans)))
        text += "\n"
    digest = text_sha256(text)
    return Source(
        source_id(text), "d", "document", text, digest, "d.txt", "0", "text/plain", lang, tuple(segments)
    )


def codes(coder: Coder, source: Source) -> list[tuple[str, str]]:
    return [(one.quote, one.code) for one in coder.suggest(source)]


def read_one(coder: Coder, said: str, lang: str) -> Sentence:
    return coder.languages[lang].reader.read(said, 0, len(said), [(0, len(said))])[0]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "National Action Plan 2018-2022"),
        ("en", "Victims of forced begging"),
        ("en", "2.4 Shelters for victims of trafficking ........ 12"),
        ("fr", "Mendicité forcée"),
        ("fr", "Les victimes de la traite au Mali"),
    ],
)
def test_headings_and_contents_are_no_statements(coder: Coder, lang: str, line: str) -> None:
    assert is_heading(read_one(coder, line, lang), line, lang)
    assert codes(coder, document((line,), lang=lang)) == []


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Boys are forced to beg in Dakar"),
        ("en", "Marabouts force boys to beg every day"),
        ("fr", "Les garçons sont forcés de mendier"),
        ("fr", "Mendicité forcée des garçons dans les rues de Bamako."),
    ],
)
def test_short_statements_are_no_headings(coder: Coder, lang: str, line: str) -> None:
    assert not is_heading(read_one(coder, line, lang), line, lang)
    assert codes(coder, document((line,), lang=lang))


NEAR = "Most girls end in prostitution."
GOLD = "Gold mines attract thousands of people."
THEN = "Roads are bad in the region."


def test_a_document_takes_evidence_from_the_sentence_before_in_its_paragraph(coder: Coder) -> None:
    assert (NEAR, "form.sexual.gold-site") in codes(coder, document((GOLD, NEAR)))


def test_a_document_takes_no_evidence_from_other_paragraphs_or_from_afar(coder: Coder) -> None:
    for text in (document((GOLD,), (NEAR,)), document((NEAR, GOLD)), document((GOLD, THEN, NEAR))):
        assert (NEAR, "form.sexual.gold-site") not in codes(coder, text)


def test_an_informant_may_have_said_it_before(coder: Coder) -> None:
    told = document((GOLD,), (NEAR,), role="respondent")
    assert (NEAR, "form.sexual.gold-site") in codes(coder, told)


def test_a_document_yields_nothing_weak(coder: Coder) -> None:
    source = document(("We support victims with care.", "The project supports girls in the region."))
    assert all(one.strength >= 0.6 for one in coder.suggest(source))
    said = document(("We support victims with care.",), role="respondent")
    assert any(one.strength < 0.6 for one in coder.suggest(said))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("This protects the communities living in the border areas.", "form.organ.removal"),
        ("All partners adopted a victim-centered approach to training.", "general.act.recruitment"),
        ("The final evaluation took place in Bamako and lasted two weeks.", "form.domestic.child-maid"),
        ("Shelter partners received financial transfers to their accounts.", "general.act.transfer"),
        ("The agencies in Kidal work on mining sites in the north.", "general.child.minor"),
        ("The crisis management exercise was a success.", "context.conflict.armed-violence"),
        ("The project fostered durable linkages between partners.", "context.norms.child-placement"),
        ("The mission holds meetings for each program area.", "general.means.confinement"),
        ("The evaluation was commissioned by the mission in Mali.", "general.actor.intermediary"),
        ("The findings from the field show that girls are aware of it.", "form.agriculture.cotton-cereal"),
    ],
)
def test_project_language_is_not_taken_for_trafficking(coder: Coder, said: str, code: str) -> None:
    assert code not in [found for _, found in codes(coder, document((said,)))]
