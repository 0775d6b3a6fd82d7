"""A real small model through the real gateway: what it gets wrong never reaches the reader.

SmolLM2 has 135 million parameters and mostly copies the prompt, which is the point: the pitches stay true and
complete. The closing line says how much of its text was good enough to be kept.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from evals.independent_scan import scan
from tests.llm.model_server import weights
from translator.llm.base import Deadline, ModelReply, ModelRequest
from translator.llm.budget import Budget
from translator.llm.gateway import GatewayOptions, build_gateway
from translator.llm.wrapper import Wrapper
from translator.model_engine import ModelEngine
from translator.models import Pitch
from translator.parts import sentences_of
from translator.pipeline import Pipeline
from translator.prompts import PromptLibrary
from translator.render.markdown import as_markdown
from translator.wiring import build_default
from translator.wiring_models import load_client

ROOT = Path(__file__).parent.parent.parent
# Half a minute each: one in every run.
TICKETS = (
    "login-timeout.md",
    pytest.param("rename-tariff-module.md", marks=pytest.mark.slow),
    pytest.param("manifest-upload.txt", marks=pytest.mark.slow),
    pytest.param("month-end-report.wiki.txt", marks=pytest.mark.slow),
    pytest.param("guest-export.md", marks=pytest.mark.slow),
)
SECONDS = 80.0  # for the calls of one pitch; a slower machine falls back, labelled
TOKENS = 160  # of one answer, which is cut off there: this model never comes to an end by itself
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def model_address() -> Iterator[str]:
    """The address of a served SmolLM2."""
    try:
        import xllamacpp  # noqa: F401

        weights()
    except (ImportError, LookupError) as error:
        pytest.skip(f"no packaged model for this platform: {error}")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "model_server.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip() + "/v1"
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def pitches(request: pytest.FixtureRequest) -> Iterator[list[Pitch]]:
    """The pitches made so far; at the end a line says how much of the model's text was kept."""
    made: list[Pitch] = []
    yield made
    calls = [call for pitch in made for call in pitch.receipt.calls]
    kept = sum(len(pitch.provenance.written) for pitch in made)
    sent_back = sum("did not hold" in " ".join(pitch.provenance.notes) for pitch in made)
    plugins = request.config.pluginmanager
    reporter, capture = plugins.getplugin("terminalreporter"), plugins.getplugin("capturemanager")
    assert reporter is not None
    assert capture is not None
    with capture.global_and_fixture_disabled():
        reporter.write_line(
            f"\nreal model: {len(calls)} answers, {sum(c.output_tokens or 0 for c in calls):,} tokens, for "
            f"{len(made)} pitches; {kept} of its sentences kept, words put back in {sent_back} pitches"
        )


@pytest.mark.alone
@pytest.mark.loopback
@pytest.mark.parametrize("name", TICKETS)
def test_a_pitch_of_a_weak_model_is_true(name: str, model_address: str, pitches: list[Pitch]) -> None:
    """A sample ticket through a model that cannot write: complete, without a must, nothing invented."""
    pitch = asyncio.run(translated(name, model_address))
    pitches.append(pitch)
    assert not [f for f in pitch.findings if f.severity == "must"]
    assert scan(as_markdown(pitch), pitch.ticket.raw) == []
    assert [f.stakeholder for f in pitch.draft.framings] == ["sales"]
    assert all(sentence.plain for _, sentence in sentences_of(pitch.draft))
    answered = pitch.receipt.calls
    assert answered or "written offline" in " ".join(pitch.provenance.notes)
    assert all(call.output_tokens for call in answered)


@pytest.mark.alone
@pytest.mark.loopback
def test_the_model_was_really_asked(model_address: str, pitches: list[Pitch]) -> None:
    """At least one of the pitches holds an answer of the model; without it the tests above show nothing."""
    assert [call for pitch in pitches for call in pitch.receipt.calls if call.source == "model"]


class Short(Wrapper):
    """The model with less to say."""

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        return await self._inner.complete(replace(request, max_tokens=TOKENS), deadline)


async def translated(name: str, address: str) -> Pitch:
    """The pitch of a sample ticket for sales, by the served model."""
    app = build_default()
    options = GatewayOptions("openai/smollm2", api_base=address, api_key="none", attempt_seconds=SECONDS)
    gateway = Short(build_gateway(options))
    load_client(gateway)
    engine = ModelEngine(
        gateway,
        PromptLibrary.builtin(),
        destination="a model on this machine",
        purse=partial(Budget, None, "budget_pitch"),
        seconds=SECONDS,
    )
    pipeline = Pipeline(app.index, engine, likeness=app.likeness)
    ticket = app.read((ROOT / "translator" / "samples" / "tickets" / name).read_bytes()).tickets[0]
    try:
        return await pipeline.translate(ticket, now=NOW, stakeholders=("sales",))
    finally:
        await gateway.close()
