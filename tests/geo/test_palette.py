"""The shade of a region says no more than its informants can bear."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiitools.errors import TableError
from kiitools.geo import palette


@pytest.mark.parametrize(
    ("k", "n", "key"),
    [
        (5, 20, "c4-1"), (6, 20, "c4-2"), (15, 20, "c4-3"), (16, 20, "c4-4"), (30, 30, "c4-4"),
        (1, 30, "c4-1"),
        (5, 10, "c2-1"), (6, 10, "c2-2"), (19, 19, "c2-2"), (1, 5, "c1-1"), (9, 9, "c1-1"),
        (2, 4, "too_few"), (0, 4, "too_few"), (0, 7, "no_report"), (0, 0, "not_covered"),
    ],
)  # fmt: skip
def test_k_of_n_informants_give_this_class(k: int, n: int, key: str) -> None:
    share = k / n if n else math.nan
    assert palette.classify(share, n, palette.state_of(k, n)).key == key


@given(st.integers(1, 60), st.data())
def test_more_reports_among_as_many_informants_never_give_a_lighter_shade(
    n: int, data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, n - 1))
    less, more = (palette.classify(i / n, n, palette.state_of(i, n)).fill for i in (k, k + 1))
    assert palette.contrast(more, "#ffffff") >= palette.contrast(less, "#ffffff")


def test_a_region_not_covered_one_without_a_report_and_one_with_too_few_interviews_are_told_apart() -> None:
    shades = [
        palette.classify(math.nan, 0, "not_covered"),
        palette.classify(0, 8, "no_report"),
        palette.classify(0.5, 4, "too_few"),
    ]
    assert len({(shade.fill, shade.pattern) for shade in shades}) == 3
    assert {shade.fill for shade in shades} == {"#ffffff"}


def test_the_classes_keep_their_order_in_a_grey_print() -> None:
    for least, count in palette.BANDS:
        fills = [entry.shade.fill for entry in palette.legend() if entry.least == least]
        darkness = [palette.contrast(fill, "#ffffff") for fill in fills]
        assert len(fills) == count
        assert all(b / a > 1.5 for a, b in pairwise(darkness))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_class_a_map_can_show_stands_in_the_legend_and_bears_readable_text(lang: str) -> None:
    known = {entry.key: entry for entry in palette.legend(lang)}
    for n in range(0, 40):
        for k in range(0, n + 1):
            shade = palette.classify(k / n if n else math.nan, n, palette.state_of(k, n))
            assert known[shade.key].shade == shade
    assert all(palette.contrast(e.shade.fill, e.shade.ink) >= 4.5 for e in known.values())
    assert all("{" not in entry.label for entry in known.values())


def test_a_reported_share_without_figures_is_refused_rather_than_coloured() -> None:
    for share, n in ((math.nan, 12), (1.2, 12), (0.5, math.nan)):
        with pytest.raises(TableError):
            palette.classify(share, n, "reported")
    with pytest.raises(TableError, match="not_covered"):
        palette.classify(0.5, 12, "inconnu")
