"""What a worker asks of its queue, and of what translates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from translator.models import Translation
from translator.storage.batches.base import Claimed, OpenBatch


class Lanes(Protocol):
    """A durable queue of lanes. A lane takes up to so many rows of its batch, one after the other."""

    def start(self, run: Callable[[str, str, int], Awaitable[None]]) -> None:
        """Begin to run lanes: (workspace, batch, most rows)."""
        ...

    def spread(self, batch: OpenBatch, workers: int) -> None:
        """Put lanes for its waiting rows on the queue. The batch's limits hold over all workers."""
        ...

    def left(self, batch: OpenBatch) -> int:
        """How many of its lanes wait or run; counted up to its concurrency."""
        ...

    def tend(self, open_batches: Sequence[OpenBatch], workers: Sequence[str]) -> None:
        """Put lanes of workers that are no more back on the queue, drop those of other batches."""
        ...

    def stop(self) -> None:
        """Run nothing more; a lane under way is broken off."""
        ...


class Translating(Protocol):
    """What a row is translated with. Called on the loop that the lanes run on."""

    async def most(self, row: Claimed) -> float | None:
        """USD that the row's first requests may take at most; None: a price is unknown. Sends nothing."""
        ...

    async def translate(self, row: Claimed) -> Translation:
        """Translate and store, once for an id. Raises what `TranslationService.create` does."""
        ...
