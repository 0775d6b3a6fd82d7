"""How many requests a key may make: in memory by a clock that tests move, and in Redis for two processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.client import Api
from tests.api.redis_stub import redis
from translator.api.rate_limits import RateLimits, limits_of
from translator.errors import SettingInvalid


class Clock:
    """Seconds that never go back."""

    def __init__(self) -> None:
        self.seconds = 50.0

    def __call__(self) -> float:
        return self.seconds


def test_a_moving_window() -> None:
    """Three a minute: the fourth waits until the first is a minute old, whoever else asks."""
    clock = Clock()
    limits = RateLimits("3/minute", elapsed=clock)

    async def ask() -> None:
        seen = []
        for _ in range(4):
            count = await limits.hit("ana")
            seen.append((count.allowed, count.remaining, count.reset))
            clock.seconds += 10
        assert seen == [(True, 2, 60), (True, 1, 50), (True, 0, 40), (False, 0, 30)]
        assert (await limits.hit("ben")).allowed
        clock.seconds = 110  # the first was at 50
        assert (await limits.hit("ana")).allowed
        assert not (await limits.hit("ana")).allowed

    asyncio.run(ask())


def test_many_names_take_no_more_memory() -> None:
    """The name unused for longest is forgotten; those who ask stay limited."""
    limits = RateLimits("1/day", elapsed=Clock())

    async def ask() -> None:
        assert (await limits.hit("first")).allowed
        for number in range(10_000):
            assert (await limits.hit(f"n{number}")).allowed
        assert not (await limits.hit("n9999")).allowed
        assert (await limits.hit("first")).allowed

    asyncio.run(ask())


def test_off() -> None:
    """No limit is counted where none is set."""
    assert limits_of("off", "") is None
    assert limits_of("", "") is None


def test_headers_and_429(tmp_path: Path) -> None:
    """Each answer tells what is left; too many get 429 with when to come back; other keys go on."""
    api = Api(tmp_path / "data", rate_limit="2/hour")
    left = [api("GET", "/v1/me").headers["ratelimit-remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    answer = api("GET", "/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (429, "rate-exceeded")
    assert answer.headers["ratelimit-limit"] == "2"
    assert 3590 <= int(answer.headers["retry-after"]) <= 3600
    assert api("GET", "/v1/me", key=api.new_key("read")).status_code == 200
    assert api("GET", "/healthz").status_code == 200


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A server that speaks the protocol of Redis, on this machine."""
    with redis() as url:
        yield url


@pytest.mark.loopback
def test_two_processes_count_together_in_redis(redis_url: str) -> None:
    """What one lets through the other counts."""

    async def ask() -> None:
        one, other = RateLimits("3/hour", redis_url), RateLimits("3/hour", redis_url)
        allowed = [(await limits.hit("ana")).allowed for limits in (one, other, one, other, one)]
        assert allowed == [True, True, True, False, False]
        assert (await other.hit("ben")).remaining == 2
        assert one.down == ""
        await one.close()
        await other.close()

    asyncio.run(ask())


@pytest.mark.loopback
def test_without_redis_each_process_counts_for_itself() -> None:
    """A Redis that is away refuses nobody and costs the time of one attempt, not of each request."""
    clock = Clock()
    limits = RateLimits("2/hour", "redis://127.0.0.1:1/0", elapsed=clock)

    async def ask() -> None:
        allowed = [(await limits.hit("ana")).allowed for _ in range(3)]
        assert allowed == [True, True, False]
        assert "Redis does not count" in limits.down
        await limits.close()

    asyncio.run(ask())


def test_a_redis_that_cannot_be_meant() -> None:
    """What is no address is an error of the settings at the start."""
    with pytest.raises(SettingInvalid):
        RateLimits("2/hour", "redis://[")


@pytest.mark.loopback
def test_that_redis_is_away_is_in_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once, and not for each request that is served without it."""
    api = Api(tmp_path / "data", rate_limit="9/hour", rate_limit_url="redis://127.0.0.1:1/0")
    assert [api("GET", "/v1/me").status_code for _ in range(3)] == [200] * 3
    lines = [line for line in capsys.readouterr().err.splitlines() if "Redis does not count" in line]
    assert len(lines) == 1
