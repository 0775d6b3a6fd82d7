"""Builds the ledger of a ticket: every item a span, every span with an id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from translator.catalog.index import CatalogIndex, CueMatcher
from translator.evidence.numbers import scan
from translator.evidence.sections import sections
from translator.evidence.statements import is_instruction, is_quotable, statements
from translator.models import (
    Answer,
    Block,
    Evidence,
    EvidenceKind,
    Ledger,
    Quantity,
    Role,
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
_READINGS_KEPT = 12
_A_READING = 0.1  # weight of a sentence that is worth quoting for its number alone
_STATEMENTS_KEPT = 80  # of each ticket, heaviest first: a 1 MB ticket must not make a 1 MB ledger

# A restart named in the analysis or in the plan is not when customers feel it.
_NOT_WHEN = frozenset({"cause", "proposal", "steps", "environment", "finish", "aside"})

_FEASIBLE = re.compile(r" (?:is|are|would be|seems?) (?:doable|feasible|realistic|enough|acceptable)\b")
_NEXT_WORD = re.compile(r" ([A-Za-z'’]+)")
_AFTER_A_PERSON = frozenset(
    "is was has had can cannot can't could does did will would may might must who that with in on at "
    "and or to gets sees opens clicks tries reports wants confirms pays asks has's cant when while "
    "needs uses loses waits complains reported complained asked called cancels cancelled from for "
    "then still again also never always often sometimes gave went told wrote said says".split()
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
    told = statements(ticket, index)
    readings: list[Span] = []
    wished = [s.span for s in told if s.kind == "finish"]
    for block, section in sections(ticket):
        orders = _orders(text, block)
        for found in scan(text, block.start, block.end):
            span = Span(found.start, found.end)
            if _inside(span, orders):
                continue
            quantity = found.quantity
            if quantity is not None:
                role = _role_there(quantity, section, _inside(span, wished), text[span.end : span.end + 24])
                quantity = _as_written(quantity, text, span).model_copy(update={"role": role})
            if quantity is not None and quantity.role in ("today", "impact"):
                readings.append(span)
            yield item(found.kind, span, value=found.value).model_copy(update={"quantity": quantity})
        for kind, matcher in cues:
            if kind == "moment" and section in _NOT_WHEN:
                continue
            seen: set[str] = set()
            for match, strong in matcher.find(text, block.start, block.end):
                if kind == "customer" and _is_modifier(text, match.span):
                    continue
                if match.key not in seen and not _inside(match.span, orders):
                    seen.add(match.key)
                    weight = (2.0 if strong else 0.5) * (2.0 if block.kind == "title" else 1.0)
                    yield item(kind, match.span, value=match.key, weight=weight)
        for words in _QUOTE.finditer(text, block.start, block.end):
            before = text[max(block.start, words.start() - 60) : words.start()]
            spoken = _SAID.search(before) is not None
            if spoken and not is_instruction(words.group(1)):
                yield item("quote", Span(*words.span(1)))
        for person in _PERSON.finditer(text, block.start, block.end):
            yield item("person", Span(person.start(), person.start() + len(person.group().rstrip())))
    quoted = [s.span for s in told if s.quotable]
    for span in _sentences_with_readings(ticket, readings):
        if not any(q.start <= span.start and span.end <= q.end for q in quoted) and is_quotable(
            span.of(text)
        ):
            yield item("symptom", span, value="quotable", weight=_A_READING)
    for statement in sorted(told, key=lambda s: -s.weight)[:_STATEMENTS_KEPT]:
        yield item(
            statement.kind,
            statement.span,
            value="quotable" if statement.quotable else "",
            weight=statement.weight,
        )


def _sentences_with_readings(ticket: Ticket, readings: list[Span]) -> Iterator[Span]:
    """The sentences around the first readings of today: a number is best shown in its own words."""
    blocks = [b for b, _ in sections(ticket)]
    for reading in readings[:_READINGS_KEPT]:
        for block in blocks:
            if block.start <= reading.start < block.end:
                yield from (
                    s
                    for s in sentences(ticket.text, block.start, block.end)
                    if s.start <= reading.start and reading.end <= s.end
                )


def _role_there(quantity: Quantity, section: str, wished: bool, after: str) -> Role:
    """The role, corrected by where the number stands: a finish line states no reading of today."""
    if section in ("finish", "expected") or wished or _FEASIBLE.match(after):
        bounded = quantity.bound in ("under", "at most", "over", "at least") or quantity.value == 0
        return "target" if bounded or quantity.role == "today" else quantity.role
    if section in _NOT_WHEN and quantity.role in ("today", "impact"):
        return "other"
    return quantity.role


def _is_modifier(text: str, span: Span) -> bool:
    """Whether the words only describe the next noun: "passenger list", "customer data"."""
    if span.of(text).lower().endswith("s"):
        return False
    follows = _NEXT_WORD.match(text, span.end)
    return follows is not None and follows.group(1).lower() not in _AFTER_A_PERSON


def _as_written(quantity: Quantity, text: str, span: Span) -> Quantity:
    """The quantity with its window spelled as in the text: "since June", not "since june"."""
    if not quantity.window:
        return quantity
    start = max(0, span.start - 100)
    near = text[start : span.end + 100]
    at = near.lower().find(quantity.window)
    if at < 0:
        return quantity
    return quantity.model_copy(update={"window": near[at : at + len(quantity.window)]})


def _orders(text: str, block: Block) -> list[Span]:
    """Sentences that address the writer of the pitch: nothing in them is evidence of anything."""
    if not is_instruction(text[block.start : block.end]):
        return []
    spans = sentences(text, block.start, block.end)
    return [span for span in spans if is_instruction(span.of(text))]


def _inside(span: Span, others: list[Span]) -> bool:
    return any(o.start <= span.start < o.end for o in others)


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
