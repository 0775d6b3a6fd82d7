"""The seams of the incident side: what the search needs from a store and from an embedding model.

The store is the truth; keyword and vector indexes are copies that follow its revisions. Each change in
the store gets the next revision of its workspace, so that an index which remembers the last revision it
has taken in knows exactly what it missed, also after a crash between the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from translator.models import Incident, IncidentFilter


class Stored(NamedTuple):
    """What an upsert did, counted in incidents."""

    added: int
    changed: int
    same: int  # the stored record was equal; it keeps its revision


class Change(NamedTuple):
    """One step in the history of a workspace; only the last step of each incident is kept."""

    revision: int
    id: str
    incident: Incident | None  # None: deleted


class IncidentStore(Protocol):
    """Incidents of one workspace. Every method raises StoreUnusable when the database cannot be used."""

    @property
    def store_id(self) -> str:
        """Which database and workspace this is, for good: an index of another one is never trusted."""
        ...

    def put(self, incidents: Sequence[Incident]) -> Stored:
        """Add or replace by `id`, all or nothing. The last of several with the same id wins."""
        ...

    def delete(self, ids: Sequence[str]) -> int:
        """Delete by `id`; returns how many there were."""
        ...

    def get(self, key: str) -> Incident:
        """The incident with this `id`, or the only one with this `source_id`; raises UnknownIncident."""
        ...

    def many(self, ids: Sequence[str]) -> list[Incident]:
        """Those of the ids that exist, in the order asked."""
        ...

    def all(self, where: IncidentFilter | None = None, *, limit: int | None = None) -> Iterator[Incident]:
        """Incidents newest first (those without a start last), streamed."""
        ...

    def count(self, where: IncidentFilter | None = None) -> int:
        """How many there are."""
        ...

    def revision(self) -> int:
        """The last revision of the workspace; 0: nothing was ever stored. Cheap: asked at each search."""
        ...

    def changes(self, after: int, limit: int) -> list[Change]:
        """Up to `limit` changes with a higher revision, in order."""
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
