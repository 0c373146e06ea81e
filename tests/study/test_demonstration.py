"""The demonstration study runs from end to end and says that it is fictional."""

from __future__ import annotations

import pytest

import kiitools as kt
from kiitools.errors import InputError


def test_all_informants_of_the_study_have_words(demo):
    assert len(demo.informants()) == 136
    coverage = demo.coverage()
    assert coverage.basis.n == 136
    assert set(demo.sources()["kind"]) == {"interview", "focus-group"}
    assert len(demo.sources()) == 22 + 88


def test_understanding_is_that_of_the_published_study(demo):
    frame = demo.understanding().frame.set_index("level")
    assert [int(frame.loc[level, "k"]) for level in ("precise", "partial", "none")] == [55, 50, 31]
    assert set(frame.loc[["precise", "partial", "none"], "n"]) == {136}


def test_codings_are_accepted_in_the_name_of_demo_only_above_the_stated_strength(demo):
    accepted = demo.codings(status="accepted")
    assert len(accepted) > 500
    assert set(accepted["decided_by"]) == {"demo"}
    assert accepted["strength"].min() >= demo.settings.strength
    left = demo.codings(status="suggested")
    assert left.empty or left["strength"].max() < demo.settings.strength


def test_every_finding_counts_people_once(demo):
    frame = demo.prevalence(by="region", level="form").frame
    covered = frame[frame["state"] != "not_covered"]
    assert (covered["k"] <= covered["n"]).all()
    assert covered["n"].max() <= 136


def test_kidal_menaka_and_taoudenit_are_not_covered_and_never_zero(demo):
    frame = demo.prevalence(by="region", level="form").frame
    outside = frame[frame["region"].isin(["Kidal", "Ménaka", "Taoudénit"])]
    assert set(outside["state"]) == {"not_covered"}
    assert outside[["k", "share", "low", "high"]].isna().all().all()


def test_a_cell_leads_back_to_its_quotes(demo):
    finding = demo.prevalence(by="region", level="form")
    cell = finding.frame[finding.frame["k"] > 0].iloc[0]
    quotes = finding.quotes(region=cell["region"], code=cell["code"])
    assert len(quotes) >= cell["k"] >= 1
    for row in quotes.itertuples():
        assert demo.source(row.source_id).text[row.start : row.end] == row.quote


def test_the_card_of_a_study_shows_counts_and_no_words(demo):
    card = repr(demo)
    assert "136" in card
    assert "fictif" in card
    words = {
        word for row in demo.quotes(code="form").itertuples() for word in row.quote.split() if len(word) > 12
    }
    assert not words & set(card.split())


def test_the_study_has_no_problems(demo):
    assert demo.problems() == []


def test_building_again_replaces_the_demonstration_and_nothing_else(tmp_path):
    (tmp_path / "notes.txt").write_text("à moi")
    with pytest.raises(InputError, match="n'est pas une étude de démonstration"):
        kt.build_demo(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "à moi"


def test_a_demonstration_in_which_somebody_worked_is_not_replaced(demo_copy):
    demo_copy.decide(demo_copy.codings()["coding_id"].iloc[0], "rejected", coder="AK")
    demo_copy.close()
    with pytest.raises(InputError, match="n'est pas une étude de démonstration"):
        kt.build_demo(demo_copy.folder)


def test_a_demonstration_beside_which_a_file_was_put_is_not_replaced(demo_copy):
    (demo_copy.folder / "mes-notes.docx").write_text("à moi")
    demo_copy.close()
    with pytest.raises(InputError):
        kt.build_demo(demo_copy.folder)
    assert (demo_copy.folder / "mes-notes.docx").exists()


@pytest.mark.parametrize("template", ["evaluation", "blank"])
def test_a_study_without_forms_of_exploitation_exports_all_but_the_map(tmp_path, template):
    with kt.new_study(tmp_path / "e", template=template) as study:
        written = study.export(tmp_path / "out")
    assert "map" not in written
    assert written["report"].exists()
