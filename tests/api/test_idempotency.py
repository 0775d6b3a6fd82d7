"""Repeated writes are carried out once: replays, other bodies, answers that fail, and parallel duplicates."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Body, Depends, FastAPI
from starlette.responses import Response, StreamingResponse

from tests.databases import NewUrl
from translator.api.app import create_app
from translator.api.deps import Caller, needs
from translator.errors import StepRefused, StoreUnusable
from translator.models import Scope
from translator.settings import load_settings

WRITER: tuple[Scope, ...] = ("read", "write")


class Replicas:
    """Two applications on one database, with routes that count how often they are carried out."""

    def __init__(self, folder: Path, url: str, seconds: str = "30") -> None:
        flags = {"data_dir": str(folder), "database_url": url, "rate_limit": "", "request_timeout": seconds}
        loaded = load_settings(toml_path=None, environ={}, flags=flags)
        self.apps = [create_app(loaded), create_app(loaded)]
        self.done: Counter[str] = Counter()
        for app in self.apps:
            self._routes(app)

    def begin(self) -> None:
        """New holders of keys: what others have sent does not count for them."""
        self.done.clear()
        keys = self.apps[0].state.service.keys
        self.key = keys.make("ana", workspace="default", scopes=WRITER).text
        self.other_key = keys.make("ben", workspace="default", scopes=WRITER).text
        self.stranger = keys.make("eve", workspace="other", scopes=WRITER).text

    def _routes(self, app: FastAPI) -> None:
        async def do(
            kind: str,
            caller: Annotated[Caller, Depends(needs("write"))],
            body: Annotated[Any, Body()] = None,
        ) -> Response:
            self.done[kind] += 1
            number = self.done[kind]
            if kind == "slow":
                await asyncio.sleep(0.3)
            elif kind == "late":
                await asyncio.sleep(30)
            elif kind == "refused":
                raise StepRefused(f"no, for the {number}. time.")
            elif kind == "away" and number == 1:
                raise StoreUnusable("away.")
            elif kind == "defect" and number == 1:
                raise KeyError
            elif kind == "large":
                return Response(b"x" * 1_000_001, 201, {"Location": "/v1/made"})
            elif kind == "stream":

                async def pieces() -> Any:
                    for _ in range(12):
                        yield b"x" * 100_000

                return StreamingResponse(pieces(), 201, {"Location": "/v1/made"})
            elif kind == "nothing":
                return Response(status_code=204)
            return Response(b"%d" % number, 201, {"Location": f"/{number}", "ETag": '"1"', "Link": "<a>"})

        for method in ("POST", "PATCH", "PUT", "DELETE", "GET"):
            app.add_api_route("/v1/do/{kind}", do, methods=[method])

    def run(self, talk: Callable[[list[httpx.AsyncClient]], Awaitable[Any]]) -> Any:
        """Talk to both on one loop."""

        async def talked() -> Any:
            clients = [
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(app=app),
                    base_url="http://api",
                    headers={"Authorization": f"Bearer {self.key}"},
                )
                for app in self.apps
            ]
            try:
                return await talk(clients)
            finally:
                for client in clients:
                    await client.aclose()
                for app in self.apps:
                    await app.state.service.keys.settle()

        return asyncio.run(talked())

    def ask(self, kind: str, key: str | None = "k-1", method: str = "POST", **named: Any) -> httpx.Response:
        """One request to the first."""
        headers = named.pop("headers", {}) | ({"Idempotency-Key": key} if key is not None else {})

        async def one(clients: list[httpx.AsyncClient]) -> httpx.Response:
            return await clients[0].request(method, f"/v1/do/{kind}", headers=headers, **named)

        answer: httpx.Response = self.run(one)
        return answer

    def close(self) -> None:
        for app in self.apps:
            asyncio.run(app.state.service.close())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Two applications on one database of either kind."""
    folder = tmp_path_factory.mktemp(request.param)
    url = f"sqlite:///{folder}/service.db"
    if request.param == "postgresql":
        new_url: NewUrl = request.getfixturevalue("new_postgres_url")
        url = new_url()
    made = Replicas(folder, url)
    yield made
    made.close()


@pytest.fixture
def both(served: Replicas) -> Replicas:
    """The two, for holders who have sent nothing yet."""
    served.begin()
    return served


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Two applications on one SQLite file."""
    folder = tmp_path_factory.mktemp("sqlite-only")
    made = Replicas(folder, f"sqlite:///{folder}/service.db")
    yield made
    made.close()


@pytest.fixture
def api(on_sqlite: Replicas) -> Replicas:
    """The two on SQLite, for holders who have sent nothing yet."""
    on_sqlite.begin()
    return on_sqlite


def test_a_repetition_gets_the_first_answer(both: Replicas) -> None:
    """Status, headers and body are those of the first, it says so, and nothing is done again."""
    first = both.ask("it", json={"a": 1})
    again = both.ask("it", json={"a": 1})
    assert (first.status_code, first.text, both.done["it"]) == (201, "1", 1)
    assert (again.status_code, again.text) == (201, "1")
    for name in ("location", "etag", "link"):
        assert again.headers[name] == first.headers[name]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert first.headers["x-request-id"] != again.headers["x-request-id"]
    assert both.ask("it", "k-2", json={"a": 1}).text == "2"
    assert both.ask("it", None, json={"a": 1}).text == "3"
    assert both.ask("it", '"k-1"', json={"a": 1}).text == "1"  # quoted, as the draft has it
    assert both.ask("nothing", "k-3").status_code == 204
    assert (both.ask("nothing", "k-3").status_code, both.done["nothing"]) == (204, 1)


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_every_write_is_remembered(api: Replicas, method: str) -> None:
    """Whatever the method of a write; reading is carried out each time."""
    assert [api.ask("it", method=method).text for _ in range(2)] == ["1", "1"]
    assert [api.ask("it", method="GET").text for _ in range(2)] == ["2", "3"]


def test_another_request_with_the_same_key(api: Replicas) -> None:
    """Another body, path, query or method is refused, and the first answer stays."""
    api.ask("it", json={"a": 1})
    for named in (
        {"json": {"a": 2}}, {"json": {"a": 1}, "params": {"q": "1"}}, {"json": {"a": 1}, "method": "PUT"}, {},
    ):  # fmt: skip
        answer = api.ask("it", **named)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-mismatch")
    assert api.ask("other", json={"a": 1}).status_code == 422
    assert api.ask("it", json={"a": 1}).text == "1"


def test_a_key_belongs_to_its_holder(api: Replicas) -> None:
    """The same words of another key, in the same workspace or another, are another matter."""
    api.ask("it")
    for number, holder in ((2, api.other_key), (3, api.stranger)):
        headers = {"Authorization": f"Bearer {holder}"}
        assert api.ask("it", headers=headers).text == str(number)


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "a b", "ä", "a\tb"])
def test_a_key_that_is_none(api: Replicas, key: str) -> None:
    """It is refused before anything is done."""
    answer = api.ask("it", headers={"Idempotency-Key": key.encode("latin-1")}, key=None)
    assert (answer.status_code, answer.json()["place"]) == (422, "Idempotency-Key")
    assert api.done["it"] == 0


def test_a_stream_cannot_be_remembered(api: Replicas) -> None:
    """Asking for events with a key is refused, so that nobody believes it was safe."""
    answer = api.ask("it", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, api.done["it"]) == (422, 0)
    assert "event stream" in answer.json()["detail"]


@pytest.mark.parametrize(("kind", "status"), [("away", 503), ("defect", 500)])
def test_a_failure_frees_the_key(api: Replicas, kind: str, status: int) -> None:
    """What a repetition may mend is carried out again."""
    assert api.ask(kind).status_code == status
    assert (api.ask(kind).text, api.done[kind]) == ("2", 2)
    assert (api.ask(kind).text, api.done[kind]) == ("2", 2)


def test_a_refusal_is_an_answer(api: Replicas) -> None:
    """A 4xx of the route is remembered: it is what the request came to."""
    assert [api.ask("refused").json()["detail"] for _ in range(2)] == ["no, for the 1. time."] * 2


def test_a_request_that_ran_out_of_time_frees_the_key(tmp_path: Path) -> None:
    """Nobody knows how far it came, so a repetition is carried out."""
    api = Replicas(tmp_path, f"sqlite:///{tmp_path}/service.db", seconds="1")
    api.begin()
    assert api.ask("late").status_code == 504
    assert api.ask("late").status_code == 504
    assert api.done["late"] == 2
    api.close()


@pytest.mark.parametrize("kind", ["large", "stream"])
def test_an_answer_that_is_too_large(api: Replicas, kind: str) -> None:
    """It is sent and not kept; a repetition hears that it was carried out, and where."""
    first = api.ask(kind)
    assert (first.status_code, len(first.content) > 1_000_000) == (201, True)
    again = api.ask(kind)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency-not-kept")
    assert again.headers["location"] == "/v1/made"
    assert api.done[kind] == 1


def test_without_the_right_to_write_nothing_is_claimed(api: Replicas) -> None:
    """A key that is refused leaves nothing behind."""
    headers = {"Authorization": "Bearer tr_nobody"}
    assert api.ask("it", headers=headers).status_code == 401
    assert api.ask("it").text == "1"


def test_twenty_at_once_on_two_replicas(both: Replicas) -> None:
    """Of twenty duplicates one is carried out; the others wait for their turn or get its answer."""

    async def talk(clients: list[httpx.AsyncClient]) -> None:
        async def send(number: int) -> httpx.Response:
            while True:
                answer = await clients[number % 2].post(
                    "/v1/do/slow", json={"a": 1}, headers={"Idempotency-Key": "once"}
                )
                if answer.status_code != 409:
                    return answer
                seen[answer.json()["code"]] += 1
                assert answer.headers["retry-after"] == "2"
                await asyncio.sleep(0.1)

        seen: Counter[str] = Counter()
        answers = await asyncio.gather(*(send(number) for number in range(20)))
        assert {(a.status_code, a.text) for a in answers} == {(201, "1")}
        assert sum("idempotency-replayed" in a.headers for a in answers) == 19
        assert set(seen) == {"idempotency-in-flight"}

    both.run(talk)
    assert both.done["slow"] == 1
