"""Vectors in Chroma, embedded in a folder or on a server by URL. The only file that imports chromadb.

A copy that can be made again from the store at any time: the collection's metadata remembers what it
holds. Chroma's own embedding function, which would download a model, is never set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from translator.errors import VectorsUnavailable
from translator.incidents.vectors import PARTS_MOST, IndexState, Near, PartVector, best_of_each

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Item = TypeVar("_Item")

_ROWS_AT_ONCE = 1000
_PARTS_FETCHED = 2  # for each incident wanted: a long one may bring several near parts
# A wider search than Chroma's 100 and 10: on 20,000 incidents the exact best ten are then all found.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 24}


class ChromaVectors:
    """The vectors of one workspace. `place` is a folder or an http(s) URL. Connects at first use."""

    def __init__(self, place: str, workspace: str) -> None:
        self._place = place
        self._server = place.startswith(("http://", "https://"))
        # Chroma allows few characters in a name, a workspace key any.
        self._name = f"incidents-{sha256(workspace.encode()).hexdigest()[:16]}"

    def state(self) -> IndexState | None:
        """See `VectorIndex`."""
        with self._translated():
            # Got anew: another process may have gone on, or have made the collection again, meanwhile.
            self.__dict__.pop("_collection", None)
            known = self._collection.metadata or {}
        if not known.get("store_id"):
            return None
        return IndexState(str(known["store_id"]), str(known["model_id"]), int(known["revision"]))

    def apply(self, changed: Sequence[PartVector], gone: Sequence[str], state: IndexState) -> None:
        """See `VectorIndex`."""
        with self._translated():
            fresh = self._collection.count() == 0
            touched = [*gone, *dict.fromkeys(part.incident for part in changed)]
            if not fresh:
                kept = {_row(part.incident, part.part) for part in changed}
                old = (_row(i, n) for i in touched for n in range(PARTS_MOST))
                for rows in _chunks([row for row in old if row not in kept]):
                    self._collection.delete(ids=rows)
            for parts in _chunks(changed):
                self._collection.upsert(
                    ids=[_row(part.incident, part.part) for part in parts],
                    embeddings=[part.vector for part in parts],
                    metadatas=[{"incident": part.incident} for part in parts],
                )
            # Last, so that a process killed before this line does the same work again and loses nothing.
            self._collection.modify(metadata=dict(state._asdict()))

    def nearest(
        self, query: NDArray[np.float32], limit: int, only: Sequence[str] | None = None
    ) -> list[Near]:
        """See `VectorIndex`."""
        if only is not None and not only:
            return []
        where: dict[str, Any] | None = None if only is None else {"incident": {"$in": list(only)}}
        with self._translated():
            answer = self._collection.query(
                query_embeddings=[query],
                n_results=limit * _PARTS_FETCHED,
                where=where,
                # The incident is read off the row's id: fetching metadata would double the time.
                include=["distances"],
            )
        rows = zip(answer["ids"][0], answer["distances"][0], strict=True)
        near = [Near(row.rpartition("#")[0], 1.0 - float(distance)) for row, distance in rows]
        return best_of_each(near)[:limit]

    def clear(self) -> None:
        """See `VectorIndex`."""
        with self._translated():
            self._client.delete_collection(self._collection.name)
            del self._collection

    def close(self) -> None:
        """See `VectorIndex`."""
        self.__dict__.pop("_collection", None)
        client = self.__dict__.pop("_client", None)
        if client is not None:
            with self._translated():
                client.close()

    @cached_property
    def _client(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        quiet = Settings(anonymized_telemetry=False)
        if not self._server:
            Path(self._place).mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(self._place, settings=quiet)
        url = urlsplit(self._place)
        secure = url.scheme == "https"
        return chromadb.HttpClient(
            host=url.hostname or "",
            port=url.port or (443 if secure else 8000),
            ssl=secure,
            settings=quiet,
        )

    @cached_property
    def _collection(self) -> Any:
        return self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": _HNSW}
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Whatever Chroma, its Rust core or its HTTP client raises becomes VectorsUnavailable.

        Its errors have no common base: ChromaError, ValueError for a server that is away, and what the
        Rust core raises; the border is this wide on purpose.
        """
        try:
            yield
        except Exception as error:
            step = (
                "Start the Chroma server or set chroma_url to one that runs."
                if self._server
                else "Run: translator incidents reindex. If it stays, delete this folder and reindex."
            )
            self._let_go()
            raise VectorsUnavailable(
                f"the vector index cannot be used ({_first_line(error)}).", place=self._shown, next_step=step
            ) from error

    def _let_go(self) -> None:
        """Begin anew at the next call: a server may come back, a full disk may get room.

        An embedded Chroma that failed to write waits for itself for good at a later write.
        """
        self.__dict__.pop("_collection", None)
        if not self._server and (client := self.__dict__.pop("_client", None)) is not None:
            with suppress(Exception):
                client.close()

    @property
    def _shown(self) -> str:
        """The place without a password."""
        if not self._server:
            return self._place
        url = urlsplit(self._place)
        return f"{url.scheme}://{url.hostname}{f':{url.port}' if url.port else ''}"


def _row(incident: str, part: int) -> str:
    return f"{incident}#{part}"


def _chunks(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    for at in range(0, len(items), _ROWS_AT_ONCE):
        yield list(items[at : at + _ROWS_AT_ONCE])


def _first_line(error: Exception) -> str:
    words = str(error).strip().splitlines()
    return f"{type(error).__name__}: {words[0][:160]}" if words else type(error).__name__
