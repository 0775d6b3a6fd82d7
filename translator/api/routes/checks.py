"""Findings on a text that a person wrote."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from translator.api.answering import as_json
from translator.api.contract import problems, takes
from translator.api.deps import Caller, needs
from translator.api.reading import JsonBody
from translator.api.schemas import CheckBody, NoQuery
from translator.api.views import FindingsView
from translator.errors import BinaryInput, EmptyInput, InputTooLarge, MalformedInput
from translator.intake.decode import decode
from translator.models import Finding

router = APIRouter(tags=["checks"])


@router.post(
    "/checks",
    operation_id="checkText",
    summary="Check a text",
    response_model=FindingsView,
    response_description="what the checks found, what must be mended first",
    openapi_extra=takes(
        CheckBody,
        alone={"text": "We will leverage synergies to reduce technical debt by 40 %."},
        with_ticket={"text": "Sign-in fails in 3 % of demos.", "ticket": "Sign-in fails\n\nIn 3 % of demos."},
    ),
    responses=problems(EmptyInput, BinaryInput, InputTooLarge, MalformedInput, body=True, writes=True),
)
async def check_text(
    caller: Annotated[Caller, Depends(needs("read"))],
    body: Annotated[CheckBody, Depends(JsonBody(CheckBody))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """Check a text as a pitch is checked. With its ticket, numbers and names are verified too."""
    found = await asyncio.to_thread(_findings, caller, body)
    return as_json(FindingsView(findings=found))


def _findings(caller: Caller, body: CheckBody) -> tuple[Finding, ...]:
    app = caller.app()
    text = decode(body.text, "text").text
    if body.ticket is None:
        if body.reader is not None:
            raise MalformedInput(
                "it says how to read a ticket, and there is none.", place="reader", next_step="Leave it out."
            )
        return app.check_text(text)
    tickets = app.read(body.ticket.encode(), reader=body.reader, place="ticket").tickets
    if len(tickets) != 1:
        raise MalformedInput(
            f"it holds {len(tickets):,} tickets.", place="ticket", next_step="Send the one the text is about."
        )
    return app.check_text(text, tickets[0])
