"""The recorded model: which one it was, for which cases, and what was asked of it that it never answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from evals.yaml_files import read_yaml
from translator.errors import ReplayMiss
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest
from translator.llm.wrapper import Wrapper
from translator.models import Model
from translator.wiring import App, build_alone
from translator.wiring_models import model_gateway


class Recorded(Model):
    """`recorded.yaml`: the model that was recorded, and the cases it was recorded with."""

    model: str  # as LiteLLM names it
    told: str  # what it is, for people
    folder: str  # of the recordings, beside the file
    max_tokens: int | None = None  # what its replies were cut to; None: what the prompts ask for
    cases: tuple[str, ...]


def recorded_cases(recordings: Path) -> Recorded:
    """What was recorded. Raises MalformedInput."""
    return read_yaml(
        recordings / "recorded.yaml", Recorded, next_step="`translator eval run recorded --record` makes it."
    )


def write_recorded(recordings: Path, told: Recorded) -> None:
    """Write down what was recorded."""
    lines = [f"{name}: {json.dumps(value)}" for name, value in told.model_dump(exclude={"cases"}).items()]
    lines += ["cases:", *(f"  - {id}" for id in told.cases)]
    (recordings / "recorded.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


class Short(Wrapper):
    """A model with less to say: for one that is slow, and for the recordings of it."""

    def __init__(self, inner: Gateway, max_tokens: int | None) -> None:
        super().__init__(inner)
        self._most = max_tokens

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply to the request with fewer tokens to answer in."""
        if self._most is not None:
            request = replace(request, max_tokens=min(self._most, request.max_tokens))
        return await self._inner.complete(request, deadline)


class Watched(Wrapper):
    """A replayer that remembers what it could not answer: a pitch falls back to the offline engine then."""

    def __init__(self, flags: Mapping[str, str], max_tokens: int | None = None) -> None:
        self._loaded = build_alone(flags).loaded
        super().__init__(Short(model_gateway(self._loaded.settings), max_tokens))
        self._missed: ReplayMiss | None = None

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The recorded reply. Raises ReplayMiss."""
        try:
            return await self._inner.complete(request, deadline)
        except ReplayMiss as error:
            self._missed = self._missed or error
            raise

    def app(self) -> App:
        """An App that writes with this gateway."""
        return App(self._loaded, gateway=self)

    def raise_missed(self) -> None:
        """Raise the first ReplayMiss, if there was any."""
        if self._missed is not None:
            raise self._missed
