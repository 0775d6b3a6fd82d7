"""What the tests of the gateway ask with: redacted requests, a hand clock, one loop for each question."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from translator.llm.base import Deadline, ModelRequest
from translator.redaction import Redactor

Made = TypeVar("Made")

SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}


class HandClock:
    """A clock that only moves when a test sleeps on it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        if seconds:
            self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def asked(user: str = "Sign-in fails in demos of Nordhavn Ferries.", **change: Any) -> ModelRequest:
    """A request with this text, redacted as the product does it; JSON is asked for in it."""
    redactor = Redactor()
    system = redactor.redact("You rewrite parts of a pitch. Answer in JSON.")
    return ModelRequest(**{"purpose": "core", "system": system, "user": redactor.redact(user), **change})


def within(seconds: float, clock: HandClock) -> Deadline:
    """A deadline on the hand clock."""
    return Deadline(seconds, clock)


def run(made: Coroutine[Any, Any, Made]) -> Made:
    """The result of a coroutine, in a loop of its own."""
    return asyncio.run(made)
