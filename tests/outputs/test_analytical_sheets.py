"""One sheet per session, by the blocks of the interview guide, without words or names."""

from __future__ import annotations

import docx
import pandas as pd
import pytest

from kiitools.outputs.analytical_sheets import (
    block_of,
    code_counts,
    session_sections,
    write_analytical_sheets,
)
from kiitools.outputs.wording import long_date
from kiitools.tables import PLACES
from tests.outputs.conftest import codings_of, ensure_nothing_runs


@pytest.mark.parametrize(
    ("code", "block"),
    [
        ("context.response.services", "activities"),
        ("context.data.absence", "data"),
        ("form.gold.child", "forms"),
        ("general.means.debt", "profiles"),
        ("context.climate.food-insecurity", "context"),
        ("relevance.positive", ""),
    ],
)
def test_each_code_stands_in_one_block_of_the_guide(code, block):
    assert block_of(code) == block


def test_mentions_are_counted_by_polarity_and_hearsay(informants):
    codings = (
        codings_of(informants)
        .head(3)
        .assign(
            code="form.gold.child",
            polarity=["affirmed", "negated", "affirmed"],
            evidence=["direct", "direct", "reported"],
        )
    )
    row = code_counts(codings).iloc[0]
    assert row[["mentions", "affirmed", "negated", "reported"]].tolist() == [3, 2, 1, 1]


def test_there_is_a_sheet_for_every_session_and_it_names_nobody(informants, tmp_path):
    few = informants[informants["session_id"].isin(["FGD-GAO-1", "ENT-011", "ENT-066"])]
    place = dict.fromkeys(PLACES.columns, "") | {"session_id": "ENT-011", "region": "Gao"}
    places = pd.DataFrame([place, {**place, "region": "", "country": "DZ"}])
    labels = {"form.gold.child": "Enfants dans les mines d'or"}
    paths = write_analytical_sheets(
        tmp_path,
        informants=few,
        codings=codings_of(few),
        places=places,
        labels=labels,
        title="Étude",
        notices=["Tout est fictif."],
    )
    assert [p.name for p in paths] == ["fiche-ENT-011.docx", "fiche-ENT-066.docx", "fiche-FGD-GAO-1.docx"]
    for path in paths:
        ensure_nothing_runs(path)
        document = docx.Document(str(path))
        cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
        text = "\n".join([*(p.text for p in document.paragraphs), *cells])
        assert "pour l'équipe seulement" in text
        assert "Tout est fictif." in text
        assert not [one for one in few["informant_id"] if one in text]
    first = docx.Document(str(paths[0]))
    text = "\n".join(p.text for p in first.paragraphs)
    assert "Gao (1)" in text
    assert "Autres pays\u00a0: Algérie (1)." in text


def test_a_session_without_codings_says_that_nothing_was_coded(informants):
    nothing = codings_of(informants).head(0)
    sections = session_sections("ENT-011", informants, nothing, None, labels={})
    said = [block for section in sections for block in section.blocks if isinstance(block, str)]
    assert said
    assert all("ne veut pas dire que rien n'existe" in one for one in said)


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        ("2024-03-12", "12\u00a0mars 2024", "12\u00a0March 2024"),
        ("2024-08-01", "1er\u00a0août 2024", "1\u00a0August 2024"),
        ("2024-03", "mars 2024", "March 2024"),
        ("2024", "2024", "2024"),
        ("vers mars", "vers mars", "vers mars"),
    ],
)
def test_dates_are_written_in_words_and_what_is_no_date_stays(value, fr, en):
    assert (long_date(value, "fr"), long_date(value, "en")) == (fr, en)
