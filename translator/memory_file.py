"""A translation memory as a file: what leaves a workspace, and what may come in from another one.

Nothing of a file is believed: its sentences are freed of facts again, whatever they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import ValidationError

from translator.errors import InputTooLarge, MalformedInput
from translator.models import MEMORY_SCHEMA, MemoryDocument, MemoryEntry
from translator.phrasing import LONGEST_WORDS, STATES, without_facts, without_names
from translator.redaction import Redactor

MOST_ENTRIES = 10_000
_MOST_PARTS = 200
_LONGEST = {"translation_id": 100, "ticket_key": 200, "title": 500, "one_breath": 1_000, "by": 200}
_LONGEST_PART = 1_000  # characters
_NAME = re.compile(r"[a-z][\w.:-]{0,99}")  # of a place, and of an id of the catalog


def memory_document(
    entries: Iterable[MemoryEntry], known: frozenset[str], *, now: datetime
) -> MemoryDocument:
    """The entries as they may leave: titles and words of tickets without names, addresses and secrets.

    `known` are the words a capital letter does not turn into a name.
    """
    return MemoryDocument(exported=now, entries=tuple(_masked(entry, known) for entry in entries))


def read_memory(payload: bytes, place: str) -> MemoryDocument:
    """The document in a file. Raises MalformedInput with the place of what is wrong, and InputTooLarge."""
    try:
        document = MemoryDocument.model_validate_json(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        at = ".".join(map(str, first["loc"]))
        raise MalformedInput(
            f"this is no translation memory ({first['msg'][:200]}{f', at {at[:200]}' if at else ''}).",
            place=place,
            next_step=f"Give a file of “translator memory export”, whose schema is {MEMORY_SCHEMA}.",
        ) from None
    if len(document.entries) > MOST_ENTRIES:
        raise InputTooLarge(
            f"the memory has {len(document.entries):,} entries.",
            place=place,
            next_step=f"Give {MOST_ENTRIES:,} at most in one file.",
        )
    for number, entry in enumerate(document.entries):
        wrong = next(_wrong(entry), "")
        if wrong:
            raise MalformedInput(
                wrong, place=f"{place}: entries.{number}", next_step="Mend the entry or leave it out."
            )
    return document


def brought_in(entry: MemoryEntry, known: frozenset[str], *, by: str, now: datetime) -> MemoryEntry:
    """The entry as another workspace keeps it: without facts, and with who brought it."""
    parts = {place: without_facts(words, known) for place, words in entry.parts.items()}
    return entry.model_copy(
        update={
            "one_breath": without_facts(entry.one_breath, known),
            "parts": parts,
            "origin": f"imported by {by} on {now:%Y-%m-%d}",
        }
    )


def _masked(entry: MemoryEntry, known: frozenset[str]) -> MemoryEntry:
    redactor = Redactor()
    masked = (redactor.redact(text).text for text in (entry.title, entry.words))
    title, words = (without_names(text, known) for text in masked)
    return entry.model_copy(update={"title": title, "words": words})


def _wrong(entry: MemoryEntry) -> Iterator[str]:
    """What is wrong with an entry of a file, in words."""
    if entry.state not in STATES:
        yield f"a pitch that is “{entry.state}” is not remembered."
    if not entry.translation_id.strip() or not entry.translation_id.isprintable():
        yield "the translation_id is empty or cannot be printed."
    for field, most in _LONGEST.items():
        if len(getattr(entry, field)) > most:
            yield f"{field} has more than {most:,} characters."
    if len(entry.words) > 2 * LONGEST_WORDS:  # masking may have made them longer
        yield f"words has more than {2 * LONGEST_WORDS:,} characters."
    if len(entry.parts) > _MOST_PARTS or any(len(words) > _LONGEST_PART for words in entry.parts.values()):
        yield f"there are more than {_MOST_PARTS} parts, or one has more than {_LONGEST_PART:,} characters."
    names = [*entry.parts, *entry.reading, *entry.reading.values()]
    if not all(map(_NAME.fullmatch, names)):
        yield "the name of a part, or an id in its reading, is none."
