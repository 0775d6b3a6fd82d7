"""Sample tickets proven by the sample incidents: which are cited, which share the cause, which count."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from translator import wiring
from translator.checks.truth import CHECKS as TRUTH
from translator.models import Pitch
from translator.parts import sentences_of
from translator.settings import load_settings

SAMPLES = Path(__file__).parent.parent.parent / "translator" / "samples"
# A person's verdict on each pair, read from the texts. Look-alikes with another cause are never "same":
# INC-301 is a report too, INC-303 an upload, INC-305 a sign-in, INC-308 a payment.
SAME = {
    "login-timeout.md": {"INC-316", "INC-319", "INC-326"},
    "manifest-upload.txt": {"INC-312", "INC-324"},
    "month-end-report.wiki.txt": {"INC-318", "INC-322", "INC-327"},
    "checkout-payment.adf.json": {"INC-314", "INC-321"},
    "cancelled-sailing-notice.webhook.json": {"INC-313"},
    "invoice-totals.jira2.json": set(),
    "guest-export.md": set(),
    "flaky-tests.jira3.json": set(),
    "rename-tariff-module.md": set(),
}


@cache
def app() -> wiring.App:
    """Loaded once: reading and embedding the incidents takes a second."""
    flags = {"incidents": str(SAMPLES / "incidents.jsonl")}
    return wiring.build(load_settings(toml_path=None, environ={}, flags=flags))


@cache
def pitch_of(name: str) -> Pitch:
    (ticket,) = app().read((SAMPLES / "tickets" / name).read_bytes()).tickets
    return asyncio.run(app().translate(ticket, now=datetime(2026, 11, 1, tzinfo=UTC)))


@pytest.mark.parametrize("name", SAME)
def test_the_cause_is_called_the_same_where_it_is(name: str) -> None:
    """What this work would have prevented, by a rule that is stated; nothing else is claimed."""
    pitch = pitch_of(name)
    assert pitch.past is not None
    assert pitch.past.searched == 30
    same = [c for c in pitch.past.incidents if c.relation == "same cause"]
    assert {c.key for c in same} == SAME[name]
    assert all(c.rule for c in same)
    assert not any(c.rule for c in pitch.past.incidents if c.relation == "similar")


@pytest.mark.parametrize("name", SAME)
def test_what_is_said_of_an_incident_stands_in_it(name: str) -> None:
    """Every evidence of an incident is a span of its text, and no check of truth objects."""
    pitch = pitch_of(name)
    texts = {f"incident:{c.id}": c.text for c in pitch.past.incidents} if pitch.past else {}
    for item in pitch.evidence.items:
        if item.source.startswith("incident:") and item.kind != "derived":
            assert texts[item.source][item.start : item.end] == item.text
    truth = {check.id for check in TRUTH}
    assert not [f for f in pitch.findings if f.check in truth and f.severity == "must"]


@pytest.mark.parametrize("name", ["guest-export.md", "flaky-tests.jira3.json"])
def test_without_a_similar_incident_nothing_leans_on_one(name: str) -> None:
    """No story, no repeats, no key of an incident that the ticket does not name itself."""
    pitch = pitch_of(name)
    assert pitch.past is not None
    assert pitch.past.incidents == ()
    assert pitch.draft.story is None
    said = " ".join(sentence.plain for _, sentence in sentences_of(pitch.draft))
    assert "INC-" not in said
    assert "on record" not in said


def test_repeats_are_counted_and_the_story_is_told() -> None:
    """The count carries its formula, the beats their evidence, and the words can be said aloud."""
    pitch = pitch_of("login-timeout.md")
    proof = [sentence.plain for sentence in pitch.draft.note.proof]
    assert (
        "Repeats: 3 incidents with the same cause on record from 2026-07-14 to 2026-09-22: "
        "INC-316, INC-319, INC-326." in proof
    )
    counts = [e for e in pitch.evidence.items if e.kind == "derived" and e.formula.startswith("count(")]
    assert counts
    assert counts[0].text == "3"
    story = pitch.draft.story
    assert story is not None
    assert story.remember.plain.startswith("INC-326 on 2026-09-22, for 3 h 30 min: “For the third time")
    assert story.prevents.plain.startswith("This would have prevented it: the ticket names INC-326")
    for beat in (story.remember, story.prevents, story.known, story.worth):
        assert beat.evidence or beat.status == "blank"


def test_a_similar_incident_is_not_called_the_same() -> None:
    """An audit of permissions is like the leftover access of former staff; the cause is not shown."""
    tickets = app().read((SAMPLES / "tickets" / "backlog.jira.csv").read_bytes()).tickets
    audit = next(t for t in tickets if t.key == "SKL-470")
    pitch = asyncio.run(app().translate(audit, now=datetime(2026, 11, 1, tzinfo=UTC)))
    assert pitch.draft.story is not None
    assert "not shown to be the same cause" in pitch.draft.story.prevents.plain
