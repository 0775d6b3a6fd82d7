"""The audit trail of a workspace."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from translator.api.answering import as_json, link_to_next
from translator.api.contract import problems
from translator.api.deps import Caller, needs
from translator.api.schemas import AuditQuery
from translator.api.views import AuditPage
from translator.errors import CursorInvalid

router = APIRouter(tags=["service"])


@router.get(
    "/audit",
    operation_id="listAudit",
    summary="Read the audit trail",
    response_model=AuditPage,
    response_description="newest first",
    responses=problems(CursorInvalid),
)
async def list_audit(
    request: Request,
    caller: Annotated[Caller, Depends(needs("admin"))],
    query: Annotated[AuditQuery, Query()],
) -> Response:
    """Who did what and when, in the whole workspace. It is only added to, and holds no text of a ticket."""
    service = await asyncio.to_thread(caller.translations)
    page = await service.audit(subject=query.subject, after=query.cursor, limit=query.limit)
    return as_json(AuditPage(items=page.rows, next=page.after), Link=link_to_next(request, page.after))
