"""What a request brings: its body, in the form its content type says, and the answers it accepts."""

from __future__ import annotations

from typing import Generic, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

B = TypeVar("B", bound=BaseModel)
JSON = "application/json"


class JsonBody(Generic[B]):
    """A dependency that gives the body as a strict model.

    Read from JSON itself, not from what a parser makes of it: a time is text there, a list may be a tuple.
    """

    def __init__(self, model: type[B]) -> None:
        self.model = model
        self._adapter = TypeAdapter(model)

    async def __call__(self, request: Request) -> B:
        """The body; raises RequestValidationError, and HTTPException 415 for another content type."""
        if content_type(request) != JSON:
            raise unsupported()
        return self.parsed(await request.body())

    def parsed(self, body: bytes) -> B:
        """The body; raises RequestValidationError."""
        try:
            return self._adapter.validate_json(body)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            raise RequestValidationError(
                [fault | {"loc": ("body", *fault["loc"])} for fault in faults]
            ) from None


def content_type(request: Request) -> str:
    """The media type of the body, without parameters; "" where the request names none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def unsupported() -> HTTPException:
    """For a body in a form that is not read here."""
    return HTTPException(415)


def preferred(request: Request, offered: tuple[str, ...]) -> str:
    """The offered media type that `Accept` likes best; the first where it says nothing that helps.

    Only a type that is named in full is preferred to the first: `*/*` asks for nothing in particular.
    """
    best, quality = offered[0], 0.0
    for item in ",".join(request.headers.getlist("accept")).split(","):
        kind, *parameters = (part.strip().lower() for part in item.split(";"))
        weight = next((_weight(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        if kind in offered and weight > quality:
            best, quality = kind, weight
    return best


def prefers_async(request: Request) -> bool:
    """Whether the request says `Prefer: respond-async`."""
    wishes = ",".join(request.headers.getlist("prefer")).lower().split(",")
    return any(wish.partition(";")[0].strip() == "respond-async" for wish in wishes)


def is_named(tags: str, etag: str) -> bool:
    """Whether an `If-None-Match` names this ETag."""
    named = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    return etag in named or "*" in named


def _weight(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
