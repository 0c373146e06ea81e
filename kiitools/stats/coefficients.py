"""Coefficients of agreement between coders: percent, Cohen, Fleiss, Krippendorff, Gwet.

Each coefficient is a function of a few sums over units, so that drawing sources again (bootstrap) needs only
weights. Ratings are an array of units × coders whose values are positions in ``categories``; ``nan`` where a
coder did not read a unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with its interval; ``nan`` with the ``reason`` where it is not defined.

    ``reason``: ``no_pairs`` (no unit read by two coders), ``one_value`` (nobody varies, so chance explains
    everything), ``two_coders`` (Cohen's kappa compares two). ``no_interval`` (fewer than two groups, or too
    few resamples in which it is defined) concerns the interval alone.
    """

    value: float
    low: float
    high: float
    units: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over units per group; the first axis of each array is the group.

    ``coincidence`` Krippendorff's coincidences; ``agreed`` agreement of units with two or more ratings,
    ``paired`` their number; ``spread`` each unit's distribution over categories, ``rated`` the units with any
    rating; ``crossed`` the confusion of the first two coders.
    """

    coincidence: Floats
    agreed: Floats
    paired: Floats
    spread: Floats
    rated: Floats
    crossed: Floats

    def weighted(self, weights: Floats) -> Sums:
        """Sums in which each group counts as often as its weight says; ``weights`` is draws × groups."""
        return Sums(*(np.tensordot(weights, part, axes=(1, 0)) for part in self.parts()))

    def __add__(self, other: Sums) -> Sums:
        """Both together, group by group."""
        return Sums(*(one + two for one, two in zip(self.parts(), other.parts(), strict=True)))

    def parts(self) -> tuple[Floats, ...]:
        """All arrays in order."""
        return (self.coincidence, self.agreed, self.paired, self.spread, self.rated, self.crossed)


def sums(ratings: npt.ArrayLike, categories: int, groups: npt.ArrayLike | None = None) -> Sums:
    """Add up units per group (all units are one group when ``groups`` is not given)."""
    table = np.asarray(ratings, dtype=float)
    counts = np.stack([(table == value).sum(axis=1) for value in range(categories)], axis=1).astype(float)
    total = counts.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(categories)
        coincidence = np.where((total >= 2)[:, None, None], pairs / (total - 1)[:, None, None], 0.0)
        agreed = np.where(total >= 2, (counts * (counts - 1)).sum(axis=1) / (total * (total - 1)), 0.0)
        spread = np.where((total >= 1)[:, None], counts / total[:, None], 0.0)
    units = (coincidence, agreed, (total >= 2) * 1.0, spread, (total >= 1) * 1.0, _crossed(table, categories))
    of = np.zeros(len(table), dtype=int) if groups is None else np.unique(groups, return_inverse=True)[1]
    size = int(of.max()) + 1 if len(of) else 1
    return Sums(*(_grouped(part, of, size) for part in units))


def _crossed(table: Floats, categories: int) -> Floats:
    out = np.zeros((len(table), categories, categories))
    if table.shape[1] == 2:
        both = ~np.isnan(table).any(axis=1)
        first, second = table[both].astype(int).T
        out[np.flatnonzero(both), first, second] = 1
    return out


def _grouped(part: Floats, of: npt.NDArray[np.int_], size: int) -> Floats:
    flat = part.reshape(len(part), -1)
    columns = [np.bincount(of, weights=column, minlength=size) for column in flat.T]
    return np.stack(columns, axis=1).astype(float).reshape(size, *part.shape[1:])


# ------------------------------------------------------------------------------------------ coefficients
def percent(of: Sums) -> Floats:
    """Share of pairs of coders that agree on a unit, averaged over units with two or more ratings."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return of.agreed / of.paired


def cohen(of: Sums) -> Floats:
    """Cohen's kappa of two coders, over units both rated (Cohen 1960)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        joint = of.crossed / of.crossed.sum(axis=(-2, -1), keepdims=True)
        observed = np.trace(joint, axis1=-2, axis2=-1)
        chance = (joint.sum(axis=-1) * joint.sum(axis=-2)).sum(axis=-1)
        return _beyond(observed, chance)


def fleiss(of: Sums) -> Floats:
    """Fleiss' kappa, generalised to missing ratings (Fleiss 1971; Gwet 2014, chapter 2)."""
    return _beyond(percent(of), (_shares(of) ** 2).sum(axis=-1))


def gwet(of: Sums) -> Floats:
    """Gwet's AC1, which keeps its sense when a code is very rare or very common (Gwet 2008)."""
    shares = _shares(of)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _beyond(percent(of), (shares * (1 - shares)).sum(axis=-1) / (shares.shape[-1] - 1))


def krippendorff_nominal(of: Sums) -> Floats:
    """Krippendorff's alpha for categories without order (Krippendorff 2011)."""
    return _alpha(
        of.coincidence, np.broadcast_to(1.0 - np.eye(of.coincidence.shape[-1]), of.coincidence.shape)
    )


def krippendorff_ordinal(of: Sums) -> Floats:
    """Krippendorff's alpha for ordered categories (Krippendorff 2011)."""
    margin = of.coincidence.sum(axis=-1)
    upto = margin.cumsum(axis=-1) - margin / 2
    return _alpha(of.coincidence, (upto[..., :, None] - upto[..., None, :]) ** 2)


def _alpha(coincidence: Floats, distance: Floats) -> Floats:
    margin = coincidence.sum(axis=-1)
    pairs = margin.sum(axis=-1)
    expected = ((margin[..., :, None] * margin[..., None, :]) * distance).sum(axis=(-2, -1))
    observed = (coincidence * distance).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - (pairs - 1) * observed / expected, np.nan)


def _shares(of: Sums) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return of.spread / of.rated[..., None]


def _beyond(observed: Floats, chance: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(1 - chance > 1e-12, (observed - chance) / (1 - chance), np.nan)


MEASURES: Mapping[str, Callable[[Sums], Floats]] = {
    "percent": percent, "cohen": cohen, "fleiss": fleiss, "alpha": krippendorff_nominal,
    "alpha_ordinal": krippendorff_ordinal, "ac1": gwet,
}  # fmt: skip


def coefficient(
    measure: str,
    ratings: npt.ArrayLike,
    categories: int,
    *,
    groups: npt.ArrayLike | None = None,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Coefficient:
    """One coefficient with its bootstrap interval.

    Parameters
    ----------
    measure : str
        One of `MEASURES`.
    ratings : array
        Units × coders; values 0 … ``categories - 1`` or ``nan``.
    categories : int
        How many values a rating may take (2 for present or absent), not how many were used.
    groups : array, optional
        The source of each unit: whole sources are drawn again, because units of one source are alike.

    References
    ----------
    Cohen 1960; Fleiss 1971; Gwet 2008, 2014; Krippendorff 2011 ("Computing Krippendorff's
    Alpha-Reliability"). Interval: percentiles of a bootstrap over sources.
    """
    per_group = sums(ratings, categories, groups)
    return coefficient_of(measure, per_group, draws=draws, seed=seed, level=level)


def coefficient_of(
    measure: str, per_group: Sums, *, draws: int = 1000, seed: int = 0, level: float = 0.95
) -> Coefficient:
    """As `coefficient`, from sums per source (those of several codes may be added up)."""
    everything = per_group.weighted(np.ones((1, len(per_group.agreed))))
    value, units = float(MEASURES[measure](everything)[0]), int(everything.paired[0])
    if np.isnan(value):
        return Coefficient(np.nan, np.nan, np.nan, units, _reason(measure, everything))
    low, high = _interval(measure, per_group, draws, seed, level)
    return Coefficient(value, low, high, units, "no_interval" if np.isnan(low) else "")


def _reason(measure: str, everything: Sums) -> str:
    if not everything.paired[0]:
        return "no_pairs"
    return "two_coders" if measure == "cohen" and not everything.crossed.sum() else "one_value"


def _interval(measure: str, per_group: Sums, draws: int, seed: int, level: float) -> tuple[float, float]:
    size = len(per_group.agreed)
    if size < 2:
        return np.nan, np.nan
    values = MEASURES[measure](per_group.weighted(_weights(size, draws, seed)))
    defined = values[~np.isnan(values)]
    if len(defined) < 0.9 * draws:
        return np.nan, np.nan
    tail = (1 - level) / 2
    return float(np.quantile(defined, tail)), float(np.quantile(defined, 1 - tail))


@lru_cache(maxsize=8)
def _weights(size: int, draws: int, seed: int) -> Floats:
    """How often each of ``size`` groups is drawn, draw by draw; the same for all codes of a table."""
    drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=draws)
    return drawn.astype(float)


def as_ratings(rows: Sequence[Sequence[object]], categories: Sequence[object]) -> Floats:
    """Ratings from values as written: each becomes its position in ``categories``, anything else ``nan``."""
    at = {value: float(position) for position, value in enumerate(categories)}
    return np.array([[at.get(value, np.nan) for value in row] for row in rows], dtype=float)
