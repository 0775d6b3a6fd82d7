"""The first page: a ticket in, a pitch out, and what is said when that cannot be."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.ui.conftest import SAMPLES, TICKET, Page, shown, told

pytestmark = [pytest.mark.loopback, pytest.mark.filterwarnings("ignore")]
Ask = Callable[..., Any]


def test_paste_to_pitch(page: Page) -> None:
    """A pasted ticket becomes one screen: sentence, number with both sides, note, framings, questions."""
    at = page()
    at.text_area(key="ticket").set_value(TICKET)
    at.button(key="translate").click().run()
    assert not at.exception
    assert not at.error
    html = shown(at)
    assert 'class="tr-breath"' in html
    assert re.search(r'href="#ev-n\d+">3 %</a>', html)
    assert "under 0.5 %" in html
    assert "The shared note" in html
    assert "Sales" in [tab.label for tab in at.tabs]
    assert at.query_params["id"][0].startswith("t")


def test_every_link_of_a_pitch_leads_somewhere(page: Page, ask: Ask) -> None:
    """Each value, claim and blank is a link whose target stands on the page, with a card behind it."""
    text = (SAMPLES / "tickets" / "login-timeout.md").read_text()
    html = shown(page(id=ask("POST", "/v1/translations", {"text": text})["id"]))
    links = set(re.findall(r'href="#([^"]+)"', html))
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert len(links) > 30
    assert links <= ids
    pane = re.findall(r"body:has\(#([\w-]+):target\) \.tr-pane :is\((\.k-[^)]+)\)", html)
    assert {name for name, _ in pane} >= {link for link in links if link.startswith(("ev-", "cl-"))}


def test_stakeholders_are_those_of_the_catalog(page: Page) -> None:
    """The reader chooses whom to write for; the framings are theirs and no others."""
    at = page()
    at.text_area(key="ticket").set_value(TICKET)
    assert "security" in at.multiselect(key="stakeholders").options or "Security" in (
        at.multiselect(key="stakeholders").options
    )
    at.multiselect(key="stakeholders").set_value(["finance", "security"])
    at.button(key="translate").click().run()
    labels = [tab.label for tab in at.tabs]
    assert labels == ["Finance", "Security"]


def test_a_sample_is_one_press_away(page: Page) -> None:
    """A sample puts its text into the field, ready to be translated."""
    at = page()
    at.session_state["way_in"] = "Try a sample"
    at.run()
    at.button(key="sample-0").click().run()
    assert at.text_area(key="ticket").value.startswith("# Reduce auth timeout variance")


def test_an_empty_ticket_is_not_sent(page: Page) -> None:
    """Nothing to translate is said in words, with what to do."""
    at = page()
    at.button(key="translate").click().run()
    assert "Paste one above" in told(at)


def test_what_the_api_refuses_is_told_with_its_next_step(page: Page) -> None:
    """A payload that holds no ticket shows what is wrong, calmly, and the field keeps its text."""
    at = page()
    at.text_area(key="ticket").set_value('{"nothing": []}')
    at.button(key="translate").click().run()
    assert not at.exception
    assert len(at.error) == 1
    assert at.text_area(key="ticket").value == '{"nothing": []}'


def test_an_answer_fills_its_blank(page: Page, ask: Ask) -> None:
    """An answer makes the next version, and its blank is gone wherever it stood."""
    made = ask("POST", "/v1/translations", {"text": TICKET})
    question = made["pitch"]["draft"]["questions"][0]
    at = page(id=made["id"])
    blanks = shown(at).count(f"#q-{question['id']}")
    assert blanks
    at.text_input(key=f"answer-{question['id']}-1").set_value("2027-03-01")
    at.text_input(key="answered_by").set_value("Ana, sales")
    fill = next(b for b in at.button if b.label == "Fill in the answers")
    fill.click().run()
    assert not at.exception
    assert not at.error
    after = ask("GET", f"/v1/translations/{made['id']}")
    assert after["version"] == 2
    assert after["pitch"]["answers"][0]["by"] == "Ana, sales"
    assert "Version 2" in shown(at)


def test_no_answer_is_no_version(page: Page, ask: Ask) -> None:
    """Pressing the button with empty fields says so and stores nothing."""
    made = ask("POST", "/v1/translations", {"text": TICKET})
    at = page(id=made["id"])
    next(b for b in at.button if b.label == "Fill in the answers").click().run()
    assert "no answer yet" in told(at)
    assert ask("GET", f"/v1/translations/{made['id']}")["version"] == 1


def test_a_pitch_that_is_not_there(page: Page) -> None:
    """An address with a wrong id tells so instead of failing."""
    at = page(id="t0198c0ffee00aa11bb22cc33dd44ee55")
    assert not at.exception
    assert len(at.error) == 1


def test_the_api_is_down(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an API the page says how to start it, keeps the ticket, and offers to try again."""
    monkeypatch.setenv("TRANSLATOR_API_PORT", "9")
    at = page()
    assert "make up" in told(at)
    at.text_area(key="ticket").set_value(TICKET)
    at.button(key="translate").click().run()
    assert not at.exception
    assert "make up" in told(at)
    assert at.text_area(key="ticket").value == TICKET


@pytest.mark.slow
def test_a_long_ticket_stays_quick(page: Page, ask: Ask) -> None:
    """With a pitch of 400,000 characters open, each view costs the page little: nothing reads it again."""
    lines = [f"The sign-in of prospect {n} took {n % 60} s in a live demo on page {n}." for n in range(6_000)]
    text = f"{TICKET}\n\n" + "\n\n".join(lines)
    made = ask("POST", "/v1/translations", {"text": text[:400_000]})
    at = page(id=made["id"])
    assert "tr-breath" in shown(at)
    for section in ("Before and after", "Edit", "Review", "Share", "Pitch"):
        at.segmented_control(key="section").set_value(section)
        begun = time.process_time()
        at.run()
        assert time.process_time() - begun < 0.5  # measured: 0.03
        assert not at.exception
        assert sum(len(element.proto.body) for element in at.get("html")) < 200_000
