"""The HTTP door through its front: answers, problems, no 500 for what a caller can cause."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from translator.api.app import create_app

TICKET = "Sign-in broken\n\nProspects cannot sign in during a live demo. Two demos failed last month."


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The application, started in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return create_app()


async def _call(app: FastAPI, method: str, path: str, body: object = None) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        return await client.request(method, path, json=body)


def _run(app: FastAPI, method: str, path: str, body: object = None) -> httpx.Response:
    import asyncio

    return asyncio.run(_call(app, method, path, body))


def test_health(app: FastAPI) -> None:
    """Alive and ready, with the version."""
    assert _run(app, "GET", "/healthz").json()["status"] == "ok"
    assert _run(app, "GET", "/readyz").status_code == 200


def test_translation(app: FastAPI) -> None:
    """A ticket comes back as a pitch, as data and as Markdown."""
    answer = _run(app, "POST", "/v1/translations", {"text": TICKET, "stakeholders": ["sales"]})
    assert answer.status_code == 200
    assert answer.json()["pitch"]["schema"] == "translator.pitch/1"
    assert [f["stakeholder"] for f in answer.json()["pitch"]["draft"]["framings"]] == ["sales"]
    assert answer.json()["markdown"].startswith("# Prospects cannot sign in")


def test_stakeholders(app: FastAPI) -> None:
    """The page can list whom a framing can be written for."""
    assert {"sales", "support", "executives"} <= {
        s["id"] for s in _run(app, "GET", "/v1/stakeholders").json()
    }


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "   "}, 422, "empty-input"),
        ({"text": "a\u0000b"}, 415, "binary-input"),
        ({"text": '{"title": '}, 422, "malformed-input"),
        ({"text": TICKET, "stakeholders": ["ceo"]}, 422, "unknown-stakeholder"),
        ({"text": TICKET, "reader": "word"}, 422, "unknown-reader"),
        ({"text": "x" * 4_100_000}, 413, "input-too-large"),
        ({"text": TICKET, "surprise": 1}, 422, "malformed-request"),
        ({}, 422, "malformed-request"),
        ([], 422, "malformed-request"),
        ({"text": "Summary,Issue key\nOne,A-1\nTwo,A-2\n"}, 422, "malformed-input"),
    ],
)
def test_problems(app: FastAPI, body: object, status: int, code: str) -> None:
    """Each thing a caller can get wrong is a problem document with a stable code."""
    answer = _run(app, "POST", "/v1/translations", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.loopback
def test_served_where_the_settings_say(tmp_path: Path) -> None:
    """`python -m translator.api` listens on the port of translator.toml."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "translator.toml").write_text(f"api_port = {port}\n")
    server = subprocess.Popen([sys.executable, "-m", "translator.api"], cwd=tmp_path)
    try:
        for _ in range(100):
            time.sleep(0.1)
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1)
            except httpx.HTTPError:
                continue
            break
        assert answer.json()["status"] == "ok"
    finally:
        server.terminate()
        server.wait(timeout=10)
