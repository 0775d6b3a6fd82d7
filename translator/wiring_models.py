"""Joins settings, prompts and a model's gateway into the engine that drafts with it.

Imported when a model is set: nothing of it is needed to draft offline.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from translator.errors import SettingInvalid
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest
from translator.llm.budget import Budget
from translator.llm.gateway import GatewayOptions, build_gateway, through_litellm
from translator.model_engine import ModelEngine
from translator.model_judge import ModelJudge
from translator.prompts import INDEX, PromptLibrary
from translator.redaction import Redactor
from translator.settings import Settings, data_folder

_CACHE, _SPENDING = "model-replies.db", "model-spending.db"  # in data_dir
_ATTEMPT = 60.0  # seconds: the longest that one call may take


def model_gateway(settings: Settings) -> Gateway:
    """The model of the settings with all its wrappers. Opens no connection.

    Raises SettingInvalid, StoreUnusable and FileUnusable.
    """
    return build_gateway(gateway_options(settings))


def plugged_gateway(settings: Settings, model: Gateway) -> Gateway:
    """A model of one's own with the wrappers of the settings around it; its replies are not cached.

    A judge that the settings name is called through LiteLLM all the same.
    Raises SettingInvalid, StoreUnusable and FileUnusable.
    """
    settings = settings.model_copy(update={"model": model.model, "fallback": ()})
    options = replace(gateway_options(settings), cache_file=None)

    def provide(name: str, options: GatewayOptions) -> Gateway:
        return model if name == model.model else through_litellm(name, options)

    return build_gateway(options, provide)


def model_engine(settings: Settings, gateway: Gateway, *, plugged: bool) -> ModelEngine:
    """The engine that lets this gateway's model write, and the judge of the settings read it.

    With `plugged` the gateway is not the one of the settings, and a receipt tells only the names of models.
    Raises PackInvalid for prompts of a pack that cannot be used.
    """
    prompts = prompt_library(settings.packs)
    judge = None
    if settings.judge_model:
        at = "" if plugged else judge_destination(settings)
        judge = ModelJudge(gateway, prompts, model=settings.judge_model, destination=at)
    return ModelEngine(
        gateway,
        prompts,
        judge=judge,
        destination="" if plugged else destination(settings),
        seconds=settings.deadline,
        strict=settings.engine == "llm",
        purse=lambda: Budget(settings.budget_pitch, "budget_pitch"),
    )


def gateway_options(settings: Settings) -> GatewayOptions:
    """What the settings say about models. Raises SettingInvalid where they do not go together."""
    if not settings.model:
        wish = "replay" if settings.replay else "engine"
        raise SettingInvalid(
            "no model is set.",
            place=wish,
            next_step="Set model (--model, such as openai/gpt-4o-mini), or engine to offline.",
        )
    folder = data_folder(settings)
    return GatewayOptions(
        model=settings.model,
        fallbacks=settings.fallback,
        judge=settings.judge_model,
        api_base=settings.api_base or None,
        prices=_prices(settings),
        attempts=settings.attempts,
        attempt_seconds=min(_ATTEMPT, settings.deadline),
        concurrency=settings.concurrency,
        budget_run=settings.budget_run,
        budget_day=settings.budget_day,
        cache_file=folder / _CACHE if settings.model_cache else None,
        spend_file=folder / _SPENDING,
        record=_folder(settings.record),
        replay=_folder(settings.replay),
    )


def prompt_library(packs: Iterable[Path]) -> PromptLibrary:
    """The built-in prompts with those of the packs in their place. Raises PackInvalid."""
    library = PromptLibrary.builtin()
    for pack in packs:
        folder = pack / "prompts"
        if (folder / INDEX).is_file():
            library = PromptLibrary(folder, base=library)
    return library


def destination(settings: Settings) -> str:
    """Where requests go: the host of `api_base`, else the providers of the models; "": nowhere."""
    if settings.replay:
        return ""
    own = settings.model.partition("/")[0]
    host = urlsplit(settings.api_base).netloc.rpartition("@")[2]
    named = [host or own]
    named += [provider for m in settings.fallback if (provider := m.partition("/")[0]) != own]
    return " or ".join(dict.fromkeys(named))


def judge_destination(settings: Settings) -> str:
    """Where requests to the judge go: see `destination`."""
    own = settings.judge_model.partition("/")[0]
    if settings.replay or own != settings.model.partition("/")[0]:
        return "" if settings.replay else own
    return urlsplit(settings.api_base).netloc.rpartition("@")[2] or own


def load_client(gateway: Gateway) -> None:
    """Load the client library behind the gateway, which takes seconds. Sends nothing.

    To be called before a deadline begins, so that no pitch pays for it.
    """
    gateway.estimate(short_request(gateway.model))


async def ask_shortly(
    settings: Settings, model: str = "", *, seconds: float | None = None
) -> tuple[ModelReply, float]:
    """The reply to one cheap call that holds nothing of anybody's, and the seconds that it took.

    `model` is the one of the settings or their judge; "": the former. Neither cache nor recording answers
    or learns from it, and it is tried once, for `seconds` where that is less than the settings' deadline.
    Raises what a call raises.
    """
    options = replace(gateway_options(settings), cache_file=None, record=None, attempts=1)
    gateway = build_gateway(options)
    try:
        await asyncio.to_thread(load_client, gateway)
        begun = time.monotonic()
        asked = short_request(model or gateway.model)
        reply = await gateway.complete(asked, Deadline(min(settings.deadline, seconds or math.inf)))
        return reply, time.monotonic() - begun
    finally:
        await gateway.close()


def short_request(model: str) -> ModelRequest:
    """A request that is cheap to answer, to see whether the model does."""
    asked = Redactor().redact
    return ModelRequest(
        purpose="test",
        system=asked("You answer with one word."),
        user=asked("Say: ready"),
        max_tokens=16,
        model=model,
    )


def _prices(settings: Settings) -> tuple[float, float] | None:
    into, out = settings.model_price_input, settings.model_price_output
    if into is None and out is None:
        return None
    if into is None or out is None:
        missing = "model_price_input" if into is None else "model_price_output"
        raise SettingInvalid(
            "the price of the model is half known.",
            place=missing,
            next_step="Set model_price_input and model_price_output, or neither.",
        )
    return into, out


def _folder(path: Path | None) -> Path | None:
    return path.expanduser() if path is not None else None
