"""Leaving a failing model alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from translator.errors import CircuitOpen, DeadlineExceeded, ModelError, RateLimited
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest
from translator.llm.wrapper import Wrapper, note_calls


class CircuitBreaker(Wrapper):
    """After `failures` retryable failures in a row no call is made for `rest` seconds, then one tries.

    Being asked to slow down is no such failure: the provider is well and says what it wants, and retry
    and limit heed it. An error that is not retryable shows that the provider answers, and ends the row.
    """

    def __init__(
        self,
        inner: Gateway,
        *,
        failures: int = 5,
        rest: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(inner)
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._failed = 0  # in a row
        self._opened: float | None = None  # when; None: closed
        self._probing = False

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply. Raises CircuitOpen without a call while the model is left alone."""
        probe = self._opened is not None
        if self._opened is not None:
            wait = self._opened + self._rest - self._clock()
            if wait > 0 or self._probing:
                raise self._resting(max(0.0, wait))
            self._probing = True
        try:
            reply = await self._inner.complete(request, deadline)
        except RateLimited:
            raise
        except ModelError as error:
            if error.retryable:
                self._count(probe)
            else:
                self._heal()
            raise
        except DeadlineExceeded:
            if probe:  # it had its chance; others rest on
                self._opened = self._clock()
            raise
        else:
            self._heal()
            return reply
        finally:
            if probe:
                self._probing = False

    def _count(self, probe: bool) -> None:
        self._failed += 1
        if probe or self._failed >= self._most:
            self._opened = self._clock()

    def _heal(self) -> None:
        self._failed = 0
        self._opened = None

    def _resting(self, wait: float) -> CircuitOpen:
        error = CircuitOpen(
            f"it failed {self._failed} times in a row and is left alone for another {wait:.0f} s.",
            place=self.model,
            next_step="Wait, or set fallback to a second model.",
        )
        note_calls(error, 0)
        return error
