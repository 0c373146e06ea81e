"""Real text: the public reports the project came from, taken in as desk-review documents."""

from __future__ import annotations

import pytest

import kiitools as kt


@pytest.fixture(scope="module")
def desk_review(shared, tmp_path_factory):
    reports = sorted((shared / "seeds").glob("*.txt"))
    if not reports:
        pytest.skip("../shared/seeds holds no reports")
    folder = tmp_path_factory.mktemp("seeds") / "etude"
    with kt.new_study(folder, lang="en") as study:
        study.add(*reports)
        study.suggest(progress=False)
        yield study


def test_public_reports_come_in_as_documents(desk_review):
    sources = desk_review.sources()
    assert set(sources["kind"]) == {"document"}
    assert set(sources["lang"]) == {"en"}
    assert len(sources) == 5


def test_what_is_coded_there_is_in_the_words_of_the_report(desk_review):
    quotes = desk_review.quotes(code="form", status="suggested")
    assert len(quotes) > 10
    for row in quotes.itertuples():
        assert desk_review.source(row.source_id).text[row.start : row.end] == row.quote


def test_documents_are_counted_by_source_not_by_informant(desk_review):
    finding = desk_review.indicators(level="group", unit="source", status="suggested")
    assert finding.basis.unit == "source"
    assert finding.frame["n"].max() == 5
    by_group = finding.frame.set_index("code")["k"]
    assert by_group["context.response"] >= 3


def test_the_final_report_of_the_study_speaks_of_the_forms_it_found(desk_review):
    sources = desk_review.sources().set_index("title")
    report = sources.index[sources.index.str.startswith("002_")][0]
    codings = desk_review.codings()
    found = set(codings[codings["source_id"] == sources.loc[report, "source_id"]]["group"])
    assert {"form.descent-slavery", "form.gold"} <= found
