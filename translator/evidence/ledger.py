"""Builds the ledger of a ticket: every item a span, every span with an id."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from translator.catalog.index import CatalogIndex, CueMatcher
from translator.evidence.nouns_of_people import is_modifier
from translator.evidence.numbers import scan
from translator.evidence.planned import OWNER, planned
from translator.evidence.readings import NOT_TODAY, is_dump, nones_wanted, placed, sentences_around
from translator.evidence.sections import sections
from translator.evidence.statements import is_quotable, is_showable, statements
from translator.instructions import orders_of
from translator.models import (
    Answer,
    Block,
    Evidence,
    EvidenceKind,
    Ledger,
    Quantity,
    Ticket,
)
from translator.text import Span

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
    plans = list(planned(text, blocks))
    reviewed = sorted(plan.span for plan in plans)
    addressed: list[Span] = []
    for block, section in blocks:
        if is_dump(text[block.start : block.end]):
            continue
        orders = _orders(text, block)
        addressed += orders
        for found in scan(text, block.start, block.end):
            span = Span(found.start, found.end)
            if _inside(span, orders) or (found.kind == "date" and _inside(span, reviewed)):
                continue
            quantity = found.quantity
            if quantity is not None:
                quantity = placed(quantity, text, span, section, _inside(span, wished))
                if quantity.role != "target" and quantity.value != 1:
                    readings.append(span)
            yield _Item(span, found.kind, found.value, quantity=quantity)
        for kind, matcher in cues:
            if kind == "moment" and section in NOT_TODAY:
                continue
            seen: set[str] = set()
            for match, strong in matcher.find(text, block.start, block.end):
                if kind == "customer" and is_modifier(text, match.span):
                    continue
                if match.key not in seen and not _inside(match.span, orders):
                    seen.add(match.key)
                    weight = (2.0 if strong else 0.5) * (2.0 if block.kind == "title" else 1.0)
                    yield _Item(match.span, kind, match.key, weight)
        for words in _QUOTE.finditer(text, block.start, block.end):
            before = text[max(block.start, words.start() - 60) : words.start()]
            spoken = _SAID.search(before) is not None
            if spoken and not _inside(Span(*words.span(1)), orders):
                yield _Item(Span(*words.span(1)), "quote")
        for person in _PERSON.finditer(text, block.start, block.end):
            if not _inside(Span(*person.span()), orders):
                yield _Item(Span(person.start(), person.start() + len(person.group().rstrip())), "person")
    for plan in plans:
        if not _inside(plan.span, addressed):
            owner = plan.kind == OWNER
            yield _Item(plan.span, "person" if owner else "date", OWNER if owner else plan.value, 1.0)
    quoted = sorted(s.span for s in told if s.quotable)
    for span in sentences_around(text, [b for b, _ in blocks], readings):
        if _inside(span, quoted) or _inside(span, addressed):
            continue
        if is_quotable(span.of(text)) or is_showable(span.of(text)):
            yield _Item(span, "symptom", "quotable", _A_READING)
    for span in nones_wanted(text, wished):
        if not _inside(span, addressed):
            yield _Item(span, "quantity", quantity=Quantity(value=0, role="target"))
    for statement in sorted(told, key=lambda s: -s.weight)[:_STATEMENTS_KEPT]:
        value = "quotable" if statement.quotable else ""
        yield _Item(statement.span, statement.kind, value, statement.weight)


def _orders(text: str, block: Block) -> list[Span]:
    """Sentences that address the writer of the pitch: nothing in them is evidence of anything."""
    return [span for span in orders_of(text) if span.start < block.end and block.start < span.end]


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
