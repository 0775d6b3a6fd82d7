"""What a route is given: who calls, and the service to answer from.

    async def route(caller: Annotated[Caller, Depends(needs("write"))]) -> ...:

The key was verified before the route was looked for; `needs` asks whether it may do this, and tells the
OpenAPI document that the route wants a key.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from translator.api.exchange import exchange_of
from translator.errors import EditConflict, KeyRefused, ScopeMissing, VersionNotNamed
from translator.models import Actor, Scope
from translator.wiring import App
from translator.wiring_service import EngineName, Service

if TYPE_CHECKING:
    from translator.translation_service import TranslationService

_BEARER = HTTPBearer(
    scheme_name="apiKey",
    bearerFormat="tr_<id>_<secret>",
    description="An API key, made by `translator keys create`.",
    auto_error=False,
)


@dataclass(frozen=True)
class Caller:
    """Who calls, for which workspace, and what it is answered from."""

    actor: Actor
    workspace: str
    request_id: str
    service: Service
    scopes: tuple[Scope, ...]  # as the key has them
    granted: frozenset[Scope]  # with what they include

    def app(self, engine: EngineName | None = None) -> App:
        """The App of the caller's workspace; see `Service.app`."""
        return self.service.app(self.workspace, engine)

    def translations(self, engine: EngineName | None = None) -> TranslationService:
        """The translations of the caller's workspace; see `Service.translations`. Call it in a thread
        where the database may not have been opened yet.
        """
        return self.service.translations(self.workspace, engine)

    def now(self) -> datetime:
        """The UTC time."""
        return self.service.clock()

    def require(self, scope: Scope) -> None:
        """Raises ScopeMissing where the key may not do this: for what depends on the body of a request."""
        if scope not in self.granted:
            raise ScopeMissing(
                f"this needs the scope {scope}; the key has {', '.join(self.scopes)}.",
                next_step="Use another key; see “translator keys create --help”.",
            )


@cache
def needs(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """A dependency that gives the Caller, and raises ScopeMissing where its key lacks the scope."""

    # Not Annotated: an annotation is text here, and FastAPI would not know what `scope` is.
    key = Security(_BEARER, scopes=[scope])

    async def caller(request: Request, _: HTTPAuthorizationCredentials | None = key) -> Caller:
        exchange = exchange_of(request.scope)
        holder = exchange.holder
        if holder is None:  # a path that asks for no key and a route that needs one: a defect, closed
            raise KeyRefused("this needs an API key.")
        found = Caller(
            actor=holder.actor,
            workspace=holder.workspace,
            request_id=exchange.request_id,
            service=request.app.state.service,
            scopes=holder.scopes,
            granted=holder.granted,
        )
        found.require(scope)
        return found

    return caller


def revision_of(request: Request) -> int | None:
    """The revision that `If-Match` names; None for `*`, which means the newest, whatever it is.

    Raises VersionNotNamed where there is no such header, and EditConflict for one that is no ETag of ours:
    nothing that we gave can be meant.
    """
    given = request.headers.get("if-match", "").strip()
    if not given:
        raise VersionNotNamed(
            "a change says which revision it is made on.",
            place="If-Match",
            next_step='Send the ETag of the translation, as in If-Match: "3", or * for the newest.',
        )
    if given == "*":
        return None
    number = given.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise EditConflict(
            "this is not the ETag of any revision.",
            place="If-Match",
            next_step="Read the translation again and send its ETag.",
        )
    return int(number)


def etag(revision: int) -> str:
    """The ETag of a revision."""
    return f'"{revision}"'
