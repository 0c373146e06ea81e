"""Intervals against published worked examples, statsmodels and scipy, and as properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from kiitools.errors import TableError
from kiitools.stats.intervals import bootstrap_share, exact, newcombe, share, wilson

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])

# Newcombe R. G. (1998), Statistics in Medicine 17, 857-872, table I: methods 3 (score) and 5 (exact)
SINGLE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]
# Newcombe R. G. (1998), Statistics in Medicine 17, 873-890, table II: method 10, contrasts (a) to (h)
DIFFERENCES = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000)),
]


@pytest.mark.parametrize(("k", "n", "score", "clopper"), SINGLE)
def test_wilson_and_exact_give_newcombe_s_table_of_single_shares(k, n, score, clopper):
    assert wilson(k, n) == pytest.approx(score, abs=5e-5)
    assert exact(k, n) == pytest.approx(clopper, abs=5e-5)


@pytest.mark.parametrize(("counts", "bounds"), DIFFERENCES)
def test_the_difference_of_two_shares_gives_newcombe_s_table(counts, bounds):
    assert newcombe(*counts)[1:] == pytest.approx(bounds, abs=5e-5)


@pytest.mark.parametrize(
    ("n", "low", "high"), [(5, 0.17, 0.83), (10, 0.24, 0.76), (20, 0.30, 0.70), (30, 0.33, 0.67)]
)
def test_half_of_a_small_group_says_as_little_as_the_maps_design_states(n, low, high):
    k = np.array([n / 2])
    found = [float(x[0]) for x in wilson(k, np.array([n]))]
    assert found == pytest.approx([low, high], abs=0.005)


def test_none_of_seven_still_allows_a_third():
    assert wilson(0, 7)[1] == pytest.approx(0.35, abs=0.005)


@given(counts, levels)
def test_wilson_and_exact_agree_with_statsmodels_and_scipy(pair, level):
    k, n = pair
    assert wilson(k, n, level) == pytest.approx(
        proportion_confint(k, n, 1 - level, method="wilson"), abs=1e-9
    )
    ci = binomtest(k, n).proportion_ci(level, "exact")
    assert exact(k, n, level) == pytest.approx((ci.low, ci.high), abs=1e-9)


@given(counts, counts)
def test_the_difference_agrees_with_statsmodels(one, two):
    theirs = confint_proportions_2indep(*one, *two, method="newcomb", compare="diff")
    assert newcombe(*one, *two)[1:] == pytest.approx(theirs, abs=1e-9)


@given(counts, levels)
def test_an_interval_contains_its_share_and_stays_between_0_and_1(pair, level):
    k, n = pair
    for method in (wilson, exact):
        low, high = method(k, n, level)
        assert 0 <= low <= k / n <= high <= 1


@given(counts)
def test_counting_the_others_mirrors_the_interval(pair):
    k, n = pair
    for method in (wilson, exact):
        low, high = method(k, n)
        assert method(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(counts)
def test_one_more_report_never_lowers_a_bound(pair):
    k, n = pair
    if k < n:
        for method in (wilson, exact):
            assert np.all(np.array(method(k + 1, n)) >= np.array(method(k, n)))


@given(counts)
def test_more_people_with_the_same_share_narrow_the_interval(pair):
    k, n = pair
    low, high = wilson(k, n)
    low2, high2 = wilson(2 * k, 2 * n)
    assert high2 - low2 < high - low


@given(counts)
def test_a_higher_level_widens_the_interval(pair):
    assert wilson(*pair, 0.99)[0] <= wilson(*pair, 0.9)[0]
    assert wilson(*pair, 0.99)[1] >= wilson(*pair, 0.9)[1]


@pytest.mark.parametrize("n", [10, 25, 50])
def test_wilson_covers_close_to_its_level_on_average_and_exact_never_less(n):
    """Brown, Cai & DasGupta (2001): the score interval covers near its level on average, exact above."""
    k = np.arange(n + 1)
    for method, least, most in ((wilson, 0.945, 0.965), (exact, 0.95, 1.0)):
        low, high = method(k, np.full(n + 1, n))
        p = np.linspace(0.001, 0.999, 999)
        cover = [(binom.pmf(k, n, one) * ((low <= one) & (one <= high))).sum() for one in p]
        assert least <= np.mean(cover) <= most
        if method is exact:
            assert min(cover) >= 0.95 - 1e-9


def test_nobody_asked_gives_no_number_at_all():
    assert all(math.isnan(x) for x in (*wilson(0, 0), *exact(0, 0), share(0, 0), *newcombe(0, 0, 1, 2)))
    low, high = wilson([0, 1, np.nan], [0, 2, np.nan])
    assert np.isnan(low).tolist() == [True, False, True]
    assert np.isnan(high).tolist() == [True, False, True]


def test_arrays_keep_their_shape_and_numbers_stay_numbers():
    low, high = wilson([[1, 2], [3, 4]], 5)
    assert low.shape == high.shape == (2, 2)
    assert isinstance(wilson(1, 5)[0], float)


@pytest.mark.parametrize(("k", "n"), [(6, 5), (-1, 5), (1, 0)])
def test_a_count_beyond_its_total_is_refused(k, n):
    with pytest.raises(TableError):
        wilson(k, n)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_share_is_refused(level):
    with pytest.raises(TableError):
        wilson(1, 2, level)


def test_sources_are_drawn_again_not_mentions():
    """Ten sources, half of them speak of nothing else: the interval is as wide as ten draws make it."""
    k, n = np.array([20] * 5 + [0] * 5), np.full(10, 20)
    low, high = bootstrap_share(k, n, seed=1)
    ten = wilson(5, 10)
    assert low == pytest.approx(ten[0], abs=0.08)
    assert high == pytest.approx(ten[1], abs=0.08)
    narrow = wilson(100, 200)
    assert high - low > 2 * (narrow[1] - narrow[0])


@given(
    st.lists(
        st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=8
    )
)
def test_the_bootstrap_stays_between_the_extreme_sources_and_repeats_itself(rows):
    k, n = np.array(rows).T
    found = bootstrap_share(k, n, draws=200, seed=3)
    shares = k / n
    assert shares.min() - 1e-12 <= found[0] <= found[1] <= shares.max() + 1e-12
    assert bootstrap_share(k, n, draws=200, seed=3) == found


def test_one_source_alone_says_nothing_of_variation():
    assert all(math.isnan(x) for x in bootstrap_share([3], [5]))
    assert all(math.isnan(x) for x in bootstrap_share([0, 0], [0, 0]))
