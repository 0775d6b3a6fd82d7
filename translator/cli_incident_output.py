"""Incidents as people read them at a terminal or in a pipe: a table, a page, the hits of a search."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from translator.incident_text import incident_text, shown_time
from translator.incidents.sources.export import INCIDENT_SCHEMA, export_line
from translator.models import Found, Hit, Incident, IncidentKind, SectionKind
from translator.text import shorten

KINDS: dict[IncidentKind, tuple[str, str]] = {  # one, several
    "incident": ("incident", "incidents"),
    "maintenance": ("planned maintenance", "planned maintenance"),
    "alert": ("alert", "alerts"),
    "error": ("group of program errors", "groups of program errors"),
}
_HEADINGS: dict[SectionKind, str] = {
    "summary": "What happened",
    "impact": "Impact",
    "cause": "Cause",
    "detection": "Detection",
    "fix": "Fix",
    "follow_up": "Follow-up",
    "outcome": "What moved after the fix",
    "lessons": "Lessons",
    "timeline": "Timeline",
    "update": "What customers were told",
    "other": "Also recorded",
}
_PASSAGE = 280  # characters of a quoted passage
_CONTEXT = 60  # characters around a passage that is shorter
_NARROWEST_TITLE = 20
_COLUMN = 24  # characters of a key or a severity


def counted(count: int) -> str:
    """The number of incidents in words: "1 incident", "1,200 incidents"."""
    return f"{count:,} incident{'' if count == 1 else 's'}"


def dumped(incident: Incident) -> dict[str, Any]:
    """Every field of the incident as JSON, its schema first."""
    return {"schema": INCIDENT_SCHEMA, **incident.model_dump(mode="json")}


def as_line(incident: Incident) -> str:
    """The incident as one line of an export."""
    return export_line(incident) + "\n"


def as_table(incidents: Sequence[Incident]) -> str:
    """Key, date, severity and title, one incident a line; fitted to a terminal, whole in a pipe."""
    rows = [
        (plain(i.source_id), _date(i), plain(i.severity) or "-", _kind_before(i) + plain(i.title))
        for i in incidents
    ]
    columns = _terminal_columns()
    if columns:
        rows = [(shorten(key, _COLUMN), date, shorten(bad, _COLUMN), title) for key, date, bad, title in rows]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    room = max(columns - sum(widths) - 6, _NARROWEST_TITLE) if columns else 0
    return "".join(
        f"{key:<{widths[0]}}  {date:<{widths[1]}}  {bad:<{widths[2]}}  "
        f"{shorten(title, room) if room else title}\n"
        for key, date, bad, title in rows
    )


def as_page(incident: Incident, width: int) -> str:
    """Everything about an incident, its told parts below their headings."""
    lines = _wrapped(f"{plain(incident.source_id)}: {plain(incident.title)}", width)
    lines += ["", *_facts(incident)]
    for section in incident.sections:
        heading = _HEADINGS[section.kind]
        written = plain(section.heading.replace("_", " "))
        if written and written.casefold() not in (heading.casefold(), section.kind.replace("_", " ")):
            heading = f"{heading} ({written})" if section.kind != "other" else written
        lines += ["", heading]
        for paragraph in section.text.splitlines():
            lines += (
                _wrapped(plain(paragraph, strip=False), width, indent="  ") if paragraph.strip() else [""]
            )
    return "\n".join(line.rstrip() for line in lines) + "\n"


def as_hits(found: Found, hits: Sequence[Hit], width: int) -> str:
    """The hits one below the other: why each was found, and its best passage."""
    if found.mode == "nothing stored":
        return "No incident is on record.\n"
    if found.mode == "not searched":
        return "The incidents on record were not searched.\n"
    if not found.searched:
        return "No incident on record is like the filter.\n"
    if not hits:
        return f"No similar incident found among {found.searched:,} on record.\n"
    lines: list[str] = []
    for hit in hits:
        incident = hit.incident
        marked = "" if hit.similar else ", not similar enough to lean on"
        title = _kind_before(incident) + plain(incident.title)
        head = f"{plain(incident.source_id)} · {_date(incident)} · {title}"
        lines += _wrapped(f"{head} (score {hit.score:.2f}{marked})", width, hanging="  ")
        if hit.why:
            lines += _wrapped(f"why: {plain('; '.join(hit.why))}", width, indent="  ")
        if incident.services:
            lines += _wrapped(f"services: {plain(', '.join(incident.services))}", width, indent="  ")
        if quoted := passage(hit):
            lines += _wrapped(f"“{quoted}”", width, indent="  ")
        lines.append("")
    similar = sum(hit.similar for hit in hits)
    lines.append(f"{similar} similar among {found.searched:,} on record.")
    return "\n".join(lines) + "\n"


def search_document(found: Found, hits: Sequence[Hit]) -> dict[str, Any]:
    """The answer of a search as JSON; each hit with the words of its best passage."""
    return {
        "schema": "translator.search/1",
        "mode": found.mode,
        "searched": found.searched,
        "notes": list(found.notes),
        "hits": [{**hit.model_dump(mode="json"), "passage": passage(hit)} for hit in hits],
    }


def passage(hit: Hit) -> str:
    """The best passage in one line, with a little of what stands around it; "" where only a title is told.

    A title alone says nothing new below a title: then it is the beginning of what is told.
    """
    told = incident_text(hit.incident)
    parts = [part for part in told.parts if part.kind not in ("title", "facts")]
    if not parts:
        return ""
    part = next((p for p in parts if p.span.start <= hit.start < p.span.end), None)
    if part is None or hit.end <= hit.start:
        start, end, part = parts[0].span.start, parts[0].span.end, parts[0]
    else:
        start, end = hit.start, min(hit.end, part.span.end)
    spare = min(_CONTEXT, max(0, (_PASSAGE - (end - start)) // 2))
    first = _word_start(told.text, max(part.span.start, start - spare), part.span.start)
    last = min(part.span.end, end + spare)
    before = "…" if first > part.span.start else ""
    quoted = shorten(plain(told.text[first:last]), _PASSAGE)
    if last < part.span.end and not quoted.endswith("…"):
        quoted = quoted.rsplit(" ", 1)[0] + "…"
    return before + quoted


def plain(text: str, *, strip: bool = True) -> str:
    """The text on one line without characters that would steer a terminal."""
    line = " ".join(text.split()) if strip else text.expandtabs(4)
    return "".join(c if c.isprintable() else "�" for c in line)


def by_kind(kinds: Iterable[tuple[IncidentKind, int]]) -> str:
    """ "27 incidents; 2 planned maintenance, 1 alert (not counted as incidents)"."""
    counts = dict(kinds)
    said = {kind: f"{n:,} {KINDS[kind][n != 1]}" for kind, n in counts.items() if n}
    others = ", ".join(said[kind] for kind in KINDS if kind in said and kind != "incident")
    main = said.get("incident", "0 incidents")
    return f"{main}; {others} (not counted as incidents)" if others else main


def _facts(incident: Incident) -> Iterator[str]:
    facts: list[tuple[str, str]] = [
        ("id", incident.id),
        ("kind", KINDS[incident.kind][0]),
        ("started", shown_time(incident.started) if incident.started else ""),
        ("resolved", shown_time(incident.resolved) if incident.resolved else ""),
        ("severity", incident.severity),
        ("level", f"{incident.level} of 5, 1 is the worst" if incident.level else ""),
        ("services", ", ".join(incident.services)),
        ("customer task", incident.customer_task),
        ("customers affected", _number(incident.customers_affected)),
        ("support tickets", _number(incident.support_tickets)),
        ("url", incident.url or ""),
        *(("link", link) for link in incident.links),
        *(("note", note) for note in incident.notes),
    ]
    return (f"{name}: {plain(value)}" for name, value in facts if value)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _date(incident: Incident) -> str:
    """Day, month or year of the start, as far as it is known."""
    return shown_time(incident.started)[:10] if incident.started else "no date"


def _kind_before(incident: Incident) -> str:
    return "" if incident.kind == "incident" else f"({KINDS[incident.kind][0]}) "


def _word_start(text: str, at: int, lowest: int) -> int:
    if at <= lowest:
        return lowest
    space = text.find(" ", at, at + _CONTEXT)
    return space + 1 if space >= 0 else at


def _terminal_columns() -> int:
    """The width of the terminal; 0 for a pipe, where nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def _wrapped(text: str, width: int, *, indent: str = "", hanging: str = "") -> list[str]:
    columns = min(_terminal_columns(), width)
    if not columns:
        return [indent + text]
    return textwrap.wrap(
        text, columns, initial_indent=indent, subsequent_indent=indent + hanging, break_on_hyphens=False
    ) or [""]
