"""What of a pitch may serve again: its words without the facts of its ticket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from translator.catalog.index import CatalogIndex
from translator.evidence.numbers import loose_numbers
from translator.grounding.loose import loose_dates, loose_names, quotes
from translator.grounding.slots import MARKED
from translator.grounding.sources import SourceTexts
from translator.models import BLANK, Draft, Ledger, MemoryEntry, Pitch, State, Translation
from translator.offline.reading import read_ticket
from translator.parts import sentences_of
from translator.redaction import Masker
from translator.text import WORD, Span

# The part of the likeness score that a pitch in this state keeps. One in review is somebody's proposal; a
# draft is a machine's, and stale and closed ones are no longer true: none of these is remembered.
STATES: dict[State, float] = {"published": 1.0, "approved": 1.0, "in review": 0.85}
LONGEST_WORDS = 6_000  # characters of a ticket by which its pitch is found
_NO_PHRASING = ("technical.", "story.")  # words of a source, not of the pitch
_FEWEST_WORDS = 3  # beside the blanks
_NOWHERE = SourceTexts({})  # every name and every date is loose


def entry_of(translation: Translation, index: CatalogIndex, known: frozenset[str]) -> MemoryEntry | None:
    """What is remembered of a translation; None in a state that is not.

    `known` are the words a capital letter does not turn into a name (see `catalog_words`).
    """
    if translation.state not in STATES:
        return None
    pitch = translation.pitch
    ticket = pitch.ticket
    step = next((s for s in reversed(translation.steps) if s.after == translation.state), None)
    parts = dict(_phrases(pitch.draft, known))
    return MemoryEntry(
        translation_id=translation.id,
        ticket_key=ticket.key or "",
        title=Masker().mask(ticket.title),
        state=translation.state,
        one_breath=parts.get("one_breath", ""),
        parts=parts,
        reading=_reading(pitch, index),
        by=step.by.name if step is not None else translation.created_by.name,
        at=step.at if step is not None else translation.updated,
        words=ticket.text[len(ticket.title) :].strip()[:LONGEST_WORDS],
    )


def was_remembered(translation: Translation) -> bool:
    """Whether it may have been in the memory before now."""
    return any(step.before in STATES or step.after in STATES for step in translation.steps)


def without_facts(text: str, known: frozenset[str]) -> str:
    """The text with `BLANK` for every slot, number, date, name and quotation. Twice is as once."""
    masked = Masker().mask(text)
    unquoted = _blanked(masked, (outer for outer, _ in quotes(masked)))
    return without_numbers(without_names(unquoted, known))


def without_names(text: str, known: frozenset[str]) -> str:
    """The text with `BLANK` for every word written like a name that is not `known`."""
    return _blanked(text, loose_names(text, _NOWHERE, known))


def without_numbers(text: str) -> str:
    """The text with `BLANK` for every slot, number and date: what nobody may take over from it."""
    spans = [Span(*m.span()) for m in MARKED.finditer(text)]
    spans += [Span(*span) for span in loose_numbers(text)]
    return _blanked(text, [*spans, *loose_dates(text, _NOWHERE)])


def _blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with `BLANK` for each span; for several that overlap or touch, one."""
    out, at = [], -1
    for span in sorted(spans):
        if span.start > at:
            out += [text[max(at, 0) : span.start], BLANK]
        at = max(at, span.end)
    return "".join([*out, text[max(at, 0) :]])


def _phrases(draft: Draft, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(place, words) of the sentences that say something without their facts, each once."""
    seen: set[str] = set()
    for where, sentence in sentences_of(draft):
        if sentence.status == "blank" or "«?" in sentence.text or where.startswith(_NO_PHRASING):
            continue
        words = without_facts(sentence.text, known)
        told = words.replace(BLANK, " ")
        if sum(1 for _ in WORD.finditer(told)) >= _FEWEST_WORDS and words not in seen:
            seen.add(words)
            yield where, words


def _reading(pitch: Pitch, index: CatalogIndex) -> dict[str, str]:
    own = Ledger(items=tuple(e for e in pitch.evidence.items if e.source.startswith(("ticket", "answer:"))))
    reading = read_ticket(pitch.ticket, own, index, pitch.provenance.reading)
    read = {
        "task": reading.task,
        "failure": reading.failure,
        "persona": reading.persona,
        "moment": reading.moment,
    }
    return {name: entry.id for name, entry in read.items() if entry is not None}
