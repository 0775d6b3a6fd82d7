"""Stages as server-sent events, and translations that go on while nobody waits."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from tests.api.client import TICKET, Api
from tests.llm.writer import SENTENCE, answer
from translator.api.later import failure
from translator.api.streaming import events
from translator.errors import ModelKeyInvalid, UnknownTranslation
from translator.llm.fake import ScriptedModel, Slow
from translator.models import BatchRow, Stage, Translation

SSE = {"accept": "text/event-stream"}
LATER = {"prefer": "respond-async; wait=1, handling=lenient"}


def _events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def _model(seconds: float = 0.0) -> ScriptedModel:
    return ScriptedModel(lambda request: Slow(seconds, answer(request)))


def test_stages_are_told_in_order(tmp_path: Path) -> None:
    """A model's pitch is told part by part, then done with the id that it is found under."""
    api = Api(tmp_path, gateway=_model())
    body = {"text": TICKET, "stakeholders": ["sales", "support"]}
    answered = api("POST", "/v1/translations", body, headers=SSE)
    assert answered.status_code == 200
    assert answered.headers["content-type"].startswith("text/event-stream")
    told = _events(answered.text)
    names = [name for name, _ in told]
    assert names[:3] == ["accepted", "evidence", "incidents"]
    assert names[-2:] == ["checks", "done"]
    assert {"core", "framing:sales", "framing:support"} <= set(names)
    core = dict(told)["core"]
    assert core["parts"]["note.moment"] == SENTENCE
    done = dict(told)["done"]
    assert done["href"] == answered.headers["location"] == dict(told)["accepted"]["href"]
    assert api("GET", done["href"]).json()["state"] == done["state"]


def test_an_invented_number_is_in_no_stage(tmp_path: Path) -> None:
    """What a stage holds has been through the same grounding as the pitch."""
    lying = ScriptedModel(lambda request: answer(request).replace(SENTENCE, "We lose 97 % of 4,711 demos."))
    api = Api(tmp_path, gateway=lying)
    told = api("POST", "/v1/translations", {"text": TICKET}, headers=SSE).text
    assert "done" in dict(_events(told))
    assert "4,711" not in told
    assert "97" not in "".join(json.dumps(d.get("parts")) for _, d in _events(told))


def test_what_cannot_be_read_is_no_stream(tmp_path: Path) -> None:
    """A ticket that is none is answered with its status, before a stream begins."""
    api = Api(tmp_path)
    assert api("POST", "/v1/translations", {"text": " "}, headers=SSE).status_code == 422


def test_an_error_under_way_is_an_event() -> None:
    """A stream that has begun ends with the problem, whatever went wrong."""

    async def failing() -> Translation:
        raise ModelKeyInvalid("no key.")

    async def talk() -> list[tuple[str, Any]]:
        stream = events(
            lambda tell: asyncio.create_task(failing()),
            accepted={},
            done=lambda made: {},
            problem=lambda error: {"code": getattr(error, "code", "internal")},
        )
        return _events(b"".join([part async for part in stream]).decode())

    assert asyncio.run(talk())[-1] == ("error", {"code": "model-key-invalid"})


def test_a_silent_stream_is_kept_alive() -> None:
    """While a stage takes long, comments tell every proxy that the stream lives."""

    async def slow(tell: Any) -> Translation:
        await asyncio.sleep(0.12)
        tell(Stage(name="evidence"))
        raise UnknownTranslation("gone.")

    async def talk() -> bytes:
        stream = events(
            lambda tell: asyncio.create_task(slow(tell)),
            accepted={},
            done=lambda made: {},
            problem=lambda error: {},
            keep_alive=0.03,
        )
        return b"".join([part async for part in stream])

    text = asyncio.run(talk())
    assert text.count(b": still working\n\n") >= 2
    assert [name for name, _ in _events(text.decode())] == ["accepted", "evidence", "error"]


def test_what_is_asked_for_later_is_not_lost_with_the_server(tmp_path: Path) -> None:
    """202 at once; the next server that runs on the database still knows of it."""
    begun = Api(tmp_path)(
        "POST", "/v1/translations", {"text": TICKET, "stakeholders": ["sales"]}, headers=LATER
    )
    assert begun.status_code == 202
    assert begun.headers["preference-applied"] == "respond-async"
    assert begun.headers["retry-after"] == "1"
    api = Api(tmp_path)
    early = api("GET", begun.headers["location"])
    assert early.status_code == 202
    assert early.json() == begun.json()
    assert api("GET", begun.headers["location"], key=api.new_key(workspace="other")).status_code == 404


def test_what_cannot_be_made_is_refused_at_once(tmp_path: Path) -> None:
    """A stakeholder or engine that nobody has is no work for later."""
    api = Api(tmp_path)
    for wrong in ({"stakeholders": ["ceo"]}, {"engine": "llm"}, {"text": " "}):
        assert api("POST", "/v1/translations", {"text": TICKET, **wrong}, headers=LATER).status_code == 422
    assert api("GET", "/v1/batches?single=true").json()["items"] == []


def test_work_that_was_cancelled_is_gone(tmp_path: Path) -> None:
    """It is a batch of one, which no list shows unasked, and can be cancelled as one."""
    api = Api(tmp_path)
    place = api("POST", "/v1/translations", {"text": TICKET}, headers=LATER).headers["location"]
    assert api("GET", "/v1/batches").json()["items"] == []
    batch = api("GET", "/v1/batches?single=true").json()["items"][0]["id"]
    assert api("POST", f"/v1/batches/{batch}/cancel").status_code == 200
    assert api("GET", place).json()["detail"].endswith("was cancelled before it was made.")


def test_a_failure_nobody_waited_for_is_told_to_who_asks() -> None:
    """The code of a failed row leads back to its error, and one that nobody knows to a defect."""
    row = BatchRow(number=1, place="ticket", state="failed", code="model-key-invalid", error="no key.")
    assert isinstance(failure(row), ModelKeyInvalid)
    assert failure(row).message == "no key."
    assert failure(row.model_copy(update={"code": "gone-code"})).http_status == 500


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Api, str]]:
    """The API with a slow model on a real port."""
    api = Api(tmp_path, gateway=_model(0.3))
    server = uvicorn.Server(uvicorn.Config(api.app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield api, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.mark.loopback
def test_who_goes_away_finds_the_pitch_later(served: tuple[Api, str]) -> None:
    """The translation is stored though the listener left after the first event."""
    api, base = served
    headers = {"authorization": f"Bearer {api.key}", **SSE}
    with httpx.stream("POST", f"{base}/v1/translations", json={"text": TICKET}, headers=headers) as stream:
        first = next(stream.iter_text())
    href = dict(_events(first))["accepted"]["href"]
    del headers["accept"]
    for _ in range(100):
        found = httpx.get(f"{base}{href}", headers=headers)
        if found.status_code == 200:
            break
        time.sleep(0.05)
    assert found.json()["pitch"]["draft"]["note"]["moment"]["plain"] == SENTENCE


@pytest.mark.loopback
def test_stages_come_as_they_are_made(served: tuple[Api, str]) -> None:
    """The first stages are heard long before the last: nothing on the way holds them back."""
    api, base = served
    headers = {"authorization": f"Bearer {api.key}", **SSE}
    heard: dict[str, float] = {}
    with httpx.stream("POST", f"{base}/v1/translations", json={"text": TICKET}, headers=headers) as stream:
        for text in stream.iter_text():
            heard |= {name: time.monotonic() for name, _ in _events(text)}
    assert heard["done"] - heard["evidence"] > 0.3


@pytest.mark.loopback
def test_respond_async_ends_where_it_said(served: tuple[Api, str]) -> None:
    """The server works on it beside its requests, and the place then answers with the pitch."""
    api, base = served
    headers = {"authorization": f"Bearer {api.key}", **LATER}
    begun = httpx.post(f"{base}/v1/translations", json={"text": TICKET}, headers=headers)
    assert begun.status_code == 202
    for _ in range(300):
        found = httpx.get(f"{base}{begun.headers['location']}", headers=headers)
        if found.status_code != 202:
            break
        time.sleep(0.1)
    assert found.status_code == 200, found.text
    assert found.json()["id"] == begun.json()["id"]
    assert found.json()["created_by"]["name"] == "Ana"
