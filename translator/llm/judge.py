"""A second model beside the one that writes."""

from __future__ import annotations

from translator.llm.base import Deadline, Estimate, Gateway, ModelReply, ModelRequest
from translator.llm.wrapper import Wrapper


class JudgedModel(Wrapper):
    """Requests that name the judge go to it, all others to the writer; neither stands in for the other.

    The judge has another name than the writer: requests are told apart by it.
    """

    def __init__(self, writer: Gateway, judge: Gateway, name: str) -> None:
        super().__init__(writer)
        self._judge = judge
        self._name = name

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply of the one that is named, with its errors."""
        return await self._of(request).complete(request, deadline)

    def estimate(self, request: ModelRequest) -> Estimate:
        """The estimate of the one that is named."""
        return self._of(request).estimate(request)

    async def close(self) -> None:
        """Close both."""
        await super().close()
        await self._judge.close()

    def _of(self, request: ModelRequest) -> Gateway:
        return self._judge if request.model == self._name else self._inner
