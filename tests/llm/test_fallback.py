"""Other models: which failures go on to the next one, and what is told about it."""

from __future__ import annotations

import pytest

from tests.llm.asking import HandClock, asked, run, within
from translator.errors import (
    BudgetExhausted,
    CircuitOpen,
    ContentRefused,
    ContextTooLong,
    DeadlineExceeded,
    ModelKeyInvalid,
    ModelRequestRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnknown,
    ProviderError,
    RateLimited,
)
from translator.llm.fake import ScriptedModel, Slow
from translator.llm.fallback import FallbackModels
from translator.llm.retry import RetryingModel

GOES_ON = [
    ModelKeyInvalid, ModelUnknown, ContextTooLong, ModelUnavailable, RateLimited, CircuitOpen, ModelTimeout,
    ModelRequestRefused,
]  # fmt: skip
STAYS = [ContentRefused, BudgetExhausted]


@pytest.mark.parametrize("kind", GOES_ON, ids=lambda kind: kind.code)
def test_the_next_model_serves(kind: type[ProviderError], clock: HandClock) -> None:
    """The second model gets the request under its own name; a note tells why the first did not serve."""
    first = ScriptedModel([kind("x")], model="openai/x")
    second = ScriptedModel(["good"], model="openai/y")
    gateway = FallbackModels([first, second], clock=clock)
    reply = run(gateway.complete(asked(), within(60, clock)))
    assert (reply.text, reply.model, reply.attempts) == ("good", "openai/y", 2)
    assert reply.notes == (f"openai/x did not serve ({kind.code}); openai/y did",)
    assert second.requests[0].model == "openai/y"


@pytest.mark.parametrize("kind", STAYS, ids=lambda kind: kind.code)
def test_what_is_final_stays_final(kind: type[ProviderError], clock: HandClock) -> None:
    """Nobody else is asked what a filter refused, nor paid from an empty purse."""
    second = ScriptedModel(["good"])
    with pytest.raises(kind):
        run(FallbackModels([ScriptedModel([kind("x")]), second]).complete(asked(), within(60, clock)))
    assert second.requests == []


def test_an_ended_deadline_is_final(clock: HandClock) -> None:
    """With no time left nobody else is asked."""
    first = ScriptedModel([Slow(90, "late")], sleep=clock.sleep)
    second = ScriptedModel([Slow(90, "late")], sleep=clock.sleep)
    third = ScriptedModel(["good"])
    clock.now = 1.0
    deadline = within(60, clock)
    clock.now = 61.0
    with pytest.raises(DeadlineExceeded):
        run(FallbackModels([first, second, third], clock=clock).complete(asked(), deadline))
    assert (first.requests, third.requests) == ([], [])


def test_a_model_that_hangs_leaves_time_for_the_next(clock: HandClock) -> None:
    """It gets two thirds of what is left, and is then told of like any other failure."""
    first = ScriptedModel([Slow(90, "late")], model="openai/x", sleep=clock.sleep)
    second = ScriptedModel(["good"], model="openai/y")
    reply = run(FallbackModels([first, second], clock=clock).complete(asked(), within(60, clock)))
    assert (reply.text, clock.now) == ("good", pytest.approx(40.0))
    assert reply.notes == ("openai/x did not serve (deadline-exceeded); openai/y did",)


def test_all_fail(clock: HandClock) -> None:
    """The last error is raised, and names the models before it in the same line."""
    first = ScriptedModel([ModelKeyInvalid("no key.")], model="openai/x")
    second = ScriptedModel([ModelUnavailable("it is down.")], model="openai/y")
    with pytest.raises(ModelUnavailable) as error:
        run(FallbackModels([first, second]).complete(asked(), within(60, clock)))
    expected = "it is down. Before it: openai/x did not serve (model-key-invalid)."
    assert error.value.message == expected
    assert "\n" not in str(error.value)


def test_calls_of_all_models_are_counted(clock: HandClock) -> None:
    """Three tries of the first and two of the second make five."""
    first = ScriptedModel([ModelUnavailable("x")] * 3)
    second = ScriptedModel([ModelUnavailable("x"), "good"])
    models = [RetryingModel(model, 3, sleep=clock.sleep) for model in (first, second)]
    assert run(FallbackModels(models, clock=clock).complete(asked(), within(60, clock))).attempts == 5


def test_a_first_model_that_serves_is_left_alone(clock: HandClock) -> None:
    """No note, and the request reaches it as it was."""
    first, second = ScriptedModel(["good"]), ScriptedModel(["other"])
    reply = run(FallbackModels([first, second]).complete(asked(), within(60, clock)))
    assert (reply.notes, reply.attempts, first.requests, second.requests) == ((), 1, [asked()], [])


def test_all_are_closed() -> None:
    """Closing gives back every model's connections."""
    models = [ScriptedModel([]), ScriptedModel([])]
    run(FallbackModels(models).close())
    assert [model.closed for model in models] == [True, True]
