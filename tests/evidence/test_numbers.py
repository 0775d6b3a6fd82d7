"""Numbers: hand-labelled sentences, the contract as properties, and hostile input."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.benchmarks.bench_quantities import (
    baseline_reader,
    other_kinds,
    our_reader,
    read_cases,
    score,
)
from translator.evidence.numbers import loose_numbers, scan

CASES = read_cases(Path(__file__).with_name("quantity_cases.jsonl"))


def test_labels_point_at_their_text() -> None:
    """Every label stands in its sentence where it says, and the set is as large as promised."""
    labels = [(case["text"], label) for case in CASES for label in case["spans"]]
    for text, label in labels:
        assert text[label["start"] :].startswith(label["span"])
    traps = [label for _, label in labels if label["kind"] != "quantity"]
    assert len(CASES) >= 200
    assert len(labels) >= 320
    assert len(traps) >= 100


def test_quantities_meet_the_bar() -> None:
    """Span, value and unit together: precision at least 0.97 and recall at least 0.95."""
    result = score(CASES, our_reader)
    assert result.precision >= 0.97, "\n".join(result.misses)
    assert result.recall >= 0.95, "\n".join(result.misses)


def test_quantities_beat_the_baseline_by_far() -> None:
    """Taking every run of digits for a quantity is right less than half as often."""
    assert score(CASES, baseline_reader).f1 < 0.5 * score(CASES, our_reader).f1


def test_names_dates_and_idioms_are_no_quantities() -> None:
    """At least 97 in 100 of the traps are read as what they are."""
    right, total, wrong = other_kinds(CASES)
    assert right / total >= 0.97, "\n".join(wrong)


@pytest.mark.parametrize(
    ("field", "bar"),
    [("noun", 0.85), ("window", 0.9), ("role", 0.9), ("statistic", 0.9), ("bound", 0.9)],
)
def test_fields_meet_their_bar(field: str, bar: float) -> None:
    """What is counted, over which period, in which role: right for most labelled quantities."""
    result = score(CASES, our_reader)
    assert result.field(field) >= bar, "\n".join(result.field_misses)


WORDS = [
    "one",
    "two",
    "half",
    "a dozen",
    "third",
    "of",
    "in",
    "to",
    "from",
    "p95",
    "3.4.0",
    "12s",
    "$",
    "%",
    "k",
    "1,000",
    "2026-05-02",
    "Nov",
    "May",
    "24",
    "½",
    "Ⅳ",
    "①",
    "x²",
    "٣",
    "𝟙",
    "５",
    "twenty-three",
    "one of",
    "hundred",
    "million",
    "and a half",
    ":",
    "-",
    "–",
    "/",
    ".",
    ",",
    "(",
    "#",
    "http://a.b/3",
    "v1",
    "→",
    "\n",
    "once a week",
    "twice",
    "couple of",
    "between",
    "and",
    "per",
    "week",
    "Java",
    "error",
    "500",
    "+",
    "<",
    "~",
    "1h30",
    "GB",
    "ms",
    "tenfold",
    "no one",
    "zero",
    "a",
    "the",
    "customers",
    "quarter",
    "three",
    "double the",
]
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789.,:-/ +%$xkmsQ#eE½²①٣Ⅷ\n", max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=14).map("".join),
)


@given(TEXTS)
@settings(max_examples=1500, deadline=None)
def test_every_digit_lies_in_exactly_one_found(text: str) -> None:
    """Founds are in order, do not overlap, and leave no numeric character of any script outside."""
    founds = scan(text)
    covered = 0
    for found in founds:
        assert covered <= found.start < found.end <= len(text)
        covered = found.end
    inside = {i for f in founds for i in range(f.start, f.end)}
    assert [i for i, ch in enumerate(text) if ch.isnumeric() and i not in inside] == []
    for found in founds:
        assert (found.quantity is not None) == (found.kind == "quantity")


@given(TEXTS)
@settings(max_examples=1500, deadline=None)
def test_loose_numbers_lie_inside_founds(text: str) -> None:
    """Whatever counts as loose is something `scan` could have put into a slot."""
    inside = {i for f in scan(text) for i in range(f.start, f.end)}
    spans = loose_numbers(text)
    assert spans == sorted(spans)
    assert all(i in inside for start, end in spans for i in range(start, end))
    loose = {i for start, end in spans for i in range(start, end)}
    assert all(i in loose for i, ch in enumerate(text) if ch.isnumeric())


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_a_slice_is_read_as_the_same_text_alone(before: str, middle: str, after: str) -> None:
    """Reading text[start:end] gives what reading that part alone gives, with offsets moved."""
    text = before + middle + after
    start = len(before)
    part = scan(text, start, start + len(middle))
    alone = scan(middle)
    assert [f._replace(start=f.start - start, end=f.end - start) for f in part] == alone


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Two of 3 demos", ["Two", "3"]),
        ("a third of users, twenty-three a day", ["a third", "twenty-three"]),
        ("it quadrupled, then grew tenfold and thrice more", ["quadrupled", "tenfold", "thrice"]),
        ("½ of them, Ⅳ, ①, m², ５ and 𝟙", ["½", "Ⅳ", "①", "²", "５", "𝟙"]),
        ("a dozen accounts and a couple of hours", ["a dozen", "a couple of"]),
        ("one customer", ["one"]),
    ],
)
def test_loose_numbers_are_found(text: str, spans: list[str]) -> None:
    """Digits of every kind and number words in every form are loose outside a slot."""
    assert [text[a:b] for a, b in loose_numbers(text)] == spans


@pytest.mark.parametrize(
    "text",
    [
        "one of them",
        "no one noticed",
        "at once",
        "someone else",
        "one another",
        "each one",
        "this one",
        "a one-breath sentence",
        "once it is done",
        "the second half",
        "the first try",
        "a half-open door",
        "double-check it",
        "two-factor codes",
        "this quarter",
        "the third attempt",
        "zero-downtime",
        "the new one",
        "one by one",
        "Anyone often attends",
    ],
)
def test_idioms_are_not_loose(text: str) -> None:
    """Words that look like numbers and count nothing raise no alarm."""
    assert loose_numbers(text) == []
    assert scan(text) == []


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Cut it from 12 to 2 failures per 1,000 requests.", "today", "target"),
        ("Sign-in failures 3 % → 0.5 %.", "today", "target"),
        ("Latency increased from 10 to 60 s.", "other", "today"),
    ],
)
def test_pairs_share_noun_and_split_roles(text: str, first: str, second: str) -> None:
    """Both ends of a change measure the same thing; which is today depends on who changed it."""
    one, two = [f.quantity for f in scan(text) if f.quantity is not None][:2]
    assert (one.role, two.role) == (first, second)
    assert one.noun == two.noun
    assert one.unit == two.unit
    assert one.per == two.per


LARGE = 48_000  # characters


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1.",
        "1,",
        "1-",
        "1 ",
        "a1",
        "12:",
        "one ",
        "hundred thousand ",
        "$",
        "< ",
        "1 to ",
        "1/1/",
        "Nov 1 ",
        "http://",
        "+1 ",
        "half a ",
        "x",
        "e.g. ",
        "0x",
        "1h",
        "(1",
        "p95 ",
        "500 errors ",
        "1 in ",
        "#",
        "per 1 ",
    ],
)
def test_hostile_input_costs_linear_time(piece: str) -> None:
    """A text eight times as long costs about eight times as much, not sixty-four times."""
    small = piece * (LARGE // 8 // len(piece))
    large = piece * (LARGE // len(piece))
    timings = []
    for text in (small, large):
        begin = time.perf_counter()
        scan(text)
        loose_numbers(text)
        timings.append(time.perf_counter() - begin)
    assert timings[1] < 0.5 + 20 * timings[0]
