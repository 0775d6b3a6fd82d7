"""What the product adds to the time of a model, beside a plain langchain-core chain over the same stub.

    python -m evals.benchmarks.bench_model [--full]

The stub answers after 500 ms. A pitch with three stakeholders is two round trips, so 1,000 ms belong to the
model. The baseline asks prompt | model | parser for as many answers in the same shape, by the same client,
and checks nothing. `--full` takes more pitches. Exits 0 whatever the figures: the machine may be busy.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable

from evals.benchmarks.retrieval_metrics import percentile
from evals.benchmarks.terminal import bar, machine
from translator.llm.base import Deadline, Gateway, ModelRequest
from translator.llm.budget import Budget
from translator.llm.gateway import GatewayOptions, build_gateway
from translator.llm.provider import LiteLLMProvider
from translator.model_engine import ModelEngine
from translator.models import Pitch, Ticket
from translator.pipeline import Pipeline
from translator.prompts import PromptLibrary
from translator.redaction import Redactor
from translator.wiring import build_default

STUB_SECONDS = 0.5
TICKET = "translator/samples/tickets/login-timeout.md"
STAKEHOLDERS = ("sales", "support", "executives")
AT_ONCE = 32
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Overhead beside a model's own time.")
    parser.add_argument("--full", action="store_true", help="more pitches")
    args = parser.parse_args()
    os.environ.setdefault("OPENAI_API_KEY", "none")  # the stub asks for none; the client wants one
    alone, rounds = (30, 6) if args.full else (8, 3)
    print(f"{machine()}; the stub answers after {STUB_SECONDS * 1000:.0f} ms")
    with stub() as address:
        asyncio.run(measured(address, alone, rounds))
    return 0


async def measured(address: str, alone: int, rounds: int) -> None:
    """Both ways at one and at 32 at once, in turns, so that a busy minute hits both."""
    app = build_default()
    ticket = app.read(Path(TICKET).read_bytes()).tickets[0]
    gateway = build_gateway(GatewayOptions("openai/stub", api_base=address, concurrency=64 * 2))
    purse = partial(Budget, None, "budget_pitch")
    engine = ModelEngine(gateway, PromptLibrary.builtin(), destination="stub", purse=purse)
    pipeline = Pipeline(app.index, engine, likeness=app.likeness)
    pitch = await translated(pipeline, ticket)
    chain = plain_chain(LiteLLMProvider("openai/stub", api_base=address), pitch)
    ways: dict[str, Callable[[], Awaitable[object]]] = {
        "translator": lambda: translated(pipeline, ticket),
        "langchain-core chain": chain,
    }
    for way in ways.values():
        await way()
    single: dict[str, list[float]] = {name: [] for name in ways}
    many: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(alone):
        for name, way in ways.items():
            single[name].append(await timed(way))
    for _ in range(rounds):
        for name, way in ways.items():
            many[name] += await asyncio.gather(*(timed(way) for _ in range(AT_ONCE)))
    await gateway.close()
    print(f"\nms a pitch of {len(STAKEHOLDERS)} framings        p50 alone   p95 alone   "
          f"p50 of {AT_ONCE}   p95 of {AT_ONCE}")  # fmt: skip
    for name in ways:
        cells = [percentile(times[name], p) for times in (single, many) for p in (50, 95)]
        print(f"{name:34s}" + "".join(f"{cell:12.0f}" for cell in cells))
    print_tokens(pitch)
    p50, p95 = percentile(single["translator"], 50), percentile(many["translator"], 95)
    print(bar("pitch alone, p50", "≤ 1,080 ms", f"{p50:.0f} ms", p50 <= 1080))
    print(bar(f"{AT_ONCE} at once, p95", "≤ 1,600 ms", f"{p95:.0f} ms", p95 <= 1600))


def print_tokens(pitch: Pitch) -> None:
    """Prompt tokens of each call, as the stub counts them: characters divided by four."""
    calls = pitch.receipt.calls
    told = ", ".join(f"{call.purpose} {call.input_tokens:,}" for call in calls)
    print(f"\nprompt tokens a pitch: {sum(call.input_tokens or 0 for call in calls):,} ({told})\n")


async def translated(pipeline: Pipeline, ticket: Ticket) -> Pitch:
    """One pitch. Raises AssertionError where the model's words are not in it."""
    pitch = await pipeline.translate(ticket, now=NOW, stakeholders=STAKEHOLDERS)
    assert "note.moment" in pitch.provenance.written, pitch.provenance.notes
    assert len(pitch.receipt.calls) == 1 + len(STAKEHOLDERS), pitch.receipt
    return pitch


def plain_chain(model: Gateway, pitch: Pitch) -> Callable[[], Awaitable[object]]:
    """The same number of answers by chains that check nothing: one, then one for each stakeholder."""
    prompt = ChatPromptTemplate.from_messages([("system", "Write a pitch as JSON."), ("user", "{ticket}")])
    chain: Runnable[dict[str, str], object] = prompt | Chat(gateway=model) | JsonOutputParser()
    asked = {"ticket": pitch.ticket.text}

    async def run() -> object:
        await chain.ainvoke(asked)
        return await asyncio.gather(*(chain.ainvoke(asked) for _ in STAKEHOLDERS))

    return run


class Chat(BaseChatModel):
    """The provider of the product as a chat model, so that both ways pay for the same client."""

    gateway: object

    @property
    def _llm_type(self) -> str:
        return "stub"

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        redact = Redactor().redact
        system, user = (redact(str(message.content)) for message in messages)
        gateway = self.gateway
        assert isinstance(gateway, LiteLLMProvider)
        reply = await gateway.complete(ModelRequest("baseline", system, user), Deadline(30))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(reply.text))])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        raise NotImplementedError("the benchmark asks asynchronously")


async def timed(run: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    await run()
    return (time.perf_counter() - started) * 1000


@contextmanager
def stub() -> Iterator[str]:
    """The address of the stub while it runs."""
    command = [sys.executable, "-m", "evals.benchmarks.model_stub", str(STUB_SECONDS)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main())
