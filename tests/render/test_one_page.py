"""The sheet of A4: what stands on it, what is left out, and nothing smuggled in. `tests/ui` prints it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.hostile import HOSTILE, with_words
from tests.render.pitch_example import example_pitch
from tests.render.test_formats import Page
from translator.render.one_page import as_one_page

PARTS = (
    "The ticket:", "In live demos", "The number:", "today", "What happens today", "What we would do", "Proof",
    "What each gains", "Sales:", "The story, with data", "Still to find out", "Every number here",
)  # fmt: skip


def test_the_sheet_has_what_a_meeting_needs() -> None:
    """Sentence, number, note, proof, asks, story and questions, in this order, and whether it is approved."""
    pitch = example_pitch()
    words = Page(as_one_page(pitch)).words
    places = [words.find(part) for part in PARTS]
    assert -1 not in places, PARTS[places.index(-1)]
    assert places == sorted(places)
    assert "nobody has approved it yet" in words
    approved = Page(as_one_page(pitch.model_copy(update={"state": "approved"}))).words
    assert "nobody has approved" not in approved
    assert "Approved" in approved


def test_the_sheet_is_whole_and_alone() -> None:
    """It loads and runs nothing, leads nowhere, and shows the address of the ticket as words."""
    pitch = example_pitch()
    ticket = pitch.ticket.model_copy(update={"url": "https://jira.example/browse/HB-1"})
    page = as_one_page(pitch.model_copy(update={"ticket": ticket}))
    parsed = Page(page)
    assert parsed.open == []
    assert not {"script", "img", "link", "iframe", "form", "object", "a"} & set(parsed.tags)
    assert "size: A4" in page
    assert not re.search(r"url\(|@import", page)
    assert "https://jira.example/browse/HB-1" in parsed.words


def test_what_does_not_fit_is_named() -> None:
    """Parts go whole, the story first; where even that is too long, the foot says that sentences are cut."""
    pitch = example_pitch()
    framings = tuple(
        f.model_copy(update={"title": f"Team {n}"}) for n, f in enumerate(pitch.draft.framings * 60)
    )
    draft = pitch.draft.model_copy(update={"framings": framings})
    words = Page(as_one_page(pitch.model_copy(update={"draft": draft}))).words
    left_out = re.search(r"Left out here for length: ([^\n]*?)\.", words)
    assert left_out
    names = left_out.group(1).split(", ")
    assert "Still to find out" in names
    assert f"For {framings[-1].title}" in names
    assert "For Team 0" not in names
    assert "cut short" not in words
    assert "cut short here" in Page(as_one_page(with_words("An endless sentence " * 2_000))).words


@pytest.mark.parametrize("words", [HOSTILE, "", "a" * 5_000, "x\n" * 300, "[number needed: x]", "\ud800"])
def test_no_words_become_markup(words: str) -> None:
    """Whatever a ticket says shows as its words and does nothing."""
    parsed = Page(as_one_page(with_words(words)))
    assert not {"script", "img", "b", "i", "a"} & set(parsed.tags)
    assert parsed.open == []
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]


@given(st.text(max_size=200))
def test_any_text_gives_a_whole_page(words: str) -> None:
    """For every text, what is opened is closed."""
    assert Page(as_one_page(with_words(words))).open == []
