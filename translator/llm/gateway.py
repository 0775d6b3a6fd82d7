"""A model with all its wrappers, from plain options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from translator.errors import SettingInvalid
from translator.llm.base import Gateway
from translator.llm.breaker import CircuitBreaker
from translator.llm.budget import Budget, BudgetedModel, DayPurse
from translator.llm.cache import CachedModel, ReplyStore
from translator.llm.fallback import FallbackModels
from translator.llm.judge import JudgedModel
from translator.llm.limit import AdaptiveLimit
from translator.llm.provider import LiteLLMProvider, Prices
from translator.llm.recording import Recorder, Replayer
from translator.llm.retry import RetryingModel


@dataclass(frozen=True)
class GatewayOptions:
    """Which models, how often, for how much.

    `api_base`, `api_key` and `prices` hold for `model`, and for those fallbacks and the judge that name the
    same provider; others have their own address, key and listed price.
    """

    model: str  # as LiteLLM names it: "openai/gpt-4o-mini"
    fallbacks: tuple[str, ...] = ()
    judge: str = ""  # the model that only requests naming it go to; "": none
    api_base: str | None = None
    api_key: str | None = field(default=None, repr=False)  # None: from the environment
    prices: Prices | None = None  # USD for a million tokens in, out; None: LiteLLM's list
    attempts: int = 3  # of each model
    attempt_seconds: float = 60.0
    concurrency: int = 64  # calls at once to each model at most; more only wait for connections
    budget_run: float | None = None  # USD, None: no limit
    budget_day: float | None = None  # USD, None: no limit; needs spend_file
    cache_file: Path | None = None  # None: no cache
    spend_file: Path | None = None  # None: the day's spending is not counted
    record: Path | None = None  # folder
    replay: Path | None = None  # folder; nothing else is used then


Provide = Callable[[str, GatewayOptions], Gateway]  # a model's name → the model


def build_gateway(options: GatewayOptions, provide: Provide | None = None) -> Gateway:
    """The gateway of these options; `provide` stands in for LiteLLM. Opens no connection.

    From the outside in:

    recorder   sees what the run got, cached replies and notes of a fallback too: a replay needs no more
    judge      tells by the request's model whether it is for the one that writes or for the one that judges
    fallback   chooses among whole models, each with a cache, a purse's view and a health of its own
    cache      a reply at hand costs nothing and waits for nobody; keyed by the model that wrote it
    budget     once a request, so that retries of a failed call do not book it twice
    retry      outside the limit, so that a pause holds no place in the queue
    limit      next to the provider's answers: each 429 is seen, not only the last one
    breaker    looked at when the turn comes, not when the request joined the queue
    provider   one call

    A replay has none of them: it builds no provider and loads no litellm. Raises SettingInvalid for
    options that exclude each other, StoreUnusable and FileUnusable for files that cannot be used.
    """
    if options.replay is not None:
        if options.record is not None:
            raise SettingInvalid(
                "a run either records or replays.", place="--record", next_step="Leave one of the two out."
            )
        return Replayer(options.replay, options.model)
    provide = provide or through_litellm
    run = Budget(options.budget_run, "budget_run")
    day = DayPurse(options.spend_file, options.budget_day) if options.spend_file else None
    if day is None and options.budget_day is not None:
        raise SettingInvalid(
            "the day's spending is not counted anywhere.",
            place="budget_day",
            next_step="Set data_dir, or unset budget_day.",
        )
    store = ReplyStore(options.cache_file) if options.cache_file else None
    writers = tuple(dict.fromkeys((options.model, *options.fallbacks)))
    models: dict[str, Gateway] = {}
    for name in dict.fromkeys((*writers, options.judge or options.model)):
        model: Gateway = CircuitBreaker(provide(name, options))
        model = RetryingModel(AdaptiveLimit(model, options.concurrency), options.attempts)
        model = BudgetedModel(model, run=run, day=day)
        models[name] = model if store is None else CachedModel(model, store)
    gateway = models[options.model]
    if len(writers) > 1:
        gateway = FallbackModels([models[name] for name in writers])
    if options.judge not in ("", options.model):
        gateway = JudgedModel(gateway, models[options.judge], options.judge)
    return gateway if options.record is None else Recorder(gateway, options.record)


def through_litellm(name: str, options: GatewayOptions) -> Gateway:
    """The model of this name as LiteLLM calls it."""
    if name.partition("/")[0] != options.model.partition("/")[0]:
        return LiteLLMProvider(name, attempt_seconds=options.attempt_seconds)
    return LiteLLMProvider(
        name,
        api_base=options.api_base,
        api_key=options.api_key,
        prices=options.prices,
        attempt_seconds=options.attempt_seconds,
    )
