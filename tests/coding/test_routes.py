"""Journeys told in a turn: stops in the order of travel, without denied stops and framing countries."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiitools.coding.gazetteer import fold
from kiitools.coding.place_roles import with_roles
from kiitools.coding.places import find_places, find_places_in
from kiitools.coding.routes import find_routes, find_routes_in
from kiitools.coding.travel_cues import read_route_cues
from kiitools.model.places import PLACE_ROLES
from tests.coding.test_places import spoken

FOLDER = Path(__file__).parent / "cases"


def cases(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def shown(text: str, lang: str) -> str:
    routes = [" > ".join(text[s.start : s.end] for s in route.stops) for route in find_routes_in(text, lang)]
    return "; ".join(routes) or "-"


@pytest.mark.parametrize("case", cases("routes.txt"), ids=lambda case: case[:55])
def test_a_turn_tells_these_journeys_and_no_others(case):
    lang, text, expected = case.split(" | ")
    assert shown(text, lang) == expected


def test_nine_journeys_in_ten_are_read_right_those_that_still_fail_included():
    told = [case.split(" | ") for case in (*cases("routes.txt"), *cases("routes_hard.txt"))]
    right = sum(shown(text, lang) == expected for lang, text, expected in told)
    assert right / len(told) >= 0.9


def roles(text: str, lang: str = "fr") -> dict[str, str]:
    return {text[m.start : m.end]: m.role for m in find_places_in(text, lang)}


ROLES = [
    ("fr", "Elle vient de Lomé.", {"Lomé": "origin"}),
    ("fr", "De Kayes ils vont à Bamako, puis à Gao.",
     {"Kayes": "origin", "Bamako": "transit", "Gao": "destination"}),
    ("fr", "Ils arrivent par Sévaré, on les envoie sur Gao.", {"Sévaré": "transit", "Gao": "destination"}),
    ("fr", "Les enfants travaillent à Kalana.", {"Kalana": "exploitation"}),
    ("fr", "À Sadiola, ils creusent du matin au soir.", {"Sadiola": "exploitation"}),
    ("fr", "Ici à Gao, personne ne dit rien.", {"Gao": "spoken_of"}),
    ("fr", "On lui a promis l'Italie.", {"Italie": "spoken_of"}),
    ("fr", "Il ne passe jamais par Kidal.", {"Kidal": "spoken_of"}),
    ("fr", "Le maire de Kita est venu.", {"Kita": "spoken_of"}),
    ("en", "She was taken from Lagos through Cotonou to Bamako.",
     {"Lagos": "origin", "Cotonou": "transit", "Bamako": "destination"}),
    ("en", "The boys beg in Ségou.", {"Ségou": "exploitation"}),
    ("en", "Here in Mopti we see it every day.", {"Mopti": "spoken_of"}),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), ROLES, ids=lambda value: str(value)[:40])
def test_the_words_around_a_place_give_its_role(lang, text, expected):
    assert roles(text, lang) == expected
    assert set(expected.values()) <= set(PLACE_ROLES)


STOPS = ("Kayes", "Bamako", "Ségou", "Sévaré", "Gao", "Ansongo", "Niamey", "Agadez")
TALES = st.lists(st.sampled_from(STOPS), min_size=2, max_size=6, unique=True)


@given(TALES)
def test_from_by_and_to_give_the_order_whatever_the_order_of_mention(stops):
    first, *between, last = stops
    by = ", ".join(f"par {stop}" for stop in between)
    straight = f"Elle est partie de {first}, est passée {by}, et elle est arrivée à {last}." if between else (
        f"Elle est partie de {first} et elle est arrivée à {last}."
    )  # fmt: skip
    turned = f"Elle est arrivée à {last}, venue de {first}" + (f" en passant {by}." if between else ".")
    for text in (straight, turned):
        (route,) = find_routes_in(text)
        assert list(route.names) == stops


@given(TALES, st.permutations(["Il fait chaud.", "Nous n'avons pas de chiffres.", "Le marché est vide."]))
def test_sentences_without_places_change_no_journey(stops, others):
    told = f"Ils quittent {stops[0]}, ils font {', '.join(stops[1:])}."
    for text in (told, f"{others[0]} {told} {others[1]} {others[2]}"):
        (route,) = find_routes_in(text)
        assert list(route.names) == stops


@given(st.lists(st.sampled_from(STOPS), min_size=1, max_size=5))
def test_places_without_a_word_of_travel_make_no_journey(stops):
    assert find_routes_in(f"On en parle à {', à '.join(stops)}.") == []


@given(st.sampled_from(STOPS))
def test_one_place_makes_no_journey(stop):
    assert find_routes_in(f"Ils sont partis de {stop}.") == []


SAID = (
    "de à par pour puis avant après ils vont quittent arrivent pas jamais ou et , . : c'est vers jusqu'à "
    "from to via then before left went not or she 😀 l'Algérie Niger Kayes Gao Bamako Kidal Mopti"
)
WORDS = st.sampled_from(SAID.split())


@given(st.lists(WORDS, max_size=25), st.sampled_from(["fr", "en", "und"]))
def test_any_words_give_stops_that_are_mentions_of_the_turn(words, lang):
    text = " ".join(words)
    mentions = find_places_in(text, lang)
    for route in find_routes_in(text, lang):
        assert set(route.stops) <= set(mentions)
        assert len(route.stops) > 1
        assert route.start == min(s.start for s in route.stops) >= 0
        assert route.end == max(s.end for s in route.stops) <= len(text)
        assert all(a != b for a, b in zip(route.names, route.names[1:], strict=False))


def test_journeys_of_a_source_stand_in_their_turn_and_questions_tell_none():
    talk = spoken(
        ("interviewer", "Ils vont de Kayes à Dakar ?"),
        ("respondent", "Non. Ils vont de Ségou à Nouakchott."),
        ("respondent", "De Gao aussi, vers Tamanrasset, ils passent par Kidal."),
    )
    first, second = find_routes(talk)
    assert (first.segment, first.names) == (2, ("Ségou", "Nouakchott"))
    assert (second.segment, second.names) == (3, ("Gao", "Kidal", "Tamanrasset"))
    for route in (first, second):
        assert route.source_id == talk.source_id
        assert [talk.text[s.start : s.end] for s in route.stops] == list(route.names)
        assert set(route.stops) <= set(find_places(talk))


def test_a_journey_never_shows_the_words_around_it():
    (route,) = find_routes_in("La fille du chef est partie de Kayes pour Gao.")
    assert "chef" not in repr(route)


def test_cues_of_both_languages_are_kept_without_accents_and_name_known_kinds():
    for lang in ("fr", "en"):
        cues = read_route_cues(lang)
        words = [word for found in cues.lists.values() for word in found]
        assert all(fold(word) == word for word in words)
        assert {"origin", "transit", "goal", "planned", "no"} <= {kind for _, kind in cues.phrases}
    assert set(read_route_cues("fr").lists) == set(read_route_cues("en").lists)


def test_mentions_keep_their_order_when_they_get_their_roles():
    text = "À Gao, venus de Mopti en passant par Douentza."
    mentions = find_places_in(text)
    again, (journey,) = with_roles(text, mentions, "fr")
    assert [m.name for m in again] == ["Gao", "Mopti", "Douentza"]
    assert [m.name for m in journey] == ["Mopti", "Douentza", "Gao"]


def test_routes_of_gold_sentences_used_in_development_are_right(shared):
    lines = [
        json.loads(one) for one in (shared / "gold/places.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    aside = set(random.Random(7).sample(range(len(lines)), round(len(lines) / 3)))
    judged = []
    for at, line in enumerate(lines):
        found = find_routes_in(line["text"], line["lang"]) if at not in aside else []
        stops = max((route.stops for route in found), key=len, default=())
        names = [fold(line["text"][s.start : s.end]) for s in stops]
        if at not in aside and (names or line["route"]):
            judged.append(names == [fold(name) for name in line["route"]])
    assert sum(judged) / len(judged) >= 0.9
