"""API keys: made, shown once, and verified on each request.

A key reads `tr_<id>_<secret>`. The id may be shown and is what logs and the audit trail hold; of the
secret only the SHA-256 is kept. 32 random bytes need no slow hash: there is no dictionary of them.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from translator.errors import KeyRefused, MalformedInput
from translator.models import Actor, ActorKind, ApiKey, Scope
from translator.storage.base import ApiKeys

SCOPES: tuple[Scope, ...] = ("read", "write", "review", "admin")
# What a scope lets its holder do. `admin` does not hold `review`: an approval is a person's own doing.
_GRANTS: dict[Scope, frozenset[Scope]] = {
    "read": frozenset({"read"}),
    "write": frozenset({"read", "write"}),
    "review": frozenset({"read", "review"}),
    "admin": frozenset({"read", "write", "admin"}),
}
_KEY = re.compile(r"tr_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})", re.ASCII)
_NOBODY = sha256(b"no key has this digest").digest()  # what an unknown id is compared with
_REMEMBERED = 4096  # keys
_TRUSTED = timedelta(seconds=5)  # a revoked key is refused after at most this, in every process
_NOTED = timedelta(minutes=1)  # between two notes of the last use


@dataclass(frozen=True)
class KeyHolder:
    """Who holds a key that was accepted."""

    actor: Actor
    workspace: str
    granted: frozenset[Scope]
    name: str = ""  # of the key
    scopes: tuple[Scope, ...] = ()  # as the key has them


class Made(NamedTuple):
    """A new key, and the only time that its text is at hand."""

    key: ApiKey
    text: str


class _Remembered(NamedTuple):
    key: ApiKey
    digest: bytes
    until: float  # on the clock that never goes back


class KeyRing:
    """Makes, verifies and revokes keys. Safe in threads.

    `now` is the UTC time, by which keys expire; `elapsed` counts seconds and never goes back: a clock that
    is set back keeps no revoked key alive.
    """

    def __init__(
        self, store: Callable[[], ApiKeys], now: Callable[[], datetime], elapsed: Callable[[], float]
    ) -> None:
        self._store = store
        self._now = now
        self._elapsed = elapsed
        self._known: OrderedDict[str, _Remembered] = OrderedDict()
        self._noted: dict[str, datetime] = {}
        self._notes: set[asyncio.Task[None]] = set()

    def make(
        self,
        name: str,
        *,
        workspace: str,
        scopes: Iterable[Scope],
        kind: ActorKind = "person",
        expires: datetime | None = None,
    ) -> Made:
        """A new key. Raises MalformedInput for scopes that do not go with its holder, and StoreUnusable."""
        chosen = tuple(scope for scope in SCOPES if scope in set(scopes))
        if not chosen or not name.strip():
            raise MalformedInput("a key needs a name and at least one scope.", place="key")
        if kind == "service" and "review" in chosen:
            raise MalformedInput(
                "a service cannot have the scope review: a machine approves nothing.",
                place="scope",
                next_step="Make a key for a person, or leave the scope out.",
            )
        now = self._now()
        if expires is not None and expires <= now:
            raise MalformedInput("the key would have expired already.", place="expires")
        id, secret = _new_id(), secrets.token_urlsafe(32)
        key = ApiKey(
            id=id,
            workspace=workspace,
            name=name.strip(),
            kind=kind,
            scopes=chosen,
            created=now,
            expires=expires,
        )
        self._store().add(key, _digest(secret))
        return Made(key, f"tr_{id}_{secret}")

    async def verify(self, text: str) -> KeyHolder:
        """Who holds the key. Raises KeyRefused, with one message for every reason, and StoreUnusable."""
        parsed = _KEY.fullmatch(text)
        # What is not even of the form takes the same way, so that nothing is learnt from the time it takes.
        id, secret = parsed.groups() if parsed else ("0" * 12, text)
        found = await self._found(id)
        digest = found.digest if found is not None else _NOBODY
        same = hmac.compare_digest(_digest(secret), digest)
        now = self._now()
        if found is None or not same or not _valid(found.key, now):
            raise KeyRefused(
                "the API key is missing, unknown, expired or revoked.",
                next_step="Send “Authorization: Bearer tr_…”; see “translator keys create --help”.",
            )
        self._note_use(found.key, now)
        return holder_of(found.key)

    async def _found(self, id: str) -> _Remembered | None:
        remembered = self._known.get(id)
        if remembered is not None and self._elapsed() < remembered.until:
            self._known.move_to_end(id)
            return remembered
        row = await asyncio.to_thread(lambda: self._store().find(id))
        if row is None:  # not remembered: unknown ids would push out the known
            self._known.pop(id, None)
            return None
        key, digest = row
        found = _Remembered(key, digest, self._elapsed() + _TRUSTED.total_seconds())
        self._known[id] = found
        while len(self._known) > _REMEMBERED:
            self._noted.pop(self._known.popitem(last=False)[0], None)
        return found

    def _note_use(self, key: ApiKey, now: datetime) -> None:
        """Note it beside the request: whoever holds the key does not wait, and no failure is theirs."""
        last = self._noted.get(key.id, key.last_used)
        if last is not None and abs(now - last) < _NOTED:
            return
        self._noted[key.id] = now
        task = asyncio.create_task(self._write_use(key.id, now))
        self._notes.add(task)  # the loop itself keeps no task alive
        task.add_done_callback(self._notes.discard)

    async def _write_use(self, id: str, now: datetime) -> None:
        try:
            await asyncio.to_thread(lambda: self._store().used(id, now))
        except Exception:  # the next minute brings another chance
            self._noted.pop(id, None)

    def revoke(self, id: str) -> ApiKey:
        """Revoke at once here, and within five seconds in other processes. Raises UnknownKey."""
        revoked = self._store().revoke(id, self._now())
        self._known.pop(id, None)
        return revoked

    def all(self, workspace: str = "") -> list[ApiKey]:
        """Keys of a workspace, or of all, oldest first."""
        return self._store().list(workspace)

    async def settle(self) -> None:
        """Wait for notes that are being written."""
        await asyncio.gather(*self._notes)


def holder_of(key: ApiKey) -> KeyHolder:
    """Who holds this key."""
    return KeyHolder(
        actor=Actor(name=key.name, kind=key.kind, key=key.id),
        workspace=key.workspace,
        granted=granted(key.scopes),
        name=key.name,
        scopes=key.scopes,
    )


def anonymous(workspace: str) -> KeyHolder:
    """Whoever reaches a server without keys: a person who may do everything."""
    return KeyHolder(Actor(name="anonymous"), workspace, frozenset(SCOPES), "", SCOPES)


def granted(scopes: Iterable[Scope]) -> frozenset[Scope]:
    """Everything that these scopes let their holder do."""
    return frozenset().union(*(_GRANTS[scope] for scope in scopes))


def _valid(key: ApiKey, now: datetime) -> bool:
    return key.revoked is None and (key.expires is None or now < key.expires)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _new_id() -> str:
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    return "".join(secrets.choice(alphabet) for _ in range(12))
