"""One row: what becomes of it, of its batch and of its money, whatever the translation does."""

from __future__ import annotations

import asyncio

import pytest

from tests.jobs.batch_examples import START, Quick, new_batch, rows
from translator.errors import (
    EmptyInput,
    ModelKeyInvalid,
    ModelTimeout,
    SettingInvalid,
    StoreUnusable,
)
from translator.jobs.rows import Rows
from translator.models import BatchCounts
from translator.storage import Database
from translator.storage.batches.base import Claimed


def runner(database: Database, quick: Quick) -> Rows:
    return Rows(database.work(), quick, "w1", clock=lambda: START, elapsed=lambda: 0.0)


def test_a_row_is_seen_through(database: Database) -> None:
    """It ends with its sentence, its number and what is missing; then there is none left."""
    batches = database.batches("acme")
    id = batches.add(new_batch(), rows(1)).id
    work = runner(database, Quick())
    assert asyncio.run(work.next("acme", id))
    assert not asyncio.run(work.next("acme", id))
    (row,) = batches.rows(id)
    assert row.state == "done"
    assert row.summary is not None
    assert "Prospects" in row.summary.one_breath
    assert any("target needed" in missing for missing in row.summary.missing)
    assert row.cost is None  # the offline engine wrote


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (EmptyInput("there are no words."), "empty-input", "there are no words."),
        (ModelTimeout("it took too long."), "model-timeout", "it took too long."),
        (ZeroDivisionError("what the ticket said"), "internal", "a defect in translator: ZeroDivisionError."),
    ],
)
def test_a_row_fails_alone(database: Database, error: Exception, code: str, told: str) -> None:
    """Its error is kept, without any words of the ticket, and the next row is taken."""
    batches = database.batches("acme")
    id = batches.add(new_batch(), rows(2)).id
    work = runner(database, Quick(lambda row: error if row.number == 1 else None))
    assert asyncio.run(work.next("acme", id))
    assert asyncio.run(work.next("acme", id))
    failed, done = batches.rows(id)
    assert (failed.state, failed.code, failed.error) == ("failed", code, told)
    assert (done.state, batches.get(id).state) == ("done", "running")


@pytest.mark.parametrize(
    "error", [ModelKeyInvalid("the key is refused."), SettingInvalid("no model is set.", place="engine")]
)
def test_what_would_fail_for_all_halts_the_batch(database: Database, error: Exception) -> None:
    """The row waits as if it had not been begun, and the batch says what has to be put right."""
    batches = database.batches("acme")
    id = batches.add(new_batch(), rows(2)).id
    assert not asyncio.run(runner(database, Quick(lambda row: error)).next("acme", id))
    after = batches.get(id)
    assert (after.state, after.why, after.counts) == ("paused", str(error), BatchCounts(waiting=2))
    assert batches.rows(id)[0].attempts == 0


def test_a_defect_that_every_row_meets_halts_the_batch(database: Database) -> None:
    """Four rows fail of it, then the others wait: an upgrade may mend what they would all have failed of."""
    batches = database.batches("acme")
    id = batches.add(new_batch(), rows(8)).id
    work = runner(database, Quick(lambda row: ZeroDivisionError()))
    assert [asyncio.run(work.next("acme", id)) for _ in range(5)] == [True, True, True, True, False]
    after = batches.get(id)
    assert (after.state, after.counts) == ("paused", BatchCounts(waiting=4, failed=4))
    assert after.why == "a defect in translator: ZeroDivisionError."


def test_the_budget_halts_the_batch_before_it_is_spent(database: Database) -> None:
    """A row may cost twice what its first requests may; with less left it is not begun."""
    batches = database.batches("acme")
    id = batches.add(new_batch(budget=0.5), rows(5)).id
    quick = Quick(lambda row: ModelTimeout("it took too long."), price=0.1)  # may have been charged in full
    work = runner(database, quick)
    assert [asyncio.run(work.next("acme", id)) for _ in range(3)] == [True, True, False]
    after = batches.get(id)
    assert (after.state, after.counts) == ("paused", BatchCounts(waiting=3, failed=2))
    assert after.spent == pytest.approx(0.4)
    assert "the budget of $0.50 does not reach for the next row, which may cost $0.2000" in after.why
    batches.resume(id, START, budget=0.6)
    assert asyncio.run(work.next("acme", id))
    assert not asyncio.run(work.next("acme", id))


def test_a_price_that_nobody_knows_keeps_no_budget(database: Database) -> None:
    """With a budget and a model without a price the batch halts, and says which settings are missing."""
    batches = database.batches("acme")
    id = batches.add(new_batch(budget=5.0), rows(1)).id
    assert not asyncio.run(runner(database, Quick(price=None)).next("acme", id))
    assert "set model_price_input and model_price_output" in batches.get(id).why


def test_a_row_is_not_lost_with_the_database(database: Database) -> None:
    """Where the database fails in the middle the row is remembered, to be given back later."""
    batches = database.batches("acme")
    id = batches.add(new_batch(), rows(1)).id
    gone = StoreUnusable("the disk of the database is full.")
    work = runner(database, Quick(lambda row: gone))
    with pytest.raises(StoreUnusable):
        asyncio.run(work.next("acme", id))
    assert (work.holding, [key.number for key in work.lost]) == (set(), [1])
    assert database.work().held("w1") == list(work.lost)


def test_a_row_under_way_is_held(database: Database) -> None:
    """While it is translated it counts as under way, so that nobody gives it back."""
    id = database.batches("acme").add(new_batch(), rows(1)).id
    seen: list[int] = []

    def look(row: Claimed) -> None:
        seen.append(len(work.holding))

    work = runner(database, Quick(look))
    asyncio.run(work.next("acme", id))
    assert (seen, work.holding) == ([1], set())
