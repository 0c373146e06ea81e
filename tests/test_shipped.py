"""What ships with kiitools, and words compared without what does not matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiitools.folding import folded
from kiitools.shipped import RESOURCES, read_shipped, read_strings, shipped_folder


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Ségou", "segou"),
        ("L’Œuvre", "l'oeuvre"),
        ("TRAFIQUÉ\u200be", "trafiquee"),
        ("Gourma‑Rharous", "gourma-rharous"),
        ("ﬁlle", "fille"),
    ],
)
def test_words_are_compared_without_accents_case_and_invisible_marks(written, compared):
    assert folded(written) == compared


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(st.characters(categories=["L"])))
def test_composed_and_decomposed_letters_are_the_same(text):
    import unicodedata

    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


def test_every_value_of_a_data_file_stays_a_string(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("en: No\nheure: 12:30\nvide:\n", encoding="utf-8")
    assert read_strings(file) == {"en": "No", "heure": "12:30", "vide": ""}


def test_data_files_and_folders_that_ship_are_there():
    assert read_shipped("registers/columns")
    assert (shipped_folder("demo") / "informants.csv").is_file()
    assert list(shipped_folder("notebooks").glob("*.ipynb"))
    assert (RESOURCES / "licences").is_dir()
