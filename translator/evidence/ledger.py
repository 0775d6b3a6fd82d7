"""Builds the ledger of a ticket: every item a span, every span with an id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from translator.catalog.index import CatalogIndex, CueMatcher
from translator.evidence.numbers import scan
from translator.evidence.statements import is_instruction, statements
from translator.models import (
    PROSE_KINDS,
    Answer,
    Evidence,
    EvidenceKind,
    Ledger,
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
_STATEMENTS_KEPT = 80  # of each ticket, heaviest first: a 1 MB ticket must not make a 1 MB ledger

_QUOTE = re.compile(r"[“\"]([^“”\"\n]{12,400})[”\"]")
_SAID = re.compile(
    r"\b(?:said|says|told|wrote|writes|asked|asks|reported|quote|quoting|feedback|in (?:his|her|their) words|"
    r"complained|commented|mentioned)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?<![\w@])@[A-Za-z][\w.-]{1,38}|\b[A-Z][a-z]+(?: [A-Z][a-z]+)? (?=(?:from|in|at) (?:sales|support|product|finance|"
    r"security|customer success|marketing|operations|engineering)\b)"
)


def extract(ticket: Ticket, index: CatalogIndex, answers: Sequence[Answer] = ()) -> Ledger:
    """The evidence in the prose of the ticket, its tracker fields and the answers given so far.

    Code, logs, tables and media are not read: what stands there is shown in the technical note only.
    Sources are "ticket", "field:<name>" and "answer:<id>".
    """
    items = sorted(_ticket_items(ticket, index), key=lambda e: (e.start, e.end, e.kind))
    items.extend(_field_items(ticket))
    items.extend(_answer_items(answers))
    return Ledger(items=tuple(_numbered(items)))


def sources(ticket: Ticket, answers: Sequence[Answer] = ()) -> dict[str, str]:
    """The texts that evidence points into, by source name."""
    texts = {"ticket": ticket.text}
    texts.update({f"field:{f.name}": f.value for f in reversed(ticket.fields)})
    texts.update({f"answer:{a.id}": a.text for a in answers})
    return texts


def _numbered(items: Iterable[Evidence]) -> Iterator[Evidence]:
    counts: dict[str, int] = {}
    for item in items:
        if item.id:
            yield item
            continue
        prefix = _PREFIX.get(item.kind, "e")
        counts[prefix] = counts.get(prefix, 0) + 1
        yield item.model_copy(update={"id": f"{prefix}{counts[prefix]}"})


def _ticket_items(ticket: Ticket, index: CatalogIndex) -> Iterator[Evidence]:
    text = ticket.text

    def item(kind: EvidenceKind, span: Span, *, value: str = "", weight: float = 0.0) -> Evidence:
        return Evidence(
            id="",
            kind=kind,
            source="ticket",
            start=span.start,
            end=span.end,
            text=span.of(text),
            value=value,
            weight=round(weight, 3),
        )

    cues: tuple[tuple[EvidenceKind, CueMatcher], ...] = (
        ("customer", index.persona_cues),
        ("action", index.task_cues),
        ("moment", index.moment_cues),
    )
    for block in ticket.blocks:
        if block.kind not in PROSE_KINDS:
            continue
        for found in scan(text, block.start, block.end):
            span = Span(found.start, found.end)
            yield item(found.kind, span, value=found.value).model_copy(
                update={"quantity": found.quantity}
            )
        for kind, matcher in cues:
            seen: set[str] = set()
            for match, strong in matcher.find(text, block.start, block.end):
                if match.key not in seen:
                    seen.add(match.key)
                    weight = (2.0 if strong else 0.5) * (2.0 if block.kind == "title" else 1.0)
                    yield item(kind, match.span, value=match.key, weight=weight)
        for quoted in _QUOTE.finditer(text, block.start, block.end):
            before = text[max(block.start, quoted.start() - 60) : quoted.start()]
            spoken = _SAID.search(before) is not None
            if spoken and not is_instruction(quoted.group(1)):
                yield item("quote", Span(*quoted.span(1)))
        for person in _PERSON.finditer(text, block.start, block.end):
            yield item(
                "person", Span(person.start(), person.start() + len(person.group().rstrip()))
            )
    told = sorted(statements(ticket, index), key=lambda s: -s.weight)[:_STATEMENTS_KEPT]
    for statement in told:
        yield item(
            statement.kind,
            statement.span,
            value="quotable" if statement.quotable else "",
            weight=statement.weight,
        )


def _field_items(ticket: Ticket) -> Iterator[Evidence]:
    """The assignee is the one field a pitch may name: who holds the ticket."""
    assignee = ticket.field("assignee")
    if assignee:
        yield Evidence(
            id="",
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
