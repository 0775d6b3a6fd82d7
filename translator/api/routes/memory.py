"""The translation memory: what approved pitches lend to the next ones."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi import Query as InQuery
from pydantic import Field
from starlette.responses import Response

from translator.api.answering import as_json, link_to_next
from translator.api.contract import header, problems
from translator.api.deps import Caller, needs
from translator.api.schemas import Cursor, Limit, NoQuery, Query
from translator.errors import (
    CursorInvalid,
    EmbeddingFailed,
    IndexMismatch,
    InputTooLarge,
    MalformedInput,
    UnknownTranslation,
)
from translator.memory import MemoryService
from translator.memory_file import read_memory
from translator.models import MemoryDocument, Model, Phrasing

router = APIRouter(tags=["memory"])


class MemoryQuery(Query):
    """What is looked for in the memory; without `q` it is listed."""

    q: str = Field("", max_length=10_000, description="words of a ticket; the first line counts as its title")
    cursor: Cursor
    limit: Limit


class MemoryRow(Phrasing):
    """An earlier pitch, and how like its ticket is to what was looked for."""

    score: int | None = None  # 50 to 100; None: nothing was looked for
    why: tuple[str, ...] = ()


class MemoryPage(Model):
    """A page of the memory."""

    items: tuple[MemoryRow, ...]
    next: str = ""  # cursor of the page after; "": this is the last


class BroughtView(Model):
    """What an import did, counted in entries."""

    read: int
    stored: int  # new, or with other words than before
    own: int  # left out: pitches of this workspace itself


@router.get(
    "/memory",
    operation_id="listMemory",
    summary="Look through the memory",
    response_model=MemoryPage,
    response_description="with `q` the likest first; else what was reviewed last, then what was imported",
    responses={
        200: {
            "headers": {"Link": header("the page after, as rel=next", '</v1/memory?cursor=…>; rel="next"')}
        },
        **problems(CursorInvalid, IndexMismatch, EmbeddingFailed),
    },
)
async def list_memory(
    request: Request,
    caller: Annotated[Caller, Depends(needs("read"))],
    query: Annotated[MemoryQuery, InQuery()],
) -> Response:
    """Words of approved pitches, and of those in review, without their numbers, names, dates and quotations.

    A search has one page, and only what is alike: no hit is an honest answer.
    """
    page = await asyncio.to_thread(_page, caller, query)
    return as_json(page, Link=link_to_next(request, page.next))


@router.get(
    "/memory/export",
    operation_id="exportMemory",
    summary="Export the memory",
    response_model=MemoryDocument,
    response_description="everything that is remembered; names, addresses and secrets of tickets are masked",
    responses=problems(),
)
async def export_memory(
    caller: Annotated[Caller, Depends(needs("admin"))], _: Annotated[NoQuery, InQuery()]
) -> Response:
    """The memory as a document that an import takes, also in another workspace."""
    now = caller.now()
    return as_json(await asyncio.to_thread(lambda: _memory(caller).export(now=now)))


@router.post(
    "/memory/import",
    operation_id="importMemory",
    summary="Import a memory",
    response_model=BroughtView,
    response_description="what was stored",
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "a document of the export, schema `translator.memory/1`",
            "content": {"application/json": {"schema": {}}},
        }
    },
    responses=problems(MalformedInput, InputTooLarge, writes=True),
)
async def import_memory(
    request: Request,
    caller: Annotated[Caller, Depends(needs("admin"))],
    _: Annotated[NoQuery, InQuery()],
) -> Response:
    """Take in what another workspace exported. The same document again changes nothing."""
    body = await request.body()
    return as_json(await asyncio.to_thread(_imported, caller, body))


@router.delete(
    "/memory/{id}",
    operation_id="forgetMemory",
    summary="Forget what was imported",
    status_code=204,
    response_description="it is gone",
    responses=problems(UnknownTranslation, writes=True),
)
async def forget_memory(
    id: Annotated[str, Path(min_length=1, max_length=100, description="translation_id of the entry")],
    caller: Annotated[Caller, Depends(needs("admin"))],
    _: Annotated[NoQuery, InQuery()],
) -> Response:
    """Delete an imported entry. A pitch of the workspace itself is forgotten with its approval."""
    await asyncio.to_thread(lambda: _memory(caller).forget(id, by=caller.actor, now=caller.now()))
    return Response(status_code=204)


def _memory(caller: Caller) -> MemoryService:
    return caller.service.memory(caller.workspace)


def _page(caller: Caller, query: MemoryQuery) -> MemoryPage:
    known = _memory(caller)
    if query.q.strip():
        found = known.search(query.q, limit=min(query.limit, 50))
        return MemoryPage(items=tuple(MemoryRow(**row.model_dump()) for row in found))
    start = _position(query.cursor)
    rows, more = known.page(start, query.limit)
    items = tuple(MemoryRow(**row.model_dump(exclude={"words"})) for row in rows)
    return MemoryPage(items=items, next=str(start + len(rows)) if more else "")


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 8):
        raise CursorInvalid("this list has given no such cursor.", place="cursor", next_step="Leave it out.")
    return int(cursor)


def _imported(caller: Caller, body: bytes) -> BroughtView:
    done = _memory(caller).import_(read_memory(body, "body"), by=caller.actor, now=caller.now())
    return BroughtView(**done._asdict())
