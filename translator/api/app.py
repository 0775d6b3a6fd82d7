"""The FastAPI application: the routes, and around them the layers that every request goes through."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

import translator
from translator.api import operations
from translator.api.access import Access
from translator.api.body_limit import BodyLimit
from translator.api.contract import complete
from translator.api.exchange import GUARDED
from translator.api.frame import Frame
from translator.api.idempotency import Idempotency
from translator.api.problems import add_problem_handlers
from translator.api.rate_limits import limits_of
from translator.llm.base import Gateway
from translator.settings import LoadedSettings, load_settings
from translator.telemetry import Telemetry
from translator.translation_service import utc_now
from translator.wiring_following import Following
from translator.wiring_jobs import Beside, works_itself
from translator.wiring_service import Service

_READ_HEADERS = ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer"]
_READ_HEADERS += ["X-Request-Id"]
_TOLD_HEADERS = ["ETag", "Link", "Location", "Retry-After", "X-Request-Id", "Idempotency-Replayed"]
_TOLD_HEADERS += ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
# Modules of translator.api.routes with a `router`, in the order in which the documentation lists them.
ROUTES = (
    "translations",
    "batches",
    "checks",
    "incident_boards",  # before those of one incident, whose id may hold anything
    "incidents",
    "memory",
    "catalog",
    "engines",
    "schema",
    "audit",
    "me",
    "samples",
)


def create_app(
    loaded: LoadedSettings | None = None,
    *,
    no_auth: bool = False,
    gateway: Gateway | None = None,
    clock: Callable[[], datetime] = utc_now,
    telemetry: Telemetry | None = None,
    processes: int = 1,
) -> FastAPI:
    """The application with these settings; without any, those of the working folder and the environment.

    With `no_auth` nobody needs a key: only for a server that nobody else can reach. `gateway` stands in
    for the model of the settings; `processes` is how many serve beside each other.
    """
    loaded = loaded or _settings_here()
    settings = loaded.settings
    service = Service(
        loaded, gateway=gateway, clock=clock, telemetry=telemetry, processes=processes, waits=False
    )

    limits = limits_of(settings.rate_limit, settings.rate_limit_url)
    closing: list[Callable[[], Awaitable[None]]] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        beside = Beside(service) if works_itself(settings) else None
        if beside is not None:
            beside.start()
        following = Following(service)
        following.start()
        yield
        await asyncio.to_thread(following.stop)
        if beside is not None:
            await asyncio.to_thread(beside.stop, settings.shutdown_timeout)
        for end in closing:
            await end()
        if limits is not None:
            await limits.close()
        await service.close()
        service.telemetry.close()

    app = FastAPI(
        title="translator",
        summary="Engineering tickets in the customer's words, with no invented number.",
        version=translator.__version__,
        lifespan=lifespan,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours hold no query and no text
    )
    app.state.service = service
    app.state.on_close = closing  # what a route has to end before the service is closed
    add_problem_handlers(app)
    app.include_router(operations.router)
    for name in ROUTES:
        module = f"translator.api.routes.{name}"
        if find_spec(module) is not None:
            app.include_router(import_module(module).router, prefix=GUARDED)
    complete(app)
    # The last one added is the outermost.
    app.add_middleware(Idempotency, service=service, seconds=settings.request_timeout)
    app.add_middleware(Access, service=service, limits=limits, no_auth=no_auth)
    app.add_middleware(BodyLimit, most=settings.body_limit)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=_READ_HEADERS,
            expose_headers=_TOLD_HEADERS,
        )
    app.add_middleware(Frame, telemetry=service.telemetry, seconds=settings.request_timeout)
    return app


def _settings_here() -> LoadedSettings:
    toml = Path("translator.toml")
    return load_settings(toml_path=toml if toml.exists() else None, environ=os.environ, flags={})
