"""Other models, in order, for when one does not serve."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from translator.errors import ContentRefused, DeadlineExceeded, ModelError
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest
from translator.llm.wrapper import Wrapper, calls_of, note_calls

# Of the time that is left, for a model that others stand behind: one that hangs must not use it all up.
_SHARE = 2 / 3


class FallbackModels(Wrapper):
    """Asks the first of `models`, and the next one where it did not serve.

    A reply that the provider's content filter stopped, a spent budget and an ended deadline are final:
    another model would be asked what was refused, or paid from the same purse. `clock` is the one of the
    deadlines handed in.
    """

    def __init__(self, models: Sequence[Gateway], *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(models[0])
        self._models = tuple(models)
        self._clock = clock

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply of the first model that serves; its notes tell which did not, and why.

        Raises the error of the last model asked, which also names the ones before it.
        """
        calls = 0
        failed: list[str] = []
        for place, model in enumerate(self._models):
            last = place == len(self._models) - 1
            left = deadline.require(f"{request.purpose} by {model.model}")
            share = deadline if last else Deadline(left * _SHARE, self._clock)
            try:
                reply = await model.complete(request.of(model.model) if place else request, share)
            except (ModelError, DeadlineExceeded) as error:
                own = isinstance(error, ModelError)
                calls += calls_of(error) if isinstance(error, ModelError) else 1
                if last or isinstance(error, ContentRefused) or not (own or deadline.left()):
                    if isinstance(error, ModelError):
                        note_calls(error, calls)
                    if failed:
                        error.message = f"{error.message} Before it: {', '.join(failed)}."
                    raise
                failed.append(f"{model.model} did not serve ({error.code})")
            else:
                notes = (f"{', '.join(failed)}; {model.model} did", *reply.notes) if failed else reply.notes
                return replace(reply, attempts=reply.attempts + calls, notes=notes)
        raise ValueError("there is at least one model")

    async def close(self) -> None:
        """Close all models."""
        for model in self._models:
            await model.close()
