"""Ways to look at a translation: versions, their differences, evidence, history, and as a file."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from translator.api.answering import Id, as_json, link_to_next
from translator.api.contract import header, problems
from translator.api.deps import Caller, etag, needs
from translator.api.reading import JSON, preferred
from translator.api.schemas import DiffQuery, ExportQuery, NoQuery, PageQuery
from translator.api.views import AuditPage
from translator.errors import CursorInvalid, UnknownTranslation
from translator.evidence_view import EvidenceRow
from translator.models import Model, Pitch, VersionRow
from translator.pitch_diff import PitchDiff, as_markdown
from translator.render import RENDERERS

router = APIRouter(tags=["translations"])
_MARKDOWN = "text/markdown"
_BY_NAME = {renderer.name: renderer for renderer in RENDERERS}
# A page that a browser is led to shall not act as this server's own.
_LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class VersionsView(Model):
    """The versions of a pitch, oldest first."""

    items: tuple[VersionRow, ...]


class EvidenceView(Model):
    """From each value of a pitch to the words it was read from."""

    items: tuple[EvidenceRow, ...]


@router.get(
    "/translations/{id}/versions",
    operation_id="listVersions",
    summary="List the versions of a pitch",
    response_model=VersionsView,
    response_description="oldest first",
    responses=problems(UnknownTranslation),
)
async def list_versions(
    id: Id, caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """Each version with when, by whom and how it came to be."""
    service = await asyncio.to_thread(caller.translations)
    return as_json(VersionsView(items=tuple(await service.versions(id))))


@router.get(
    "/translations/{id}/versions/{version}",
    operation_id="getVersion",
    summary="Read one version of a pitch",
    response_model=Pitch,
    response_description="the pitch as it was",
    responses=problems(UnknownTranslation),
)
async def get_version(
    id: Id,
    version: Annotated[int, Path(ge=1, le=2**31 - 1, description="1 is the first")],
    caller: Annotated[Caller, Depends(needs("read"))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """The pitch as it was at that version."""
    service = await asyncio.to_thread(caller.translations)
    return as_json(await service.version(id, version))


@router.get(
    "/translations/{id}/diff",
    operation_id="diffVersions",
    summary="Compare two versions",
    response_model=PitchDiff,
    response_description="what changed, part by part",
    responses={
        200: {"content": {_MARKDOWN: {"schema": {"type": "string"}}}},
        **problems(UnknownTranslation),
    },
)
async def diff_versions(
    request: Request,
    id: Id,
    query: Annotated[DiffQuery, Query()],
    caller: Annotated[Caller, Depends(needs("read"))],
) -> Response:
    """What differs between two versions; as a text for people with `Accept: text/markdown`."""
    service = await asyncio.to_thread(caller.translations)
    found = await service.diff(id, query.before, query.after)
    if preferred(request, (JSON, _MARKDOWN)) == _MARKDOWN:
        return Response(as_markdown(found), media_type=_MARKDOWN)
    return as_json(found)


@router.get(
    "/translations/{id}/export",
    operation_id="exportTranslation",
    summary="Export a pitch",
    response_class=Response,
    response_description="the pitch in the format that was asked for",
    responses={
        200: {
            "content": {
                kind: {"schema": {"type": "string"} if kind != JSON else {"type": "object"}}
                for kind in dict.fromkeys(r.media_type.partition(";")[0] for r in RENDERERS)
            },
            "headers": {
                "Content-Disposition": header("a name for the file", 'inline; filename="harb-12.md"')
            },
        },
        **problems(UnknownTranslation),
    },
)
async def export_translation(
    id: Id, query: Annotated[ExportQuery, Query()], caller: Annotated[Caller, Depends(needs("read"))]
) -> Response:
    """The pitch as Markdown, an HTML page, one sheet of A4 (`page`), an Atlassian document (ADF), a Slack
    message or JSON.

    A sheet, ADF and Slack messages have a limit; what does not fit is left out in whole parts, which are
    named.
    """
    service = await asyncio.to_thread(caller.translations)
    if query.version is None:
        translation = await service.get(id)
        pitch, tags = translation.pitch, {"ETag": etag(translation.revision)}
    else:
        pitch, tags = await service.version(id, query.version), {}
    renderer = _BY_NAME[query.format]
    tags["Content-Disposition"] = f'inline; filename="{_file_name(pitch, id)}{renderer.suffix}"'
    if renderer.media_type.startswith("text/html"):
        tags["Content-Security-Policy"] = _LOCKED
    # Slack and Jira documents are ASCII-safe JSON only by encoding; half a surrogate pair has none.
    return Response(
        renderer.render(pitch).encode("utf-8", "replace"), headers=tags, media_type=renderer.media_type
    )


@router.get(
    "/translations/{id}/evidence",
    operation_id="listEvidence",
    summary="Show what each value rests on",
    response_model=EvidenceView,
    response_description="value → span → the words of its source",
    responses=problems(UnknownTranslation),
)
async def list_evidence(
    id: Id, caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """Each value of the newest version with its source, its span and the words around it, masked."""
    service = await asyncio.to_thread(caller.translations)
    return as_json(EvidenceView(items=await service.evidence(id)))


@router.get(
    "/translations/{id}/audit",
    operation_id="auditTranslation",
    summary="Show what was done with a translation",
    response_model=AuditPage,
    response_description="newest first",
    responses=problems(UnknownTranslation, CursorInvalid),
)
async def audit_translation(
    request: Request,
    id: Id,
    caller: Annotated[Caller, Depends(needs("read"))],
    query: Annotated[PageQuery, Query()],
) -> Response:
    """Who did what with it and when. It outlives the translation."""
    service = await asyncio.to_thread(caller.translations)
    page = await service.audit(subject=id, after=query.cursor, limit=query.limit)
    if not page.rows and not query.cursor:
        await service.get(id)  # raises UnknownTranslation
    return as_json(AuditPage(items=page.rows, next=page.after), Link=link_to_next(request, page.after))


def _file_name(pitch: Pitch, id: str) -> str:
    key = "".join(c if c.isascii() and c.isalnum() else "-" for c in pitch.ticket.key or "").strip("-")
    return key.lower()[:80] or id
