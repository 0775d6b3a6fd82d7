"""A client of the API without a socket: the application over a real SQLite database, and keys."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import httpx

from translator.api.app import create_app
from translator.api_keys import KeyRing
from translator.catalog.index import CatalogIndex
from translator.llm.base import Gateway
from translator.models import ActorKind, Scope
from translator.settings import load_settings
from translator.storage.database import open_database
from translator.translation_service import utc_now
from translator.wiring import build_default

TICKET = (
    "Sign-in broken\n\nProspects cannot sign in during a live demo. Two demos failed last month. "
    "Sign-in failures are at 3 %, the target is under 0.5 %."
)
T = TypeVar("T")


@cache
def _catalog() -> CatalogIndex:
    return build_default().index


ALL: tuple[Scope, ...] = ("read", "write", "review", "admin")


class Api:
    """The application over a folder. Each call is one request on a loop of its own, unless `together`."""

    def __init__(
        self,
        folder: Path,
        *,
        gateway: Gateway | None = None,
        clock: Callable[[], datetime] = utc_now,
        **flags: str,
    ) -> None:
        self.folder = folder
        settings = {"data_dir": str(folder), "rate_limit": "", **flags}
        loaded = load_settings(toml_path=None, environ={}, flags=settings)
        self.app = create_app(loaded, gateway=gateway, clock=clock)
        # Reading the catalog is most of what a first request takes; it is the same for all of them.
        self.app.state.service.root.__dict__["index"] = _catalog()
        self.key = self.new_key()

    def new_key(
        self, *scopes: Scope, name: str = "Ana", kind: ActorKind = "person", workspace: str = "default"
    ) -> str:
        """A new API key; every scope when none is named."""
        database = open_database(
            self.app.state.service.settings.database_url or self.folder / "translator.db"
        )
        try:
            ring = KeyRing(database.keys, utc_now, time.monotonic)
            return ring.make(name, workspace=workspace, scopes=scopes or ALL, kind=kind).text
        finally:
            database.close()

    def __call__(self, method: str, path: str, body: Any = None, **named: Any) -> httpx.Response:
        """One request: `body` is sent as JSON, `content` as it is; `key` stands in for the client's own."""

        async def once(client: httpx.AsyncClient) -> httpx.Response:
            return await self.send(client, method, path, body, **named)

        return self.together(once)

    async def send(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        headers: dict[str, str] | None = None,
        content: bytes | str | None = None,
    ) -> httpx.Response:
        """The same within `together`."""
        sent = {"Authorization": f"Bearer {key or self.key}", **(headers or {})}
        if body is not None:
            return await client.request(method, path, json=body, headers=sent)
        return await client.request(method, path, content=content, headers=sent)

    def together(self, talk: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
        """Several requests on one loop, as a server has it."""

        async def talked() -> T:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
                return await talk(client)

        return asyncio.run(talked())

    def translated(self, text: str = TICKET, **more: Any) -> dict[str, Any]:
        """A new translation."""
        answer = self("POST", "/v1/translations", {"text": text, **more})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made
