"""Past incidents: stored, imported, looked up and searched."""

from __future__ import annotations

import asyncio
import io
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from translator.api.answering import as_json, link_to_next
from translator.api.contract import header, problems, takes
from translator.api.deps import Caller, needs
from translator.api.reading import JsonBody
from translator.api.schemas import ImportQuery, IncidentBody, IncidentsQuery, NoQuery, SearchBody
from translator.api.views import ImportView, IncidentPage, ProblemView
from translator.errors import (
    BinaryInput,
    CursorInvalid,
    EmbeddingFailed,
    EmptyInput,
    IndexMismatch,
    InputTooLarge,
    MalformedInput,
    UnknownIncident,
    UnknownSource,
    VectorsUnavailable,
)
from translator.incident_service import IncidentService
from translator.incidents.base import RowProblem
from translator.incidents.sources import read_incidents
from translator.models import Found, Incident

router = APIRouter(tags=["incidents"])
_PROBLEMS_SHOWN = 1_000
_IncidentId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=1_000,
        description="id of the incident, or its key",
        examples=["table:INC-301"],
    ),
]
_EXAMPLE = {
    "source": "manual",
    "source_id": "INC-301",
    "title": "Sign-in fails during demos",
    "sections": [{"kind": "summary", "text": "Sessions were not renewed for 23 minutes."}],
}
_STORING = (MalformedInput, IndexMismatch, EmbeddingFailed, VectorsUnavailable)


@router.get(
    "/incidents",
    operation_id="listIncidents",
    summary="List past incidents",
    response_model=IncidentPage,
    response_description="a page, newest first; those without a start last",
    responses={
        200: {
            "headers": {"Link": header("the page after, as rel=next", '</v1/incidents?cursor=…>; rel="next"')}
        },
        **problems(CursorInvalid),
    },
)
async def list_incidents(
    request: Request,
    caller: Annotated[Caller, Depends(needs("read"))],
    query: Annotated[IncidentsQuery, Query()],
) -> Response:
    """The incidents of the workspace."""
    store = caller.app().incidents.store
    found, after = await asyncio.to_thread(store.page, query.where(), after=query.cursor, limit=query.limit)
    return as_json(IncidentPage(items=tuple(found), next=after), Link=link_to_next(request, after))


@router.post(
    "/incidents",
    operation_id="storeIncident",
    summary="Store an incident",
    status_code=201,
    response_model=Incident,
    response_description="it was added",
    openapi_extra=takes(IncidentBody, incident=_EXAMPLE),
    responses={
        200: {"model": Incident, "description": "one with this id was there and is replaced"},
        201: {"headers": {"Location": header("where it is", "/v1/incidents/manual:INC-301")}},
        **problems(*_STORING, body=True, writes=True),
    },
)
async def store_incident(
    caller: Annotated[Caller, Depends(needs("write"))],
    body: Annotated[IncidentBody, Depends(JsonBody(IncidentBody))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """Add an incident, or replace the one with its id. Without an id it is `<source>:<source_id>`."""
    incident = body.incident()
    added = await asyncio.to_thread(_stored, caller.app().incidents, incident)
    where = f"/v1/incidents/{quote(incident.id, safe=':/')}"
    return as_json(incident, 201 if added else 200, Location=where)


@router.post(
    "/incidents/import",
    operation_id="importIncidents",
    summary="Import an export of incidents",
    response_model=ImportView,
    response_description="what was stored, and the rows that could not be read",
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "an export of a tool, a table, JSON Lines, or a postmortem",
            "content": {
                kind: {"schema": {"type": "string", "minLength": 1}}
                for kind in ("text/csv", "text/markdown", "application/octet-stream")
            }
            | {"application/json": {"schema": {}}},
        }
    },
    responses=problems(EmptyInput, BinaryInput, InputTooLarge, UnknownSource, *_STORING, writes=True),
)
async def import_incidents(
    request: Request,
    caller: Annotated[Caller, Depends(needs("write"))],
    query: Annotated[ImportQuery, Query()],
) -> Response:
    """Store every incident of an export, in any form that a reader recognises; the content type is not asked.

    A row that cannot be read is told and stops no other. May be sent again: what is stored already stays.
    """
    return as_json(await asyncio.to_thread(_imported, caller, query, await request.body()))


@router.post(
    "/incidents/search",
    operation_id="searchIncidents",
    summary="Find incidents like a text",
    response_model=Found,
    response_description="the most alike first, each with why",
    openapi_extra=takes(SearchBody, text={"text": "Prospects cannot sign in during demos", "limit": 5}),
    responses=problems(
        EmptyInput, IndexMismatch, EmbeddingFailed, VectorsUnavailable, body=True, writes=True
    ),
)
async def search_incidents(
    caller: Annotated[Caller, Depends(needs("read"))],
    body: Annotated[SearchBody, Depends(JsonBody(SearchBody))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """The incidents most like a text. `similar` says which one may lean on; none is an honest answer."""
    if not body.text.strip():
        raise EmptyInput("there is nothing to look for.", place="text", next_step="Say what goes wrong.")
    found = await asyncio.to_thread(caller.app().incidents.search, body.text, body.where, limit=body.limit)
    return as_json(found)


@router.get(
    "/incidents/{id:path}",
    operation_id="getIncident",
    summary="Read an incident",
    response_model=Incident,
    response_description="the incident",
    responses=problems(UnknownIncident),
)
async def get_incident(
    id: _IncidentId, caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """The incident with this id, or the only one with this key."""
    return as_json(await asyncio.to_thread(caller.app().incidents.store.get, id))


@router.put(
    "/incidents/{id:path}",
    operation_id="putIncident",
    summary="Store an incident under its id",
    response_model=Incident,
    response_description="one with this id was there and is replaced",
    openapi_extra=takes(IncidentBody, incident=_EXAMPLE),
    responses={
        201: {"model": Incident, "description": "it was added"},
        **problems(*_STORING, body=True, writes=True),
    },
)
async def put_incident(
    id: _IncidentId,
    caller: Annotated[Caller, Depends(needs("write"))],
    body: Annotated[IncidentBody, Depends(JsonBody(IncidentBody))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """Add or replace the incident with this id. An id in the body must be the same."""
    if body.id not in ("", id):
        raise MalformedInput(
            "the id in the body is another than in the path.", place="id", next_step="Leave it out."
        )
    incident = body.model_copy(update={"id": id}).incident()
    added = await asyncio.to_thread(_stored, caller.app().incidents, incident)
    return as_json(incident, 201 if added else 200)


@router.delete(
    "/incidents/{id:path}",
    operation_id="deleteIncident",
    summary="Delete an incident",
    status_code=204,
    response_description="it is gone",
    responses=problems(UnknownIncident, IndexMismatch, VectorsUnavailable, writes=True),
)
async def delete_incident(
    id: _IncidentId, caller: Annotated[Caller, Depends(needs("write"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """Delete the incident. Pitches that lean on it keep what they quote."""
    await asyncio.to_thread(caller.app().incidents.delete, [id])
    return Response(status_code=204)


def _stored(incidents: IncidentService, incident: Incident) -> bool:
    return incidents.import_rows([incident], on_problem=lambda _: None).added == 1


def _imported(caller: Caller, query: ImportQuery, body: bytes) -> ImportView:
    rows = read_incidents(io.BytesIO(body), source=query.source, place="body")
    told: list[RowProblem] = []
    done = caller.app().import_incidents(rows, on_problem=told.append, dry_run=query.dry_run)
    if not done.read and not told:
        raise EmptyInput("there is no incident in it.", place="body", next_step="Send an export with some.")
    return ImportView(
        read=done.read,
        added=done.added,
        changed=done.changed,
        same=done.same,
        repeated=done.repeated,
        kinds={str(kind): count for kind, count in done.kinds.items()},
        sources=dict(done.sources),
        notes=done.notes,
        problems=len(told),
        problem_rows=tuple(ProblemView(**row._asdict()) for row in told[:_PROBLEMS_SHOWN]),
    )
