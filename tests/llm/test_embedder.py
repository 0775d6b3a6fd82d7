"""The embedder of any provider, against a server on this machine that speaks OpenAI's embeddings."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.llm.stub_server import Answer, Stub, refused, serving
from translator.errors import EmbeddingFailed
from translator.llm import provider
from translator.llm.provider import LiteLLMEmbedder

pytestmark = pytest.mark.loopback

MODEL = "openai/text-embedding-3-small"
KEY = "harbourgate7731northdeck"  # of no issuer's shape: only the environment tells that it is a key
PRIVATE = "Zq81mmP0tt77"
Meet = Callable[[dict[str, Any], int], Answer]


@pytest.fixture(scope="module", autouse=True)
def _litellm_loaded() -> None:
    """The import takes seconds; it is no part of any test's time, nor of its warnings."""
    provider._litellm()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Meet], Stub]]:
    """Starts a server with a way to answer; OpenAI's address and key point at it."""
    running: list[Any] = []

    def start(meet: Meet) -> Stub:
        context = serving(meet)
        running.append(context)
        stub = context.__enter__()
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_API_BASE", stub.url)
        return stub

    yield start
    for context in running:
        context.__exit__(None, None, None)


def body(rows: list[Any]) -> Answer:
    """A good answer with these vectors, numbered in the order given."""
    return answer([{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)])


def answer(data: Any) -> Answer:
    usage = {"prompt_tokens": 5, "total_tokens": 5}
    told = {"object": "list", "data": data, "model": "text-embedding-3-small", "usage": usage}
    return Answer(body=json.dumps(told).encode())


def lengths(request: dict[str, Any], _: int) -> Answer:
    """A vector that tells which text it is of."""
    return body([[float(len(text)), 1.0] for text in request["input"]])


def backwards(request: dict[str, Any], _: int) -> Answer:
    """The same, with the last row first."""
    rows = [
        {"object": "embedding", "index": n, "embedding": [float(len(text)), 1.0]}
        for n, text in enumerate(request["input"])
    ]
    return answer(rows[::-1])


def test_rows_are_put_in_the_order_of_the_texts(server: Callable[[Meet], Stub]) -> None:
    """A provider may answer in any order; the index of a row says whose it is."""
    stub = server(backwards)
    texts = ["Ferry", "Boarding", "Seat"]
    assert LiteLLMEmbedder(MODEL).embed_documents(texts) == [[5.0, 1.0], [8.0, 1.0], [4.0, 1.0]]
    (request,) = stub.requests
    assert request == {"input": texts, "model": "text-embedding-3-small", "encoding_format": "float"}
    assert stub.keys == [KEY]


def test_many_texts_are_asked_for_64_at_a_time(server: Callable[[Meet], Stub]) -> None:
    """130 texts are three requests, and their vectors come back as one list in order."""
    stub = server(backwards)
    texts = ["x" * n for n in range(1, 131)]
    vectors = LiteLLMEmbedder(MODEL).embed_documents(texts)
    assert [vector[0] for vector in vectors] == [float(n) for n in range(1, 131)]
    assert [len(request["input"]) for request in stub.requests] == [64, 64, 2]


def test_no_text_asks_nothing(server: Callable[[Meet], Stub]) -> None:
    """Nothing to embed costs no request."""
    stub = server(lengths)
    assert LiteLLMEmbedder(MODEL).embed_documents([]) == []
    assert stub.requests == []


def test_a_search_is_one_text(server: Callable[[Meet], Stub]) -> None:
    """The vector itself, not a list of one."""
    stub = server(lengths)
    assert LiteLLMEmbedder(MODEL).embed_query("Ferry") == [5.0, 1.0]
    assert [request["input"] for request in stub.requests] == [["Ferry"]]


def test_another_address_is_asked(server: Callable[[Meet], Stub], monkeypatch: pytest.MonkeyPatch) -> None:
    """`api_base` outranks the environment."""
    stub = server(lengths)
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/v1")
    assert LiteLLMEmbedder(MODEL, api_base=stub.url).embed_query("Ferry") == [5.0, 1.0]


def test_secrets_and_persons_stay_here(server: Callable[[Meet], Stub]) -> None:
    """What is really sent holds placeholders in the place of keys, addresses of persons and phones."""
    stub = server(lengths)
    told = (
        "Sign-in fails for anna.berg@nordhavn.example since the deploy with "
        "api_key=Zq81mmP0tt77 and AKIAIOSFODNN7EXAMPLE; call +47 22 33 44 55"
    )
    LiteLLMEmbedder(MODEL).embed_documents([told, "Ferry late"])
    LiteLLMEmbedder(MODEL).embed_query(told)
    sent = json.dumps(stub.requests)
    for private in ("anna.berg", "Zq81mmP0tt77", "AKIAIOSFODNN7EXAMPLE", "22 33 44"):
        assert private not in sent
    first, second = stub.requests[0]["input"]
    assert first.startswith("Sign-in fails for [EMAIL-1] since the deploy with api_key=[SECRET-")
    assert second == "Ferry late"


def always(met: Answer) -> Meet:
    return lambda _, __: met


NAN = b'{"object": "list", "data": [{"index": 0, "embedding": [NaN, 1.0]}], "model": "m"}'
FAILURES = [
    # what the server does, what the message says, what the next step names
    pytest.param(refused(500, f"it broke, key {KEY}"), "the provider failed", "network", id="500"),
    pytest.param(refused(503, "no room"), "the provider failed", "network", id="503"),
    pytest.param(
        refused(401, f"Incorrect API key provided: {KEY}.", code="invalid_api_key"),
        "refuses the key",
        "OPENAI_API_KEY",
        id="401",
    ),
    pytest.param(refused(403, f"{KEY} may not embed"), "refuses the key", "OPENAI_API_KEY", id="403"),
    pytest.param(refused(404, "no such model"), "no such model", "name", id="404"),
    pytest.param(refused(400, f"bad input, {KEY}"), "refuses the request", "name", id="400"),
    pytest.param(refused(429, "slow down"), "slow down", "network", id="429"),
    pytest.param(Answer(body=b"<html>gateway</html>"), "did not answer", "network", id="no JSON"),
    pytest.param(Answer(body=b"{}"), "did not answer", "network", id="no data"),
    pytest.param(Answer(body=b""), "did not answer", "network", id="nothing"),
    pytest.param(answer([{"index": 0}]), "did not answer", "network", id="no embedding"),
    pytest.param(Answer(reset=True), "did not answer", "network", id="reset"),
    pytest.param(body([[1.0, 0.0]])._replace(sent=0.5), "did not answer", "network", id="half a body"),
    pytest.param(body([]), "0 vectors for 1 text", "another embedding model", id="none"),
    pytest.param(body([[1.0], [1.0]]), "2 vectors for 1 text", "another embedding model", id="too many"),
    pytest.param(body([[]]), "empty", "another embedding model", id="an empty vector"),
    pytest.param(Answer(body=NAN), "no numbers", "another embedding model", id="NaN"),
]


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(("met", "says", "step"), FAILURES)
def test_failures(
    server: Callable[[Meet], Stub], capsys: pytest.CaptureFixture[str], met: Answer, says: str, step: str
) -> None:
    """Each is one request and one clear error, without the key or the text, and nothing is printed."""
    stub = server(always(met))
    with pytest.raises(EmbeddingFailed) as error:
        LiteLLMEmbedder(MODEL).embed_query(f"Sign-in fails, password={PRIVATE}")
    assert says in error.value.message
    assert step in error.value.next_step
    assert (error.value.place, error.value.http_status) == (MODEL, 502)
    shown = "".join(traceback.format_exception(error.value)) + str(error.value)
    assert KEY not in shown
    assert PRIVATE not in shown
    assert "\n" not in str(error.value)
    assert len(stub.requests) == 1
    assert capsys.readouterr() == ("", "")


def test_unequal_vectors_are_refused(server: Callable[[Meet], Stub]) -> None:
    """Two lengths in one answer cannot be compared."""
    server(always(body([[1.0, 0.0], [1.0, 0.0, 0.0]])))
    with pytest.raises(EmbeddingFailed, match="unequal"):
        LiteLLMEmbedder(MODEL).embed_documents(["Ferry", "Seat"])


def test_one_vector_missing_is_refused(server: Callable[[Meet], Stub]) -> None:
    """A vector too few would be given to the wrong text."""
    server(always(body([[1.0, 0.0]])))
    with pytest.raises(EmbeddingFailed, match="1 vectors for 2 texts"):
        LiteLLMEmbedder(MODEL).embed_documents(["Ferry", "Seat"])


def test_a_failed_batch_fails_the_whole(server: Callable[[Meet], Stub]) -> None:
    """The first 64 embedded and the rest not: no half list is handed back."""
    stub = server(lambda request, n: lengths(request, n) if n == 1 else refused(500, "it broke"))
    with pytest.raises(EmbeddingFailed):
        LiteLLMEmbedder(MODEL).embed_documents([f"Seat {n}" for n in range(100)])
    assert len(stub.requests) == 2


def test_a_silent_server_is_given_up(server: Callable[[Meet], Stub], monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time-out there is one error, and no silent second and third attempt."""
    monkeypatch.setattr(provider, "_TIMEOUT", 0.3)
    stub = server(lambda request, n: lengths(request, n)._replace(pause=5.0))
    start = time.monotonic()
    with pytest.raises(EmbeddingFailed, match="too long"):
        LiteLLMEmbedder(MODEL).embed_query("Ferry")
    assert time.monotonic() - start < 3
    assert len(stub.requests) == 1


def test_nobody_listens(server: Callable[[Meet], Stub]) -> None:
    """A refused connection is an error of the provider, not a traceback."""
    server(lengths)
    with pytest.raises(EmbeddingFailed, match="did not answer"):
        LiteLLMEmbedder(MODEL, api_base="http://user:Zq81mmP0tt77@127.0.0.1:9/v1").embed_query("Ferry")


def test_no_key(server: Callable[[Meet], Stub], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key the environment variable is named, and nothing is sent."""
    stub = server(lengths)
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(EmbeddingFailed) as error:
        LiteLLMEmbedder(MODEL).embed_query("Ferry")
    assert "OPENAI_API_KEY" in error.value.next_step
    assert stub.requests == []


@pytest.mark.parametrize("model", ["", "nobody/knows-this", "text embedding"])
def test_an_unknown_model(server: Callable[[Meet], Stub], model: str) -> None:
    """A name that LiteLLM does not know is said in one line."""
    stub = server(lengths)
    with pytest.raises(EmbeddingFailed) as error:
        LiteLLMEmbedder(model).embed_query("Ferry")
    assert "name" in error.value.next_step
    assert "\n" not in str(error.value)
    assert stub.requests == []


def test_models_are_told_apart() -> None:
    """Vectors of two models are never mixed, because their names differ."""
    assert LiteLLMEmbedder(MODEL).model_id == f"litellm:{MODEL}"
