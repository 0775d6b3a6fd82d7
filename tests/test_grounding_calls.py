"""Counts and durations computed over past incidents: shown only when their formula gives them."""

from __future__ import annotations

from typing import Any

import pytest

from translator.grounding.ledger import verified
from translator.models import Evidence, Ledger, Quantity

SOURCES = {
    "ticket": "Seen on 2026-07-14 07:40 UTC in a demo.",
    "incident:a": "2026-07-14 07:40 UTC then 2026-07-14 10:20 UTC",
    "incident:b": "2026-08-11 06:55 UTC",
    "incident:c": "2026-09-22 07:30",
}


def _date(name: str, source: str, text: str) -> Evidence:
    start = SOURCES[source].index(text)
    return Evidence(id=name, kind="date", source=source, start=start, end=start + len(text), text=text)


ITEMS = (
    _date("t1", "incident:a", "2026-07-14 07:40 UTC"),
    _date("t2", "incident:a", "2026-07-14 10:20 UTC"),
    _date("t3", "incident:b", "2026-08-11 06:55 UTC"),
    _date("t4", "incident:c", "2026-09-22 07:30"),
    _date("t5", "ticket", "2026-07-14 07:40 UTC"),
    Evidence(id="t6", kind="date", source="incident:b", start=0, end=4, text="1999"),  # not what stands there
)


def holds(formula: str, text: str, value: float, unit: str = "", **more: Any) -> bool:
    """Whether grounding trusts a derived item like this."""
    item = Evidence(
        id="d1", kind="derived", source="incident:a", start=0, end=0, text=text, formula=formula,
        quantity=Quantity(value=value, unit=unit), **more,
    )  # fmt: skip
    return "d1" in verified(Ledger(items=(*ITEMS, item)), SOURCES)


@pytest.mark.parametrize(
    ("formula", "text", "value", "unit"),
    [
        ("count(t1, t3)", "2", 2, ""),
        ("count(t1, t3, t4)", "3", 3, ""),
        ("minutes(t2 - t1)", "2 h 40 min", 160, "min"),
        ("minutes(t2 - t1)", "160 min", 160, "min"),
    ],
)
def test_what_holds(formula: str, text: str, value: float, unit: str) -> None:
    """Distinct incidents are counted; two recorded times of one incident give its duration."""
    assert holds(formula, text, value, unit)


@pytest.mark.parametrize(
    ("formula", "text", "value", "unit"),
    [
        ("count(t1, t3)", "3", 3, ""),  # another number
        ("count(t1, t3)", "2 of 9", 2, ""),  # more than the number
        ("count(t1, t3)", "about 2", 2, ""),
        ("count(t1, t3)", "two", 2, ""),
        ("count(t1, t2)", "2", 2, ""),  # one incident twice
        ("count(t1, t1)", "2", 2, ""),
        ("count(t1, t5)", "2", 2, ""),  # a ticket is no incident
        ("count(t1, t9)", "2", 2, ""),  # unknown
        ("count(t1, t6)", "2", 2, ""),  # does not stand in its source
        ("count()", "0", 0, ""),
        ("count(t1, 3)", "2", 2, ""),
        ("count(t1, *t3)", "2", 2, ""),
        ("count(t1, x=t3)", "2", 2, ""),
        ("count(t1, t3) + 60", "62", 62, ""),
        ("minutes(t1 - t2)", "160 min", 160, "min"),  # backwards
        ("minutes(t3 - t1)", "40275 min", 40275, "min"),  # of two incidents
        ("minutes(t2 - t1)", "3 h", 180, "min"),
        ("minutes(t2 - t1)", "160 s", 160, "min"),
        ("minutes(t2 - t1)", "160", 160, ""),
        ("hours(t2 - t1)", "160 min", 160, "min"),
        ("minutes(t2 + t1)", "160 min", 160, "min"),
        ("minutes(t2)", "160 min", 160, "min"),
        ("minutes(t4 - t4)", "0 min", 0, "min"),  # no zone, no time
        ("seconds(t2 - t1)", "9600 s", 9600, "s"),
        ("t2.count(t1)", "1", 1, ""),
    ],
)
def test_what_does_not(formula: str, text: str, value: float, unit: str) -> None:
    """Anything else is no evidence, and a slot of it becomes a blank."""
    assert not holds(formula, text, value, unit)
