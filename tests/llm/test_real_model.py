"""A real small model through the real gateway: what it gets wrong never reaches the reader.

SmolLM2 has 135 million parameters and mostly copies the prompt, which is the point: the pitches stay true and
complete. The closing line says how much of its text was good enough to be kept.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from evals.independent_scan import scan
from tests.llm.model_server import weights
from translator.llm.budget import Budget
from translator.llm.gateway import GatewayOptions, build_gateway
from translator.model_engine import ModelEngine
from translator.models import Pitch
from translator.parts import sentences_of
from translator.pipeline import Pipeline
from translator.prompts import PromptLibrary
from translator.render.markdown import as_markdown
from translator.wiring import build_default

ROOT = Path(__file__).parent.parent.parent
TICKETS = (
    "login-timeout.md",
    "manifest-upload.txt",
    "month-end-report.wiki.txt",
    "guest-export.md",
    "rename-tariff-module.md",
)
SECONDS = 40.0  # for the calls of one pitch; a slower machine falls back, labelled
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


@pytest.mark.loopback
@pytest.mark.slow
def test_five_pitches_of_a_weak_model_are_true(
    model_address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five sample tickets through a model that cannot write: complete, without a must, nothing invented."""
    app = build_default()
    gateway = build_gateway(
        GatewayOptions("openai/smollm2", api_base=model_address, api_key="none", attempt_seconds=SECONDS)
    )
    engine = ModelEngine(
        gateway,
        PromptLibrary.builtin(),
        destination="a model on this machine",
        purse=partial(Budget, None, "budget_pitch"),
        seconds=SECONDS,
    )
    pipeline = Pipeline(app.index, engine, likeness=app.likeness)

    async def translated() -> list[Pitch]:
        found = []
        for name in TICKETS:
            path = ROOT / "translator" / "samples" / "tickets" / name
            ticket = app.read(path.read_bytes()).tickets[0]
            found.append(await pipeline.translate(ticket, now=NOW, stakeholders=("sales",)))
        await gateway.close()
        return found

    pitches = asyncio.run(translated())
    for pitch in pitches:
        assert not [f for f in pitch.findings if f.severity == "must"], pitch.ticket.title
        assert scan(as_markdown(pitch), pitch.ticket.raw) == []
        assert [f.stakeholder for f in pitch.draft.framings] == ["sales"]
        assert all(sentence.plain for _, sentence in sentences_of(pitch.draft))
        silent = len(pitch.receipt.calls) == 0
        assert not silent or "written offline" in " ".join(pitch.provenance.notes)
    calls = [call for pitch in pitches for call in pitch.receipt.calls]
    assert calls, "the model never answered"
    assert all(call.output_tokens for call in calls)
    kept = sum(len(pitch.provenance.written) for pitch in pitches)
    sent_back = sum("did not hold" in note for pitch in pitches for note in pitch.provenance.notes)
    with capsys.disabled():
        print(
            f"\nreal model: {len(calls)} answers of {sum(c.output_tokens or 0 for c in calls)} tokens for "
            f"{len(pitches)} pitches; {kept} sentences of it kept, words put back in {sent_back} pitches"
        )
