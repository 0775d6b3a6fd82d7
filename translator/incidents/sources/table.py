"""A table of incidents from anywhere: CSV, TSV, JSON lines or a list of JSON objects.

Columns are known by their names (see `columns.py`); the user can name others. What no field takes is kept:
prose as a section, short values as a note. People's names, addresses and secrets are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from translator.incidents.sources.building import Section, incident, planned
from translator.incidents.sources.columns import arranged, field_of, of_people, snake, tells_origin
from translator.incidents.sources.fields import NULLS, count, names, one_line, text, truth, url
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.severity import level_of
from translator.incidents.sources.times import day_in, when, when_epoch
from translator.incidents.sources.told import headings_in, told
from translator.models import Incident, IncidentKind, SectionKind, When

_TEXTS: tuple[SectionKind, ...] = (
    "summary", "impact", "cause", "detection", "fix", "follow_up", "outcome", "lessons", "timeline", "update"
)  # fmt: skip
_PROSE_WORDS = 4  # an unknown column with so many words tells something; fewer are a value
_NOTE_LIMIT = 200


def recognises(head: Head) -> bool:
    """Whether a column holds a title or a text."""
    if head.shape == "text":
        return False
    if head.shape == "csv":
        return len(head.header) > 1 and any(_telling(column) for column in head.header)
    return not head.records or any(_telling(str(key)) for r in head.records for key in r.value)


def _telling(column: str) -> bool:
    return snake(column) == "summary" or field_of(column) in ("title", *_TEXTS)


def read(record: Record) -> Incident:
    """The incident of a row."""
    return _Row(record).incident()


class _Row:
    """One row, the fields its columns hold, and what is left over."""

    def __init__(self, record: Record) -> None:
        self._value: Mapping[str, Any] = record.value
        self._day_first = record.day_first
        self._notes: list[str] = []
        self._columns = arranged([str(key) for key in record.value], record.columns)
        self._used: set[str] = set()

    def incident(self) -> Incident:
        """The fields put together."""
        title = self._text("title")
        sections, facts = self._told()
        severity, impact = self._severity()
        started = self._started(facts.get("started", ""), title or facts.get("told title", ""))
        resolved = self._when("resolved") or when(facts.get("resolved"))
        urls = [url(one) for field in ("url", "links") for one in self._each(field)]
        addresses = [one for one in urls if one]
        services = [name for one in self._all("services") for name in names(one, split=True)]
        kind = self._kind(title)
        counted = self._count("customers_affected"), self._count("support_tickets")
        task = one_line(self._first("customer_task"))
        source_id = one_line(self._first("id"))
        return incident(
            "table",
            source_id=source_id or facts.get("id", ""),
            title=title or facts.get("told title", "") or facts.get("title", ""),
            sections=[*_heading(title, facts), *impact, *sections, *self._left_over()],
            kind=kind,
            started=started,
            resolved=resolved,
            severity=severity or facts.get("severity", ""),
            services=tuple(dict.fromkeys(services)) or names(facts.get("services", ""), split=True),
            customer_task=task,
            customers_affected=counted[0] if counted[0] is not None else count(facts.get("customers")),
            support_tickets=counted[1] if counted[1] is not None else count(facts.get("tickets")),
            url=addresses[0] if addresses else None,
            links=addresses[1:],
            notes=self._notes,
        )

    def _all(self, field: str) -> list[Any]:
        """The values of all columns of a field that have one."""
        found = []
        for column in self._columns.get(field, ()):
            value = self._value.get(column)
            if _filled(value):
                self._used.add(column)
                found.append(value)
        return found

    def _each(self, field: str) -> list[Any]:
        return [one for value in self._all(field) for one in (value if isinstance(value, list) else [value])]

    def _first(self, field: str) -> Any:
        """The value of the surest column of a field that has one; None for none."""
        for column in self._columns.get(field, ()):
            value = self._value.get(column)
            value = next(filter(_filled, value), None) if isinstance(value, list) else value
            if _filled(value):
                self._used.add(column)
                return value
        return None

    def _text(self, field: str) -> str:
        value = self._first(field)
        if isinstance(value, Mapping):
            return one_line(names(value)[0]) if names(value) else ""
        return " ".join(plain(text(value), self._notes).split())

    def _told(self) -> tuple[list[Section], dict[str, str]]:
        """The sections of all text columns, and the facts in the header of a long Markdown text."""
        sections: list[Section] = []
        facts: dict[str, str] = {}
        for kind in _TEXTS:
            for column in self._columns.get(kind, ()):
                value = self._value.get(column)
                if not _filled(value):
                    continue
                self._used.add(column)
                if kind == "summary" and isinstance(value, str) and headings_in(value) >= 2:
                    said = told(value)
                    sections += said.sections
                    facts = {"told title": said.title, **said.facts, **facts}
                    self._notes.extend(said.notes)
                    continue
                values = value if isinstance(value, list) else [value]
                written = [body for one in values if (body := self._plain(one))]
                if kind == "update":
                    sections += [Section(kind, body, column) for body in written]
                else:
                    lines = [f"- {body}" for body in written] if len(written) > 1 else written
                    sections.append(Section(kind, "\n".join(lines), column))
        return sections, facts

    def _plain(self, value: object) -> str:
        if isinstance(value, Mapping):
            value = next((text(value[k]) for k in ("text", "body", "description", "title", "summary", "name")
                          if text(value.get(k))), "")  # fmt: skip
        return plain(text(value), self._notes)

    def _severity(self) -> tuple[str, list[Section]]:
        """The severity, and what a column "impact" says where it is no degree but a sentence."""
        severity, impact = "", []
        for column in self._columns.get("severity", ()):
            value = self._value.get(column)
            said = one_line(next(iter(names(value)), "") if isinstance(value, list | dict) else value)
            if not said:
                continue
            if snake(column) == "impact" and level_of(said) is None:
                self._used.add(column)
                impact.append(Section("impact", self._plain(value), column))
            elif not severity:
                self._used.add(column)
                severity = said
        return severity, impact

    def _started(self, header: str, title: str) -> When | None:
        """The start by its column, else by the text's header or title; a year only where no day is told."""
        at = self._when("started")
        if at is not None and at.precision != "year":
            return at
        year = at or when(text(self._first("year")))
        told = when(header, day_first=self._day_first) or day_in(header) or day_in(title)
        return told if told is not None and (year is None or year.at.year == told.at.year) else year

    def _when(self, field: str) -> When | None:
        for column in self._columns.get(field, ()):
            value = self._value.get(column)
            if not _filled(value) or truth(value) is not None:
                continue
            at = when(value, day_first=self._day_first) or _epoch(value)
            if at is not None:
                self._used.add(column)
                return at
        return None

    def _count(self, field: str) -> int | None:
        value = self._first(field)
        found = count(value)
        if value is not None and found is None:
            for column in self._columns[field]:
                self._used.discard(column)  # kept as it is written
        return found

    def _kind(self, title: str) -> IncidentKind | None:
        marked = [mark for value in self._all("maintenance") if (mark := truth(value)) is not None]
        if marked:
            return "maintenance" if any(marked) else "incident"
        column = next(iter(self._columns.get("kind", ())), "")
        word = snake(one_line(self._value.get(column))) if column else ""
        if word in ("incident", "outage", "alert", "error"):
            self._used.add(column)
            return cast(Literal["alert", "error"], word) if word in ("alert", "error") else "incident"
        if word and (planned(word.replace("_", " ")) or word == "maintenance"):
            self._used.add(column)
            return "maintenance"
        return None

    def _left_over(self) -> list[Section]:
        """What no field took: prose as sections; short values become notes."""
        sections = []
        for key, value in self._value.items():
            column = str(key)
            if column in self._used or of_people(column) or tells_origin(column, value) or not _filled(value):
                continue
            if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
                value = ", ".join(filter(None, map(one_line, value)))
            if isinstance(value, Mapping | list):
                self._notes.append(f"Column {column[:60]}: nested data, not read.")
                continue
            said = str(value).lower() if isinstance(value, bool) else plain(text(value), self._notes)
            if len(said.split()) >= _PROSE_WORDS:
                sections.append(Section("other", f"{column[:60]}: {said}", column))
            elif said:
                self._notes.append(f"Column {column[:60]}: {said[:_NOTE_LIMIT]}")
        return sections


def _heading(title: str, facts: dict[str, str]) -> list[Section]:
    """The heading of a text, where the row has another title."""
    heading = facts.get("told title", "")
    if not title or not heading or heading.casefold() in title.casefold():
        return []
    return [Section("summary", heading)]


def _filled(value: object) -> bool:
    if isinstance(value, str):
        return value.strip(" .\t\n").casefold() not in NULLS
    return value is not None and value != [] and value != {}


def _epoch(value: object) -> When | None:
    """Seconds or milliseconds since 1970, told by their digits: 10 or 13 of them."""
    digits = text(value)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (10, 13):
        return None
    return when_epoch(digits, 1000 if len(digits) == 13 else 1)
