"""A model that writes one sentence into each part it is asked for, and says nothing about the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from translator.llm.base import ModelRequest

# Marked as an assumption, so that it needs no evidence of the ticket it is written for.
SENTENCE = "A prospect who has to sign in again stops listening."
PLACES = ("note.moment", "problem.1")


def answer(request: ModelRequest) -> str:
    """The reply to a request of the engine: every part it asks for is there."""
    assert request.schema is not None
    return json.dumps(reply(request.schema))


def reply(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A reply of this JSON schema."""
    wanted = schema["properties"]["parts"]["properties"]
    part = {"text": SENTENCE, "evidence": [], "status": "assumption"}
    answer: dict[str, Any] = {"parts": {name: part if name in PLACES else None for name in wanted}}
    if "reading" in schema["properties"]:
        answer["reading"] = dict.fromkeys(schema["properties"]["reading"]["properties"], "")
    return answer
