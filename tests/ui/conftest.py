"""One real API for the tests of the page: a process on loopback with a folder of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from tests.api.serving import Server, serving

ROOT = Path(__file__).parents[2]
UI = ROOT / "ui"
SAMPLES = ROOT / "translator" / "samples"
TICKET = (
    "Sign-in broken\n\nProspects cannot sign in during a live demo. Two demos failed last month. "
    "Sign-in failures are at 3 %, the target is under 0.5 %."
)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An API without keys that has the sample incidents."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TRANSLATOR_DATA_DIR", raising=False)
        with serving(tmp_path_factory.mktemp("api"), "--no-auth", rate_limit="off") as made:
            content = (SAMPLES / "incidents.jsonl").read_bytes()
            address = f"{made.url}/v1/incidents/import"
            httpx.post(address, content=content, timeout=60, verify=False).raise_for_status()
            yield made


@pytest.fixture(autouse=True)
def _modules_of_the_page() -> Iterator[None]:
    """The page finds its modules beside app.py, as Streamlit runs it."""
    sys.path.insert(0, str(UI))
    yield
    sys.path.remove(str(UI))


Page = Callable[..., AppTest]


@pytest.fixture
def page(server: Server, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Opens a page of the application: `page("page_backlog.py")`, `page(id=…)` for a stored pitch."""
    monkeypatch.setenv("TRANSLATOR_API_HOST", "127.0.0.1")
    monkeypatch.setenv("TRANSLATOR_API_PORT", str(server.port))
    monkeypatch.delenv("TRANSLATOR_API_KEY", raising=False)

    def opened(name: str = "", **query: str) -> AppTest:
        at = AppTest.from_file(str(UI / "app.py"), default_timeout=60)
        for key, value in query.items():
            at.query_params[key] = value
        at.run()
        if name:
            at.switch_page(name).run()
        assert not at.exception, at.exception
        return at

    return opened


@pytest.fixture
def ask(server: Server) -> Callable[..., Any]:
    """One request to the API, past the page: gives its JSON."""

    def asked(method: str, path: str, body: Any = None, **named: Any) -> Any:
        answer = httpx.request(method, server.url + path, json=body, timeout=60, verify=False, **named)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    return asked


def shown(at: AppTest) -> str:
    """All HTML of the page, in its order."""
    return "\n".join(element.proto.body for element in at.get("html"))


def told(at: AppTest) -> str:
    """What is said in messages: errors, warnings and notes, without the escapes."""
    return (
        "\n".join(m.value for m in (*at.error, *at.warning, *at.info)).replace("\\", "").replace("\u2060", "")
    )
