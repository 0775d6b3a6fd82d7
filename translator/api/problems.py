"""Errors as problem documents (RFC 9457), with the stable codes of `translator.errors`.

A document says what is wrong and what to do about it. It never holds text of a ticket, and of an error
that is not the caller's it names no place: files and hosts are for the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from inspect import getdoc
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from translator.api.exchange import exchange_of
from translator.errors import (
    CallerError,
    IdempotencyInFlight,
    StoreUnusable,
    TranslatorError,
    VectorsUnavailable,
)

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:translator:problem:"
_PASSING = (StoreUnusable, VectorsUnavailable)
_RETRY_SECONDS = 2  # where nothing better is known

# What is wrong with a request before any of ours looks at it: status → (code, title, detail).
_OF_ROUTER = {
    400: ("malformed-request", "The request cannot be read", "the body of the request cannot be read."),
    404: ("not-found", "There is nothing at this path", "there is nothing at this path; see /openapi.json."),
    405: ("method-not-allowed", "This path has no such method", "the header Allow names the methods."),
    415: (
        "unsupported-media-type",
        "The body is of a content type that is not read here",
        "send application/json, or what /openapi.json names for this path.",
    ),
}


class FieldFault(BaseModel):
    """What is wrong with one value of a request."""

    model_config = ConfigDict(extra="forbid")

    detail: str
    pointer: str | None = Field(None, description="JSON pointer into the body, as in #/parts/0")
    parameter: str | None = Field(None, description="name of a query, path or header parameter")


class Problem(BaseModel):
    """A problem document, RFC 9457."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="urn:translator:problem: and the code")
    title: str = Field(description="what kind of problem this is")
    status: int
    code: str = Field(description="stable; what a program should look at")
    detail: str = Field(description="what is wrong this time")
    place: str | None = Field(None, description="which part of what was handed in")
    next_step: str | None = Field(None, description="what to do about it")
    request_id: str | None = Field(None, description="to look for in the log of the server")
    errors: list[FieldFault] | None = Field(None, description="every value that is wrong, of a request")


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of ours, of the router and of a malformed request as a problem document."""

    @app.exception_handler(TranslatorError)
    async def ours(request: Request, error: TranslatorError) -> Response:
        return problem_of(error, request.scope)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        return _malformed(error, request.scope)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            error.headers = {"Allow": ", ".join(_methods(request))}
        known = _OF_ROUTER.get(error.status_code)
        code, title, detail = known or (f"http-{error.status_code}", "The request was refused", "")
        return problem(error.status_code, code, title, detail, request.scope, headers=error.headers)


def _methods(request: Request) -> list[str]:
    """The methods of the path, over all routes that have it: the router itself names those of one."""
    methods: dict[str, set[str]] = {}
    for route in iter_route_contexts(request.app.routes):
        if route.matches(request.scope)[0] is not Match.NONE:
            methods.setdefault(str(route.path), set()).update(route.methods or ())
    return sorted(next(iter(methods.values()), set()))


def problem_of(error: TranslatorError, scope: Scope) -> Response:
    """The answer to an error of ours."""
    headers: dict[str, str] = {}
    if error.http_status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="translator"'
    if isinstance(error, (*_PASSING, IdempotencyInFlight)):
        headers["Retry-After"] = str(_RETRY_SECONDS)
    return problem(
        error.http_status,
        error.code,
        title_of(type(error)),
        error.message,
        scope,
        headers=headers,
        place=error.place if isinstance(error, CallerError) else "",
        next_step=error.next_step,
    )


def defect(scope: Scope) -> Response:
    """The answer to a defect of ours. Says nothing of it: the log does, under the id of the request."""
    return problem(
        500,
        TranslatorError.code,
        "A defect in translator",
        "something went wrong in translator.",
        scope,
        next_step="Report it with the request_id.",
    )


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    scope: Scope,
    *,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    """An answer with a problem document; members that are empty are left out."""
    exchange = exchange_of(scope)
    exchange.code = code
    document = {"type": _TYPE + code, "title": title, "status": status, "code": code, "detail": detail}
    document |= {name: value for name, value in members.items() if value}
    if exchange.request_id:
        document["request_id"] = exchange.request_id
    # ASCII: a detail may repeat half a surrogate pair that the caller sent, which no UTF-8 can hold.
    body = json.dumps(document).encode()
    return Response(body, status, dict(headers or {}), MEDIA_TYPE)


async def answer_with(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer from a layer around the application."""
    await response(scope, receive, send)


def title_of(kind: type[TranslatorError]) -> str:
    """What kind of error this is: the first sentence of its documentation."""
    return (getdoc(kind) or kind.code).splitlines()[0].rstrip(".")


def answers(*kinds: type[TranslatorError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may raise these errors: by status, with the codes that can be met."""
    by_status: dict[int | str, list[type[TranslatorError]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.http_status, []).append(kind)
    return {status: described(_codes(group)) for status, group in by_status.items()}


def described(codes: Mapping[str, str]) -> dict[str, Any]:
    """One entry of `responses`: a problem document with one of these codes, each with its title.

    It names the schema and not the model, of which FastAPI would build a validator for each of 600 answers.
    """
    return {
        "description": "; ".join(f"`{code}`: {title}" for code, title in codes.items()),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _codes(kinds: Iterable[type[TranslatorError]]) -> dict[str, str]:
    return {kind.code: title_of(kind) for kind in kinds}


def _malformed(error: RequestValidationError, scope: Scope) -> Response:
    faults = [_fault(item) for item in error.errors()]
    first = faults[0]
    where = first.get("pointer") or first.get("parameter") or "body"
    more = f" And {len(faults) - 1} more; see errors." if len(faults) > 1 else ""
    detail = f"{where}: {first['detail']}.{more}"
    return problem(422, "malformed-request", "The request is not of the right form", detail, scope,
                   errors=faults)  # fmt: skip


def _fault(item: Mapping[str, Any]) -> dict[str, str]:
    """One fault without the value that was sent: it may be a ticket."""
    place, *path = item["loc"]
    said = {"detail": str(item["msg"]).rstrip(".")}
    if place == "body":
        steps = [] if item["type"] == "json_invalid" else path
        return said | {"pointer": "#" + "".join(f"/{_escaped(step)}" for step in steps)}
    return said | {"parameter": ".".join(map(str, path)) or str(place)}


def _escaped(step: object) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
