"""Saturation: counted by hand on five sessions."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.errors import TableError
from kiitools.stats.saturation import saturation
from tests.stats.tables import said

A, B, C = "form.gold.child", "form.gold.adult", "general.means.debt"


def held(*sessions: tuple[str, ...]) -> pd.DataFrame:
    return said(
        *({"session_id": f"E{at}", "code": code} for at, codes in enumerate(sessions) for code in codes)
    )


def order(n: int) -> list[str]:
    return [f"E{at}" for at in range(n)]


def test_each_session_is_credited_with_the_codes_nobody_brought_before():
    frame = saturation(held((A,), (A, B), (), (C, A)), order(4)).frame
    assert frame["new"].tolist() == [1, 1, 0, 1]
    assert frame["k"].tolist() == [1, 2, 2, 3]
    assert frame["n"].tolist() == [3] * 4
    assert frame["share"].iloc[-1] == 1


def test_saturation_is_reached_when_the_last_two_sessions_bring_nothing_to_speak_of():
    frame = saturation(held((A,), (B,), (C,), (A,), (A,), (B,)), order(6), base=3, run=2).frame
    assert frame["state"].tolist() == ["base"] * 4 + ["saturated", "saturated"]
    late = saturation(held((A,), (B,), (), (C,), (A,)), order(5), base=3, run=2)
    assert late.frame["ratio"].iloc[-1] == pytest.approx(1 / 2)
    assert late.frame["state"].iloc[-1] == "open"
    assert "non atteint" in late.caption["fr"]


def test_before_the_base_is_complete_nothing_is_said():
    frame = saturation(held((A,), (A,)), order(2)).frame
    assert set(frame["state"]) == {"base"}
    assert frame["ratio"].isna().all()


def test_sessions_without_any_code_count_as_sessions():
    assert saturation(held((A,)), order(3)).basis.n == 3


def test_only_affirmed_codings_are_new():
    codings = held((A,), (B,)).assign(polarity=["affirmed", "negated"])
    assert saturation(codings, order(2)).frame["k"].tolist() == [1, 1]


def test_codings_outside_the_order_are_left_out_and_said_to_be():
    finding = saturation(held((A,), (B,)), order(1))
    assert dict(finding.basis.notes) == {"stats.note.no-session": {"n": 1}}


def test_a_session_leads_to_its_codings_and_to_those_new_in_it():
    finding = saturation(held((A,), (A, B)), order(2))
    assert finding.coding_ids(position=2) == ("C-1", "C-2")
    assert finding.coding_ids(session_id="E1", of="new") == ("C-2",)


def test_a_session_named_twice_is_refused():
    with pytest.raises(TableError, match="E0"):
        saturation(held((A,)), ["E0", "E0"])


def test_no_session_at_all_gives_an_empty_table():
    assert saturation(held(), []).frame.empty


many = st.lists(st.lists(st.sampled_from([A, B, C]), max_size=3), min_size=1, max_size=7)


@settings(max_examples=40, deadline=None)
@given(many)
def test_the_curve_never_falls_and_the_band_stays_between_nothing_and_all(sessions):
    frame = saturation(held(*map(tuple, sessions)), order(len(sessions)), draws=60).frame
    assert frame["k"].is_monotonic_increasing
    assert frame["new"].sum() == frame["k"].iloc[-1]
    if frame["n"].iloc[0]:
        assert (frame["low"] <= frame["high"]).all()
        assert frame["expected"].iloc[-1] == frame["n"].iloc[-1]
        # percentiles of a skewed distribution need not hold its mean; they stay among the shares there can be
        assert frame["low"].between(0, 1).all()
        assert frame["high"].between(0, 1).all()
        assert frame["low"].is_monotonic_increasing
        assert frame["high"].is_monotonic_increasing
