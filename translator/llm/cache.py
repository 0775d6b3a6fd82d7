"""Replies kept for the next time, in an SQLite file that several processes may share."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

from translator.errors import StoreUnusable
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest
from translator.llm.file import SharedFile
from translator.llm.stored import read_reply, reply_data
from translator.llm.wrapper import Wrapper

_MOST_BYTES = 64 * 1024 * 1024

_TABLE = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)"
_SIZE = """
SELECT (page_count - freelist_count) * page_size
FROM pragma_page_count, pragma_freelist_count, pragma_page_size
"""
_DROP_OLDEST = """
DELETE FROM replies WHERE rowid IN
(SELECT rowid FROM replies ORDER BY rowid LIMIT 1 + (SELECT count(*) FROM replies) / 10)
"""


class ReplyStore:
    """The file. It holds replies by the key of their request, never the request.

    Above `most_bytes` the oldest tenth goes. Raises StoreUnusable where the file cannot be used.
    """

    def __init__(self, file: Path, most_bytes: int = _MOST_BYTES, *, wait: float = 2.0) -> None:
        self._file = SharedFile(file, _TABLE, wait)
        self._most_bytes = most_bytes
        try:
            with self._file.opened():
                pass
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(
                f"the cache of replies cannot be used ({error}).",
                place=str(file),
                next_step="Delete the file: it holds only what can be asked again; or check the disk.",
            ) from error

    def get(self, key: str) -> ModelReply | None:
        """The reply kept under this key. Raises sqlite3.Error."""
        with self._file.opened() as database:
            row = database.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        try:
            return read_reply(json.loads(row[0]), key) if row else None
        except ValueError:
            return None  # written by another version: asked again and written anew

    def put(self, key: str, reply: ModelReply) -> None:
        """Keep the reply. Raises sqlite3.Error."""
        # ASCII: SQLite takes no lone surrogates, which models do write.
        told = json.dumps(reply_data(reply))
        with self._file.opened(writes=True) as database:
            database.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", (key, told))
            while database.execute(_SIZE).fetchone()[0] > self._most_bytes:
                if not database.execute(_DROP_OLDEST).rowcount:
                    break

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._file.close()


class CachedModel(Wrapper):
    """Answers from the store where it can: source "cache", cost 0.0, no call.

    Only whole replies (finish "stop") are kept. A store that fails later costs a call and a note on the
    reply, never the reply.
    """

    def __init__(self, inner: Gateway, store: ReplyStore) -> None:
        super().__init__(inner)
        self._store = store

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The kept reply, or the inner one's."""
        key = self._named(request).key
        try:
            kept = await asyncio.to_thread(self._store.get, key)
        except (OSError, sqlite3.Error) as error:
            return _noted(await self._inner.complete(request, deadline), error)
        if kept is not None:
            return replace(kept, source="cache", cost=0.0, attempts=0)
        reply = await self._inner.complete(request, deadline)
        if reply.finish == "stop" and reply.source == "model":
            try:
                await asyncio.to_thread(self._store.put, key, reply)
            except (OSError, sqlite3.Error) as error:
                return _noted(reply, error)
        return reply

    async def close(self) -> None:
        """Close the inner gateway and the store."""
        await super().close()
        self._store.close()


def _noted(reply: ModelReply, error: Exception) -> ModelReply:
    return replace(reply, notes=(*reply.notes, f"the cache of replies could not be used ({error})"))
