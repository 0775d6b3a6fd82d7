"""Texts made ready for comparing: what is dropped, what is split, and how windows are cut."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.similarity import (
    READ,
    WINDOWS_MOST,
    Prepared,
    condense,
    parts,
    prepare,
    split_names,
    windows,
    words_and_names,
)

ANY_TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from(" \n\t.:/-_=<>{}()[]0123456789abcdefABCDEF")), max_size=400
)
PLAIN_WORDS = st.lists(st.from_regex(r"[A-Za-z]{1,14}", fullmatch=True), max_size=30).map(" ".join)

TRACE = """Sign-in fails for crew members
org.harbour.session.SessionLostException: no renewal
    at org.harbour.session.SessionStore.renew(SessionStore.java:88)
    at org.harbour.session.SessionFilter.pass(SessionFilter.java:41)
    at org.harbour.web.Door.enter(Door.java:12)
    at java.base/java.lang.Thread.run(Thread.java:840)
    at org.harbour.web.Main.main(Native Method)
The crew starts over."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Boarding  fails \t twice", "Boarding fails twice"),
        ("", ""),
        (" \n\n\t ", ""),
        ("See https://status.ferry.example/i/77?x=1#top for more", "See for more"),
        ("{code:java}gate.open(){code}", "gate.open()"),
        ("{quote}It is slow{quote} {color:red}now{color}", "It is slow now"),
        ("<p>Seats are <b>gone</b></p>", "Seats are gone"),
        ("```python\nopen_gate()\n```", "open_gate()"),
        ("2026-02-03T10:15:22.123Z gate down", "gate down"),
        ("2026-02-03 10:15 gate down, up at 10:42:07,5", "gate down, up at"),
        ("03/02/2026 10:15 gate down", "gate down"),
        ("on 2026-02-03 the gate was down", "on 2026-02-03 the gate was down"),  # a day alone is told
        ("Impact\n======\nno tickets sold", "Impact\nno tickets sold"),
        ("a -- b", "a -- b"),  # a dash is no rule
        ("retrying\nretrying\nretrying\ngave up\nretrying", "retrying\ngave up\nretrying"),
        ("10:00:01 retrying\n10:00:02 retrying", "retrying"),  # the same line but for its time
        ("5 < 7 and 8 > 6", "5 6"),  # the price of dropping markup: what stands between < and > is lost
    ],
)
def test_condense(text: str, expected: str) -> None:
    """Markup, addresses, clock times, rules and repeated lines go; what a person told stays."""
    assert condense(text) == expected


def test_of_a_stack_trace_two_frames_stay() -> None:
    """Where it broke and who called, by class and method; the sentences around it are untouched."""
    assert condense(TRACE).split("\n") == [
        "Sign-in fails for crew members",
        "org.harbour.session.SessionLostException: no renewal",
        "SessionStore.renew",
        "SessionFilter.pass",
        "The crew starts over.",
    ]


def test_a_second_trace_has_its_frames_too() -> None:
    """Frames are counted anew after a line that is none."""
    again = condense(f"{TRACE}\n{TRACE}").split("\n")
    assert again.count("SessionStore.renew") == 2


def test_half_of_a_surrogate_pair_is_dropped() -> None:
    """A command line that is no UTF-8 hands over what no model and no index can read."""
    assert condense("Sign-in\udcff fails \ud800") == "Sign-in fails"


@given(ANY_TEXT)
def test_condensed_text_is_clean(text: str) -> None:
    """No blank line, no repeated line, no address, nothing longer than it was, encodable."""
    told = condense(text)
    lines = told.split("\n") if told else []
    assert all(line.strip() == line != "" for line in lines)
    assert all(one != other for one, other in pairwise(lines) if "." not in one)
    assert len(told) <= len(text)
    assert told.encode().decode() == told


def test_only_the_beginning_is_compared() -> None:
    """What stands after the first 20,000 characters changes nothing."""
    text = "The gate is closed. " * (READ // 20)
    assert len(text) == READ
    assert condense(text + "And the harbour is on fire.") == condense(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SessionStore", "Session Store"),
        ("XMLReader reads HTTPBody", "XML Reader reads HTTP Body"),
        ("sign-in", "sign-in"),
        ("org.harbour.session.SessionStore", "Session Store"),
        ("host.example", "host.example"),  # one dot is no package
        ("commit 9f86d081884c7d65 broke it", "commit   broke it"),
        ("0x7fffdeadbeef", " "),
        ("node 10.12.0.7:8443 lost", "node   lost"),
        ("defaced", "defaced"),
        ("a feedbabe-facade effaced", "a feedbabe-facade effaced"),  # letters alone are no hash
        ("in 2026 and 14 of 20", "in 2026 and 14 of 20"),
        ("12345678 rows", "  rows"),
    ],
)
def test_split_names(text: str, expected: str) -> None:
    """Names are words to a model, ids and package paths are noise."""
    assert split_names(text) == expected


@given(PLAIN_WORDS)
def test_splitting_twice_is_splitting_once(text: str) -> None:
    """On words of letters a second splitting finds nothing, and no letter is ever lost."""
    once = split_names(text)
    assert split_names(once) == once
    assert once.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SessionStore.renew", "SessionStore Session Store renew"),
        ("aB", "aB"),  # pieces of one letter are none
        ("plain words, no names", "plain words no names"),
        ("HTTP2Server", "HTTP2Server HTTP2 Server"),
        ("…", ""),
    ],
)
def test_words_and_names(text: str, expected: str) -> None:
    """A keyword index finds a name whole and by its parts."""
    assert words_and_names(text) == expected


@given(ANY_TEXT)
def test_every_word_reaches_the_keyword_index(text: str) -> None:
    """Splitting adds words and takes none away."""
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in text)
    assert set(plain.split()) <= set(words_and_names(text).split())


def told(words: int) -> str:
    """So many words of one piece each, no two alike."""
    return " ".join(f"seat{n}" for n in range(words))


@pytest.mark.parametrize(
    ("words", "expected"),
    [(0, [0]), (1, [1]), (112, [112]), (113, [112]), (191, [112]), (192, [112, 80]), (900, [112, 112])],
)
def test_windows(words: int, expected: list[int]) -> None:
    """A window holds 114 pieces with its title; a second one comes only for 80 new ones and more."""
    found = windows(Prepared("Boarding fails", told(words)))
    assert [len(window.split()) - 2 for window in found] == expected
    assert all(window.startswith("Boarding fails") for window in found)


def test_windows_follow_one_another() -> None:
    """The second window goes on where the first ended: nothing is read twice, nothing is left out between."""
    first, second = windows(Prepared("Boarding fails", told(300)))
    read = first.split()[2:] + second.split()[2:]
    assert read == told(300).split()[: len(read)]


def test_a_long_title_leaves_room_for_the_body() -> None:
    """A title as long as a report counts with its first 32 pieces."""
    (window,) = windows(Prepared(told(500), "Guests wait at the gate"))
    assert window == f"{told(32)} Guests wait at the gate"


def test_a_title_of_one_endless_word_leaves_room_for_the_body() -> None:
    """A pasted key as a title does not keep the body from being read."""
    found = windows(Prepared("gate" * 300, "Guests wait at the gate"))
    assert found[0].endswith("Guests wait at the gate")


def test_parts_hold_the_title_alone() -> None:
    """A short search is like a title; without a body the window is the title already."""
    assert parts(Prepared("SeatMap empty", "Guests see no seats")) == [
        "Seat Map empty Guests see no seats",
        "Seat Map empty",
    ]
    assert parts(Prepared("SeatMap empty", "")) == ["Seat Map empty"]
    assert parts(Prepared("", "Guests see no seats")) == ["Guests see no seats"]
    assert parts(Prepared("", "")) == [" "]


@given(ANY_TEXT, ANY_TEXT)
def test_there_is_always_a_window(title: str, body: str) -> None:
    """One or two windows, none of them empty, each at most as long as the text."""
    found = windows(prepare(title, body))
    assert 1 <= len(found) <= WINDOWS_MOST
    assert all(found)
    assert all(len(window) <= 2 * (len(title) + len(body)) + 2 for window in found)


HOSTILE = {
    "one word": "a" * 1_000_000,
    "capitals": "aB" * 500_000,
    "frames": "at a.b.c(D.java:1)\n" * 50_000,
    "open frame": "at " + "a." * 500_000,
    "spaces": " " * 1_000_000,
    "spaces before at": (" " * 1_999 + "\n") * 500,
    "open brackets": "<" * 1_000_000,
    "open braces": "{code" * 200_000,
    "hex and dashes": "a-" * 500_000,
    "dots and digits": "1." * 500_000,
    "digits": "1" * 1_000_000,
    "packages": "aa." * 333_000,
    "long packages": ("a" * 40 + ".") * 24_000,
    "rules": "-=" * 500_000,
    "times": "10:10:10" * 125_000,
    "addresses": "https://" * 125_000,
    "quotes": "```" * 333_000,
    "lines": "\n" * 1_000_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_megabyte_is_read_in_a_second(kind: str) -> None:
    """As title and as body; the pieces below `prepare` are linear by themselves."""
    text = HOSTILE[kind]
    start = time.process_time()
    assert windows(prepare(text, text))
    split_names(text)
    words_and_names(text)
    assert time.process_time() - start < 1.0
