"""A definition is scored by the elements it names; the level is a proposal."""

from __future__ import annotations

import pytest

from kiitools.coding.definitions import score_definition

CASES = [
    ("fr", "Recruter quelqu'un par la tromperie pour l'exploiter.", "precise"),
    ("fr", "Faire venir des filles pour les mettre à la prostitution.", "partial"),
    ("fr", "C'est l'immigration clandestine, les gens qui traversent la mer.", "none"),
    ("fr", "Franchement, je ne connais pas ce mot.", "none"),
    (
        "fr",
        "Recruter ou déplacer un enfant pour le faire travailler ; pour un enfant, pas besoin de tromperie.",
        "precise",
    ),
    ("en", "Recruiting people by deception so that you profit from their work.", "precise"),
    ("en", "Smuggling people across the desert.", "none"),
    ("en", "Modern slavery, I suppose.", "partial"),
    ("und", "…", "none"),
]


@pytest.mark.parametrize(("lang", "said", "level"), CASES)
def test_the_level_follows_from_act_means_and_purpose(lang: str, said: str, level: str) -> None:
    assert score_definition(said, lang=lang).level == level


def test_the_words_an_element_rests_on_are_shown() -> None:
    said = "On lui ment et on l'emmène pour l'exploiter."
    words = score_definition(said).words
    assert [span.of(said) for span in words["means"]] == ["ment"]
    assert "emmène" in [span.of(said) for span in words["act"]]


def test_smuggling_set_apart_is_no_confusion() -> None:
    apart = score_definition("Recruter par la force pour exploiter ; le passeur, c'est autre chose.")
    assert (apart.smuggling_confusion, apart.level) == (False, "precise")
