"""An index that was lost is made again beside the searches, which say so and never wait for it."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.client import TICKET, Api
from tests.incidents.searchable import WordVectors, incident
from translator.incident_service import IncidentService
from translator.incidents.index import HybridIndex
from translator.incidents.keyword import KeywordIndex
from translator.incidents.vectors import MemoryVectors
from translator.models import Found
from translator.query_vectors import QueryVectors
from translator.storage import open_store

ROWS = [incident(f"I-{n}", f"Outage {n}", f"The word{n} of it was lost.") for n in range(60)]
SEARCH = "The word7 of it was lost"


class Gated(WordVectors):
    """Embeds documents only while it is open."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.open.set()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        assert self.open.wait(60)
        return super().embed_documents(texts)


class Parts:
    """A store with sixty incidents, and indexes over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.embedder = Gated()
        self.store = open_store(f"sqlite:///{folder}/incidents.db", "acme")
        self.store.put(ROWS)

    def index(self, name: str, vectors: MemoryVectors | None = None, *, waits: bool = False) -> HybridIndex:
        keyword = KeywordIndex(self.folder / name)
        return HybridIndex(self.store, keyword, vectors or MemoryVectors(), self.embedder, waits=waits)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    """The parts, closed at the end."""
    made = Parts(tmp_path)
    yield made
    made.embedder.open.set()
    made.store.close()


def at_last(index: HybridIndex, seconds: float = 30) -> Found:
    """What a search finds once the index says nothing of itself any more."""
    end = time.monotonic() + seconds
    while (found := index.search(SEARCH, "")).notes:
        assert time.monotonic() < end, found.notes
        time.sleep(0.02)
    return found


def test_made_again_beside(parts: Parts) -> None:
    """Searches answer at once that nothing was searched, an import does not wait, and then all is found."""
    parts.embedder.open.clear()
    index = parts.index("keyword")
    begun = time.monotonic()
    for _ in range(3):
        found = index.search(SEARCH, "")
        assert (found.mode, found.hits, found.searched) == ("not searched", (), 0)
        assert "being made again" in found.notes[0]
    assert time.monotonic() - begun < 5
    parts.embedder.open.set()
    found = at_last(index)
    assert (found.mode, found.searched) == ("hybrid", 60)
    assert found.hits[0].incident.source_id == "I-7"
    index.close()


def test_who_waits_waits(parts: Parts) -> None:
    """A command makes the index first and searches then."""
    index = parts.index("keyword", waits=True)
    found = index.search(SEARCH, "")
    assert (found.mode, found.searched, found.notes) == ("hybrid", 60, ())
    index.close()


def test_a_few_are_taken_in_at_once(parts: Parts) -> None:
    """Up to twenty changes, and the search has them; with more it goes on without the newest and says so."""
    vectors = MemoryVectors()
    index = parts.index("keyword", vectors)
    at_last(index)
    parts.store.put([incident(f"N-{n}", f"Late {n}", f"The late{n} was new.") for n in range(20)])
    assert index.search("The late3 was new", "").hits[0].incident.source_id == "N-3"
    parts.store.put([incident(f"M-{n}", f"Later {n}", f"The later{n} was newer.") for n in range(21)])
    parts.embedder.open.clear()
    found = index.search(SEARCH, "")
    assert "newest records may be missing" in found.notes[0]
    assert (found.mode, found.hits[0].incident.source_id) == ("hybrid", "I-7")
    parts.embedder.open.set()
    assert at_last(index).searched == 101
    index.close()


def test_an_import_does_not_wait_for_long(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it stores is there; the index takes it in when it is free again."""
    monkeypatch.setattr("translator.incidents.index._PATIENCE", 0.1)
    parts.embedder.open.clear()
    index = parts.index("keyword")
    index.search(SEARCH, "")
    service = IncidentService(parts.store, index)
    done = service.import_rows([incident("NEW", "The word7 of it was lost")], on_problem=print)
    assert (done.added, len(done.notes)) == (1, 1)
    parts.embedder.open.set()
    assert at_last(index).hits[0].incident.source_id == "NEW"
    index.close()


def test_a_close_ends_it(parts: Parts) -> None:
    """It ends after the step under way, and the next index goes on where this one stood."""
    parts.store.put([incident(f"X-{n}", f"More {n}", f"The more{n} of it.") for n in range(400)])
    parts.embedder.open.clear()
    vectors = MemoryVectors()
    index = parts.index("keyword", vectors)
    index.search(SEARCH, "")
    closing = threading.Thread(target=index.close)
    closing.start()
    time.sleep(0.1)
    parts.embedder.open.set()
    closing.join(20)
    assert not closing.is_alive()
    state = vectors.state()
    assert state is None or state.revision < 460
    assert at_last(parts.index("keyword", vectors)).searched == 460


@pytest.mark.slow
def test_a_server_whose_index_was_lost(tmp_path: Path) -> None:
    """It makes it again from its start, beside requests whose pitches say that nothing was searched."""
    with_rows = Api(tmp_path)
    with_rows.app.state.service.root.__dict__["embedder"] = QueryVectors(WordVectors())
    problems: list[Any] = []
    with_rows.app.state.service.incidents("default").import_rows(ROWS, on_problem=problems.append)
    asyncio.run(with_rows.app.state.service.close())
    assert not problems
    shutil.rmtree(tmp_path / "keyword")
    shutil.rmtree(tmp_path / "chroma")
    api = Api(tmp_path)
    gated = Gated()
    gated.open.clear()
    api.app.state.service.root.__dict__["embedder"] = QueryVectors(gated)
    ticket = {"text": TICKET, "stakeholders": ["sales"]}

    async def talk(client: httpx.AsyncClient) -> None:
        async with api.app.router.lifespan_context(api.app):
            for _ in range(2):
                made = (await api.send(client, "POST", "/v1/translations", ticket)).json()
                past = made["pitch"]["past"]
                assert (past["mode"], past["incidents"]) == ("not searched", [])
            export = await api.send(client, "GET", f"/v1/translations/{made['id']}/export?format=md")
            assert "The past was not searched; the search index is being made again" in export.text
            gated.open.set()
            for _ in range(300):
                made = (await api.send(client, "POST", "/v1/translations", ticket)).json()
                if made["pitch"]["past"]["mode"] == "hybrid":
                    break
                await asyncio.sleep(0.1)
            assert made["pitch"]["past"]["searched"] == 60

    api.together(talk)
