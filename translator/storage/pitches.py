"""The translations of one workspace, with their versions and their audit trail. See `base.Translations`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from translator.errors import EditConflict, UnknownTranslation
from translator.models import AuditEvent, Pitch, Translation, TranslationRow, VersionRow
from translator.storage.audit import append, events_before
from translator.storage.base import Event, Page, TranslationFilter
from translator.storage.bound import Bound, inserted
from translator.storage.cursors import cursor, moment, position
from translator.storage.documents import read_document
from translator.storage.keys import shown_key
from translator.storage.pitch_filters import newest, told_apart
from translator.storage.pitch_rows import (
    WHOLE,
    Stored,
    position_of,
    row_of,
    stored,
    translation_of,
    version_row_of,
)
from translator.storage.records import documented, in_range, plain, storable, utc, word
from translator.storage.service_tables import audit, translations
from translator.storage.service_tables import translation_versions as versions

_LONGEST_PAGE = 500  # rows
_OVER = ("stale", "closed")
_T = translations.c


class PitchRepository(Bound):
    """Translations of one workspace. Every method raises StoreUnusable when the database cannot be used.

    May be used by several threads and processes at once.
    """

    def add(self, translation: Translation, *, what: str, event: Event, batch: str = "") -> Translation:
        """Store a new one with its first version and the event, all or nothing.

        One whose id is stored already is not stored again: what is stored is returned. Raises
        MalformedInput for an id that no database can keep as a key.
        """
        new = stored(translation)
        with self._writing() as connection:
            row = new.columns | {"workspace": self._workspace, "batch": word(batch)}
            if inserted(connection, translations, row):
                self._add_version(connection, new, what, event)
                append(connection, self._workspace, event)
                return new.translation
            known = self._one(connection, translation.id)
        return translation_of(known, self._shown)

    def get(self, id: str) -> Translation:
        """The translation with its newest version; raises UnknownTranslation."""
        with self._reading() as connection:
            row = self._one(connection, id)
        return translation_of(row, self._shown)

    def save(self, translation: Translation, *, what: str, event: Event) -> Translation:
        """Replace the one whose revision is `translation.revision`; returns it with the next revision.

        A pitch with a higher version than the stored one is kept as a new version, told by `what`.
        Raises UnknownTranslation, EditConflict where the stored revision differs, and ValueError for a
        pitch that was changed, save for its state, without a version of its own: it would be lost.
        """
        new = stored(translation.model_copy(update={"revision": translation.revision + 1}))
        columns = {k: v for k, v in new.columns.items() if k not in {"id", "created", "created_by"}}
        with self._writing() as connection:
            before = self._version_of(connection, translation)
            change = update(translations).where(self._is(translation.id), _T.revision == translation.revision)
            connection.execute(change.values(columns))
            if new.pitch["version"] > before.version:
                self._add_version(connection, new, what, event)
            elif new.pitch["version"] < before.version or new.pitch["digest"] != before.digest:
                raise ValueError(f"translation {translation.id}: a changed pitch needs a version of its own")
            append(connection, self._workspace, event)
        return new.translation

    def version(self, id: str, version: int) -> Pitch:
        """One version, in the state in which it was stored; raises UnknownTranslation."""
        if not storable(id) or not in_range(version):
            raise self._unknown(id, version)
        which = and_(self._mine(versions), versions.c.id == id, versions.c.version == version)
        with self._reading() as connection:
            document = connection.scalar(select(versions.c.document).where(which))
        if document is None:
            raise self._unknown(id, version)
        return read_document(Pitch, document, f"translation {id!r}, version {version},", self._shown)

    def versions(self, id: str) -> list[VersionRow]:
        """The versions, oldest first; raises UnknownTranslation."""
        v = versions.c
        query = select(v.version, v.at, v.by, v.what).where(self._mine(versions), v.id == id)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(v.version)).all() if storable(id) else []
        if not rows:
            raise self._unknown(id)
        return [version_row_of(row, self._shown) for row in rows]

    def page(self, where: TranslationFilter, *, after: str = "", limit: int = 50) -> Page[TranslationRow]:
        """Newest first, up to 500. `after` is the cursor of the page before; raises CursorInvalid."""
        limit = max(1, min(limit, _LONGEST_PAGE))
        list_ = ("translations", self._workspace, *told_apart(where))
        last = None
        if after:
            made, id = position(after, list_, (str, str))
            last = utc(moment(str(made))), str(id)
        query = newest(self._mine(translations), where, last, limit + 1)
        with self._reading() as connection:
            rows = [row_of(row, self._shown) for row in connection.execute(query)]
        more = len(rows) > limit
        return Page(tuple(rows[:limit]), cursor(position_of(rows[limit - 1]), list_) if more else "")

    def of_ticket(self, ticket_key: str, *, not_fingerprint: str) -> list[Translation]:
        """Those of a ticket's other texts that are neither stale nor closed, oldest first.

        None for "": tickets without a key have nothing in common.
        """
        if not ticket_key:
            return []
        other = and_(
            _T.ticket_key == word(ticket_key),
            _T.fingerprint != word(not_fingerprint),
            _T.state.not_in(_OVER),
        )
        query = self._whole().where(other).order_by(_T.created, _T.id)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [translation_of(row, self._shown) for row in rows]

    def delete(self, id: str, *, event: Event) -> None:
        """Delete with all its versions; raises UnknownTranslation. The audit trail stays."""
        with self._writing() as connection:
            # The lock first: a version that another request adds meanwhile would be left behind.
            self._locked(connection, id)
            connection.execute(delete(versions).where(self._mine(versions), versions.c.id == id))
            connection.execute(delete(translations).where(self._is(id)))
            append(connection, self._workspace, event)

    def audit(self, *, subject: str = "", after: str = "", limit: int = 50) -> Page[AuditEvent]:
        """The audit trail, newest first, up to 500 events; raises CursorInvalid."""
        limit = max(1, min(limit, _LONGEST_PAGE))
        list_ = ("audit", self._workspace, subject)
        which = self._mine(audit)
        if subject:
            which = and_(which, audit.c.subject == word(subject))
        before = int(position(after, list_, (int,))[0]) if after else None
        with self._reading() as connection:
            events = events_before(connection, which, before, limit + 1, self._shown)
        more = len(events) > limit
        return Page(tuple(events[:limit]), cursor((events[limit - 1].number,), list_) if more else "")

    def record(self, event: Event) -> None:
        """Add an event that belongs to no translation."""
        with self._writing() as connection:
            append(connection, self._workspace, event)

    def _is(self, id: str) -> ColumnElement[bool]:
        return and_(self._mine(translations), _T.id == id)

    def _whole(self) -> Any:
        """Translations with their newest version, of this workspace."""
        newest_version = and_(self._mine(versions), versions.c.id == _T.id, versions.c.version == _T.version)
        return (
            select(*WHOLE).join_from(translations, versions, newest_version).where(self._mine(translations))
        )

    def _one(self, connection: Connection, id: str) -> Any:
        row = connection.execute(self._whole().where(_T.id == id)).first() if storable(id) else None
        if row is None:
            raise self._unknown(id)
        return row

    def _locked(self, connection: Connection, id: str) -> Any:
        """Revision and version of the stored one, which nobody else changes until the transaction ends."""
        query = select(_T.revision, _T.version).where(self._is(id)).with_for_update()
        row = connection.execute(query).first() if storable(id) else None
        if row is None:
            raise self._unknown(id)
        return row

    def _version_of(self, connection: Connection, translation: Translation) -> Any:
        """Version and digest of what is stored at the revision of this one; raises EditConflict."""
        found = self._locked(connection, translation.id)
        if found.revision != translation.revision:
            raise EditConflict(
                f"somebody else changed it meanwhile (it is at revision {found.revision}).",
                place=f"translation {shown_key(translation.id)}",
                next_step="Read it again and repeat the change on what is there now.",
            )
        v = versions.c
        which = and_(self._mine(versions), v.id == translation.id, v.version == found.version)
        return connection.execute(select(v.version, v.digest).where(which)).one()

    def _add_version(self, connection: Connection, new: Stored, what: str, event: Event) -> None:
        told = {"at": utc(event.at), "by": documented(event.by)[1], "what": plain(what)}
        row = new.pitch | told | {"workspace": self._workspace, "id": new.translation.id}
        connection.execute(insert(versions), row)

    def _unknown(self, id: str, version: int | None = None) -> UnknownTranslation:
        part = "" if version is None else f" or no version {version} of it"
        return UnknownTranslation(
            f"there is no translation {shown_key(id)}{part} in workspace {self._workspace!r}.",
            next_step="List the translations to see their ids.",
        )
