"""Asking again: what is retried, how long it waits, and that it ends with the deadline."""

from __future__ import annotations

import pytest

from tests.llm.asking import HandClock, asked, run, within
from translator.errors import (
    ContentRefused,
    ContextTooLong,
    DeadlineExceeded,
    ModelError,
    ModelKeyInvalid,
    ModelReplyUnusable,
    ModelTimeout,
    ModelUnavailable,
    RateLimited,
)
from translator.llm.fake import ScriptedModel, Slow
from translator.llm.retry import RetryingModel


def retrying(model: ScriptedModel, clock: HandClock, attempts: int = 3, chance: float = 1.0) -> RetryingModel:
    return RetryingModel(model, attempts, sleep=clock.sleep, chance=lambda: chance)


PASSING = [RateLimited("x"), ModelUnavailable("x"), ModelTimeout("x"), ModelReplyUnusable("x")]
FINAL = [ModelKeyInvalid("x"), ContextTooLong("x"), ContentRefused("x"), ModelError("x")]


@pytest.mark.parametrize("error", PASSING, ids=lambda e: e.code)
def test_a_failure_that_may_pass_is_asked_again(error: ModelError, clock: HandClock) -> None:
    """The second reply is handed on, and tells that it took two calls."""
    model = ScriptedModel([error, "good"])
    reply = run(retrying(model, clock).complete(asked(), within(60, clock)))
    assert (reply.text, reply.attempts, len(model.requests)) == ("good", 2, 2)


@pytest.mark.parametrize("error", FINAL, ids=lambda e: e.code)
def test_a_final_failure_is_not(error: ModelError, clock: HandClock) -> None:
    """One call, no pause, the same error."""
    model = ScriptedModel([error, "good"])
    with pytest.raises(type(error)):
        run(retrying(model, clock).complete(asked(), within(60, clock)))
    assert (len(model.requests), clock.slept) == (1, [])


def test_attempts_end(clock: HandClock) -> None:
    """The last error after the last attempt; pauses double up to their bound."""
    model = ScriptedModel([ModelUnavailable(f"{n}") for n in range(9)])
    with pytest.raises(ModelUnavailable, match="6"):
        run(retrying(model, clock, attempts=7).complete(asked(), within(600, clock)))
    assert clock.slept == [0.5, 1, 2, 4, 8, 8]


def test_pauses_are_chance(clock: HandClock) -> None:
    """Full jitter: from no pause at all to the bound, as chance has it."""
    model = ScriptedModel([ModelUnavailable("x"), ModelUnavailable("x"), "good"])
    run(retrying(model, clock, chance=0.25).complete(asked(), within(60, clock)))
    assert clock.slept == [0.125, 0.25]


@pytest.mark.parametrize(("said", "pause"), [(2.0, 2.5), (0.0, 0.5), (None, 0.5)])
def test_the_provider_says_when(said: float | None, pause: float, clock: HandClock) -> None:
    """Its own time is kept to, and a little more, so that not all come back in the same moment."""
    model = ScriptedModel([RateLimited("x", retry_after=said), "good"])
    run(retrying(model, clock).complete(asked(), within(60, clock)))
    assert clock.slept == [pause]


def test_a_pause_beyond_the_deadline_is_not_begun(clock: HandClock) -> None:
    """The error that the provider gave comes at once, with no second spent."""
    model = ScriptedModel([RateLimited("x", retry_after=61), "good"])
    with pytest.raises(RateLimited):
        run(retrying(model, clock).complete(asked(), within(60, clock)))
    assert (clock.now, len(model.requests)) == (0.0, 1)


def test_the_deadline_ends_it(clock: HandClock) -> None:
    """Attempts that hang are over when the time is, not after each of them has had its own."""
    model = ScriptedModel([Slow(40, ModelTimeout("x"))] * 3, sleep=clock.sleep)
    with pytest.raises(DeadlineExceeded, match="within 60 s"):
        run(retrying(model, clock).complete(asked(), within(60, clock)))
    assert (clock.now, len(model.requests)) == (60.0, 2)
