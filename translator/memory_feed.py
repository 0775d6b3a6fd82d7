"""What the memory's search index follows: reviewed pitches by the audit trail, and what was imported.

The translations are the truth and no copy of them is kept. Every change of one leaves an event with a rising
number, so the trail says what an index that knows an earlier number has missed: also after a crash, and
whichever process made the change.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress

from pydantic import ValidationError

from translator.catalog.index import CatalogIndex
from translator.errors import UnknownTranslation
from translator.grounding import catalog_words
from translator.incidents.base import IncidentStore
from translator.models import (
    AuditEvent,
    Change,
    Incident,
    IncidentFilter,
    IncidentSection,
    MemoryEntry,
    Translation,
    When,
)
from translator.phrasing import entry_of, was_remembered
from translator.storage.base import Translations

SOURCE = "memory"
_IMPORTED = "imported"  # opens the id of an entry that a file brought
_OF_TRANSLATIONS = "translation."  # how the actions of their events begin
_OF_ONE = (_OF_TRANSLATIONS, "finding.", "key.", "batch.")  # … and of those that touch no other entry
_CREATED = "translation.created"  # by a machine: nothing new is remembered
_POLLED, _PAGE = 4, 200  # events read at a time: to see whether there are new ones, and to catch up
_KEPT = 1024  # entries held ready
_IMPORTS = 2**24  # imports are counted in the low part of a revision, events in the high part


class MemoryFeed:
    """The remembered pitches of one workspace as documents for an index. See `Followed`; safe in threads."""

    def __init__(self, translations: Translations, imported: IncidentStore, index: CatalogIndex) -> None:
        self._translations = translations
        self._imported = imported
        self._index = index
        self.known_words = catalog_words(index.catalog)
        self._lock = threading.RLock()
        self._last: dict[str, int] = {}  # translation → number of its last event, of those read
        self._newest = 0  # here and above: events up to this number are read
        self._oldest: int | None = None  # … down to this one; None: none is read yet
        self._earlier = ""  # cursor of the page before the oldest; "": that was the last
        self._entries: OrderedDict[str, MemoryEntry | None] = OrderedDict()

    @property
    def store_id(self) -> str:
        """See `Followed`."""
        return self._imported.store_id

    def revision(self) -> int:
        """See `Followed`. Events that change nothing in the memory do not raise it."""
        with self._lock:
            self._read_on()
            return max(self._last.values(), default=0) * _IMPORTS + self._imported.revision()

    def changes(self, after: int, limit: int) -> list[Change]:
        """See `Followed`."""
        events, imports = divmod(after, _IMPORTS)
        with self._lock:
            self._read_back(events)
            missed = sorted((number, id) for id, number in self._last.items() if number > events)
            found: list[Change] = []
            for number, id in missed:
                if len(found) == limit:
                    return found
                found += self._change(number * _IMPORTS + imports, id)
            top = max(self._last.values(), default=0) * _IMPORTS
        for change in self._imported.changes(imports, limit - len(found)):
            entry = _unpacked(change.incident)
            document = None if entry is None else _document(entry)
            found.append(Change(top + change.revision, change.id, document))
        return found

    def many(self, ids: Sequence[str]) -> list[Incident]:
        """See `Followed`."""
        return [_document(entry) for entry in map(self.entry, ids) if entry is not None]

    def ids(self, where: IncidentFilter) -> list[str]:
        """See `Followed`; a memory is searched without a filter, so these are all."""
        return [document_id(entry) for entry in self.entries()]

    def entry(self, id: str) -> MemoryEntry | None:
        """The entry of a document of the index; None: it is no longer remembered."""
        with self._lock:
            if id not in self._entries:
                self._entries[id] = self._found(id)
                while len(self._entries) > _KEPT:
                    self._entries.popitem(last=False)
            self._entries.move_to_end(id)
            return self._entries[id]

    def entries(self) -> Iterator[MemoryEntry]:
        """Every entry: those whose pitch was reviewed last first, then what was imported."""
        with self._lock:
            self._read_on()
            self._read_back(0)
            newest_first = sorted(self._last, key=lambda id: -self._last[id])
        for id in newest_first:
            entry = self.entry(f"{SOURCE}:{id}")
            if entry is not None:
                yield entry
        for incident in self._imported.all():
            imported = _unpacked(incident)
            if imported is not None:
                yield imported

    def import_all(self, entries: Sequence[MemoryEntry]) -> int:
        """Store entries that a file brought; returns how many were new or say something else than before."""
        ids = [document_id(entry) for entry in entries]
        known = {e.translation_id: e for e in map(_unpacked, self._imported.many(ids)) if e is not None}
        new = [e for e in entries if not _same_words(e, known.get(e.translation_id))]
        self._imported.put([_packed(entry) for entry in new])
        return len(new)

    def forget(self, translation_id: str) -> bool:
        """Delete an entry that was imported. False: there is none."""
        return self._imported.delete([f"{SOURCE}:{_IMPORTED}:{translation_id}"]) > 0

    def is_here(self, translation_id: str) -> bool:
        """Whether the workspace has this translation itself, in whatever state."""
        return self._translation(translation_id) is not None

    def _found(self, id: str) -> MemoryEntry | None:
        name = id.removeprefix(f"{SOURCE}:")
        if name.startswith(f"{_IMPORTED}:"):
            return next(map(_unpacked, self._imported.many([id])), None)
        translation = self._translation(name)
        return None if translation is None else entry_of(translation, self._index, self.known_words)

    def _change(self, revision: int, id: str) -> list[Change]:
        """The change that an event made in the memory; [] where it made none."""
        document_name = f"{SOURCE}:{id}"
        entry = self.entry(document_name)
        if entry is not None:
            return [Change(revision, document_name, _document(entry))]
        translation = self._translation(id)
        if translation is not None and not was_remembered(translation):
            return []
        return [Change(revision, document_name, None)]

    def _translation(self, id: str) -> Translation | None:
        with suppress(UnknownTranslation):
            return self._translations.get(id)
        return None

    def _read_on(self) -> None:
        """Take in the events since the last time; at first as many as it takes to meet one that counts."""
        page = self._translations.audit(limit=_PAGE if self._oldest is None else _POLLED)
        newest = page.rows[0].number if page.rows else 0
        fresh = self._oldest is None
        while page.rows:
            new = [event for event in page.rows if event.number > self._newest]
            self._take(new)
            if fresh:
                self._oldest, self._earlier = page.rows[-1].number, page.after
            if (fresh and self._last) or len(new) < len(page.rows) or not page.after:
                break
            page = self._translations.audit(after=page.after, limit=_PAGE)
        self._newest = max(newest, self._newest)

    def _read_back(self, number: int) -> None:
        """Take in earlier events, down to this number."""
        while self._earlier and (self._oldest or 0) > number + 1:
            page = self._translations.audit(after=self._earlier, limit=_PAGE)
            self._take(page.rows)
            self._oldest = page.rows[-1].number if page.rows else 0
            self._earlier = page.after

    def _take(self, events: Sequence[AuditEvent]) -> None:
        for event in events:
            if not event.subject or not event.action.startswith(_OF_ONE):
                self._entries.clear()  # a purge or an import changes many at once
            elif event.action.startswith(_OF_TRANSLATIONS) and event.action != _CREATED:
                self._last[event.subject] = max(event.number, self._last.get(event.subject, 0))
                self._entries.pop(f"{SOURCE}:{event.subject}", None)


def _same_words(entry: MemoryEntry, known: MemoryEntry | None) -> bool:
    """Whether the two differ at most in who brought them and when."""
    return known is not None and entry.model_copy(update={"origin": known.origin}) == known


def document_id(entry: MemoryEntry) -> str:
    """What the index calls the entry."""
    kept = f"{_IMPORTED}:{entry.translation_id}" if entry.origin else entry.translation_id
    return f"{SOURCE}:{kept}"


def _document(entry: MemoryEntry) -> Incident:
    """The entry as the index reads it: by its ticket, for a search comes with one.

    Its time is written like nobody else's: two records of one time and text would count as one, and of two
    pitches for one ticket the approved one must not be left out for the other.
    """
    at = When(at=entry.at, precision="day", zone_known=True, written=entry.translation_id)
    told = (IncidentSection(kind="summary", text=entry.words),) if entry.words else ()
    return Incident(
        id=document_id(entry),
        source=SOURCE,
        source_id="",  # it would be searched, and an id is like every other id
        title=entry.title,
        sections=told,
        started=at,
    )


def _packed(entry: MemoryEntry) -> Incident:
    """An imported entry as the store keeps it: whole, in one section."""
    packed = IncidentSection(kind="other", heading="translator.memory/1", text=entry.model_dump_json())
    return _document(entry).model_copy(update={"sections": (packed,)})


def _unpacked(incident: Incident | None) -> MemoryEntry | None:
    """The imported entry; None for one that is gone or that another version wrote."""
    if incident is None:
        return None
    try:
        return MemoryEntry.model_validate_json(incident.sections[0].text)
    except (ValidationError, IndexError):
        return None
