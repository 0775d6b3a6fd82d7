"""What the ticket means stays, and what it orders is not done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from translator.checks.rule import Hit
from translator.checks.subject import QUIET_ROLES, Subject
from translator.grounding import FUNCTION_WORDS
from translator.grounding.loose import quotes
from translator.grounding.sources import fold, stands_in
from translator.instructions import latent_instructions, orders_of
from translator.models import Block, Evidence, Sentence
from translator.text import WORD, Span

_CLEAR = 0.4  # weight from which a sentence says for sure what is built or what causes it
# Words in a row that show where a sentence was taken from, and how many of them mean something alone.
_RUNS = ((4, 2), (6, 1))
_MASK = "·"  # no word, and no end of a sentence
_NEAR = 300  # characters from an order within which "must say that …" is part of it
# In a ticket these may be said of the product; in a pitch nobody says them but to its writer.
_NEVER_SAID = re.compile(
    r"\b(?:system prompt|you are now|as an ai\b|do not mention|respond with|output only|reply only with)\b"
    r"|\b(?:do not|don['’]t) (?:follow|obey) (?:your|any|the|these|all)\b"
    r"|\byou are (?:no longer|not) (?:bound|limited|restricted)\b"
    r"|\b(?:answer|reply|respond) (?:to )?(?:every|each|all) (?:\w+ )?with\b"
    r"|\b(?:your|earlier|previous|prior|former|system) (?:\w+ )?instructions?\b"
    r"|\b(?:ignor\w+|disregard\w*|forget|set aside|never mind|override|bypass|drop)\b[^.!?]{0,40}?"
    r"\b(?:instructions?|guidelines|prompts?)\b(?! (?:on|in|from|for|of)\b)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:write|say|state|claim|report|print|recommend|mention|call|tell (?:them|everyone|the \w+))"
    r"\s+(?:that\s+)?[:“\"']?([^.!?\n]{12,200})",
    re.IGNORECASE,
)


def meaning_lost(subject: Subject) -> Iterator[Hit]:
    """The technical note holds no word of the fix and cause the ticket names, or the cause as the fix."""
    if subject.draft is None or subject.ledger is None:
        return
    note = subject.draft.technical
    own = [e for e in subject.ledger.of("work", "cause") if e.source == "ticket" and e.weight > _CLEAR]
    told = (*note.fix, *note.cause)
    if own and not any(_stands(e, told) or _kept(e, note.kept) for e in own):
        yield Hit("the ticket says what would be built or what causes it; the technical note does not.")
        return
    built = [e for e in subject.ledger.of("work", "finish") if e.source == "ticket"]
    caused = [
        e for e in own if e.kind == "cause" and (e.start, e.end) not in {(b.start, b.end) for b in built}
    ]
    if (
        any(e.kind == "work" for e in own)
        and any(_stands(e, note.fix) for e in caused)
        and not any(_stands(e, note.fix) for e in built)
    ):
        yield Hit("the technical note gives the cause as the fix.")


def _stands(item: Evidence, told: tuple[Sentence, ...]) -> bool:
    """Whether the item's words stand in one of the sentences."""
    words = fold(item.text).strip(" .")
    return any(stands_in(words, fold(sentence.plain)) for sentence in told)


def _kept(item: Evidence, kept: tuple[Block, ...]) -> bool:
    """Whether the item stands in prose of the ticket that the note keeps as it is."""
    return any(b.start <= item.start and item.end <= b.end for b in kept)


def followed_instruction(subject: Subject) -> Iterator[Hit]:
    """An order to the writer, found in a source, that the text repeats or obeys."""
    dictated = frozenset(run for text in subject.sources.values() for run in _dictated(text))
    for part in subject.parts:
        if part.role in QUIET_ROLES:
            continue
        quoted = [outer for outer, _ in quotes(part.text)]
        orders = _orders(_without(part.text, quoted))
        for order in orders:
            yield Hit("an order to the writer of this text stands in it.", part, *order)
        if (
            dictated
            and not orders
            and not dictated.isdisjoint(_runs(_without(part.text, (*quoted, *part.shielded))))
        ):
            yield Hit("this repeats what the ticket orders the writer to say.", part)


def _without(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """The text with a mark in the place of every character of these stretches."""
    for start, end in stretches:
        text = text[:start] + _MASK * (end - start) + text[end:]
    return text


# The same sentences stand in several parts, and a ticket is judged many times.
@lru_cache(maxsize=2048)
def _orders(text: str) -> tuple[tuple[int, int], ...]:
    found = [(span.start, span.end) for span in latent_instructions(text)]
    plain = [m.span() for m in _NEVER_SAID.finditer(text)]
    return (*found, *(p for p in plain if not any(a <= p[0] < b for a, b in found)))


@lru_cache(maxsize=64)
def _dictated(source: str) -> frozenset[str]:
    """What a source orders to be said, as runs of words that stand nowhere else in it."""
    runs = set[str]()
    orders = orders_of(source)
    near = [
        Span(*m.span(1))
        for m in (_TOLD.finditer(source) if orders else ())
        if any(-_NEAR < m.start() - order.end < _NEAR for order in orders)
    ]
    for start, end in (*orders, *near):
        runs |= _runs(source[start:end])
    return frozenset(runs - _runs(_without(source, (*orders, *near)))) if runs else frozenset()


def _runs(text: str) -> set[str]:
    words = WORD.findall(fold(text))
    telling = [word not in FUNCTION_WORDS for word in words]
    return {
        " ".join(words[at : at + size])
        for size, least in _RUNS
        for at in range(len(words) - size + 1)
        if sum(telling[at : at + size]) >= least
    }
