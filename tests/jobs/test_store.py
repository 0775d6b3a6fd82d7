"""Batches in SQLite and PostgreSQL: what people see, what workers take, and that neither takes too much."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import true

from tests.jobs.batch_examples import START, new_batch, peer, rows
from translator.errors import CursorInvalid, StepRefused, StoreUnusable, TranslatorError, UnknownBatch
from translator.models import BatchCounts, RowSummary
from translator.storage import Database
from translator.storage.batches.base import Claimed, Outcome
from translator.storage.batches.repository import BatchRepository
from translator.storage.batches.work import BatchWork

DONE = Outcome("done", 0.5, RowSummary(one_breath="Demos end early.", number="2 demos"), cost=0.25)
FAILED = Outcome("failed", 0.5, cost=0.1, code="model-timeout", error="no answer.")


def place(shared: Database) -> tuple[BatchRepository, BatchWork, str]:
    """A workspace of its own."""
    name = uuid4().hex[:8]
    return shared.batches(name), shared.work(), name


def claimed(work: BatchWork, workspace: str, batch: str, worker: str = "w1") -> Claimed:
    row = work.claim(workspace, batch, worker)
    assert row is not None
    return row


def test_a_batch_is_stored_with_its_rows(shared: Database) -> None:
    """Rows that could not be read have failed at once; the others wait, in the order of the file."""
    batches, _, _ = place(shared)
    made = batches.add(new_batch(budget=2.0), rows(3, bad=[2]))
    assert (made.state, made.counts) == ("running", BatchCounts(waiting=2, failed=1))
    assert batches.get(made.id) == made
    listed = batches.rows(made.id)
    assert [(r.number, r.place, r.state, r.ticket_key) for r in listed] == [
        (1, "line 2", "waiting", "NORD-1"), (2, "line 3", "failed", ""), (3, "line 4", "waiting", "NORD-3"),
    ]  # fmt: skip
    assert listed[1].error == "it is broken."
    assert [r.number for r in batches.rows(made.id, ("waiting",), after=1)] == [3]


def test_a_batch_with_nothing_to_do_is_done(shared: Database) -> None:
    """No row, or only rows that could not be read."""
    batches, work, name = place(shared)
    assert batches.add(new_batch(), []).state == "done"
    assert batches.add(new_batch(), rows(2, bad=[1, 2])).state == "done"
    assert [b for b in work.open() if b.workspace == name] == []


def test_a_row_is_taken_once_and_ends(shared: Database) -> None:
    """What became of a row is kept with its cost, and the last one closes the batch."""
    batches, work, name = place(shared)
    id = batches.add(new_batch(), rows(2)).id
    first, second = claimed(work, name, id), claimed(work, name, id, "w2")
    assert (first.number, second.number, work.claim(name, id, "w3")) == (1, 2, None)
    assert first.ticket.key == "NORD-1"
    assert work.finish(first, "w1", DONE)
    assert not work.settle(name, id, START)
    assert work.finish(second, "w2", Outcome("failed", 0.1, code="empty-input", error="no words"))
    assert work.settle(name, id, START + timedelta(minutes=1))
    after = batches.get(id)
    assert (after.state, after.counts, after.spent) == ("done", BatchCounts(done=1, failed=1), 0.25)
    assert after.finished == START + timedelta(minutes=1)
    done, failed = batches.rows(id)
    assert (done.summary, done.seconds, done.attempts) == (DONE.summary, 0.5, 1)
    assert (failed.code, failed.error, failed.summary) == ("empty-input", "no words", None)


def test_the_rows_of_a_dead_worker_wait_again(shared: Database) -> None:
    """They are given to others, and what the dead one says of them later changes nothing."""
    batches, work, name = place(shared)
    id = batches.add(new_batch(), rows(2)).id
    w1, w2 = f"w1{name}", f"w2{name}"
    work.beat(peer(w1))
    lost = claimed(work, name, id, w1)
    assert peer(w1) in work.beat(peer(w2))
    assert work.bury(w1) == 1
    assert peer(w1) not in work.beat(peer(w2))
    assert not work.finish(lost, w1, DONE)
    again = claimed(work, name, id, w2)
    assert (again.number, again.translation) == (1, lost.translation)
    assert work.finish(again, w2, DONE)
    assert [r.attempts for r in batches.rows(id)] == [2, 0]


def test_given_back_rows(shared: Database) -> None:
    """A worker gives back what it holds no longer; a row that was not begun counts no attempt."""
    batches, work, name = place(shared)
    id = batches.add(new_batch(), rows(3)).id
    mine = f"w{name}"
    one, two, three = (claimed(work, name, id, mine) for _ in range(3))
    assert set(work.held(mine)) == {one.key, two.key, three.key}
    assert work.give_back(mine, [one.key]) == 1
    assert work.give_back("other", [two.key]) == 0
    work.release(two, mine)
    assert work.held(mine) == [three.key]
    assert [(r.state, r.attempts) for r in batches.rows(id)] == [
        ("waiting", 1),
        ("waiting", 0),
        ("running", 1),
    ]


def test_pause_resume_and_cancel(shared: Database) -> None:
    """A paused batch gives no row out; a cancelled one keeps what is done; an ended one cannot be moved."""
    batches, work, name = place(shared)
    id = batches.add(new_batch(), rows(4)).id
    held = claimed(work, name, id)
    assert batches.pause(id, START).state == "paused"
    assert batches.pause(id, START).state == "paused"
    assert work.claim(name, id, "w1") is None
    assert batches.resume(id, START, budget=3.0).options.budget == 3.0
    back = claimed(work, name, id)
    assert batches.cancel(id, START).counts == BatchCounts(running=2, cancelled=2)
    assert work.finish(held, "w1", DONE)
    work.release(back, "w1")
    after = batches.get(id)
    assert (after.state, after.counts) == ("cancelled", BatchCounts(done=1, cancelled=3))
    for step in (batches.pause, batches.resume, batches.cancel):
        with pytest.raises(StepRefused, match="is cancelled and cannot be"):
            step(id, START)


def test_failed_rows_are_tried_again(shared: Database) -> None:
    """They alone: what is done or could not be read stays, what was paid counts on, and the result is new."""
    batches, work, name = place(shared)
    id = batches.add(new_batch(private=True), rows(4, bad=[2])).id
    for outcome in (DONE, FAILED, FAILED):
        assert work.finish(claimed(work, name, id), "w1", outcome)
    assert work.settle(name, id, START)
    again = batches.retry(id, START + timedelta(hours=1), private=False, budget=2.0)
    assert (again.state, again.finished, again.options.private, again.options.budget) == (
        "running", None, False, 2.0,
    )  # fmt: skip
    assert again.counts == BatchCounts(waiting=2, done=1, failed=1)
    assert again.spent == pytest.approx(0.25 + 2 * 0.1)
    waiting = batches.rows(id, ("waiting",))
    assert {(row.code, row.error, row.seconds, row.attempts) for row in waiting} == {("", "", None, 1)}
    assert id in {batch.id for batch in work.open()}
    for _ in range(2):
        assert work.finish(claimed(work, name, id), "w1", DONE)
    assert work.settle(name, id, START)
    assert batches.get(id).counts == BatchCounts(done=3, failed=1)
    with pytest.raises(StepRefused, match="no row of the batch failed that could be tried again"):
        batches.retry(id, START, private=False)
    assert batches.get(id).state == "done"
    cancelled = batches.add(new_batch(), rows(2)).id
    assert work.finish(claimed(work, name, cancelled), "w1", FAILED)
    batches.cancel(cancelled, START)
    with pytest.raises(StepRefused, match="is cancelled"):
        batches.retry(cancelled, START, private=False)


def test_a_halted_batch_says_why(shared: Database) -> None:
    """The reason stands until it is resumed; an ended batch is not halted."""
    batches, work, name = place(shared)
    id = batches.add(new_batch(), rows(1)).id
    work.halt(name, id, "no key", START)
    assert (batches.get(id).state, batches.get(id).why) == ("paused", "no key")
    assert batches.resume(id, START).why == ""
    assert work.finish(claimed(work, name, id), "w1", DONE)
    batches.pause(id, START)
    assert batches.resume(id, START).state == "done"  # nothing is left to do
    work.halt(name, id, "no key", START)
    assert batches.get(id).state == "done"


def test_the_budget_is_set_aside_before_it_is_spent(shared: Database) -> None:
    """Rows under way count with the most they may cost, those of a dead worker too."""
    batches, work, name = place(shared)
    id = batches.add(new_batch(budget=1.0), rows(4)).id
    w = f"w{name}"
    one, two, three = (claimed(work, name, id, w) for _ in range(3))
    assert work.reserve(one, w, 0.5)
    assert work.reserve(two, w, 0.5)
    assert not work.reserve(three, w, 0.1)
    assert work.finish(one, w, DONE)  # 0.25 of the 0.5
    assert work.reserve(three, w, 0.25)
    work.bury(w)
    assert batches.get(id).spent == pytest.approx(1.0)  # nobody knows what the dead one had spent
    assert not work.reserve(claimed(work, name, id, "v"), "v", 0.01)


def test_only_one_begins_a_run(shared: Database) -> None:
    """Two workers that see the same run put its rows on the queue once."""
    batches, work, name = place(shared)
    made = batches.add(new_batch(), rows(2))
    secret = batches.add(new_batch(private=True), rows(1))
    seen = [b for b in work.open() if b.workspace == name]
    assert [(b.id, b.run, b.waiting) for b in seen] == [(made.id, 0, 2)]
    assert [b.id for b in work.open(secret.id)] == [secret.id]
    assert work.begin_run(name, made.id, 0)
    assert not work.begin_run(name, made.id, 0)
    batches.pause(made.id, START)
    assert not work.begin_run(name, made.id, 1)


@pytest.mark.parametrize("threads", [8])
def test_no_row_is_taken_twice_at_once(shared: Database, threads: int) -> None:
    """Eight threads that take rows as fast as they can take each one once."""
    batches, work, name = place(shared)
    id = batches.add(new_batch(), rows(120)).id
    taken: list[int] = []

    def take(worker: str) -> None:
        while (row := work.claim(name, id, worker)) is not None:
            taken.append(row.number)
            work.finish(row, worker, DONE)

    running = [threading.Thread(target=take, args=(f"w{n}",)) for n in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=60)
    assert sorted(taken) == list(range(1, 121))
    assert batches.get(id).counts == BatchCounts(done=120)


def test_pages_of_batches(shared: Database) -> None:
    """Newest first, by cursor; a cursor of another list is refused."""
    batches, _, _ = place(shared)
    made = [
        batches.add(new_batch().model_copy(update={"created": START + timedelta(minutes=n)}), rows(1))
        for n in range(5)
    ]
    batches.pause(made[3].id, START)
    first = batches.page(limit=2)
    assert [b.id for b in first.rows] == [made[4].id, made[3].id]
    rest = batches.page(after=first.after, limit=3)
    assert ([b.id for b in rest.rows], rest.after) == ([b.id for b in made[2::-1]], "")
    assert [b.id for b in batches.page(("paused",)).rows] == [made[3].id]
    for wrong in (first.after[:-2], "x"):
        with pytest.raises(CursorInvalid):
            batches.page(after=wrong)
    with pytest.raises(CursorInvalid):
        batches.page(("paused",), after=first.after)
    single = new_batch().model_copy(update={"single": True, "created": START + timedelta(hours=1)})
    assert batches.add(single, rows(1)).single
    assert [b.id for b in batches.page(limit=1).rows] == [made[4].id]
    assert [b.id for b in batches.page(single=True, limit=1).rows] == [single.id]


@pytest.mark.parametrize("id", ["nope", "", "a\0b", "b" * 5000])
def test_an_unknown_batch(shared: Database, id: str) -> None:
    """Whatever is asked of a batch that is not there, or cannot be, says so."""
    batches, _, _ = place(shared)
    for call in (batches.get, batches.rows, *(lambda i, s=s: s(i, START) for s in STEPS(batches))):
        with pytest.raises(UnknownBatch):
            call(id)


def STEPS(batches: BatchRepository) -> list[Callable[..., Any]]:
    retry = partial(batches.retry, private=False)
    return [batches.pause, batches.resume, batches.cancel, retry]


def answered(call: Callable[[], object]) -> object:
    try:
        return call()
    except TranslatorError as error:
        return type(error).__name__


ISOLATED: dict[str, Callable[[BatchRepository], object]] = {
    "get": lambda r: r.get("same").counts,
    "page": lambda r: [(b.id, b.counts) for b in r.page().rows],
    "rows": lambda r: [row.ticket_key for row in r.rows("same")],
    "pause": lambda r: answered(lambda: r.pause("theirs", START)),
    "resume": lambda r: answered(lambda: r.resume("theirs", START)),
    "cancel": lambda r: (answered(lambda: r.cancel("theirs", START)), r.cancel("same", START).counts),
    "retry": lambda r: (
        answered(lambda: r.retry("theirs", START, private=False)),
        answered(lambda: r.retry("same", START, private=False)),
    ),
    "add": lambda r: r.add(new_batch("theirs"), rows(1)).counts,
}


def filled(shared: Database, kind: type[BatchRepository] = BatchRepository) -> tuple[BatchRepository, Any]:
    """A batch under the same id in two workspaces, and one that only theirs has."""
    ours, theirs = f"a{uuid4().hex[:8]}", f"b{uuid4().hex[:8]}"
    other = shared.batches(theirs)
    other.add(new_batch("same"), rows(3))
    other.add(new_batch("theirs"), rows(2))
    shared.batches(ours).add(new_batch("same"), rows(1, bad=[1]) + rows(1))
    return kind(shared.connections, ours), other


@pytest.mark.parametrize("method", ISOLATED)
def test_workspaces_never_see_each_other(shared: Database, method: str) -> None:
    """No method answers with, or changes, what another workspace has under the same id."""
    expected = {
        "get": BatchCounts(waiting=1, failed=1),
        "page": [("same", BatchCounts(waiting=1, failed=1))],
        "rows": ["", "NORD-1"],
        "pause": "UnknownBatch",
        "resume": "UnknownBatch",
        "retry": ("UnknownBatch", "StepRefused"),
        "cancel": ("UnknownBatch", BatchCounts(cancelled=1, failed=1)),
        "add": BatchCounts(waiting=1),
    }
    mine, theirs = filled(shared)
    assert ISOLATED[method](mine) == expected[method]
    assert theirs.get("same").counts == BatchCounts(waiting=3)
    assert (theirs.get("theirs").state, theirs.get("theirs").counts.waiting) == ("running", 2)


def test_every_method_is_in_the_table() -> None:
    """A new method of the repository needs its row above."""
    public = {name for name, _ in inspect.getmembers(BatchRepository) if not name.startswith("_")}
    assert public == ISOLATED.keys()


class Unfiltered(BatchRepository):
    """A repository whose filter somebody took out."""

    def _mine(self, table: Any) -> Any:
        return true()


@pytest.mark.parametrize("method", [name for name in ISOLATED if name != "add"])
def test_without_the_filter_the_test_above_fails(shared: Database, method: str) -> None:
    """So it would notice."""
    sound, _ = filled(shared)
    right = ISOLATED[method](sound)
    leaking, theirs = filled(shared, Unfiltered)
    before = (theirs.get("same"), theirs.get("theirs"))
    try:
        got = ISOLATED[method](leaking)
    except (TranslatorError, AssertionError):
        got = "failed"
    assert (got, before) != (right, (theirs.get("same"), theirs.get("theirs")))


def test_an_unreadable_document_is_told(shared: Database) -> None:
    """A row of another version names the batch, and is no defect."""
    batches, _, _ = place(shared)
    id = batches.add(new_batch(), rows(1)).id
    with shared.connections.writing() as connection:
        connection.exec_driver_sql(f"UPDATE batches SET options = '{{\"x\": 1}}' WHERE id = '{id}'")
    with pytest.raises(StoreUnusable, match="cannot be read by this version"):
        batches.get(id)
    with shared.connections.writing() as connection:  # the other tests look at every open batch
        connection.exec_driver_sql(f"UPDATE batches SET state = 'done' WHERE id = '{id}'")
