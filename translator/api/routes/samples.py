"""The invented company's files: something to try the product on before one's own tickets are at hand."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from translator.api.answering import as_json
from translator.api.contract import problems
from translator.api.deps import Caller, needs
from translator.api.schemas import NoQuery
from translator.errors import UnknownEntry
from translator.models import Model
from translator.samples import INCIDENTS, SAMPLES, TICKETS

router = APIRouter(tags=["service"])
_FILES = {sample.file: f"{TICKETS}/{sample.file}" for sample in SAMPLES} | {INCIDENTS: INCIDENTS}


class SampleView(Model):
    """A sample file."""

    file: str
    tickets: int  # 0: it holds past incidents
    describes: str


class SamplesView(Model):
    """The sample files, what a new user translates first at the top."""

    items: tuple[SampleView, ...]


@router.get(
    "/samples",
    operation_id="listSamples",
    summary="List the sample files",
    response_model=SamplesView,
    response_description="tickets of an invented company, and its past incidents last",
    responses=problems(),
)
async def list_samples(
    _: Annotated[Caller, Depends(needs("read"))], query: Annotated[NoQuery, Query()]
) -> Response:
    """What the product brings to be tried on. The company does not exist."""
    tickets = [SampleView(file=s.file, tickets=s.tickets, describes=s.describes) for s in SAMPLES]
    past = SampleView(file=INCIDENTS, tickets=0, describes="past incidents, to be imported")
    return as_json(SamplesView(items=(*tickets, past)))


@router.get(
    "/samples/{file}",
    operation_id="getSample",
    summary="Read a sample file",
    response_class=Response,
    response_description="the file as it is",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems(UnknownEntry)},
)
async def get_sample(
    file: Annotated[
        str, Path(min_length=1, max_length=100, description="its name", examples=["login-timeout.md"])
    ],
    _: Annotated[Caller, Depends(needs("read"))],
    query: Annotated[NoQuery, Query()],
) -> Response:
    """The content of a sample; send a ticket to POST /v1/translations, incidents to their import."""
    if file not in _FILES:
        raise UnknownEntry("there is no such sample.", place="file", next_step="See GET /v1/samples.")
    content = files("translator.samples").joinpath(_FILES[file]).read_bytes()
    return Response(content, media_type="text/plain; charset=utf-8")
