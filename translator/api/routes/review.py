"""What people do with a pitch: answer its questions, edit it, dismiss findings, take it through review."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response

from translator.api.answering import Id, as_json, translation_as_json
from translator.api.contract import ETAG, problems, takes
from translator.api.deps import Caller, needs, revision_of
from translator.api.reading import JsonBody
from translator.api.schemas import AnswersBody, DismissalBody, EditBody, NoQuery, StepBody
from translator.api.views import FindingsView, TranslationView
from translator.errors import (
    EditConflict,
    EmptyInput,
    StepRefused,
    UnknownFinding,
    UnknownPart,
    UnknownQuestion,
    UnknownTranslation,
    VersionNotNamed,
)
from translator.models import Scope, State

router = APIRouter(tags=["review"])

# What the review asks of a key. To send a pitch in is writing; a signature, or taking one back, is review.
_SIGNING: frozenset[State] = frozenset({"approved", "published", "closed", "stale"})

_MUST = Header(alias="If-Match", description='the ETag that was read, as in "3"; * for the newest')
_MAY = Header(alias="If-Match", description='the ETag that was read, as in "3"; the newest when absent')
MustMatch = Annotated[str | None, _MUST]
MayMatch = Annotated[str | None, _MAY]
_CHANGED: dict[int | str, Any] = {200: {"headers": {"ETag": ETAG}}}


@router.post(
    "/translations/{id}/answers",
    operation_id="answerQuestions",
    summary="Answer open questions",
    response_model=TranslationView,
    response_description="the next version, with the answers as evidence",
    openapi_extra=takes(AnswersBody, answer={"answers": {"q1": "Two demos in October"}, "by": "Ana, sales"}),
    responses={
        **_CHANGED,
        **problems(
            UnknownTranslation, UnknownQuestion, EmptyInput, StepRefused, EditConflict, writes=True, body=True
        ),
    },
)
async def answer_questions(
    request: Request,
    id: Id,
    caller: Annotated[Caller, Depends(needs("write"))],
    body: Annotated[AnswersBody, Depends(JsonBody(AnswersBody))],
    _: Annotated[NoQuery, Query()],
    if_match: MayMatch = None,
) -> Response:
    """Fill blanks with what a person answered. Each answer becomes evidence, with who said it and when."""
    revision = revision_of(request) if if_match else None
    service = await asyncio.to_thread(caller.translations)
    changed = await service.answer(
        id, body.answers, by=caller.actor, answered_by=body.by.strip(), revision=revision
    )
    return translation_as_json(changed)


@router.patch(
    "/translations/{id}",
    operation_id="editTranslation",
    summary="Edit parts of a pitch",
    response_model=TranslationView,
    response_description="the next version, checked again",
    openapi_extra=takes(
        EditBody, edit={"parts": {"framing:sales.change": "Prospects sign in at the first try."}}
    ),
    responses={
        **_CHANGED,
        **problems(
            UnknownTranslation, UnknownPart, EmptyInput, StepRefused, EditConflict, VersionNotNamed,
            writes=True, body=True,
        ),
    },
)  # fmt: skip
async def edit_translation(
    request: Request,
    id: Id,
    caller: Annotated[Caller, Depends(needs("write"))],
    body: Annotated[EditBody, Depends(JsonBody(EditBody))],
    _: Annotated[NoQuery, Query()],
    if_match: MustMatch = None,
) -> Response:
    """Put a person's words in place of parts. A number or name that no evidence carries becomes a blank."""
    revision = revision_of(request)
    service = await asyncio.to_thread(caller.translations)
    return translation_as_json(await service.edit(id, body.parts, by=caller.actor, revision=revision))


@router.post(
    "/translations/{id}/preview",
    operation_id="previewEdit",
    summary="Check an edit without saving it",
    response_model=FindingsView,
    response_description="the findings that the pitch would have",
    openapi_extra=takes(
        EditBody, edit={"parts": {"framing:sales.change": "Prospects sign in at the first try."}}
    ),
    responses=problems(UnknownTranslation, UnknownPart, EmptyInput, StepRefused, body=True, writes=True),
)
async def preview_edit(
    id: Id,
    caller: Annotated[Caller, Depends(needs("read"))],
    body: Annotated[EditBody, Depends(JsonBody(EditBody))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """The findings that the pitch would have with these words. Nothing is stored."""
    service = await asyncio.to_thread(caller.translations)
    return as_json(FindingsView(findings=await service.preview(id, body.parts)))


@router.post(
    "/translations/{id}/reviews",
    operation_id="reviewTranslation",
    summary="Take a step of the review",
    response_model=TranslationView,
    response_description="the translation in its new state",
    openapi_extra=takes(
        StepBody,
        submit={"to": "in review"},
        approve={"to": "approved"},
        send_back={"to": "draft", "why": "The number is last year's."},
    ),
    responses={
        **_CHANGED,
        **problems(
            UnknownTranslation, StepRefused, EmptyInput, EditConflict, VersionNotNamed, writes=True, body=True
        ),
    },
)
async def review_translation(
    request: Request,
    id: Id,
    caller: Annotated[Caller, Depends(needs("read"))],
    body: Annotated[StepBody, Depends(JsonBody(StepBody))],
    _: Annotated[NoQuery, Query()],
    if_match: MustMatch = None,
) -> Response:
    """Send a pitch to review, approve, publish, send back or close it.

    Approving, publishing and closing need the scope review, sending in needs write, sending back either.
    `If-Match` says which revision was read: nobody signs words that have changed since.
    """
    caller.require(_scope_for(body.to, caller))
    revision = revision_of(request)
    service = await asyncio.to_thread(caller.translations)
    stepped = await service.step(id, body.to, by=caller.actor, why=body.why, revision=revision)
    return translation_as_json(stepped)


@router.post(
    "/translations/{id}/dismissals",
    operation_id="dismissFinding",
    summary="Leave a finding as it is",
    response_model=TranslationView,
    response_description="the translation, with the finding dismissed",
    openapi_extra=takes(
        DismissalBody, dismiss={"finding": "5e0c1a9b7d42", "why": "The name of the product has a digit."}
    ),
    responses={
        **_CHANGED,
        **problems(
            UnknownTranslation, UnknownFinding, StepRefused, EmptyInput, EditConflict, writes=True, body=True
        ),
    },
)
async def dismiss_finding(
    request: Request,
    id: Id,
    caller: Annotated[Caller, Depends(needs("write"))],
    body: Annotated[DismissalBody, Depends(JsonBody(DismissalBody))],
    _: Annotated[NoQuery, Query()],
    if_match: MayMatch = None,
) -> Response:
    """Leave a finding as it is, for a reason that is kept. A must finding cannot be dismissed."""
    revision = revision_of(request) if if_match else None
    service = await asyncio.to_thread(caller.translations)
    changed = await service.dismiss(id, body.finding, why=body.why, by=caller.actor, revision=revision)
    return translation_as_json(changed)


def _scope_for(to: State, caller: Caller) -> Scope:
    if to in _SIGNING:
        return "review"
    if to in ("draft", "needs evidence") and "review" in caller.granted:
        return "review"
    return "write"
