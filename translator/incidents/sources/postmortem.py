"""A postmortem as Markdown: its headings tell the sections, its first lines tell when, how bad and where."""

from __future__ import annotations

import re

from translator.errors import MalformedInput
from translator.fingerprint import fingerprint
from translator.incidents.sources.building import Unreadable, incident
from translator.incidents.sources.columns import field_of, snake
from translator.incidents.sources.fields import count, first, names, url
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import day_in, when
from translator.incidents.sources.told import FRONT_MATTER, headings_in, told
from translator.models import Incident

_TITLE_LINE = re.compile(r"\s*#[ ]+\S[^\n]*(?:\n|\Z)")
SUFFIX = re.compile(r"\.(?:md|markdown|mkd|mdown|txt)$", re.IGNORECASE)
_KEY_LIMIT = 120  # characters of a key made of a path
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
    return postmortem_of(first(record.value, "text", "body", "content"), name=name_at(record.place))


def read_postmortem(text: str, *, name: str) -> Incident:
    """The incident of a Markdown file, with a key of its path where the text names none.

    `name` is that path from the folder above the imported one: "past/2026/easter.md" has the key
    "2026/easter", whatever folder the import was started in. A file called after its template (README.md)
    has its folder's: "past/2026/easter/README.md" the same, "easter/README.md" the key "easter". Where the
    header has no date, a day in the title or in the file's name is the start. Raises MalformedInput when
    there is neither a title nor a text.
    """
    try:
        return postmortem_of(text, name=name)
    except Unreadable as why:
        raise MalformedInput(
            f"{why}.", place=name, next_step="Give it a title and a text, and the right dates."
        ) from None


def name_at(place: str) -> str:
    """The `name` of a file that is imported alone; "" for a place that is no file of Markdown."""
    # Standard input is nobody's name.
    return "/".join(place.replace("\\", "/").split("/")[-2:]) if SUFFIX.search(place) else ""


def _key(name: str) -> str:
    """The key that `read_postmortem` tells of; the end of a long path, told apart by its fingerprint."""
    root, *inside = [part for part in name.replace("\\", "/").split("/") if part] or [""]
    if not inside:
        return SUFFIX.sub("", root)
    inside[-1] = SUFFIX.sub("", inside[-1])
    if inside[-1].casefold() in _TEMPLATES:
        inside = inside[:-1] or [root]
    key = " ".join("/".join(inside).split())
    if len(key) <= _KEY_LIMIT:
        return key
    return f"{fingerprint('path', key)[:12]}…{key[13 - _KEY_LIMIT :]}"


def postmortem_of(text: str, *, name: str) -> Incident:
    """As `read_postmortem`; raises Unreadable. An empty `name` gives a key made of the words."""
    said = told(text)
    facts = said.facts
    key = _key(name)
    header = facts.get("started", "")
    end = facts.get("resolved", "")
    return incident(
        "postmortem",
        source_id=facts.get("id", "") or key,
        title=said.title or facts.get("title", ""),
        sections=said.sections,
        started=when(header) or day_in(header) or day_in(said.title) or day_in(key.rpartition("/")[2]),
        resolved=when(end) or day_in(end),
        severity=facts.get("severity", ""),
        services=names(facts.get("services", ""), split=True),
        customers_affected=count(facts.get("customers")),
        support_tickets=count(facts.get("tickets")),
        url=url(facts.get("url")),
        notes=said.notes,
    )
