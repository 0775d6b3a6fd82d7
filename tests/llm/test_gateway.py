"""The gateway from its options: the wrappers in their order, seen from outside."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.llm.asking import asked, run
from translator.errors import BudgetExhausted, ModelKeyInvalid, ModelUnavailable, RateLimited, SettingInvalid
from translator.llm.base import Deadline, Gateway, ModelReply
from translator.llm.fake import ScriptedModel, Slow
from translator.llm.gateway import GatewayOptions, build_gateway

X, Y = "openai/x", "anthropic/y"


def built(models: dict[str, ScriptedModel], **options: object) -> Gateway:
    chosen = GatewayOptions(X, **options)  # type: ignore[arg-type]
    return build_gateway(chosen, lambda name, _: models[name])


def scripted(*answers: object, model: str = X, price: float | None = None) -> ScriptedModel:
    return ScriptedModel(list(answers), model=model, price=price)  # type: ignore[arg-type]


def ask(gateway: Gateway, text: str = "Sign-in fails.") -> ModelReply:
    return run(gateway.complete(asked(text), Deadline(20)))


def test_a_model_alone() -> None:
    """Nothing but the model is needed."""
    gateway = built({X: scripted("good")})
    assert (ask(gateway).text, gateway.model) == ("good", X)


def test_failures_are_retried_then_handed_to_the_next_model() -> None:
    """Three attempts at the first, then the second; the note tells it."""
    models = {X: scripted(*[RateLimited("x", retry_after=0)] * 3), Y: scripted("good", model=Y)}
    reply = ask(built(models, fallbacks=(Y,), attempts=3))
    assert (reply.text, reply.attempts, len(models[X].requests)) == ("good", 4, 3)


def test_a_kept_reply_needs_no_money(tmp_path: Path) -> None:
    """The cache stands before the budget."""
    file = tmp_path / "c.sqlite"
    ask(built({X: scripted("good", price=0.1)}, cache_file=file, budget_run=0.1))
    reply = ask(built({X: scripted(price=0.1)}, cache_file=file, budget_run=0.0))
    assert (reply.text, reply.source, reply.cost) == ("good", "cache", 0.0)


def test_a_reply_of_a_fallback_is_not_kept_for_the_first(tmp_path: Path) -> None:
    """Once the first model is back it is asked, not remembered for."""
    models = {X: scripted(ModelKeyInvalid("x"), "first"), Y: scripted("second", model=Y)}
    gateway = built(models, fallbacks=(Y,), cache_file=tmp_path / "c.sqlite")

    async def course() -> list[str]:
        return [(await gateway.complete(asked(), Deadline(20))).text for _ in range(2)]

    assert run(course()) == ["second", "first"]


def test_retries_are_paid_once() -> None:
    """A call that failed twice before it served takes one price out of the run's budget."""
    model = scripted(*[RateLimited("x", retry_after=0)] * 2, "good", "good", price=0.1)
    gateway = built({X: model}, budget_run=0.15)
    assert ask(gateway).attempts == 3
    with pytest.raises(BudgetExhausted):
        ask(gateway)


def test_all_models_pay_from_one_purse() -> None:
    """What the first one cost is gone for the second."""
    models = {
        X: scripted("good", ModelKeyInvalid("x"), price=0.1),
        Y: scripted("good", model=Y, price=0.1),
    }
    gateway = built(models, fallbacks=(Y,), budget_run=0.15)
    ask(gateway)
    with pytest.raises(BudgetExhausted):
        ask(gateway, "Another ticket.")


def test_calls_at_once_are_bounded() -> None:
    """Twelve requests, three at a time."""

    async def course() -> None:
        await asyncio.gather(*(gateway.complete(asked(f"{n}"), Deadline(20)) for n in range(12)))

    model = scripted(*[Slow(0.001, "good")] * 12)
    gateway = built({X: model}, concurrency=3)
    run(course())
    assert model.most_running == 3


def test_a_model_that_keeps_failing_is_left_alone() -> None:
    """After five failures the second model serves without a call to the first."""
    models = {X: scripted(*[ModelUnavailable("x")] * 9), Y: scripted(*["good"] * 9, model=Y)}
    gateway = built(models, fallbacks=(Y,), attempts=1)
    replies = [ask(gateway, f"Ticket {n}") for n in range(8)]
    assert len(models[X].requests) == 5
    assert replies[-1].notes == (f"{X} did not serve (model-resting); {Y} did",)


def test_a_recording_holds_what_the_run_got(tmp_path: Path) -> None:
    """A replay needs neither the fallback nor the cache that the run had."""
    models = {X: scripted(ModelKeyInvalid("x")), Y: scripted("good", model=Y)}
    cache, folder = tmp_path / "c.sqlite", tmp_path / "r"
    recorded = ask(built(models, fallbacks=(Y,), cache_file=cache, record=folder))
    again = {X: scripted(ModelKeyInvalid("x")), Y: scripted(model=Y)}
    from_cache = ask(built(again, fallbacks=(Y,), cache_file=cache, record=tmp_path / "r2"))
    assert from_cache.source == "cache"
    for place in (folder, tmp_path / "r2"):
        replayed = ask(built({}, replay=place))
        assert (replayed.text, replayed.source, replayed.key) == ("good", "recording", recorded.key)


@pytest.mark.parametrize(
    ("options", "names"),
    [({"record": Path("a"), "replay": Path("b")}, "--record"), ({"budget_day": 1.0}, "budget_day")],
)
def test_options_that_exclude_each_other(options: dict[str, object], names: str) -> None:
    """One clear line before anything runs."""
    with pytest.raises(SettingInvalid, match=names):
        built({}, **options)


def test_keys_and_addresses_stay_with_their_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fallback of another provider gets neither the key nor the address of the first."""
    given: list[tuple[str, dict[str, object]]] = []

    class Provider(ScriptedModel):
        def __init__(self, name: str, **named: object) -> None:
            super().__init__([], model=name)
            given.append((name, named))

    monkeypatch.setattr("translator.llm.gateway.LiteLLMProvider", Provider)
    mine = {"api_base": "http://127.0.0.1:1/v1", "api_key": "k", "prices": (1.0, 2.0)}
    build_gateway(GatewayOptions(X, ("openai/z", Y), attempt_seconds=9, **mine))  # type: ignore[arg-type]
    both = {"attempt_seconds": 9}
    assert given == [(X, mine | both), ("openai/z", mine | both), (Y, both)]


def test_a_key_is_never_shown() -> None:
    """Options can be printed."""
    assert "geheim" not in repr(GatewayOptions(X, api_key="geheim"))


def test_a_replay_loads_no_litellm(tmp_path: Path) -> None:
    """A replayed run starts without the seconds that the library takes."""
    code = (
        "import sys; from pathlib import Path; from translator.llm.gateway import *; "
        f"build_gateway(GatewayOptions('openai/x', replay=Path({str(tmp_path)!r}))); "
        "print('litellm' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "False\n"
