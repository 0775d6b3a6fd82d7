"""A past incident read the way a ticket is read: its sentences, its task, and how it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from translator.catalog.index import CatalogIndex
from translator.evidence.sections import Section
from translator.evidence.statements import Statement, is_instruction, is_quotable, statements_in
from translator.incident_text import Part, PartKind, incident_text
from translator.models import Block, Hit, Incident
from translator.offline.scoring import best_pair_in
from translator.proof.citing import source_of
from translator.proof.naming import names_of
from translator.proof.terms import stems, terms
from translator.redaction import sensitive
from translator.text import WORD, Span, sentences

# What an incident tells where, in terms of a ticket's sections. What was done about it tells no problem.
_TOLD: dict[PartKind, Section] = {
    "title": "title",
    "summary": "actual",
    "impact": "impact",
    "detection": "",
    "update": "",
    "other": "",
}
_ORDER: tuple[PartKind, ...] = (
    *("title", "summary", "impact", "cause", "outcome", "fix", "follow_up", "lessons"),
    *("detection", "update", "other"),
)
_PART_READ = 3_000  # characters of one part; the story stands at its beginning
_ALL_READ = 9_000  # characters of one incident, the parts that matter most first
_OPENERS = frozenset("“\"'‘(")
# Speaks to its reader, whoever that is. Nothing that happened is told that way.
_TO_THE_READER = re.compile(
    r"\W*(?:please |kindly |now |do not |don['’]t |never |always |also )*"
    r"(?:ignore|disregard|forget|pretend|write|say|tell|state|claim|mention|approve|mark|answer|reply|respond|"
    r"print|repeat|output|call|send|ask|see|check|note|make sure|remember)\s"
    r"(?:that|the|this|these|those|all|any|every|your|it|us|me|to|only|nothing|of|below|above)\b",
    re.IGNORECASE,
)


class Past:
    """One hit made readable. Everything is worked out at first use and only within the bounds above."""

    def __init__(self, hit: Hit, index: CatalogIndex) -> None:
        self.hit = hit
        self.incident: Incident = hit.incident
        self.told = incident_text(hit.incident)
        self.text = self.told.text
        self.source = source_of(hit.incident)
        self._index = index
        self._quotable: dict[Span, bool] = {}
        self._parts = tuple(_bounded(self.told.parts))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What a text may call it by."""
        return names_of(self.incident.source_id, self.incident.url)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What its sentences say about the problem, in reading order."""
        return tuple(statements_in(self.text, self._placed(), self._index))

    def sentences_of(self, *kinds: PartKind) -> Iterator[Span]:
        """The sentences of these parts that are no order to whoever reads them, in reading order."""
        for part in self._parts:
            if part.kind in kinds:
                for span in sentences(self.text, part.span.start, part.span.end):
                    if not is_instruction(span.of(self.text)):
                        yield span

    def part_at(self, span: Span) -> PartKind:
        """The kind of the part the span stands in."""
        return next((p.kind for p in self._parts if p.span.start <= span.start < p.span.end), "other")

    @cached_property
    def task(self) -> str | None:
        """The customer task: as recorded, else as read; None: unclear."""
        recorded = self.incident.customer_task
        if recorded in self._index.tasks:
            return recorded
        told = [span.of(self.text) for span in self.sentences_of("summary", "impact")]
        return best_pair_in(self.text, self.incident.title, self._placed(), told, self._index).task

    @cached_property
    def failures(self) -> frozenset[str]:
        """The ways of failing that its title, summary or impact tell in plain words."""
        spans = self.sentences_of("title", "summary", "impact")
        return frozenset(key for span in spans for key in self._failures_in(span))

    def names_failure(self, span: Span) -> bool:
        """Whether the sentence says in plain words that something fails."""
        return next(self._failures_in(span), None) is not None

    def _failures_in(self, span: Span) -> Iterator[str]:
        found = self._index.failure_cues.find(self.text, span.start, span.end)
        return (match.key for match, strong in found if strong)

    @cached_property
    def subject(self) -> frozenset[str]:
        """Stems of what it is about and where: its title, its summary, its services. They name no cause."""
        told = [span.of(self.text) for span in self.sentences_of("title", "summary")]
        compounds = {key for words in told for key in terms(words, frozenset())}
        return stems([*told, *self.incident.services]) | compounds

    def _placed(self) -> list[tuple[Block, Section]]:
        return [
            (
                Block(
                    kind="title" if part.kind == "title" else "paragraph",
                    start=part.span.start,
                    end=part.span.end,
                ),
                _TOLD[part.kind],
            )
            for part in self._parts
            if part.kind in _TOLD
        ]

    def quotable(self, span: Span) -> bool:
        """Whether the sentence can be shown as it stands, and is a whole one."""
        known = self._quotable.get(span)
        if known is None:
            words = span.of(self.text)
            wish = self.part_at(span) == "follow_up"  # there an order is what was asked of a team
            order = is_instruction(words) or (not wish and _TO_THE_READER.match(words) is not None)
            known = not order and is_quotable(words) and self._whole(span)
            self._quotable[span] = known
        return known

    def _whole(self, span: Span) -> bool:
        """Not a line that was wrapped in the middle of a sentence, and not half of a list."""
        words = span.of(self.text)
        if not (words[0].isupper() or words[0].isdigit() or words[0] in _OPENERS):
            return False
        before = self.text[max(0, span.start - 9) : span.start].rstrip(" \t")
        if words[0].isdigit() and before.endswith("\n") and before[-2:-1].isalnum():
            return False  # the line before goes on here
        if words[-1] in '.!?”"’)':
            return True
        following = self.text[span.end : span.end + 3].lstrip(" \t")
        if not following.startswith("\n"):
            return not following
        return not following[1:2] or following[1:2] == "\n" or following[1:2].isupper()

    @cached_property
    def title(self) -> Span | None:
        """Its title, where that can be shown: no order, no secret, no line of code."""
        span = self.told.parts[0].span
        words = span.of(self.text)
        plain = len(WORD.findall(words)) >= 2 and "\n" not in words and len(words) <= 160
        shown = plain and not is_instruction(words) and not sensitive(words) and "«" not in words
        return span if shown and not set(words) & set("{}<>=|`\\»") else None


def _bounded(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts that are read, in their order in the text, each and all together cut to a bound."""
    left = _ALL_READ
    chosen: list[Part] = []
    for kind in _ORDER:
        for part in parts:
            if part.kind == kind and left > 0:
                size = min(part.span.end - part.span.start, _PART_READ, left)
                left -= size
                chosen.append(Part(kind, Span(part.span.start, part.span.start + size)))
    yield from sorted(chosen, key=lambda p: p.span)
