"""A model that says what it was told to: for tests, benchmarks and trying a setup without a provider."""

from __future__ import annotations

import asyncio
import copy
import math
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from translator.errors import InternalError
from translator.llm.base import Deadline, Estimate, ModelReply, ModelRequest, Usage


@dataclass(frozen=True)
class Slow:
    """An answer after a while."""

    seconds: float
    answer: str | ModelReply | Exception


Answer = str | ModelReply | Exception | Slow
Script = Iterable[Answer] | Callable[[ModelRequest], Answer]


class ScriptedModel:
    """Answers from a script: a list, one for each call, or a function of the request.

    A text becomes a reply with tokens counted at four characters each; an exception is raised; a `Slow`
    answer comes after `sleep`. `requests` holds what was asked, in order. `price` is USD for one call.
    """

    def __init__(
        self,
        script: Script,
        *,
        model: str = "fake/scripted",
        price: float | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._answers = None if callable(script) else iter(script)
        self._function = script if callable(script) else None
        self._model = model
        self._price = price
        self._sleep = sleep
        self.requests: list[ModelRequest] = []
        self.running = 0
        self.most_running = 0
        self.closed = False

    @property
    def model(self) -> str:
        """The name it was given."""
        return self._model

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The next answer. Raises what the script holds, DeadlineExceeded where it comes too late."""
        deadline.require(f"{request.purpose} by {self._model}")
        self.requests.append(request)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            answer = self._next(request)
            if isinstance(answer, Slow):
                await self._sleep(min(answer.seconds, deadline.left()))
                deadline.require(f"{request.purpose} by {self._model}")
                answer = answer.answer
            else:
                await self._sleep(0)
        finally:
            self.running -= 1
        if isinstance(answer, Exception):
            raise copy.copy(answer)  # wrappers write on errors; the script's own stays as it was
        key = request.of(request.model or self._model).key
        if isinstance(answer, ModelReply):
            return replace(answer, key=key)
        usage = Usage(_tokens(request.system.text + request.user.text), _tokens(answer), 0)
        return ModelReply(text=answer, model=self._model, key=key, usage=usage, cost=self._price)

    def estimate(self, request: ModelRequest) -> Estimate:
        """Tokens at four characters each, and the price of one call."""
        return Estimate(_tokens(request.system.text + request.user.text), self._price)

    async def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    def _next(self, request: ModelRequest) -> Answer:
        if self._function is not None:
            return self._function(request)
        try:
            return next(self._answers)  # type: ignore[arg-type]
        except StopIteration:
            raise InternalError(f"the script has no answer to request {len(self.requests)}.") from None


def _tokens(text: str) -> int:
    return math.ceil(len(text) / 4)
