"""Pitches written by a scripted model: what it hands in for each place, and the whole run around it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from translator.drafting import PastIncidents
from translator.intake import read_parts
from translator.llm.base import ModelRequest
from translator.llm.budget import Budget
from translator.llm.fake import Answer as Reply
from translator.llm.fake import ScriptedModel
from translator.model_engine import ModelEngine
from translator.models import Answer, Pitch, Stage, Ticket
from translator.pipeline import Pipeline
from translator.prompts import PromptLibrary
from translator.wiring import build_default

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TITLE = "Sign-in fails in live demos"
BODY = (
    "In live demos prospects of Harrow & Finch get thrown back to the sign-in screen. "
    "Two demos failed last month.\n\n"
    "Sign-in failures are at 4 % this month, target is under 1 %. "
    "Support says that sales gave up a demo and showed screenshots.\n\n"
    "Cause\n\nThe session store forgets a token after ten minutes.\n\n"
    "Proposal\n\nkeep the session token until the person signs out\n\n"
    "Acceptance criteria\n\nsign-in failures under 1 % for two weeks in a row"
)
FRAMED = ("sales", "support", "executives")
Part = Mapping[str, Any]
Writes = Callable[[str], Part | None]


def ticket(title: str = TITLE, body: str = BODY) -> Ticket:
    """An invented ticket."""
    return read_parts(title, body, key="BF-1")


@cache
def index() -> Any:
    """The built-in catalog."""
    return build_default().index


@cache
def prompts() -> PromptLibrary:
    """The built-in prompts."""
    return PromptLibrary.builtin()


def part(text: str, *evidence: str, status: str = "claim") -> Part:
    """One part of a reply."""
    return {"text": text, "evidence": list(evidence), "status": status}


def places_of(request: ModelRequest) -> dict[str, str]:
    """Name of each part that is asked for → its place in the draft."""
    purpose = request.purpose.removeprefix("re-ask:")
    prefix = f"{purpose}." if purpose.startswith("framing:") else ""
    assert request.schema is not None
    names = request.schema["properties"]["parts"]["properties"]
    return {name: prefix + name.replace("framing.", "framing:", 1) for name in names}


def reply(request: ModelRequest, writes: Writes, reading: Mapping[str, str] | None = None) -> str:
    """The reply to a request, with what `writes` has for each place."""
    assert request.schema is not None
    answer: dict[str, Any] = {"parts": {name: writes(place) for name, place in places_of(request).items()}}
    if "reading" in request.schema["properties"]:
        fields = request.schema["properties"]["reading"]["properties"]
        answer["reading"] = {name: (reading or {}).get(name, "") for name in fields}
    return json.dumps(answer)


@dataclass
class Run:
    """One pipeline with a scripted model, and what was seen of it."""

    script: Callable[[ModelRequest], Reply]
    strict: bool = False
    past: PastIncidents | None = None
    stages: list[Stage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model = ScriptedModel(self.script)
        self.engine = ModelEngine(
            self.model,
            prompts(),
            destination="test.example",
            purse=partial(Budget, None, "budget_pitch"),
            strict=self.strict,
        )
        self.pipeline = Pipeline(index(), self.engine, past=self.past)

    def pitch(
        self,
        of: Ticket | None = None,
        *,
        stakeholders: Sequence[str] = FRAMED,
        answers: Sequence[Answer] = (),
    ) -> Pitch:
        """The pitch of a ticket."""
        return asyncio.run(
            self.pipeline.translate(
                of or ticket(),
                now=NOW,
                stakeholders=stakeholders,
                answers=answers,
                on_stage=self.stages.append,
            )
        )

    @property
    def purposes(self) -> list[str]:
        """What was asked, in order."""
        return [request.purpose for request in self.model.requests]


def written(writes: Writes | Mapping[str, Part], reading: Mapping[str, str] | None = None) -> Run:
    """A run in which a model writes these parts, and null elsewhere."""
    get = writes if callable(writes) else writes.get
    return Run(lambda request: reply(request, get, reading))
