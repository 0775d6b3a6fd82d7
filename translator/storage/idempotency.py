"""Idempotency keys of one workspace: who claims a key first, and what it was answered. See `base`."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from translator.storage.base import Claim
from translator.storage.bound import Bound, inserted
from translator.storage.records import utc, word
from translator.storage.service_tables import idempotency_keys

_K = idempotency_keys.c
_SWEPT = 100  # expired keys that a new one takes with it


class IdempotencyRepository(Bound):
    """Idempotency keys of one workspace. Every method raises StoreUnusable when the database cannot be used.

    May be used by several threads and processes at once.
    """

    def claim(self, key: str, *, request: str, now: datetime, keep: timedelta, stuck: timedelta) -> Claim:
        """Claim a key for the request with this hash, or say what came of it before.

        A key that was claimed `keep` ago is free again. One whose request has not answered for `stuck`
        belonged to a process that died, and is claimed anew.
        """
        now, mark, token = utc(now), word(request), secrets.token_hex(8)
        fresh = {
            "request": mark, "token": token, "claimed": now, "expires": now + keep,
            "status": 0, "headers": "{}", "body": b"",
        }  # fmt: skip
        row = fresh | {"workspace": self._workspace, "key": word(key)}
        with self._writing() as connection:
            while not inserted(connection, idempotency_keys, row):
                query = select(idempotency_keys).where(self._is(key)).with_for_update()
                known = connection.execute(query).first()
                if known is None:  # released between the two statements
                    continue
                gone = known.expires <= now or (not known.status and known.claimed + stuck <= now)
                if not gone:
                    return _outcome(known, mark)
                connection.execute(update(idempotency_keys).where(self._is(key)).values(fresh))
                break
            self._sweep(connection, now)
        return Claim("new", token=token)

    def answer(self, key: str, token: str, *, status: int, headers: Mapping[str, str], body: bytes) -> bool:
        """Keep the answer of the claim with this token; False: the key was claimed anew meanwhile.

        A request that was given up for dead may end after all. It then speaks for nobody: the answer that
        is kept is that of the request which took the key over, whatever that sent.
        """
        kept = {"status": status, "headers": json.dumps(dict(headers)), "body": body}
        with self._writing() as connection:
            unanswered = update(idempotency_keys).where(self._held(key, token)).values(kept)
            return bool(connection.execute(unanswered).rowcount)

    def release(self, key: str, token: str) -> None:
        """Free the key of this claim: its request failed in a way that a repetition may mend.

        One that is answered, or that another request has claimed since, stays.
        """
        with self._writing() as connection:
            connection.execute(delete(idempotency_keys).where(self._held(key, token)))

    def _held(self, key: str, token: str) -> ColumnElement[bool]:
        """The key as long as the claim with this token holds it and has not been answered."""
        return and_(self._is(key), _K.token == token, _K.status == 0)

    def _is(self, key: str) -> ColumnElement[bool]:
        return and_(self._mine(idempotency_keys), _K.key == word(key))

    def _sweep(self, connection: Connection, now: datetime) -> None:
        """Delete keys that have expired, a few at a time, so that they never pile up."""
        # Those that another request has in hand are left to it: two that wait for each other are stuck.
        expired = (
            select(_K.key)
            .where(self._mine(idempotency_keys), _K.expires <= now)
            .limit(_SWEPT)
            .with_for_update(skip_locked=True)
        )
        gone = list(connection.scalars(expired))
        if gone:
            connection.execute(delete(idempotency_keys).where(self._mine(idempotency_keys), _K.key.in_(gone)))


def _outcome(known: Any, request: str) -> Claim:
    if known.request != request:
        return Claim("other body")
    if not known.status:
        return Claim("in flight")
    return Claim("answered", known.status, json.loads(known.headers), bytes(known.body))
