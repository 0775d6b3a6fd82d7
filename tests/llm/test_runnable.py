"""The translator as a LangChain Runnable, and LangChain chat models in the place of LiteLLM."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import RunnableLambda
from pydantic import Field, SecretStr

from tests.llm.asking import SCHEMA, asked, run
from tests.llm.writer import SENTENCE, reply
from translator.errors import (
    ContentRefused,
    DeadlineExceeded,
    MalformedInput,
    ModelError,
    ModelKeyInvalid,
    ModelReplyUnusable,
    ModelRequestRefused,
    ModelUnavailable,
    RateLimited,
)
from translator.intake import read_parts
from translator.llm.base import Deadline
from translator.llm.chat_model import ChatModelGateway
from translator.models import Pitch, Stage
from translator.redaction import Redactor
from translator.runnable import TranslatorRunnable

TITLE = "Sign-in fails in demos"
TEXT = f"# {TITLE}\n\nProspects are thrown back to the sign-in screen in demos. Two demos failed last month."


class Writer(BaseChatModel):
    """A chat model with structured output; `says` is given the messages and what was bound."""

    says: Callable[[list[BaseMessage], dict[str, Any]], AIMessage]
    model_name: str = "writer-1"
    max_tokens: int = 100
    api_key: SecretStr = SecretStr("sk-not-a-real-key-0123456789")
    seen: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "fake"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.seen.append({"messages": messages, **kwargs})
        return ChatResult(generations=[ChatGeneration(message=self.says(messages, kwargs))])


def writes(messages: list[BaseMessage], bound: dict[str, Any]) -> AIMessage:
    """A good reply to whatever schema is asked for."""
    schema = bound["response_format"]["json_schema"]["schema"]
    return AIMessage(
        json.dumps(reply(schema)),
        usage_metadata={"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100},
        response_metadata={"model_name": "writer-1-2026", "finish_reason": "stop"},
    )


def writer(says: Callable[[list[BaseMessage], dict[str, Any]], AIMessage] = writes, **more: Any) -> Writer:
    """A chat model that writes as the tests need it."""
    return Writer(says=says, profile={"structured_output": True}, **more)


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


# --- the chat model as a gateway -----------------------------------------------------------------------


def ask(gateway: ChatModelGateway, seconds: float = 10.0) -> Any:
    """The reply to one request with a schema."""
    return run(gateway.complete(asked(schema=SCHEMA, max_tokens=321), Deadline(seconds)))


def test_what_a_chat_model_is_asked() -> None:
    """System and user message redacted, the schema where it is promised, and the limit of tokens."""
    model = writer(lambda messages, bound: AIMessage("{}"))
    ask(ChatModelGateway(model))
    (seen,) = model.seen
    assert [message.type for message in seen["messages"]] == ["system", "human"]
    assert seen["response_format"]["json_schema"]["schema"] == SCHEMA
    assert seen["max_tokens"] == 321


def test_a_chat_model_without_a_profile_is_asked_in_words() -> None:
    """Nothing is bound that it may not know."""
    model = GenericFakeChatModel(messages=iter([AIMessage('{"text": "x"}')]))
    answer = ask(ChatModelGateway(model))
    assert (answer.text, answer.model, answer.finish) == ('{"text": "x"}', "generic-fake-chat-model", "stop")
    assert (answer.usage.input, answer.cost) == (None, None)


def test_text_of_content_blocks_is_joined() -> None:
    """Blocks of text become one text; reasoning and other blocks are left out."""
    content: list[Any] = [
        {"type": "reasoning", "reasoning": "hm"}, {"type": "text", "text": '{"text": '},
        {"type": "text", "text": '"x"}'},
    ]  # fmt: skip
    assert ask(ChatModelGateway(writer(lambda m, b: AIMessage(content)))).text == '{"text": "x"}'


@pytest.mark.parametrize(
    ("told", "finish"),
    [
        ({"finish_reason": "stop"}, "stop"),
        ({"stop_reason": "end_turn"}, "stop"),
        ({"finish_reason": "STOP"}, "stop"),
        ({"finish_reason": "length"}, "length"),
        ({"stop_reason": "max_tokens"}, "length"),
        ({"stop_reason": "refusal"}, "filtered"),
        ({"finish_reason": "tool_calls"}, "other"),
        ({}, "stop"),
    ],
)
def test_how_a_reply_ended(told: dict[str, str], finish: str) -> None:
    """Each provider's word for it becomes ours."""
    model = writer(lambda messages, bound: AIMessage("{}", response_metadata=told))
    assert ask(ChatModelGateway(model)).finish == finish


def test_tokens_and_cost() -> None:
    """Usage as the chat model counts it, cached tokens included; the cost from the prices given."""
    usage: Any = {
        "input_tokens": 200, "output_tokens": 50, "total_tokens": 250,
        "input_token_details": {"cache_read": 120},
    }  # fmt: skip
    gateway = ChatModelGateway(writer(lambda m, b: AIMessage("{}", usage_metadata=usage)), prices=(1.0, 10.0))
    answer = ask(gateway)
    assert answer.usage == (200, 50, 120)
    assert answer.cost == pytest.approx(0.0007)
    most = gateway.estimate(asked(max_tokens=1000))
    assert most.cost == pytest.approx((most.input_tokens + 10_000) / 1e6)


def test_a_schema_that_is_refused_is_left_out_for_good() -> None:
    """One more call without it, then none with it."""

    def picky(messages: list[BaseMessage], bound: dict[str, Any]) -> AIMessage:
        if "response_format" in bound:
            raise Foreign("BadRequestError", "response_format is not supported", 400)
        return AIMessage("{}")

    model = writer(picky)
    gateway = ChatModelGateway(model)
    assert [ask(gateway).attempts, ask(gateway).attempts] == [2, 1]
    assert ["response_format" in seen for seen in model.seen] == [True, False, False]


class Foreign(Exception):
    """An error as integrations raise it."""

    def __init__(self, name: str, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status_code = status
        self.__class__ = type(name, (Foreign,), {})


@pytest.mark.parametrize(
    ("error", "expect"),
    [
        (Foreign("AuthenticationError", "bad key sk-not-a-real-key-0123456789", 401), ModelKeyInvalid),
        (Foreign("RateLimitError", "slow down", 429), RateLimited),
        (Foreign("InternalServerError", "oops", 500), ModelUnavailable),
        (Foreign("ResponseError", "bad", 400), ModelRequestRefused),
        (ConnectionResetError("reset"), ModelUnavailable),
        (ValueError("no idea"), ModelError),
        (ContentRefused("ours", place="m"), ContentRefused),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_errors_of_integrations_become_ours(error: Exception, expect: type[ModelError]) -> None:
    """One line, of the right class, with a next step and without the key."""

    def fails(messages: list[BaseMessage], bound: dict[str, Any]) -> AIMessage:
        raise error

    with pytest.raises(ModelError) as caught:
        ask(ChatModelGateway(writer(fails)))
    assert type(caught.value) is expect
    assert "sk-not" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_reply_is_unusable() -> None:
    """Nothing that could be read is an error that may pass."""
    with pytest.raises(ModelReplyUnusable):
        ask(ChatModelGateway(writer(lambda messages, bound: AIMessage(""))))


def test_a_slow_chat_model_meets_the_deadline() -> None:
    """The deadline ends the wait, also of a chat model that blocks a thread."""

    def slow(messages: list[BaseMessage], bound: dict[str, Any]) -> AIMessage:
        time.sleep(0.5)
        return AIMessage("{}")

    begun = time.monotonic()

    async def course() -> float:
        with pytest.raises(DeadlineExceeded):
            await ChatModelGateway(writer(slow)).complete(asked(), Deadline(0.1))
        return time.monotonic() - begun

    assert asyncio.run(course()) < 0.45


def test_a_request_is_sent_as_it_was_redacted() -> None:
    """What the chat model gets is the text of the request, nothing around it."""
    model = writer(lambda messages, bound: AIMessage("{}"))
    request = asked(user="Ask ada@nordhavn.example.")
    run(ChatModelGateway(model).complete(request, Deadline(5)))
    assert model.seen[0]["messages"][1].content == request.user.text
    assert "[EMAIL-1]" in Redactor().redact("Ask ada@nordhavn.example.").text == request.user.text
