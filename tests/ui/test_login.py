"""The login of the page: whole, it asks who you are; in part, it keeps everybody out and says why."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from tests.api.serving import Server, free_port
from tests.ui.browser import chromium, settled, shot, streamlit
from tests.ui.conftest import UI, shown, told

pytestmark = [pytest.mark.loopback, pytest.mark.filterwarnings("ignore")]
SECRET = "a secret of this test, longer than thirty-two bytes"
WHOLE = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": SECRET,
    "client_id": "translator",
    "client_secret": SECRET,
    "server_metadata_url": "http://127.0.0.1:1/.well-known/openid-configuration",
}
NAMED = {key: WHOLE[key] for key in ("redirect_uri", "cookie_secret")} | {
    "okta": {key: WHOLE[key] for key in ("client_id", "server_metadata_url")}
}


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in WHOLE.items() if name != key}


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ({}, "has no redirect_uri, cookie_secret, client_id, client_secret, server_metadata_url"),
        (_without("cookie_secret"), "has no cookie_secret."),
        (WHOLE | {"client_id": ""}, "has no client_id."),
        (NAMED, "has no okta.client_secret."),
        (WHOLE | {"redirect_uri": "http://127.0.0.1:8501"}, "does not end with /oauth2callback"),
        (WHOLE, "pip install “streamlit[auth]”"),
    ],
)
def test_half_a_login_keeps_everybody_out(
    auth: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One message names what is missing, with the next step, and nothing of the page is shown."""
    monkeypatch.setitem(sys.modules, "authlib", None)
    at = AppTest.from_file(str(UI / "app.py"), default_timeout=60)
    at.secrets["auth"] = auth
    at.run()
    assert not at.exception
    assert len(at.error) == 1
    assert said in told(at)
    assert not at.text_area
    assert not [b for b in at.button if b.label.startswith("Log in")]


def test_a_whole_login_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each provider has its button, and nothing else is shown."""
    package = type(sys)("authlib")
    package.__spec__ = type("Spec", (), {"name": "authlib"})()  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "authlib", package)
    at = AppTest.from_file(str(UI / "app.py"), default_timeout=60)
    at.secrets["auth"] = NAMED | {"okta": NAMED["okta"] | {"client_secret": SECRET}}  # type: ignore[operator]
    at.run()
    assert not at.error
    assert [b.label for b in at.button] == ["Log in with okta"]
    assert "asks who you are" in shown(at)
    assert not at.text_area


class Provider(ThreadingHTTPServer):
    """An identity provider on loopback that knows one person and asks nothing."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.nonce = ""

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["HS256"],
        }

    def token(self) -> dict[str, Any]:
        now = int(time.time())
        who = {"sub": "7", "name": "Ana Ferreira", "email": "ana@harbour.example"}
        claims = {"iss": self.url, "aud": "translator", "iat": now, "exp": now + 600, "nonce": self.nonce}
        head = f"{_packed({'alg': 'HS256', 'typ': 'JWT'})}.{_packed(claims | who)}"
        mark = hmac.new(SECRET.encode(), head.encode(), hashlib.sha256).digest()
        signed = f"{head}.{_url_safe(mark)}"
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": signed}


def _packed(value: dict[str, Any]) -> str:
    return _url_safe(json.dumps(value).encode())


def _url_safe(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.server.nonce = asked.get("nonce", "")
            self.send_response(302)
            back = urlencode({"code": "c", "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
            return
        key = {"kty": "oct", "alg": "HS256", "k": _url_safe(SECRET.encode())}
        self._json({"keys": [key]} if place.path == "/keys" else self.server.metadata())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._json(self.server.token())

    def _json(self, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A running provider."""
    with Provider() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def _secrets(folder: Path, text: str) -> None:
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_secrets_that_cannot_be_read_let_nobody_in(tmp_path: Path) -> None:
    """A typing error in the file is not taken for a page without a login."""
    _secrets(tmp_path, "[auth\nclient_id = 1\n")
    with chromium() as browser, streamlit(tmp_path, free_port()) as address:
        tab = browser.new_page(base_url=address)
        for path in ("/", "/settings"):
            tab.goto(path)
            tab.get_by_text("cannot be read").wait_for()
            settled(tab)
            assert tab.get_by_role("textbox").count() == 0


@pytest.mark.slow
def test_log_in_and_out(tmp_path: Path, server: Server, provider: Provider) -> None:
    """The provider says who it is, the page shows it, and logging out ends it."""
    pytest.importorskip("authlib", reason="THE LOGIN DID NOT RUN: pip install “streamlit[auth]”")
    port = free_port()
    _secrets(
        tmp_path,
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{SECRET}"\n'
        f'client_id = "translator"\nclient_secret = "{SECRET}"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n',
    )
    with chromium() as browser, streamlit(tmp_path, server.port, port) as address:
        tab = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
        tab.goto("/settings")
        tab.get_by_role("button", name="Log in").wait_for()
        assert tab.get_by_role("textbox").count() == 0
        shot(tab, "login")
        tab.get_by_role("button", name="Log in").click()
        tab.get_by_label("Ticket", exact=True).wait_for()
        tab.goto("/settings")
        tab.get_by_text("Ana Ferreira (ana@harbour.example)").wait_for()
        shot(tab, "login-settings")
        tab.get_by_role("button", name="Log out").click()
        tab.get_by_role("button", name="Log in").wait_for()
