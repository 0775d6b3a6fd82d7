"""The translation memory of a workspace: words of approved pitches, found for tickets like theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from translator.errors import IndexMismatch, UnknownTranslation
from translator.incidents.base import IncidentIndex, IndexReport, Progress
from translator.memory_feed import MemoryFeed
from translator.memory_file import brought_in, memory_document
from translator.models import (
    Actor,
    Found,
    Hit,
    MemoryDocument,
    MemoryEntry,
    Remembered,
    Ticket,
)
from translator.phrasing import LONGEST_WORDS, STATES
from translator.storage.base import Event, Translations

ALIKE = 50  # score from which a pitch may lend its words
_LENT = 3  # pitches for one ticket
_LOOKED_AT = 6  # hits: some are in review, or of an older text of the same ticket


class Brought(NamedTuple):
    """What an import did, counted in entries."""

    read: int
    stored: int  # new, or with other words than before
    own: int  # left out: pitches of this workspace itself


class MemoryService:
    """Searches, exports and imports. Plain; see `Memory` for what an engine is given."""

    def __init__(self, translations: Translations, feed: MemoryFeed, index: IncidentIndex) -> None:
        self._translations = translations
        self._feed = feed
        self._index = index
        self._in_use = False

    def like(self, ticket: Ticket) -> tuple[Remembered, ...]:
        """See `Memory`. Of another text of the same ticket nothing is lent: it is about to be stale.

        Raises StoreUnusable, and IndexMismatch for an index of another embedding model.
        """
        body = ticket.text[len(ticket.title) :].strip()
        lent: list[Remembered] = []
        for entry, remembered in self._found(ticket.title, body, _LOOKED_AT):
            own = ticket.key and entry.ticket_key == ticket.key
            if own and entry.words != body[:LONGEST_WORDS]:
                continue
            if not any(other.parts == entry.parts for other in lent):
                lent.append(remembered)
        return tuple(lent[:_LENT])

    def search(self, text: str, *, limit: int = 10) -> tuple[Remembered, ...]:
        """The pitches whose tickets are like a text, its first line the title; the likest first.

        Raises what `like` does.
        """
        title, _, body = text.strip().partition("\n")
        return tuple(remembered for _, remembered in self._found(title, body, limit))

    def entries(self) -> Iterator[MemoryEntry]:
        """Everything that is remembered: what was reviewed last first, then what was imported."""
        return self._feed.entries()

    def page(self, after: int, limit: int) -> tuple[list[MemoryEntry], bool]:
        """Up to `limit` entries after the first `after`, and whether there are more."""
        rows = list(islice(self._feed.entries(), after, after + limit + 1))
        return rows[:limit], len(rows) > limit

    def follow(self) -> IndexReport:
        """Take in what was reviewed since the last time, so that the next pitch need not wait for it.

        Never needed: a search does it first. Raises what `like` does.
        """
        return self._index.catch_up() if self._anything() else IndexReport(0)

    def rebuild(self, progress: Progress | None = None) -> IndexReport:
        """Make the search index again from the database; raises VectorsUnavailable and EmbeddingFailed."""
        return self._index.rebuild(progress)

    def export(self, *, now: datetime) -> MemoryDocument:
        """The whole memory as a document that may leave; see `memory_document`."""
        return memory_document(self._feed.entries(), self._feed.known_words, now=now)

    def import_(self, document: MemoryDocument, *, by: Actor, now: datetime) -> Brought:
        """Store the entries of a document of another workspace (see `read_memory`), told in the audit trail.

        The same document again changes nothing. Raises StoreUnusable.
        """
        kept = [e for e in document.entries if not self._feed.is_here(e.translation_id)]
        entries = [brought_in(e, self._feed.known_words, by=by.name, now=now) for e in kept]
        stored = self._feed.import_all(entries)
        done = Brought(len(document.entries), stored, len(document.entries) - len(kept))
        detail = {"read": str(done.read), "stored": str(done.stored)}
        self._translations.record(Event(now, by, "memory.imported", "", detail))
        return done

    def forget(self, translation_id: str, *, by: Actor, now: datetime) -> None:
        """Delete what was imported of a translation; raises UnknownTranslation where nothing was."""
        if not self._feed.forget(translation_id):
            raise UnknownTranslation(
                f"nothing was imported of “{translation_id}”.",
                next_step="A pitch of this workspace is forgotten when its approval is taken back.",
            )
        self._translations.record(Event(now, by, "memory.forgotten", translation_id))

    def close(self) -> None:
        """Let go of the index's files and connections."""
        self._index.close()

    def _found(self, title: str, body: str, limit: int) -> list[tuple[MemoryEntry, Remembered]]:
        """What is like a text and may be lent, the highest score first."""
        if not self._anything():
            return []
        alike = []
        for hit in self._searched(title, body, limit).similar:
            entry = self._feed.entry(hit.incident.id)
            if entry is not None and (score := _score(hit, entry)) >= ALIKE:
                shown = entry.model_dump(exclude={"words"})
                alike.append((entry, Remembered(**shown, score=score, why=hit.why)))
        return sorted(alike, key=lambda pair: (-pair[1].score, pair[0].translation_id))

    def _anything(self) -> bool:
        """Whether anything was ever remembered: neither index nor embedding model is loaded for nothing."""
        self._in_use = self._in_use or self._feed.revision() > 0
        return self._in_use

    def _searched(self, title: str, body: str, limit: int) -> Found:
        try:
            return self._index.search(title, body, limit=limit)
        except IndexMismatch as error:
            raise IndexMismatch(
                "the memory's index was made by another embedding model.",
                place="translation memory",
                next_step="Run: translator memory reindex, or set embedding_model back.",
            ) from error


def _score(hit: Hit, entry: MemoryEntry) -> int:
    """How far the tickets are alike in percent, less for a pitch that nobody has approved."""
    return round(100 * hit.score * STATES[entry.state])
