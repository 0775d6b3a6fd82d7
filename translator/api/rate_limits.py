"""How many requests each key may make: a moving window, counted in this process or in Redis.

The counting is the library's. Its own memory storage goes by the clock of the wall, which may be set back
for an hour and then holds a key back for as long; the one here goes by a clock that cannot.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import NamedTuple, cast

from limits import RateLimitItem, parse
from limits.aio.storage import MovingWindowSupport, RedisStorage, Storage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from translator.errors import SettingInvalid

_KEYS = 10_000  # counted at once in memory; the one unused for longest is forgotten
_REDIS_SECONDS = 1.0  # that an answer of Redis may take
_REDIS_PAUSE = 10.0  # seconds without Redis after it failed


class Count(NamedTuple):
    """One request, counted. `reset` is in how many seconds the window has room again, whole ones."""

    allowed: bool
    limit: int
    remaining: int
    reset: int
    window: str  # "1 minute"


class RateLimits:
    """Counts requests. `elapsed` counts seconds and never goes back.

    Where Redis does not answer, this process counts for itself until it does: a limit is no reason to
    refuse everybody. `url` "" means that it always does.
    """

    def __init__(self, rate: str, url: str = "", elapsed: Callable[[], float] = time.monotonic) -> None:
        self._item: RateLimitItem = parse(rate)
        self._elapsed = elapsed
        self._here = MovingWindowRateLimiter(_Memory(elapsed))
        self._redis = MovingWindowRateLimiter(_redis(url)) if url else None
        self._redis_from = -math.inf  # when Redis is asked again
        self.down = ""  # why Redis does not count now

    async def hit(self, name: str) -> Count:
        """Count one request of this name."""
        if self._redis is not None and self._elapsed() >= self._redis_from:
            try:
                count = await self._hit(self._redis, name, time.time)
                self.down = ""
                return count
            except StorageError as error:
                self._redis_from = self._elapsed() + _REDIS_PAUSE
                self.down = f"Redis does not count ({type(error.storage_error).__name__}); each process does"
        return await self._hit(self._here, name, self._elapsed)

    async def close(self) -> None:
        """Give back the connections to Redis."""
        if self._redis is not None:
            bridge = cast(RedisStorage, self._redis.storage).bridge
            await cast(RedispyBridge, bridge).storage.aclose()

    async def _hit(self, limiter: MovingWindowRateLimiter, name: str, now: Callable[[], float]) -> Count:
        allowed = await limiter.hit(self._item, name)
        window = await limiter.get_window_stats(self._item, name)
        item = self._item
        return Count(
            allowed,
            item.amount,
            max(0, window.remaining),
            max(0, math.ceil(window.reset_time - now())),
            f"{item.multiples} {item.GRANULARITY.name}",
        )


def limits_of(rate: str, url: str) -> RateLimits | None:
    """The limits of the settings `rate_limit` and `rate_limit_url`; None: there is none."""
    return None if rate in ("", "off") else RateLimits(rate, url)


def _redis(url: str) -> Storage:
    try:
        made = storage_from_string(
            f"async+{url}",
            implementation="redispy",
            wrap_exceptions=True,
            socket_timeout=_REDIS_SECONDS,
            socket_connect_timeout=_REDIS_SECONDS,
        )
    except Exception as error:
        raise SettingInvalid(
            f"the rate limits cannot be counted in Redis ({type(error).__name__}).",
            place="rate_limit_url",
            next_step="Give redis://host:port/0, and: pip install 'pitch-translator[redis]'",
        ) from None
    assert isinstance(made, Storage)
    return made


class _Memory(Storage, MovingWindowSupport):
    """Times of the requests of each name, on a clock that never goes back."""

    STORAGE_SCHEME = None

    def __init__(self, elapsed: Callable[[], float]) -> None:
        super().__init__()
        self._elapsed = elapsed
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        """None of its own."""
        return ValueError

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """See `MovingWindowSupport`."""
        times = self._recent(key, expiry)
        if len(times) + amount > limit:
            return False
        times.extend([self._elapsed()] * amount)
        self._times[key] = times
        self._times.move_to_end(key)
        while len(self._times) > _KEYS:
            self._times.popitem(last=False)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """See `MovingWindowSupport`."""
        times = self._recent(key, expiry)
        return (times[0], len(times)) if times else (self._elapsed(), 0)

    def _recent(self, key: str, expiry: int) -> deque[float]:
        times = self._times.get(key, deque())
        until = self._elapsed() - expiry
        while times and times[0] <= until:
            times.popleft()
        return times

    async def clear(self, key: str) -> None:
        """See `Storage`."""
        self._times.pop(key, None)

    async def reset(self) -> int | None:
        """See `Storage`."""
        count = len(self._times)
        self._times.clear()
        return count

    async def check(self) -> bool:
        """See `Storage`."""
        return True

    # What a fixed window would need, and a moving one never asks for.

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """See `Storage`."""
        raise NotImplementedError

    async def get(self, key: str) -> int:
        """See `Storage`."""
        raise NotImplementedError

    async def get_expiry(self, key: str) -> float:
        """See `Storage`."""
        raise NotImplementedError
