"""LangChain chat models in the place of LiteLLM."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage

from tests.llm.asking import SCHEMA, asked, run
from tests.llm.chat_writer import writer
from translator.errors import (
    ContentRefused,
    DeadlineExceeded,
    ModelError,
    ModelKeyInvalid,
    ModelReplyUnusable,
    ModelRequestRefused,
    ModelUnavailable,
    RateLimited,
)
from translator.llm.base import Deadline
from translator.llm.chat_model import ChatModelGateway
from translator.redaction import Redactor


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
