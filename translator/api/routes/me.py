"""Who calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from translator.api.answering import as_json
from translator.api.contract import problems
from translator.api.deps import Caller, needs
from translator.api.schemas import NoQuery
from translator.api.views import MeView

router = APIRouter(tags=["service"])


@router.get(
    "/me",
    operation_id="getMe",
    summary="Show who calls",
    response_model=MeView,
    response_description="the key's name, scopes and workspace",
    responses=problems(),
)
async def get_me(
    caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """The name, the scopes and the workspace of the API key that was sent."""
    may = tuple(scope for scope in ("read", "write", "review", "admin") if scope in caller.granted)
    return as_json(
        MeView(
            name=caller.actor.name,
            kind=caller.actor.kind,
            key=caller.actor.key,
            workspace=caller.workspace,
            scopes=caller.scopes,
            may=may,
        )
    )
