"""Translations over HTTP: made from any payload, read, listed, compared, exported, deleted."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.client import TICKET, Api
from translator.models import Pitch
from translator.render import RENDERERS

RAW = {"content-type": "text/markdown; charset=utf-8"}


@pytest.fixture
def api(tmp_path: Path) -> Api:
    """The API over an empty database."""
    return Api(tmp_path)


def test_a_ticket_becomes_a_stored_translation(api: Api) -> None:
    """The answer is the translation with its ETag, and it is found again at Location."""
    answer = api("POST", "/v1/translations", {"text": TICKET, "stakeholders": ["sales", "sales"]})
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"/v1/translations/{made['id']}"
    assert answer.headers["etag"] == '"1"'
    assert [f["stakeholder"] for f in made["pitch"]["draft"]["framings"]] == ["sales"]
    assert Pitch.model_validate_json(json.dumps(made["pitch"])).version == made["version"] == 1
    assert made["next_states"] == ["in review", "closed"]
    assert api("GET", answer.headers["location"]).json() == made


@pytest.mark.parametrize(
    ("payload", "reader", "title"),
    [
        ({"key": "HB-1", "fields": {"summary": "Sign-in broken", "description": TICKET}}, "jira", "Sign-in"),
        ({"issue": {"key": "HB-1", "fields": {"summary": "Sign-in broken"}}}, "jira", "Sign-in broken"),
        ({"action": "opened", "issue": {"number": 4, "title": "Sign-in broken", "body": TICKET,
          "html_url": "https://github.example/hb/x/issues/4", "user": {"login": "ana"}}},
         "github", "Sign-in broken"),
        ({"version": 1, "type": "doc", "content": [
          {"type": "paragraph", "content": [{"type": "text", "text": "Sign-in broken"}]}]},
         "adf", "Sign-in broken"),
        (TICKET, "plain", "Sign-in broken"),
    ],
)  # fmt: skip
def test_any_payload_of_a_tracker_is_read(api: Api, payload: object, reader: str, title: str) -> None:
    """What a tracker sends goes in as it is, under `payload`."""
    answer = api("POST", "/v1/translations", {"payload": payload})
    assert answer.status_code == 201, answer.text
    ticket = answer.json()["pitch"]["ticket"]
    assert ticket["reader"] == reader
    assert ticket["title"].startswith(title)


def test_a_ticket_may_be_the_body_itself(api: Api) -> None:
    """Text, Markdown and a table with one row are read as they come; options are in the query."""
    url = "/v1/translations?stakeholder=support&stakeholder=sales&engine=offline"
    for kind, content in (
        ("text/plain", TICKET),
        ("text/markdown; charset=utf-8", f"# {TICKET}"),
        ("text/csv", "Summary,Issue key,Description\nSign-in broken,HB-1,Prospects cannot sign in\n"),
    ):
        answer = api("POST", url, content=content, headers={"content-type": kind})
        assert answer.status_code == 201, answer.text
        assert answer.json()["pitch"]["ticket"]["title"].startswith("Sign-in broken")
        assert answer.json()["pitch"]["stakeholders"] == ["support", "sales"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "   "}, 422, "empty-input"),
        ({"text": "a\u0000b"}, 415, "binary-input"),
        ({"text": '{"title": '}, 422, "malformed-input"),
        ({"text": TICKET, "stakeholders": ["ceo"]}, 422, "unknown-stakeholder"),
        ({"text": TICKET, "reader": "word"}, 422, "malformed-request"),
        ({"text": "x" * 4_100_000}, 413, "input-too-large"),
        ({"text": TICKET, "surprise": 1}, 422, "malformed-request"),
        ({"text": TICKET, "payload": {}}, 422, "malformed-request"),
        ({"text": TICKET, "engine": "llm"}, 422, "malformed-input"),
        ({"text": TICKET, "engine": "magic"}, 422, "malformed-request"),
        ({"payload": None}, 422, "malformed-request"),
        ({"payload": {"a": 1}}, 422, "empty-input"),
        ({}, 422, "malformed-request"),
        ([], 422, "malformed-request"),
    ],
)
def test_problems(api: Api, body: object, status: int, code: str) -> None:
    """Each thing a caller can get wrong is a problem document with a stable code."""
    answer = api("POST", "/v1/translations", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert api("GET", "/v1/translations").json()["items"] == []


def test_many_tickets_are_led_to_batches(api: Api) -> None:
    """Two tickets in one payload are not cut down to one."""
    answer = api("POST", "/v1/translations", {"text": "Summary,Issue key\nOne,A-1\nTwo,A-2\n"})
    assert answer.status_code == 422
    assert "2 tickets" in answer.json()["detail"]
    assert "/v1/batches" in answer.json()["next_step"]


@pytest.mark.parametrize(
    ("headers", "content", "status", "code"),
    [
        ({"content-type": "application/pdf"}, b"%PDF", 415, "unsupported-media-type"),
        ({}, b"text", 415, "unsupported-media-type"),
        ({"content-type": "text/plain"}, b"\xff\xfe\x00", 415, "binary-input"),
        ({"content-type": "application/json"}, b'{"text": "\xff"}', 422, "malformed-request"),
        ({"content-type": "application/json"}, b'{"text": "\\ud800"}', 422, "malformed-request"),
        ({"content-type": "application/json"}, b"[" * 5_000, 422, "malformed-request"),
        (
            {"content-type": "application/json"},
            b'{"payload": ' + b"[" * 150 + b"]" * 150 + b"}",
            422,
            "empty-input",
        ),
        ({"content-type": "application/json"}, b"", 422, "malformed-request"),
    ],
)
def test_a_body_that_is_none_of_these(
    api: Api, headers: dict[str, str], content: bytes, status: int, code: str
) -> None:
    """A body of another type, or that is not what its type says, is a problem too."""
    answer = api("POST", "/v1/translations", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_options_of_json_stand_in_the_json(api: Api) -> None:
    """A query beside a JSON body would be overlooked, so it is refused."""
    answer = api("POST", "/v1/translations?stakeholder=sales", {"text": TICKET})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "stakeholder"


def test_half_a_surrogate_pair_in_a_payload_ends_nothing(api: Api) -> None:
    """JSON as text may hold half a pair; it is replaced, and the pitch can be read in every format."""
    text = '{"key": "HB-1", "fields": {"summary": "Sign-in \\ud800 broken", "description": "\\udfff now"}}'
    made = api("POST", "/v1/translations", content=text, headers={"content-type": "text/plain"})
    assert made.status_code == 201, made.text
    for renderer in RENDERERS:
        url = f"{made.headers['location']}/export?format={renderer.name}"
        assert api("GET", url).status_code == 200


def test_what_was_read_already_is_not_sent_again(api: Api) -> None:
    """If-None-Match with the ETag answers 304 without a body, until something changes."""
    made = api.translated()
    url = f"/v1/translations/{made['id']}"
    assert api("GET", url, headers={"if-none-match": '"7", W/"1"'}).status_code == 304
    assert api("GET", url, headers={"if-none-match": '"7"'}).status_code == 200
    api("POST", f"{url}/answers", {"answers": {"q1": "Two demos"}})
    assert api("GET", url, headers={"if-none-match": '"1"'}).headers["etag"] == '"2"'


def test_the_list_is_paged_and_filtered(api: Api) -> None:
    """Cursors lead through all rows once, newest first; every filter holds; Link says the same as next."""
    for number in range(5):
        payload = {
            "key": f"HB-{number}",
            "fields": {"summary": f"Sign-in {number} broken", "description": TICKET},
        }
        api("POST", "/v1/translations", {"payload": payload, "stakeholders": ["sales"]})
    seen: list[str] = []
    url = "/v1/translations?limit=2"
    while url:
        page = api("GET", url)
        seen += [row["ticket_key"] for row in page.json()["items"]]
        url = page.headers.get("link", "").partition(">")[0].removeprefix("<")
        assert bool(url) is bool(page.json()["next"])
    assert seen == ["HB-4", "HB-3", "HB-2", "HB-1", "HB-0"]

    def keys(query: str) -> list[str]:
        rows = api("GET", f"/v1/translations?{query}").json()["items"]
        return [row["ticket_key"] for row in rows]

    assert keys("ticket_key=HB-3") == ["HB-3"]
    assert len(keys("state=needs%20evidence&state=draft")) == 5
    assert keys("state=approved") == []
    assert len(keys("stakeholder=sales")) == 5
    assert keys("stakeholder=support") == []
    assert keys("created_before=2020-01-01T00:00:00Z") == []
    assert len(keys("created_after=2020-01-01T00:00:00%2B02:00")) == 5


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "state=done",
        "created_after=0",
        "created_after=2020-01-01",
        "sort=title",
    ],
)
def test_a_filter_that_is_not_known_is_refused(api: Api, query: str) -> None:
    """A filter that would be overlooked would give rows nobody asked for."""
    answer = api("GET", f"/v1/translations?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed-request")
    assert answer.json()["errors"][0]["parameter"].partition(".")[0] == query.partition("=")[0]


def test_a_cursor_of_another_list_is_refused(api: Api) -> None:
    """A cursor is used only in the list that gave it."""
    assert api("GET", "/v1/translations?cursor=abc").json()["code"] == "cursor-invalid"
    assert api("GET", "/v1/incidents?cursor=abc").json()["code"] == "cursor-invalid"
    assert api("GET", "/v1/audit?cursor=abc").json()["code"] == "cursor-invalid"


def test_versions_and_what_differs(api: Api) -> None:
    """Each version stays as it was, and the difference of two is data or a text for people."""
    made = api.translated()
    url = f"/v1/translations/{made['id']}"
    question = made["pitch"]["draft"]["questions"][0]["id"]
    api("POST", f"{url}/answers", {"answers": {question: "Nine demos"}, "by": "Ana, sales"})
    rows = api("GET", f"{url}/versions").json()["items"]
    assert [row["version"] for row in rows] == [1, 2]
    assert rows[1]["what"] == f"answered {question}"
    assert api("GET", f"{url}/versions/1").json() == made["pitch"]
    assert api("GET", f"{url}/versions/3").json()["code"] == "unknown-translation"
    diff = api("GET", f"{url}/diff?from=1&to=2")
    assert diff.json()["answers"][0]["by"] == "Ana, sales"
    text = api("GET", f"{url}/diff?from=1&to=2", headers={"accept": "text/markdown"})
    assert text.headers["content-type"].startswith("text/markdown")
    assert "Nine demos" in text.text
    assert api("GET", f"{url}/diff?from=1").status_code == 422


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda r: r.name)
def test_export(api: Api, renderer: Any) -> None:
    """Every format comes with its media type and a file name of the ticket's key."""
    payload = {"key": "HB/1", "fields": {"summary": "Sign-in broken", "description": TICKET}}
    made = api("POST", "/v1/translations", {"payload": payload}).json()
    answer = api("GET", f"/v1/translations/{made['id']}/export?format={renderer.name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == renderer.media_type.split(";")[0]
    assert answer.headers["content-disposition"] == f'inline; filename="hb-1{renderer.suffix}"'
    assert answer.text == renderer.render(Pitch.model_validate_json(json.dumps(made["pitch"])))


def test_an_exported_page_can_do_nothing(api: Api) -> None:
    """HTML made of a ticket is opened without scripts, forms and the server's own origin."""
    made = api.translated("<script>alert(1)</script>\n\nProspects cannot sign in.")
    page = api("GET", f"/v1/translations/{made['id']}/export?format=html")
    assert "sandbox" in page.headers["content-security-policy"]
    assert "<script" not in page.text.lower()


def test_evidence_leads_to_the_words(api: Api) -> None:
    """Each value is shown with its source, its span and the words there."""
    made = api.translated()
    rows = api("GET", f"/v1/translations/{made['id']}/evidence").json()["items"]
    assert rows
    text = made["pitch"]["ticket"]["text"]
    spans = [row for row in rows if row["source"] == "ticket"]
    assert spans
    assert all(text[row["start"] : row["end"]] == row["words"] for row in spans)


def test_what_was_done_is_on_record(api: Api) -> None:
    """The audit trail of a translation outlives it; of the workspace it is an admin's to read."""
    made = api.translated()
    url = f"/v1/translations/{made['id']}"
    assert api("DELETE", url).status_code == 204
    assert api("GET", url).json()["code"] == "unknown-translation"
    rows = api("GET", f"{url}/audit").json()["items"]
    assert [row["action"] for row in rows] == ["translation.deleted", "translation.created"]
    assert api("GET", "/v1/audit", key=api.new_key("write")).status_code == 403
    assert api("GET", f"/v1/audit?subject={made['id']}").json()["items"] == rows
    assert api("GET", "/v1/translations/t0/audit").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "scopes", "status"),
    [
        ("POST", "/v1/translations", ("read",), 403),
        ("DELETE", "/v1/translations/t0", ("write",), 403),
        ("DELETE", "/v1/translations/t0", ("admin",), 404),
        ("GET", "/v1/translations", ("review",), 200),
        ("DELETE", "/v1/incidents/x", ("read",), 403),
    ],
)
def test_scopes(api: Api, method: str, path: str, scopes: tuple[Any, ...], status: int) -> None:
    """A key does what its scopes say, and nothing else."""
    body = {"text": TICKET} if method == "POST" else None
    assert api(method, path, body, key=api.new_key(*scopes)).status_code == status


def test_another_workspace_sees_nothing(api: Api) -> None:
    """A key of another workspace finds no translation, version, evidence or trail of this one."""
    made = api.translated()
    other = api.new_key(workspace="other")
    url = f"/v1/translations/{made['id']}"
    for path in ("", "/versions", "/versions/1", "/evidence", "/audit", "/export", "/diff?from=1&to=1"):
        assert api("GET", url + path, key=other).status_code == 404, path
    assert api("GET", "/v1/translations", key=other).json()["items"] == []
    assert api("GET", "/v1/audit", key=other).json()["items"] == []
    assert (
        api("PATCH", url, {"parts": {"one_breath": "x"}}, key=other, headers={"if-match": "*"}).status_code
        == 404
    )
    assert api("DELETE", url, key=other).status_code == 404
    assert api("GET", url).status_code == 200


def test_a_newer_text_makes_the_older_stale(api: Api) -> None:
    """Two texts of one key: the first says what replaced it and what changed."""

    def sent(text: str) -> str:
        payload = {"key": "HB-9", "fields": {"summary": "Sign-in broken", "description": text}}
        return str(api("POST", "/v1/translations", {"payload": payload}).json()["id"])

    first = sent("Prospects cannot sign in. Two demos failed last month.")
    second = sent("Prospects cannot sign in. Five demos failed last month.")
    stale = api("GET", f"/v1/translations/{first}").json()
    assert (stale["state"], stale["stale"]["replaced_by"]) == ("stale", second)
    assert stale["stale"]["changed"]


def test_repeated_requests_are_answered_once(api: Api) -> None:
    """Twenty requests with one idempotency key make one translation."""

    async def all_at_once(client: httpx.AsyncClient) -> list[httpx.Response]:
        sent = [
            api.send(client, "POST", "/v1/translations", {"text": TICKET}, headers={"idempotency-key": "k1"})
            for _ in range(20)
        ]
        return await asyncio.gather(*sent)

    answers = api.together(all_at_once)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.headers["location"] for answer in answers if answer.status_code == 201}) == 1
    assert len(api("GET", "/v1/translations").json()["items"]) == 1


def test_a_long_ticket_keeps_nobody_waiting(api: Api) -> None:
    """While one that takes a second is translated, the server answers others."""
    long = TICKET + "\n\nProspects land back on the sign-in page, and a demo has to start over." * 1_500

    async def beside(client: httpx.AsyncClient) -> tuple[httpx.Response, int]:
        translating = asyncio.ensure_future(api.send(client, "POST", "/v1/translations", {"text": long}))
        answered = 0
        while not translating.done():
            answered += (await client.get("/healthz")).status_code == 200
            await asyncio.sleep(0.005)
        return await translating, answered

    answer, answered = api.together(beside)
    assert answer.status_code == 201
    assert answered > 20
