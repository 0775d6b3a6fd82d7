"""Which engines a service offers, and whether the model behind one of them answers."""

from __future__ import annotations

import asyncio
import time
from typing import Literal, NamedTuple

from translator.errors import DeadlineExceeded, MalformedInput, TranslatorError
from translator.llm.base import Deadline, ModelReply
from translator.wiring_service import Service

_SECONDS = 10.0  # that a test waits at most
Asked = Literal["model", "judge"]


class Offered(NamedTuple):
    """An engine of a service. What is not known or not used is "" or ()."""

    name: Literal["offline", "llm"]
    writes: bool  # where a request names no engine
    model: str = ""  # here and below: as LiteLLM names it
    fallback: tuple[str, ...] = ()
    judge: str = ""
    destination: str = ""  # host or provider that tickets go to, masked; "": nothing leaves this machine
    judge_destination: str = ""
    recorded: bool = False  # recordings answer, and no model is asked
    problem: str = ""  # why it cannot write now, as far as that is known without asking it
    next_step: str = ""


class Tested(NamedTuple):
    """What came of asking a model."""

    model: str  # that answered; else that was asked
    seconds: float
    reply: ModelReply | None = None  # None: it did not answer, or was not asked
    error: TranslatorError | None = None  # why it did not


def offered(service: Service) -> tuple[Offered, ...]:
    """The engines that requests may name: always the offline one, a model where one is set.

    Calls nothing, and tells no key and no address but the host.
    """
    settings = service.settings
    model = service.writes("llm")
    offline = Offered("offline", not (model and service.writes(settings.engine)))
    if not model:
        return (offline,)
    if service.plugged is not None:
        name = service.plugged.model
        return offline, Offered("llm", not offline.writes, name, judge=settings.judge_model)
    from translator.wiring_models import destination, gateway_options, judge_destination

    told = Offered(
        "llm",
        not offline.writes,
        settings.model,
        settings.fallback,
        settings.judge_model,
        destination(settings),
        judge_destination(settings) if settings.judge_model else "",
        settings.replay is not None,
    )
    try:
        gateway_options(settings)
    except TranslatorError as error:
        told = told._replace(problem=error.message, next_step=error.next_step)
    return offline, told


async def tested(service: Service, which: Asked) -> Tested:
    """One tiny request to the model of the settings or to their judge. It holds nothing of anybody's.

    What goes wrong with the model is told in the result. Raises MalformedInput where there is no such model.
    """
    settings = service.settings
    if not service.writes("llm"):
        raise MalformedInput(
            "this server has no model.", place="ask", next_step="Have the setting model set, then try again."
        )
    if which == "judge" and not settings.judge_model:
        raise MalformedInput(
            "this server has no judge.", place="ask", next_step="Have the setting judge_model set."
        )
    plugged = service.plugged
    own = plugged.model if plugged is not None else settings.model
    name = settings.judge_model if which == "judge" else own
    if settings.replay is not None and plugged is None:
        return Tested(name, 0.0)
    waits, begun = min(_SECONDS, settings.deadline), time.monotonic()
    try:
        from translator.wiring_models import ask_shortly, load_client, short_request

        # The client takes seconds to load, once in a process: that is no time of the model's.
        await asyncio.to_thread(load_client, service.gateway)
        begun = time.monotonic()
        if plugged is None:
            reply, seconds = await ask_shortly(settings, name, seconds=waits)
        else:
            reply = await plugged.complete(short_request(name), Deadline(waits))
            seconds = time.monotonic() - begun
    except DeadlineExceeded:
        late = DeadlineExceeded(
            f"there was no answer within {waits:g} s.",
            place=name,
            next_step="Try again: a model that has to be loaded is slow at first. Then check the network.",
        )
        return Tested(name, time.monotonic() - begun, error=late)
    except TranslatorError as error:
        return Tested(name, time.monotonic() - begun, error=error)
    return Tested(reply.model, seconds, reply)
