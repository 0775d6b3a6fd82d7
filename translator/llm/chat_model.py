"""Anybody's LangChain chat model as a gateway: it stands in the place of LiteLLM."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from pydantic import SecretStr

from translator.errors import ModelReplyUnusable, ModelRequestRefused, TranslatorError
from translator.llm.base import Deadline, Estimate, Finish, ModelReply, ModelRequest, Usage
from translator.llm.failures import Account, failure, translated

Prices = tuple[float, float]  # USD for a million tokens of input, of output

_CHARACTERS_A_TOKEN = 3  # English needs 4; a guess too low would let a budget be passed
_LIMIT = "max_tokens"
_KEY_NAME = "that the chat model takes its key from"
# What providers call the end of a reply, in lower case.
_FINISHES: dict[str, Finish] = {
    "": "stop",  # a model that does not say
    "stop": "stop",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "filtered",
    "refusal": "filtered",
    "safety": "filtered",
}


class ChatModelGateway:
    """Asks a chat model once for each request; its own retries, cache and callbacks stay as they are.

    JSON is asked for by schema where the model's profile says that it has structured output, and by the
    words of the prompt alone elsewhere. A chat model does not tell its price: `prices` does (USD for a
    million tokens of input and of output), and without them every cost is unknown.
    """

    def __init__(self, chat_model: BaseChatModel, *, prices: Prices | None = None) -> None:
        self._chat_model = chat_model
        self._prices = prices
        named = getattr(chat_model, "model_name", None) or getattr(chat_model, "model", None)
        self._model = f"{chat_model._llm_type}/{named}" if named else chat_model._llm_type
        self._schema = bool((chat_model.profile or {}).get("structured_output"))

    @property
    def model(self) -> str:
        """Its kind and its name: "openai-chat/gpt-4o-mini"."""
        return self._model

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply of one attempt. Raises ModelError, and DeadlineExceeded where no time is left."""
        request = request.of(request.model or self._model)
        if self._schema and request.schema is not None:
            try:
                return self._reply(request, await self._asked(request, deadline, schema=True), 1)
            except ModelRequestRefused:
                self._schema = False  # the profile promised more than the server takes
                return self._reply(request, await self._asked(request, deadline, schema=False), 2)
        return self._reply(request, await self._asked(request, deadline, schema=False), 1)

    def estimate(self, request: ModelRequest) -> Estimate:
        """Tokens by length, for a chat model's own counter may download one. Opens no connection."""
        tokens = math.ceil((len(request.system.text) + len(request.user.text)) / _CHARACTERS_A_TOKEN)
        return Estimate(tokens, self._cost(tokens, request.max_tokens))

    async def close(self) -> None:
        """Nothing: the chat model belongs to whoever made it."""

    async def _asked(self, request: ModelRequest, deadline: Deadline, *, schema: bool) -> AIMessage:
        what = f"{request.purpose} by {request.model}"
        left = deadline.require(what)
        messages = [SystemMessage(request.system.text), HumanMessage(request.user.text)]
        try:
            async with asyncio.timeout(left):
                answer = await self._bound(request, schema=schema).ainvoke(messages)
        except TimeoutError as error:
            deadline.require(what)
            raise self._translated(error, request.model) from error
        except TranslatorError:
            raise
        # Every integration brings its own errors.
        except Exception as error:
            raise self._translated(error, request.model) from error
        return answer

    def _bound(self, request: ModelRequest, *, schema: bool) -> Runnable[Any, AIMessage]:
        told: dict[str, Any] = {}
        if _LIMIT in type(self._chat_model).model_fields:
            told[_LIMIT] = request.max_tokens
        if schema:
            shape = {"name": "reply", "schema": request.schema, "strict": True}
            told["response_format"] = {"type": "json_schema", "json_schema": shape}
        return self._chat_model.bind(**told) if told else self._chat_model

    def _reply(self, request: ModelRequest, answer: AIMessage, calls: int) -> ModelReply:
        text = str(answer.text)
        told = answer.response_metadata
        ended = told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason") or ""
        finish = _FINISHES.get(str(ended).lower(), "other")
        if not text and finish in ("stop", "other"):
            raise failure(ModelReplyUnusable, request.model, "it is empty")
        usage = _usage(answer)
        cost = None
        if usage.input is not None and usage.output is not None:
            cost = self._cost(usage.input, usage.output)
        return ModelReply(
            text=text,
            model=str(told.get("model_name") or told.get("model") or request.model),
            key=request.key,
            usage=usage,
            cost=cost,
            finish=finish,
            attempts=calls,
        )

    def _cost(self, tokens_in: int, tokens_out: int) -> float | None:
        if self._prices is None:
            return None
        return (tokens_in * self._prices[0] + tokens_out * self._prices[1]) / 1e6

    def _translated(self, error: Exception, model: str) -> Exception:
        return translated(error, model, Account(_KEY_NAME, True, tuple(self._secrets())))

    def _secrets(self) -> Iterator[str]:
        """What no message may hold: keys of the environment and those the chat model was given."""
        for value in vars(self._chat_model).values():
            if isinstance(value, SecretStr):
                yield value.get_secret_value()
        for name, value in os.environ.items():
            if name.endswith(("KEY", "TOKEN", "SECRET")):
                yield value


def _usage(answer: AIMessage) -> Usage:
    told = answer.usage_metadata
    if told is None:
        return Usage()
    cached = (told.get("input_token_details") or {}).get("cache_read")
    return Usage(told["input_tokens"], told["output_tokens"], cached)
