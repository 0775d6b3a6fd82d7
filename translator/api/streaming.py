"""Translations that are being made while somebody waits, told stage by stage where they ask for that.

A translation under way belongs to the server, not to the request: whoever asked may go away, the pitch is
stored all the same, for its model calls are paid. At shutdown the server waits for those under way; one
that is killed loses them. What must not be lost is asked for with `Prefer: respond-async`, see `later`.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any

from translator.errors import TranslatorError
from translator.models import Stage, Translation

KEEP_ALIVE = 15.0  # seconds of silence after which a comment is sent, so that no proxy gives up
_LOG = logging.getLogger("translator.api")


class UnderWay:
    """The translations that this process is making."""

    def __init__(self) -> None:
        self._tasks: dict[tuple[str, str], asyncio.Task[Translation]] = {}

    def start(
        self, workspace: str, id: str, work: Coroutine[Any, Any, Translation]
    ) -> asyncio.Task[Translation]:
        """Begin; the task goes on whatever becomes of the request."""
        place = (workspace, id)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[place] = task
        task.add_done_callback(lambda done: self._ended(place, done))
        return task

    def _ended(self, place: tuple[str, str], task: asyncio.Task[Translation]) -> None:
        self._tasks.pop(place, None)
        if not task.cancelled():
            task.exception()  # whoever waited has it; nobody may be left to wait

    def working(self, workspace: str, id: str) -> bool:
        """Whether it is being made here."""
        return (workspace, id) in self._tasks

    async def settle(self) -> None:
        """Wait for all that is under way."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


async def events(
    begin: Callable[[Callable[[Stage], None]], asyncio.Task[Translation]],
    *,
    accepted: Mapping[str, Any],
    done: Callable[[Translation], Mapping[str, Any]],
    problem: Callable[[BaseException], Mapping[str, Any]],
    keep_alive: float = KEEP_ALIVE,
) -> AsyncIterator[bytes]:
    """Server-sent events of one translation: `accepted`, each stage, then `done` or `error`.

    A stage holds only what is grounded and checked. The translation goes on if nobody listens any more.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[Stage | None] = asyncio.Queue()

    def tell(stage: Stage) -> None:
        loop.call_soon_threadsafe(told.put_nowait, stage)  # the pitch may be made in a thread

    yield event("accepted", accepted)
    task = begin(tell)
    # Behind the stages: what is told from a thread comes in its own time.
    task.add_done_callback(lambda _: loop.call_soon(told.put_nowait, None))
    while True:
        try:
            stage = await asyncio.wait_for(told.get(), keep_alive)
        except TimeoutError:
            yield b": still working\n\n"
            continue
        if stage is None:
            break
        if stage.name != "done":  # the pitch is made; it is done once it is stored
            yield event(stage.name, stage.model_dump(mode="json"))
    try:
        made = await asyncio.shield(task)
    except Exception as error:
        if not isinstance(error, TranslatorError):
            _LOG.exception("a translation failed while its stages were told")
        yield event("error", problem(error))
        return
    yield event("done", done(made))


def event(name: str, data: Mapping[str, Any]) -> bytes:
    """One server-sent event. JSON has no line break of its own, so that data is a single line."""
    # ASCII: half a surrogate pair, which a ticket may hold, is no UTF-8.
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
