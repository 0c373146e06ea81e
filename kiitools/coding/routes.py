"""Routes: journeys told in a turn, as places in the order of travel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiitools.coding.place_roles import with_roles
from kiitools.coding.places import places_named
from kiitools.model.places import PlaceMention, Route
from kiitools.model.sources import Segment, Source

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
        In the order of the text, positions in code points of ``source.text``; ``stops`` in the order of
        travel, with their roles. Alternatives (« par Gogui ou par Nara ») give one route each. A stop that is
        denied, and a country that only frames a stop named beside it, are not on the route.

    See Also
    --------
    find_routes_in : the same in a text.
    """
    return [
        _in_source(route, source, segment)
        for segment in source.segments
        if segment.role != "interviewer"
        for route in find_routes_in(source.text[segment.start : segment.end], segment.lang)
    ]


def find_routes_in(text: str, lang: str = "fr") -> list[Route]:
    """Journeys told in a text; positions are code points of ``text``.

    ``lang`` says whose cues are read: ``en``, else French.
    """
    mentions = places_named(text)
    if len(mentions) < 2:
        return []
    return [_route(stops) for stops in with_roles(text, mentions, lang)[1]]


def _route(stops: Sequence[PlaceMention]) -> Route:
    start, end = min(stop.start for stop in stops), max(stop.end for stop in stops)
    return Route("", 0, start, end, tuple(stops))


def _in_source(route: Route, source: Source, segment: Segment) -> Route:
    sid, seq, by = source.source_id, segment.seq, segment.start
    stops = tuple(
        replace(s, source_id=sid, segment=seq, start=s.start + by, end=s.end + by) for s in route.stops
    )
    return Route(sid, seq, route.start + by, route.end + by, stops)
