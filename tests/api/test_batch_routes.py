"""Batches over HTTP: made of any body, looked at, moved; and done by the server itself."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.api.client import Api
from translator.storage.batches.base import Outcome
from translator.wiring_jobs import Beside

EXPORT = (
    "Issue key,Summary,Description\nNORD-1,Sign-in fails,Two demos failed.\nNORD-2,short\n"
    "NORD-3,Export hangs,It hangs for 40 s.\n"
)
FORM = {"content-type": "multipart/form-data"}  # without its boundary
LINES = '{"title": "a", "description": "b"}\n{"title"\n'


@pytest.fixture
def api(tmp_path: Path) -> Api:
    """A server whose batches nobody works on."""
    return Api(tmp_path, incidents="off")


def form(**files: str) -> dict[str, Any]:
    """A form with files, each under the name `file`."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{text}\r\n'
        for name, text in files.items()
    ]
    return {
        "content": "".join([*parts, "--x--\r\n"]),
        "headers": {"content-type": "multipart/form-data; boundary=x"},
    }


def made(api: Api, query: str = "", **sent: Any) -> dict[str, Any]:
    sent = sent or {"content": EXPORT, "headers": {"content-type": "text/csv"}}
    answer = api("POST", f"/v1/batches{query}", **sent)
    assert answer.status_code == 202, answer.text
    batch: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/batches/{batch['id']}"
    return batch


def test_a_batch_of_an_export(api: Api) -> None:
    """It is stored with its options and its author; a row that cannot be read has failed, with its line."""
    batch = made(api, "?name=Backlog&stakeholder=sales&engine=offline&concurrency=4&rate=60&budget=1.5")
    assert (batch["name"], batch["state"], batch["created_by"]["name"]) == ("Backlog", "running", "Ana")
    assert batch["options"] == {
        "engine": "offline", "stakeholders": ["sales"], "concurrency": 4, "rate": 60, "budget": 1.5,
        "private": False,
    }  # fmt: skip
    assert (batch["counts"]["waiting"], batch["counts"]["failed"]) == (2, 1)
    assert api("GET", f"/v1/batches/{batch['id']}").json() == batch
    page = api("GET", f"/v1/batches/{batch['id']}/rows?limit=2").json()
    assert [(r["place"], r["state"]) for r in page["items"]] == [("line 2", "waiting"), ("line 3", "failed")]
    rest = api("GET", f"/v1/batches/{batch['id']}/rows?after={page['next']}").json()
    assert ([r["place"] for r in rest["items"]], rest["next"]) == (["line 4"], None)
    audit = api("GET", "/v1/audit").json()["items"]
    assert [event["action"] for event in audit][:1] == ["batch.created"]


def test_other_bodies(api: Api) -> None:
    """JSON of a tracker, JSON Lines, and files of a form, whose rows name their file."""
    issues = [{"key": "A-1", "fields": {"summary": "one"}}, {"key": "A-2", "fields": {"summary": "two"}}]
    assert made(api, body={"issues": issues})["counts"]["waiting"] == 2
    lines = made(api, content=LINES, headers={"content-type": "application/x-ndjson"})
    assert (lines["counts"]["waiting"], lines["counts"]["failed"]) == (1, 1)
    files = made(api, **form(one=EXPORT, two=LINES))
    assert files["name"] == "one, two"
    rows = api("GET", f"/v1/batches/{files['id']}/rows").json()["items"]
    assert [r["place"] for r in rows] == [
        "one: line 2", "one: line 3", "one: line 4", "two: line 1", "two: line 2",
    ]  # fmt: skip


def test_the_same_file_twice_is_two_batches(api: Api) -> None:
    """Each has rows of its own; with an idempotency key it is one."""
    assert made(api)["id"] != made(api)["id"]
    headers = {"content-type": "text/csv", "idempotency-key": "k1"}
    first, second = (made(api, content=EXPORT, headers=headers) for _ in range(2))
    assert first == second
    page = api("GET", "/v1/batches?limit=2")
    assert len(page.json()["items"]) == 2
    rest = api("GET", f"/v1/batches?cursor={page.json()['next']}").json()
    assert (len(rest["items"]), rest["next"]) == (1, "")
    assert 'rel="next"' in page.headers["link"]


def test_paused_resumed_cancelled(api: Api) -> None:
    """Each step answers with the batch; an ended one is refused."""
    path = f"/v1/batches/{made(api)['id']}"
    assert api("POST", f"{path}/pause").json()["state"] == "paused"
    assert [b["state"] for b in api("GET", "/v1/batches?state=paused").json()["items"]] == ["paused"]
    resumed = api("POST", f"{path}/resume?budget=2").json()
    assert (resumed["state"], resumed["options"]["budget"]) == ("running", 2.0)
    cancelled = api("POST", f"{path}/cancel").json()
    assert (cancelled["state"], cancelled["counts"]["cancelled"]) == ("cancelled", 2)
    assert (api("POST", f"{path}/resume").status_code, api("POST", f"{path}/pause").json()["code"]) == (
        409, "step-refused",
    )  # fmt: skip


def test_failed_rows_are_tried_again(api: Api) -> None:
    """They wait again, on record; one that could not be read stays, and with nothing to try it is refused."""
    batch = made(api)["id"]
    path = f"/v1/batches/{batch}"
    assert api("POST", f"{path}/retry").json()["code"] == "step-refused"
    work = api.app.state.service.database.work()
    taken = work.claim("default", batch, "w1")
    assert work.finish(taken, "w1", Outcome("failed", 1.0, code="model-timeout", error="no answer."))
    metrics = api("GET", "/metrics").text
    assert 'translator_batch_rows{state="waiting"} 1.0' in metrics
    again = api("POST", f"{path}/retry?budget=3").json()
    assert (again["state"], again["counts"]["waiting"], again["counts"]["failed"]) == ("running", 2, 1)
    assert again["options"]["budget"] == 3.0
    event = api("GET", "/v1/audit").json()["items"][0]
    assert (event["action"], event["detail"]) == ("batch.retried", {"rows": "2"})


def test_the_depth_of_the_queue_is_counted(api: Api) -> None:
    """Rows that wait, run and are held by a pause, of all workspaces; ended batches count for nothing."""

    def depth() -> dict[str, float]:
        lines = api("GET", "/metrics").text.splitlines()
        rows = [line for line in lines if line.startswith("translator_batch_rows{")]
        return {line.split('"')[1]: float(line.split()[1]) for line in rows}

    assert depth() == {"waiting": 0, "running": 0, "paused": 0}
    first, second = made(api)["id"], made(api)["id"]
    made(api, headers={"authorization": f"Bearer {api.new_key(workspace='other')}"}, content=EXPORT)
    assert depth() == {"waiting": 6, "running": 0, "paused": 0}
    assert api.app.state.service.database.work().claim("default", first, "w1") is not None
    api("POST", f"/v1/batches/{second}/pause")
    assert depth() == {"waiting": 3, "running": 1, "paused": 2}
    api("POST", f"/v1/batches/{first}/cancel")
    assert depth() == {"waiting": 2, "running": 1, "paused": 2}  # a row under way ends


def test_results_in_each_form(api: Api) -> None:
    """Every row, as JSON Lines, as a table and as an index."""
    path = f"/v1/batches/{made(api)['id']}/results"
    lines = [json.loads(line) for line in api("GET", path).text.splitlines()]
    assert [row["state"] for row in lines] == ["waiting", "failed", "waiting"]
    table = api("GET", f"{path}?format=csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(list(csv.DictReader(io.StringIO(table.text)))) == 3
    index = api("GET", f"{path}?format=md").text
    assert "3 rows: 1 failed, 2 not yet." in index


def test_an_estimate(api: Api) -> None:
    """Nothing is stored."""
    headers = {"content-type": "text/csv"}
    found = api("POST", "/v1/batches/estimate", content=EXPORT, headers=headers).json()
    assert (found["rows"], found["unreadable"], found["cost"], found["model"]) == (3, 1, 0.0, None)
    assert api("GET", "/v1/batches").json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("POST", "", {"content": ""}, 422, "empty-input"),
        ("POST", "", {"content": "Issue key,Summary,Description\n"}, 422, "empty-input"),
        ("POST", "", {"body": []}, 422, "empty-input"),
        ("POST", "", {"content": b"\x00\x01"}, 415, "binary-input"),
        ("POST", "", {"content": '{"title": '}, 422, "malformed-input"),
        ("POST", "?stakeholder=ceo", {"content": EXPORT}, 422, "unknown-stakeholder"),
        ("POST", "?reader=word", {"content": EXPORT}, 422, "malformed-request"),
        ("POST", "?engine=llm", {"content": EXPORT}, 422, "malformed-input"),
        ("POST", "?concurrency=0", {"content": EXPORT}, 422, "malformed-request"),
        ("POST", "?budget=nan", {"content": EXPORT}, 422, "malformed-request"),
        ("POST", "?surprise=1", {"content": EXPORT}, 422, "malformed-request"),
        ("POST", "", form(), 422, "malformed-input"),
        ("POST", "", {"content": "x", "headers": FORM}, 422, "malformed-input"),
        ("GET", "/nope", {}, 404, "unknown-batch"),
        ("GET", "/nope/rows", {}, 404, "unknown-batch"),
        ("GET", "/nope/results", {}, 404, "unknown-batch"),
        ("POST", "/nope/pause", {}, 404, "unknown-batch"),
        ("POST", "/nope/retry", {}, 404, "unknown-batch"),
        ("GET", "?cursor=x", {}, 422, "cursor-invalid"),
    ],
)  # fmt: skip
def test_problems(api: Api, method: str, path: str, sent: dict[str, Any], status: int, code: str) -> None:
    """Each thing a caller can get wrong is a problem document with a stable code."""
    answer = api(method, f"/v1/batches{path}", **sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_who_may(api: Api) -> None:
    """Reading needs read, everything else write; other workspaces see nothing."""
    batch = made(api)
    reader, stranger = api.new_key("read"), api.new_key(workspace="other")
    assert api("GET", f"/v1/batches/{batch['id']}", key=reader).status_code == 200
    for path in ("", "/estimate", f"/{batch['id']}/cancel"):
        assert api("POST", f"/v1/batches{path}", key=reader, content=EXPORT).status_code == 403
    assert api("GET", f"/v1/batches/{batch['id']}", key=stranger).status_code == 404
    assert api("POST", f"/v1/batches/{batch['id']}/cancel", key=stranger).status_code == 404
    assert api("GET", "/v1/batches", key=stranger).json()["items"] == []


def test_a_server_that_works_itself(api: Api) -> None:
    """It takes up the first batch by itself; each row is a translation that names its batch."""
    beside = Beside(api.app.state.service)
    beside.start()
    try:
        path = f"/v1/batches/{made(api)['id']}"
        end = time.monotonic() + 30
        while (batch := api("GET", path).json())["state"] != "done":
            assert time.monotonic() < end, batch
            time.sleep(0.1)
    finally:
        beside.stop()
    assert (batch["counts"]["done"], batch["counts"]["failed"]) == (2, 1)
    stored = api("GET", f"/v1/translations?batch={batch['id']}").json()["items"]
    rows = api("GET", f"{path}/rows?state=done").json()["items"]
    assert {row["translation"] for row in rows} == {translation["id"] for translation in stored}
    assert all(row["summary"]["one_breath"] for row in rows)


def test_rows_tell_what_came_back(tmp_path: Path) -> None:
    """A row counts the repeats that its pitch tells, in every form; without past incidents it counts none."""
    samples = Path(__file__).parents[2] / "translator" / "samples"
    ticket = {"content": (samples / "tickets" / "login-timeout.md").read_text(encoding="utf-8")}
    api = Api(tmp_path)
    told = []
    beside = Beside(api.app.state.service)
    beside.start()
    try:
        for incidents in (b"", (samples / "incidents.jsonl").read_bytes()):
            if incidents:
                api("POST", "/v1/incidents/import", content=incidents).raise_for_status()
            path = f"/v1/batches/{made(api, **ticket, headers={'content-type': 'text/plain'})['id']}"
            end = time.monotonic() + 30
            while api("GET", path).json()["state"] != "done":
                assert time.monotonic() < end
                time.sleep(0.1)
            (row,) = api("GET", f"{path}/rows").json()["items"]
            told.append(row["summary"]["repeats"])
    finally:
        beside.stop()
    assert told == [None, 3]
    pitch = api("GET", f"/v1/translations/{row['translation']}").json()["pitch"]
    assert any("Repeats: 3 incidents" in line["plain"] for line in pitch["draft"]["note"]["proof"])
    (line,) = api("GET", f"{path}/results").text.splitlines()
    assert json.loads(line)["repeats"] == 3
    (row,) = csv.DictReader(io.StringIO(api("GET", f"{path}/results?format=csv").text))
    assert row["repeats"] == "3"
    assert f"| 3 | {row['translation']} |" in api("GET", f"{path}/results?format=md").text
