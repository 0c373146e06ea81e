"""Who does what, where, with which weight."""

from __future__ import annotations

import pandas as pd
import pytest

from kiitools.errors import TableError
from kiitools.outputs.stakeholders import (
    databases,
    four_w,
    influence_grid,
    position,
    presence,
    stakeholder_matrix,
)


def test_each_stakeholder_has_one_row_with_its_pillars_and_regions_ticked(actors):
    matrix = stakeholder_matrix(actors).set_index("acronym")
    assert len(matrix) == 40
    assert matrix.loc["PJS", "pillar.prosecution"]
    assert not matrix.loc["PJS", "pillar.prevention"]
    assert matrix.loc["DRPFEF Ségou", [c for c in matrix if c.startswith("region.")]].sum() == 1
    assert matrix.loc["CNCLTP", "position"] == "partner"
    assert matrix.loc["PJS", "position"] == "satisfy"
    assert not matrix[["region.Kidal", "region.Ménaka", "region.Taoudénit"]].any(axis=None)


@pytest.mark.parametrize(
    ("influence", "interest", "where"),
    [
        (5, 5, "partner"),
        (4, 3, "satisfy"),
        (3, 4, "inform"),
        (3, 3, "watch"),
        (pd.NA, 4, ""),
        (float("nan"), 1, ""),
    ],
)
def test_the_place_on_the_grid_follows_influence_and_interest(influence, interest, where):
    assert position(influence, interest) == where


def test_the_grid_holds_every_placed_stakeholder_once(actors):
    grid = influence_grid(actors)
    names = [
        n
        for c in grid.columns
        if c.startswith("interest.")
        for cell in grid[c]
        for n in cell.split("\n")
        if n
    ]
    assert len(names) == 40
    top = grid[grid["influence"] == 5]
    assert top["interest.3"].item() == "PJS"


def test_presence_counts_stakeholders_and_not_ticks(actors):
    frame = presence(actors).set_index("region")
    in_gao = actors["regions"].str.split("; ").map(lambda cell: "Gao" in cell)
    assert frame.loc["Gao", "actors"] == in_gao.sum()
    assert frame.loc["Kidal", "actors"] == 0


def test_the_4w_table_has_a_row_per_region_and_pillar_and_guesses_nothing(actors, projects):
    table = four_w(actors, projects)
    first = projects.iloc[0]
    rows = table[table["what"] == first["title"]]
    assert len(rows) == len(first["regions"].split("; ")) * len(first["pillars"].split("; "))
    assert set(rows["who_type"]) == {"international_organisation"}
    assert set(rows["start"]) == {"2016-10"}
    bare = table[table["what"].str.startswith("Projet OIM financé par le FCDO")]
    assert bare[["where", "pillar", "start"]].to_numpy().tolist() == [["", "", ""]]
    assert set(table.loc[table["record"] == "actor", "start"]) == {""}


def test_only_stakeholders_that_keep_something_stand_among_the_databases(actors):
    assert len(databases(actors)) == 35


def test_notes_are_neither_needed_nor_shown(actors):
    assert "notes" not in stakeholder_matrix(actors.assign(notes="secret")).columns
    with pytest.raises(TableError):
        stakeholder_matrix(actors.drop(columns="regions"))


def test_a_project_led_under_an_acronym_stands_under_the_name_of_the_actor(actors, projects):
    frame = four_w(actors, projects)
    acronyms = set(actors["acronym"]) - {""} - set(actors["name"])
    assert acronyms & set(projects["lead_actor"])
    assert not acronyms & set(frame["who"])
