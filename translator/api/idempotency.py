"""The layer that answers a repeated write with the first answer: header `Idempotency-Key`.

A client that hears nothing sends its request again with the same key; it is then carried out once. A key
belongs to the API key it came with, and is remembered for 24 hours. What it does in other cases:

another request with the same key      422 idempotency-mismatch
the first one is still under way       409 idempotency-in-flight, with Retry-After
the first one failed with 5xx, ran out of time or was cut off     the key is free, the request is carried out
the first answer was larger than 1 MB  409 idempotency-not-kept, with the Location of the first answer
an event stream is asked for           422: a stream cannot be kept. Ask for JSON, or leave the key out

A claim has a token. A request that was given up for dead and ends after all can neither answer for the one
that took its key over nor free it. What the database could not be told is told before the next claim.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from translator.api.exchange import exchange_of
from translator.api.problems import MEDIA_TYPE, answer_with, problem, problem_of
from translator.api_keys import KeyHolder
from translator.errors import (
    IdempotencyInFlight,
    IdempotencyMismatch,
    MalformedInput,
    StoreUnusable,
    TranslatorError,
)
from translator.storage.base import Claim, IdempotencyKeys
from translator.wiring_service import Service

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEEP = timedelta(hours=24)
NOT_KEPT = "idempotency-not-kept"
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_LONGEST = 1_000_000  # bytes of an answer that is kept
_MARGIN = timedelta(seconds=30)  # after which a request that may take no longer belonged to a dead process
_OWED = 200  # answers and releases that wait until the database can be used again
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class Idempotency:
    """Stands behind `Access`. `seconds` is the time that a request may take."""

    def __init__(self, app: ASGIApp, *, service: Service, seconds: float) -> None:
        self._app = app
        self._service = service
        self._stuck = timedelta(seconds=seconds) + _MARGIN
        self._owed: deque[Callable[[], object]] = deque(maxlen=_OWED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        holder = exchange_of(scope).holder if scope["type"] == "http" else None
        if holder is None or scope["method"] not in _WRITES:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if HEADER not in headers:
            await self._app(scope, receive, send)
            return
        try:
            key = _key(headers, holder)
            body = await _whole(receive)
            if body is None:
                return
            keys = await asyncio.to_thread(self._service.idempotency, holder.workspace)
            request = _fingerprint(scope, headers, body, holder)
            claim = await self._claimed(keys, key, request)
            if claim.outcome == "new":
                held = _Held(keys, key, claim.token)
                await self._first(_Recording(scope, send), held, scope, _again(body, receive))
                return
            answer = _answer(claim, scope)
        except TranslatorError as error:
            answer = problem_of(error, scope)
        await answer_with(answer, scope, receive, send)

    async def _claimed(self, keys: IdempotencyKeys, key: str, request: str) -> Claim:
        """What became of the key. A request that is cut off meanwhile leaves no key in hand."""
        await self._settle()
        now = self._service.clock()
        claiming = asyncio.ensure_future(
            asyncio.to_thread(keys.claim, key, request=request, now=now, keep=KEEP, stuck=self._stuck)
        )
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            with suppress(StoreUnusable):
                claim = await claiming
                if claim.outcome == "new":
                    await self._told(partial(keys.release, key, claim.token))
            raise

    async def _first(self, answer: _Recording, held: _Held, scope: Scope, receive: Receive) -> None:
        """Carry the request out and keep its answer before anybody hears of it."""
        keys, key, token = held
        release = partial(keys.release, key, token)
        try:
            await self._app(scope, receive, answer.take)
            if answer.status >= 500 or not answer.complete:
                await self._told(release)
            else:
                # Where it cannot be kept, the request was carried out all the same, and that is what is told.
                status, headers, body = answer.kept()
                await self._told(partial(keys.answer, key, token, status=status, headers=headers, body=body))
        except BaseException:  # cut off, out of time, or a defect
            await asyncio.shield(self._told(release))
            raise
        await answer.send()

    async def _told(self, what: Callable[[], object]) -> None:
        """Tell the database; where it cannot be used now, before the next claim."""
        try:
            await asyncio.to_thread(what)
        except StoreUnusable:
            self._owed.append(what)

    async def _settle(self) -> None:
        """Tell the database what it could not be told before. Raises StoreUnusable where it still cannot."""
        while self._owed:
            what = self._owed.popleft()
            try:
                await asyncio.to_thread(what)
            except BaseException:
                self._owed.appendleft(what)
                raise


class _Held(NamedTuple):
    """A key that a request has claimed."""

    keys: IdempotencyKeys
    key: str
    token: str


class _Recording:
    """An answer that is held back until it is kept; one that is too large goes out as it comes."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._held: list[Message] = []
        self._headers = Headers()
        self._size = 0
        self.status = 0  # 0: the application did not answer
        self.complete = False

    async def take(self, message: Message) -> None:
        """The application's `send`."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._headers = Headers(raw=message["headers"])
        elif message["type"] == "http.response.body":
            self._size += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        self._held.append(message)
        if self._size > _LONGEST and not self.complete:
            await self.send()

    async def send(self) -> None:
        """Send what is held back."""
        held, self._held = self._held, []
        for message in held:
            await self._send(message)

    def kept(self) -> tuple[int, dict[str, str], bytes]:
        """What to answer a repetition with: status, headers and body."""
        if self._size > _LONGEST:
            return self._too_large()
        headers = self._headers
        names = dict.fromkeys(name for name in headers if name != "content-length")
        body = b"".join(m.get("body", b"") for m in self._held)
        return self.status, {name: ", ".join(headers.getlist(name)) for name in names}, body

    def _too_large(self) -> tuple[int, dict[str, str], bytes]:
        told = problem(
            409,
            NOT_KEPT,
            "The first answer was too large to be kept",
            f"the request was carried out before, with status {self.status}; its answer was not kept.",
            self._scope,
            next_step="Read what it made; do not send it again.",
        )
        exchange_of(self._scope).code = ""  # it is the repetition's problem, not this answer's
        location = self._headers.get("location")
        named = {"location": location} if location else {}
        return 409, {"content-type": MEDIA_TYPE, **named}, bytes(told.body)


def _key(headers: Headers, holder: KeyHolder) -> str:
    """The key under which the answer is kept. Raises MalformedInput."""
    given = headers[HEADER].strip()
    if len(given) > 2 and given[0] == given[-1] == '"':  # a string of RFC 8941, as the draft has it
        given = given[1:-1]
    if not _KEY.fullmatch(given) or len(headers.getlist(HEADER)) > 1:
        raise MalformedInput(
            "the key is not 1 to 255 visible ASCII characters.",
            place=HEADER,
            next_step="Send a UUID, a new one for each new request.",
        )
    if "text/event-stream" in headers.get("accept", ""):
        raise MalformedInput(
            "an event stream cannot be kept for a repetition.",
            place=HEADER,
            next_step="Ask for application/json, or leave the key out.",
        )
    return sha256(f"{holder.actor.key}\n{given}".encode()).hexdigest()


def _fingerprint(scope: Scope, headers: Headers, body: bytes, holder: KeyHolder) -> str:
    """What makes a request the same one."""
    told = sha256()
    path = scope.get("raw_path") or scope["path"].encode()
    kind = headers.get("content-type", "").encode()
    for part in (
        scope["method"].encode(),
        path,
        scope["query_string"],
        kind,
        holder.actor.key.encode(),
        body,
    ):
        told.update(len(part).to_bytes(8, "big") + part)
    return told.hexdigest()


def _answer(claim: Claim, scope: Scope) -> Response:
    """The answer to a request that came before."""
    if claim.outcome == "other body":
        raise IdempotencyMismatch(
            "this key came with another request before.",
            place=HEADER,
            next_step="Send a new key with a new request.",
        )
    if claim.outcome == "in flight":
        raise IdempotencyInFlight(
            "the first request with this key is not answered yet.",
            place=HEADER,
            next_step="Wait as long as Retry-After says, then ask again.",
        )
    headers: Mapping[str, str] = {**claim.headers, REPLAYED: "true"}
    return Response(claim.body, claim.status, headers)


async def _whole(receive: Receive) -> bytes | None:
    """The body; None: the caller has gone."""
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read once more, then what comes after it."""
    given = False

    async def replay() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
