"""What fails under the API while it serves: disks, locks, servers, clocks. Told, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.api.client import TICKET, Api
from tests.api.serving import Server
from tests.databases import NewUrl
from tests.llm.writer import answer as model_answer
from tests.storage.test_faults import each_connection
from tests.storage.test_service_faults import LOCKER
from translator.llm.fake import ScriptedModel, Slow
from translator.models import Scope
from translator.translation_service import utc_now

CHANGE = "framing:sales.change"
BIG = "The gate stays shut and nobody can sign in.\n" * 6_000  # some 260 KB
SALES = {"text": TICKET, "stakeholders": ["sales"]}


def unusable(answer: httpx.Response) -> str:
    """The detail of a 503 that tells what to do and when to come back, and names no file and no host."""
    assert (answer.status_code, answer.json()["code"]) == (503, "store-unusable"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"]
    assert answer.json()["next_step"]
    assert "place" not in answer.json()
    return str(answer.json()["detail"])


def once(key: str = "once") -> dict[str, str]:
    return {"idempotency-key": key}


def listed(api: Api) -> list[str]:
    return [row["id"] for row in api("GET", "/v1/translations").json()["items"]]


# --- disks ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_database_that_is_full(tmp_path: Path) -> None:
    """Writes are refused whole and reading goes on; with room again the same request with its key is made."""
    before = Api(tmp_path)
    made = before.translated(stakeholders=["sales"])
    asyncio.run(before.app.state.service.close())
    with closing(sqlite3.connect(tmp_path / "translator.db")) as file:
        pages = file.execute("PRAGMA page_count").fetchone()[0]
    with each_connection(f"PRAGMA max_page_count = {pages + 30}"):
        api = Api(tmp_path)
        path = f"/v1/translations/{made['id']}"
        assert "is full" in unusable(api("POST", "/v1/translations", {"text": BIG}, headers=once()))
        incident = {"source": "manual", "source_id": "INC-1", "title": "x", "sections": [
            {"kind": "summary", "text": BIG}]}  # fmt: skip
        assert "is full" in unusable(api("POST", "/v1/incidents", incident))
        assert "is full" in unusable(api("POST", "/v1/batches", content=f"# a\n\n{BIG}"))
        assert api("GET", path).json() == made
        assert listed(api) == [made["id"]]
        assert api("GET", "/v1/incidents").json()["items"] == []
        assert api("GET", "/readyz").status_code == 200
        assert len(api("GET", "/v1/audit").json()["items"]) == 1
    api.app.state.service.database.connections.close()  # the next connections are without the limit
    again = api("POST", "/v1/translations", {"text": BIG}, headers=once())
    assert (again.status_code, "idempotency-replayed" in again.headers) == (201, False)
    assert listed(api) == [again.json()["id"], made["id"]]


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[tuple[Server, Path]]:
    """A server whose data folder is a file system of its own, and that folder as this process sees it."""
    (folder / "data").mkdir(parents=True)
    command = f'mount -t tmpfs -o size={size} tmpfs "{folder}/data" && exec "$@"'
    inside = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", command, "sh")
    tried = subprocess.run([*inside, "true"], capture_output=True, check=False, timeout=20)
    if tried.returncode:
        pytest.skip("this machine lets no test have a file system of its own")
    server = Server(folder, "--no-auth", within=inside, rate_limit="off")
    try:
        server.ready()
        yield server, Path(f"/proc/{server.process.pid}/root{folder}/data")
    finally:
        server.stop()


@pytest.mark.slow
@pytest.mark.loopback
def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    """On a real file system without room: 503 and not half a row, also for an import and its indexes."""
    with small_disk(tmp_path, "24m") as (server, data):

        def call(method: str, path: str, body: Any = None, **named: Any) -> httpx.Response:
            return httpx.request(method, server.url + path, json=body, timeout=60, **named)

        incident = {"source": "manual", "title": "Sign-in fails in demos", "sections": [
            {"kind": "summary", "text": "Sessions were not renewed for 23 minutes."}]}  # fmt: skip
        assert call("POST", "/v1/incidents", {**incident, "source_id": "INC-1"}).status_code == 201
        first = call("POST", "/v1/translations", {"text": TICKET}).json()["id"]
        assert call("GET", f"/v1/translations/{first}").status_code == 200
        with pytest.raises(OSError, match="No space left"):
            (data / "ballast").write_bytes(bytes(32 * 1024 * 1024))
        told = call("POST", "/v1/translations", {"text": TICKET}, headers=once())
        assert "full" in unusable(told)
        second_incident = {**incident, "source_id": "INC-2", "title": "Sign-in fails on phones"}
        unusable(call("POST", "/v1/incidents", second_incident))
        assert call("GET", f"/v1/translations/{first}").json()["id"] == first
        assert call("GET", "/healthz").status_code == 200
        (data / "ballast").unlink()
        second = call("POST", "/v1/translations", {"text": TICKET}, headers=once())
        assert second.status_code == 201, second.text
        rows = call("GET", "/v1/translations").json()["items"]
        assert [row["id"] for row in rows] == [second.json()["id"], first]
        assert call("POST", "/v1/incidents", second_incident).status_code in (200, 201)
        found = call("POST", "/v1/incidents/search", {"text": "Sign-in fails in demos"}).json()
        assert {hit["incident"]["source_id"] for hit in found["hits"]} == {"INC-1", "INC-2"}
        assert '"error"' not in server.log()


# --- locks ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_file_that_another_process_writes_to(tmp_path: Path) -> None:
    """Writers wait, then say so; readers notice nothing; afterwards the same requests are made once."""
    api = Api(tmp_path)
    made = api.translated(stakeholders=["sales"])
    path = f"/v1/translations/{made['id']}"
    locker = subprocess.Popen(
        [sys.executable, "-c", LOCKER, str(tmp_path / "translator.db")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert locker.stdout is not None
    assert locker.stdout.readline() == "locked\n"

    async def talk(client: httpx.AsyncClient) -> list[httpx.Response]:
        edit = {"parts": {CHANGE: "Prospects sign in at the first try."}}
        writes = [
            api.send(client, "POST", "/v1/translations", {"text": TICKET}, headers=once()),
            api.send(client, "POST", "/v1/translations", {"text": TICKET}),
            api.send(client, "PATCH", path, edit, headers={"if-match": '"1"', **once("edit")}),
        ]
        waiting = asyncio.gather(*writes)
        await asyncio.sleep(0.2)
        begun = time.monotonic()
        assert (await api.send(client, "GET", path)).json() == made
        assert (await api.send(client, "GET", "/v1/translations")).status_code == 200
        assert time.monotonic() - begun < 3  # no reader waits for the lock
        return await waiting

    for refused in api.together(talk):
        assert "another process or request is writing" in unusable(refused)
    locker.communicate("\n", timeout=30)
    assert api("GET", path).json() == made
    for _ in range(2):
        assert api("POST", "/v1/translations", {"text": TICKET}, headers=once()).status_code == 201
    edit = {"parts": {CHANGE: "Prospects sign in at the first try."}}
    for _ in range(2):
        answer = api("PATCH", path, edit, headers={"if-match": '"1"', **once("edit")})
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert len(listed(api)) == 2


# --- PostgreSQL -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_server_that_goes_in_the_middle_of_a_request(tmp_path: Path, own_server: Any) -> None:
    """While a model writes, and while a row is written: 503 at most, and asked again it is made once."""
    away: list[Callable[[], object]] = []

    def script(request: Any) -> str:
        while away:
            away.pop()()
        return model_answer(request)

    url = own_server.get_uri()
    api = Api(tmp_path, gateway=ScriptedModel(script), database_url=url)
    made = api.translated(stakeholders=["sales"])
    # Restarted while the model writes: nobody notices.
    away += [own_server.ensure_postgres_running, own_server.stop]
    assert api("POST", "/v1/translations", SALES, headers=once("a")).status_code == 201
    # Gone while the model writes: the pitch cannot be stored, and the key cannot be freed either.
    away.append(own_server.stop)
    unusable(api("POST", "/v1/translations", SALES, headers=once("b")))
    unusable(api("POST", "/v1/translations", SALES, headers=once("b")))
    own_server.ensure_postgres_running()
    again = [api("POST", "/v1/translations", SALES, headers=once("b")) for _ in range(2)]
    assert [a.status_code for a in again] == [201, 201]
    assert again[0].json()["id"] == again[1].json()["id"]
    assert len(listed(api)) == 3
    # Restarted while a row is written, which another session holds.
    path = f"/v1/translations/{made['id']}"
    edit = {"parts": {CHANGE: "Prospects sign in at the first try."}}
    headers = {"if-match": '"1"', **once("edit")}

    def restart() -> None:
        time.sleep(0.5)
        own_server.stop()
        own_server.ensure_postgres_running()

    with closing(psycopg.connect(url)) as holder:
        holder.execute("SELECT * FROM translations WHERE id = %s FOR UPDATE", [made["id"]])
        restarting = threading.Thread(target=restart)
        restarting.start()
        unusable(api("PATCH", path, edit, headers=headers))
        restarting.join()
    assert api("GET", path).json() == made
    assert api("GET", "/readyz").status_code == 200
    for _ in range(2):
        answer = api("PATCH", path, edit, headers=headers)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    asyncio.run(api.app.state.service.close())


def test_two_replicas_lose_no_update(tmp_path: Path, new_postgres_url: NewUrl) -> None:
    """Of edits of one revision on both one is made; who is refused reads again and loses nobody's words."""
    url = new_postgres_url()
    one = Api(tmp_path / "one", database_url=url)
    other = Api(tmp_path / "other", database_url=url)
    other.key = one.key
    path = f"/v1/translations/{one.translated(stakeholders=['sales'])['id']}"
    parts = {
        CHANGE: "Prospects sign in at the first try.",
        "framing:sales.ask": "Decide whether sign-in comes first.",
    }

    async def both(tag: str) -> list[httpx.Response]:
        transports = [httpx.ASGITransport(app=api.app) for api in (one, other)]
        clients = [httpx.AsyncClient(transport=t, base_url="http://api") for t in transports]
        try:
            return await asyncio.gather(
                *(
                    one.send(
                        clients[n % 2], "PATCH", path, {"parts": {name: words}}, headers={"if-match": tag}
                    )
                    for n, (name, words) in enumerate(parts.items())
                )
            )
        finally:
            for client in clients:
                await client.aclose()

    answers = asyncio.run(both('"1"'))
    assert sorted(a.status_code for a in answers) == [200, 412]
    lost = next(n for n, a in enumerate(answers) if a.status_code == 412)
    assert answers[lost].json()["code"] == "edit-conflict"
    newest = other("GET", path).headers["etag"]
    name = list(parts)[lost]
    again = other("PATCH", path, {"parts": {name: parts[name]}}, headers={"if-match": newest})
    assert (again.status_code, again.headers["etag"]) == (200, '"3"')
    told = one("GET", path).text
    assert all(words in told for words in parts.values())
    # With `*` the newest is changed, whichever replica made it: both edits are in.
    parts = {CHANGE: "Prospects are in at once.", "framing:sales.ask": "Say who decides."}
    assert [a.status_code for a in asyncio.run(both("*"))] == [200, 200]
    told = one("GET", path).text
    assert all(words in told for words in parts.values())
    assert len(other("GET", f"{path}/versions").json()["items"]) == 5
    for api in (one, other):
        asyncio.run(api.app.state.service.close())


# --- clocks ---------------------------------------------------------------------------------------


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


def test_keys_when_the_clock_is_set(tmp_path: Path) -> None:
    """A key has expired by the clock there is; one that was revoked stays so, however far it is put back."""
    clock = Clock()
    api = Api(tmp_path, clock=clock)
    ring = api.app.state.service.keys
    scopes: tuple[Scope, ...] = ("read",)
    short = ring.make("Ben", workspace="default", scopes=scopes, expires=clock() + timedelta(hours=1))
    gone = ring.make("Eve", workspace="default", scopes=scopes)
    assert api("GET", "/v1/me", key=short.text).status_code == 200
    clock.ahead = timedelta(hours=2)
    refused = api("GET", "/v1/me", key=short.text)
    assert (refused.status_code, refused.json()["code"]) == (401, "key-refused")
    assert api("GET", "/v1/me").status_code == 200
    ring.revoke(gone.key.id)
    clock.ahead = timedelta(days=-400)
    assert api("GET", "/v1/me", key=short.text).status_code == 200
    assert api("GET", "/v1/me", key=gone.text).status_code == 401


def test_repetitions_when_the_clock_is_set(tmp_path: Path) -> None:
    """Put back, a repetition still gets the first answer; a day ahead its key is free, as it says."""
    clock = Clock()
    api = Api(tmp_path, clock=clock)

    def post() -> tuple[str, bool]:
        answer = api("POST", "/v1/translations", {"text": TICKET}, headers=once())
        assert answer.status_code == 201, answer.text
        return answer.json()["id"], "idempotency-replayed" in answer.headers

    first = post()[0]
    for ahead in (timedelta(days=-400), timedelta(hours=23)):
        clock.ahead = ahead
        assert post() == (first, True)
    clock.ahead = timedelta(hours=25)
    second, replayed = post()
    assert (second != first, replayed) == (True, False)
    clock.ahead = timedelta(0)
    assert post() == (second, True)


def test_the_clock_is_set_while_a_request_is_under_way(tmp_path: Path) -> None:
    """It looks dead and is not: it ends first, answers for nobody else, and the key keeps the second's."""
    clock = Clock()
    slow = iter([0.5, 1.5])
    model = ScriptedModel(lambda request: Slow(next(slow, 0.0), model_answer(request)))
    api = Api(tmp_path, gateway=model, clock=clock)

    async def talk(client: httpx.AsyncClient) -> list[httpx.Response]:
        async def post() -> httpx.Response:
            return await api.send(client, "POST", "/v1/translations", SALES, headers=once())

        first = asyncio.ensure_future(post())
        while not model.requests:
            await asyncio.sleep(0.01)
        assert (await post()).json()["code"] == "idempotency-in-flight"
        clock.ahead = timedelta(hours=1)
        second = asyncio.ensure_future(post())
        assert (await first).status_code == 201
        assert not second.done()
        assert (await post()).json()["code"] == "idempotency-in-flight"
        return [await first, await second, await post()]

    first, second, third = api.together(talk)
    assert [a.status_code for a in (first, second, third)] == [201, 201, 201]
    assert third.headers["idempotency-replayed"] == "true"
    assert third.json()["id"] == second.json()["id"] != first.json()["id"]
    assert sorted(listed(api)) == sorted([first.json()["id"], second.json()["id"]])


def test_the_clock_is_put_back_between_two_changes(tmp_path: Path) -> None:
    """Edits, steps and their record keep their order, and no list breaks."""
    clock = Clock()
    api = Api(tmp_path, clock=clock)
    path = f"/v1/translations/{api.translated(stakeholders=['sales'])['id']}"
    clock.ahead = timedelta(days=-3)
    edit = {"parts": {CHANGE: "Prospects sign in at the first try."}}
    assert api("PATCH", path, edit, headers={"if-match": '"1"'}).status_code == 200
    assert [v["version"] for v in api("GET", f"{path}/versions").json()["items"]] == [1, 2]
    older = api.translated()["id"]
    assert listed(api) == [path.rsplit("/", 1)[1], older]
    events = api("GET", "/v1/audit").json()["items"]
    assert [e["action"] for e in events] == [
        "translation.created", "translation.edited", "translation.created",
    ]  # fmt: skip
