"""What the OpenAPI document says beside what the routes' signatures do: bodies, answers, tags, problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from translator.api.exchange import GUARDED
from translator.api.idempotency import HEADER as IDEMPOTENCY_KEY
from translator.api.idempotency import NOT_KEPT
from translator.api.problems import Problem, answers
from translator.api.schemas import BODIES
from translator.errors import (
    EmptyInput,
    IdempotencyInFlight,
    IdempotencyMismatch,
    InputTooLarge,
    KeyRefused,
    RateExceeded,
    ScopeMissing,
    StoreUnusable,
    TranslatorError,
)

_REF = "#/components/schemas/"

TAGS = (
    ("translations", "Tickets translated into pitches, stored with their versions."),
    ("review", "Answers, edits, findings, and the steps from a draft to what is published."),
    ("batches", "Many tickets at once, worked on until they are done."),
    ("checks", "Findings on a text that a person wrote."),
    ("incidents", "Past incidents, which prove what a ticket says."),
    ("memory", "Approved pitches, as examples for the next."),
    ("catalog", "Stakeholders, needles, glossary and the rest of what the product knows."),
    ("service", "The caller, the audit trail, and the schema of a pitch."),
)

# Codes that are no error class of ours, by status.
_OTHER: Mapping[int, Mapping[str, str]] = {
    422: {"malformed-request": "The request is not of the right form"},
    415: {"unsupported-media-type": "The body is of a content type that is not read here"},
    500: {"internal": "A defect in translator"},
    504: {"request-timeout": "It took longer than a request may"},
}
_OF_WRITES: Mapping[int, Mapping[str, str]] = {
    409: {NOT_KEPT: "The first answer to this key was too large to be kept"},
}
_KEY = {
    "name": IDEMPOTENCY_KEY,
    "in": "header",
    "required": False,
    "description": "sent again with the same body, it is answered with the first answer; kept for 24 hours",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_WRITE_METHODS = ("post", "put", "patch", "delete")
_ALWAYS = (KeyRefused, ScopeMissing, RateExceeded, StoreUnusable)
_WRITING = (InputTooLarge, IdempotencyMismatch, IdempotencyInFlight)


def problems(*kinds: type[TranslatorError], writes: bool = False, body: bool = False) -> dict[int | str, Any]:
    """The `responses` of a route that may raise these errors beside those that every route may.

    `writes`: it takes an idempotency key. `body`: it takes a body of JSON.
    """
    known = dict.fromkeys(
        (*_ALWAYS, *kinds, *(_WRITING if writes else ()), *((InputTooLarge,) if body else ()))
    )
    documented = answers(*known)
    for status, codes in (*_OTHER.items(), *(_OF_WRITES.items() if writes else ())):
        if status == 415 and not body:
            continue
        told = documented.get(status, {}).get("description", "")
        ours = "; ".join(f"`{code}`: {title}" for code, title in codes.items())
        entry = documented.setdefault(status, dict(answers(EmptyInput)[422]))
        entry["description"] = f"{told}; {ours}" if told else ours
    return documented


def takes(model: type[BaseModel], **examples: Any) -> dict[str, Any]:
    """The `openapi_extra` of a route with a `JsonBody`; each example is named by its argument."""
    return {"requestBody": {"required": True, "content": {"application/json": _media(model, examples)}}}


def _media(model: type[BaseModel], examples: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: {"value": value} for name, value in examples.items()}
    return {"schema": {"$ref": _REF + model.__name__}} | ({"examples": shown} if shown else {})


def header(description: str, example: str) -> dict[str, Any]:
    """A header of an answer."""
    return {"description": description, "schema": {"type": "string"}, "example": example}


ETAG = header("the revision; send it back as If-Match or If-None-Match", '"3"')


def complete(app: FastAPI) -> None:
    """Have the application tell everything in its OpenAPI document."""
    written = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = written()
            document["tags"] = [{"name": name, "description": says} for name, says in TAGS]
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(_bodies(schemas))
            _keys_of_writes(document)
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's own documentation has it


def _bodies(known: Mapping[str, Any]) -> dict[str, Any]:
    """Schemas of the bodies; what an answer's schema has the name of already gets one of its own."""
    models: tuple[type[BaseModel], ...] = (*BODIES, Problem)
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "validation") for model in models]
    _, document = models_json_schema(wanted, ref_template=_REF + "{model}")
    found: dict[str, Any] = document["$defs"]
    names = {
        name: f"{name}-Input" if known.get(name, schema) != schema else name for name, schema in found.items()
    }
    return {names[name]: _renamed(schema, names) for name, schema in found.items()}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _REF + names.get(item.removeprefix(_REF), item.removeprefix(_REF))
        if key == "$ref" and isinstance(item, str)
        else _renamed(item, names)
        for key, item in value.items()
    }


def _keys_of_writes(document: dict[str, Any]) -> None:
    """Every write takes an idempotency key, in a layer that no route sees."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in _WRITE_METHODS and path.startswith(GUARDED):
                operation.setdefault("parameters", []).append(_KEY)
