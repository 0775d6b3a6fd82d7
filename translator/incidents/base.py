"""The seams of the incident side: what the search needs from a store and from an embedding model.

The store is the truth; keyword and vector indexes are copies that follow its revisions. Each change in
the store gets the next revision of its workspace, so that an index which remembers the last revision it
has taken in knows exactly what it missed, also after a crash between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from translator.models import Change, Found, Incident, IncidentFilter, Stored

# How the ids of the built-in embedding model begin, whatever its version.
BUILT_IN = "all-MiniLM-L6-v2"


class RowProblem(NamedTuple):
    """A record that could not be read. The others of the same file are not touched by it."""

    place: str  # "row 12", "line 7", "incident PT4KHLK": where a person finds it in the payload
    message: str
    next_step: str = ""


class Followed(Protocol):
    """What an index is a copy of. Every method raises StoreUnusable when the database cannot be used."""

    @property
    def store_id(self) -> str:
        """Which database and workspace this is, for good: an index of another one is never trusted."""
        ...

    def many(self, ids: Sequence[str]) -> list[Incident]:
        """Those of the ids that exist, in the order asked."""
        ...

    def ids(self, where: IncidentFilter) -> list[str]:
        """The ids of those the filter lets through, in no order."""
        ...

    def revision(self) -> int:
        """The last revision of the workspace; 0: nothing was ever stored. Cheap: asked at each search."""
        ...

    def changes(self, after: int, limit: int) -> list[Change]:
        """Up to `limit` changes with a higher revision, in order."""
        ...


class IncidentStore(Followed, Protocol):
    """Incidents of one workspace. Every method raises StoreUnusable when the database cannot be used."""

    def put(self, incidents: Sequence[Incident]) -> Stored:
        """Add or replace by `id`, all or nothing. The last of several with the same id wins."""
        ...

    def delete(self, ids: Sequence[str]) -> int:
        """Delete by `id`; returns how many there were."""
        ...

    def get(self, key: str) -> Incident:
        """The incident with this `id`, or the only one with this `source_id`; raises UnknownIncident."""
        ...

    def all(self, where: IncidentFilter | None = None, *, limit: int | None = None) -> Iterator[Incident]:
        """Incidents newest first (those without a start last), streamed."""
        ...

    def page(
        self, where: IncidentFilter | None = None, *, after: str = "", limit: int = 50
    ) -> tuple[list[Incident], str]:
        """Up to `limit`, newest first, and the cursor of the page after; "": there is none.

        `after` is the cursor of the page before; raises CursorInvalid.
        """
        ...

    def count(self, where: IncidentFilter | None = None) -> int:
        """How many there are."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Embedder(Protocol):
    """Turns text into unit vectors. Any langchain-core `Embeddings` has the two methods; see `langchain`."""

    @property
    def model_id(self) -> str:
        """Which model this is; vectors of two models are never mixed."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text; raises EmbeddingFailed."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of a search text; raises EmbeddingFailed."""
        ...


class IndexReport(NamedTuple):
    """What an index did or would have to do, counted in incidents."""

    indexed: int  # taken in or removed by this call
    behind: int = 0  # still missing: another process is at it
    notes: tuple[str, ...] = ()  # "vectors are not available: …"


Progress = Callable[[int, int], None]  # done, of how many


class IncidentIndex(Protocol):
    """Search over a store, from copies that follow it."""

    def catch_up(self, progress: Progress | None = None) -> IndexReport:
        """Take in what the store has and the copies lack. Cheap when nothing is missing.

        Raises IndexMismatch for vectors of another model; Chroma away is a note, not an error.
        """
        ...

    def rebuild(self, progress: Progress | None = None) -> IndexReport:
        """Make every copy again from the store; raises VectorsUnavailable and EmbeddingFailed."""
        ...

    def search(
        self,
        title: str,
        body: str,
        where: IncidentFilter | None = None,
        *,
        limit: int = 10,
        own: Sequence[str] = (),
    ) -> Found:
        """The best hits, similar or not, without those whose id, key or URL is one of `own`."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
