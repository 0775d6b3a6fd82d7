"""What the wrappers around a model share: they pass on what they do not change."""

from __future__ import annotations

from translator.errors import ModelError
from translator.llm.base import Deadline, Estimate, Gateway, ModelReply, ModelRequest


class Wrapper:
    """A gateway around another one. Subclasses change `complete`."""

    def __init__(self, inner: Gateway) -> None:
        self._inner = inner

    @property
    def model(self) -> str:
        """The model asked first, as LiteLLM names it."""
        return self._inner.model

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply of the inner gateway, with its errors."""
        return await self._inner.complete(request, deadline)

    def estimate(self, request: ModelRequest) -> Estimate:
        """The estimate of the inner gateway."""
        return self._inner.estimate(request)

    async def close(self) -> None:
        """Close the inner gateway."""
        await self._inner.close()

    def _named(self, request: ModelRequest) -> ModelRequest:
        """The request with the model it will go to, so that its key tells it."""
        return request.of(request.model or self.model)


def calls_of(error: ModelError) -> int:
    """How many calls were made until this error."""
    calls = vars(error).get("calls", 1)
    return calls if isinstance(calls, int) else 1


def note_calls(error: ModelError, calls: int) -> None:
    """Write on the error how many calls were made until it, for the wrappers further out."""
    vars(error)["calls"] = calls
