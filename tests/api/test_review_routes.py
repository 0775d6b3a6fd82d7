"""Answers, edits, dismissals and the steps of the review over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.client import Api

ANY = {"if-match": "*"}
CHANGE = "framing:sales.change"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    """The API over an empty database."""
    return Api(tmp_path)


@pytest.fixture
def url(api: Api) -> str:
    """A translation for sales."""
    return f"/v1/translations/{api.translated(stakeholders=['sales'])['id']}"


def _said(view: dict[str, Any], stakeholder: str = "sales") -> str:
    framings = view["pitch"]["draft"]["framings"]
    return str(next(f for f in framings if f["stakeholder"] == stakeholder)["change"]["plain"])


def test_an_answer_fills_its_blank(api: Api, url: str) -> None:
    """An answer makes a version with new evidence; who answered may be another than who sends it."""
    questions = api("GET", url).json()["pitch"]["draft"]["questions"]
    answer = api("POST", f"{url}/answers", {"answers": {questions[0]["id"]: "Nine demos"}, "by": "Ben"})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert answer.json()["pitch"]["answers"][0]["by"] == "Ben"
    assert len(answer.json()["pitch"]["draft"]["questions"]) == len(questions) - 1


@pytest.mark.parametrize(
    ("answers", "status", "code"),
    [
        ({"q99": "x"}, 422, "unknown-question"),
        ({"q1": "  "}, 422, "empty-input"),
        ({}, 422, "malformed-request"),
        ({"q1": 3}, 422, "malformed-request"),
    ],
)
def test_an_answer_that_fits_nothing(
    api: Api, url: str, answers: dict[str, Any], status: int, code: str
) -> None:
    """What cannot be an answer changes nothing."""
    answer = api("POST", f"{url}/answers", {"answers": answers})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api("GET", url).headers["etag"] == '"1"'


def test_an_edit_names_the_revision_it_is_made_on(api: Api, url: str) -> None:
    """Without If-Match 428, on an older revision 412, and of two edits of one revision one is made."""
    body = {"parts": {CHANGE: "Prospects sign in at the first try."}}
    assert api("PATCH", url, body).json()["code"] == "version-not-named"
    first = api("PATCH", url, body, headers={"if-match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert _said(first.json()) == "Prospects sign in at the first try."
    second = api("PATCH", url, {"parts": {CHANGE: "Other words."}}, headers={"if-match": '"1"'})
    assert (second.status_code, second.json()["code"]) == (412, "edit-conflict")
    assert api("PATCH", url, body, headers={"if-match": "no tag"}).status_code == 412
    assert _said(api("GET", url).json()) == "Prospects sign in at the first try."


def test_an_edit_cannot_invent_a_number(api: Api, url: str) -> None:
    """A number that no evidence carries is not shown, whoever writes it."""
    body = {"parts": {CHANGE: "Prospects sign in 40 times faster."}}
    answer = api("PATCH", url, body, headers=ANY)
    assert answer.status_code == 200
    for name in ("md", "html", "adf", "slack"):
        assert "40" not in api("GET", f"{url}/export?format={name}").text.split("Before this goes out")[0]


def test_a_preview_stores_nothing(api: Api, url: str) -> None:
    """The findings of an edit are told, and the pitch stays as it was."""
    before = api("GET", url).json()
    body = {"parts": {CHANGE: "Prospects sign in 40 times faster."}}
    answer = api("POST", f"{url}/preview", body, key=api.new_key("read"))
    assert answer.status_code == 200
    assert "invented-number" in {finding["check"] for finding in answer.json()["findings"]}
    assert api("GET", url).json() == before


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"framing:sales.chnage": "x"}, "unknown-part"),
        ({CHANGE: " "}, "empty-input"),
        ({CHANGE: "x" * 2_001}, "malformed-request"),
        ({}, "malformed-request"),
    ],
)
def test_an_edit_of_nothing(api: Api, url: str, parts: dict[str, str], code: str) -> None:
    """A part that is not there, or no text for it, is refused with what to write."""
    for answer in (
        api("PATCH", url, {"parts": parts}, headers=ANY),
        api("POST", f"{url}/preview", {"parts": parts}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_from_draft_to_published(api: Api, url: str) -> None:
    """Sending in is writing, approving and publishing a reviewer's; each step is kept with who and why."""
    writer, reviewer = api.new_key("write", name="Wim"), api.new_key("review", name="Rita")
    assert api("POST", f"{url}/reviews", {"to": "in review"}, key=reviewer, headers=ANY).status_code == 403
    sent = api("POST", f"{url}/reviews", {"to": "in review"}, key=writer, headers={"if-match": '"1"'})
    assert sent.status_code == 200
    for key, status in ((writer, 403), (reviewer, 200)):
        answer = api(
            "POST", f"{url}/reviews", {"to": "approved"}, key=key, headers={"if-match": sent.headers["etag"]}
        )
        assert answer.status_code == status, answer.text
    answer = api("POST", f"{url}/reviews", {"to": "published"}, key=reviewer, headers=ANY)
    assert answer.json()["state"] == "published"
    assert [(s["after"], s["by"]["name"]) for s in answer.json()["steps"]] == [
        ("in review", "Wim"), ("approved", "Rita"), ("published", "Rita"),
    ]  # fmt: skip
    back = api("POST", f"{url}/reviews", {"to": "draft"}, key=reviewer, headers=ANY)
    assert back.json()["code"] == "empty-input"
    back = api("POST", f"{url}/reviews", {"to": "draft", "why": "Old number."}, key=reviewer, headers=ANY)
    assert back.json()["steps"][-1]["why"] == "Old number."


def test_nobody_approves_what_has_changed(api: Api, url: str) -> None:
    """An approval names the revision that was read, and fails on another."""
    api("POST", f"{url}/reviews", {"to": "in review"}, headers=ANY)
    read = api("GET", url).headers["etag"]
    api("PATCH", url, {"parts": {CHANGE: "Prospects sign in."}}, headers=ANY)
    answer = api("POST", f"{url}/reviews", {"to": "approved"}, headers={"if-match": read})
    assert answer.status_code == 412
    assert api("POST", f"{url}/reviews", {"to": "approved"}).status_code == 428
    assert api("GET", url).json()["state"] == "in review"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"to": "published"}, 409, "step-refused"),
        ({"to": "stale"}, 409, "step-refused"),
        ({"to": "done"}, 422, "malformed-request"),
        ({"to": "closed"}, 422, "empty-input"),
    ],
)
def test_a_step_that_is_not_allowed(api: Api, url: str, body: dict[str, str], status: int, code: str) -> None:
    """The table of the review is asked, and its next step is told."""
    answer = api("POST", f"{url}/reviews", body, headers=ANY)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_service_cannot_dismiss(api: Api, url: str) -> None:
    """A machine approves nothing and waves nothing through."""
    service = api.new_key("write", name="bot", kind="service")
    should = next(f for f in api("GET", url).json()["findings"] if f["severity"] == "should")
    body = {"finding": should["id"], "why": "Known."}
    assert api("POST", f"{url}/dismissals", body, key=service).json()["code"] == "step-refused"
    answer = api("POST", f"{url}/dismissals", body)
    assert answer.status_code == 200
    assert [f["dismissed"] for f in answer.json()["findings"] if f["id"] == should["id"]] == [True]
    assert answer.json()["dismissed"][0]["why"] == "Known."
    unknown = api("POST", f"{url}/dismissals", {"finding": "0" * 12, "why": "Known."})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-finding")
