"""A turn's language is told by its function words; what is neither French nor English is left undetermined."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

import pytest

from kiitools.readers.language import Scores, judged, language_of, scores_of


@pytest.mark.parametrize(
    "text",
    [
        "On ne sait pas qui les a prises.",
        "Elles dorment dans la cuisine, avec les enfants de la patronne.",
        "J'ai vu ça une seule fois, à Kéniéba.",
        "Qu'est-ce que vous entendez par traite des personnes ?",
        "Le trafiquant, lui, il garde l'argent et les papiers.",
    ],
)
def test_french_is_french(text):
    assert language_of(text) == "fr"


@pytest.mark.parametrize(
    "text",
    [
        "They took her papers and she could not leave.",
        "We don't have a system for that.",
        "I've never seen it with my own eyes.",
        "Who told you that this was in Kayes?",
    ],
)
def test_english_is_english(text):
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Ne bɛ taa so, a ye wari di muso ma, nka o tɛ ne bolo sisan, mɔgɔw bɛ yen.",
        "U ye den minnu ta, olu bɛ baara kɛ sanuyɔrɔ la, wari tɛ di u ma.",
        "نعم، هذا كل ما أعرفه عن الموضوع",
        "ߒ ߓߘߊ߫ ߞߊ߲ߞߋ ߦߋ߫",
        "Kongo woo, ni ma dii boro booba kaŋ goo nooya ra.",
        "",
        "…",
    ],
)
def test_bambara_songhay_arabic_and_nko_are_left_undetermined(text):
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    ("text", "source"), [("Oui.", "fr"), ("Yes.", "en"), ("Gao.", "fr"), ("Non, non.", "fr"), ("OK.", "en")]
)
def test_a_short_turn_has_the_language_of_its_source(text, source):
    assert language_of(text, otherwise=source) == source


def test_an_english_answer_in_a_french_interview_stays_english():
    said = "They said that we should not talk about it, because the police was there."
    assert language_of(said, otherwise="fr") == "en"


def test_bambara_in_a_french_interview_is_not_called_french():
    said = "Ne bɛ taa so, a ye wari di muso ma, nka o tɛ ne bolo sisan."
    assert language_of(said, otherwise="fr") == "und"


def test_a_source_is_in_the_language_of_most_of_its_words():
    turns = [
        "Oui.",
        "On ne sait pas ce qu'elles deviennent après.",
        "Yes.",
        "C'est la police qui nous l'a dit.",
    ]
    assert judged(sum(map(scores_of, turns), Scores())) == "fr"
    assert judged(Scores()) == "und"
