"""study.toml: read back as written; every fault named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiitools.errors import InputError
from kiitools.settings import Settings, read_settings, render_settings


@given(
    title=st.text(st.characters(exclude_categories=["Cs"])), strength=st.floats(0, 1), fictional=st.booleans()
)
def test_settings_read_back_as_they_were_written(tmp_path_factory, title, strength, fictional):
    file = tmp_path_factory.mktemp("s") / "study.toml"
    made = Settings(title=title, strength=strength, fictional=fictional)
    file.write_text(render_settings(made), encoding="utf-8")
    assert read_settings(file) == made


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[study\nname = 1", "settings.not-toml"),
        ("[study]\ntitre = 'x'", "settings.unknown-key"),
        ("name = 'x'", "settings.no-table"),
        ("study = 3", "settings.no-table"),
        ("[study]\nperiod = 2020", "settings.wrong-types"),
        ("[study]\nfictional = 'non'", "settings.wrong-types"),
        ("[study]\nstrength = 7", "settings.wrong-types"),
        ("[study]\nregions = 'Gao'", "settings.wrong-types"),
        ("[study]\nlang = 'bm'", "settings.bad-value"),
        ("[study]\nvintage = '2020'", "settings.bad-value"),
        ("[study]\nregions = ['Kayes', 'Dakar']", "settings.bad-value"),
    ],
)
def test_a_fault_in_the_settings_is_named(tmp_path, text, key):
    file = tmp_path / "study.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_settings(file)
    assert caught.value.key == key
    assert "study.toml" in str(caught.value)
