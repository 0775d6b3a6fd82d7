"""One incident as a row: its document, its fingerprint, and the columns that filters and keys look at.

A column is a copy made for looking things up; the document is what is handed back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from translator.errors import MalformedInput, StoreUnusable
from translator.models import Incident, Model, When

LONGEST_ID = 1000  # bytes of UTF-8: an index row of PostgreSQL holds 2,700 in all its columns
_LONGEST_WORD = 100  # characters, likewise
_INTEGER = 2**31 - 1

T = TypeVar("T")
N = TypeVar("N", bound=Model)


class Record(NamedTuple):
    """An incident, ready to be stored."""

    id: str
    fingerprint: str
    columns: dict[str, Any]
    services: tuple[str, ...]  # as `word` makes them, each once


def record_of(incident: Incident) -> Record:
    """The record of an incident. Half surrogate pairs, which no database takes, become U+FFFD.

    Raises MalformedInput for an id that no database can keep as a key.
    """
    incident, document = documented(incident)
    if not storable(incident.id):
        shown = incident.id if len(incident.id) <= 60 else incident.id[:59] + "…"
        raise MalformedInput(
            "the id is too long or holds a NUL character.",
            place=f"incident {shown!r}",
            next_step=f"Give it an id of 1 to {LONGEST_ID} bytes.",
        )
    columns = {
        "id": incident.id,
        "source": word(incident.source),
        "source_id": word(incident.source_id),
        "kind": incident.kind,
        "title": plain(incident.title),
        "started_at": _utc(incident.started),
        "resolved_at": _utc(incident.resolved),
        "severity": plain(incident.severity),
        "level": incident.level if incident.level is not None and in_range(incident.level) else None,
        "customer_task": word(incident.customer_task),
        "document": document,
    }
    services = tuple(dict.fromkeys(folded(name) for name in incident.services))
    return Record(incident.id, _fingerprint(incident), columns, services)


def incident_of(document: str, incident_id: str, place: str) -> Incident:
    """The incident of a stored document; raises StoreUnusable where this version cannot read it."""
    try:
        return Incident.model_validate_json(document)
    except ValidationError:
        raise StoreUnusable(
            f"the stored incident {incident_id!r} cannot be read by this version.",
            place=place,
            next_step="Upgrade this installation, or delete the incident and import it again.",
        ) from None


def storable(incident_id: str) -> bool:
    """Whether a text can be the id of a stored incident."""
    try:
        return 0 < len(incident_id.encode()) <= LONGEST_ID and "\0" not in incident_id
    except UnicodeEncodeError:
        return False


def word(text: str) -> str:
    """A text as columns hold and compare it: the same text always gives the same, short word."""
    kept = plain(text)
    if len(kept) <= _LONGEST_WORD and kept == text:
        return text
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kept[: _LONGEST_WORD - 33]}~{digest[:32]}"


def folded(service: str) -> str:
    """The word of a service, case and surrounding blanks ignored."""
    return word(service.strip().casefold())


def in_range(number: int) -> bool:
    """Whether a column can hold the number."""
    return -_INTEGER <= number <= _INTEGER


def plain(text: str) -> str:
    """Without what PostgreSQL refuses in a text: NUL and halves of surrogate pairs."""
    return _paired(text).replace("\0", "\ufffd")


def utc(at: datetime) -> datetime:
    """Aware UTC; a time without a zone is UTC already."""
    if at.tzinfo is None:
        return at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except OverflowError:  # the first or last day that there is, seen from another zone
        return at.replace(tzinfo=UTC)


def chunks(items: Iterable[T], size: int = 500) -> Iterator[Sequence[T]]:
    """The items in lists of at most `size`: databases limit the parameters of a statement."""
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def documented(noun: N) -> tuple[N, str]:
    """The noun and its JSON, which holds no NUL: JSON escapes it.

    Half surrogate pairs, which no database takes, become U+FFFD in both.
    """
    try:
        return noun, noun.model_dump_json()
    except PydanticSerializationError:
        document = _paired(json.dumps(noun.model_dump(mode="json"), ensure_ascii=False))
        return type(noun).model_validate_json(document), document


def _utc(when: When | None) -> datetime | None:
    return None if when is None else utc(when.at)


def _paired(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _fingerprint(incident: Incident) -> str:
    """The sha-256, in hex, of canonical JSON.

    Defaults are left out, so that a field which a later version adds does not make every record differ.
    """
    values = incident.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
