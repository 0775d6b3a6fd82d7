"""Review date and owner are taken where the ticket states them, and nowhere else."""

from __future__ import annotations

import pytest

from translator.evidence.planned import planned
from translator.models import Block

# sentence, the words of the review date, its ISO date, the owner ("": none)
STATED = [
    ("Owner: Femke Aldous. Review on 16 December 2026.", "16 December 2026", "2026-12-16", "Femke Aldous"),
    ("We look at it with sales on 15 January 2027.", "15 January 2027", "2027-01-15", ""),
    ("Review: 20.01.2027", "20.01.2027", "2027-01-20", ""),
    ("Revisit in mid-March with the dealers' desk.", "mid-March", "", ""),
    ("We come back to this at the end of February 2027.", "end of February 2027", "", ""),
    ("First drill on 9 December 2026; the result is the review.", "9 December 2026", "2026-12-09", ""),
    ("Annika keeps this text current.", "", "", "Annika"),
    ("This page is maintained by Jo van den Berg.", "", "", "Jo van den Berg"),
    ("Ticket stays with Amara, she writes the summary too.", "", "", "Amara"),
    ("Note owner: @kofi-m", "", "", "@kofi-m"),
]
NOT_STATED = [
    "Owner: tbd",
    "The owner presses refund and waits.",
    "The product owner Kim asked for it.",
    "We looked at it on 3 May 2026.",
    "The code review was on 3 May 2026.",
    "The review of 3 March 2026 was bad.",
    "Due 2026-11-20, release on 5 December 2026.",
    "Petra called on 4 May 2026.",
    "It should be reviewed before the release.",
]


def _read(text: str) -> tuple[str, str, str]:
    found = {p.kind: p for p in planned(text, [(Block(kind="paragraph", start=0, end=len(text)), "")])}
    review, owner = found.get("review"), found.get("owner")
    return (
        review.span.of(text) if review else "",
        review.value if review else "",
        owner.span.of(text) if owner else "",
    )


@pytest.mark.parametrize(("text", "date", "iso", "owner"), STATED)
def test_stated(text: str, date: str, iso: str, owner: str) -> None:
    """The words as they stand, with the ISO date where day, month and year are certain."""
    assert _read(text) == (date, iso, owner)


@pytest.mark.parametrize("text", NOT_STATED)
def test_not_stated(text: str) -> None:
    """A due date, the past, a role or a customer is neither review nor owner."""
    assert _read(text) == ("", "", "")


def test_what_is_said_last_holds() -> None:
    """A review that was moved is at its new date."""
    text = "Review on 4 December 2026. No: review on 11 December 2026."
    assert _read(text)[1] == "2026-12-11"
