"""How sure one may be that paired scores fell: an exact test and an interval.

The test is Fisher's randomisation test on the mean difference: were a case as likely to gain as to lose what
it did, how often would the sum be as low as it is? The whole distribution is computed, not drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from translator.models import Model

STEPS = 500  # scores are compared in steps of 1/500
DRAWS = 1000


class Paired(Model):
    """The same cases before and now."""

    cases: int
    before: float  # here and below: means, 0 … 1
    now: float
    change: float
    low: float  # interval that holds 95 of 100 bootstrap means of the change
    high: float
    p: float  # of a drop at least this large by chance; 1 where nothing changed


def paired(before: Sequence[float], now: Sequence[float], seed: int) -> Paired:
    """The comparison of two score lists of the same cases in the same order.

    `seed` is that of the draws behind the interval.
    """
    if not before:
        return Paired(cases=0, before=0.0, now=0.0, change=0.0, low=0.0, high=0.0, p=1.0)
    one, two = np.asarray(before, float), np.asarray(now, float)
    apart = two - one
    low = high = float(apart.mean())
    if apart.min() != apart.max():
        interval = stats.bootstrap(
            (apart,), np.mean, n_resamples=DRAWS, method="percentile", rng=np.random.default_rng(seed)
        ).confidence_interval
        low, high = float(interval.low), float(interval.high)
    return Paired(
        cases=len(before),
        before=_short(one.mean()),
        now=_short(two.mean()),
        change=_short(apart.mean()),
        low=_short(low),
        high=_short(high),
        p=float(f"{drop_by_chance(apart):.3g}"),
    )


def drop_by_chance(apart: Sequence[float] | np.ndarray) -> float:
    """The one-sided p value of the sum of the differences, exact to steps of 1/500.

    Time and memory grow with cases times the sum of their differences.
    """
    steps = np.rint(np.asarray(apart, float) * STEPS).astype(int)
    sizes = np.abs(steps[steps != 0])
    if not len(sizes):
        return 1.0
    chances = np.ones(1)  # of each possible sum, from the lowest up, in steps of 2
    for size in sizes:
        wider = np.zeros(len(chances) + size)
        wider[: len(chances)] += chances / 2
        wider[size:] += chances / 2
        chances = wider
    total = int(sizes.sum())
    place = (int(steps.sum()) + total) // 2  # sums run from -total to total, two steps apart
    return min(1.0, float(chances[: place + 1].sum()))


def holm(ps: Sequence[float], alpha: float) -> list[bool]:
    """Which of these p values stand when all were looked at, by Holm's step-down rule."""
    stands = [False] * len(ps)
    for rank, index in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        if ps[index] > alpha / (len(ps) - rank):
            break
        stands[index] = True
    return stands


def _short(value: float) -> float:
    return round(float(value), 4) + 0.0  # no -0.0
