"""Routes: journeys told in a turn, as places in the order of travel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiitools.coding.itineraries import ordered
from kiitools.coding.journeys import read_steps
from kiitools.coding.places import find_places_in, mentions_of
from kiitools.coding.travel_cues import read_route_cues
from kiitools.model.places import PlaceMention, Route
from kiitools.model.sources import Source

__all__ = ["Route", "find_routes", "find_routes_in"]


def find_routes(source: Source) -> list[Route]:
    """Journeys told by informants and in documents; the interviewer's turns are left out.

    Parameters
    ----------
    source : Source
        A source with its segments; a journey may run over the sentences of a turn, not over turns.

    Returns
    -------
    list of Route
        In the order of the text, positions in code points of ``source.text``.
    """
    found = []
    for segment in source.segments:
        if segment.role == "interviewer":
            continue
        mentions = mentions_of(source, segment)
        if len(mentions) > 1:
            text = source.text[segment.start : segment.end]
            moved = [replace(m, start=m.start - segment.start, end=m.end - segment.start) for m in mentions]
            found += [_moved(route, segment.start) for route in _routes(text, moved, segment.lang)]
    return found


def find_routes_in(text: str, lang: str = "fr") -> list[Route]:
    """Journeys told in a text; positions are code points of ``text``."""
    mentions = find_places_in(text, lang)
    return _routes(text, mentions, lang) if len(mentions) > 1 else []


def _routes(text: str, mentions: Sequence[PlaceMention], lang: str) -> list[Route]:
    cues = read_route_cues(lang)
    steps = read_steps(text, mentions, cues)
    return [_route([step.mention for step in stops]) for stops in ordered(steps, cues)]


def _route(stops: Sequence[PlaceMention]) -> Route:
    first = stops[0]
    start, end = min(stop.start for stop in stops), max(stop.end for stop in stops)
    return Route(first.source_id, first.segment, start, end, tuple(stops))


def _moved(route: Route, by: int) -> Route:
    stops = tuple(replace(stop, start=stop.start + by, end=stop.end + by) for stop in route.stops)
    return replace(route, start=route.start + by, end=route.end + by, stops=stops)
