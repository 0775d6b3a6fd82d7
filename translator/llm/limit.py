"""How many calls run at once: fewer when the provider asks to slow down, slowly more again."""

from __future__ import annotations

import asyncio
from collections import deque

from translator.errors import RateLimited
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest
from translator.llm.wrapper import Wrapper


class AdaptiveLimit(Wrapper):
    """At most `most` calls at once; who waits is served in order, within the deadline.

    The bound halves on RateLimited, down to 1, once for all calls that were under way together, and
    grows by one for each full round of replies (additive increase, multiplicative decrease).
    """

    def __init__(self, inner: Gateway, most: int = 8) -> None:
        super().__init__(inner)
        self._most = most
        self._bound = float(most)
        self._running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._cuts = 0  # how often the bound was halved

    @property
    def bound(self) -> int:
        """How many calls may run at once now."""
        return int(self._bound)

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply. Raises DeadlineExceeded where the turn did not come in time."""
        await self._turn(request, deadline)
        cuts = self._cuts
        try:
            reply = await self._inner.complete(request, deadline)
        except RateLimited:
            if cuts == self._cuts:  # no other call of this round trip has halved it
                self._bound = max(1.0, self._bound / 2)
                self._cuts += 1
            raise
        else:
            self._bound = min(float(self._most), self._bound + 1 / self._bound)
            return reply
        finally:
            self._running -= 1
            self._next()

    async def _turn(self, request: ModelRequest, deadline: Deadline) -> None:
        if self._running < self.bound and not self._waiting:
            self._running += 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        what = f"{request.purpose} by {request.model or self.model}, which waited for its turn,"
        try:
            async with asyncio.timeout(deadline.left()):
                await place
        except BaseException as error:
            if place.done() and not place.cancelled():  # the turn came in the same moment: pass it on
                self._running -= 1
                self._next()
            else:
                place.cancel()
                # Left in the middle of the queue they would add up while calls hang.
                if place in self._waiting:
                    self._waiting.remove(place)
            if isinstance(error, TimeoutError):
                deadline.require(what)
            raise

    def _next(self) -> None:
        while self._running < self.bound and self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                self._running += 1
                place.set_result(None)
