"""What every reader ends with: the parts of a record put together as an incident, by the same rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from translator.fingerprint import fingerprint
from translator.incidents.sources.prose import limited
from translator.incidents.sources.severity import level_of
from translator.incidents.sources.times import before
from translator.models import Incident, IncidentKind, IncidentSection, SectionKind, When
from translator.text import sentences, shorten

TITLE_LIMIT = 150  # characters; a longer title is cut and told in full as a section
ID_BYTES = 1000  # of UTF-8; what the store takes as a key
_PLANNED = re.compile(
    r"\W*(?:(?:scheduled|planned|routine|upcoming)\s+(?:[\w.-]+\s+){0,2}maintenance\b|maintenance\W*$)"
    r"|(?:[\w.-]+\s+){0,4}maintenance window\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:after|during|caused|due|following|overran|overrun|fail\w*|since|outage|unplanned|emergency)\b",
    re.IGNORECASE,
)


class Unreadable(Exception):
    """This record gives no incident; the message says why. The other records are not touched by it."""


class Section(NamedTuple):
    """A told part, before it is known to hold any text."""

    kind: SectionKind
    text: str
    heading: str = ""


def refused_id(incident: Incident) -> str:
    """Why no store can keep the incident by its id, in words; "" when it can.

    Said of one record here, so that the store does not refuse a whole batch for it.
    """
    size = len(incident.id.encode("utf-8", "surrogatepass"))
    if not incident.source_id.strip() or not incident.id.strip():
        return "the id is empty"
    if "\0" in incident.id:
        return "the id holds a NUL character"
    if size > ID_BYTES:
        return f"the id has {size:,} bytes; at most {ID_BYTES:,} can be kept"
    return ""


def planned(title: str) -> bool:
    """Whether a title plainly names planned maintenance.

    "Scheduled maintenance of the ledger", "Database maintenance window" and "Maintenance" do. A title that
    also speaks of an outage, a failure or of what came after, and emergency maintenance, do not.
    """
    return _PLANNED.match(title) is not None and _BECAUSE.search(title) is None


def incident(
    source: str,
    *,
    source_id: str,
    title: str,
    sections: Iterable[Section],
    kind: IncidentKind | None = None,
    started: When | None = None,
    resolved: When | None = None,
    severity: str = "",
    services: tuple[str, ...] = (),
    customer_task: str = "",
    customers_affected: int | None = None,
    support_tickets: int | None = None,
    url: str | None = None,
    links: Iterable[str | None] = (),
    notes: Iterable[str] = (),
) -> Incident:
    """The incident. `kind` None: an incident, unless the title plainly names planned maintenance.

    Without a title the first sentence of the first section is one. Without a key the record gets one made
    of its words and its start, so that reading it again gives the same. Raises Unreadable when there is
    neither a title nor a text. An end before the start is left out, with a note.
    """
    said = list(notes)
    told = [Section(s.kind, limited(s.text.strip(), said), s.heading) for s in sections if s.text.strip()]
    title = " ".join(title.split())
    if not title and not told:
        raise Unreadable("the record has no text: neither a title nor a description")
    if not title:
        opening = told[0].text
        title = shorten(next(sentences(opening[:2_000])).of(opening), TITLE_LIMIT)
    elif len(title) > TITLE_LIMIT:
        told.insert(0, Section("summary", limited(title, said)))
        title = shorten(title, TITLE_LIMIT)
    if started and resolved and before(resolved, started):
        # Kept, because the rest of it may be the proof somebody looks for; its length stays unknown.
        said.append(
            f"the source says that it was resolved ({resolved.written}) before it started "
            f"({started.written}); the end was left out"
        )
        resolved = None
    key = " ".join(source_id.split())
    if not key:
        words = "\n".join([started.written if started else "", *(s.text for s in told)])
        key = fingerprint(title, words)[:12]
    return Incident(
        id=f"{source}:{key}",
        source=source,
        source_id=key,
        kind=kind or ("maintenance" if planned(title) else "incident"),
        title=title,
        sections=tuple(IncidentSection(kind=s.kind, text=s.text, heading=s.heading[:200]) for s in told),
        started=started,
        resolved=resolved,
        severity=shorten(severity, 100),
        level=level_of(severity),
        services=services,
        customer_task=customer_task,
        customers_affected=customers_affected,
        support_tickets=support_tickets,
        url=url,
        links=tuple(dict.fromkeys(link for link in links if link and link != url)),
        notes=tuple(dict.fromkeys(shorten(note, 500) for note in said if note)),
    )
