"""Matrices as workbooks that a committee can receive."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from kiitools.errors import InputError
from kiitools.outputs.matrix import KINDS, write_matrix
from tests.outputs.conftest import HOSTILE, ensure_nothing_runs


def words_of(path):
    book = openpyxl.load_workbook(path)
    return [
        str(c.value) for s in book.worksheets for row in s.iter_rows() for c in row if c.value is not None
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_matrix_is_written_in_both_languages_with_title_and_notice(
    tmp_path, kind, lang, actors, projects
):
    codes = pd.DataFrame(
        {"id": ["form.gold.child"], "category": ["x"], "label": ["Enfants"], "weight": ["S"]}
    )
    path = write_matrix(
        kind,
        tmp_path / "m.xlsx",
        actors=actors,
        projects=projects,
        codes=codes,
        lang=lang,
        title="Étude d'essai",
        notes=["Tout est fictif."],
    )
    words = words_of(path)
    assert "Étude d'essai" in words
    assert "Tout est fictif." in words
    assert not [w for w in words if w.startswith("outputs.") or "{" in w]
    ensure_nothing_runs(path)


def test_the_stakeholder_matrix_speaks_french_and_ticks_cells(tmp_path, actors):
    path = write_matrix("stakeholders", tmp_path / "m.xlsx", actors=actors, title="T")
    words = words_of(path)
    assert {"Organe de coordination", "Prévention", "À associer étroitement", "Tombouctou"} <= set(words)
    assert words.count("●") == int(
        actors["regions"].str.split("; ").str.len().sum() + actors["pillars"].str.split("; ").str.len().sum()
    )
    assert openpyxl.load_workbook(path).sheetnames == [
        "Matrice des acteurs",
        "Influence et intérêt",
        "Présence par région",
    ]


def test_hostile_names_stay_words(tmp_path, actors, projects):
    many = len(HOSTILE)
    bad = (
        pd.concat([actors] * 1)
        .head(many)
        .assign(name=list(HOSTILE), acronym=list(HOSTILE), databases=list(HOSTILE))
    )
    for kind in ("stakeholders", "4w", "databases"):
        path = write_matrix(kind, tmp_path / f"{kind}.xlsx", actors=bad, projects=projects, title="=T")
        words = words_of(path)
        assert all(one in words for one in HOSTILE)
        ensure_nothing_runs(path)


def test_an_empty_register_gives_an_empty_matrix_and_not_an_error(tmp_path):
    for kind in KINDS:
        write_matrix(kind, tmp_path / f"{kind}.xlsx", title="T")


def test_an_unknown_kind_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(InputError, match="stakeholders"):
        write_matrix("5w", tmp_path / "m.xlsx", title="T")
