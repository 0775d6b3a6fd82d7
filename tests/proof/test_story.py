"""The story in four beats: which incident it takes, and what it may say about time, cause and worth."""

from __future__ import annotations

from typing import Any

import pytest

from tests.proof.records import INDEX, incident, proven, said, ticket, when
from translator.evidence import extract
from translator.grounding.ledger import verified
from translator.incident_text import incident_text
from translator.models import Incident, Ledger, Story
from translator.proof.story import UNANSWERED

ONE = ticket(
    "Sign-in breaks off",
    "Prospects are thrown back to the sign-in screen. Same cause as OUT-1 and OUT-2.",
)
SUMMARY = "People with a valid session were thrown back to the sign-in screen."
CAUSE = "Renewing a session took longer than the gateway waits."


def beats(*incidents: Incident) -> dict[str, str]:
    """The beats as a reader sees them; {} for no story, "" for a beat the engine asks about."""
    proof = proven(ONE, *incidents)
    if proof.story is None:
        return {}
    return {name: said(getattr(proof.story, name), ONE, proof) for name in Story.model_fields}


def test_a_story_of_the_same_cause() -> None:
    """What happened and for how long, why this prevents it, how we know, what it cost."""
    told = beats(
        incident("OUT-1", "Sessions end early", "2026-07-14T07:40", "2026-07-14T10:20", cause=CAUSE,
                 summary=f"{SUMMARY} One demo was finished with screenshots."),
        incident("OUT-2", "Sessions end early again", "2026-08-11", cause=CAUSE),
    )  # fmt: skip
    assert told == {
        "remember": f"OUT-1 on 2026-07-14, for 2 h 40 min: “{SUMMARY}”",
        "prevents": f"This would have prevented it: the ticket names OUT-1 as the same cause, “{CAUSE}”",
        "known": "2 incidents with the same cause are on record from 2026-07-14 to 2026-08-11.",
        "worth": "“One demo was finished with screenshots.”",
    }


def test_a_story_of_a_similar_incident_claims_nothing() -> None:
    """The same problem without a shown cause is told, and says so."""
    told = beats(
        incident(
            "OUT-9",
            "Thrown out",
            "2026-08-11",
            customer_task="sign-in",
            summary=SUMMARY,
            customers_affected=52,
        )
    )
    assert told["prevents"] == "Similar, not shown to be the same cause."
    assert told["known"] == "52 customers were affected, as recorded for OUT-9."
    assert "prevented" not in " ".join(told.values())


def test_a_look_alike_is_no_story() -> None:
    """Another problem is not remembered for this one."""
    assert (
        beats(incident("OUT-9", "Invoices sent twice", "2026-08-11", summary="Invoices went out twice."))
        == {}
    )


LASTED: list[tuple[dict[str, Any], str]] = [
    ({"end": when("2026-07-14T08:25")}, ", for 45 min:"),
    ({"end": when("2026-07-14T09:40")}, ", for 2 h:"),
    ({"end": when("2026-07-16T17:05")}, ", for 57 h 25 min:"),
    ({"end": when("2026-07-17T12:40")}, ", for 3 days 5 h:"),
    ({"end": when("2026-07-18T07:40")}, ", for 4 days:"),
    ({"end": when("2026-07-14T07:40")}, ":"),  # no time at all
    ({"end": when("2026-07-13T07:40")}, ":"),  # ended before it began
    ({"end": when("2026-09-20T07:40")}, ":"),  # left open in the tracker
    ({"end": when("2026-07-14")}, ":"),  # only the day is known
    ({"end": when("2026-07-14T09:40", zone_known=False)}, ":"),
    ({"end": None}, ":"),
]


@pytest.mark.parametrize(("times", "words"), LASTED, ids=lambda v: str(v)[-30:])
def test_how_long_it_lasted(times: dict[str, Any], words: str) -> None:
    """A duration is computed from two exact times or not told; grounding accepts each one shown."""
    past = incident("OUT-1", "Sessions end early", "2026-07-14T07:40", summary=SUMMARY, **times)
    assert beats(past)["remember"] == f"OUT-1 on 2026-07-14{words} “{SUMMARY}”"
    proof = proven(ONE, past)
    ledger = Ledger(items=extract(ONE, INDEX).items + proof.evidence)
    known = verified(ledger, {"ticket": ONE.text, "incident:table:OUT-1": incident_text(past).text})
    assert {e.id for e in proof.evidence} <= known.keys()


WHEN = [("2026-07-14", "OUT-1 on 2026-07-14:"), ("2026-07", "OUT-1 in 2026-07:"), ("", "OUT-1:")]


@pytest.mark.parametrize(("started", "words"), WHEN)
def test_when_it_was(started: str, words: str) -> None:
    """As precisely as the record knows."""
    assert beats(incident("OUT-1", "Sessions end early", started, summary=SUMMARY))["remember"].startswith(
        words
    )


def test_a_summary_that_leans_on_another_gives_way_to_the_title() -> None:
    """ "The same picture as in July" says nothing to who was not there."""
    past = incident(
        "OUT-1", "Sessions end early again", "2026-08-11", summary="The same picture as in July: failed."
    )
    assert beats(past)["remember"] == "OUT-1 on 2026-08-11: “Sessions end early again”"


def test_a_title_that_says_what_to_do_is_not_remembered() -> None:
    """ "Fix the renewal" is work; what happened stands in the record, or there is no story."""
    told = "Renewals of sessions took a minute on that day."
    past = incident("OUT-1", "Fix the renewal of sessions", "2026-08-11", summary=told)
    assert beats(past)["remember"] == f"OUT-1 on 2026-08-11: “{told}”"
    assert beats(incident("OUT-1", "Fix the renewal of sessions", "2026-08-11")) == {}


def test_a_number_is_told_once() -> None:
    """What the count of customers says already is not its worth as well."""
    past = incident(
        "OUT-1", "Sessions end early", "2026-08-11", customers_affected=14,
        summary="Fog cancelled the morning sailings of 14 operators.",
    )  # fmt: skip
    told = beats(past)
    assert told["known"] == "14 customers were affected, as recorded for OUT-1."
    assert told["worth"] == ""
    more = past.model_copy(
        update={
            "sections": (past.sections[0].model_copy(update={"text": "In 14 ports 30 crews had to wait."}),)
        }
    )
    assert beats(more)["worth"] == "“In 14 ports 30 crews had to wait.”"


WORTH: list[tuple[dict[str, Any], str]] = [
    ({"support_tickets": 14}, "14 support tickets on record for it."),
    (
        {"support_tickets": 14, "impact": "Sales lost a deal with a large buyer."},
        "“Sales lost a deal with a large",
    ),
    ({"impact": "Support took 58 calls that morning."}, "“Support took 58 calls that morning.”"),
    ({}, ""),
    ({"customers_affected": 1}, ""),
]


@pytest.mark.parametrize(("parts", "words"), WORTH, ids=lambda v: str(v)[:40])
def test_what_it_was_worth(parts: dict[str, Any], words: str) -> None:
    """Sales before support before a count; what nobody recorded is asked, never guessed."""
    told = beats(incident("OUT-1", "Sessions end early", "2026-08-11", summary=SUMMARY, **parts))
    assert told["worth"].startswith(words)
    assert bool(told["worth"]) is bool(words)


def test_the_engine_is_told_what_is_unanswered() -> None:
    """A beat without a record is a blank without words."""
    proof = proven(ONE, incident("OUT-1", "Sessions end early", "2026-08-11", summary=SUMMARY))
    assert proof.story is not None
    assert (proof.story.known, proof.story.worth) == (UNANSWERED, UNANSWERED)
