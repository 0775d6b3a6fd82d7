"""What every model provider and every wrapper around one is: one async method.

A request holds `Redacted` text only, so nothing that went past the redactor can be sent by mistake.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal, NamedTuple, Protocol

from translator.errors import DeadlineExceeded
from translator.redaction import Redacted

Source = Literal["model", "cache", "recording"]
Finish = Literal["stop", "length", "filtered", "other"]


class Deadline:
    """When the whole request must be over. `clock` counts seconds and never goes back."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.seconds = seconds
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds that remain; 0.0 when none do."""
        return max(0.0, self._end - self._clock())

    def require(self, what: str) -> float:
        """Seconds that remain. Raises DeadlineExceeded where none do."""
        left = self.left()
        if left <= 0:
            raise DeadlineExceeded(
                f"{what} did not finish within {self.seconds:g} s.",
                next_step="Raise the setting deadline, or choose a faster model.",
            )
        return left


@dataclass(frozen=True)
class ModelRequest:
    """One call of a model."""

    purpose: str  # "core", "framing:sales", "repair:1", "test": for receipts, logs and recordings
    system: Redacted
    user: Redacted
    schema: Mapping[str, Any] | None = None  # JSON Schema of the reply; None: free text
    max_tokens: int = 2000
    temperature: float = 0.0
    seed: int = 7
    model: str = ""  # "": the gateway's own
    prompts: tuple[str, ...] = ()  # "core.v1@<first 12 of its sha-256>"

    @property
    def key(self) -> str:
        """sha-256 over all that decides the reply: the name of its recording and cache entry."""
        told = {
            "model": self.model,
            "system": self.system.text,
            "user": self.user.text,
            "schema": self.schema,
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "seed": self.seed,
        }
        return sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()

    def of(self, model: str) -> ModelRequest:
        """The same request to another model."""
        return self if self.model == model else replace(self, model=model)


class Usage(NamedTuple):
    """Tokens as the provider counts them; None: it does not say, and nothing is estimated."""

    input: int | None = None
    output: int | None = None
    cached: int | None = None  # of the input, read from the provider's prompt cache


@dataclass(frozen=True)
class ModelReply:
    """What a model answered."""

    text: str
    model: str  # the model that really answered, as the provider names it
    key: str  # of the request
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None  # USD; None: unknown
    source: Source = "model"
    finish: Finish = "stop"
    attempts: int = 1  # calls made until this reply, failed ones of every model included
    notes: tuple[str, ...] = field(default=())  # "openai/x did not serve (rate-limited); openai/y did"


class Estimate(NamedTuple):
    """What a request will take at most, before it is made."""

    input_tokens: int
    cost: float | None  # USD with every output token used; None: the price is unknown


class Gateway(Protocol):
    """A model, or a wrapper around one. Every method may be called from one event loop only."""

    @property
    def model(self) -> str:
        """The model asked first, as LiteLLM names it."""
        ...

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply. Raises ModelError, DeadlineExceeded, BudgetExhausted, ReplayMiss."""
        ...

    def estimate(self, request: ModelRequest) -> Estimate:
        """What the request will take at most. Sends nothing."""
        ...

    async def close(self) -> None:
        """Give back connections. May be called twice."""
        ...
