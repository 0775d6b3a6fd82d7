"""The limit of calls at once: order, halving, recovery, and that waiting is part of the deadline."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.llm.asking import asked, run
from translator.errors import DeadlineExceeded, RateLimited
from translator.llm.base import Deadline, ModelReply
from translator.llm.fake import ScriptedModel, Slow
from translator.llm.limit import AdaptiveLimit


async def together(limit: AdaptiveLimit, count: int) -> list[ModelReply | BaseException]:
    calls = [limit.complete(asked(f"Ticket {n}"), Deadline(20)) for n in range(count)]
    return await asyncio.gather(*calls, return_exceptions=True)


def test_no_more_than_the_bound_at_once() -> None:
    """Twenty requests, four at a time, served in the order they came."""
    model = ScriptedModel([Slow(0.001, "good")] * 20)
    assert all(isinstance(one, ModelReply) for one in run(together(AdaptiveLimit(model, 4), 20)))
    assert model.most_running == 4
    assert [r.user.text for r in model.requests] == [f"Ticket {n}" for n in range(20)]


def test_a_burst_halves_it_once() -> None:
    """Eight calls of one round trip that are all refused make it four, not one."""
    limit = AdaptiveLimit(ScriptedModel([Slow(0.001, RateLimited("x"))] * 8), 8)
    run(together(limit, 8))
    assert limit.bound == 4


def test_refused_again_it_halves_again_down_to_one() -> None:
    """Each round trip that is refused halves it; one call always may run."""

    async def rounds() -> list[int]:
        seen = []
        for _ in range(5):
            await together(limit, 2)
            seen.append(limit.bound)
        return seen

    limit = AdaptiveLimit(ScriptedModel(lambda _: RateLimited("x")), 8)
    assert run(rounds()) == [4, 2, 1, 1, 1]


def test_it_recovers_by_one_for_each_round() -> None:
    """From two, two replies make three, three more make four; never above where it began."""

    async def course() -> list[int]:
        await together(limit, 1)
        seen = [limit.bound]
        for size in (2, 3, 20):
            await together(limit, size)
            seen.append(limit.bound)
        return seen

    answers = iter([RateLimited("x")])
    limit = AdaptiveLimit(ScriptedModel(lambda _: next(answers, "good")), 4)
    assert run(course()) == [2, 2, 3, 4]


def test_waiting_is_part_of_the_deadline() -> None:
    """Who waits behind a call that hangs is told in time, and is out of the queue."""

    async def course() -> tuple[float, int]:
        slow = asyncio.create_task(limit.complete(asked(), Deadline(5)))
        await asyncio.sleep(0)
        start = time.monotonic()
        with pytest.raises(DeadlineExceeded, match="waited for its turn"):
            await limit.complete(asked(), Deadline(0.05))
        waited = time.monotonic() - start
        await slow
        reply = await limit.complete(asked(), Deadline(5))
        assert reply.text == "good"
        return waited, len(model.requests)

    model = ScriptedModel([Slow(0.3, "good"), "good"])
    limit = AdaptiveLimit(model, 1)
    waited, calls = run(course())
    assert (waited < 0.25, calls) == (True, 2)


@pytest.mark.parametrize("when", ["while waiting", "as the turn comes"])
def test_a_caller_who_leaves_gives_the_turn_on(when: str) -> None:
    """Cancelled waiters neither hold a turn nor stop the queue."""

    async def course() -> list[str]:
        gate = asyncio.Event()

        async def held(_: float) -> None:
            await gate.wait()

        limit = AdaptiveLimit(ScriptedModel([Slow(1, "first"), Slow(1, "last")], sleep=held), 1)
        first, leaver, last = (asyncio.create_task(limit.complete(asked(), Deadline(5))) for _ in range(3))
        for _ in range(3):
            await asyncio.sleep(0)
        if when == "while waiting":
            leaver.cancel()
            await asyncio.sleep(0)
            gate.set()
        else:
            gate.set()
            while not first.done():
                await asyncio.sleep(0)
            leaver.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaver
        return [(await first).text, (await asyncio.wait_for(last, 5)).text]

    assert run(course()) == ["first", "last"]
