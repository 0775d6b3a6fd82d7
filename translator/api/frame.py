"""The outermost layer: an id, a time limit, a line of log, and an answer to whatever is not caught."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from translator.api.access import guarded
from translator.api.exchange import Exchange, begin, header, route_of
from translator.api.problems import answer_with, defect, problem
from translator.telemetry import Telemetry

_SANE = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}", re.ASCII)  # as other services write their ids
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
DOCS = "/docs"
# What the page of FastAPI loads, and nothing else.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' https://cdn.jsdelivr.net; "
    "style-src 'unsafe-inline' https://cdn.jsdelivr.net; img-src data: https://fastapi.tiangolo.com; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


class Frame:
    """Wraps every request. Pure ASGI, so that a stream stays one.

    `seconds` is the time until an answer must have begun; a stream may then go on for longer.
    """

    def __init__(self, app: ASGIApp, *, telemetry: Telemetry, seconds: float) -> None:
        self._app = app
        self._telemetry = telemetry
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = header(scope, b"x-request-id")
        exchange = begin(scope, given if _SANE.fullmatch(given) else uuid.uuid4().hex)
        metrics = self._telemetry.metrics
        metrics.in_flight.inc()
        try:
            with self._telemetry.traces.request(scope["method"], Headers(scope=scope)) as note:
                status = await self._answered(scope, receive, send, exchange)
                note(route_of(scope), status)
        finally:
            metrics.in_flight.dec()

    async def _answered(self, scope: Scope, receive: Receive, send: Send, exchange: Exchange) -> int:
        """The status that was answered with; 0: the request was given up before."""
        status = 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(message, scope["path"], exchange)
            await send(message)

        async def in_time(message: Message) -> None:
            if message["type"] == "http.response.start":
                limit.reschedule(None)
            await dressed(message)

        try:
            try:
                async with asyncio.timeout(self._seconds) as limit:
                    await self._app(scope, receive, in_time)
            except TimeoutError:
                if status or not limit.expired():
                    raise
                await answer_with(self._too_late(scope), scope, receive, dressed)
        except ClientDisconnect:
            pass  # there is nobody to answer
        except Exception as error:
            self._telemetry.log.defect("defect", error, request_id=exchange.request_id, route=route_of(scope))
            if status:  # half an answer is out: the server cuts the connection, and the caller sees it
                raise
            await answer_with(defect(scope), scope, receive, dressed)
        finally:
            self._note(scope, exchange, status)
        return status

    def _too_late(self, scope: Scope) -> Response:
        return problem(
            HTTPStatus.GATEWAY_TIMEOUT,
            "request-timeout",
            "The answer took too long",
            f"no answer within {self._seconds:g} s.",
            scope,
            next_step="Ask again; where a model writes, ask with Prefer: respond-async.",
        )

    def _note(self, scope: Scope, exchange: Exchange, status: int) -> None:
        seconds = time.perf_counter() - exchange.started
        route = route_of(scope)
        self._telemetry.metrics.request_done(scope["method"], route, status, seconds)
        holder = exchange.holder
        self._telemetry.log.info(
            "request",
            request_id=exchange.request_id,
            method=scope["method"],
            route=route,
            status=status,
            code=exchange.code,
            ms=round(seconds * 1000, 1),
            key=holder.actor.key if holder else "",
            workspace=holder.workspace if holder else "",
        )


def _dress(message: Message, path: str, exchange: Exchange) -> None:
    """Put the headers that every answer has to the one that begins."""
    headers = MutableHeaders(scope=message)
    headers["X-Request-Id"] = exchange.request_id
    for name, value in {**_ALWAYS, **exchange.headers}.items():
        headers[name] = value
    if guarded(path):
        headers.setdefault("Cache-Control", "no-store")
    if path == DOCS:
        headers["Content-Security-Policy"] = _DOCS_POLICY
