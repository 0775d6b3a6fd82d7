"""A postmortem as Markdown: its headings tell the sections, its first lines tell when, how bad and where."""

from __future__ import annotations

import re

from translator.errors import MalformedInput
from translator.incidents.sources.building import Unreadable, incident
from translator.incidents.sources.columns import field_of, snake
from translator.incidents.sources.fields import count, first, names, url
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import day_in, when
from translator.incidents.sources.told import FRONT_MATTER, headings_in, told
from translator.models import Incident

_TITLE_LINE = re.compile(r"\s*#[ ]+\S[^\n]*(?:\n|\Z)")
SUFFIX = re.compile(r"\.(?:md|markdown|mkd|mdown|txt)$", re.IGNORECASE)
_TEMPLATES = frozenset({"readme", "index", "postmortem"})


def recognises(head: Head) -> bool:
    """Whether the start is text with headings, and no table."""
    if head.shape != "csv" or head.text.lstrip()[:1] in ("{", "["):
        return False
    if sum(snake(name) == "summary" or field_of(name) is not None for name in head.header) >= 2:
        return False  # a table whose cells hold Markdown
    return (
        _TITLE_LINE.match(head.text) is not None
        or FRONT_MATTER.match(head.text) is not None
        or headings_in(head.text) >= 2
    )


def read(record: Record) -> Incident:
    """The incident of a record that holds a Markdown text."""
    return postmortem_of(first(record.value, "text", "body", "content"), name=record.place)


def read_postmortem(text: str, *, name: str) -> Incident:
    """The incident of a Markdown file; `name` is the file's name, and its key where the text names none.

    Where the header has no date, a day in the title or in the file's name is the start. Raises
    MalformedInput when there is neither a title nor a text.
    """
    try:
        return postmortem_of(text, name=name)
    except Unreadable as why:
        raise MalformedInput(
            f"{why}.", place=name, next_step="Give it a title and a text, and the right dates."
        ) from None


def _stem(name: str) -> str:
    """The file's name without suffix; its folder's where the file is called after its template."""
    parts = name.replace("\\", "/").split("/")
    stem = SUFFIX.sub("", parts[-1])
    return parts[-2] if stem.casefold() in _TEMPLATES and len(parts) > 1 and parts[-2] else stem


def postmortem_of(text: str, *, name: str) -> Incident:
    """As `read_postmortem`; raises Unreadable. An empty `name` gives a key made of the words."""
    said = told(text)
    facts = said.facts
    stem = _stem(name)
    header = facts.get("started", "")
    end = facts.get("resolved", "")
    return incident(
        "postmortem",
        source_id=facts.get("id", "") or stem,
        title=said.title or facts.get("title", ""),
        sections=said.sections,
        started=when(header) or day_in(header) or day_in(said.title) or day_in(stem),
        resolved=when(end) or day_in(end),
        severity=facts.get("severity", ""),
        services=names(facts.get("services", ""), split=True),
        customers_affected=count(facts.get("customers")),
        support_tickets=count(facts.get("tickets")),
        url=url(facts.get("url")),
        notes=said.notes,
    )
