"""What watches the service: is it alive, can it work, and what has it done. None of them needs a key."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

import translator
from translator.errors import StoreUnusable
from translator.telemetry.metrics import CONTENT_TYPE
from translator.wiring_service import Service

router = APIRouter(tags=["operations"])
_PATIENCE = 2.0  # seconds that the database gets to count: Prometheus waits ten for the whole page


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"
    version: str


class Readiness(BaseModel):
    """Whether the service can do its work."""

    status: Literal["ready", "not ready"]
    version: str
    parts: dict[str, str] = Field(
        description="each part the service stands on: ok, or why it cannot be used now",
        examples=[{"catalog": "ok", "database": "ok", "incidents": "ok", "model": "ok"}],
    )


@router.get("/healthz", operation_id="health", summary="Alive")
async def health() -> Alive:
    """Answers as long as the process does, and asks nobody else. For liveness probes."""
    return Alive(version=translator.__version__)


@router.get(
    "/readyz",
    operation_id="readiness",
    summary="Ready to work",
    responses={503: {"model": Readiness, "description": "a part cannot be used now; `parts` says which"}},
)
async def ready(request: Request, response: Response) -> Readiness:
    """Asks the catalog, the database, the vectors of past incidents and the settings of the model.

    No model is called: that costs money.
    """
    service: Service = request.app.state.service
    parts = await service.ready()
    lacking = {name: told for name, told in parts.items() if told != "ok"}
    good = not lacking
    if lacking != getattr(request.app.state, "lacking", {}):  # probes ask often: each change is told once
        request.app.state.lacking = lacking
        if lacking:
            service.telemetry.log.warning("not ready", parts=lacking)
        else:
            service.telemetry.log.info("ready")
    if not good:
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    return Readiness(status="ready" if good else "not ready", version=translator.__version__, parts=parts)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Counts for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Requests, pitches, findings, what models took and the rows that wait, as text for Prometheus.

    Answers without the rows where the database cannot be asked: that it is away shows in the requests.
    """
    service: Service = request.app.state.service
    rows = None
    with suppress(StoreUnusable, TimeoutError):
        counted = asyncio.to_thread(lambda: service.database.work().depth()._asdict())
        rows = await asyncio.wait_for(counted, _PATIENCE)
    return Response(service.telemetry.metrics.page(rows), media_type=CONTENT_TYPE)
