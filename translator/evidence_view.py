"""From each value of a pitch to the words it was read from: value → span → source text."""

from __future__ import annotations

import re

from translator.grounding.slots import value
from translator.models import Evidence, EvidenceKind, Model, Pitch
from translator.parts import sentences_of
from translator.pitch_sources import sources_of
from translator.redaction import Masker
from translator.render.escape import one_line
from translator.text import sentences, shorten

_AROUND = 300  # characters of a line that are shown to each side
_TITLE = 150  # characters of the title of an incident
_ID = re.compile(r"\b[a-z]\d{1,4}\b")


class EvidenceRow(Model):
    """One item of evidence that the pitch rests on.

    `before`, `words` and `after` are the sentence it stands in, masked: offsets count in the source itself.
    """

    id: str
    kind: EvidenceKind
    shown: str  # as a slot shows it, masked
    used_in: tuple[str, ...]  # places (see `parts`), and ids of what is computed from it
    source: str  # "ticket", "field:assignee", "answer:a1", "incident:…"
    source_name: str  # in words
    url: str | None = None
    start: int | None  # None: computed, it stands nowhere
    end: int | None
    before: str
    words: str
    after: str
    formula: str = ""  # computed only: "count(t5, t6)"


def evidence_rows(pitch: Pitch) -> tuple[EvidenceRow, ...]:
    """A row for each item that a sentence, the number line or a formula rests on, in reading order."""
    texts = sources_of(pitch)
    used = _used(pitch)
    masker = Masker()
    items = [item for item in pitch.evidence.items if item.id in used]
    return tuple(_row(item, pitch, texts, used[item.id], masker) for item in items)


def _used(pitch: Pitch) -> dict[str, tuple[str, ...]]:
    places: dict[str, list[str]] = {}
    for where, sentence in sentences_of(pitch.draft):
        for name in dict.fromkeys(sentence.evidence):
            places.setdefault(name, []).append(where)
    number = pitch.draft.moment.number
    for field, read in (("today", number.today), ("target", number.target)):
        if read:
            places.setdefault(read, []).append(f"moment.number.{field}")
    for item in reversed(pitch.evidence.items):  # a formula names evidence that came before it
        if item.id in places and item.formula:
            for name in dict.fromkeys(_ID.findall(item.formula)):
                places.setdefault(name, []).append(item.id)
    return {name: tuple(where) for name, where in places.items()}


def _row(
    item: Evidence, pitch: Pitch, texts: dict[str, str], used_in: tuple[str, ...], masker: Masker
) -> EvidenceRow:
    name, url = _source(item, pitch)
    before, words, after = _around(item, texts.get(item.source, ""), masker)
    return EvidenceRow(
        id=item.id,
        kind=item.kind,
        shown=masker.mask(value(item)) if item.formula else words,
        used_in=used_in,
        source=item.source,
        source_name=masker.mask(name),
        url=url,
        start=None if item.formula else item.start,
        end=None if item.formula else item.end,
        before=before,
        words=words,
        after=after,
        formula=item.formula,
    )


def _around(item: Evidence, text: str, masker: Masker) -> tuple[str, str, str]:
    """The sentence before the words, the words, and the rest of the sentence; masked, each on one line."""
    if item.formula or text[item.start : item.end] != item.text:
        return "", one_line(masker.mask(item.text)), ""
    start = max(text.rfind("\n", 0, item.start) + 1, item.start - _AROUND)
    closing = text.find("\n", item.end)
    end = min(closing if closing >= 0 else len(text), item.end + _AROUND)
    near = [s for s in sentences(text, start, end) if s.start < item.end and item.start < s.end]
    first = min([item.start, *(s.start for s in near)])
    last = max([item.end, *(s.end for s in near)])
    cuts = [first - start, item.start - start, item.end - start, last - start]
    return _joined(*masker.mask_parts(text[start:end], cuts))


def _joined(before: str, words: str, after: str) -> tuple[str, str, str]:
    """Each on one line; the spaces between them stay."""
    left = one_line(before) + (" " if before[-1:].isspace() else "")
    return left, one_line(words), (" " if after[:1].isspace() else "") + one_line(after)


def _source(item: Evidence, pitch: Pitch) -> tuple[str, str | None]:
    """What the source is called, and where it is to be read."""
    kind, _, name = item.source.partition(":")
    ticket = f"ticket {pitch.ticket.key}" if pitch.ticket.key else "the ticket"
    if item.formula:
        return f"computed: {item.formula}", None
    if kind == "field":
        return f"{ticket}, field {name}", pitch.ticket.url
    if kind == "answer":
        for answer in pitch.answers:
            if answer.id == name:
                return f"answered by {answer.by} on {answer.at.day} {answer.at:%B %Y}", None
    if kind == "incident":
        for past in pitch.past.incidents if pitch.past is not None else ():
            if past.id == name:
                return f"incident {past.key} “{shorten(past.title, _TITLE)}”", past.url
    return ticket if kind == "ticket" else item.source, pitch.ticket.url if kind == "ticket" else None
