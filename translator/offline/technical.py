"""The folded technical note: fix, cause and whatever else the ticket says, in its own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from translator.drafting import DraftRequest
from translator.evidence.sections import heads
from translator.instructions import orders_of
from translator.models import PROSE_KINDS, Block, Evidence, ReplacedTerm, Sentence, TechnicalNote, Ticket
from translator.offline.wording import sentence
from translator.text import Span, sentences

_VERBATIM_KEPT = 8  # sentences each of fix, finish line and cause


def technical_note(request: DraftRequest, task: str) -> TechnicalNote:
    """What an engineer must find again. `task` is a catalog id, "" where nobody knows it.

    The sentences that name fix and cause stand first; all other prose of the ticket is kept beside code,
    logs and tables, in reading order, because what a mechanism is cannot be told by the words of a sentence
    alone. What is addressed to the writer of the pitch is left out.
    """
    ledger = request.ledger
    fix = (*_strongest(ledger.of("work")), *_strongest(ledger.of("finish")))
    cause = _strongest(ledger.of("cause"))
    told = [Span(e.start, e.end) for e in (*fix, *cause)]
    return TechnicalNote(
        fix=tuple(map(_verbatim, fix)),
        cause=tuple(map(_verbatim, cause)),
        terms=_terms(request, task),
        kept=tuple(_kept(request.ticket, told)),
    )


def _strongest(items: tuple[Evidence, ...]) -> list[Evidence]:
    """The clearest of the statements in reading order; of several, failing all, the title or the first."""
    ranked = sorted(items, key=lambda e: -e.weight)
    worded = [e for e in ranked if " " in e.text.strip()]
    clear = [e for e in worded if e.weight > 0.4 or e.kind == "finish"][:_VERBATIM_KEPT]
    heaviest = clear or [e for e in worded if e.start == 0][:1] or [e for e in ranked if e.weight > 0.4][:1]
    return sorted(heaviest, key=lambda e: e.start)


def _verbatim(item: Evidence) -> Sentence:
    return sentence(f"“«{item.id}»”", item.id)


def _kept(ticket: Ticket, told: Sequence[Span]) -> Iterator[Block]:
    """Code, logs, tables and media, and between them the prose that fix and cause do not hold yet."""
    orders = orders_of(ticket.text)
    run: list[Block] = []
    for block in ticket.blocks:
        if block.kind not in PROSE_KINDS or block.kind == "title":
            yield from _prose(run, ticket.text, orders)
            run = []
            if block.kind != "title":
                yield block
        elif _is_told(block, ticket.text, told):
            yield from _prose(run, ticket.text, orders)
            run = []
        else:
            run.append(block)
    yield from _prose(run, ticket.text, orders)


def _is_told(block: Block, text: str, told: Sequence[Span]) -> bool:
    """Whether every sentence of the block stands in one of the spans."""
    return block.kind != "heading" and all(
        any(span.start <= one.start and one.end <= span.end for span in told)
        for one in sentences(text, block.start, block.end)
    )


def _prose(run: list[Block], text: str, orders: Sequence[Span]) -> Iterator[Block]:
    """The run as one stretch of prose, without sentences addressed to the writer; headings alone are none."""
    while run and (run[-1].kind == "heading" or heads(text[run[-1].start : run[-1].end])):
        run = run[:-1]
    if not run:
        return
    at, end = run[0].start, run[-1].end
    for order in orders:
        if order.start < end and at < order.end:
            yield from _stretch(text, at, min(order.start, end))
            at = max(at, order.end)
    yield from _stretch(text, at, end)


def _stretch(text: str, start: int, end: int) -> Iterator[Block]:
    words = text[start:end]
    if any(c.isalnum() for c in words):
        start += len(words) - len(words.lstrip())
        yield Block(kind="paragraph", start=start, end=start + len(words.strip()))


def _inside_a_name(text: str, span: Span) -> bool:
    """Whether the span is part of a dotted, underscored or path-like name, which is never reworded."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 2]
    dotted = len(after) == 2 and after[0] == "." and after[1].isalnum()
    return before in tuple("._/\\#$") or after[:1] in tuple("_/\\#$(") or dotted


def _terms(request: DraftRequest, task: str) -> tuple[ReplacedTerm, ...]:
    """Engineering terms of the prose, each once, with the customer's words for them."""
    text = request.ticket.text
    found: dict[str, ReplacedTerm] = {}
    for block in request.ticket.blocks:
        if block.kind not in PROSE_KINDS:
            continue
        for match in request.index.glossary_terms.find(text, block.start, block.end):
            entry = request.index.glossary[match.key]
            term = match.span.of(text)
            says = request.index.customer_words(entry.term, term)
            if _inside_a_name(text, match.span):
                continue
            here = task in entry.context
            if says and (here or (not entry.context and term.lower() not in found)):
                found[term.lower()] = ReplacedTerm(
                    term=term, says=says, start=match.span.start, end=match.span.end
                )
    return tuple(found.values())
