"""Batches: many tickets in one request, worked on by this server or by workers beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from translator.api.answering import as_json, link_to_next
from translator.api.batch_schemas import (
    BatchesQuery,
    BatchPage,
    BatchQuery,
    EstimateView,
    ResultsQuery,
    ResumeQuery,
    RetryQuery,
    RowsPage,
    RowsQuery,
)
from translator.api.contract import header, problems
from translator.api.deps import Caller, needs
from translator.api.reading import content_type
from translator.api.schemas import NoQuery
from translator.errors import (
    BinaryInput,
    CursorInvalid,
    EmptyInput,
    InputTooLarge,
    MalformedInput,
    StepRefused,
    UnknownBatch,
    UnknownStakeholder,
)
from translator.jobs.results import as_csv, as_index, as_jsonl
from translator.jobs.service import BatchService
from translator.models import Batch, BatchOptions, BatchRow
from translator.storage.batches.base import NewRow
from translator.wiring_jobs import batches_of

router = APIRouter(tags=["batches"])

_FORM = "multipart/form-data"
_PAGE = 200  # rows
_MEDIA = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
_BatchId = Annotated[
    str,
    Path(min_length=1, max_length=100, description="id of the batch", examples=["b0198c0ffee00aa11bb22cc33"]),
]
_EXPORT = "Issue key,Summary,Description\nHARB-12,Prospects cannot sign in,Two demos failed last month.\n"
_FILE = {
    "requestBody": {
        "required": True,
        "description": "an export of tickets: CSV of Jira or GitHub, a JSON list, JSON Lines, or files",
        "content": {
            **{
                kind: {
                    "schema": {"type": "string", "minLength": 1},
                    "examples": {"export": {"value": _EXPORT}},
                }
                for kind in ("text/csv", "text/plain")
            },
            "application/x-ndjson": {"schema": {"type": "string", "minLength": 1}},
            "application/octet-stream": {"schema": {"type": "string", "minLength": 1}},
            "application/json": {"schema": {}},
            _FORM: {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            },
        },
    }
}
_READING = (EmptyInput, BinaryInput, InputTooLarge, MalformedInput, UnknownStakeholder)
_LOCATION = header("where the batch is", "/v1/batches/b0198c0ffee00aa11bb22cc33")


class _Asked(NamedTuple):
    """What is to be translated, and how."""

    batches: BatchService
    name: str
    rows: list[NewRow]
    options: BatchOptions


async def _asked(
    request: Request,
    query: Annotated[BatchQuery, Query()],
    caller: Annotated[Caller, Depends(needs("write"))],
) -> _Asked:
    """The rows of the body, whatever its content type."""
    batches = await _batches(caller)
    caller.app(query.engine)  # raises MalformedInput for an engine that this server has not
    options = BatchOptions(
        engine=query.engine or "auto",
        stakeholders=tuple(dict.fromkeys(query.stakeholder)),
        concurrency=query.concurrency,
        rate=query.rate,
        budget=query.budget,
    )
    if content_type(request) != _FORM:
        payload = await request.body()
        rows = await asyncio.to_thread(batches.read, payload, place="body", reader=query.reader)
        return _Asked(batches, query.name or "body", rows, options)
    files = await _files(request)
    rows = []
    for name, payload in files:
        read = await asyncio.to_thread(batches.read, payload, place=name, reader=query.reader)
        # Of several files a row tells which; a file with one ticket is named by itself already.
        rows += [
            r if r.place == name or len(files) == 1 else r._replace(place=f"{name}: {r.place}") for r in read
        ]
    return _Asked(batches, query.name or ", ".join(name for name, _ in files)[:200], rows, options)


@router.post(
    "/batches",
    operation_id="createBatch",
    summary="Translate many tickets",
    status_code=202,
    response_model=Batch,
    response_description="it is stored and will be worked on; look at it until its state is done",
    openapi_extra=_FILE,
    responses={202: {"headers": {"Location": _LOCATION}}, **problems(*_READING, writes=True)},
)
async def create_batch(
    asked: Annotated[_Asked, Depends(_asked)], caller: Annotated[Caller, Depends(needs("write"))]
) -> Response:
    """Store every ticket of an export; a row that cannot be read fails alone, with its line.

    Survives a crash of whoever works on it: rows that are done are not done again.
    """
    made = await asked.batches.create(asked.name, asked.rows, asked.options, by=caller.actor)
    return as_json(made, 202, Location=f"/v1/batches/{made.id}")


@router.post(
    "/batches/estimate",
    operation_id="estimateBatch",
    summary="Say what a batch may cost",
    response_model=EstimateView,
    response_description="what it may take, from a sample of the tickets",
    openapi_extra=_FILE,
    responses=problems(*_READING, writes=True),
)
async def estimate_batch(asked: Annotated[_Asked, Depends(_asked)]) -> Response:
    """Look at a sample of the tickets as a batch would translate them. Nothing is stored or sent."""
    found = await asked.batches.estimate(asked.rows, asked.options)
    return as_json(EstimateView(**found._asdict()))


@router.get(
    "/batches",
    operation_id="listBatches",
    summary="List batches",
    response_model=BatchPage,
    response_description="a page, newest first",
    responses={
        200: {
            "headers": {"Link": header("the page after, as rel=next", '</v1/batches?cursor=…>; rel="next"')}
        },
        **problems(CursorInvalid),
    },
)
async def list_batches(
    request: Request,
    caller: Annotated[Caller, Depends(needs("read"))],
    query: Annotated[BatchesQuery, Query()],
) -> Response:
    """The batches of the workspace with their progress."""
    found = await (await _batches(caller)).page(
        query.state, single=query.single, after=query.cursor, limit=query.limit
    )
    page = BatchPage(items=found.rows, next=found.after)
    return as_json(page, Link=link_to_next(request, found.after))


@router.get(
    "/batches/{id}",
    operation_id="getBatch",
    summary="Read a batch",
    response_model=Batch,
    response_description="the batch with its progress",
    responses=problems(UnknownBatch),
)
async def get_batch(
    id: _BatchId, caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """How many rows wait, run, are done or have failed, and what was spent."""
    return as_json(await (await _batches(caller)).get(id))


@router.get(
    "/batches/{id}/rows",
    operation_id="listBatchRows",
    summary="List the rows of a batch",
    response_model=RowsPage,
    response_description="a page, in the order of the input",
    responses=problems(UnknownBatch),
)
async def list_rows(
    id: _BatchId,
    caller: Annotated[Caller, Depends(needs("read"))],
    query: Annotated[RowsQuery, Query()],
) -> Response:
    """What became of each ticket. The pitch of one that is done is the translation of that id."""
    found = await (await _batches(caller)).rows(id, query.state, after=query.after, limit=query.limit + 1)
    shown = tuple(found[: query.limit])
    return as_json(RowsPage(items=shown, next=shown[-1].number if len(found) > len(shown) else None))


@router.get(
    "/batches/{id}/results",
    operation_id="getBatchResults",
    summary="Read the results of a batch",
    response_class=StreamingResponse,
    response_description="every row with its sentence, number, missing evidence and findings",
    responses={
        200: {
            "content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in _MEDIA.values()}
        },
        **problems(UnknownBatch),
    },
)
async def get_results(
    id: _BatchId,
    caller: Annotated[Caller, Depends(needs("read"))],
    query: Annotated[ResultsQuery, Query()],
) -> Response:
    """The rows as far as they are: JSON Lines, CSV, or an index in Markdown."""
    batch = await (await _batches(caller)).get(id)
    rows = _every_row(caller, id)
    written = {
        "jsonl": lambda: as_jsonl(rows, files=False),
        "csv": lambda: as_csv(rows, files=False),
        "md": lambda: as_index(batch, rows, files=False),
    }[query.format]()
    name = f"{batch.id}.{query.format}"
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(written, media_type=_MEDIA[query.format], headers=told)


def _step(name: Literal["pause", "resume", "cancel", "retry"], summary: str, told: str) -> dict[str, Any]:
    return {
        "path": f"/batches/{{id}}/{name}",
        "operation_id": f"{name}Batch",
        "summary": summary,
        "response_model": Batch,
        "response_description": told,
        "responses": problems(UnknownBatch, StepRefused, writes=True),
    }


@router.post(**_step("pause", "Pause a batch", "it begins no further row; rows under way end"))
async def pause_batch(
    id: _BatchId, caller: Annotated[Caller, Depends(needs("write"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """Stop for a while. Pausing a paused one changes nothing."""
    return as_json(await (await _batches(caller)).pause(id, by=caller.actor))


@router.post(**_step("resume", "Resume a batch", "it goes on with the rows that wait"))
async def resume_batch(
    id: _BatchId,
    caller: Annotated[Caller, Depends(needs("write"))],
    query: Annotated[ResumeQuery, Query()],
) -> Response:
    """Go on with a paused batch, with another budget where one is given."""
    return as_json(await (await _batches(caller)).resume(id, by=caller.actor, budget=query.budget))


@router.post(**_step("cancel", "Cancel a batch", "the rows that waited are cancelled; those under way end"))
async def cancel_batch(
    id: _BatchId, caller: Annotated[Caller, Depends(needs("write"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """End a batch before its end. What is done stays."""
    return as_json(await (await _batches(caller)).cancel(id, by=caller.actor))


@router.post(**_step("retry", "Try the failed rows again", "its failed rows wait again, and it runs"))
async def retry_batch(
    id: _BatchId,
    caller: Annotated[Caller, Depends(needs("write"))],
    query: Annotated[RetryQuery, Query()],
) -> Response:
    """Translate the rows that failed once more, and no other. A row that could not be read stays failed.

    One that a command worked on by itself is from here on worked on like every other.
    """
    return as_json(await (await _batches(caller)).retry(id, by=caller.actor, budget=query.budget))


async def _batches(caller: Caller) -> BatchService:
    # In a thread: the database may not have been opened yet.
    return await asyncio.to_thread(batches_of, caller.service, caller.workspace)


def _every_row(caller: Caller, id: str) -> Iterator[BatchRow]:
    """Every row, in order, in constant memory; read in a thread by whoever streams it."""
    store, after = caller.service.database.batches(caller.workspace), 0
    while page := store.rows(id, after=after, limit=_PAGE):
        yield from page
        after = page[-1].number


async def _files(request: Request) -> list[tuple[str, bytes]]:
    """(name, content) of each file of a form. Raises MalformedInput for a form that cannot be read."""
    wrong = MalformedInput(
        "the form holds no file.", place="body", next_step="Send the export as a file in the field file."
    )
    try:
        async with request.form(max_files=100, max_fields=10) as form:
            files = [
                (f.filename or "file", await f.read())
                for f in form.getlist("file")
                if isinstance(f, UploadFile)
            ]
            if not files or len(files) != len(form.multi_items()):
                raise wrong
            return files
    except HTTPException as error:
        if error.status_code != 400:  # too large
            raise
        raise wrong from None
