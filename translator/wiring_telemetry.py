"""A model whose calls are seen in traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.llm.base import Deadline, Estimate, Gateway, ModelReply, ModelRequest

if TYPE_CHECKING:
    from translator.telemetry import Traces


class TracedModel:
    """A gateway around another: a span for each request, also for those that a cache answers."""

    def __init__(self, inner: Gateway, traces: Traces) -> None:
        self._inner = inner
        self._traces = traces

    @property
    def model(self) -> str:
        """See `Gateway`."""
        return self._inner.model

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """See `Gateway`."""
        asked = {
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
        }
        with self._traces.model_call(request.model or self._inner.model, **asked) as note:
            reply = await self._inner.complete(request, deadline)
            note(
                **{
                    "gen_ai.response.model": reply.model,
                    "gen_ai.response.finish_reasons": [reply.finish],
                    "gen_ai.usage.input_tokens": reply.usage.input,
                    "gen_ai.usage.output_tokens": reply.usage.output,
                    "gen_ai.usage.cache_read.input_tokens": reply.usage.cached,
                    "translator.purpose": request.purpose,
                    "translator.source": reply.source,
                    "translator.attempts": reply.attempts,
                    "translator.cost_usd": reply.cost,
                }
            )
            return reply

    def estimate(self, request: ModelRequest) -> Estimate:
        """See `Gateway`."""
        return self._inner.estimate(request)

    async def close(self) -> None:
        """See `Gateway`."""
        await self._inner.close()
