"""Asking again after a failure that may pass."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace

from translator.errors import ModelError, RateLimited
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest
from translator.llm.wrapper import Wrapper, calls_of, note_calls

_FIRST = 0.5  # seconds: the longest first pause; it doubles each time
_LONGEST = 8.0  # seconds


class RetryingModel(Wrapper):
    """Asks at most `attempts` times, only after errors that are `retryable`.

    A pause is chance times a growing bound (full jitter), so that callers who failed together do not
    come back together. Where the provider says when to come back, it is that long and a little more.
    A pause that outlasts the deadline is not begun: the error is raised at once.
    """

    def __init__(
        self,
        inner: Gateway,
        attempts: int = 3,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(inner)
        self._attempts = attempts
        self._sleep = sleep
        self._chance = chance

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The first reply. Raises the last error, DeadlineExceeded where the time runs out."""
        calls = 0
        for attempt in range(1, self._attempts + 1):
            deadline.require(f"{request.purpose} by {request.model or self.model}")
            try:
                reply = await self._inner.complete(request, deadline)
            except ModelError as error:
                calls += calls_of(error)
                note_calls(error, calls)
                if not error.retryable or attempt == self._attempts:
                    raise
                pause = self._pause(error, attempt)
                if pause >= deadline.left():
                    raise
                await self._sleep(pause)
            else:
                return replace(reply, attempts=reply.attempts + calls)
        raise ValueError("attempts is at least 1")

    def _pause(self, error: ModelError, attempt: int) -> float:
        """Seconds to wait after failed attempt number `attempt`."""
        if isinstance(error, RateLimited) and error.retry_after is not None:
            return error.retry_after + self._chance() * _FIRST
        return self._chance() * min(_LONGEST, _FIRST * 2.0 ** (attempt - 1))
