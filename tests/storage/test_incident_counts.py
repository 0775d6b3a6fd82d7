"""Incidents counted by month, task, service and severity, on each kind of database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.storage.incident_examples import incident, when
from translator.models import Incident, When
from translator.storage import Database, incident_counts
from translator.storage.base import CountedBy, Latest
from translator.storage.tables import incidents


def _year(year: int) -> When:
    return When(at=datetime(year, 1, 1, tzinfo=UTC), precision="year", zone_known=True, written=str(year))


def _rows() -> list[Incident]:
    def one(number: int, **more: Any) -> Incident:
        return incident(number, **({"customer_task": "sign-in"} | more))

    return [
        one(1, started=when(2026, 1, 31, 23, 59), services=("Payments API", "Login"), severity="High"),
        one(2, started=when(2026, 2, 1), services=("payments api ",)),
        one(3, started=when(2026, 1, 1), services=("Login",), customer_task="pay"),  # a minute of New Year
        one(4, started=_year(2026)),
        one(5),
        one(6, started=when(2026, 1, 5), kind="maintenance"),
        one(7, started=when(2026, 1, 6)),
    ]


@pytest.mark.parametrize(
    ("by", "counts", "names", "latest"),
    [
        (
            "task",
            [("2026-01", "pay", 1), ("2026-01", "sign-in", 1), ("2026-02", "sign-in", 1)],
            ["sign-in"],
            {"sign-in": Latest("sign-in", "2026-02", ("INC-2",))},
        ),
        (
            "service",
            [("2026-01", "login", 2), ("2026-01", "payments api", 1), ("2026-02", "payments api", 1)],
            ["login", "payments api", "nothing like it"],
            {
                "login": Latest("Login", "2026-01", ("INC-1",)),
                "payments api": Latest("payments api", "2026-02", ("INC-2",)),
            },
        ),
        ("severity", [("2026-01", "", 1), ("2026-01", "High", 1), ("2026-02", "", 1)], [], {}),
    ],
)
def test_counted_where_they_are(
    database: Database, by: CountedBy, counts: Any, names: list[str], latest: dict[str, Latest]
) -> None:
    """Deleted ones, planned work and those without a month are left out; other workspaces are unseen."""
    store = database.incidents("acme")
    store.put(_rows())
    store.delete(["pagerduty:INC-7"])
    database.incidents("other").put(_rows())
    found = database.incident_counts("acme")
    assert [tuple(row) for row in found.by_month(by)] == counts
    assert found.latest(by, names, 1) == latest
    assert found.totals() == (3, 2)


def test_nothing_stored(database: Database) -> None:
    """A workspace without incidents counts none."""
    found = database.incident_counts("acme")
    assert (found.by_month("service"), found.latest("task", ["pay"], 3), found.totals()) == ([], {}, (0, 0))


def test_without_the_filter_it_would_be_noticed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the workspace taken out of the condition every method tells of another workspace."""
    database.incidents("other").put(_rows())
    monkeypatch.setattr(incident_counts, "living", lambda workspace: incidents.c.deleted.is_(False))
    found = database.incident_counts("acme")
    assert found.by_month("task") != []
    assert found.latest("task", ["sign-in"], 1) != {}
    assert found.totals() != (0, 0)
