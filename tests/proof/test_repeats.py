"""What counts as a repeat, in which window, and which records are one outage told twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.proof.records import INDEX, NOW, found, incident, proven, said, ticket
from translator.evidence import extract
from translator.grounding.ledger import verified
from translator.incident_text import incident_text
from translator.models import Incident, Ledger, Ticket, TrackerField
from translator.proof import prove
from translator.proof.repeats import opened, same_outage

TITLE = "Sign-in breaks off in demos"
BODY = (
    "Prospects are thrown back to the sign-in screen during a live demo. "
    "Same cause as OUT-1, OUT-2 and OUT-3."
)


def outage(key: str, started: str, title: str = "Thrown out of the sign-in", **more: Any) -> Incident:
    """An outage the ticket names as having the same cause."""
    return incident(key, title, started, cause="The signing key expired at night.", **more)


JULY = outage("OUT-1", "2026-07-14T07:40")
AUGUST = outage("OUT-2", "2026-08-11T06:55", "Sessions end early")
SEPTEMBER = outage("OUT-3", "2026-09-22T07:30", "Demo interrupted by the sign-in screen")


def repeats(*incidents: Incident, one: Ticket | None = None) -> str:
    """The sentence that counts them, "" for none."""
    told = one or ticket(TITLE, BODY)
    proof = proven(told, *incidents)
    return said(proof.repeats, told, proof)


def test_the_count_has_its_window_and_its_keys() -> None:
    """Oldest to newest, whatever the order of the hits."""
    assert repeats(SEPTEMBER, JULY, AUGUST) == (
        "Repeats: 3 incidents with the same cause on record "
        "from 2026-07-14 to 2026-09-22: OUT-1, OUT-2, OUT-3."
    )


def test_the_count_can_be_verified() -> None:
    """The number is an item with a formula over one date of each incident; grounding accepts it."""
    one = ticket(TITLE, BODY)
    proof = proven(one, JULY, AUGUST)
    ledger = extract(one, INDEX)
    texts = {"ticket": one.text} | {f"incident:{i.id}": incident_text(i).text for i in (JULY, AUGUST)}
    known = verified(Ledger(items=ledger.items + proof.evidence), texts)
    count = next(e for e in proof.evidence if e.formula.startswith("count("))
    assert known[count.id].text == "2"
    assert {known[i.strip()].source for i in count.formula[6:-1].split(",")} == {
        "incident:table:OUT-1",
        "incident:table:OUT-2",
    }


NOT_COUNTED = [
    ("one is no repeat", ()),
    ("planned", (outage("OUT-2", "2026-08-11T06:55", kind="maintenance"),)),
    ("an alert", (outage("OUT-2", "2026-08-11T06:55", kind="alert"),)),
    ("program errors", (outage("OUT-2", "2026-08-11T06:55", kind="error"),)),
    ("no start known", (outage("OUT-2", ""),)),
    ("only the year is known", (outage("OUT-2", "2026"),)),
    ("too long ago", (outage("OUT-2", "2025-06-01T06:55"),)),
    ("still to come", (outage("OUT-2", "2026-12-24T06:55"),)),
    ("the same outage from a second tool", (outage("OUT-2", "2026-07-14T09:10", source="pager"),)),
    ("the same day", (outage("OUT-2", "2026-07-14"),)),
    ("the same month", (outage("OUT-2", "2026-07"),)),
    ("a link to the same outage", (outage("OUT-2", "2026-07-15T06:00", "Root cause", links=("OUT-1",)),)),
]


@pytest.mark.parametrize("more", [m for _, m in NOT_COUNTED], ids=[n for n, _ in NOT_COUNTED])
def test_what_is_no_repeat(more: tuple[Incident, ...]) -> None:
    """Nothing is counted on a guess, and no outage twice."""
    assert repeats(JULY, *more) == ""


def test_the_month_is_enough() -> None:
    """A record that knows its month counts, and shows the month."""
    told = repeats(outage("OUT-1", "2026-05"), SEPTEMBER)
    assert told.startswith("Repeats: 2 incidents with the same cause on record from 2026-05 to 2026-09-22")


def test_similar_incidents_are_called_similar() -> None:
    """Without a shown cause they count as similar, if they tell of the same task failing the same way."""
    one = ticket(TITLE, "Prospects are thrown back to the sign-in screen during a live demo.")
    alike = [
        incident(key, "People thrown back to the sign-in screen", day, customer_task="sign-in")
        for key, day in (("OUT-5", "2026-07-14"), ("OUT-6", "2026-08-11"))
    ]
    other = incident("OUT-7", "Password mails arrive late", "2026-09-01", customer_task="sign-in")
    assert repeats(*alike, other, one=one) == (
        "Repeats: 2 similar incidents on record from 2026-07-14 to 2026-08-11: OUT-5, OUT-6."
    )


def test_a_key_that_cannot_be_shown_is_left_out() -> None:
    """The count stays; a key with markup in it does not reach a reader."""
    one = ticket("Thrown out", "Prospects are thrown back to the sign-in screen. Same cause as OUT-1.")
    odd = incident("<b>7", "People thrown back to the sign-in screen", "2026-08-11", customer_task="sign-in")
    plain = incident(
        "OUT-9", "People thrown back to the sign-in screen", "2026-09-11", customer_task="sign-in"
    )
    assert (
        repeats(odd, plain, one=one)
        == "Repeats: 2 similar incidents on record from 2026-08-11 to 2026-09-11."
    )


@pytest.mark.parametrize(
    ("created", "day"),
    [
        ("2026-03-05T08:20:11.000+0000", "2026-03-05"),
        ("14/Sep/26 4:12 PM", "2026-09-14"),
        ("2026-10-11T17:32:09Z", "2026-10-11"),
        ("2031-01-01", "2026-10-20"),
        ("last week", "2026-10-20"),
        ("", "2026-10-20"),
    ],
)
def test_the_day_of_the_ticket(created: str, day: str) -> None:
    """As the tracker writes it; a date that cannot be read or lies ahead is today."""
    one = ticket(TITLE, BODY).model_copy(update={"fields": (TrackerField(name="created", value=created),)})
    assert opened(one, NOW).isoformat() == day


def test_the_window_starts_a_year_before_the_ticket() -> None:
    """An old ticket counts what happened before it, and since."""
    old = ticket(TITLE, BODY).model_copy(
        update={"fields": (TrackerField(name="created", value="2025-12-01T08:00:00Z"),)}
    )
    assert "2 incidents" in repeats(outage("OUT-1", "2025-01-10T07:00"), AUGUST, one=old)


def test_two_outages_on_one_morning_are_two() -> None:
    """The hour alone makes no duplicate: the titles must agree."""
    assert not same_outage(JULY, outage("OUT-2", "2026-07-14T09:00", "Invoices sent twice"))
    assert same_outage(JULY, outage("OUT-2", "2026-07-14T09:00", "Thrown out of the sign-in again"))


def test_what_the_search_does_not_call_similar_is_left_alone() -> None:
    """The record of the search stays; nothing leans on its hits."""
    one = ticket(TITLE, BODY)
    proof = prove(one, extract(one, INDEX), INDEX, found(JULY, AUGUST, similar=False), now=NOW)
    assert proof.past.searched == 30
    assert proof.past.incidents == ()
    assert (proof.repeats, proof.sales, proof.support, proof.story, proof.evidence) == (
        None,
        None,
        None,
        None,
        (),
    )
