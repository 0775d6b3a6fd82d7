"""The arithmetic of the retrieval benchmarks, on rankings small enough to count by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.benchmarks.retrieval_metrics import Interval, difference, hit, ndcg, percentile, short

SECOND = 1 / math.log2(3)  # what a hit in the second place gains; in the first it is 1


@pytest.mark.parametrize(
    ("ranking", "relevant", "expected"),
    [
        (["a", "b", "c"], {"a"}, 1.0),
        (["b", "a", "c"], {"a"}, SECOND),
        (["b", "c", "a"], {"a"}, 0.5),  # 1 / log2(4)
        (["a", "c", "b"], {"a", "b"}, (1 + 0.5) / (1 + SECOND)),
        (["b", "a"], {"a", "b"}, 1.0),
        (["a"], {"a", "b"}, 1 / (1 + SECOND)),  # the other one is missing
        (["b", "c"], {"a"}, 0.0),
        ([], {"a"}, 0.0),
        (["a", "a", "b"], {"a", "b"}, (1 + 0.5) / (1 + SECOND)),  # the same id gains once
        (["x"] * 10 + ["a"], {"a"}, 0.0),  # the eleventh place is too late
        (list("abcdefghijk"), set("abcdefghijk"), 1.0),  # more relevant ones than places
        (["a"], set(), 0.0),
    ],
)
def test_ndcg(ranking: list[str], relevant: set[str], expected: float) -> None:
    """The gain of the places over the best possible gain."""
    assert ndcg(ranking, relevant) == pytest.approx(expected)


RANKING = st.permutations(list("abcdefghijkl"))
RELEVANT = st.sets(st.sampled_from("abcdefghijkl"), min_size=1)


@given(RANKING, RELEVANT)
def test_ndcg_keeps_its_bounds(ranking: list[str], relevant: set[str]) -> None:
    """Between 0 and 1; it is 1 for the best order, and above 0 exactly where there is a hit."""
    best = sorted(ranking, key=lambda id: id not in relevant)
    assert ndcg(best, relevant) == pytest.approx(1.0)
    assert 0 <= ndcg(ranking, relevant) <= 1 + 1e-12
    assert (ndcg(ranking, relevant) > 0) == (hit(ranking, relevant) == 1.0)


@given(RANKING, RELEVANT, st.integers(0, 10))
def test_moving_a_hit_up_gains(ranking: list[str], relevant: set[str], place: int) -> None:
    """A relevant one that changes places with the irrelevant one above it gains; the other way it loses."""
    upper, lower = ranking[place], ranking[place + 1]
    swapped = [*ranking[:place], lower, upper, *ranking[place + 2 :]]
    change = ndcg(swapped, relevant) - ndcg(ranking, relevant)
    gain = (lower in relevant) - (upper in relevant)
    assert change == pytest.approx(0.0) if gain == 0 or place >= 10 else change * gain > 0


def test_hit_looks_at_the_first_ten() -> None:
    """One relevant id among the first ten is a hit, the eleventh is none."""
    others = [f"x{n}" for n in range(9)]
    assert hit([*others, "a"], {"a"}) == 1.0
    assert hit([*others, "x9", "a"], {"a"}) == 0.0


def test_a_sure_difference_keeps_clear_of_zero() -> None:
    """Ours better by about .5 on every search: the whole interval is above zero and holds the mean."""
    ours, theirs = [0.9, 0.8, 1.0, 0.7] * 25, [0.4, 0.3, 0.4, 0.3] * 25
    found = difference(ours, theirs)
    assert found.mean == pytest.approx(0.5)
    assert 0.45 < found.low < found.mean < found.high < 0.55


def test_the_interval_is_that_of_the_mean() -> None:
    """Half of the searches better by 1, half worse: ±1.96 · 1/√100 around zero, as the formula has it."""
    found = difference([1.0, 0.0] * 50, [0.0, 1.0] * 50)
    assert found.mean == 0.0
    assert found.low == pytest.approx(-0.196, abs=0.02)
    assert found.high == pytest.approx(0.196, abs=0.02)


def test_pairing_counts() -> None:
    """Searches of very different difficulty, each better by .1: paired, the interval is a point."""
    theirs = [n / 100 for n in range(80)]
    found = difference([value + 0.1 for value in theirs], theirs)
    assert (found.low, found.high) == (pytest.approx(0.1), pytest.approx(0.1))


def test_the_same_figures_give_the_same_interval() -> None:
    """The draws come from a fixed seed."""
    ours, theirs = [0.1, 0.9, 0.4, 0.6], [0.2, 0.5, 0.5, 0.1]
    assert difference(ours, theirs) == difference(ours, theirs)


def test_the_draws_are_those_of_the_seed() -> None:
    """Two searches, +1 and 0: each draw's mean is 0, ½ or 1 with ¼, ½, ¼, so the interval spans 0 … 1."""
    assert difference([1.0, 0.0], [0.0, 0.0]) == Interval(0.5, 0.0, 1.0)


def test_an_interval_is_told_with_its_signs() -> None:
    """The mean first, then both ends."""
    assert Interval(0.0714, -0.0021, 0.09).told == "+.071 [-.002, +.090]"


def test_percentile_lies_between_two_values() -> None:
    """p50 of 1 … 4 is 2.5; p95 of 0 … 100 is 95."""
    assert percentile([4, 1, 3, 2], 50) == 2.5
    assert percentile(list(range(101)), 95) == 95


@pytest.mark.parametrize(
    ("value", "sign", "expected"),
    [
        (0.5714, False, ".571"),
        (0.0304, True, "+.030"),
        (-0.05, True, "-.050"),
        (1.0, False, "1.000"),
        (10.5, False, "10.500"),
    ],
)
def test_short(value: float, sign: bool, expected: str) -> None:
    """Three places without the leading zero."""
    assert short(value, sign=sign) == expected
