"""Intervals for shares of small groups: how many people a share rests on, said as a range.

Informants are chosen, not drawn: an interval says "how many people is this", not how far a population may
differ. All functions take numbers or arrays; where ``n`` is 0 or unknown the answer is ``nan``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from kiitools.errors import TableError

Floats = npt.NDArray[np.float64]


def wilson(k: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> tuple[Any, Any]:
    """Wilson's score interval of the share ``k / n``.

    Parameters
    ----------
    k, n : number or array
        How many, of how many.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    low, high : float or array
        Bounds between 0 and 1; ``nan`` where ``n`` is 0 or a value is missing.

    Raises
    ------
    TableError
        When a ``k`` is negative or beyond its ``n``, or ``level`` is not between 0 and 1.

    References
    ----------
    Wilson E. B. (1927), JASA 22; method 3 of Newcombe R. G. (1998), Statistics in Medicine 17, 857-872.
    """
    many, of, shape = _counts(k, n, level)
    z2 = stats.norm.ppf(0.5 + level / 2) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = many / of
        middle = (share + z2 / (2 * of)) / (1 + z2 / of)
        half = np.sqrt(z2 * (share * (1 - share) + z2 / (4 * of)) / of) / (1 + z2 / of)
    low = np.where(many == 0, 0.0, np.minimum(np.maximum(middle - half, 0.0), share))
    high = np.where(many == of, 1.0, np.maximum(np.minimum(middle + half, 1.0), share))
    return _shaped(low, of, shape), _shaped(high, of, shape)


def exact(k: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> tuple[Any, Any]:
    """Clopper and Pearson's exact interval of the share ``k / n``; never narrower than its level says.

    Parameters, returns and errors as `wilson`.

    References
    ----------
    Clopper C. J., Pearson E. S. (1934), Biometrika 26; method 5 of Newcombe (1998).
    """
    many, of, shape = _counts(k, n, level)
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(many == 0, 0.0, stats.beta.ppf(tail, many, of - many + 1))
        high = np.where(many == of, 1.0, stats.beta.ppf(1 - tail, many + 1, of - many))
    return _shaped(low, of, shape), _shaped(high, of, shape)


def newcombe(
    k1: npt.ArrayLike, n1: npt.ArrayLike, k2: npt.ArrayLike, n2: npt.ArrayLike, level: float = 0.95
) -> tuple[Any, Any, Any]:
    """The difference ``k1 / n1 - k2 / n2`` of two independent shares with its interval.

    Returns
    -------
    difference, low, high : float or array
        Between -1 and 1; ``nan`` where one of the ``n`` is 0.

    References
    ----------
    Newcombe R. G. (1998), Statistics in Medicine 17, 873-890, method 10 (square-and-add Wilson limits).
    """
    low1, high1 = (np.asarray(x) for x in wilson(k1, n1, level))
    low2, high2 = (np.asarray(x) for x in wilson(k2, n2, level))
    share1, share2 = share(k1, n1), share(k2, n2)
    gap = share1 - share2
    low = gap - np.sqrt((share1 - low1) ** 2 + (high2 - share2) ** 2)
    high = gap + np.sqrt((high1 - share1) ** 2 + (share2 - low2) ** 2)
    scalar = np.ndim(gap) == 0
    return tuple(float(x) if scalar else x for x in (gap, low, high))  # type: ignore[return-value]


def share(k: npt.ArrayLike, n: npt.ArrayLike) -> Any:
    """``k / n``; ``nan`` where ``n`` is 0 or a value is missing."""
    many, of, shape = _counts(k, n, 0.95)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _shaped(many / of, of, shape)


def bootstrap_share(
    k: npt.ArrayLike, n: npt.ArrayLike, *, level: float = 0.95, draws: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """Percentile interval of ``sum(k) / sum(n)`` when whole sources are drawn again.

    Mentions of one source are not independent: for shares of mentions the sources are resampled, not the
    mentions.

    Parameters
    ----------
    k, n : array
        One entry per source: mentions counted, mentions in all.
    draws, seed : int
        Number of resamples and the seed; the same seed gives the same interval.

    Returns
    -------
    low, high : float
        ``nan`` with fewer than two sources, or no mentions at all: one source says nothing of variation.

    References
    ----------
    Efron B. (1979), Annals of Statistics 7; cluster bootstrap: Davison & Hinkley (1997), section 3.8.
    """
    many, of, _ = _counts(k, n, level)
    if len(of) < 2 or of.sum() == 0:
        return float("nan"), float("nan")
    picks = np.random.default_rng(seed).integers(0, len(of), size=(draws, len(of)))
    bottom = of[picks].sum(axis=1)
    shares = many[picks].sum(axis=1)[bottom > 0] / bottom[bottom > 0]
    tail = (1 - level) / 2
    low, high = np.quantile(shares, [tail, 1 - tail])
    return float(low), float(high)


def _counts(k: npt.ArrayLike, n: npt.ArrayLike, level: float) -> tuple[Floats, Floats, tuple[int, ...]]:
    many, of = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    if not 0 < level < 1:
        raise TableError("stats.bad-level", value=level)
    wrong = (many < 0) | (many > of)
    if wrong.any():
        raise TableError("stats.k-beyond-n", k=_plain(many[wrong]), n=_plain(of[wrong]))
    shape = many.shape
    return np.atleast_1d(many).ravel(), np.atleast_1d(of).ravel(), shape


def _plain(values: Floats) -> str:
    return ", ".join(f"{v:g}" for v in np.atleast_1d(values)[:3])


def _shaped(values: Floats, of: Floats, shape: tuple[int, ...]) -> Any:
    clean = np.where(np.isnan(of) | (of == 0), np.nan, values)
    return float(clean[0]) if shape == () else clean.reshape(shape)
