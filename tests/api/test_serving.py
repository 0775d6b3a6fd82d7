"""Real servers in processes of their own: start, stop, workers, replicas, and a database that goes."""

from __future__ import annotations

import concurrent.futures
import contextlib
import http.client
import json
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.client import TICKET
from tests.api.serving import ROOT, Server, free_port, serving
from tests.cli.conftest import Run
from tests.cli.conftest import run as run
from tests.databases import NewUrl
from translator.api import serving as api_serving
from translator.cli_up import run_together
from translator.errors import SettingInvalid

pytestmark = pytest.mark.loopback


def call(server: Server, method: str, path: str, key: str = "", **named: Any) -> httpx.Response:
    """One request."""
    headers = named.pop("headers", {}) | ({"Authorization": f"Bearer {key}"} if key else {})
    # Over plain HTTP there is nothing to verify, and loading certificates takes longer than a request.
    return httpx.request(method, server.url + path, headers=headers, timeout=30, verify=False, **named)


def new_key(folder: Path, *arguments: str, **environ: str) -> str:
    """A key made by the command in a process of its own."""
    named = {f"TRANSLATOR_{name.upper()}": value for name, value in environ.items()}
    made = subprocess.run(
        [sys.executable, "-m", "translator", "keys", "create", "ana", *arguments],
        cwd=folder, capture_output=True, text=True, check=True, timeout=60,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "TRANSLATOR_DATA_DIR": str(folder / "data"), **named},
    )  # fmt: skip
    return made.stdout.strip()


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without keys, whose limits of size and time are small."""
    folder = tmp_path_factory.mktemp("server")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TRANSLATOR_DATA_DIR", raising=False)
        with serving(folder, "--no-auth", body_limit="20000", request_timeout="5", rate_limit="off") as made:
            yield made


def test_served_where_the_flags_say(open_server: Server) -> None:
    """It says where it listens and that no key is needed; its log holds nothing of the ticket."""
    made = call(open_server, "POST", "/v1/translations", json={"text": TICKET})
    assert made.status_code == 201
    assert call(open_server, "GET", made.headers["location"]).json()["id"] == made.json()["id"]
    log = open_server.log()
    assert f"the API listens on {open_server.url}" in log
    assert "no key is needed" in log
    assert "prospects" not in log.lower()
    assert "server" not in made.headers


@pytest.mark.parametrize("chunked", [False, True], ids=["told", "chunked"])
def test_a_body_that_is_too_large_over_a_socket(open_server: Server, chunked: bool) -> None:
    """413 reaches the sender as a problem document, and the server goes on."""
    connection = http.client.HTTPConnection("127.0.0.1", open_server.port, timeout=20)
    body = json.dumps({"text": "x" * 30_000}).encode()
    pieces = (body[i : i + 1000] for i in range(0, len(body), 1000))
    connection.request(
        "POST", "/v1/translations", pieces if chunked else body, {"Content-Type": "application/json"},
        encode_chunked=chunked,
    )  # fmt: skip
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (413, "input-too-large")
    connection.close()
    assert call(open_server, "GET", "/healthz").status_code == 200


def test_a_body_that_never_ends(open_server: Server) -> None:
    """Whoever sends half a body and then nothing gets 504 after the time of a request."""
    with socket.create_connection(("127.0.0.1", open_server.port), timeout=20) as connection:
        head = "POST /v1/checks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        connection.sendall(f'{head}Content-Length: 100\r\n\r\n{{"text": "'.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 504")


@pytest.mark.parametrize(
    "sent",
    [b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
     b"POST /v1/checks HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
     b"GET /healthz HTTP/1.1\r\n" + b"a: b\r\n" * 9000],
    ids=["tls", "version", "path", "length", "headers"],
)  # fmt: skip
def test_what_is_no_request(open_server: Server, sent: bytes) -> None:
    """It is refused or cut off, and the next one is answered."""
    with socket.create_connection(("127.0.0.1", open_server.port), timeout=20) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        try:
            answer = connection.recv(1000)
        except ConnectionError:
            answer = b""
    assert not answer.startswith(b"HTTP/1.1 5")
    assert call(open_server, "GET", "/healthz").status_code == 200


def test_the_port_is_taken(open_server: Server, tmp_path: Path) -> None:
    """A second server on the port ends with one line that says what to do."""
    other = subprocess.run(
        [sys.executable, "-m", "translator", "serve", "--port", str(open_server.port)],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "TRANSLATOR_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert other.returncode == 4
    assert len(other.stderr.splitlines()) == 1
    assert "--port" in other.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "example.org", "0"])
def test_without_keys_on_this_machine_only(run: Run, host: str) -> None:
    """--no-auth on an address that others reach is refused before anything listens."""
    refusal = run("serve", "--no-auth", "--host", host)
    assert refusal.code == 2
    assert "translator keys create" in refusal.only_line


def test_a_request_under_way_is_finished(tmp_path: Path) -> None:
    """After SIGTERM nobody new is let in, and who has sent half a request still gets the answer."""
    server = Server(tmp_path, "--no-auth")
    server.ready()
    body = json.dumps({"text": TICKET}).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        head = "POST /v1/translations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:20])
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)
        connection.sendall(body[20:])
        assert connection.recv(100).startswith(b"HTTP/1.1 201")
    assert server.stop() in (0, -signal.SIGTERM)


def test_a_request_that_does_not_end_is_cut_off(tmp_path: Path) -> None:
    """A server waits for requests under way no longer than the setting says."""
    server = Server(tmp_path, "--no-auth", shutdown_timeout="1")
    server.ready()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"POST /v1/checks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.3)
        begun = time.monotonic()
        assert server.stop() in (0, -signal.SIGTERM)
        assert time.monotonic() - begun < 15


@pytest.mark.slow
def test_two_workers(tmp_path: Path) -> None:
    """Both serve, a revoked key is refused by both, and their counts add up on one page."""
    key = new_key(tmp_path, "--scope", "admin")
    with serving(tmp_path, "--workers", "2", rate_limit="off") as server:
        for _ in range(20):
            assert call(server, "GET", "/v1/me", key).status_code == 200
        pages = [call(server, "GET", "/metrics").text for _ in range(4)]
        counted = 'translator_requests_total{method="GET",route="/v1/me",status="200"} 20.0'
        assert all(counted in page for page in pages)
        revoke = [sys.executable, "-m", "translator", "keys", "revoke", key]
        subprocess.run(
            revoke, cwd=tmp_path, check=True, timeout=60, capture_output=True,
            env={"PYTHONPATH": str(ROOT), "PATH": "", "TRANSLATOR_DATA_DIR": str(tmp_path / "data")},
        )  # fmt: skip
        time.sleep(5.1)
        assert {call(server, "GET", "/v1/me", key).status_code for _ in range(8)} == {401}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_replicas_on_one_database(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> None:
    """What one stores the other shows, and of twenty duplicates sent to both one is carried out."""
    url = f"sqlite:///{tmp_path}/shared.db"
    if kind == "postgresql":
        new_url: NewUrl = request.getfixturevalue("new_postgres_url")
        url = new_url()
    key = new_key(tmp_path, database_url=url)
    with (
        serving(tmp_path / "one", database_url=url, rate_limit="off") as one,
        serving(tmp_path / "other", database_url=url, rate_limit="off") as other,
    ):
        servers = (one, other)

        def send(number: int) -> tuple[int, str]:
            while True:
                answer = call(
                    servers[number % 2], "POST", "/v1/translations", key, json={"text": TICKET},
                    headers={"Idempotency-Key": "once"},
                )  # fmt: skip
                if answer.status_code != 409:
                    return answer.status_code, answer.json()["id"]
                time.sleep(0.1)

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = Counter(pool.map(send, range(20)))
        [(status, id)] = answers
        assert status == 201
        for server in servers:
            listed = call(server, "GET", "/v1/translations", key).json()["items"]
            assert [row["id"] for row in listed] == [id]


@pytest.mark.slow
def test_a_database_that_is_restarted(tmp_path: Path, own_server: Any) -> None:
    """While it is away every request and readiness say 503; once it is back all is served as before."""
    url = own_server.get_uri()
    key = new_key(tmp_path, database_url=url)
    with serving(tmp_path, database_url=url, rate_limit="off") as server:
        made = call(server, "POST", "/v1/translations", key, json={"text": TICKET}).json()
        path = f"/v1/translations/{made['id']}"
        own_server.stop()
        for answer in (
            call(server, "GET", path, key),
            call(server, "POST", "/v1/translations", key, json={"text": TICKET}),
            call(server, "GET", "/v1/translations", key, headers={"Idempotency-Key": "k"}),
            call(server, "POST", "/v1/checks", "tr_nobody", json={"text": "x"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (503, "store-unusable"), answer.text
            assert answer.headers["retry-after"]
        ready = call(server, "GET", "/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
        assert ready.json()["parts"]["catalog"] == "ok"
        assert call(server, "GET", "/healthz").status_code == 200
        own_server.ensure_postgres_running()
        assert call(server, "GET", "/readyz").status_code == 200
        assert call(server, "GET", path, key).json()["id"] == made["id"]
        assert '"error"' not in server.log()


# --- the API and the page -------------------------------------------------------------------------

CHILD = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit({code})); {then}"


def child(then: str, code: int = 0) -> list[str]:
    return [sys.executable, "-c", CHILD.format(code=code, then=then)]


@pytest.mark.parametrize(
    ("then", "code"),
    [("sys.exit(4)", 4), ("sys.exit(0)", 70), ("signal.raise_signal(signal.SIGKILL)", 70)],
)
def test_when_one_ends_both_end(
    tmp_path: Path, then: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is that of the first; one that ended well, or by a signal, is a defect all the same."""
    mark = tmp_path / "stopped"
    other = child(f"\ntry: time.sleep(60)\nfinally: open({str(mark)!r}, 'w').close()")
    # Only after the other has set its handler.
    first = child(f"time.sleep(0.5); {then}")
    assert run_together({"the API": first, "the page": other}, {}, 20) == code
    assert "the API has stopped" in capsys.readouterr().err
    assert mark.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_both(tmp_path: Path, number: int) -> None:
    """Ctrl-C, a stop and a terminal that closes reach the command, which stops both and leaves none."""
    waits = CHILD.format(code=0, then="print(1, flush=True); time.sleep(60)")
    script = (
        "import sys; from translator.cli_up import run_together; "
        f"wait = [sys.executable, '-c', {waits!r}]; "
        "sys.exit(run_together({'a': wait, 'b': wait}, {}, 20))"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    assert running.stdout is not None
    assert running.stdout.readline() + running.stdout.readline() == b"1\n1\n"
    running.send_signal(number)
    assert running.wait(30) == 130
    assert running.stdout.read() == b""  # nobody holds it open: both have ended
    running.stdout.close()


@pytest.mark.slow
def test_up_serves_the_api_and_the_page(tmp_path: Path) -> None:
    """Both answer, without a key; one signal stops both."""
    page = free_port()
    server = Server(tmp_path, "--page-port", str(page), "--samples", command="up")
    try:
        server.ready()
        assert call(server, "GET", "/v1/incidents?limit=1").json()["items"], "the sample company is not there"
        assert call(server, "GET", "/v1/me").json()["workspace"] == "samples"
        assert call(server, "GET", "/v1/me").json()["name"] == "anonymous"
        assert within(
            60, lambda: httpx.get(f"http://127.0.0.1:{page}/", timeout=5, verify=False).status_code == 200
        )
    finally:
        assert server.stop(signal.SIGINT) == 130
    for port in (server.port, page):
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", port), timeout=5)


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Whether it becomes true in time; a refused connection counts as not yet."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if true():
                return True
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    return False


LOADED = """
import asyncio, sys
from translator.api.app import create_app
from translator.settings import load_settings
app = create_app(load_settings(toml_path=None, environ={}, flags={"data_dir": sys.argv[1]}), no_auth=True)
assert set(asyncio.run(app.state.service.ready()).values()) == {"ok"}
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_a_server_that_is_ready_has_loaded_nothing_it_does_not_need(tmp_path: Path) -> None:
    """No client of models, no vectors, no page and no durable queue until somebody asks for them."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path)], capture_output=True, text=True, timeout=60,
        check=True, env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    loaded = set(ran.stdout.split())
    assert {"fastapi", "sqlalchemy"} <= loaded
    assert not loaded & {"litellm", "chromadb", "onnxruntime", "streamlit", "dbos", "langchain_core", "redis"}


@pytest.mark.alone
def test_ready_in_time(tmp_path: Path) -> None:
    """From the start of the process to ready: under 2.5 seconds, the best of three."""
    taken = []
    for number in range(3):
        server = Server(tmp_path / str(number), "--no-auth")
        try:
            taken.append(server.ready())
        finally:
            server.stop()
    assert min(taken) < 2.5, taken


def test_a_caller_who_goes_away(open_server: Server) -> None:
    """Half a request and then nobody is no defect, and neither is an answer that nobody takes."""
    head = "POST /v1/translations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
    before = len(open_server.log())
    for sent in (b"Content-Length: 900\r\n\r\nSign-in", b"Content-Length: 11\r\n\r\nSign-in is "):
        with socket.create_connection(("127.0.0.1", open_server.port), timeout=20) as connection:
            connection.sendall(head.encode() + sent)
    assert within(20, lambda: open_server.log()[before:].count('"route": "/v1/translations"') == 2)
    assert call(open_server, "GET", "/healthz").status_code == 200
    lines = [json.loads(line) for line in open_server.log()[before:].splitlines()]
    assert {line["level"] for line in lines} == {"info"}


@pytest.mark.loopback
@pytest.mark.skipif(sys.platform != "linux", reason="only the kernel of Linux shares connections out")
def test_every_worker_gets_connections() -> None:
    """Clients that keep their connections open do not all stay with the worker that woke up first."""
    shared = api_serving.shared_out(api_serving.listening_on("127.0.0.1", 0))
    workers = [pickle.loads(pickle.dumps(shared)) for _ in range(2)]  # as each worker process gets it
    clients = []
    try:
        for worker in workers:
            worker.listen()
            worker.settimeout(0.5)
        address = workers[0].getsockname()
        clients = [socket.create_connection(address, timeout=5) for _ in range(40)]
        taken = [_accepted(worker) for worker in workers]
        assert sum(taken) == len(clients)
        assert min(taken) >= 5, taken
        with pytest.raises(SettingInvalid, match="cannot listen"):
            api_serving.listening_on(*address)
    finally:
        for one in (shared, *workers, *clients):
            one.close()


def _accepted(worker: socket.socket) -> int:
    taken = 0
    with contextlib.suppress(TimeoutError):
        while True:
            worker.accept()[0].close()
            taken += 1
    return taken
