"""API keys: forged, expired, revoked and under-scoped ones, those of another workspace, and the command."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.api.client import TICKET, Api
from tests.cli.conftest import Run
from tests.cli.conftest import run as run
from translator.api_keys import KeyRing, granted
from translator.errors import KeyRefused, MalformedInput, UnknownKey
from translator.models import Scope
from translator.storage.database import Database, open_database

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Clocks:
    """The time, and seconds that never go back; tests move both."""

    def __init__(self) -> None:
        self.now = NOON
        self.seconds = 1000.0

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def clocks() -> Clocks:
    """Noon of an invented day."""
    return Clocks()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = open_database(tmp_path / "keys.db")
    yield opened
    opened.close()


@pytest.fixture
def ring(database: Database, clocks: Clocks) -> KeyRing:
    """The keys of that database, by those clocks."""
    return KeyRing(database.keys, lambda: clocks.now, lambda: clocks.seconds)


def refused(ring: KeyRing, text: str) -> str:
    """The message that a key is refused with."""
    with pytest.raises(KeyRefused) as caught:
        asyncio.run(ring.verify(text))
    return str(caught.value)


def test_a_key_is_verified(ring: KeyRing) -> None:
    """Its holder, workspace and scopes are those it was made with; its secret is stored nowhere."""
    made = ring.make(" Ana ", workspace="acme", scopes=["write", "review"])
    assert len(made.text) == 3 + 12 + 1 + 43
    holder = asyncio.run(ring.verify(made.text))
    assert (holder.actor.name, holder.actor.kind, holder.actor.key) == ("Ana", "person", made.key.id)
    assert (holder.workspace, holder.scopes) == ("acme", ("write", "review"))
    assert holder.granted == {"read", "write", "review"}
    assert len({ring.make("x", workspace="acme", scopes=["read"]).text for _ in range(50)}) == 50


def test_the_secret_is_nowhere_in_the_database(ring: KeyRing, database: Database, tmp_path: Path) -> None:
    """Neither the key nor its secret can be read out of the file, only a digest."""
    made = ring.make("Ana", workspace="acme", scopes=["read"])
    database.close()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert made.key.id.encode() in content
    assert made.text.rpartition("_")[2].encode() not in content


def test_every_refusal_reads_the_same(ring: KeyRing, clocks: Clocks) -> None:
    """Missing, malformed, unknown, forged, expired and revoked: no message tells which it was."""
    made = ring.make("Ana", workspace="acme", scopes=["read"])
    expiring = ring.make("Ben", workspace="acme", scopes=["read"], expires=NOON + timedelta(hours=1))
    revoked = ring.make("Cem", workspace="acme", scopes=["read"])
    ring.revoke(revoked.key.id)
    clocks.pass_by(3600)
    secret = made.text.rpartition("_")[2]
    forged = [
        "", "tr_", "Bearer", "tr__", made.text[:-1], made.text + "A", made.text.upper(),
        f"tr_{made.key.id}_{'A' * 43}", f"tr_{made.key.id}_{secret[::-1]}", f"tr_{'0' * 12}_{secret}",
        f"tr_{expiring.key.id}_{secret}", f"tr_{made.key.id}_{secret[:-1]}é", "tr_" + "\ud800" * 12,
        expiring.text, revoked.text,
    ]  # fmt: skip
    assert len({refused(ring, text) for text in forged}) == 1
    assert asyncio.run(ring.verify(made.text)).name == "Ana"


def test_a_revocation_by_another_process_is_seen_within_five_seconds(
    ring: KeyRing, database: Database, clocks: Clocks
) -> None:
    """A key that was verified is trusted for less than five seconds; here it is refused at once."""
    made = ring.make("Ana", workspace="acme", scopes=["read"])
    asyncio.run(ring.verify(made.text))
    other = KeyRing(database.keys, lambda: clocks.now, lambda: clocks.seconds)
    other.revoke(made.key.id)
    refused(other, made.text)
    clocks.pass_by(4.9)
    assert asyncio.run(ring.verify(made.text)).name == "Ana"
    clocks.pass_by(0.1)
    refused(ring, made.text)


def test_a_clock_that_is_set_back(ring: KeyRing, database: Database, clocks: Clocks) -> None:
    """It does not make a revoked key trusted for longer; an expired one lives again as the clock says."""
    made = ring.make("Ana", workspace="acme", scopes=["read"], expires=NOON + timedelta(minutes=5))
    asyncio.run(ring.verify(made.text))
    clocks.pass_by(301)
    refused(ring, made.text)
    clocks.now -= timedelta(hours=1)
    assert asyncio.run(ring.verify(made.text)).name == "Ana"
    KeyRing(database.keys, lambda: clocks.now, lambda: clocks.seconds).revoke(made.key.id)
    clocks.seconds += 5
    refused(ring, made.text)


def test_the_last_use_is_noted_once_a_minute(ring: KeyRing, database: Database, clocks: Clocks) -> None:
    """It is written beside the requests: the first at once, then no more than one in a minute."""
    made = ring.make("Ana", workspace="acme", scopes=["read"])

    async def use() -> datetime | None:
        await ring.verify(made.text)
        await ring.settle()
        return database.keys().list("acme")[0].last_used

    assert asyncio.run(use()) == NOON
    clocks.pass_by(59)
    assert asyncio.run(use()) == NOON
    clocks.pass_by(1)
    assert asyncio.run(use()) == NOON + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("scopes", "service", "name", "expires"),
    [
        ([], False, "Ana", None), (["read"], False, "  ", None), (["read", "review"], True, "ci", None),
        (["read"], False, "Ana", NOON),
    ],
)  # fmt: skip
def test_keys_that_are_not_made(
    ring: KeyRing, scopes: list[Scope], service: bool, name: str, expires: datetime | None
) -> None:
    """No scope, no name, a machine that would review, and what has expired already."""
    kind = "service" if service else "person"
    with pytest.raises(MalformedInput):
        ring.make(name, workspace="acme", scopes=scopes, kind=kind, expires=expires)  # type: ignore[arg-type]
    assert ring.all() == []


def test_what_a_scope_holds() -> None:
    """Writers and reviewers read; an administrator writes and does not review."""
    assert granted(["write"]) == {"read", "write"}
    assert granted(["review"]) == {"read", "review"}
    assert granted(["admin"]) == {"read", "write", "admin"}
    assert granted([]) == set()


# --- over HTTP ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The application."""
    return Api(tmp_path_factory.mktemp("keys"))


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer tr_x", "tr_x", "Bearer " + "x" * 9000],
    ids=lambda v: str(v)[:12],
)
def test_no_key_no_answer(api: Api, header: str | None) -> None:
    """Every path below /v1 asks for a key before anything else, also one that is not there."""
    for path in ("/v1/me", "/v1/nothing", "/v1/translations/t1"):
        sent = {"Authorization": header or ""}
        answer = api("GET", path, headers=sent)
        assert (answer.status_code, answer.json()["code"]) == (401, "key-refused")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_scopes_and_workspaces_over_http(api: Api) -> None:
    """A reader may not write; a key of another workspace sees nothing of this one."""
    made = api.translated()
    reader, stranger = api.new_key("read"), api.new_key(workspace="other")
    assert api("GET", f"/v1/translations/{made['id']}", key=reader).status_code == 200
    refusal = api("POST", "/v1/translations", {"text": TICKET}, key=reader)
    assert (refusal.status_code, refusal.json()["code"]) == (403, "scope-missing")
    hidden = api("GET", f"/v1/translations/{made['id']}", key=stranger)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "unknown-translation")
    assert api("GET", "/v1/translations", key=stranger).json()["items"] == []


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:8080", None, 200), ("localhost", None, 200), ("[::1]:8080", None, 200),
        ("127.0.0.1", "http://localhost:8501", 200), ("rebound.example", None, 403),
        ("127.0.0.1", "https://evil.example", 403), ("127.0.0.1", "null", 403), ("", None, 403),
        ("[", None, 403),
    ],
)  # fmt: skip
def test_without_keys_only_this_machine_is_answered(
    tmp_path: Path, host: str, origin: str | None, status: int
) -> None:
    """A web page that makes a browser call here, also under a name of its own, gets nothing."""
    import httpx

    from translator.api.app import create_app
    from translator.settings import load_settings

    loaded = load_settings(toml_path=None, environ={}, flags={"data_dir": str(tmp_path)})
    application = create_app(loaded, no_auth=True)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            headers = {"Host": host} | ({"Origin": origin} if origin else {})
            return await client.get("/v1/me", headers=headers)

    answer = asyncio.run(ask())
    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.json()["name"] == "anonymous"


# --- the command ----------------------------------------------------------------------------------


def test_a_key_from_the_command_line(run: Run, tmp_path: Path) -> None:
    """It is printed once on standard output, works, is listed without its secret, and is revoked."""
    made = run("keys", "create", "ci", "--service", "--scope", "write", "--expires", "90d")
    key = made.out.strip()
    assert made.code == 0
    assert "kept nowhere" in made.only_line
    id = key.split("_")[1]
    api = Api(tmp_path / "data")
    assert api("GET", "/v1/me", key=key).json()["kind"] == "service"
    listed = run("keys", "list", "--json")
    rows = {row["name"]: row for row in json.loads(listed.out)["keys"]}
    assert rows["ci"]["scopes"] == ["write"]
    assert key.rpartition("_")[2] not in listed.out
    assert f"{id}  ci (service; default; write; until" in run("keys", "list").out
    assert run("keys", "revoke", key).code == 0
    assert "revoked" in run("keys", "list").out
    assert api("GET", "/v1/me", key=key).status_code in (200, 401)  # within five seconds
    fresh = Api(tmp_path / "data")
    assert fresh("GET", "/v1/me", key=key).status_code == 401
    actions = [event["action"] for event in fresh("GET", "/v1/audit").json()["items"]]
    assert actions[:2] == ["key.revoked", "key.created"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["create", "ci", "--scope", "root"], 2, "root is none of: read, write, review, admin"),
        (["create", "ci", "--service", "--scope", "review"], 3, "a machine approves nothing"),
        (["create", "ci", "--expires", "soon"], 2, "Give 90d"),
        (["create", "ci", "--expires", "2001-01-01"], 3, "expired already"),
        (["create", " "], 3, "needs a name"),
        (["revoke", "nobody"], UnknownKey.exit_code, "unknown-key"),
    ],
)
def test_what_the_command_refuses(run: Run, arguments: list[str], code: int, said: str) -> None:
    """One line that says what to give, and no key is made."""
    refusal = run("keys", *arguments)
    assert refusal.code == code
    assert said in refusal.only_line
    assert refusal.out == ""
    assert run("keys", "list").out == ""
