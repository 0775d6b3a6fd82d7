"""The layers around the routes: ids, headers, limits of size and time, problems, and what is logged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Body, Depends, Query
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from tests.api.client import Api
from translator.api.body_limit import BodyLimit
from translator.api.deps import Caller, needs, revision_of
from translator.errors import EditConflict, StoreUnusable, VersionNotNamed

SECRET = "the-words-of-a-ticket"


class _Wish(BaseModel):
    name: str
    parts: list[int]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The application with some routes that do what routes may do wrong."""
    api = Api(tmp_path_factory.mktemp("frame"), body_limit="5000", request_timeout="1")

    async def defect(caller: Annotated[Caller, Depends(needs("write"))]) -> None:
        raise KeyError(SECRET)

    async def late() -> None:
        await asyncio.sleep(30)

    async def away() -> None:
        raise StoreUnusable("the server cannot be reached.", place="db.internal:5432", next_step="Start it.")

    async def wish(wish: _Wish, limit: Annotated[int, Query()] = 1) -> None:
        return None

    async def raw(body: Annotated[Any, Body()] = None) -> dict[str, int]:
        return {"length": len(json.dumps(body))}

    async def stream() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            for number in range(3):
                await asyncio.sleep(0.5)
                yield f"{number}".encode()

        return StreamingResponse(pieces())

    for name, method in (
        ("defect", defect), ("late", late), ("away", away), ("wish", wish), ("raw", raw), ("stream", stream)
    ):  # fmt: skip
        api.app.add_api_route(f"/v1/test/{name}/{{id}}", method, methods=["POST"])
    return api


def problem(answer: httpx.Response) -> dict[str, Any]:
    """The problem document; every one has these members."""
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["type"] == f"urn:translator:problem:{document['code']}"
    assert (document["status"], document["title"] != "") == (answer.status_code, True)
    assert document["request_id"] == answer.headers["x-request-id"]
    return document


def test_health_and_readiness_need_no_key(api: Api) -> None:
    """Probes get their answer without a key, and readiness names each part."""
    assert api("GET", "/healthz", key="none").json()["status"] == "ok"
    answer = api("GET", "/readyz", key="none")
    assert answer.status_code == 200
    assert answer.json()["parts"] == dict.fromkeys(("catalog", "database", "incidents", "model"), "ok")


def test_readiness_names_what_is_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a database that cannot be opened the process lives, is not ready, and says why; the log once."""
    (tmp_path / "data").mkdir()
    api = Api(tmp_path / "data")
    (tmp_path / "data" / "translator.db").write_bytes(b"no database at all" * 100)
    for beside in (tmp_path / "data").glob("translator.db-*"):
        beside.unlink()
    assert api("GET", "/healthz").status_code == 200
    answer = api("GET", "/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert api("GET", "/readyz").status_code == 503
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    [logged] = [line for line in lines if line["event"] == "not ready"]
    told = answer.json()["parts"]
    assert logged["parts"] == {"database": told["database"]}
    assert told.pop("database") != "ok"
    assert set(told.values()) == {"ok"}
    assert str(tmp_path) not in answer.text
    refused = api("GET", "/v1/me")
    assert (refused.status_code, problem(refused)["code"]) == (503, "store-unusable")
    assert "place" not in refused.json()


@pytest.mark.parametrize("given", ["req-1", "Root=1-5f3c:x/y=", "a" * 128])
def test_a_sane_request_id_is_kept(api: Api, given: str) -> None:
    """The id of a caller comes back, so that both logs can be laid side by side."""
    assert api("GET", "/v1/me", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "a b", "a" * 129, 'x"}{', "é"])
def test_another_request_id_is_replaced(api: Api, given: str) -> None:
    """What could break a line of log, or fill it, is replaced by an id of ours."""
    sent = {"X-Request-Id": given.encode("latin-1")}
    made = api("GET", "/v1/me", headers=sent).headers["x-request-id"]  # type: ignore[arg-type]
    assert made != given
    assert len(made) == 32


def test_headers_of_every_answer(api: Api) -> None:
    """Answers are not sniffed, framed or stored; the page of the documentation may load its scripts only."""
    for path in ("/v1/me", "/healthz", "/v1/nothing"):
        headers = api("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert ("no-store" in headers.get("cache-control", "")) == path.startswith("/v1")
        assert "content-security-policy" not in headers
        assert "access-control-allow-origin" not in headers
    assert "default-src 'none'" in api("GET", "/docs").headers["content-security-policy"]


def test_pages_of_other_hosts_are_let_in_by_a_setting_only(tmp_path: Path) -> None:
    """A named origin may ask and read our headers, with no key for the question whether it may; no other."""
    api = Api(tmp_path / "data", cors_origins=["https://tool.example"])  # type: ignore[arg-type]
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "Authorization"}
    may = api("OPTIONS", "/v1/me", headers={"Origin": "https://tool.example", **asked})
    assert (may.status_code, may.headers["access-control-allow-origin"]) == (200, "https://tool.example")
    answer = api("GET", "/v1/me", headers={"Origin": "https://tool.example"})
    assert "ETag" in answer.headers["access-control-expose-headers"]
    other = api("GET", "/v1/me", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/../etc/passwd", 404, "not-found"),
        ("PUT", "/v1/me", 405, "method-not-allowed"),
        ("BREW", "/v1/me", 405, "method-not-allowed"),
        ("POST", "/healthz", 405, "method-not-allowed"),
    ],
)
def test_what_is_not_there(api: Api, method: str, path: str, status: int, code: str) -> None:
    """The router's own refusals are problem documents too, and 405 names the methods."""
    answer = api(method, path)
    assert (answer.status_code, problem(answer)["code"]) == (status, code)
    assert ("allow" in answer.headers) == (status == 405)


def test_all_faults_of_a_request_are_told_at_once(api: Api) -> None:
    """Each wrong value has its JSON pointer or parameter, and no value is repeated."""
    answer = api("POST", "/v1/test/wish/1?limit=many", {"parts": [1, SECRET, {"a": 1}]})
    told = problem(answer)
    assert (answer.status_code, told["code"]) == (422, "malformed-request")
    where = {fault.get("pointer") or fault.get("parameter") for fault in told["errors"]}
    assert where == {"limit", "#/name", "#/parts/1", "#/parts/2"}
    assert SECRET not in answer.text
    broken = problem(api("POST", "/v1/test/wish/1", content='{"parts": ['))
    assert [fault["pointer"] for fault in broken["errors"]] == ["#"]


def test_a_defect_says_nothing_but_its_id(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    """The caller gets an id; the log under it has the kind and the place of the error, and no text."""
    answer = api("POST", "/v1/test/defect/1")
    told = problem(answer)
    assert (answer.status_code, told["code"]) == (500, "internal")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    [defect] = [line for line in lines if line["event"] == "defect"]
    assert (defect["error"], defect["request_id"]) == ("KeyError", told["request_id"])
    assert "defect" in defect["where"][-1]
    assert SECRET not in answer.text + json.dumps(lines)


def test_a_fault_of_the_operator_names_no_host(api: Api) -> None:
    """What a caller cannot mend says when to come back, and where it is wrong stays in the house."""
    answer = api("POST", "/v1/test/away/1")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert problem(answer)["code"] == "store-unusable"
    assert "db.internal" not in answer.text


def test_a_request_that_takes_too_long(api: Api) -> None:
    """It is answered when the time is up; an answer that has begun may go on for longer."""
    answer = api("POST", "/v1/test/late/1")
    assert (answer.status_code, problem(answer)["code"]) == (504, "request-timeout")
    assert api("POST", "/v1/test/stream/1").text == "012"


def test_the_line_of_a_request(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each request: id, template of the path, status, time, key; no path, query or body."""
    body = {"name": SECRET, "parts": []}
    answer = api("POST", f"/v1/test/wish/{SECRET}?limit=1&q={SECRET}", body)
    assert answer.status_code == 200
    [line] = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert told.pop("at")
    assert told.pop("ms") > 0
    assert told.pop("key") in api.key
    assert told == {
        "event": "request",
        "level": "info",
        "request_id": answer.headers["x-request-id"],
        "method": "POST",
        "route": "/v1/test/wish/{id}",
        "status": 200,
        "workspace": "default",
    }


def test_counts(tmp_path: Path) -> None:
    """Requests are counted by template and status; whatever a caller makes up gets no count of its own."""
    api = Api(tmp_path)
    for path in ("/v1/me", "/v1/me", "/v1/made-up-1", "/v1/made-up-2"):
        api("GET", path)
    api("BREW", "/v1/me")
    page = api("GET", "/metrics", key="none").text
    assert 'translator_requests_total{method="GET",route="/v1/me",status="200"} 2.0' in page
    assert 'translator_requests_total{method="GET",route="none",status="404"} 2.0' in page
    assert 'method="other"' in page
    assert "translator_requests_in_flight 1.0" in page  # the one that asks
    assert "made-up" not in page
    assert 'translator_request_duration_seconds_count{route="/v1/me"}' in page


def test_a_translation_is_counted(tmp_path: Path) -> None:
    """Pitches by engine and findings by severity."""
    api = Api(tmp_path / "data")
    api.translated()
    page = api("GET", "/metrics").text
    assert 'translator_pitches_total{engine="offline"} 1.0' in page
    assert 'translator_requests_total{method="POST",route="/v1/translations",status="201"} 1.0' in page


@pytest.mark.parametrize("told", [True, False], ids=["told", "chunked"])
def test_a_body_that_is_too_large(api: Api, told: bool) -> None:
    """It is refused, whether or not it says how large it is; one of the allowed size is read."""

    async def pieces(size: int) -> AsyncIterator[bytes]:
        yield b'"'
        for _ in range(size // 100):
            yield b"x" * 100
        yield b'"'

    def content(size: int) -> Any:
        return b'"' + b"x" * size + b'"' if told else pieces(size)

    kind = {"Content-Type": "application/json"}
    small = api("POST", "/v1/test/raw/1", content=content(4000), headers=kind)
    assert small.json() == {"length": 4002}
    large = api("POST", "/v1/test/raw/1", content=content(6000), headers=kind)
    assert (large.status_code, problem(large)["code"]) == (413, "input-too-large")


def test_a_body_that_is_too_large_is_not_read(api: Api) -> None:
    """Nothing is asked of a sender who says that too much is coming, and little of one who does not."""
    asked = 0

    async def run(length: str) -> int:
        headers = [(b"content-length", length.encode())]
        scope = {"type": "http", "method": "POST", "path": "/v1/x", "headers": headers}
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            nonlocal asked
            asked += 1
            return {"type": "http.request", "body": b"x" * 10, "more_body": True}

        async def send(message: Any) -> None:
            sent.append(message)

        async def application(scope: Any, receive: Any, send: Any) -> None:
            while True:
                await receive()

        await BodyLimit(application, most=25)(scope, receive, send)
        return int(sent[0]["status"])

    assert (asyncio.run(run("26")), asked) == (413, 0)
    assert (asyncio.run(run("25")), asked) == (413, 3)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('"3"', 3), ('W/"3"', 3), ("3", 3), ("*", None), ('"x"', EditConflict), ('"²"', EditConflict),
        ('"99999999999999999999"', EditConflict), ("", VersionNotNamed), (None, VersionNotNamed),
    ],
)  # fmt: skip
def test_if_match(given: str | None, expected: int | type[Exception] | None) -> None:
    """The ETag that we give is read back; * is the newest; nothing at all is asked for."""
    from starlette.requests import Request

    headers = [] if given is None else [(b"if-match", given.encode("latin-1"))]
    request = Request({"type": "http", "headers": headers})
    if isinstance(expected, type):
        with pytest.raises(expected):
            revision_of(request)
    else:
        assert revision_of(request) == expected
