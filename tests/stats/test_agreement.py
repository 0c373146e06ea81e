"""Agreement: published worked examples, other people's programs, and what must hold for any data."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

from kiitools.errors import TableError
from kiitools.stats.agreement import agreement, agreement_on_levels, disagreements
from kiitools.stats.coefficients import MEASURES, coefficient

_ = np.nan
# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", C: 4 observers, 12 units, 5 values
KRIPPENDORFF = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]).T - 1  # fmt: skip
# Fleiss' kappa as worked through on Wikipedia: 10 subjects, 14 raters, 5 categories; 0.210
FLEISS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def value(measure: str, ratings, categories: int = 2, **more) -> float:
    return coefficient(measure, ratings, categories, draws=50, **more).value


def crossed(both: int, first: int, second: int, neither: int) -> np.ndarray:
    """Two coders: units both code, only the first, only the second, neither."""
    return np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], [both, first, second, neither], axis=0)


@pytest.mark.parametrize(
    ("measure", "published"),
    [("alpha", 0.7434), ("alpha_ordinal", 0.8154), ("ac1", 0.77544), ("fleiss", 0.76117)],
)
def test_krippendorff_s_own_example_gives_the_printed_figures(measure, published):
    digits = len(str(published)) - 2
    assert round(value(measure, KRIPPENDORFF, 5), digits) == published


def test_fleiss_worked_example_gives_0_210_and_statsmodels_agrees():
    ratings = [[category for category, many in enumerate(row) for _ in range(many)] for row in FLEISS]
    assert value("fleiss", ratings, 5) == pytest.approx(0.210, abs=5e-4)
    assert value("fleiss", ratings, 5) == pytest.approx(fleiss_kappa(np.array(FLEISS)), abs=1e-12)


def test_kappa_by_hand_35_of_50_agree_where_25_would_by_chance():
    table = crossed(20, 5, 10, 15)
    assert value("percent", table) == pytest.approx(35 / 50)
    assert value("cohen", table) == pytest.approx((0.7 - 0.5) / (1 - 0.5), abs=1e-9)


def test_kappa_misleads_where_a_code_is_nearly_everywhere_and_ac1_does_not():
    """Gwet (2008): 118 + 0 of 125 agree; kappa -0.0234, AC1 0.9408."""
    table = crossed(118, 5, 2, 0)
    assert value("cohen", table) == pytest.approx(-0.0234, abs=5e-5)
    assert value("ac1", table) == pytest.approx(0.9408, abs=5e-5)


tables = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30).map(np.array)


@given(tables)
def test_cohen_s_kappa_is_scikit_learn_s(table):
    assume(len(np.unique(table)) > 1)
    assert value("cohen", table, 3) == pytest.approx(cohen_kappa_score(*table.T), abs=1e-9)


holes = st.lists(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, math.nan]), min_size=3, max_size=3), min_size=2, max_size=15
).map(np.array)


@given(holes, st.integers(0, 99), st.sampled_from(sorted(MEASURES)))
def test_neither_the_order_of_units_nor_of_coders_matters(table, seed, measure):
    order = np.random.default_rng(seed)
    shuffled = order.permutation(order.permutation(table, axis=0), axis=1)
    assert value(measure, shuffled, 3) == pytest.approx(value(measure, table, 3), nan_ok=True)


@given(holes, st.sampled_from(sorted(MEASURES)))
def test_agreement_is_at_most_1_and_undefined_always_says_why(table, measure):
    got = coefficient(measure, table, 3, draws=20)
    assert math.isnan(got.value) or got.value <= 1 + 1e-12
    if math.isnan(got.value):
        assert got.reason in {"no_pairs", "one_value", "two_coders"}
        assert math.isnan(got.low)


@given(st.lists(st.integers(0, 2), min_size=2, max_size=20), st.sampled_from(sorted(MEASURES)))
def test_coders_who_always_agree_and_vary_reach_1(column, measure):
    assume(len(set(column)) > 1)
    assert value(measure, np.column_stack([column, column]), 3) == pytest.approx(1)


def test_a_unit_one_coder_did_not_read_says_nothing():
    with_gap = np.vstack([crossed(5, 1, 1, 5), [[1, math.nan]], [[math.nan, 0]]])
    for measure in ("percent", "cohen", "alpha"):
        assert value(measure, with_gap) == pytest.approx(value(measure, crossed(5, 1, 1, 5)))


def test_what_nobody_varies_on_is_undefined_except_for_percent_and_ac1():
    never = np.zeros((6, 2))
    assert [value(m, never) for m in ("percent", "ac1")] == [1, 1]
    for measure in ("cohen", "fleiss", "alpha"):
        got = coefficient(measure, never, 2)
        assert math.isnan(got.value)
        assert got.reason == "one_value"


def test_three_coders_have_no_cohen_s_kappa():
    assert coefficient("cohen", np.zeros((4, 3)), 2).reason == "two_coders"


def test_nothing_read_twice_gives_no_figure():
    assert coefficient("alpha", [[1, math.nan], [math.nan, 0]], 2).reason == "no_pairs"


def test_the_interval_draws_sources_again_and_repeats_itself():
    table, sources = crossed(20, 5, 5, 20), np.arange(50) % 7
    one = coefficient("alpha", table, 2, groups=sources, seed=4)
    assert one == coefficient("alpha", table, 2, groups=sources, seed=4)
    assert one.low < one.value < one.high
    alone = coefficient("alpha", table, 2, groups=np.zeros(50))
    assert (alone.reason, math.isnan(alone.low)) == ("no_interval", True)
    assert alone.value == one.value


def test_the_bootstrap_equals_drawing_the_sources_one_by_one():
    """The weights are a short cut: resampling the rows themselves gives the same distribution."""
    table, sources = crossed(12, 4, 3, 11), np.repeat(np.arange(6), 5)
    rng = np.random.default_rng(1)
    drawn = [
        value("alpha", np.vstack([table[sources == s] for s in rng.integers(0, 6, 6)]))
        for _try in range(1500)
    ]
    got = coefficient("alpha", table, 2, groups=sources, draws=4000)
    assert (got.low, got.high) == pytest.approx(np.nanquantile(drawn, [0.025, 0.975]), abs=0.05)


# ---------------------------------------------------------------------------------------- codes on text
UNITS = pd.DataFrame(
    [(f"U{source}{i}", f"S{source}", 10 * i, 10 * i + 9) for source in (1, 2) for i in range(5)],
    columns=["unit_id", "source_id", "start", "end"],
)
BOTH = pd.DataFrame([(c, s) for c in ("AK", "BD") for s in ("S1", "S2")], columns=["coder", "source_id"])
GOLD, DEBT = "form.gold.child", "general.means.debt"


def layer(*rows) -> pd.DataFrame:
    """(coder, source, unit number, code)"""
    plain = [(c, s, 10 * i, 10 * i + 5, code, f"C-{n}") for n, (c, s, i, code) in enumerate(rows)]
    return pd.DataFrame(plain, columns=["coder", "source_id", "start", "end", "code", "coding_id"])


LAYER = layer(
    ("AK", "S1", 0, GOLD), ("BD", "S1", 0, GOLD), ("AK", "S1", 1, GOLD), ("BD", "S2", 3, "form.gold.adult"),
    ("AK", "S2", 4, DEBT), ("BD", "S2", 4, DEBT),
)  # fmt: skip


def cell(finding, code, measure):
    frame = finding.frame
    return frame[(frame["code"] == code) & (frame["measure"] == measure)].iloc[0]


def test_nine_of_ten_sentences_agree_on_gold():
    got = agreement(LAYER, UNITS, BOTH, draws=100)
    found = cell(got, GOLD, "percent")
    assert (found["value"], found["n"], found["prevalence"]) == (0.9, 10, 3 / 20)
    assert cell(got, GOLD, "cohen")["value"] == pytest.approx(
        cohen_kappa_score([1, 1] + [0] * 8, [1] + [0] * 9)
    )
    assert cell(got, DEBT, "alpha")["value"] == 1


def test_at_the_level_of_groups_two_codes_of_one_form_are_the_same():
    got = agreement(LAYER, UNITS, BOTH, level="form", draws=50)
    assert set(got.frame["code"]) == {"form.gold", "total"}
    assert cell(got, "form.gold", "percent")["value"] == 0.8


def test_over_all_the_decisions_of_all_codes_are_taken_together():
    got = agreement(LAYER, UNITS, BOTH, draws=50)
    assert cell(got, "total", "percent")["value"] == pytest.approx(28 / 30)
    assert cell(got, "total", "percent")["n"] == 30


def test_a_source_only_one_coder_read_does_not_count_as_absent():
    read = BOTH[~((BOTH["coder"] == "BD") & (BOTH["source_id"] == "S1"))]
    assert cell(agreement(LAYER, UNITS, read, draws=50), DEBT, "percent")["n"] == 5


def test_a_rare_code_carries_a_caution_where_kappa_misleads():
    many = pd.DataFrame([(f"U{i}", "S1", 10 * i, 10 * i + 9) for i in range(50)], columns=UNITS.columns)
    got = agreement(layer(("AK", "S1", 0, GOLD)), many, BOTH, draws=50)
    assert cell(got, GOLD, "alpha")["caution"] == "prevalence"
    assert cell(got, GOLD, "ac1")["caution"] == ""


def test_a_passage_over_two_sentences_counts_for_both():
    wide = layer(("AK", "S1", 0, GOLD)).assign(end=15)
    assert len(disagreements(wide, UNITS, BOTH)) == 2


def test_disagreements_say_where_and_who():
    got = disagreements(LAYER, UNITS, BOTH)
    assert got[["unit_id", "code", "AK", "BD"]].to_numpy().tolist() == [
        ["U23", "form.gold.adult", 0, 1], ["U11", GOLD, 1, 0],
    ]  # fmt: skip


def test_a_code_leads_to_the_codings_of_all_coders():
    got = agreement(LAYER, UNITS, BOTH, draws=50)
    assert got.coding_ids(code=GOLD, measure="alpha") == ("C-0", "C-1", "C-2")
    assert len(got.coding_ids(code="total")) == 6


def test_nothing_coded_gives_an_empty_table_and_missing_columns_are_named():
    assert agreement(layer(), UNITS, BOTH).frame.empty
    with pytest.raises(TableError) as caught:
        agreement(LAYER.drop(columns=["code", "end"]), UNITS, BOTH)
    assert len(caught.value.faults) == 2


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["AK", "BD"]), st.sampled_from(["S1", "S2"]), st.integers(0, 4)),
        max_size=12,
    )
)
def test_coding_a_sentence_twice_or_in_another_order_changes_nothing(rows):
    once = layer(*((c, s, i, GOLD) for c, s, i in rows))
    twice = pd.concat([once, once]).sample(frac=1, random_state=1)
    one, two = (agreement(x, UNITS, BOTH, draws=30).frame for x in (once, twice))
    pd.testing.assert_frame_equal(one, two)


def test_levels_of_understanding_are_ordered():
    near = [("KI-1", "precise", "partial"), ("KI-2", "partial", "partial"), ("KI-3", "none", "none")]
    far = [("KI-1", "precise", "none"), *near[1:]]

    def ordinal(rows) -> float:
        judged = [(u, coder, level) for u, *levels in rows for coder, level in zip("AB", levels, strict=True)]
        frame = agreement_on_levels(pd.DataFrame(judged, columns=["unit_id", "coder", "level"])).frame
        return frame.set_index("measure").loc["alpha_ordinal", "value"]

    assert ordinal(near) > ordinal(far)
    with pytest.raises(TableError):
        ordinal([("KI-1", "parfait", "none")])
