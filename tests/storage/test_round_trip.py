"""Whatever an incident holds comes back, and a store behaves like a dictionary that counts its changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.incident_examples import incident
from translator.models import Incident, IncidentFilter, IncidentSection, When
from translator.storage import IncidentRepository, open_store

texts = st.text(max_size=40)
whens = st.builds(
    When,
    at=st.datetimes(timezones=st.just(UTC)),
    precision=st.sampled_from(["year", "month", "day", "minute"]),
    zone_known=st.booleans(),
    written=texts,
)
sections = st.builds(
    IncidentSection, kind=st.sampled_from(["summary", "cause", "other"]), text=texts, heading=texts
)
numbers = st.none() | st.integers()
ids = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=200)
records = st.builds(
    Incident,
    id=ids,
    source=texts,
    source_id=st.text(),
    kind=st.sampled_from(["incident", "maintenance", "alert", "error"]),
    title=texts,
    sections=st.lists(sections, max_size=3).map(tuple),
    started=st.none() | whens,
    resolved=st.none() | whens,
    severity=texts,
    level=numbers,
    services=st.lists(texts, max_size=4).map(tuple),
    customer_task=texts,
    customers_affected=numbers,
    support_tickets=numbers,
    url=st.none() | texts,
    links=st.lists(texts, max_size=2).map(tuple),
    notes=st.lists(texts, max_size=2).map(tuple),
)


@pytest.fixture(scope="module")
def shelf(new_url: Callable[[], str]) -> Iterator[IncidentRepository]:
    """A store that the examples of a property share."""
    with closing(open_store(new_url(), "acme")) as opened:
        yield opened


@given(record=records)
@settings(max_examples=150)
def test_every_incident_comes_back_equal(shelf: IncidentRepository, record: Incident) -> None:
    """What was put is what get, many, all and changes return; putting it again changes nothing."""
    shelf.delete(shelf.ids())
    shelf.put([record])
    assert shelf.get(record.id) == record
    assert shelf.many([record.id]) == list(shelf.all()) == [record]
    assert shelf.changes(shelf.revision() - 1, 9)[0].incident == record
    assert shelf.get(record.source_id) == record
    assert shelf.put([record]).same == 1
    # The key itself is always found by the filters that name its own values.
    where = IncidentFilter(
        services=record.services,
        customer_task=record.customer_task,
        kinds=(record.kind,),
        sources=(record.source,),
    )
    assert shelf.ids(where) == [record.id]


actions = st.sampled_from(["put", "put", "delete"])
steps = st.lists(st.tuples(actions, st.lists(st.integers(0, 5), max_size=4), st.integers(0, 2)), max_size=8)


@given(steps=steps)
@settings(max_examples=60)
def test_a_store_is_a_dictionary_with_revisions(
    shelf: IncidentRepository, steps: list[tuple[str, list[int], int]]
) -> None:
    """After any steps the store holds what a dictionary would, and each change got the next revision."""
    shelf.delete(shelf.ids())
    start = revision = shelf.revision()
    model: dict[str, Incident] = {}
    for step, numbers, version in steps:
        batch = [incident(n, title=f"version {version}") for n in numbers]
        before = dict(model)
        if step == "put":
            model.update((i.id, i) for i in batch)
            done = shelf.put(batch)
            new = {i.id for i in batch} - before.keys()
            assert done.added == len(new)
            assert done.changed == sum(before[i] != model[i] for i in {i.id for i in batch} - new)
            revision += done.added + done.changed
        else:
            gone = {i.id for i in batch} & model.keys()
            assert shelf.delete([i.id for i in batch]) == len(gone)
            model = {k: v for k, v in model.items() if k not in gone}
            revision += len(gone)
        assert shelf.revision() == revision
    assert {i.id: i for i in shelf.all()} == model
    changes = shelf.changes(start, 999)
    assert [c.revision for c in changes] == sorted({c.revision for c in changes})
    assert {c.id: c.incident for c in changes if c.incident} == model


def test_half_a_surrogate_pair_becomes_a_replacement_mark(shelf: IncidentRepository) -> None:
    """A truncated emoji of an export is stored as U+FFFD, as no database takes it, and stays equal then."""
    cut = incident(1, title="Sign-in fails \ud83d", services=("a\ud800pi",))
    shelf.put([cut])
    assert shelf.get(cut.id).title == "Sign-in fails \ufffd"
    assert shelf.put([cut]).same == 1


def test_the_longest_keys_fit_every_index(shelf: IncidentRepository) -> None:
    """Long keys of characters that take four bytes each and do not compress are kept and found."""
    odd = "".join(chr(0x20000 + (n * 7919) % 40000) for n in range(3000))
    record = incident(
        1, id=odd[:250], source_id=odd, source=odd[1:], customer_task=odd[2:], services=(odd[3:], odd[4:])
    )
    shelf.put([record])
    assert shelf.get(odd) == shelf.get(odd[:250]) == record
    assert shelf.ids(IncidentFilter(services=(odd[4:],), sources=(odd[1:],))) == [record.id]
    assert shelf.ids(IncidentFilter(services=(odd[5:],))) == []
