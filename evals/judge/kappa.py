"""How far two who judge the same things agree beyond chance."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

Z = 1.959964  # standard normal quantile of 0.975
_TAIL = 0.025


class Kappa(NamedTuple):
    """Cohen's κ with its 95 % interval; `value` is None where chance alone makes the two agree."""

    value: float | None
    low: float | None
    high: float | None
    agreed: float  # share of pairs that are alike, 0 … 1


def kappa(table: list[list[int]]) -> Kappa:
    """κ of a square table of counts: rows by the one, columns by the other, at least one count.

    κ by Cohen (1960), Educational and Psychological Measurement 20, 37-46. Its variance is the large-sample
    one of Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72, 323-327, as in Fleiss, Levin & Paik
    (2003), Statistical Methods for Rates and Proportions, chapter 18. Where nobody disagreed that
    variance is 0 for want of data; `low` is then κ at the largest share of disagreement that stays hidden in
    so many pairs once in forty times (Clopper & Pearson). One who always says the same has κ 0 by
    definition, without an interval.
    """
    count = sum(map(sum, table))
    size = range(len(table))
    share = [[cell / count for cell in row] for row in table]
    rows = [sum(row) for row in share]
    columns = [sum(row[j] for row in share) for j in size]
    agreed = sum(share[i][i] for i in size)
    chance = sum(rows[i] * columns[i] for i in size)
    if chance >= 1.0 - 1e-12:
        return Kappa(None, None, None, agreed)
    value = (agreed - chance) / (1 - chance)
    if count in (*map(sum, table), *map(sum, zip(*table, strict=True))):
        return Kappa(0.0, None, None, agreed)
    if all(table[i][j] == 0 for i in size for j in size if i != j):
        hidden = 1 - _TAIL ** (1 / count)
        return Kappa(1.0, max(-1.0, 1 - hidden / (1 - chance)), 1.0, 1.0)
    alike = sum(share[i][i] * (1 - (rows[i] + columns[i]) * (1 - value)) ** 2 for i in size)
    apart = sum(share[i][j] * (columns[i] + rows[j]) ** 2 for i in size for j in size if i != j)
    spread = alike + (1 - value) ** 2 * apart - (value - chance * (1 - value)) ** 2
    error = sqrt(max(0.0, spread)) / ((1 - chance) * sqrt(count))
    return Kappa(value, max(-1.0, value - Z * error), min(1.0, value + Z * error), agreed)


def table_of(pairs: Iterable[tuple[bool, bool]]) -> list[list[int]]:
    """Counts of (one, other): yes before no, in both directions."""
    table = [[0, 0], [0, 0]]
    for one, other in pairs:
        table[not one][not other] += 1
    return table
