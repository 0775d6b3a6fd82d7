"""Runs the pipeline with a scripted model: what it wrote, what stood at the end, and why the rest did not."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from translator.catalog.index import CatalogIndex
from translator.drafting import Drafted, DraftRequest, Likeness
from translator.llm.base import ModelRequest
from translator.llm.budget import Budget
from translator.llm.fake import ScriptedModel
from translator.model_engine import ModelEngine
from translator.models import Answer, Finding, Pitch, Ticket
from translator.pipeline import Pipeline
from translator.prompts import PromptLibrary

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
Part = Mapping[str, Any]  # {"text", "evidence", "status"}
Writes = Callable[[str], Part | None]  # place in the draft → the part, or None for null


_FRAMED = re.compile(r"^framing\.")  # as a repair names a place of a framing


class Ran(NamedTuple):
    """One pitch and how it came to be."""

    pitch: Pitch
    findings: tuple[Finding, ...]  # on what the model wrote first
    asked: frozenset[str]  # places it was asked for


class _Listening(ModelEngine):
    """The engine, and what was wrong with the first draft."""

    heard: tuple[Finding, ...] = ()

    async def repair(self, request: DraftRequest, drafted: Drafted, findings: Sequence[Finding]) -> Drafted:
        self.heard = tuple(findings)
        return await super().repair(request, drafted, findings)


def run(
    ticket: Ticket,
    index: CatalogIndex,
    prompts: PromptLibrary,
    writes: Writes,
    *,
    stakeholders: Sequence[str] = (),
    answers: Sequence[Answer] = (),
    likeness: Likeness | None = None,
) -> Ran:
    """The pitch of a ticket where a model hands in `writes(place)` for every place it is asked for."""
    asked: set[str] = set()

    def answer(request: ModelRequest) -> str:
        purpose = request.purpose.removeprefix("re-ask:")
        prefix = f"{purpose}." if purpose.startswith("framing:") else ""
        assert request.schema is not None
        fields = request.schema["properties"]
        names = list(fields["parts"]["properties"])
        places = {name: prefix + _FRAMED.sub("framing:", name) for name in names}
        asked.update(places.values())
        reply: dict[str, Any] = {"parts": {name: writes(place) for name, place in places.items()}}
        if "reading" in fields:
            reply["reading"] = dict.fromkeys(fields["reading"]["properties"], "")
        return json.dumps(reply)

    purse = partial(Budget, None, "budget_pitch")
    engine = _Listening(ScriptedModel(answer), prompts, destination="bench", purse=purse)
    pipeline = Pipeline(index, engine, likeness=likeness)
    pitch = asyncio.run(pipeline.translate(ticket, now=NOW, stakeholders=stakeholders, answers=answers))
    return Ran(pitch, engine.heard, frozenset(asked))
