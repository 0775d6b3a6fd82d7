"""The only file that imports litellm, at first use: it takes seconds and goes online if it is let."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import re
from functools import cache
from typing import Any, ClassVar, Literal
from weakref import WeakKeyDictionary, WeakSet

from translator.errors import (
    EmbeddingFailed,
    ModelKeyInvalid,
    ModelReplyUnusable,
    ModelRequestRefused,
    ModelTimeout,
)
from translator.llm.base import Deadline, Estimate, Finish, ModelReply, ModelRequest, Usage
from translator.llm.failures import Account, failure, no_key, translated
from translator.llm.wrapper import note_calls
from translator.redaction import Redactor

Prices = tuple[float, float]  # USD for a million tokens of input, of output

_BATCH = 64
_TIMEOUT = 60.0  # seconds for a batch of texts to embed
_CHARACTERS_A_TOKEN = 3  # English needs 4; a guess too low would let a budget be passed
# Tokenizers that LiteLLM would download; those it ships serve all other names.
_NOT_SHIPPED = re.compile(r"command-r|llama-2|llama-3|replicate", re.IGNORECASE)

# Providers that can also be reached without: by another way to sign in, or freely.
_OPTIONAL_KEYS = frozenset({"AZURE_API_KEY", "HUGGINGFACE_API_KEY", "AWS_ACCESS_KEY_ID"})

Mode = Literal["schema", "object", "none"]  # how strictly JSON is asked for
_LESS: dict[Mode, Mode] = {"schema": "object", "object": "none"}
_FINISHES: dict[str, Finish] = {"stop": "stop", "length": "length", "content_filter": "filtered"}


class LiteLLMProvider:
    """Asks one model that LiteLLM knows, once: no retry, cache or fallback of LiteLLM's own.

    Keys come from the environment variables that LiteLLM documents for each provider, unless `api_key`
    is given. `api_base` is the address of a server of the same protocol. `prices` (USD for a million
    tokens of input and of output) outrank LiteLLM's list. `attempt_seconds` bounds each call.
    """

    # LiteLLM keeps connections for each event loop, not for each of us: the last one out closes them.
    _users: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, WeakSet[Any]]] = WeakKeyDictionary()

    def __init__(
        self,
        model: str,
        *,
        api_base: str | None = None,
        api_key: str | None = None,
        prices: Prices | None = None,
        attempt_seconds: float = 60.0,
    ) -> None:
        self._model = model
        self._api_base = api_base
        self._api_key = api_key
        self._prices = prices
        self._attempt_seconds = attempt_seconds
        self._modes: dict[str, Mode] = {}  # model → the strictest JSON mode that its server took

    @property
    def model(self) -> str:
        """The model asked where the request names none."""
        return self._model

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The reply of one attempt. Raises ModelError, and DeadlineExceeded where no time is left.

        A server that refuses the JSON schema is asked again with less, down to none; what it took is
        remembered. `attempts` counts these calls.
        """
        request = request.of(request.model or self._model)
        self._users.setdefault(asyncio.get_running_loop(), WeakSet()).add(self)
        mode = await self._mode(request, deadline)
        refusal: ModelRequestRefused | None = None
        calls = 0
        while True:
            calls += 1
            try:
                answer = await self._asked(request, mode, deadline)
            except ModelRequestRefused as error:
                refusal = refusal or error
                if mode == "none":
                    note_calls(refusal, calls)
                    raise refusal from None
                mode = _LESS[mode]
                continue
            if refusal is not None:
                self._modes[request.model] = mode
            return self._reply(request, answer, calls)

    def estimate(self, request: ModelRequest) -> Estimate:
        """Input tokens, and the price where every output token is used. Opens no connection."""
        model = request.model or self._model
        tokens = _tokens(request, model)
        prices = self._prices or _listed(model)
        return Estimate(tokens, prices and _cost(prices, tokens, request.max_tokens))

    async def close(self) -> None:
        """Give back connections, unless another provider uses them in this event loop."""
        users = self._users.get(asyncio.get_running_loop(), WeakSet())
        if self in users:
            users.discard(self)
            if not users:
                await _disconnect()

    async def _mode(self, request: ModelRequest, deadline: Deadline) -> Mode:
        """How to ask for JSON first."""
        if request.model not in self._modes:
            left = deadline.require(f"{request.purpose} by {request.model}")
            try:
                # In a thread: importing litellm takes seconds, in which other pitches go on.
                async with asyncio.timeout(left):
                    mode = await asyncio.to_thread(self._prepared, request.model)
            except TimeoutError:
                deadline.require(f"{request.purpose} by {request.model}")
                raise
            self._modes.setdefault(request.model, mode)
        return "none" if request.schema is None else self._modes[request.model]

    def _prepared(self, model: str) -> Mode:
        """Load what the first call needs, and say how to ask for JSON first. Raises ModelKeyInvalid."""
        account = _account(model, self._key(model))
        if self._api_base is None and not account.has_key and account.key_name not in _OPTIONAL_KEYS:
            raise no_key(model, account)  # before anything is sent
        _warm(model)
        return _strictest(model, self._api_base)

    async def _asked(self, request: ModelRequest, mode: Mode, deadline: Deadline) -> Any:
        left = deadline.require(f"{request.purpose} by {request.model}")
        try:
            # LiteLLM's time-out is for each read, and part of what it finds an open connection by, so it
            # is the same at each call; the end of the attempt is ours.
            async with asyncio.timeout(min(self._attempt_seconds, left)):
                return await _litellm().acompletion(
                    model=request.model,
                    messages=_messages(request),
                    api_base=self._api_base,
                    api_key=self._key(request.model),
                    timeout=self._attempt_seconds,
                    num_retries=0,
                    max_retries=0,
                    caching=False,
                    drop_params=True,  # what a provider does not know, such as a seed, is left out
                    max_tokens=request.max_tokens,
                    temperature=request.temperature,
                    seed=request.seed,
                    **_response_format(request, mode),
                    **{"no-log": True},
                )
        except TimeoutError:
            deadline.require(f"{request.purpose} by {request.model}")
            raise failure(ModelTimeout, request.model) from None
        # Every provider brings its own errors; litellm maps most, not all, to its classes.
        except Exception as error:
            account = _account(request.model, self._key(request.model))
            # Not `from error`: its words may repeat the key, and a traceback would show them.
            raise translated(error, request.model, account) from None

    def _key(self, model: str) -> str | None:
        """The key to send. A server of one's own mostly asks for none, where OpenAI's client insists."""
        needless = self._api_base and model.startswith("openai/") and not os.environ.get("OPENAI_API_KEY")
        return self._api_key or ("none" if needless else None)

    def _reply(self, request: ModelRequest, answer: Any, calls: int) -> ModelReply:
        if not answer.choices:
            raise failure(ModelReplyUnusable, request.model, "it holds no choice")
        message = answer.choices[0].message
        refusal = (getattr(message, "provider_specific_fields", None) or {}).get("refusal")
        finish = "filtered" if refusal else _FINISHES.get(answer.choices[0].finish_reason, "other")
        text = message.content or refusal or ""
        if not text and finish in ("stop", "other"):
            raise failure(ModelReplyUnusable, request.model, "it is empty")
        usage = _usage(getattr(answer, "usage", None))
        return ModelReply(
            text=text,
            model=str(answer.model or request.model),
            key=request.key,
            usage=usage,
            cost=self._spent(request.model, answer, usage),
            finish=finish,
            attempts=calls,
        )

    def _spent(self, model: str, answer: Any, usage: Usage) -> float | None:
        if usage.input is None or usage.output is None:
            return None
        if self._prices is not None:
            return _cost(self._prices, usage.input, usage.output)
        if _listed(model) is None:
            return None
        try:
            return float(_litellm().completion_cost(completion_response=answer, model=model)) or None
        except Exception:
            return None  # a price that LiteLLM cannot apply leaves the cost unknown


class LiteLLMEmbedder:
    """Embeds through a model that LiteLLM knows, such as `openai/text-embedding-3-small`.

    Secrets and personal data are masked before a text leaves. Keys come from the environment variables
    that LiteLLM documents for each provider.
    """

    def __init__(self, model: str, *, api_base: str | None = None) -> None:
        self._model = model
        self._api_base = api_base

    @property
    def model_id(self) -> str:
        """Which model this is."""
        return f"litellm:{self._model}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text, in order. Raises EmbeddingFailed."""
        vectors: list[list[float]] = []
        for at in range(0, len(texts), _BATCH):
            vectors += self._embedded([Redactor().redact(text).text for text in texts[at : at + _BATCH]])
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text. Raises EmbeddingFailed."""
        return self.embed_documents([text])[0]

    def _embedded(self, texts: list[str]) -> list[list[float]]:
        try:
            answer = _litellm().embedding(
                model=self._model,
                input=texts,
                api_base=self._api_base,
                timeout=_TIMEOUT,
                max_retries=0,
                encoding_format="float",
            )
            rows = sorted(answer.data, key=lambda row: row["index"])
            vectors = [[float(number) for number in row["embedding"]] for row in rows]
        # Every provider brings its own errors; litellm maps most, not all, to its classes.
        except Exception as error:
            told = translated(error, self._model, _account(self._model, None))
            keyed = isinstance(told, ModelKeyInvalid)
            step = told.next_step if keyed else "Check its name and the network."
            # Not `from error`: its own words may repeat the key, and a traceback would show them.
            raise EmbeddingFailed(
                f"the embedding model did not answer: {told.message}",
                place=self._model,
                next_step=f"{step} Or set embedding_model to builtin.",
            ) from None
        if len(vectors) != len(texts):
            raise EmbeddingFailed(
                f"the embedding model gave {len(vectors)} vectors for {len(texts)} texts.",
                place=self._model,
                next_step="Choose another embedding model.",
            )
        sizes = {len(vector) for vector in vectors}
        if len(sizes) > 1 or 0 in sizes or not all(math.isfinite(sum(vector)) for vector in vectors):
            raise EmbeddingFailed(
                "the embedding model gave vectors that are empty, of unequal length, or hold no numbers.",
                place=self._model,
                next_step="Choose another embedding model.",
            )
        return vectors


@cache
def _litellm() -> Any:
    """The library, set up to stay offline and silent. Takes seconds the first time."""
    # Before the import: no price list from the network, no .env file read.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_MODE", "PRODUCTION")
    import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    # OpenAI's client takes a call's `max_retries=0` for unset where it embeds, and asks three times.
    litellm.DEFAULT_MAX_RETRIES = 0  # type: ignore[attr-defined]
    litellm.redact_messages_in_exceptions = True
    if "LITELLM_LOG" not in os.environ:
        # What fails is told by our errors, once; its own lines may hold the text of a request.
        logging.getLogger("LiteLLM").setLevel(logging.CRITICAL)
    return litellm


async def _disconnect() -> None:
    """Close and forget LiteLLM's clients of this event loop; those of others may be in use."""
    clients = _litellm().in_memory_llm_clients_cache
    mine = f"-{id(asyncio.get_running_loop())}"
    for key in [key for key in clients.cache_dict if key.endswith(mine)]:
        client = clients.cache_dict.pop(key)
        clients.ttl_dict.pop(key, None)
        with contextlib.suppress(Exception):
            await client.close()
    await asyncio.sleep(0)  # in which the sockets are closed


def _account(model: str, given: str | None) -> Account:
    """How the provider of a model is paid; `given` is the key that is sent, None: that of the environment."""
    try:
        missing = _litellm().validate_environment(model)["missing_keys"]
    except Exception:
        missing = []  # no such provider
    lacking = [name for name in missing if name.endswith(("KEY", "KEY_ID", "TOKEN"))]
    name = lacking[0] if lacking else f"{model.partition('/')[0].upper().replace('-', '_')}_API_KEY"
    held = [value for name, value in os.environ.items() if name.endswith(("KEY", "TOKEN", "SECRET"))]
    return Account(name, given is not None or not lacking, tuple({given or "", *held}))


def _messages(request: ModelRequest) -> list[dict[str, str]]:
    return [
        {"role": "system", "content": request.system.text},
        {"role": "user", "content": request.user.text},
    ]


def _response_format(request: ModelRequest, mode: Mode) -> dict[str, Any]:
    if mode == "none":
        return {}
    if mode == "object":
        return {"response_format": {"type": "json_object"}}
    shape = {"name": "reply", "schema": request.schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": shape}}


def _warm(model: str) -> None:
    """Load the hundreds of modules that LiteLLM and OpenAI's client load at their first use."""
    litellm = _litellm()
    hello = [{"role": "user", "content": "hello"}]
    with contextlib.suppress(Exception):  # no such provider: the call itself will say so
        litellm.completion(model=model, messages=hello, api_key="none", mock_response="hello")
        if litellm.get_llm_provider(model)[1] == "openai":
            litellm.llms.openai.openai.AsyncOpenAI(api_key="none").chat  # noqa: B018 - loads its types


def _strictest(model: str, api_base: str | None) -> Mode:
    """The mode to try first. Imports litellm."""
    litellm = _litellm()
    # Servers of OpenAI's protocol mostly take a schema; one that does not says so.
    if api_base is not None or litellm.supports_response_schema(model):
        return "schema"
    try:
        known = litellm.get_supported_openai_params(model) or []
    except Exception:
        return "none"  # no such provider: the call itself will say so
    return "object" if "response_format" in known else "none"


def _tokens(request: ModelRequest, model: str) -> int:
    if not _NOT_SHIPPED.search(model):
        try:
            return int(_litellm().token_counter(model=model, messages=_messages(request)))
        except Exception:
            pass  # counted by length below
    return math.ceil((len(request.system.text) + len(request.user.text)) / _CHARACTERS_A_TOKEN)


def _listed(model: str) -> Prices | None:
    """The price in LiteLLM's list; None: not listed, or listed as 0, which it also puts for "not known"."""
    listed = _litellm().model_cost
    provider, _, name = model.partition("/")
    entry = listed.get(model) or listed.get(name, {})
    if model not in listed and entry.get("litellm_provider") != provider:
        return None
    into, out = entry.get("input_cost_per_token"), entry.get("output_cost_per_token")
    return (into * 1e6, out * 1e6) if into and out else None


def _cost(prices: Prices, tokens_in: int, tokens_out: int) -> float:
    return (tokens_in * prices[0] + tokens_out * prices[1]) / 1e6


def _usage(told: Any) -> Usage:
    """LiteLLM writes 0 tokens where the provider says nothing; no prompt has none."""
    if told is None or not told.prompt_tokens:
        return Usage()
    details = getattr(told, "prompt_tokens_details", None)
    return Usage(told.prompt_tokens, told.completion_tokens, getattr(details, "cached_tokens", None))
