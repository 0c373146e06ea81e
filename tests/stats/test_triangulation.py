"""Triangulation: who says the same thing from where."""

from __future__ import annotations

import pytest

from kiitools.stats.triangulation import triangulation
from tests.stats.tables import people, person, said, sources, speaking

REGISTER = people(
    person(1, category="justice", organisation="T", mode="interview"),
    person(2, category="lawyer", organisation="L", mode="phone"),
    person(3, category="justice", organisation="T", mode="interview"),
)
HEARD = speaking("KI-1", "KI-2", "KI-3")


def support(*codings: dict, **more):
    return triangulation(said(*codings), REGISTER, HEARD, codes=["form.gold"], **more).frame.iloc[0]


def by(number: int, **more) -> dict:
    return {"informant_id": f"KI-{number}", **more}


def test_two_categories_from_their_own_knowledge_converge():
    got = support(by(1), by(2, evidence="reported"))
    assert (got["k"], got["n"], got["categories"], got["modes"], got["organisations"]) == (2, 3, 2, 2, 2)
    assert got["support"] == "converging"


@pytest.mark.parametrize(
    ("codings", "name"),
    [
        ((), "none"),
        ((by(1), by(1)), "one_informant"),
        ((by(1), by(3)), "one_category"),
        ((by(1, evidence="reported"), by(2, evidence="reported")), "hearsay_only"),
        ((by(1, polarity="negated"),), "none"),
    ],
)
def test_weaker_support_is_named(codings, name):
    assert support(*codings)["support"] == name


def test_as_many_denials_as_reports_are_contested():
    register = people(*(person(i, category=c) for i, c in enumerate("abcd")))
    codings = said(by(0), by(1), by(2, polarity="negated"), by(3, polarity="negated"))
    finding = triangulation(codings, register, speaking(*(f"KI-{i}" for i in range(4))))
    assert finding.frame["support"].tolist() == ["contested"]


def test_what_only_documents_say_is_documents_only():
    papers = sources({"source_id": "S-doc", "kind": "document"})
    got = support({"source_id": "S-doc"}, {"source_id": "S-doc"}, sources=papers)
    assert (got["k"], got["documents"], got["support"]) == (0, 1, "documents_only")


def test_a_code_leads_to_its_codings():
    finding = triangulation(said(by(1), by(2)), REGISTER, HEARD)
    assert finding.coding_ids(code="form.gold") == ("C-0", "C-1")
    assert list(finding.frame)[:6] == ["code", "k", "n", "share", "low", "high"]
