"""What every engine is given and what it hands back: the seam between the pipeline and its engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from translator.catalog.index import CatalogIndex
from translator.models import Draft, Found, Ledger, Proof, Ticket


@dataclass(frozen=True)
class DraftRequest:
    """One ticket to draft a pitch for."""

    ticket: Ticket
    ledger: Ledger  # of the ticket and the answers; items of past incidents are in `proof`
    index: CatalogIndex
    stakeholders: tuple[str, ...] = ()  # (): the engine chooses by what the ticket is about
    proof: Proof | None = None  # None: no search for past incidents was made


class Engine(Protocol):
    """Drafts a pitch. Async because an engine may wait on a network."""

    @property
    def name(self) -> str:
        """Stable name, stored in the provenance."""
        ...

    async def draft(self, request: DraftRequest) -> Draft:
        """A draft with slots; grounding and checks come after."""
        ...


class PastIncidents(Protocol):
    """Finds past incidents like a ticket. Plain, because its work is on this machine."""

    def like(self, ticket: Ticket) -> Found:
        """The most similar incidents, without the ticket's own record; never raises for no hit."""
        ...
