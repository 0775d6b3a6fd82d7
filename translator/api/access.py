"""The layer that asks for a key: everything below /v1, before it is known whether there is such a path."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from translator.api.exchange import GUARDED, exchange_of, header
from translator.api.problems import answer_with, problem_of
from translator.api_keys import KeyHolder, anonymous
from translator.errors import RateExceeded, ScopeMissing, TranslatorError
from translator.wiring_service import Service

if TYPE_CHECKING:
    from translator.api.rate_limits import RateLimits


class Access:
    """Verifies the key and counts the request. With `no_auth` everybody is let in as `anonymous`."""

    def __init__(self, app: ASGIApp, *, service: Service, limits: RateLimits | None, no_auth: bool) -> None:
        self._app = app
        self._service = service
        self._limits = limits
        self._down = ""  # what was last said of the limits
        self._anonymous = anonymous(service.settings.workspace) if no_auth else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not guarded(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            holder = await self._holder(scope) if self._anonymous is None else self._neighbour(scope)
            exchange_of(scope).holder = holder
            await self._service.open()  # so that no route waits for it on the event loop
            if self._limits is not None:
                await self._count(holder, scope)
        except TranslatorError as error:
            await answer_with(problem_of(error, scope), scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _holder(self, scope: Scope) -> KeyHolder:
        kind, _, key = header(scope, b"authorization").partition(" ")
        return await self._service.keys.verify(key.strip() if kind.lower() == "bearer" else "")

    def _neighbour(self, scope: Scope) -> KeyHolder:
        """Whoever is let in without a key: a program of this machine, and no web page of another host.

        A page may make a browser send requests here, also under a name of its own that leads here; the
        browser then says so in Host or Origin. Raises ScopeMissing.
        """
        assert self._anonymous is not None
        origin = header(scope, b"origin")
        names = [f"//{header(scope, b'host')}"]
        if origin and origin not in self._service.settings.cors_origins:
            names.append(origin)
        if not all(loopback(_host(name)) for name in names):
            raise ScopeMissing(
                "without keys this server answers only this machine.",
                next_step="Call it as 127.0.0.1 or localhost, or start it with keys.",
            )
        return self._anonymous

    async def _count(self, holder: KeyHolder, scope: Scope) -> None:
        """Raises RateExceeded. Without keys each address has its own limit."""
        assert self._limits is not None
        client = scope.get("client")
        count = await self._limits.hit(holder.actor.key or f"from {client[0] if client else 'here'}")
        if self._limits.down != self._down:
            self._down = self._limits.down
            self._service.telemetry.log.warning("rate-limits", said=self._down or "Redis counts again")
        headers = exchange_of(scope).headers
        headers["RateLimit-Limit"] = str(count.limit)
        headers["RateLimit-Remaining"] = str(count.remaining)
        headers["RateLimit-Reset"] = str(count.reset)
        if not count.allowed:
            headers["Retry-After"] = str(max(1, count.reset))
            raise RateExceeded(
                f"more than {count.limit} requests in {count.window}.",
                next_step="Wait as long as Retry-After says.",
            )


def guarded(path: str) -> bool:
    """Whether a path wants a key."""
    return path == GUARDED or path.startswith(f"{GUARDED}/")


def loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
