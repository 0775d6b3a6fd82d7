"""Answers: JSON straight from the models, with ETag, Location and Link."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from translator.api.deps import etag
from translator.api.reading import JSON, is_named
from translator.api.views import view_of
from translator.models import Translation

Id = Annotated[
    str,
    Path(
        min_length=1,
        max_length=100,
        description="id of the translation",
        examples=["t0198c0ffee00aa11bb22cc33dd44ee55"],
    ),
]


def as_json(body: BaseModel, status: int = 200, **headers: str) -> Response:
    """The model as JSON. Headers are named with `_` for `-`; empty ones are left out.

    Written by the model itself: a pitch goes out in a tenth of the time that a framework's detour takes.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items() if value}
    return Response(body.model_dump_json(by_alias=True), status, named, JSON)


def translation_as_json(translation: Translation, status: int = 200, **headers: str) -> Response:
    """The translation with its ETag."""
    return as_json(view_of(translation), status, ETag=etag(translation.revision), **headers)


def found_or_same(request: Request, translation: Translation) -> Response:
    """The translation, or 304 where `If-None-Match` names its revision."""
    tag = etag(translation.revision)
    if is_named(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"ETag": tag})
    return translation_as_json(translation)


def link_to_next(request: Request, cursor: str) -> str:
    """The `Link` header that leads to the page after; "": there is none."""
    if not cursor:
        return ""
    url = request.url.include_query_params(cursor=cursor)
    return f'<{url.path}?{url.query}>; rel="next"'
