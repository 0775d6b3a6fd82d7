"""Translations: made of a ticket, listed, read, deleted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response, StreamingResponse

from translator.api import later
from translator.api.answering import Id, as_json, found_or_same, link_to_next, translation_as_json
from translator.api.contract import ETAG, header, problems, takes
from translator.api.deps import Caller, needs
from translator.api.problems import defect, problem_of
from translator.api.reading import JSON, JsonBody, content_type, preferred, prefers_async, unsupported
from translator.api.routes import review, versions
from translator.api.schemas import EngineName, NoQuery, RawOptions, TranslationBody, TranslationsQuery
from translator.api.streaming import UnderWay, events
from translator.api.views import TranslationPage, TranslationView, WorkView
from translator.errors import (
    BinaryInput,
    BudgetExhausted,
    CircuitOpen,
    CursorInvalid,
    DeadlineExceeded,
    EmptyInput,
    InputTooLarge,
    MalformedInput,
    ModelError,
    ModelTimeout,
    TranslatorError,
    UnknownStakeholder,
    UnknownTranslation,
    VectorsUnavailable,
)
from translator.models import Stage, Ticket, Translation
from translator.storage.base import TranslationFilter
from translator.translation_service import new_translation_id

RAW = ("text/plain", "text/markdown", "text/csv")
SSE = "text/event-stream"
# Bytes to read, or characters to translate, that would keep other requests waiting for a fifth of a second.
# Smaller ones are quicker on the loop: a thread costs a tenth more and brings no pitch more a second.
_LARGE = 30_000


router = APIRouter(tags=["translations"])


_NOT_HERE: dict[str, Any] = {"type": "extra_forbidden", "msg": "a body of JSON holds its own options"}


class _Asked(NamedTuple):
    """What is to be translated, for whom, and by which engine."""

    ticket: Ticket
    stakeholders: tuple[str, ...]
    engine: EngineName | None


async def _asked(
    request: Request,
    options: Annotated[RawOptions, Query()],
    caller: Annotated[Caller, Depends(needs("write"))],
) -> _Asked:
    """The ticket of the body, whatever its content type, and what to do with it."""
    kind = content_type(request)
    if kind in RAW:
        payload, place = await request.body(), "body"
        wanted, reader, engine = options.stakeholder, options.reader, options.engine
    elif kind == JSON:
        if request.query_params:
            raise RequestValidationError(
                [_NOT_HERE | {"loc": ("query", name)} for name in request.query_params]
            )
        body = await JsonBody(TranslationBody)(request)
        place = "text" if "text" in body.model_fields_set else "payload"
        given = body.text if place == "text" else body.payload
        payload = (given if isinstance(given, str) else json.dumps(given)).encode()
        wanted, reader, engine = body.stakeholders, body.reader, body.engine
    else:
        raise unsupported()
    read = caller.app().read
    if len(payload) > _LARGE:
        intake = await asyncio.to_thread(read, payload, reader=reader, place=place)
    else:
        intake = read(payload, reader=reader, place=place)
    if len(intake.tickets) != 1:
        problem = intake.problems[0].message if intake.problems and not intake.tickets else ""
        raise MalformedInput(
            problem or f"the payload holds {len(intake.tickets):,} tickets.",
            place=place,
            next_step="Send one ticket here; send many to POST /v1/batches.",
        )
    return _Asked(intake.tickets[0], tuple(dict.fromkeys(wanted)), engine)


_TICKET = (
    "Prospects cannot sign in\n\nDuring live demos prospects land back on the sign-in page. "
    "Two demos failed last month."
)
_CREATE = takes(
    TranslationBody,
    text={"text": _TICKET, "stakeholders": ["sales", "support"]},
    jira_issue={"payload": {"key": "HARB-12", "fields": {"summary": "Prospects cannot sign in"}}},
)
_CREATE["requestBody"]["content"] |= {
    kind: {"schema": {"type": "string", "minLength": 1}, "examples": {"ticket": {"value": _TICKET}}}
    for kind in RAW
}
_LOCATION = header("where the translation is", "/v1/translations/t0198c0ffee00aa11bb22cc33dd44ee55")


@router.post(
    "/translations",
    operation_id="createTranslation",
    summary="Translate a ticket",
    status_code=201,
    response_model=TranslationView,
    response_description="the stored translation",
    openapi_extra=_CREATE,
    responses={
        200: {
            "description": "the stages of the translation, for `Accept: text/event-stream`",
            "content": {SSE: {"schema": {"type": "string"}}},
            "headers": {"Location": _LOCATION},
        },
        201: {"headers": {"Location": _LOCATION, "ETag": ETAG}},
        202: {
            "model": WorkView,
            "description": "it is being made, for `Prefer: respond-async`",
            "headers": {"Location": _LOCATION, "Retry-After": header("seconds", "1")},
        },
        **problems(
            EmptyInput, BinaryInput, InputTooLarge, MalformedInput, UnknownStakeholder,
            ModelError, ModelTimeout, DeadlineExceeded, CircuitOpen, BudgetExhausted, VectorsUnavailable,
            writes=True, body=True,
        ),
    },
)  # fmt: skip
async def create_translation(
    request: Request,
    caller: Annotated[Caller, Depends(needs("write"))],
    asked: Annotated[_Asked, Depends(_asked)],
) -> Response:
    """Translate one ticket and store the pitch.

    The body is JSON with the ticket and its options, or the ticket itself as text/plain, text/markdown or
    text/csv with its options in the query.

    `Prefer: respond-async` answers at once. The translation is made as a batch of one, by this server or by
    a worker beside it, whatever becomes of this process; `Location` answers 202 until it is stored.

    `Accept: text/event-stream` tells the stages: `accepted`, `evidence`, `incidents`, `core`,
    `framing:<stakeholder>` for each, `checks`, and at the end `done` or `error`. What a stage holds is
    grounded and checked.

    Who goes away, or runs into the time-out, loses the answer only: the pitch is stored all the same and
    stands in the list.
    """
    service = await asyncio.to_thread(caller.translations, asked.engine)
    under_way = _under_way(request)
    id = new_translation_id()
    href = f"/v1/translations/{id}"

    def begin(tell: Callable[[Stage], None] | None = None) -> asyncio.Task[Translation]:
        made = service.create(
            asked.ticket, by=caller.actor, stakeholders=asked.stakeholders, on_stage=tell, id=id
        )
        # Only the offline engine: connections to models belong to this loop.
        if len(asked.ticket.text) > _LARGE and caller.app(asked.engine).gateway is None:
            return under_way.start(caller.workspace, id, asyncio.to_thread(asyncio.run, made))
        return under_way.start(caller.workspace, id, made)

    if preferred(request, (JSON, SSE)) == SSE:
        stages = events(
            begin,
            accepted={"id": id, "href": href},
            done=lambda made: {"id": id, "href": href, "revision": made.revision, "state": made.state},
            problem=lambda error: _problem(error, request),
        )
        return StreamingResponse(stages, 200, {"Location": href}, SSE)
    if prefers_async(request):
        id = await later.begin(caller, asked.ticket, asked.stakeholders, asked.engine)
        href = f"/v1/translations/{id}"
        return as_json(
            WorkView(id=id, href=href),
            202,
            Location=href,
            Retry_After="1",
            Preference_Applied="respond-async",
        )
    return translation_as_json(await asyncio.shield(begin()), 201, Location=href)


@router.get(
    "/translations",
    operation_id="listTranslations",
    summary="List translations",
    response_model=TranslationPage,
    response_description="a page, newest first",
    responses={
        200: {
            "headers": {
                "Link": header("the page after, as rel=next", '</v1/translations?cursor=…>; rel="next"')
            }
        },
        **problems(CursorInvalid),
    },
)
async def list_translations(
    request: Request,
    caller: Annotated[Caller, Depends(needs("read"))],
    query: Annotated[TranslationsQuery, Query()],
) -> Response:
    """The translations of the workspace, newest first, a page at a time."""
    where = TranslationFilter(
        states=query.state,
        ticket_key=query.ticket_key,
        stakeholder=query.stakeholder,
        text=query.q,
        created_after=query.created_after,
        created_before=query.created_before,
        batch=query.batch,
    )
    service = await asyncio.to_thread(caller.translations)
    page = await service.page(where, after=query.cursor, limit=query.limit)
    return as_json(
        TranslationPage(items=page.rows, next=page.after), 200, Link=link_to_next(request, page.after)
    )


@router.get(
    "/translations/{id}",
    operation_id="getTranslation",
    summary="Read a translation",
    response_model=TranslationView,
    response_description="the translation with its newest version",
    responses={
        200: {"headers": {"ETag": ETAG}},
        202: {"model": WorkView, "description": "it is still being made"},
        304: {"description": "it is what `If-None-Match` names"},
        **problems(UnknownTranslation, ModelError, ModelTimeout),
    },
)
async def get_translation(
    request: Request,
    id: Id,
    caller: Annotated[Caller, Depends(needs("read"))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """The translation, 202 while one that was begun with `Prefer: respond-async` is being made, or the
    problem that it ended in.
    """
    under_way = _under_way(request)
    service = await asyncio.to_thread(caller.translations)
    try:
        return found_or_same(request, await service.get(id))
    except UnknownTranslation:
        if under_way.working(caller.workspace, id) or await later.waiting(caller, id):
            return as_json(WorkView(id=id, href=f"/v1/translations/{id}"), 202, Retry_After="1")
        raise


@router.delete(
    "/translations/{id}",
    operation_id="deleteTranslation",
    summary="Delete a translation",
    status_code=204,
    response_description="it is gone, with all its versions",
    responses=problems(UnknownTranslation, writes=True),
)
async def delete_translation(
    id: Id,
    caller: Annotated[Caller, Depends(needs("admin"))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """Delete a translation with all its versions. The audit trail keeps that it was there."""
    service = await asyncio.to_thread(caller.translations)
    await service.delete(id, by=caller.actor)
    return Response(status_code=204)


def _under_way(request: Request) -> UnderWay:
    """What this process is making; the server waits for it before it stops."""
    state = request.app.state
    if not hasattr(state, "under_way"):
        state.under_way = UnderWay()
        state.on_close.append(state.under_way.settle)
    found: UnderWay = state.under_way
    return found


def _problem(error: BaseException, request: Request) -> Mapping[str, Any]:
    known = error if isinstance(error, TranslatorError) else None
    answer = problem_of(known, request.scope) if known is not None else defect(request.scope)
    document: dict[str, Any] = json.loads(bytes(answer.body))
    return document


router.include_router(review.router)
router.include_router(versions.router)
