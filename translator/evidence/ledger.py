"""Builds the ledger of a ticket: every item a span, every span with an id."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from translator.catalog.index import CatalogIndex, CueMatcher
from translator.evidence.numbers import scan
from translator.evidence.readings import NOT_TODAY, is_dump, placed, sentences_around
from translator.evidence.sections import sections
from translator.evidence.statements import is_instruction, is_quotable, statements
from translator.models import (
    Answer,
    Block,
    Evidence,
    EvidenceKind,
    Ledger,
    Quantity,
    Ticket,
)
from translator.text import Span, sentences

_PREFIX: dict[EvidenceKind, str] = {
    "quantity": "n",
    "date": "t",
    "identifier": "i",
    "quote": "q",
    "person": "p",
    "answer": "a",
    "derived": "d",
}
_FAR_OFF = 1 << 62  # an offset behind every text
_A_READING = 0.1  # weight of a sentence that is worth quoting for its number alone
_STATEMENTS_KEPT = 80  # of each ticket, heaviest first: a 1 MB ticket must not make a 1 MB ledger

_NEXT_WORD = re.compile(r" ([A-Za-z'’]+)")
_AFTER_A_PERSON = frozenset(
    (
        "is was has had can cannot can't could does did will would may might must who that with in on at "
        "and or to gets sees opens clicks tries reports wants confirms pays asks cant when while needs "
        "uses loses waits complains reported complained asked called cancels cancelled from for paid buys "
        "bought got receives received then still again also never always often sometimes gave went told "
        "wrote said says"
    ).split()
)

_QUOTE = re.compile(r"[“\"]([^“”\"\n]{12,400})[”\"]")
_SAID = re.compile(
    r"\b(?:said|says|told|wrote|writes|asked|asks|reported|quote|quoting|feedback|in (?:his|her|their) words|"
    r"complained|commented|mentioned)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?<![\w@])@[A-Za-z][\w.-]{1,38}|\b[A-Z][a-z]+(?: [A-Z][a-z]+)? (?=(?:from|in|at) (?:sales|"
    r"support|product|finance|"
    r"security|customer success|marketing|operations|engineering)\b)"
)


class _Item(NamedTuple):
    """Evidence before it has an id."""

    span: Span
    kind: EvidenceKind
    value: str = ""
    weight: float = 0.0
    quantity: Quantity | None = None


def extract(ticket: Ticket, index: CatalogIndex, answers: Sequence[Answer] = ()) -> Ledger:
    """The evidence in the prose of the ticket, its tracker fields and the answers given so far.

    Code, logs, tables and media are not read: what stands there is shown in the technical note only.
    Sources are "ticket", "field:<name>" and "answer:<id>".
    """
    found = sorted(_ticket_items(ticket, index), key=lambda item: (item.span, item.kind))
    items = list(_numbered(found, ticket.text))
    people = sum(e.kind == "person" for e in items)
    return Ledger(items=(*items, *_field_items(ticket, people), *_answer_items(answers)))


def sources(ticket: Ticket, answers: Sequence[Answer] = ()) -> dict[str, str]:
    """The texts that evidence points into, by source name."""
    texts = {"ticket": ticket.text}
    texts.update({f"field:{f.name}": f.value for f in reversed(ticket.fields)})
    texts.update({f"answer:{a.id}": a.text for a in answers})
    return texts


def _numbered(items: Iterable[_Item], text: str) -> Iterator[Evidence]:
    counts: dict[str, int] = {}
    for item in items:
        prefix = _PREFIX.get(item.kind, "e")
        counts[prefix] = counts.get(prefix, 0) + 1
        yield Evidence(
            id=f"{prefix}{counts[prefix]}",
            kind=item.kind,
            source="ticket",
            start=item.span.start,
            end=item.span.end,
            text=item.span.of(text),
            quantity=item.quantity,
            value=item.value,
            weight=round(item.weight, 3),
        )


def _ticket_items(ticket: Ticket, index: CatalogIndex) -> Iterator[_Item]:
    text = ticket.text
    cues: tuple[tuple[EvidenceKind, CueMatcher], ...] = (
        ("customer", index.persona_cues),
        ("action", index.task_cues),
        ("moment", index.moment_cues),
    )
    told = statements(ticket, index)
    wished = sorted(s.span for s in told if s.kind == "finish")
    readings: list[Span] = []
    blocks = list(sections(ticket))
    for block, section in blocks:
        if is_dump(text[block.start : block.end]):
            continue
        orders = _orders(text, block)
        for found in scan(text, block.start, block.end):
            span = Span(found.start, found.end)
            if _inside(span, orders):
                continue
            quantity = found.quantity
            if quantity is not None:
                quantity = placed(quantity, text, span, section, _inside(span, wished))
                if quantity.role in ("today", "impact"):
                    readings.append(span)
            yield _Item(span, found.kind, found.value, quantity=quantity)
        for kind, matcher in cues:
            if kind == "moment" and section in NOT_TODAY:
                continue
            seen: set[str] = set()
            for match, strong in matcher.find(text, block.start, block.end):
                if kind == "customer" and _is_modifier(text, match.span):
                    continue
                if match.key not in seen and not _inside(match.span, orders):
                    seen.add(match.key)
                    weight = (2.0 if strong else 0.5) * (2.0 if block.kind == "title" else 1.0)
                    yield _Item(match.span, kind, match.key, weight)
        for words in _QUOTE.finditer(text, block.start, block.end):
            before = text[max(block.start, words.start() - 60) : words.start()]
            spoken = _SAID.search(before) is not None
            if spoken and not is_instruction(words.group(1)):
                yield _Item(Span(*words.span(1)), "quote")
        for person in _PERSON.finditer(text, block.start, block.end):
            yield _Item(Span(person.start(), person.start() + len(person.group().rstrip())), "person")
    quoted = sorted(s.span for s in told if s.quotable)
    for span in sentences_around(text, [b for b, _ in blocks], readings):
        if not _inside(span, quoted) and is_quotable(span.of(text)):
            yield _Item(span, "symptom", "quotable", _A_READING)
    for statement in sorted(told, key=lambda s: -s.weight)[:_STATEMENTS_KEPT]:
        value = "quotable" if statement.quotable else ""
        yield _Item(statement.span, statement.kind, value, statement.weight)


def _is_modifier(text: str, span: Span) -> bool:
    """Whether the words only describe the next noun: "passenger list", "customer data"."""
    if span.of(text).lower().endswith(("s", "page", "panel")):
        return False
    follows = _NEXT_WORD.match(text, span.end)
    return follows is not None and follows.group(1).lower() not in _AFTER_A_PERSON


def _orders(text: str, block: Block) -> list[Span]:
    """Sentences that address the writer of the pitch: nothing in them is evidence of anything."""
    if not is_instruction(text[block.start : block.end]):
        return []
    spans = sentences(text, block.start, block.end)
    return [span for span in spans if is_instruction(span.of(text))]


def _inside(span: Span, others: Sequence[Span]) -> bool:
    """Whether the span starts in one of the others, which are in order."""
    at = bisect_right(others, (span.start, _FAR_OFF)) - 1
    return at >= 0 and span.start < others[at].end


def _field_items(ticket: Ticket, people: int) -> Iterator[Evidence]:
    """The assignee is the one field a pitch may name: who holds the ticket."""
    assignee = ticket.field("assignee")
    if assignee:
        yield Evidence(
            id=f"p{people + 1}",
            kind="person",
            source="field:assignee",
            start=0,
            end=len(assignee),
            text=assignee,
            value="assignee",
        )


def _answer_items(answers: Sequence[Answer]) -> Iterator[Evidence]:
    for answer in answers:
        numbers = [f for f in scan(answer.text) if f.kind == "quantity"]
        yield Evidence(
            id=answer.id,
            kind="answer",
            source=f"answer:{answer.id}",
            start=0,
            end=len(answer.text),
            text=answer.text,
            quantity=numbers[0].quantity if numbers else None,
            value=answer.fills,
        )
