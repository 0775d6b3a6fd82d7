"""Past incidents over HTTP: stored, imported, listed, searched, deleted, and used as proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.client import TICKET, Api

RAW = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The API over one database; each test works in a workspace of its own."""
    return Api(tmp_path_factory.mktemp("incidents"))


@pytest.fixture
def key(api: Api, request: pytest.FixtureRequest) -> str:
    """A key of a workspace that is this test's alone."""
    return api.new_key(workspace=f"w{abs(hash(request.node.name))}")


def _incident(number: int, **more: Any) -> dict[str, Any]:
    return {
        "source": "manual",
        "source_id": f"INC-{number}",
        "title": f"Sign-in fails in demos, part {number}",
        "sections": [{"kind": "summary", "text": "Prospects were thrown back to the sign-in page."}],
        **more,
    }


def _started(day: int) -> dict[str, Any]:
    at = f"2026-01-{day:02}T09:00:00Z"
    return {"at": at, "precision": "minute", "zone_known": True, "written": at}


def test_stored_read_replaced_deleted(api: Api, key: str) -> None:
    """POST names the place; PUT replaces what is there; both keys of an incident find it."""
    stored = api("POST", "/v1/incidents", _incident(1), key=key)
    assert (stored.status_code, stored.headers["location"]) == (201, "/v1/incidents/manual:INC-1")
    assert api("GET", "/v1/incidents/manual:INC-1", key=key).json() == stored.json()
    assert api("GET", "/v1/incidents/INC-1", key=key).json() == stored.json()
    assert api("POST", "/v1/incidents", _incident(1, severity="high"), key=key).status_code == 200
    put = api("PUT", "/v1/incidents/manual:INC-1", _incident(1, title="Renamed"), key=key)
    assert (put.status_code, put.json()["title"]) == (200, "Renamed")
    assert api("PUT", "/v1/incidents/manual:INC-2", _incident(2), key=key).status_code == 201
    other = api("PUT", "/v1/incidents/manual:INC-2", _incident(2, id="manual:INC-3"), key=key)
    assert other.json()["code"] == "malformed-input"
    assert api("DELETE", "/v1/incidents/INC-1", key=key).status_code == 204
    assert api("DELETE", "/v1/incidents/INC-1", key=key).json()["code"] == "unknown-incident"


@pytest.mark.parametrize("id", ["org/repo#12", "a b", "ä/ö:1", "100%", "a?b=c"])
def test_ids_of_any_look(api: Api, key: str, id: str) -> None:
    """An id may hold what a path has another meaning for."""
    stored = api("POST", "/v1/incidents", _incident(1, id=id), key=key)
    assert stored.status_code == 201
    assert api("GET", stored.headers["location"], key=key).json()["id"] == id


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": None},
        {"sections": [{"kind": "song", "text": "x"}]},
        {"started": "yesterday"},
        {"surprise": 1},
        {"level": "1"},
    ],
)
def test_an_incident_that_is_none(api: Api, key: str, wrong: dict[str, Any]) -> None:
    """Each field is strict, and the fault is named by its pointer."""
    answer = api("POST", "/v1/incidents", _incident(1) | wrong, key=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed-request")
    assert answer.json()["errors"][0]["pointer"].startswith(f"#/{next(iter(wrong))}")


def test_listed_a_page_at_a_time(api: Api, key: str) -> None:
    """Newest first, each once, also when one that a cursor stands on is deleted meanwhile."""
    for number in range(5):
        api("POST", "/v1/incidents", _incident(number, started=_started(number + 1)), key=key)
    first = api("GET", "/v1/incidents?limit=2", key=key)
    assert [row["source_id"] for row in first.json()["items"]] == ["INC-4", "INC-3"]
    rest = api("GET", first.headers["link"].partition(">")[0][1:], key=key)
    assert [row["source_id"] for row in rest.json()["items"]] == ["INC-2", "INC-1"]
    api("DELETE", "/v1/incidents/INC-3", key=key)
    rest = api("GET", f"/v1/incidents?limit=2&cursor={first.json()['next']}", key=key)
    assert [row["source_id"] for row in rest.json()["items"]] == ["INC-2", "INC-1"]
    since = api("GET", "/v1/incidents?since=2026-01-04T00:00:00Z&kind=incident&source=manual", key=key)
    assert [row["source_id"] for row in since.json()["items"]] == ["INC-4"]


def test_an_import_tells_each_row_it_left_out(api: Api, key: str) -> None:
    """Good rows are stored, bad ones told; sent again nothing changes; a dry run stores nothing."""
    lines = [
        json.dumps({"id": f"INC-{n}", "title": f"Sign-in fails {n}", "summary": "Broken."}) for n in range(3)
    ]
    body = "\n".join([*lines, '{"id": "INC-9"', "7"])
    dry = api("POST", "/v1/incidents/import?dry_run=true", content=body, headers=RAW, key=key)
    assert dry.status_code == 200, dry.text
    assert (dry.json()["read"], dry.json()["added"], dry.json()["problems"]) == (3, 0, 2)
    assert api("GET", "/v1/incidents", key=key).json()["items"] == []
    done = api("POST", "/v1/incidents/import", content=body, headers=RAW, key=key).json()
    assert (done["added"], done["problems"]) == (3, 2)
    assert all(row["place"] and row["message"] for row in done["problem_rows"])
    again = api("POST", "/v1/incidents/import", content=body, headers=RAW, key=key).json()
    assert (again["added"], again["same"]) == (0, 3)


@pytest.mark.parametrize(
    ("content", "query", "status", "code"),
    [
        (b"", "", 422, "empty-input"),
        (b"\x89PNG\x00\x00", "", 415, "binary-input"),
        (b'{"unknown": "thing"}', "", 422, "unknown-source"),
        (b"id,title\n", "?source=word", 422, "unknown-source"),
        (b"id,title\n", "?sauce=table", 422, "malformed-request"),
    ],
)
def test_an_import_of_what_is_no_export(
    api: Api, key: str, content: bytes, query: str, status: int, code: str
) -> None:
    """What no reader recognises is refused as a whole."""
    answer = api("POST", f"/v1/incidents/import{query}", content=content, headers=RAW, key=key)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_found_again_and_used_as_proof(api: Api, key: str) -> None:
    """What was stored a moment ago is found by a text like it, and a pitch leans on it."""
    for number in range(3):
        api("POST", "/v1/incidents", _incident(number, started=_started(number + 1)), key=key)
    found = api(
        "POST", "/v1/incidents/search", {"text": "sign-in fails in demos", "limit": 2}, key=key
    ).json()
    assert len(found["hits"]) == 2
    assert found["hits"][0]["why"]
    none = {"text": "sign-in fails in demos", "where": {"sources": ["pagerduty"]}}
    assert api("POST", "/v1/incidents/search", none, key=key).json()["hits"] == []
    assert api("POST", "/v1/incidents/search", {"text": " \n"}, key=key).json()["code"] == "empty-input"
    pitch = api("POST", "/v1/translations", {"text": TICKET}, key=key).json()["pitch"]
    assert pitch["past"]["searched"] == 3
    other = api.new_key(workspace="elsewhere")
    assert api("POST", "/v1/incidents/search", {"text": "sign-in"}, key=other).json()["hits"] == []
    assert api("GET", "/v1/incidents/INC-1", key=other).status_code == 404


def test_every_export_of_the_samples(api: Api, key: str, shared_exports: list[Path]) -> None:
    """What the readers' own tests read comes in over HTTP too."""
    for path in shared_exports:
        answer = api("POST", "/v1/incidents/import", content=path.read_bytes(), headers=RAW, key=key)
        assert answer.status_code == 200, (path.name, answer.text)
        assert answer.json()["read"], path.name


@pytest.fixture
def shared_exports() -> list[Path]:
    """The samples that ship."""
    folder = Path(__file__).parents[2] / "translator" / "samples"
    return [folder / "incidents.jsonl"]
