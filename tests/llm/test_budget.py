"""Budgets: nothing is called that may not be paid, and what was paid is known afterwards."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from tests.llm.asking import asked, run
from translator.errors import BudgetExhausted, ModelTimeout, ModelUnavailable, StoreUnusable
from translator.llm.base import Deadline, Estimate, ModelReply, ModelRequest
from translator.llm.budget import Budget, BudgetedModel, DayPurse
from translator.llm.fake import ScriptedModel, Slow

DAY = 86_400.0


class Estimated(ScriptedModel):
    """Estimates $0.10 a call, and costs what the reply says."""

    def estimate(self, request: ModelRequest) -> Estimate:
        return Estimate(100, 0.10)


def cost(usd: float | None) -> ModelReply:
    return ModelReply(text="good", model="m", key="", cost=usd)


async def call(gateway: BudgetedModel, times: int = 1) -> ModelReply:
    for _ in range(times):
        reply = await gateway.complete(asked(), Deadline(20))
    return reply


def test_a_call_that_may_cost_too_much_is_not_made() -> None:
    """$0.10 does not fit into $0.05: no request leaves, and the line names the setting."""
    model = Estimated([cost(0.01)])
    with pytest.raises(
        BudgetExhausted, match=r"^budget_run: .*\$0\.1000.*\$0\.0500 of \$0\.0500.*Raise budget_run"
    ):
        run(call(BudgetedModel(model, run=Budget(0.05, "budget_run"))))
    assert model.requests == []


def test_what_was_set_aside_comes_back() -> None:
    """Calls that cost less than feared leave room for more of them."""
    model = Estimated([cost(0.01)] * 20)
    purse = Budget(0.20, "budget_run")
    with pytest.raises(BudgetExhausted):
        run(call(BudgetedModel(model, run=purse), 20))
    assert len(model.requests) == 11  # eleven cents are spent; ten more do not fit into what is left
    assert purse.spent == pytest.approx(0.11)


def test_calls_at_once_do_not_overdraw() -> None:
    """What others under way may cost counts before they have cost it."""

    async def course() -> list[object]:
        calls = [call(gateway) for _ in range(5)]
        return await asyncio.gather(*calls, return_exceptions=True)

    gateway = BudgetedModel(Estimated([Slow(0.01, cost(0.01))] * 5), run=Budget(0.25, "budget_run"))
    found = run(course())
    assert sum(isinstance(one, BudgetExhausted) for one in found) == 3


@pytest.mark.parametrize(
    ("answer", "spent"),
    [(ModelUnavailable("x"), 0.0), (ModelTimeout("x"), 0.10), (cost(None), 0.10), (cost(0.03), 0.03)],
    ids=["refused", "may be charged", "unknown cost", "known cost"],
)
def test_what_a_call_leaves_as_spent(answer: ModelReply | Exception, spent: float) -> None:
    """Nothing where nothing was done, the most it could be where the cost is unknown."""
    purse = Budget(1.0, "budget_run")
    gateway = BudgetedModel(Estimated([answer]), run=purse)
    if isinstance(answer, Exception):
        with pytest.raises(type(answer)):
            run(call(gateway))
    else:
        run(call(gateway))
    assert purse.spent == pytest.approx(spent)


def test_a_cancelled_call_stays_paid() -> None:
    """Who went away does not know what the provider charges; the budget takes the most."""

    async def course() -> None:
        task = asyncio.create_task(call(gateway))
        while not model.requests:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    model, purse = Estimated([Slow(5, cost(0.01))]), Budget(1.0, "budget_run")
    gateway = BudgetedModel(model, run=purse)
    run(course())
    assert purse.spent == pytest.approx(0.10)


def test_an_unknown_price_is_refused_where_a_budget_is_set() -> None:
    """One line with the two settings that would tell the price."""
    model = ScriptedModel(["good"])
    with pytest.raises(
        BudgetExhausted, match=r"price of this model is unknown.*model_price_input and model_price"
    ):
        run(call(BudgetedModel(model, run=Budget(5.0, "budget_run"))))
    assert model.requests == []


def test_without_a_budget_the_price_does_not_matter() -> None:
    """No limit, no question; what is known is counted."""
    purse = Budget(None, "budget_run")
    assert run(call(BudgetedModel(ScriptedModel(["good"]), run=purse))).text == "good"
    run(call(BudgetedModel(Estimated([cost(0.02), cost(None)]), run=purse), 2))
    assert purse.spent == pytest.approx(0.02)


def test_each_pitch_has_its_own_purse() -> None:
    """Tasks begun inside the block pay from it; another pitch at the same time has its own."""

    async def pitch(limit: float, calls: int) -> tuple[int, float]:
        purse = Budget(limit, "budget_pitch")
        with purse.paying():
            found = await asyncio.gather(*(call(gateway) for _ in range(calls)), return_exceptions=True)
        return sum(isinstance(one, BudgetExhausted) for one in found), purse.spent

    async def course() -> list[tuple[int, float]]:
        return await asyncio.gather(pitch(0.15, 3), pitch(0.35, 3))

    whole = Budget(None, "budget_run")
    gateway = BudgetedModel(Estimated(lambda _: Slow(0.01, cost(0.01))), run=whole)
    poor, rich = run(course())
    assert (poor[0], rich[0]) == (2, 0)
    assert (poor[1], rich[1], whole.spent) == pytest.approx((0.01, 0.03, 0.04))


def test_a_purse_that_refuses_leaves_the_others_full(tmp_path: Path) -> None:
    """What the pitch's purse had set aside comes back when the day's says no."""
    day = DayPurse(tmp_path / "spend.sqlite", 0.05)

    async def course() -> float:
        purse = Budget(1.0, "budget_pitch")
        with purse.paying():
            with pytest.raises(BudgetExhausted, match="budget_day"):
                await call(gateway)
            return purse.spent

    gateway = BudgetedModel(Estimated([cost(0.01)]), run=Budget(1.0, "budget_run"), day=day)
    assert (run(course()), day.spent) == (0.0, 0.0)


def test_the_day_is_shared_and_ends(tmp_path: Path) -> None:
    """Another process sees what this one spent; at midnight UTC the purse is full again."""
    now = [5 * DAY + 100]
    file = tmp_path / "folder" / "spend.sqlite"
    first, second = (DayPurse(file, 0.25, now=lambda: now[0]) for _ in range(2))
    gateway = BudgetedModel(Estimated([cost(0.20)] * 9), run=Budget(None, "budget_run"), day=first)
    run(call(gateway))
    assert second.spent == pytest.approx(0.20)
    with pytest.raises(BudgetExhausted, match="budget_day"):
        second.take(0.10)
    now[0] = 6 * DAY
    second.take(0.10)
    assert first.spent == pytest.approx(0.10)


def test_many_writers_do_not_lose_a_cent(tmp_path: Path) -> None:
    """Eight threads with a connection each book 200 calls, no more than the limit lets through."""
    purses = [DayPurse(tmp_path / "spend.sqlite", 1.0) for _ in range(8)]
    refused = []

    def book(purse: DayPurse) -> None:
        for _ in range(25):
            try:
                purse.take(0.01)
            except BudgetExhausted as error:
                refused.append(error)

    threads = [threading.Thread(target=book, args=(purse,)) for purse in purses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert purses[0].spent == pytest.approx(1.0)
    assert len(refused) == 100


def test_books_that_cannot_be_kept_cost_no_reply(tmp_path: Path) -> None:
    """Once the model has answered, the reply is handed on with a note of what is not booked."""

    async def course() -> ModelReply:
        task = asyncio.create_task(call(gateway))
        while not model.requests:
            await asyncio.sleep(0.001)
        day.close()
        (tmp_path / "spend.sqlite").unlink()
        (tmp_path / "spend.sqlite").mkdir()
        return await task

    model = Estimated([Slow(0.05, cost(0.01))])
    day = DayPurse(tmp_path / "spend.sqlite", 1.0)
    gateway = BudgetedModel(model, run=Budget(None, "budget_run"), day=day)
    reply = run(course())
    assert reply.text == "good"
    assert "spending cannot be counted" in reply.notes[0]


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """It is named, with what to do, before the first call."""
    file = tmp_path / "spend.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnusable, match=r"spend\.sqlite.*budget_day"):
        DayPurse(file, 1.0)
