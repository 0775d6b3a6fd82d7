"""Searchable incidents: a store and a vector index of each kind, behind the same tests."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.incidents.searchable import Side, WordVectors
from translator.incident_service import IncidentService
from translator.incidents.chroma import ChromaVectors
from translator.incidents.index import HybridIndex
from translator.incidents.keyword import KeywordIndex
from translator.incidents.vectors import MemoryVectors
from translator.storage import open_store


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Chroma server started for this session."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [*command, "--port", str(port), "--path", str(folder / "data")],
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < until, "the Chroma server did not start within a minute"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        log.close()


KINDS = ["sqlite-memory", "sqlite-chroma", "sqlite-chromaserver", "postgresql-chromaserver"]


@pytest.fixture(params=KINDS)
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    """Empty parts of each kind: every test of the index runs against all of them."""
    database, vectors = request.param.split("-")
    if database == "sqlite":
        url = f"sqlite:///{tmp_path}/incidents.db"
    else:
        url = request.getfixturevalue("new_postgres_url")()
    workspace = f"w-{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]}"
    memory = MemoryVectors()
    opened: list[IncidentService] = []

    def again(embedder: Any = None) -> IncidentService:
        store = open_store(url, workspace)
        place = str(tmp_path / "chroma")
        if vectors == "chromaserver":
            place = request.getfixturevalue("chroma_server")
        index = memory if vectors == "memory" else ChromaVectors(place, workspace)
        keyword = KeywordIndex(tmp_path / "keyword")
        service = IncidentService(store, HybridIndex(store, keyword, index, embedder or WordVectors()))
        opened.append(service)
        return service

    embedder = WordVectors()
    yield Side(again(embedder), embedder, again)
    for service in opened:
        service.close()
