"""What a store keeps, finds, lists and counts, on SQLite and on PostgreSQL."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime

import pytest

from tests.storage.incident_examples import incident, when
from translator.errors import CursorInvalid, MalformedInput, UnknownIncident
from translator.models import Change, IncidentFilter, IncidentSection, Stored
from translator.storage import IncidentRepository


def test_an_empty_store_has_nothing(store: IncidentRepository) -> None:
    """Nothing was ever stored: revision 0, no incident, no change."""
    assert (store.revision(), store.count(), list(store.all()), store.changes(0, 9)) == (0, 0, [], [])
    assert (store.put([]), store.delete([]), store.many([]), store.ids()) == (Stored(0, 0, 0), 0, [], [])


def test_put_counts_what_it_did(store: IncidentRepository) -> None:
    """Added, changed and same are counted apart, and what is the same keeps its revision."""
    assert store.put([incident(1), incident(2), incident(3)]) == Stored(3, 0, 0)
    changed = incident(2, title="Sign-in is slow in live demos")
    assert store.put([incident(1), changed, incident(4)]) == Stored(1, 1, 1)
    assert store.changes(0, 9) == [
        Change(1, incident(1).id, incident(1)),
        Change(3, incident(3).id, incident(3)),
        Change(4, changed.id, changed),
        Change(5, incident(4).id, incident(4)),
    ]
    assert store.put([incident(1), changed]) == Stored(0, 0, 2)
    assert store.revision() == 5


def test_the_last_of_several_with_one_id_wins(store: IncidentRepository) -> None:
    """A batch may hold an id twice; it is stored and counted once."""
    assert store.put([incident(1), incident(2), incident(1, title="Again")]) == Stored(2, 0, 0)
    assert store.get(incident(1).id).title == "Again"
    assert store.revision() == 2


def test_a_batch_larger_than_one_statement(store: IncidentRepository) -> None:
    """1,203 incidents need several statements and are still one step: all there, revisions without a gap."""
    many = [incident(n, services=("sign-in", f"cell {n % 3}")) for n in range(1203)]
    assert store.put(many) == Stored(1203, 0, 0)
    assert [c.revision for c in store.changes(0, 5000)] == list(range(1, 1204))
    asked = [i.id for i in reversed(many)]
    assert store.many(asked) == many[::-1]
    assert store.count(IncidentFilter(services=("cell 1",))) == 401
    assert store.delete(asked) == 1203
    assert (store.count(), store.revision(), len(store.changes(1203, 5000))) == (0, 2406, 1203)


def test_a_bad_incident_leaves_the_batch_out(store: IncidentRepository) -> None:
    """All or nothing: an id that no database can keep refuses the whole batch, by name."""
    for bad in ("pagerduty:\0", "x" * 1001, ""):
        with pytest.raises(MalformedInput, match="id") as refused:
            store.put([incident(1), incident(2, id=bad)])
        assert refused.value.next_step
    assert (store.count(), store.revision()) == (0, 0)


def test_delete_leaves_the_id_and_a_revision(store: IncidentRepository) -> None:
    """A deleted incident is told to followers once and is in no other answer; ids not there do not count."""
    store.put([incident(1, services=("sign-in",)), incident(2)])
    assert store.delete([incident(1).id, incident(1).id, "pagerduty:INC-9", "\0"]) == 1
    assert store.changes(2, 9) == [Change(3, incident(1).id, None)]
    assert store.delete([incident(1).id]) == 0
    assert store.revision() == 3
    assert (store.count(), store.ids(), store.many([incident(1).id])) == (1, [incident(2).id], [])
    assert store.ids(IncidentFilter(services=("sign-in",))) == []
    with pytest.raises(UnknownIncident):
        store.get("INC-1")


def test_a_deleted_incident_may_come_back(store: IncidentRepository) -> None:
    """Put after delete counts as added, also when the record is the very same."""
    store.put([incident(1)])
    store.delete([incident(1).id])
    assert store.put([incident(1)]) == Stored(1, 0, 0)
    assert store.changes(0, 9) == [Change(3, incident(1).id, incident(1))]


def test_changes_come_in_steps(store: IncidentRepository) -> None:
    """A follower that asks for two at a time sees each change once and in order."""
    store.put([incident(n) for n in range(5)])
    seen, after = [], 0
    while step := store.changes(after, 2):
        assert len(step) <= 2
        seen += [change.revision for change in step]
        after = step[-1].revision
    assert seen == [1, 2, 3, 4, 5]
    assert store.changes(0, 0) == store.changes(5, 9) == store.changes(2**70, 9) == []
    assert len(store.changes(-(2**70), 2**70)) == 5


def test_many_keeps_the_order_asked(store: IncidentRepository) -> None:
    """Missing ids are left out and the others come as asked."""
    store.put([incident(n) for n in range(4)])
    asked = [incident(3).id, "pagerduty:none", "\ud800", incident(0).id]
    assert store.many(asked) == [incident(3), incident(0)]


def test_get_by_id_or_key(store: IncidentRepository) -> None:
    """An id comes before a key; a key must belong to one incident."""
    other = incident(1, id="jira:INC-1", source="jira")
    odd = incident(7, id="INC-3", source_id="7")
    store.put([incident(1), other, incident(2), incident(3), odd])
    assert store.get("jira:INC-1") == other
    assert store.get("INC-2") == incident(2)
    assert store.get("INC-3") == odd
    with pytest.raises(UnknownIncident, match="two incidents have this key: jira:INC-1, pagerduty:INC-1"):
        store.get("INC-1")
    store.put([incident(1, id="github:INC-1"), incident(1, id="sentry:INC-1")])
    with pytest.raises(UnknownIncident, match="several incidents have this key: github:INC-1, jira:INC-1, "):
        store.get("INC-1")


@pytest.mark.parametrize(
    ("key", "close"),
    [
        ("INC-3010", "INC-301"),
        ("inc-302", "INC-302"),
        ("pagerduty:INC-303x", "INC-303"),
        ("INC_304", "INC-304"),
        ("zebra", ""),
        ("", ""),
        ("\0", ""),
        ("INC-3\ud800", "INC-30"),
        ("x" * 100_000, ""),
    ],
)
def test_an_unknown_key_names_close_ones(store: IncidentRepository, key: str, close: str) -> None:
    """A mistyped key is answered with those that look like it, and nonsense with none; one short line."""
    store.put([incident(n) for n in range(290, 310)])
    with pytest.raises(UnknownIncident) as unknown:
        store.get(key)
    assert "in workspace 'acme'" in unknown.value.message
    assert len(unknown.value.message) < 150
    if close:
        assert f"'{close}" in unknown.value.next_step
    else:
        assert unknown.value.next_step == "List the incidents to see their keys."


def test_newest_first_and_those_without_a_start_last(store: IncidentRepository) -> None:
    """More incidents than are read at a time, many with the same start: each once, in order."""
    years = [2021, 2024, None, 2019, 2024]
    stored = []
    for number in range(650):
        year = years[number % 5]
        stored.append(incident(number, started=when(year) if year else None))
    store.put(stored)
    listed = list(store.all())
    assert sorted(i.id for i in listed) == sorted(i.id for i in stored)
    found = [i.started.at.year if i.started else 0 for i in listed]
    assert found == sorted(found, reverse=True)
    assert store.ids() == [i.id for i in listed]
    for limit in (0, -1, 1, 199, 200, 201, 399, 400, 401, 520, 521, 649, 650, 9999, 2**70):
        assert list(store.all(limit=limit)) == listed[: max(0, limit)]


FILTERS = [
    (IncidentFilter(), [4, 3, 2, 1, 5]),
    (IncidentFilter(services=("SIGN-IN",)), [3, 1]),
    (IncidentFilter(services=(" straße ", "billing")), [4, 2]),
    (IncidentFilter(services=("none",)), []),
    (IncidentFilter(levels=(1, 3)), [3, 1]),
    (IncidentFilter(levels=(2**80,)), []),
    (IncidentFilter(since=datetime(2024, 3, 1, tzinfo=UTC)), [4, 3]),
    (IncidentFilter(until=datetime(2024, 3, 1, tzinfo=UTC)), [2, 1]),
    (IncidentFilter(since=datetime(2024, 2, 1, tzinfo=UTC), until=datetime(2024, 3, 1, tzinfo=UTC)), [2]),
    (IncidentFilter(since=datetime(1, 1, 1, tzinfo=UTC)), [4, 3, 2, 1]),
    (IncidentFilter(customer_task="log-in"), [2, 1]),
    (IncidentFilter(kinds=("maintenance", "alert")), [4, 3]),
    (IncidentFilter(sources=("statuspage",)), [4]),
    (IncidentFilter(sources=("statuspage", "pagerduty")), [4, 3, 2, 1, 5]),
    (IncidentFilter(services=("sign-in",), levels=(1,), kinds=("incident",)), [1]),
]


@pytest.mark.parametrize(("where", "expected"), FILTERS, ids=lambda v: str(v)[:60])
def test_filters(store: IncidentRepository, where: IncidentFilter, expected: list[int]) -> None:
    """Every given condition must hold; the list, the ids and the count agree."""
    store.put(
        [
            incident(1, started=when(2024, 1), services=("Sign-In", "api"), level=1, customer_task="log-in"),
            incident(2, started=when(2024, 2), services=("STRASSE",), level=2, customer_task="log-in"),
            incident(3, started=when(2024, 3), services=("sign-in",), level=3, kind="alert"),
            incident(4, started=when(2024, 4), services=("Billing", "billing"), kind="maintenance",
                     source="statuspage"),
            incident(5, level=2**90),
        ]
    )  # fmt: skip
    assert [i.source_id for i in store.all(where)] == [f"INC-{n}" for n in expected]
    assert store.ids(where) == [f"pagerduty:INC-{n}" for n in expected]
    assert store.count(where) == len(expected)
    for limit in (1, 2, 4, 5, 50):
        after, paged = "", []
        while True:
            found, after = store.page(where, after=after, limit=limit)
            paged += [found]
            if not after:
                break
        assert [i.id for page in paged for i in page] == store.ids(where)
        assert all(len(page) == limit for page in paged[:-1])
        assert paged[-1] or not expected


def test_a_cursor_is_of_its_list(store: IncidentRepository) -> None:
    """One of another filter, cut short or made up is refused; one whose row is gone leads on."""
    store.put([incident(n, started=when(2024, n)) for n in range(1, 6)])
    where = IncidentFilter(sources=("pagerduty",))
    first, after = store.page(where, limit=2)
    for wrong in (after[:-3], "x", "é", "W10"):
        with pytest.raises(CursorInvalid):
            store.page(where, after=wrong)
    with pytest.raises(CursorInvalid):
        store.page(after=after)
    store.delete([first[-1].id])
    assert [i.source_id for i in store.page(where, after=after)[0]] == ["INC-3", "INC-2", "INC-1"]


def test_a_change_moves_an_incident_between_filters(store: IncidentRepository) -> None:
    """An incident is found by its new services, level and start, and no longer by the old ones."""
    store.put([incident(1, services=("api",), level=1, started=when(2023))])
    store.put([incident(1, services=("search",), level=2, started=when(2025))])
    old = [IncidentFilter(services=("api",)), IncidentFilter(levels=(1,))]
    assert [store.count(where) for where in old] == [0, 0]
    assert store.count(IncidentFilter(services=("search",), levels=(2,))) == 1
    assert store.count(IncidentFilter(until=datetime(2024, 1, 1, tzinfo=UTC))) == 0


def test_ids_sort_by_code_point_everywhere(store: IncidentRepository) -> None:
    """The language of a server changes no order: capitals before small letters before umlauts."""
    store.put([incident(1, id=name) for name in ("b", "Ä", "a", "B", "ä", "Z-1", "Z1")])
    assert store.ids() == ["ä", "Ä", "b", "a", "Z1", "Z-1", "B"]
    assert [i.id for i in store.all()] == store.ids()


def test_a_list_may_be_written_to_while_it_is_read(store: IncidentRepository) -> None:
    """No lock is held between two incidents of a list."""
    store.put([incident(n) for n in range(450)])
    for read in store.all():
        store.put([read.model_copy(update={"severity": "SEV2"})])
    assert all(i.severity == "SEV2" for i in store.all())
    assert store.revision() == 900


def test_a_long_list_is_never_held_whole(store: IncidentRepository) -> None:
    """Reading 40 MB of incidents takes a few pages of memory."""
    story = "The sign-in page comes back. " * 700
    for first in range(0, 2000, 100):
        sections = (IncidentSection(kind="summary", text=story),)
        store.put([incident(n, sections=sections) for n in range(first, first + 100)])
    tracemalloc.start()
    try:
        read = sum(len(i.sections[0].text) for i in store.all())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert read == 2000 * len(story)
    assert peak < read / 2
