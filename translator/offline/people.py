"""Sentences in which people meet the fault, in their own everyday words.

Mechanism, fixes, finish lines and logs are not read here: who is hurt stands in plain prose.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.evidence.everyday import everyday_trouble, goes_otherwise, is_bothered, somebody_acts
from translator.evidence.nouns_of_people import is_modifier
from translator.evidence.sections import Section, sections
from translator.evidence.sentence_words import CAUSE, IMPERATIVE, WORK
from translator.evidence.statements import is_instruction
from translator.models import Ticket
from translator.text import Span, sentences

# A fix, a wish for it or how to see the fault again: what stands there is not what happened to somebody.
_NOT_TOLD: frozenset[Section] = frozenset(
    {"proposal", "finish", "steps", "environment", "aside", "expected", "cause"}
)
_NEGATED = re.compile(r"\b(?:nothing|no|not|none|never) (?:an?|any|the|of our)? ?\Z", re.IGNORECASE)
_THEY = re.compile(
    r"(?:(?:then|so|and|but|there|later|after (?:that|an? \w+)|by then|first|now|usually|often),? )?"
    r"(?:they|he|she|some|both|many|most|others|their|his|her|nobody|everybody)\b",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(r"https?:|\w/\w+/\w|\w\(\w*\)|[{}]|\w_\w+_\w|^\W*q:", re.IGNORECASE)
_LONGEST = 700  # characters
_READ = 40  # sentences: who is hurt is said early
SOMEBODY = ""  # people without a name in the catalog


class Told(NamedTuple):
    """One sentence about people."""

    span: Span
    personas: tuple[str, ...]  # catalog ids or SOMEBODY, in reading order
    named: bool  # False: they are named in the sentence before
    trouble: tuple[str, ...]  # failure ids, the plainest first; (): it tells no trouble
    bothered: bool  # it goes otherwise than they thought, or they do what only people in trouble do
    title: bool
    explains: bool  # it tells a cause or orders work, too

    @property
    def hurt(self) -> bool:
        """Whether it tells trouble."""
        return bool(self.trouble) or self.bothered


def people_told(ticket: Ticket, index: CatalogIndex) -> list[Told]:
    """The sentences of the ticket that are about people, in reading order."""
    text = ticket.text
    found: list[Told] = []
    position = 0
    before: tuple[str, ...] = ()
    for block, section in sections(ticket):
        if block.kind == "heading" or section in _NOT_TOLD or block.checked is not None:
            before = ()
            continue
        for span in sentences(text, block.start, block.end):
            if position >= _READ:
                return found
            position += 1
            words = span.of(text)
            if len(words) > _LONGEST or _NO_PROSE.search(words):
                continue
            if is_instruction(words):
                continue
            personas = _people_in(text, span, index)
            if IMPERATIVE.match(words) and (block.kind == "list_item" or not personas):
                continue
            trouble = _trouble(words, index)
            goes_on = not personas and bool(before) and (bool(trouble) or _THEY.match(words) is not None)
            people = personas or (before if goes_on else ())
            if people:
                explains = CAUSE.search(words) is not None or WORK.search(words) is not None
                title = block.kind == "title"
                known = people != (SOMEBODY,)
                bothered = is_bothered(words) or (known and not title and goes_otherwise(words))
                found.append(Told(span, people, bool(personas), trouble, bothered, title, explains))
            before = people
        if block.kind not in ("paragraph", "quote", "comment"):
            before = ()
    return found


def _people_in(text: str, span: Span, index: CatalogIndex) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    acting = somebody_acts(span.of(text))
    for match, strong in index.persona_cues.find(text, span.start, span.end):
        if not strong and not acting:
            continue
        negated = _NEGATED.search(text, max(span.start, match.span.start - 16), match.span.start)
        if not negated and not is_modifier(text, match.span):
            ids[match.key] = None
    if not ids:
        for match, _ in index.moment_cues.find(text, span.start, span.end):
            persona = index.moments[match.key].persona
            if persona:
                ids[persona] = None
    if not ids and acting:
        ids[SOMEBODY] = None
    return tuple(ids)


def _trouble(words: str, index: CatalogIndex) -> tuple[str, ...]:
    cued = {m.key: None for m, strong in index.failure_cues.find(words) if strong}
    plain = dict.fromkeys(f for f in everyday_trouble(words) if f in index.failures)
    return tuple(plain | cued)
