"""The page without a browser: what a reader sees while the API is down, and what is sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).parents[2] / "ui" / "app.py"
pytestmark = [
    pytest.mark.loopback,
    # Streamlit's own start-up warns about running without `streamlit run`.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """A stand-in for the API at our own seam; yields the bodies it was sent."""
    sent: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, payload: object, status: int = 200) -> None:
            body = json.dumps(payload).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._answer([{"id": "sales", "name": "Sales"}])

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            sent.append(body)
            if not body["text"].strip():
                self._answer({"detail": "there is no text to translate."}, 422)
            else:
                self._answer({"markdown": "# Prospects cannot sign in"})

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("TRANSLATOR_API_PORT", str(server.server_address[1]))
    yield sent
    server.shutdown()
    server.server_close()


def _open() -> AppTest:
    import streamlit

    streamlit.cache_data.clear()
    return AppTest.from_file(str(PAGE), default_timeout=20).run()


def test_paste_and_read(stub: list[dict[str, object]]) -> None:
    """A pasted ticket is sent as it is, and the pitch is shown."""
    page = _open()
    page.text_area[0].set_value("Sign-in broken")
    page.button[0].click().run()
    assert stub[-1]["text"] == "Sign-in broken"
    assert any("Prospects cannot sign in" in m.value for m in page.markdown)
    assert not page.exception


def test_a_problem_is_shown_with_its_next_step(stub: list[dict[str, object]]) -> None:
    """What the API says is wrong is shown as it says it."""
    page = _open()
    page.button[0].click().run()
    assert [w.value for w in page.warning] == ["there is no text to translate."]


def test_api_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an API the page says so and how to start it; nothing crashes."""
    monkeypatch.setenv("TRANSLATOR_API_PORT", "9")
    page = _open()
    page.text_area[0].set_value("Sign-in broken")
    page.button[0].click().run()
    assert "make up" in page.error[0].value
    assert not page.exception
