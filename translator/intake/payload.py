"""Looking into JSON payloads: safe access, and telling broken JSON from text that looks like it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from translator.errors import EmptyInput, MalformedInput
from translator.intake.result import Intake, RowProblem
from translator.models import Ticket, TrackerField

Json = dict[str, Any]
_OBVIOUS = re.compile(r'\s*(?:\{\s*"|\{\s*\}\s*\Z|\[\s*\{\s*"|\[\s*\]\s*\Z)')
_NULLS = frozenset({"", "None", "null"})  # "None": exports written by a script put it for null


def parsed(text: str) -> object | None:
    """The JSON value of the text when it is an object or a list, else None."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        return None


def demand(text: str, place: str) -> object:
    """The JSON value of the text. Raises MalformedInput with line and column when it is broken."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise MalformedInput(
            f"broken JSON: {error.msg} (line {error.lineno}, column {error.colno}).",
            place=place,
            next_step="Hand in the whole payload as the tracker sent it.",
        ) from None
    except RecursionError:
        why = "it is nested too deep"
    except ValueError:
        why = "a number in it has too many digits"
    raise MalformedInput(f"unusable JSON: {why}.", place=place, next_step="Hand in one ticket's payload.")


def refuse_broken(text: str, place: str) -> None:
    """Raises MalformedInput when the text is meant as JSON and does not parse.

    Text that merely starts with a bracket ("[Bug] …", "{code}", a JSON snippet with a sentence
    after it) passes.
    """
    if not _OBVIOUS.match(text):
        return
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text[error.pos :].lstrip()[:1] not in ("{", "[", "}", "]"):
            return
        demand(text, place)
    except (ValueError, RecursionError):
        demand(text, place)


def string(value: object) -> str:
    """The value as text: a string as it is, a number in digits, anything else empty."""
    if isinstance(value, str):
        return "" if value.strip() in _NULLS else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def named(value: object, *keys: str) -> str:
    """The first text under these keys of an object; the value itself when it is text."""
    if isinstance(value, dict):
        return next((found for key in keys if (found := string(value.get(key)))), "")
    return string(value)


def names(values: object, *keys: str) -> str:
    """The names of a list of objects or texts, joined by ", "."""
    if isinstance(values, list):
        return ", ".join(found for value in values if (found := named(value, *keys)))
    return named(values, *keys)


def objects(value: object) -> list[Json]:
    """The objects of a list; none when it is no list."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def each_issue(issues: Iterable[Json], read_one: Callable[[Json], Ticket], place: str) -> Intake:
    """A ticket from each issue of a list; one without words is a problem with its position.

    Raises EmptyInput when none has words.
    """
    tickets: list[Ticket] = []
    problems: list[RowProblem] = []
    for number, issue in enumerate(issues, 1):
        try:
            tickets.append(read_one(issue))
        except EmptyInput as error:
            problems.append(RowProblem(number, error.message))
    if not tickets:
        raise EmptyInput(
            "the JSON holds no issue with a title or a text.",
            place=place,
            next_step="Hand in an issue as the tracker's API gives it.",
        )
    return Intake(tuple(tickets), tuple(problems))


def tracker_fields(pairs: Iterable[tuple[str, str]]) -> tuple[TrackerField, ...]:
    """The fields that have a value, white space trimmed."""
    return tuple(
        TrackerField(name=name, value=" ".join(value.split())) for name, value in pairs if value.strip()
    )


def nothing_to_read(value: object, place: str) -> EmptyInput:
    """The error for JSON that has neither a title nor a text."""
    keys = ", ".join(str(key)[:30] for key in list(value)[:6]) if isinstance(value, dict) else ""
    return EmptyInput(
        f"the JSON has neither a title nor a text (it has: {keys or 'nothing'}).",
        place=place,
        next_step='Send {"title": …, "description": …}, or an issue as the API gives it.',
    )


def raw_of(value: object) -> str:
    """One ticket of a list as JSON of its own."""
    return json.dumps(value, ensure_ascii=False)
