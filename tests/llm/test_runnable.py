"""The translator as a LangChain Runnable."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableLambda

from tests.llm.asking import run
from tests.llm.chat_writer import writer
from tests.llm.writer import SENTENCE
from translator.errors import (
    MalformedInput,
)
from translator.intake import read_parts
from translator.models import Pitch, Stage
from translator.runnable import TranslatorRunnable

TITLE = "Sign-in fails in demos"
TEXT = f"# {TITLE}\n\nProspects are thrown back to the sign-in screen in demos. Two demos failed last month."


@pytest.fixture
def translator() -> Iterator[TranslatorRunnable]:
    """The translator with a chat model that writes."""
    with TranslatorRunnable(chat_model=writer(), prices=(1.0, 10.0), incidents="off") as runnable:
        yield runnable


def note(pitch: Pitch) -> str:
    """The sentence that the model writes."""
    return pitch.draft.note.moment.plain


# --- the runnable --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", [TEXT, {"title": TITLE, "text": "Two demos failed last month."}, read_parts(TITLE, "It hangs.")],
    ids=["text", "dict", "ticket"],
)  # fmt: skip
def test_it_takes_what_the_doors_take(translator: TranslatorRunnable, given: Any) -> None:
    """A text, a tracker's JSON and a ticket become pitches; the chat model wrote."""
    pitch = translator.invoke(given)
    assert pitch.ticket.title == TITLE
    assert note(pitch) == SENTENCE
    assert (pitch.provenance.engine, pitch.provenance.model) == ("llm", "writer-1-2026")
    assert pitch.receipt.destinations == ("writer-1-2026",)
    assert pitch.receipt.calls[0].cost == pytest.approx(0.002)


def test_without_a_model_it_writes_offline() -> None:
    """Settings alone are enough, and no model is needed."""
    with TranslatorRunnable(incidents="off") as runnable:
        pitch = runnable.invoke(TEXT)
    assert (pitch.provenance.engine, pitch.receipt.calls) == ("offline", ())


def test_it_serves_callers_inside_a_running_loop(translator: TranslatorRunnable) -> None:
    """`invoke` where a loop runs, `ainvoke` on it and `ainvoke` on another one give the same pitch."""

    async def inside() -> list[str]:
        return [note(translator.invoke(TEXT)), note(await translator.ainvoke(TEXT))]

    assert run(inside()) == [SENTENCE] * 2
    assert note(run(translator.ainvoke(TEXT))) == SENTENCE


def test_a_batch_keeps_its_order(translator: TranslatorRunnable) -> None:
    """Plain and async, bounded by max_concurrency; an error may stand in a pitch's place."""
    tickets = [f"# Search hangs {n} times\n\nAgents wait." for n in range(4)]
    titles = [f"Search hangs {n} times" for n in range(4)]
    assert [p.ticket.title for p in translator.batch(tickets, {"max_concurrency": 2})] == titles
    made = run(translator.abatch([*tickets, " "], {"max_concurrency": 2}, return_exceptions=True))
    assert [p.ticket.title for p in made[:-1]] == titles
    assert getattr(made[-1], "code", "") == "empty-input"


def test_it_streams_stages_then_the_pitch(translator: TranslatorRunnable) -> None:
    """Each stage in its order, the pitch last, and it is the pitch that was streamed."""

    async def heard() -> list[Any]:
        return [item async for item in translator.astream(TEXT, stakeholders=["sales", "support"])]

    *stages, pitch = run(heard())
    assert [stage.name for stage in stages if isinstance(stage, Stage)] == [
        "evidence", "incidents", "core", "framing:sales", "framing:support", "checks", "done",
    ]  # fmt: skip
    assert pitch.stakeholders == ("sales", "support")
    assert stages[2].parts["note.moment"] == note(pitch) == SENTENCE


def test_a_stream_may_be_left_early(translator: TranslatorRunnable) -> None:
    """Whoever stops listening stops the work, and the next call is served."""

    async def first() -> str:
        stream = translator.astream(TEXT)
        stage = await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        return str(stage.name)

    assert run(first()) == "evidence"
    assert note(translator.invoke(TEXT)) == SENTENCE


def test_events_tell_the_stages_and_the_calls_below(translator: TranslatorRunnable) -> None:
    """Stages are custom events; the chat model's own runs stand below the named run, and no secret in any."""
    secret = f"ghp_{'aB3dE5fG7h' * 4}"

    async def events() -> list[Any]:
        stream = translator.astream_events(
            f"{TEXT}\nThe token is {secret}.", {"run_name": "demo", "tags": ["t"]}, version="v2"
        )
        return [event async for event in stream]

    told = run(events())
    assert [e["data"]["name"] for e in told if e["event"] == "on_custom_event"][:3] == [
        "evidence", "incidents", "core",
    ]  # fmt: skip
    assert [told[0]["event"], told[0]["name"]] == ["on_chain_start", "demo"]
    below = [e for e in told if e["event"] == "on_chat_model_start"]
    assert below
    assert all(told[0]["run_id"] in e["parent_ids"] for e in below)
    assert SENTENCE in told[-1]["data"]["output"]["markdown"]
    # The first event repeats the caller's input, and the stream hands over the pitch itself.
    others = [e["data"] for e in told[1:] if e["event"] != "on_chain_stream"]
    assert secret not in json.dumps(others, default=str)


class Tracer(BaseCallbackHandler):
    """Keeps what a tracer would be sent."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.told.append(json.dumps(inputs, default=str))

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        self.told.append(json.dumps(outputs, default=str))

    def on_chat_model_start(
        self, serialized: Any, messages: Sequence[Sequence[BaseMessage]], **kwargs: Any
    ) -> None:
        self.told.append(str(messages))


def test_tracers_see_what_a_model_may_see(translator: TranslatorRunnable) -> None:
    """An address and a key of the ticket reach no callback."""
    tracer = Tracer()
    key = f"ghp_{'aB3dE5fG7h' * 4}"
    translator.invoke(f"{TEXT}\nAda wrote from ada@nordhavn.example with {key}.", {"callbacks": [tracer]})
    assert len(tracer.told) > 3
    assert not [told for told in tracer.told if "nordhavn" in told or key in told]
    assert "[EMAIL-1]" in tracer.told[0]


def test_it_stands_in_a_chain(translator: TranslatorRunnable) -> None:
    """What follows gets the pitch, also when the chain is streamed."""
    chain = translator | RunnableLambda(note)
    assert chain.invoke(TEXT) == SENTENCE

    async def streamed() -> list[str]:
        return [chunk async for chunk in chain.astream(TEXT)]

    assert run(streamed()) == [SENTENCE]


def test_a_runnable_bound_to_stakeholders(translator: TranslatorRunnable) -> None:
    """`bind` fixes whom it writes for."""
    assert translator.bind(stakeholders=["finance"]).invoke(TEXT).stakeholders == ("finance",)


def test_several_tickets_are_refused(translator: TranslatorRunnable) -> None:
    """One call, one pitch: the error says to use batch."""
    with pytest.raises(MalformedInput, match="batch"):
        translator.invoke("Issue key,Summary,Description\nD-1,Search hangs,a\nD-2,Export hangs,b\n")


def test_an_app_and_settings_exclude_each_other(translator: TranslatorRunnable) -> None:
    """What would be ignored is refused."""
    with pytest.raises(TypeError, match="app"):
        TranslatorRunnable(translator.app, width=80)


def test_closed_twice_is_closed_once() -> None:
    """Closing is safe before the first use, after it, and again; the next call starts anew."""
    runnable = TranslatorRunnable(incidents="off")
    runnable.close()
    runnable.invoke(TEXT)
    runnable.close()
    runnable.close()
    assert runnable.invoke(TEXT).ticket.title == TITLE
    runnable.close()
