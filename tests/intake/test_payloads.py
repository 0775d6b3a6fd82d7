"""JSON payloads of Jira and GitHub in every shape they come in."""

from __future__ import annotations

import json

import pytest

from translator.errors import EmptyInput
from translator.intake import read

ADF = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Buyers wait."}]}],
}
ANN = {"accountId": "1:a", "displayName": "Ann Example"}


def jira(**fields: object) -> dict:
    return {
        "id": "10412",
        "self": "https://acme.example.net/rest/api/2/10412",
        "key": "PAY-412",
        "fields": {"summary": "Card payment hangs", **fields},
    }


def one(payload: object):
    intake = read(json.dumps(payload))
    assert len(intake.tickets) == 1
    return intake.tickets[0]


@pytest.mark.parametrize(
    ("description", "body"),
    [
        ("h2. Why\nBuyers *wait*.", "Why\n\nBuyers wait."),
        (ADF, "Buyers wait."),
        (json.dumps(ADF), "Buyers wait."),
        (None, ""),
        ("", ""),
        ("None", ""),
    ],
)
def test_jira_description(description, body):
    """REST v2 sends wiki markup, v3 an ADF object; no description is no body."""
    ticket = one(jira(description=description))
    assert ticket.text == "\n\n".join(part for part in ("Card payment hangs", body) if part)
    assert ticket.reader == "jira"


def test_jira_envelopes(rows):
    """The bare issue, a webhook, automation and a search result of one give the same ticket."""
    issue = jira(description="Buyers wait.")
    payloads = [
        issue,
        {"webhookEvent": "jira:issue_created", "issue": issue, "user": ANN},
        {"issue": issue},
        {"issues": [issue], "isLast": True},
        [issue],
    ]
    tickets = [one(payload) for payload in payloads]
    assert {t.fingerprint for t in tickets} == {tickets[0].fingerprint}
    assert {t.key for t in tickets} == {"PAY-412"}
    assert {t.url for t in tickets} == {"https://acme.example.net/browse/PAY-412"}


def test_jira_search_result_with_many():
    """Each issue is a ticket with its own raw JSON; one without words is reported, not dropped."""
    issues = [jira(), {"key": "PAY-2", "fields": {"summary": None}}, jira(description="x")]
    intake = read(json.dumps({"issues": issues}))
    assert [t.raw for t in intake.tickets] == [json.dumps(issues[0]), json.dumps(issues[2])]
    assert [p.line for p in intake.problems] == [2]


def test_jira_fields():
    """Known fields are kept as text; null, missing and odd ones are left out."""
    ticket = one(
        jira(
            issuetype={"name": "Bug"},
            priority={"name": "High"},
            status={"name": "To Do"},
            labels=["checkout", "reliability"],
            components=[{"name": "card-auth"}, {}],
            reporter=ANN,
            assignee=None,
            created="2026-08-06T09:26:40.123+0000",
            duedate="2026-09-01",
            updated=7,
            customfield_10016=None,
        )
    )
    assert {f.name: f.value for f in ticket.fields} == {
        "type": "Bug",
        "priority": "High",
        "status": "To Do",
        "labels": "checkout, reliability",
        "components": "card-auth",
        "reporter": "Ann Example",
        "created": "2026-08-06T09:26:40.123+0000",
        "updated": "7",
        "due": "2026-09-01",
    }


def test_jira_environment_is_kept_out_of_the_prose(rows):
    """The environment is a field and a block that is no prose."""
    ticket = one(jira(environment="Chrome 120\nWindows"))
    assert rows(ticket) == [("log", "Chrome 120\nWindows")]
    assert ticket.field("environment") == "Chrome 120 Windows"


def test_jira_comments_oldest_first(rows):
    """Comments become comment blocks with their author; code in them stays code."""
    comments = [
        {"author": ANN, "body": "It *still* hangs.", "created": "2026-08-08T09:00:00.000+0000"},
        {"author": None, "body": ADF, "created": "2026-08-07T09:00:00.000+0000"},
        {"author": ANN, "body": "{code}\npay();\n{code}", "created": "2026-08-09T09:00:00+0000"},
    ]
    ticket = one(jira(comment={"comments": comments, "total": 3}))
    assert rows(ticket) == [
        ("comment", "Buyers wait."),
        ("comment", "It still hangs."),
        ("code", "pay();"),
    ]
    assert [b.label for b in ticket.blocks[1:]] == ["", "Ann Example", ""]


def test_jira_comment_event(rows):
    """A comment webhook carries the comment beside the issue."""
    ticket = one({"webhookEvent": "comment_created", "issue": jira(),
                  "comment": {"id": "7", "author": ANN, "body": "Third time."}})  # fmt: skip
    assert rows(ticket) == [("comment", "Third time.")]


@pytest.mark.parametrize(
    ("payload", "key", "text"),
    [
        ({"title": "Slow", "description": "h2. Why\nx"}, None, "Slow\n\nWhy\n\nx"),
        ({"summary": "Slow", "body": "## Why\n\n`x`"}, None, "Slow\n\nWhy\n\nx"),
        ({"source": "jira", "key": "P-1", "title": "Slow", "text": "plain"}, "P-1",
         "Slow\n\nplain"),
        ({"title": "Slow", "description": ADF}, None, "Slow\n\nBuyers wait."),
        ({"body": ADF}, None, "Buyers wait."),
        ({"title": "Slow", "description": None}, None, "Slow"),
    ],
)  # fmt: skip
def test_small_object(payload, key, text):
    """A custom automation body is read; the format of its text is told by its looks."""
    ticket = one(payload)
    assert (ticket.reader, ticket.key, ticket.text) == ("jira", key, text)


GITHUB = {
    "number": 7,
    "title": "Sign-in hangs",
    "html_url": "https://github.com/acme/shop/issues/7",
    "repository_url": "https://api.github.com/repos/acme/shop",
    "user": {"login": "ann"},
    "labels": [{"name": "bug"}, "ui"],
    "state": "open",
    "assignees": [{"login": "bo"}],
    "milestone": {"title": "May", "due_on": "2026-05-31T00:00:00Z"},
    "created_at": "2026-05-02T10:00:00Z",
    "updated_at": None,
    "comments": 2,
    "body": "### What happens\n\nIt *hangs*.\n\n### Logs\n\n_No response_",
}


def test_github_issue(rows):
    """The REST object: Markdown body, key, url, fields."""
    ticket = one(GITHUB)
    assert (ticket.reader, ticket.key, ticket.url) == (
        "github", "acme/shop#7", "https://github.com/acme/shop/issues/7")  # fmt: skip
    assert rows(ticket) == [("heading", "What happens"), ("paragraph", "It hangs.")]
    assert {f.name: f.value for f in ticket.fields} == {
        "status": "open",
        "labels": "bug, ui",
        "reporter": "ann",
        "assignee": "bo",
        "created": "2026-05-02T10:00:00Z",
        "milestone": "May",
        "due": "2026-05-31T00:00:00Z",
    }


def test_github_webhook_and_list(rows):
    """A webhook names the repository; a comment event adds its comment; a list gives many."""
    bare = {"number": 7, "title": "Sign-in hangs", "body": None}
    event = {"action": "created", "issue": bare, "repository": {"full_name": "acme/shop"},
             "comment": {"user": {"login": "bo"}, "body": "Me **too**."}}  # fmt: skip
    ticket = one(event)
    assert (ticket.key, rows(ticket)) == ("acme/shop#7", [("comment", "Me too.")])
    assert ticket.blocks[1].label == "bo"
    assert [t.key for t in read(json.dumps([GITHUB, bare])).tickets] == ["acme/shop#7", "#7"]


def test_github_command_line_object(rows):
    """What `gh issue view --json` prints has its own names for the same things."""
    ticket = one(
        {
            "number": 7,
            "title": "Sign-in hangs",
            "url": "https://github.com/acme/shop/issues/7",
            "body": "It hangs.",
            "author": {"login": "ann"},
            "createdAt": "2026-05-02T10:00:00Z",
            "comments": [{"author": {"login": "bo"}, "body": "Yes."}],
        }
    )
    assert ticket.key == "acme/shop#7"
    assert rows(ticket) == [("paragraph", "It hangs."), ("comment", "Yes.")]
    assert ticket.field("reporter") == "ann"


@pytest.mark.parametrize(
    "payload",
    [{}, [], {"a": 1}, [{}], {"title": ""}, {"title": None, "body": "  "}, {"issues": []}],
)
def test_json_without_words_is_empty(payload):
    """JSON with neither a title nor a text is an empty ticket, and the error says so."""
    with pytest.raises(EmptyInput):
        read(json.dumps(payload))
