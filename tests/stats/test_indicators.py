"""Indicators by informant, organisation, session and source."""

from __future__ import annotations

import pytest

from kiitools.errors import TableError
from kiitools.stats.indicators import indicators
from tests.stats.tables import people, person, said, sources, speaking

DEBT = "general.means.debt"
PEOPLE = [
    person(1, organisation="A", sex="F"),
    person(2, organisation="A", sex="M"),
    person(3, organisation="B", sex="F"),
]
HEARD = speaking("KI-1", "KI-2", "KI-3")


def row(finding, **key):
    frame = finding.frame
    for name, value in key.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def both(*informants):
    return said(*({"informant_id": one, "code": DEBT} for one in informants))


def test_informants_are_counted_once_however_often_they_say_it():
    found = row(indicators(both("KI-1", "KI-1", "KI-2"), people(*PEOPLE), HEARD), code=DEBT)
    assert (found["k"], found["n"], found["mentions"]) == (2, 3, 3)


def test_by_sex_each_has_its_own_base():
    finding = indicators(both("KI-1"), people(*PEOPLE), HEARD, by="sex")
    assert [row(finding, sex=s)[["k", "n"]].tolist() for s in "FM"] == [[1, 2], [0, 1]]


def test_two_colleagues_are_one_organisation():
    found = row(indicators(both("KI-1", "KI-2"), people(*PEOPLE), HEARD, unit="organisation"), code=DEBT)
    assert (found["k"], found["n"]) == (1, 2)


def test_who_has_no_organisation_is_left_out_of_organisations_and_said_to_be():
    finding = indicators(
        both("KI-1", "KI-4"), people(*PEOPLE, person(4)), speaking("KI-1", "KI-4"), unit="organisation"
    )
    assert row(finding, code=DEBT)[["k", "n"]].tolist() == [1, 1]
    assert dict(finding.basis.notes) == {"stats.note.no-organisation": {"n": 1}}


def test_documents_have_no_informant_and_count_as_sources():
    codings = said({"source_id": "S-a", "code": DEBT}, {"source_id": "S-a", "code": DEBT})
    papers = sources({"source_id": "S-a", "kind": "document"}, {"source_id": "S-b", "kind": "document"})
    finding = indicators(codings, people(), speaking(), unit="source", sources=papers)
    assert row(finding, code=DEBT)[["k", "n"]].tolist() == [1, 2]
    assert finding.frame.attrs["unit"] == "source"


def test_sources_may_be_told_apart_by_kind():
    codings = said({"source_id": "S-a", "code": DEBT})
    texts = sources({"source_id": "S-a", "kind": "document"}, {"source_id": "S-b", "kind": "interview"})
    finding = indicators(codings, people(), speaking(), unit="source", sources=texts, by="kind")
    assert row(finding, kind="document")["k"] == 1
    assert row(finding, kind="interview")["k"] == 0


def test_two_parts_of_one_session_are_one_session():
    codings = said({"source_id": "S-a", "code": DEBT}, {"source_id": "S-b", "code": DEBT})
    parts = sources(*({"source_id": s, "session_id": "ENT-1"} for s in ("S-a", "S-b")), {"source_id": "S-c"})
    finding = indicators(codings, people(), speaking(), unit="session", sources=parts)
    assert row(finding, code=DEBT)[["k", "n"]].tolist() == [1, 1]


def test_a_denial_is_no_indicator():
    finding = indicators(
        said({"informant_id": "KI-1", "code": DEBT, "polarity": "negated"}), people(*PEOPLE), HEARD
    )
    assert row(finding, code=DEBT)[["k", "denied"]].tolist() == [0, 1]


def test_a_cell_leads_back_to_its_codings():
    finding = indicators(both("KI-1", "KI-2"), people(*PEOPLE), HEARD, by="sex")
    assert finding.coding_ids(sex="M", code=DEBT) == ("C-1",)
    assert indicators(both("KI-1", "KI-2"), people(*PEOPLE), HEARD).coding_ids(code=DEBT) == ("C-0", "C-1")


def test_counting_sources_needs_the_table_of_sources():
    with pytest.raises(TableError, match="sources"):
        indicators(both("KI-1"), people(*PEOPLE), HEARD, unit="source")


def test_an_unknown_unit_lists_the_known_ones():
    with pytest.raises(TableError, match="informant, organisation, session, source"):
        indicators(both("KI-1"), people(*PEOPLE), HEARD, unit="mention")
