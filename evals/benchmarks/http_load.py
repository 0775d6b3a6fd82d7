"""Clients that send one request after the other over kept connections, on as few cycles as Python allows.

A real HTTP client would take a fifth of the processors that the server is to have.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import NamedTuple


class Load(NamedTuple):
    """What a run of requests came to."""

    times: list[float]  # milliseconds
    seconds: float
    refused: int  # answers that were no success

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds


def request(method: str, path: str, body: bytes) -> bytes:
    """The bytes of a request that keeps its connection."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def load(requests: Iterator[bytes], many: int, *, port: int, clients: int) -> Load:
    """Send `many` requests over that many connections, each the next when its answer is there."""
    todo = itertools.islice(requests, many)
    times: list[float] = []
    refused = 0

    async def client() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for asked in todo:
            begun = time.perf_counter()
            writer.write(asked)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            times.append((time.perf_counter() - begun) * 1000)
            refused += not head.startswith(b"HTTP/1.1 2")
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return Load(times, time.perf_counter() - begun, refused)
