"""The API keys of all workspaces, with hashes and never secrets. See `base.ApiKeys`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from translator.errors import UnknownKey
from translator.models import ApiKey
from translator.storage.connections import Connections
from translator.storage.documents import readable
from translator.storage.keys import shown_key
from translator.storage.records import plain, storable, utc
from translator.storage.service_tables import api_keys

_K = api_keys.c


class KeyRepository:
    """API keys. Every method raises StoreUnusable when the database cannot be used.

    May be used by several threads and processes at once. `Database` makes it.
    """

    def __init__(self, connections: Connections) -> None:
        self._reading = connections.reading
        self._writing = connections.writing
        self._shown = connections.address.shown

    def add(self, key: ApiKey, digest: bytes) -> None:
        """Store a key with the SHA-256 of its secret."""
        row = {
            "id": key.id,
            "workspace": key.workspace,
            "name": plain(key.name),
            "kind": key.kind,
            "scopes": json.dumps(key.scopes),
            "created": utc(key.created),
            "expires": _utc(key.expires),
            "last_used": _utc(key.last_used),
            "revoked": _utc(key.revoked),
            "digest": digest,
        }
        with self._writing() as connection:
            connection.execute(insert(api_keys), row)

    def find(self, id: str) -> tuple[ApiKey, bytes] | None:
        """The key and its digest, also of one that is revoked or has expired; None: there is no such key."""
        if not storable(id):
            return None
        with self._reading() as connection:
            row = connection.execute(select(api_keys).where(_K.id == id)).first()
        return None if row is None else (_key_of(row, self._shown), bytes(row.digest))

    def used(self, id: str, at: datetime) -> None:
        """Note the last use, where it is later than the one noted."""
        if not storable(id):
            return
        earlier = _K.last_used.is_(None) | (_K.last_used < utc(at))
        with self._writing() as connection:
            connection.execute(update(api_keys).where(_K.id == id, earlier).values(last_used=utc(at)))

    def revoke(self, id: str, at: datetime) -> ApiKey:
        """Revoke; one that is revoked already keeps its time. Raises UnknownKey."""
        revoked = update(api_keys).where(_K.id == id).values(revoked=func.coalesce(_K.revoked, utc(at)))
        row = None
        if storable(id):
            with self._writing() as connection:
                row = connection.execute(revoked.returning(*_K)).first()
        if row is None:
            raise UnknownKey(f"there is no key {shown_key(id)}.", next_step="List the keys to see their ids.")
        return _key_of(row, self._shown)

    def list(self, workspace: str = "") -> list[ApiKey]:
        """Keys of a workspace, or of all, oldest first; also those that are revoked or have expired."""
        query = select(api_keys).order_by(_K.created, _K.id)
        if workspace:
            query = query.where(_K.workspace == plain(workspace))
        with self._reading() as connection:
            return [_key_of(row, self._shown) for row in connection.execute(query)]


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else utc(at)


def _key_of(row: Any, place: str) -> ApiKey:
    values = {column.name: getattr(row, column.name) for column in _K if column.name != "digest"}
    with readable(f"key {row.id!r}", place):
        return ApiKey(**values | {"scopes": tuple(json.loads(row.scopes))})
