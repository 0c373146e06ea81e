"""Sentences end where a reader would end them."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.readers.sentences import paragraphs, sentences, usual_width
from tests.conftest import ROOT

HELD_OUT = {
    "fr_03_child_family_service_segou", "fr_06_national_ngo_tombouctou", "fr_11_lawyer_bamako", "fr_13_survivor_bamako",
    "fgd_kayes_2_community_leaders", "fgd_gao_2_ngos_social_workers", "en_02_international_ngo_gao",
}  # fmt: skip

CASES = [  # "|" marks where a sentence ends
    "On a vu M. Diarra au marché. | Il était seul.",
    "Mme Keita est partie. | Me Touré aussi.",
    "Elle touche 5 000 F CFA par mois. | C'est peu.",
    "Le prix est de 3.5 millions. | Trop cher.",
    "C'est écrit à l'art. 7 de la loi. | Personne ne le lit.",
    "La loi (art. L. 12 et p. 4) le dit. | Voilà.",
    "Les papiers, les photos, etc. | On a tout rendu.",
    "Il y a des bars, des gares, etc. autour du marché.",
    "Le nombre, env. 40 filles, n'est pas sûr.",
    "On prend, p. ex. à Kita, des enfants.",
    "Le placer... enfin, le site, est fermé.",
    "Je ne sais pas... | Demandez au chef.",
    "Quoi ? | Non ! | Jamais ?! | Si.",
    "« Viens », dit-il. | Je suis venue.",
    "Il a dit : « Où vas-tu ? » et il est parti.",
    "Elle a dit : « J'ai payé trois fois. » | Puis elle a pleuré.",
    "« Mon frère, dors ici. » | Et le matin il n'y avait plus de sac.",
    "Il dit « non. » | Alors on part.",
    "[rires] Chez nous, ce sont les bonnes. | [silence] Je l'ai vu.",
    "Pour moi c'est une parole des ONG. | [rires]",
    "Les groupes... | [la voix baisse] on documente.",
    "Elle travaille (on ne la paie pas. Jamais.) chez sa tante. | Oui.",
    "– Tu viens ? | – Non, pas encore. | – Bon.",
    "C'est Awa D. qui parle. | Elle vend du bazin.",
    "We work with the U.S. Embassy in Bamako. | They fund it.",
    "It came from the U.S. | They signed it.",
    "Dr. Sow said no. | He left at 5 p.m. on Monday.",
    'He said, "Come." | I came.',
    'He asked, "who?" and left.',
    "See no. 5 of the list. | No. | I never saw it.",
    "oui je travaille. | je pars le matin. | ça va",
    "L'O.N.G. locale a fermé. | En 2019 elle aidait encore.",
    "On était 12. | Ensuite 15.",
    "Il est venu le 24.11.2020 à Kayes. | Seul.",
    "1. Recruter des filles. | 2. Les vendre.",
    "J’ai vu ça… | Mais c’était loin… très loin.",
    "Fin de citation ». | Nouvelle phrase.",
]


@pytest.mark.parametrize("marked", CASES)
def test_a_passage_is_cut_as_marked(marked):
    text = marked.replace("| ", "")
    assert [text[s.start : s.end] for s in sentences(text)] == [one.strip() for one in marked.split("| ")]


def test_a_line_cut_at_the_margin_goes_on_but_a_list_does_not():
    text = "Les filles viennent pour la plupart de la région de\nMopti et du plateau, avec leurs grandes cousines, de\nleur plein gré.\n\n• recruter ;\n• transporter."
    cut = [text[s.start : s.end] for s in paragraphs(text, width=usual_width(text))]
    assert cut == [text.split("\n\n")[0], "• recruter ;", "• transporter."]


def test_every_line_of_a_word_document_is_a_paragraph():
    assert len(paragraphs("une ligne\nune autre", width=None)) == 2


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from('abcÉé .…!?«»"“”[]()\n\t\u00a0\u202f-–1’')))
def test_no_character_but_white_space_is_outside_the_sentences(text):
    cut = sentences(text)
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in cut)
    assert all(a.end <= b.start for a, b in pairwise(cut))
    covered = {i for s in cut for i in range(s.start, s.end)}
    assert all(c.isspace() for i, c in enumerate(text) if i not in covered)


def test_the_cut_agrees_with_the_sentences_of_the_gold_transcripts(shared):
    """Ends of sentences against those of the coded interviews that are not held out: over 99 in 100."""
    rows = [
        json.loads(line)
        for line in (shared / "gold" / "interviews.codes.jsonl").read_text("utf-8").splitlines()
    ]
    sources: dict[str, list[str]] = {}
    for row in rows:
        if row["source"] not in HELD_OUT:
            sources.setdefault(row["source"], []).append(row["text"])
    theirs = ours = both = 0
    for source, texts in sources.items():
        text = (ROOT / f"data/demonstration/transcripts/{source}.txt").read_text("utf-8")
        ends, at = set(), 0
        for one in texts:
            at = text.index(one, at) + len(one)
            ends.add(at)
        begin = text.index(texts[0])
        cut = {s.end for s in sentences(text, begin)}
        theirs, ours, both = theirs + len(ends), ours + len(cut), both + len(ends & cut)
    assert len(sources) == 15
    assert both / theirs > 0.99
    assert both / ours > 0.99
