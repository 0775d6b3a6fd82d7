"""What is sensitive in a ticket leaves with no call of a model, and is in nothing a call leaves behind."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evals.redaction.corpus import Document, documents
from tests.llm.pitches import NOW, index, prompts
from tests.llm.stub_server import said, serving
from translator.intake import read_parts
from translator.llm.budget import Budget
from translator.llm.gateway import GatewayOptions, build_gateway
from translator.model_engine import ModelEngine
from translator.models import Stage
from translator.pipeline import Pipeline

PITCHES = 24
KINDS = {"SECRET", "EMAIL", "PHONE", "ACCOUNT", "CARD", "IP"}  # names are found as far as a ticket marks them
SHORTEST = 7  # characters: "1.1.1.1"; what is shorter stands in any text by chance


def tickets() -> list[list[Document]]:
    """The seeded corpus, several of its texts to a ticket."""
    corpus = documents()
    return [corpus[n::PITCHES][:10] for n in range(PITCHES)]


@pytest.mark.loopback
def test_no_planted_value_leaves_or_stays_behind(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, litellm_loaded: Callable[[], Any]
) -> None:
    """Request bodies, recordings, cache, spending, logs and stages hold none of the values."""
    litellm_loaded()
    caplog.set_level(logging.DEBUG)
    stages: list[Stage] = []
    values: set[str] = set()
    addresses = {p.value for some in tickets() for d in some for p in d.planted if p.kind == "IP"}

    def answer(request: dict[str, Any], number: int) -> Any:
        """Hands back what it was given, as a bad model does."""
        return said(
            json.dumps({"parts": {"note.moment": None}, "echo": request["messages"][1]["content"][-300:]})
        )

    with serving(answer) as stub:
        options = GatewayOptions(
            "openai/stub",
            api_base=stub.url,
            api_key="none",
            prices=(1.0, 2.0),
            cache_file=tmp_path / "cache.db",
            spend_file=tmp_path / "spent.db",
            record=tmp_path / "replies",
        )

        async def run() -> None:
            gateway = build_gateway(options)
            purse = partial(Budget, 5.0, "budget_pitch")
            engine = ModelEngine(gateway, prompts(), destination="stub", purse=purse)
            pipeline = Pipeline(index(), engine)
            for number, some in enumerate(tickets()):
                body = "\n\n".join(document.text for document in some)
                ticket = read_parts(f"Sign-in fails in live demos, case {number}", body)
                values.update(p.value for d in some for p in d.planted if p.kind in KINDS)
                await pipeline.translate(ticket, now=NOW, stakeholders=("sales",), on_stage=stages.append)
            await gateway.close()

        asyncio.run(run())
        sent = [message["content"] for request in stub.requests for message in request["messages"]]
    logs = caplog.text
    caplog.clear()  # a failure should show the values, not megabytes around them
    left = {
        "request": "\n".join(sent),
        "recordings": "\n".join(p.read_text("utf-8") for p in (tmp_path / "replies").iterdir()),
        "cache": (tmp_path / "cache.db").read_bytes().decode("utf-8", "replace"),
        "spending": (tmp_path / "spent.db").read_bytes().decode("utf-8", "replace"),
        "logs": logs,
        "stages": "\n".join(s.model_dump_json() for s in stages),
    }
    assert len(sent) >= PITCHES * 2
    assert len(values) > 300
    looked_for = [value for value in values if len(value) >= SHORTEST]
    found = {
        place: leaks
        for place, text in left.items()
        if (leaks := [v for v in looked_for if v in text or json.dumps(v)[1:-1] in text])
    }
    # A machine's address may be shown to the reader of the pitch; it may not go to a model.
    found["stages"] = [v for v in found.get("stages", []) if v not in addresses]
    assert not any(found.values()), found
