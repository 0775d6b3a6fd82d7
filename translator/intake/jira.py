"""Jira issues as JSON: REST v2 and v3, webhooks, automation, search results, and small objects.

A small object is what a custom automation body sends: a title and a text, perhaps a key and a url.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from translator.intake.adf import is_adf
from translator.intake.assemble import assemble
from translator.intake.decode import clean
from translator.intake.formats import pieces_of
from translator.intake.parts import Part, Piece, as_comment
from translator.intake.payload import (
    Json,
    demand,
    each_issue,
    named,
    names,
    nothing_to_read,
    objects,
    parsed,
    raw_of,
    string,
    tracker_fields,
)
from translator.intake.result import Intake
from translator.models import Ticket, TrackerField

_TITLES = ("title", "summary", "name", "subject")
_TEXTS = ("description", "body", "text", "content")


def recognises(text: str) -> bool:
    """Whether the text is a Jira issue payload or a small object with a title or a text."""
    value = parsed(text)
    if isinstance(value, list):
        return any(_is_issue(item) for item in objects(value))
    if not isinstance(value, dict) or is_adf(value):
        return False
    return bool(_issues(value)) or _is_small(value)


def read(text: str, place: str) -> Intake:
    """The issues of the payload. Raises MalformedInput and EmptyInput."""
    value = demand(text, place)
    issues = objects(value) if isinstance(value, list) else []
    envelope: Json = {}
    if isinstance(value, dict):
        envelope = value
        issues = _issues(value) or [value]
    if len(issues) == 1:
        return Intake((_ticket(issues[0], envelope, text, place),))
    return each_issue(issues, lambda issue: _ticket(issue, {}, raw_of(issue), place), place)


def _is_issue(value: object) -> bool:
    fields = value.get("fields") if isinstance(value, dict) else None
    return isinstance(fields, dict)


def _issues(value: Json) -> list[Json]:
    if _is_issue(value):
        return [value]
    if _is_issue(value.get("issue")):
        return [value["issue"]]
    many = value.get("issues")
    return [item for item in objects(many) if _is_issue(item)]


def _is_small(value: Json) -> bool:
    return any(isinstance(value.get(key), str) for key in _TITLES) or any(
        isinstance(value.get(key), str) or is_adf(value.get(key)) for key in _TEXTS
    )


def _ticket(issue: Json, envelope: Json, raw: str, place: str) -> Ticket:
    fields = issue.get("fields")
    if not isinstance(fields, dict):
        return _small_ticket(issue, raw, place)
    notes: list[str] = []
    pieces = _read(fields.get("description"), place, notes)
    for comment in _comments(fields, envelope):
        author = named(comment.get("author"), "displayName", "name", "accountId")
        pieces.extend(as_comment(_read(comment.get("body"), place, notes), author))
    environment = _read(fields.get("environment"), place, notes)
    words = "\n".join(p.text for p in environment if isinstance(p, Part))
    if words:
        pieces.append(Part("log", words, label="environment"))
    key = string(issue.get("key"))
    return assemble(
        reader="jira",
        title=string(fields.get("summary")),
        pieces=pieces,
        raw=raw,
        place=place,
        key=key,
        url=_url(string(issue.get("self")), key),
        fields=_fields(fields, words),
        notes=notes,
    )


def _read(body: object, place: str, notes: list[str]) -> list[Piece]:
    if isinstance(body, str) and not string(body):
        return []
    reader = None if isinstance(body, str) and body.lstrip()[:1] == "{" else "jira_wiki"
    _, pieces, found = pieces_of(body, reader=reader, place=place)
    notes.extend(found)
    return pieces


def _comments(fields: Json, envelope: Json) -> list[Json]:
    """The comments, oldest first; Jira's own order where a date is missing."""
    block = fields.get("comment")
    comments = objects(block.get("comments") if isinstance(block, dict) else block)
    event = envelope.get("comment")
    if isinstance(event, dict) and all(c.get("id") != event.get("id") for c in comments):
        comments.append(event)
    dates = [_when(string(comment.get("created"))) for comment in comments]
    if any(date is None for date in dates):
        return comments
    order = sorted(range(len(comments)), key=lambda index: (dates[index] or 0.0, index))
    return [comments[index] for index in order]


def _when(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        return None


def _fields(fields: Json, environment: str) -> tuple[TrackerField, ...]:
    def pairs() -> Iterator[tuple[str, str]]:
        yield "type", named(fields.get("issuetype"), "name")
        yield "priority", named(fields.get("priority"), "name")
        yield "status", named(fields.get("status"), "name")
        yield "labels", names(fields.get("labels"), "name")
        yield "components", names(fields.get("components"), "name")
        yield "reporter", named(fields.get("reporter"), "displayName", "name")
        yield "assignee", named(fields.get("assignee"), "displayName", "name")
        yield "created", string(fields.get("created"))
        yield "updated", string(fields.get("updated"))
        yield "due", string(fields.get("duedate"))
        yield "environment", environment

    return tracker_fields((name, clean(value)) for name, value in pairs())


def _url(address: str, key: str) -> str | None:
    site, api, _ = address.partition("/rest/api/")
    return f"{site}/browse/{key}" if api and key and site.startswith("http") else None


def _small_ticket(value: Json, raw: str, place: str) -> Ticket:
    bodies = (value.get(key) for key in _TEXTS)
    body = next((body for body in bodies if string(body) or is_adf(body)), None)
    name, pieces, notes = pieces_of(body, place=place)
    title = next((found for key in _TITLES if (found := string(value.get(key)))), "")
    if not title and not pieces:
        raise nothing_to_read(value, place)
    return assemble(
        reader="jira",
        title=title,
        pieces=pieces,
        raw=raw,
        place=place,
        key=string(value.get("key")) or string(value.get("id")),
        url=string(value.get("url")),
        fields=tracker_fields(
            (field, clean(named(value.get(field), "name")))
            for field in ("source", "type", "priority", "status", "labels")
        ),
        notes=[*notes, f"The text was read as {name}."] if pieces else notes,
    )
