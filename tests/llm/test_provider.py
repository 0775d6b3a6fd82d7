"""One call through the real LiteLLM, against a server on this machine: what is sent and what comes of it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.llm.asking import SCHEMA, asked, run
from tests.llm.stub_server import Answer, Stub, completion, refused, said, serving
from translator.errors import DeadlineExceeded, ModelError, ModelKeyInvalid, ModelRequestRefused, ModelUnknown
from translator.llm.base import Deadline, Estimate, ModelReply, ModelRequest, Usage
from translator.llm.provider import LiteLLMProvider

pytestmark = [pytest.mark.loopback, pytest.mark.usefixtures("litellm_loaded")]

KEY = "harbourgate7731northdeck"  # of no issuer's shape
LISTED = "openai/gpt-4o-mini"  # its price is in LiteLLM's list: $0.15 and $0.60 for a million tokens


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_API_BASE", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def ask(
    met: Callable[[dict[str, Any], int], Answer],
    *requests: ModelRequest,
    model: str = "openai/stub",
    seconds: float = 20.0,
    **options: Any,
) -> tuple[list[ModelReply], Stub]:
    """The replies to these requests, one after the other, and the server that gave them."""

    async def course(url: str) -> list[ModelReply]:
        provider = LiteLLMProvider(model, **{"api_base": url, **options})
        try:
            return [await provider.complete(request, Deadline(seconds)) for request in requests]
        finally:
            await provider.close()

    with serving(met) as stub:
        return run(course(stub.url)), stub


async def once(provider: LiteLLMProvider, request: ModelRequest) -> ModelReply:
    try:
        return await provider.complete(request, Deadline(20))
    finally:
        await provider.close()


def always(met: Answer) -> Callable[[dict[str, Any], int], Answer]:
    return lambda _request, _number: met


def test_what_is_sent_and_what_comes_back() -> None:
    """System and user text, the schema in strict mode, one request; text, usage and the real model back."""
    request = asked(schema=SCHEMA, max_tokens=77, temperature=0.5, seed=3)
    (reply,), stub = ask(always(said('{"text": "ó «n3»"}')), request, api_key=KEY)
    shape = {"name": "reply", "schema": SCHEMA, "strict": True}
    assert stub.requests == [
        {
            "model": "stub",
            "messages": [
                {"role": "system", "content": request.system.text},
                {"role": "user", "content": request.user.text},
            ],
            "max_tokens": 77,
            "temperature": 0.5,
            "seed": 3,
            "response_format": {"type": "json_schema", "json_schema": shape},
        }
    ]
    assert stub.keys == [KEY]
    assert reply == ModelReply(
        text='{"text": "ó «n3»"}',
        model="stub-1",
        key=request.of("openai/stub").key,
        usage=Usage(120, 30, 100),
    )


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider's own variable is used where no key is given; a server of one's own needs none."""
    assert ask(always(said("x")), asked())[1].keys == ["none"]
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert ask(always(said("x")), asked())[1].keys == [KEY]


def without(name: str) -> Answer:
    return Answer(body=json.dumps({k: v for k, v in completion("x").items() if k != name}).encode())


COSTS = [
    # cached input is cheaper: 20 tokens at $0.15, 100 at $0.075, 30 of output at $0.60
    pytest.param(LISTED, None, said("x"), (20 * 0.15 + 100 * 0.075 + 30 * 0.60) / 1e6, id="listed"),
    pytest.param("openai/stub", None, said("x"), None, id="not listed"),
    pytest.param("openai/stub", (1.0, 2.0), said("x"), (120 * 1.0 + 30 * 2.0) / 1e6, id="given"),
    pytest.param(LISTED, (1.0, 2.0), said("x"), (120 * 1.0 + 30 * 2.0) / 1e6, id="given outranks listed"),
    pytest.param("openai/stub", (0.0, 0.0), said("x"), 0.0, id="given as free"),
    pytest.param(LISTED, (1.0, 2.0), without("usage"), None, id="no usage"),
]


@pytest.mark.parametrize(("model", "prices", "met", "cost"), COSTS)
def test_cost(model: str, prices: tuple[float, float] | None, met: Answer, cost: float | None) -> None:
    """From the tokens that the provider counted; unknown is None, never 0."""
    (reply,), _ = ask(always(met), asked(), model=model, prices=prices)
    assert reply.cost == (None if cost is None else pytest.approx(cost))
    assert (reply.usage == Usage()) == (met.body == without("usage").body)


def choice(**message: Any) -> Answer:
    told = completion("x")
    told["choices"][0]["message"].update(message)
    return Answer(body=json.dumps(told).encode())


FINISHES = [
    (Answer(body=json.dumps(completion("hal", "length")).encode()), "length", "hal"),
    (Answer(body=json.dumps(completion("", "length")).encode()), "length", ""),
    (Answer(body=json.dumps(completion("", "content_filter")).encode()), "filtered", ""),
    (choice(content=None, refusal="I cannot do that."), "filtered", "I cannot do that."),
    (choice(content="\ud800 \u202e text"), "stop", "\ud800 \u202e text"),
]


@pytest.mark.parametrize(("met", "finish", "text"), FINISHES)
def test_how_a_reply_ended(met: Answer, finish: str, text: str) -> None:
    """Cut off, filtered, refused or whole; the text comes as it is."""
    (reply,), _ = ask(always(met), asked())
    assert (reply.finish, reply.text) == (finish, text)


def takes(*modes: str) -> Callable[[dict[str, Any], int], Answer]:
    """A server that knows only these response formats ("" for none)."""

    def met(request: dict[str, Any], _: int) -> Answer:
        mode = request.get("response_format", {}).get("type", "")
        return said("{}") if mode in modes else refused(400, f"response_format {mode} is not supported")

    return met


LADDER = [
    (takes("json_schema"), ["json_schema"], ["json_schema"]),
    (takes("json_object", ""), ["json_schema", "json_object"], ["json_object"]),
    (takes(""), ["json_schema", "json_object", ""], [""]),
]


@pytest.mark.parametrize(("met", "first", "second"), LADDER, ids=["schema", "object", "none"])
def test_a_server_without_the_schema(
    met: Callable[[dict[str, Any], int], Answer], first: list[str], second: list[str]
) -> None:
    """It is asked with less, once; the next request begins with what it took."""
    replies, stub = ask(met, asked(schema=SCHEMA), asked("Another", schema=SCHEMA))
    modes = [request.get("response_format", {}).get("type", "") for request in stub.requests]
    assert modes == first + second
    assert [reply.attempts for reply in replies] == [len(first), 1]


def test_a_request_that_is_refused_in_any_form() -> None:
    """Three forms, then the first refusal in one line."""
    with serving(always(refused(400, "no system messages here"))) as stub:
        provider = LiteLLMProvider("openai/stub", api_base=stub.url)
        with pytest.raises(ModelRequestRefused, match=r"no system messages here.*Set model"):
            run(once(provider, asked(schema=SCHEMA)))
    assert len(stub.requests) == 3


def test_a_listed_model_is_asked_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider's own address serves; the schema goes to models that LiteLLM lists as taking one."""
    with serving(always(said("{}"))) as stub:
        monkeypatch.setenv("OPENAI_API_BASE", stub.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        for model in (LISTED, "openai/of-no-list"):
            run(once(LiteLLMProvider(model), asked(schema=SCHEMA)))
    assert [r["response_format"]["type"] for r in stub.requests] == ["json_schema", "json_object"]


@pytest.mark.parametrize(
    ("model", "kind", "step"),
    [
        (LISTED, ModelKeyInvalid, "Set the environment variable OPENAI_API_KEY."),
        ("anthropic/claude-sonnet-4-5", ModelKeyInvalid, "Set the environment variable ANTHROPIC_API_KEY."),
        ("nonsense", ModelUnknown, "provider/name"),
        ("nowhere/model", ModelUnknown, "provider/name"),
    ],
)
def test_a_setup_that_cannot_work(model: str, kind: type[ModelError], step: str) -> None:
    """No key and no such provider: nothing is sent anywhere, and the line names what to set."""
    with pytest.raises(kind) as error:
        run(once(LiteLLMProvider(model), asked()))
    assert step in error.value.next_step
    assert "\n" not in str(error.value)


def test_a_body_that_drips_ends_with_the_attempt() -> None:
    """Bytes that keep coming never run into a time-out for each read; the whole attempt has one."""
    start = time.monotonic()
    with pytest.raises(DeadlineExceeded, match=r"core by openai/stub did not finish within 0\.5 s"):
        ask(always(said("x" * 300)._replace(drip=0.02)), asked(), seconds=0.5)
    assert time.monotonic() - start < 2


ESTIMATES = [
    (LISTED, None, 0.15, 0.60), ("openai/stub", (3.0, 5.0), 3.0, 5.0), ("openai/stub", None, None, None),
    ("anthropic/claude-sonnet-4-5", None, 3.0, 15.0), ("ollama/llama3", None, None, None),
    ("groq/llama-3.3-70b-versatile", (1.0, 1.0), 1.0, 1.0), ("cohere/command-r", (1.0, 1.0), 1.0, 1.0),
    ("nonsense", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("model", "prices", "into", "out"), ESTIMATES)
def test_estimate(
    model: str, prices: tuple[float, float] | None, into: float | None, out: float | None
) -> None:
    """Tokens of the whole request, and the price with every output token used. Nothing is asked for."""
    request = asked("Sign-in fails in demos. " * 200, max_tokens=1000)
    told = LiteLLMProvider(model, prices=prices).estimate(request)
    letters = len(request.system.text + request.user.text)
    assert letters / 6 < told.input_tokens <= letters / 3 + 1
    if into is None or out is None:
        assert told == Estimate(told.input_tokens, None)
    else:
        assert told.cost == pytest.approx((told.input_tokens * into + 1000 * out) / 1e6)


OFFLINE = """
import sys, asyncio
asked = []
sys.addaudithook(lambda event, args: asked.append((event, str(args)[:80]))
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto") else None)
sys.path.insert(0, sys.argv[1])
from tests.llm.asking import asked as request
from translator.llm.base import Deadline
from translator.llm.provider import LiteLLMProvider
for model in ("openai/gpt-4o-mini", "groq/llama-3.1-8b-instant", "cohere/command-r", "ollama/x", "nonsense"):
    provider = LiteLLMProvider(model)
    provider.estimate(request())
    if model == "openai/gpt-4o-mini":
        try:
            asyncio.run(provider.complete(request(), Deadline(60)))
        except Exception as error:
            print(type(error).__name__)
print(asked)
"""


@pytest.fixture
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not yet been told to stay offline."""
    for name in ("LITELLM_LOCAL_MODEL_COST_MAP", "LITELLM_MODE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.slow
@pytest.mark.usefixtures("_fresh")
def test_loading_and_estimating_go_nowhere() -> None:
    """A fresh process looks up no host and opens no connection: no price list, tokenizer or telemetry."""
    ran = subprocess.run(
        [sys.executable, "-c", OFFLINE, "."], capture_output=True, text=True, check=False, timeout=100
    )
    assert (ran.stdout, ran.stderr) == ("ModelKeyInvalid\n[]\n", "")


def test_connections_are_kept_and_given_back() -> None:
    """Calls in a row share a connection; the last provider of a loop to close gives all of them back."""

    async def course(url: str) -> tuple[int, int, int]:
        first, second = (LiteLLMProvider("openai/stub", api_base=url) for _ in range(2))
        for provider in (first, second, first):
            await provider.complete(asked(), Deadline(20))
        one = stub.connected
        await first.close()
        await second.complete(asked(), Deadline(20))
        after_first = stub.connected
        await second.close()
        await second.close()
        for _ in range(200):
            if not stub.open:
                break
            await asyncio.sleep(0.01)
        return one, after_first, stub.open

    with serving(always(said("x"))) as stub:
        assert run(course(stub.url)) == (1, 1, 0)
