"""What the OpenAPI document promises, asked of the application itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from tests.api.contract_run import application, run
from translator import errors
from translator.api.schemas import FormatName
from translator.errors import TranslatorError
from translator.render import RENDERERS


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The OpenAPI document."""
    return application(tmp_path_factory.mktemp("document"))[0].openapi()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_every_operation_holds_what_the_document_says(tmp_path: Path) -> None:
    """schemathesis, all checks: nothing undocumented, nothing unchecked, and no defect of ours."""
    outcome = run(tmp_path, examples=2, seed=7)
    assert outcome.errors == ()
    assert outcome.failures == ()
    assert outcome.requests > 1_000
    assert not [status for status in outcome.statuses if status >= 500]


def _operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in document["paths"].items()
        if path.startswith("/v1")
        for method, operation in methods.items()
    ]


def test_every_operation_is_told(document: dict[str, Any]) -> None:
    """Each has an id of its own, a summary, a description, a known tag, and wants a key."""
    tags = {tag["name"] for tag in document["tags"]}
    ids = [operation["operationId"] for _, operation in _operations(document)]
    assert len(ids) == len(set(ids)) > 40
    for name, operation in _operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
        assert set(operation["tags"]) <= tags, name
        assert operation["security"], name
        assert not operation["operationId"].endswith(("_get", "_post", "_put", "_delete")), name


def test_every_problem_is_documented_with_its_codes(document: dict[str, Any]) -> None:
    """Each answer that is an error is a problem document, and names codes that exist."""
    known = {
        kind.code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, TranslatorError)
    }
    known |= {
        "malformed-request",
        "unsupported-media-type",
        "internal",
        "request-timeout",
        "idempotency-not-kept",
    }
    for name, operation in _operations(document):
        for status, answer in operation["responses"].items():
            if int(status) < 400:
                continue
            assert list(answer["content"]) == ["application/problem+json"], (name, status)
            named = {part.partition("`:")[0].lstrip("`") for part in answer["description"].split("; ")}
            assert named <= known, (name, status, named - known)
        assert {"401", "403", "422", "429", "500", "503"} <= set(operation["responses"]), name


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    """Who writes a client sees what to send."""
    for name, operation in _operations(document):
        for kind, media in operation.get("requestBody", {}).get("content", {}).items():
            if kind in ("application/json", "text/plain") and "import" not in name and "batches" not in name:
                assert media.get("examples"), (name, kind)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """No schema is named that the document does not hold, and nothing of FastAPI's own errors is left."""
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(document["components"]["schemas"])
    assert "HTTPValidationError" not in text
    assert "servers" not in document


def test_routes_refuse_what_they_do_not_know(tmp_path: Path) -> None:
    """Each route names its query parameters, so that a misspelt one is an error and not ignored."""
    app, _ = application(tmp_path)
    loose = [
        f"{route.methods} {route.path}"
        for route in iter_route_contexts(app.routes)
        if str(route.path).startswith("/v1") and not _strict(route)
    ]
    assert loose == []


def _strict(route: Any) -> bool:
    dependants = [route.dependant]
    while dependants:
        dependant = dependants.pop()
        for field in dependant.query_params:
            if getattr(field.field_info.annotation, "model_config", {}).get("extra") == "forbid":
                return True
        dependants += dependant.dependencies
    return False


def test_formats_are_the_renderers() -> None:
    """What can be exported is what can be rendered."""
    assert FormatName.__args__ == tuple(renderer.name for renderer in RENDERERS)  # type: ignore[attr-defined]
