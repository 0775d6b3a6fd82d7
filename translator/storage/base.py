"""What the application asks of the database of the service. Plain methods; doors call them in a thread.

Every method raises StoreUnusable where the database cannot be used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from translator.models import Actor, ApiKey, AuditEvent, Pitch, State, Translation, TranslationRow, VersionRow


class Event(NamedTuple):
    """An audit event before it has its number."""

    at: datetime
    by: Actor
    action: str
    subject: str
    detail: Mapping[str, str] = MappingProxyType({})


class TranslationFilter(NamedTuple):
    """Which translations; every field that is given must hold."""

    states: tuple[State, ...] = ()
    ticket_key: str = ""
    fingerprint: str = ""  # of the ticket
    stakeholder: str = ""
    text: str = ""  # words of the title or the one-breath sentence, case-insensitive
    created_after: datetime | None = None
    created_before: datetime | None = None
    batch: str = ""


T = TypeVar("T")


class Page(NamedTuple, Generic[T]):
    """Rows, newest first, and the cursor of the page after; "": this is the last."""

    rows: tuple[T, ...]
    after: str


class Translations(Protocol):
    """The translations of one workspace."""

    def add(self, translation: Translation, *, what: str, event: Event, batch: str = "") -> Translation:
        """Store a new one with its first version and the event, all or nothing.

        A second `add` with an id that is stored returns the stored one and changes nothing: a step that
        runs twice after a crash stores once.
        """
        ...

    def get(self, id: str) -> Translation:
        """The translation with its newest version; raises UnknownTranslation."""
        ...

    def save(self, translation: Translation, *, what: str, event: Event) -> Translation:
        """Replace the one whose revision is `translation.revision`; returns it with the next revision.

        A pitch with a version of its own is kept as a new version, told by `what`; the event is added in
        the same transaction. Raises UnknownTranslation, and EditConflict where the stored revision differs.
        """
        ...

    def version(self, id: str, version: int) -> Pitch:
        """One version as it was; raises UnknownTranslation, also for a version that is not there."""
        ...

    def versions(self, id: str) -> list[VersionRow]:
        """The versions, oldest first; raises UnknownTranslation."""
        ...

    def page(self, where: TranslationFilter, *, after: str = "", limit: int = 50) -> Page[TranslationRow]:
        """Newest first. `after` is the cursor of the page before; raises CursorInvalid."""
        ...

    def of_ticket(self, ticket_key: str, *, not_fingerprint: str) -> list[Translation]:
        """Those of a ticket's other texts that are neither stale nor closed, oldest first."""
        ...

    def delete(self, id: str, *, event: Event) -> None:
        """Delete with all its versions; raises UnknownTranslation."""
        ...

    def audit(self, *, subject: str = "", after: str = "", limit: int = 50) -> Page[AuditEvent]:
        """The audit trail, newest first; raises CursorInvalid."""
        ...

    def record(self, event: Event) -> None:
        """Add an event that belongs to no translation."""
        ...


class Claim(NamedTuple):
    """What became of an idempotency key that a request came with."""

    outcome: Literal["new", "in flight", "answered", "other body"]
    status: int = 0  # here and below: of the answer that was given
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""
    token: str = ""  # of a new one: by it its owner answers or releases, and nobody else


class IdempotencyKeys(Protocol):
    """Idempotency keys of one workspace. Of two requests that come at once one claims the key."""

    def claim(self, key: str, *, request: str, now: datetime, keep: timedelta, stuck: timedelta) -> Claim:
        """Claim a key for the request with this hash, or say what came of it before.

        A key older than `keep` is free again. One whose request has not answered for `stuck` belonged to a
        process that died, and is claimed anew.
        """
        ...

    def answer(self, key: str, token: str, *, status: int, headers: Mapping[str, str], body: bytes) -> bool:
        """Keep the answer of the claim with this token; False: the key was claimed anew meanwhile."""
        ...

    def release(self, key: str, token: str) -> None:
        """Free the key of this claim: its request failed in a way that a repetition may mend."""
        ...


CountedBy = Literal["task", "service", "severity"]


class MonthCount(NamedTuple):
    """How many incidents of a name began in a month; one that has several services counts in each."""

    month: str  # UTC: "2026-01"
    name: str  # "": the incidents do not say
    incidents: int


class Latest(NamedTuple):
    """The newest incidents of a name."""

    shown: str  # the name as the newest one spells it
    month: str  # of the newest
    keys: tuple[str, ...]  # that people know them by, newest first


class IncidentCounts(Protocol):
    """Incidents of one workspace, counted by the month they began in. Planned work and alerts never count.

    Nor do those of which no more than the year is known: see `undated`.
    """

    def by_month(self, by: CountedBy) -> list[MonthCount]:
        """All of them, in the order of months and names."""
        ...

    def latest(self, by: CountedBy, names: Sequence[str], most: int) -> dict[str, Latest]:
        """Up to `most` keys for each of the names."""
        ...

    def totals(self) -> tuple[int, int]:
        """(incidents that count, incidents that do not because their month is unknown)."""
        ...


class ApiKeys(Protocol):
    """API keys of all workspaces: a key is looked up before its workspace is known."""

    def add(self, key: ApiKey, digest: bytes) -> None:
        """Store a key with the SHA-256 of its secret."""
        ...

    def find(self, id: str) -> tuple[ApiKey, bytes] | None:
        """The key and its digest."""
        ...

    def used(self, id: str, at: datetime) -> None:
        """Note the last use."""
        ...

    def revoke(self, id: str, at: datetime) -> ApiKey:
        """Revoke; raises UnknownKey."""
        ...

    def list(self, workspace: str = "") -> list[ApiKey]:
        """Keys of a workspace, or of all, oldest first."""
        ...
