"""Checks, the catalog, the schema, and who calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.client import TICKET, Api
from translator.api.routes.catalog import KINDS
from translator.catalog.models import Catalog
from translator.render.json import pitch_schema


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The API; nothing here is stored."""
    return Api(tmp_path_factory.mktemp("others"))


def test_a_text_is_checked(api: Api) -> None:
    """Alone it is checked for its words; with its ticket a number that is not there is found."""
    text = "We will leverage synergies. Sign-in failures are at 7 %."
    alone = api("POST", "/v1/checks", {"text": text}).json()
    assert alone["schema"] == "translator.findings/1"
    beside = api("POST", "/v1/checks", {"text": text, "ticket": TICKET}).json()
    invented = [f for f in beside["findings"] if f["check"] == "invented-number"]
    assert [text[f["start"] : f["end"]] for f in invented] == ["7"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": " "}, 422, "empty-input"),
        ({"text": "a\u0000b"}, 415, "binary-input"),
        ({"text": "x", "ticket": ""}, 422, "empty-input"),
        ({"text": "x", "ticket": "Summary,Issue key\nOne,A-1\nTwo,A-2\n"}, 422, "malformed-input"),
        ({"text": "x", "reader": "plain"}, 422, "malformed-input"),
        ({"text": "x", "ticket": TICKET, "reader": "word"}, 422, "malformed-request"),
        ({"text": 7}, 422, "malformed-request"),
        ({}, 422, "malformed-request"),
    ],
)
def test_a_text_that_cannot_be_checked(api: Api, body: Any, status: int, code: str) -> None:
    """What is wrong is told with a stable code."""
    answer = api("POST", "/v1/checks", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.section)
def test_the_catalog_is_open(api: Api, kind: Any) -> None:
    """Each kind is listed as the catalog has it, and each entry is found by its name."""
    items = api("GET", f"/v1/catalog/{kind.section}").json()["items"]
    assert len(items) == api("GET", "/v1/catalog").json()["kinds"][kind.section] > 0
    for item in items[:3]:
        assert api("GET", f"/v1/catalog/{kind.section}/{item[kind.key]}").json() == item
    unknown = api("GET", f"/v1/catalog/{kind.section}/nothing-like-it")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-entry")


def test_no_kind_is_left_out() -> None:
    """A new section of the catalog has a route, or is named here with its reason."""
    inner = {"version", "packs", "origins"}
    inner |= {"products", "sayings"}  # which have no name of their own to ask for
    assert {kind.section for kind in KINDS} == set(Catalog.model_fields) - inner


def test_the_schema_is_the_pitch_s(api: Api) -> None:
    """Who stores pitches elsewhere can validate them."""
    assert api("GET", "/v1/schema").json() == pitch_schema()


def test_who_calls(api: Api, tmp_path: Path) -> None:
    """A key tells its name, scopes and workspace, and never its secret."""
    key = api.new_key("write", name="Bot", kind="service", workspace="acme")
    me = api("GET", "/v1/me", key=key)
    assert me.json() == {
        "name": "Bot", "kind": "service", "key": key.split("_")[1], "workspace": "acme",
        "scopes": ["write"], "may": ["read", "write"],
    }  # fmt: skip
    assert key.split("_", 2)[2] not in me.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/me"), ("GET", "/v1/schema"), ("GET", "/v1/catalog"), ("GET", "/v1/catalog/needles"),
     ("GET", "/v1/audit"), ("GET", "/v1/incidents"), ("GET", "/v1/incidents/x"),
     ("DELETE", "/v1/incidents/x"),
     ("GET", "/v1/translations/t0"), ("GET", "/v1/translations/t0/versions")],
)  # fmt: skip
def test_a_misspelt_parameter_is_told(api: Api, method: str, path: str) -> None:
    """No route looks past a parameter that it does not know."""
    answer = api(method, f"{path}?limt=3")
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed-request")
    assert answer.json()["errors"] == [{"detail": "Extra inputs are not permitted", "parameter": "limt"}]
