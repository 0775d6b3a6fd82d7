"""The whole translator as a LangChain Runnable: a ticket in, a pitch out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
import weakref
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from langchain_core.callbacks import adispatch_custom_event
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import (
    ensure_config,
    get_async_callback_manager_for_config,
    patch_config,
    set_config_context,
)

from translator.errors import MalformedInput
from translator.llm.chat_model import ChatModelGateway, Prices
from translator.models import Pitch, Stage, Ticket
from translator.redaction import Masker, Redactor
from translator.render.markdown import as_markdown
from translator.settings import load_settings
from translator.wiring import App, build
from translator.wiring_models import plugged_gateway

TicketInput = str | dict[str, Any] | Ticket
STAGE = "stage"  # name of the custom event

Made = TypeVar("Made")


class TranslatorRunnable(Runnable[TicketInput, Pitch]):
    """Translates a ticket: its text in any format that intake reads, a tracker's JSON as a dict, a Ticket.

    Made from an `app`, or from settings by name (`model="openai/gpt-4o-mini"`, `incidents="off"`) over those
    of the environment. `chat_model` writes in the place of a model that LiteLLM calls; `prices` are its
    US dollars for a million tokens of input and of output. A call may name `stakeholders`, also by `bind`.

    Everything runs on one event loop in a thread of its own, because a gateway may be called from one loop
    only: so it serves plain callers, callers inside a running loop and several loops alike, and stalls none.
    Callbacks and tracers see the ticket and the pitch as a model may, redacted, and stages as a reader may,
    without secrets. Close it when done, or use it in a `with` block.
    """

    def __init__(
        self,
        app: App | None = None,
        *,
        chat_model: BaseChatModel | None = None,
        prices: Prices | None = None,
        stakeholders: Sequence[str] = (),
        name: str | None = None,
        **settings: object,
    ) -> None:
        if app is not None and (chat_model is not None or settings):
            raise TypeError("give an app, or what to make one from")
        self.app = app or _app(settings, chat_model, prices)
        self.name = name or "translator"
        self._stakeholders = tuple(stakeholders)
        self._loop = _OwnLoop()

    def invoke(self, input: TicketInput, config: RunnableConfig | None = None, **kwargs: Any) -> Pitch:
        """The pitch of one ticket. Raises TranslatorError; waits also where a loop is running."""
        work = self._loop.begin(self.ainvoke(input, config, **kwargs))
        try:
            return work.result()
        finally:
            work.cancel()  # where the wait was interrupted; else it is over

    async def ainvoke(self, input: TicketInput, config: RunnableConfig | None = None, **kwargs: Any) -> Pitch:
        """The pitch of one ticket. Raises TranslatorError."""
        items = [item async for item in self.astream(input, config, **kwargs)]
        pitch: Pitch = items[-1]
        return pitch

    async def astream(
        self, input: TicketInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Any]:
        """Each finished `Stage`, then the `Pitch`. Raises TranslatorError.

        Each stage is also a custom event "stage", which `astream_events` shows.
        """
        config = ensure_config(config)
        stakeholders = kwargs.get("stakeholders") or self._stakeholders
        ticket = self._ticket(input)
        redactor = Redactor(f.value for f in ticket.fields if f.name in ("reporter", "assignee", "creator"))
        run = await get_async_callback_manager_for_config(config).on_chain_start(
            None,
            {"ticket": redactor.redact(ticket.text).text},
            name=config.get("run_name") or self.get_name(),
            run_id=config.pop("run_id", None),
        )
        masker = Masker()
        child = patch_config(config, callbacks=run.get_child())
        pitch: Pitch | None = None
        try:
            async for item in self._heard(ticket, stakeholders, child):
                if isinstance(item, Stage):
                    parts = {where: masker.mask(text) for where, text in item.parts.items()}
                    event = item.model_copy(update={"parts": parts}).model_dump(mode="json")
                    await adispatch_custom_event(STAGE, event, config=child)
                else:
                    pitch = item
                yield item
        except BaseException as error:
            await run.on_chain_error(error)
            raise
        assert pitch is not None
        markdown = redactor.redact(as_markdown(pitch, anchors=None)).text
        await run.on_chain_end({"pitch": pitch.id, "state": pitch.state, "markdown": markdown})

    def close(self) -> None:
        """Give back connections and end the thread. May be called twice."""
        self._loop.end(self.app.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def _heard(
        self, ticket: Ticket, stakeholders: Sequence[str], config: RunnableConfig
    ) -> AsyncIterator[Stage | Pitch]:
        """The stages as they are over on the other loop, then the pitch."""
        here = asyncio.get_running_loop()
        stages: asyncio.Queue[Stage | None] = asyncio.Queue()

        def tell(stage: Stage | None) -> None:
            with contextlib.suppress(RuntimeError):  # nobody is there to hear it: the loop has been closed
                here.call_soon_threadsafe(stages.put_nowait, stage)

        async def made() -> Pitch:
            try:
                return await self.app.translate(
                    ticket, now=datetime.now(UTC), stakeholders=stakeholders, on_stage=tell
                )
            finally:
                tell(None)

        # The context goes along, so that a chat model's own run stands below this one.
        with set_config_context(config) as context:
            work = asyncio.wrap_future(context.run(self._loop.begin, made()))
        try:
            while (stage := await stages.get()) is not None:
                yield stage
            yield await work
        finally:
            work.cancel()

    def _ticket(self, given: TicketInput) -> Ticket:
        if isinstance(given, Ticket):
            return given
        text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
        tickets = self.app.read(text.encode(errors="replace")).tickets
        if len(tickets) != 1:
            raise MalformedInput(
                f"the input holds {len(tickets)} tickets.",
                place="input",
                next_step="Hand in one ticket, several with batch.",
            )
        return tickets[0]


def _app(settings: Mapping[str, object], chat_model: BaseChatModel | None, prices: Prices | None) -> App:
    loaded = load_settings(toml_path=None, environ=os.environ, flags=settings)
    if chat_model is None:
        return build(loaded)
    plugged = ChatModelGateway(chat_model, prices=prices)
    return App(loaded, gateway=plugged_gateway(loaded.settings, plugged))


class _OwnLoop:
    """An event loop in a thread, started at the first use and ended with its owner."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._finalizer: Any = None

    def begin(self, work: Coroutine[Any, Any, Made]) -> Future[Made]:
        """Start it there, in the caller's context."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                thread = threading.Thread(target=_run, args=(self._loop,), name="translator", daemon=True)
                thread.start()
                self._finalizer = weakref.finalize(self, _stop, self._loop, thread)
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def end(self, last: Any) -> None:
        """Run `last` there, then end; nothing where it was never started."""
        with self._lock:
            if self._loop is None:
                return
            asyncio.run_coroutine_threadsafe(last(), self._loop).result()
            self._finalizer()
            self._loop = None


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def _stop(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    loop.call_soon_threadsafe(loop.stop)
    if thread is not threading.current_thread():
        thread.join(5)
