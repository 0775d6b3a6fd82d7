"""The circuit breaker: when it opens, and how it finds out that the model is back."""

from __future__ import annotations

import asyncio

import pytest

from tests.llm.asking import HandClock, asked, run, within
from translator.errors import CircuitOpen, ContextTooLong, ModelUnavailable, RateLimited
from translator.llm.base import Gateway
from translator.llm.breaker import CircuitBreaker
from translator.llm.fake import Answer, ScriptedModel, Slow


def outcomes(gateway: Gateway, clock: HandClock, times: int) -> list[str]:
    """What `times` requests, one after the other, came to."""

    async def ask() -> str:
        try:
            return (await gateway.complete(asked(), within(60, clock))).text
        except (CircuitOpen, ModelUnavailable, RateLimited, ContextTooLong) as error:
            return error.code

    async def all_of_them() -> list[str]:
        return [await ask() for _ in range(times)]

    return run(all_of_them())


DOWN, RESTING = "model-unavailable", "model-resting"


def breaker(answers: list[Answer], clock: HandClock) -> tuple[CircuitBreaker, ScriptedModel]:
    model = ScriptedModel(answers, sleep=clock.sleep)
    return CircuitBreaker(model, failures=3, rest=30, clock=clock), model


def test_it_opens_after_a_row_of_failures(clock: HandClock) -> None:
    """Three in a row, then no call is made; the error says for how long and what to set."""
    gateway, model = breaker([ModelUnavailable("x")] * 9, clock)
    assert outcomes(gateway, clock, 5) == [DOWN, DOWN, DOWN, RESTING, RESTING]
    assert len(model.requests) == 3
    with pytest.raises(CircuitOpen, match=r"3 times in a row .* another 30 s\. .*fallback"):
        run(gateway.complete(asked(), within(60, clock)))


def test_a_reply_ends_the_row(clock: HandClock) -> None:
    """Failures with replies between them never open it."""
    gateway, _ = breaker([ModelUnavailable("x"), ModelUnavailable("x"), "good"] * 3, clock)
    assert RESTING not in outcomes(gateway, clock, 9)


@pytest.mark.parametrize(
    "error", [RateLimited("x", retry_after=1), ContextTooLong("x")], ids=lambda e: e.code
)
def test_other_errors_do_not_open_it(error: Exception, clock: HandClock) -> None:
    """A provider that asks for a pause, or refuses one request, is well."""
    gateway, model = breaker([error] * 9, clock)
    outcomes(gateway, clock, 9)
    assert len(model.requests) == 9


def test_after_the_rest_one_call_tries(clock: HandClock) -> None:
    """A good probe closes the circuit; calls that come while it runs still rest."""
    gateway, model = breaker([*[ModelUnavailable("x")] * 3, Slow(1, "good"), "good"], clock)
    outcomes(gateway, clock, 3)
    clock.now += 30

    async def together() -> list[object]:
        calls = [gateway.complete(asked(), within(60, clock)) for _ in range(3)]
        return await asyncio.gather(*calls, return_exceptions=True)

    found = run(together())
    assert [isinstance(one, CircuitOpen) for one in found] == [False, True, True]
    assert outcomes(gateway, clock, 1) == ["good"]
    assert len(model.requests) == 5


def test_a_failed_probe_opens_it_again(clock: HandClock) -> None:
    """One failure is enough then, and the rest begins anew."""
    gateway, model = breaker([ModelUnavailable("x")] * 9, clock)
    outcomes(gateway, clock, 3)
    clock.now += 30
    assert outcomes(gateway, clock, 2) == [DOWN, RESTING]
    clock.now += 29
    assert outcomes(gateway, clock, 1) == [RESTING]
    clock.now += 1
    assert outcomes(gateway, clock, 1) == [DOWN]
    assert len(model.requests) == 5


def test_a_cancelled_probe_lets_the_next_one_try(clock: HandClock) -> None:
    """A caller who went away during the probe does not keep the circuit open for ever."""
    gateway, _ = breaker([*[ModelUnavailable("x")] * 3, "never read", "good"], clock)
    outcomes(gateway, clock, 3)
    clock.now += 30

    async def left() -> None:
        task = asyncio.create_task(gateway.complete(asked(), within(60, clock)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(left())
    assert outcomes(gateway, clock, 1) == ["good"]
