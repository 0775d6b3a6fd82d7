"""Two rankings made one, and how sure a hit is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.ranking import DEPTH, SIMILAR_FROM, confidence, fuse

IDS = st.sampled_from([f"table:INC-{n}" for n in range(12)])
KEYWORD = st.dictionaries(IDS, st.floats(0, 60))
COSINE = st.dictionaries(IDS, st.floats(-1, 1))
COSINES = st.floats(-1, 1)
TELLING = st.dictionaries(
    st.sampled_from("session sign screen invoice retry ferry seat".split()), st.floats(0, 20)
)
MANY = st.integers(0, 1_000_000)


@pytest.mark.parametrize(
    ("keyword", "cosine", "expected"),
    [
        ({}, {}, []),
        ({"a": 9.0, "b": 3.0}, {}, ["a", "b"]),
        ({}, {"a": 0.2, "b": 0.7}, ["b", "a"]),
        # 1 + 1.5 · 0.5 against 0.5 + 1.5 · 0.9: as near in words, nearer in meaning
        ({"a": 8.0, "b": 4.0}, {"a": 0.5, "b": 0.9}, ["b", "a"]),
        ({"a": 8.0, "b": 4.0}, {"a": 0.5, "b": 0.8}, ["a", "b"]),  # 1.75 against 1.7
        # c shares no word, and a has no vector among the near: 1 + 1.5 · 0.6 against 1.5 · 0.9
        ({"a": 5.0}, {"b": 0.6, "c": 0.9}, ["a", "c", "b"]),
        ({"b": 4.0, "a": 4.0}, {"b": 0.5, "a": 0.5}, ["a", "b"]),  # a tie is broken by the id
        ({"a": 0.0}, {"b": 0.0}, ["a", "b"]),
        ({"a": 4.0}, {"a": -0.3, "b": -0.2}, ["a", "b"]),
    ],
)
def test_fuse(keyword: dict[str, float], cosine: dict[str, float], expected: list[str]) -> None:
    """BM25 as a share of the best one plus one and a half times the cosine."""
    assert [ranked.id for ranked in fuse(keyword, cosine)] == expected


def test_the_rank_is_the_formula() -> None:
    """4/8 + 1.5 · 0.6 = 1.4; what a ranking does not hold is None, not 0."""
    best, second, third = fuse({"a": 8.0, "b": 4.0}, {"b": 0.6, "c": 0.2})
    assert (best.id, best.rank) == ("b", pytest.approx(1.4))
    assert (second.id, second.rank, second.cosine) == ("a", pytest.approx(1.3), None)
    assert (third.id, third.rank, third.keyword) == ("c", pytest.approx(0.3), None)


def test_a_full_keyword_ranking_may_have_left_something_out() -> None:
    """Cut off at its depth it gives what it lacks its lowest value; shorter, it is complete and gives 0."""
    full = {f"k{n:03}": 10.0 - n / 20 for n in range(DEPTH)}
    lowest = min(full.values()) / 10
    assert {r.id: r.rank for r in fuse(full, {"v": 0.4})}["v"] == pytest.approx(lowest + 0.6)
    del full[f"k{DEPTH - 1:03}"]
    assert {r.id: r.rank for r in fuse(full, {"v": 0.4})}["v"] == pytest.approx(0.6)


@given(KEYWORD, COSINE)
def test_fuse_keeps_everything_once_and_in_order(keyword: dict[str, float], cosine: dict[str, float]) -> None:
    """Each id of either ranking comes once, with the values it came with, best first."""
    joined = fuse(keyword, cosine)
    assert sorted(r.id for r in joined) == sorted({*keyword, *cosine})
    assert all(r.keyword == keyword.get(r.id) and r.cosine == cosine.get(r.id) for r in joined)
    assert [r.rank for r in joined] == sorted((r.rank for r in joined), reverse=True)


@given(KEYWORD, COSINE)
def test_better_in_both_is_never_behind(keyword: dict[str, float], cosine: dict[str, float]) -> None:
    """Of two that both rankings hold, the one with more of each has at least the rank of the other."""
    both = [r for r in fuse(keyword, cosine) if r.id in keyword and r.id in cosine]
    for one in both:
        for other in both:
            if keyword[one.id] >= keyword[other.id] and cosine[one.id] >= cosine[other.id]:
                assert one.rank >= other.rank


@given(KEYWORD, COSINE, st.permutations(range(12)))
def test_the_order_of_arrival_does_not_matter(
    keyword: dict[str, float], cosine: dict[str, float], order: list[int]
) -> None:
    """The same values in another order give the same ranking."""

    def mixed(values: dict[str, float]) -> dict[str, float]:
        return dict(sorted(values.items(), key=lambda item: order[int(item[0].split("-")[1])]))

    assert fuse(mixed(keyword), mixed(cosine)) == fuse(keyword, cosine)


@given(COSINES, COSINES, TELLING, MANY)
def test_a_higher_cosine_is_surer(one: float, other: float, telling: dict[str, float], many: int) -> None:
    """With the same words the confidence grows with the cosine, and stays within 0 … 1."""
    words = set(list(telling)[::2])
    low, high = (confidence(c, telling, words, many) for c in sorted((one, other)))
    assert 0 <= low <= high <= 1


@given(COSINES, TELLING, st.data(), MANY)
def test_more_words_in_common_are_surer(
    cosine: float, telling: dict[str, float], data: st.DataObject, many: int
) -> None:
    """An incident with more of the telling words is never less sure; words of its own change nothing."""
    some = data.draw(st.sets(st.sampled_from(sorted(telling)))) if telling else set()
    few = confidence(cosine, telling, some, many)
    all_of_them = confidence(cosine, telling, telling.keys(), many)
    assert few <= all_of_them + 1e-12
    assert confidence(cosine, telling, {*some, "harbour", "crew"}, many) == few


@given(COSINES, TELLING, MANY, MANY)
def test_among_more_incidents_more_is_asked(
    cosine: float, telling: dict[str, float], one: int, other: int
) -> None:
    """What is similar among many is similar among few."""
    few, many = (confidence(cosine, telling, telling.keys(), n) for n in sorted((one, other)))
    assert few >= many


@pytest.mark.parametrize(
    ("incidents", "needed"),
    [
        (20_000, 0.70),
        (2_000, 0.6575),
        (200, 0.615),
        (10, 0.7 - 0.0425 * math.log10(2_000)),
        (200_000, 0.7425),
    ],
)
def test_the_line_for_a_cosine_alone(incidents: int, needed: float) -> None:
    """Without a word in common the cosine itself must reach the line, which moves by .0425 a decade."""
    assert confidence(needed, {"ferry": 3.0}, set(), incidents) == pytest.approx(SIMILAR_FROM)
    assert confidence(needed - 0.01, {"ferry": 3.0}, set(), incidents) < SIMILAR_FROM


def test_fewer_than_ten_count_as_ten() -> None:
    """One incident, or none, does not make the line fall for ever."""
    assert confidence(0.6, {}, set(), 0) == confidence(0.6, {}, set(), 1) == confidence(0.6, {}, set(), 10)


def test_two_words_do_not_cover_a_search() -> None:
    """A search of two ordinary words, both found, is not sure yet; one of eight, all found, is."""
    short = {"ferry": 1.0, "late": 1.0}
    long = {f"word{n}": 1.0 for n in range(8)}
    # .5 + ½ · 2/6 stays below the line of .70, .5 + ½ · 8/12 is above it
    assert confidence(0.5, short, short.keys(), 20_000) < SIMILAR_FROM
    assert confidence(0.5, long, long.keys(), 20_000) > SIMILAR_FROM


def test_a_word_no_incident_has_counts_against() -> None:
    """What this record does not know makes the search less covered."""
    known = {"ferry": 3.0, "late": 2.0}
    with_strange = {**known, "telescope": 5.0}
    assert confidence(0.6, with_strange, known.keys(), 1000) < confidence(0.6, known, known.keys(), 1000)
