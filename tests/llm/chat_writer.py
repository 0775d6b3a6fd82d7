"""A LangChain chat model that writes as the tests need it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field, SecretStr

from tests.llm.writer import reply


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
