"""The JSON schema of a pitch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import JSONResponse, Response

from translator.api.contract import problems
from translator.api.deps import Caller, needs
from translator.api.schemas import NoQuery
from translator.render.json import pitch_schema

router = APIRouter(tags=["service"])


@router.get(
    "/schema",
    operation_id="getSchema",
    summary="Read the schema of a pitch",
    response_class=Response,
    response_description="JSON Schema, 2020-12",
    responses={
        200: {"content": {"application/json": {"schema": {"type": "object"}}}},
        **problems(),
    },
)
async def get_schema(
    _: Annotated[Caller, Depends(needs("read"))], query: Annotated[NoQuery, Query()]
) -> Response:
    """The JSON schema that every pitch follows, named after its version."""
    return JSONResponse(pitch_schema())
