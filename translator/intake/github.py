"""GitHub issues as JSON: the REST object, webhooks, lists, and what the gh command prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.intake.assemble import assemble
from translator.intake.decode import clean
from translator.intake.formats import pieces_of
from translator.intake.parts import as_comment
from translator.intake.payload import (
    Json,
    demand,
    each_issue,
    named,
    names,
    objects,
    parsed,
    raw_of,
    string,
    tracker_fields,
)
from translator.intake.result import Intake
from translator.models import Ticket, TrackerField

_REPOSITORY = re.compile(r"://[^/\s]+/(?:(?:api/v3/)?repos/)?([\w.-]+/[\w.-]+)(?:/(?:issues|pull)/(\d+))?")


def recognises(text: str) -> bool:
    """Whether the text is a GitHub issue payload."""
    value = parsed(text)
    if isinstance(value, list):
        return any(_is_issue(item) for item in objects(value))
    if not isinstance(value, dict):
        return False
    return _is_issue(value) or _is_issue(value.get("issue"))


def read(text: str, place: str) -> Intake:
    """The issues of the payload. Raises MalformedInput and EmptyInput."""
    value = demand(text, place)
    if isinstance(value, dict):
        issue = value["issue"] if isinstance(value.get("issue"), dict) else value
        return Intake((_ticket(issue, value, text, place),))
    return each_issue(objects(value), lambda issue: _ticket(issue, {}, raw_of(issue), place), place)


def _is_issue(value: object) -> bool:
    return (
        isinstance(value, dict)
        and "title" in value
        and "fields" not in value
        and ("number" in value or "html_url" in value or "repository_url" in value)
    )


def _ticket(issue: Json, envelope: Json, raw: str, place: str) -> Ticket:
    _, pieces, notes = pieces_of(string(issue.get("body")), reader="markdown", place=place)
    for comment in _comments(issue, envelope):
        author = named(comment.get("user") or comment.get("author"), "login", "name")
        _, said, _ = pieces_of(string(comment.get("body")), reader="markdown", place=place)
        pieces.extend(as_comment(said, author))
    url = string(issue.get("html_url")) or string(issue.get("url"))
    return assemble(
        reader="github",
        title=string(issue.get("title")),
        pieces=pieces,
        raw=raw,
        place=place,
        key=_key(issue, envelope, url),
        url=url,
        fields=_fields(issue),
        notes=notes,
    )


def _comments(issue: Json, envelope: Json) -> list[Json]:
    comments = objects(issue.get("comments")) or objects(envelope.get("comments"))
    event = envelope.get("comment")
    return [*comments, event] if isinstance(event, dict) else comments


def _key(issue: Json, envelope: Json, url: str) -> str | None:
    number = string(issue.get("number"))
    repository = named(envelope.get("repository"), "full_name", "nameWithOwner")
    found = _REPOSITORY.search(string(issue.get("repository_url")) or url)
    if not repository and found:
        repository = found.group(1)
    if not number and found:
        number = found.group(2) or ""
    if not number:
        return None
    return f"{repository}#{number}"


def _fields(issue: Json) -> tuple[TrackerField, ...]:
    def pairs() -> Iterator[tuple[str, str]]:
        yield "type", named(issue.get("type"), "name")
        yield "status", string(issue.get("state"))
        yield "labels", names(issue.get("labels"), "name")
        yield "reporter", named(issue.get("user") or issue.get("author"), "login", "name")
        yield "assignee", names(issue.get("assignees") or issue.get("assignee"), "login", "name")
        yield "created", named(issue, "created_at", "createdAt")
        yield "updated", named(issue, "updated_at", "updatedAt")
        milestone = issue.get("milestone")
        yield "milestone", named(milestone, "title")
        yield "due", named(milestone, "due_on", "dueOn") if isinstance(milestone, dict) else ""

    return tracker_fields((name, clean(value)) for name, value in pairs())
