"""Sentences that carry a symptom, an effect, a cause, a wish, a fix or a finish line.

A sentence is judged by the words in it and by the section it stands in. Nothing is reworded here: a
statement is a span of the ticket, good enough to be quoted or left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.evidence.sections import Section, section_of, sections
from translator.evidence.sentence_words import (
    BURDEN,
    CAUSE,
    CODE_TOKEN,
    COUNTED,
    DANGLING,
    DONE,
    EXPECTED,
    HARMLESS,
    IMPERATIVE,
    INSTRUCTION,
    LABEL,
    NO_WORK,
    PEOPLE,
    REPORTED_SPEECH,
    SALES,
    SUPPORT,
    UNREADABLE,
    WORK,
)
from translator.models import Block, EvidenceKind, Ticket
from translator.redaction import sensitive
from translator.text import WORD, Span, sentences


class Statement(NamedTuple):
    """A sentence of the ticket with what it says and how plainly."""

    kind: EvidenceKind
    span: Span
    weight: float
    quotable: bool


def statements(ticket: Ticket, index: CatalogIndex) -> list[Statement]:
    """What the ticket's sentences say, in reading order. A sentence may say more than one thing."""
    return statements_in(ticket.text, sections(ticket), index)


def statements_in(text: str, placed: Iterable[tuple[Block, Section]], index: CatalogIndex) -> list[Statement]:
    """The same for any text whose blocks are known by their section, such as a past incident."""
    found: list[Statement] = []
    seen: set[str] = set()
    position = 0
    for block, section in placed:
        if block.kind == "heading" or block.checked or (block.checked is False and section != "finish"):
            continue
        for span in sentences(text, block.start, block.end):
            label = LABEL.match(span.of(text))
            here = (section_of(label.group(1)) if label else "") or section
            if label and label.end() < span.end - span.start:
                span = Span(span.start + label.end(), span.end)
            words = " ".join(span.of(text).lower().split())
            if words in seen:
                continue
            seen.add(words)
            found.extend(_judge(text, span, here, position, index))
            position += 1
    return found


def _judge(
    text: str, span: Span, section: Section, position: int, index: CatalogIndex
) -> Iterator[Statement]:
    sentence = span.of(text)
    if INSTRUCTION.search(sentence) or len(sentence) > 1500:
        return
    quotable = is_quotable(sentence)
    plain = 0.0 if quotable else -2.0
    if REPORTED_SPEECH.search(sentence):
        plain -= 1.5
    early = max(0.0, 1.0 - position * 0.1)
    failures = index.failure_cues.find(sentence)
    strength = min(3.0, sum(1.5 if strong else 0.4 for _, strong in failures))
    tasks = min(1.5, sum(0.7 if strong else 0.2 for _, strong in index.task_cues.find(sentence)))
    people = min(1.0, sum(0.6 for _ in index.persona_cues.find(sentence)))
    wish = bool(EXPECTED.search(sentence)) or section == "expected"
    order = IMPERATIVE.match(sentence) is not None
    work = (order or WORK.search(sentence) is not None) and not NO_WORK.search(sentence)
    if section in ("steps", "environment", "aside"):
        plain -= 2.0
    if section == "finish" or DONE.match(sentence):
        yield Statement("finish", span, 2.0 + plain, quotable)
        return
    if strength and not wish and section not in ("proposal",):
        bonus = {"actual": 1.2, "impact": 0.8, "title": -0.6, "cause": -1.2}.get(section, 0.0) - (
            1.0 if work else 0.0
        )
        yield Statement("symptom", span, strength + tasks + people + early + bonus + plain, quotable)
    told = section not in (
        "title",
        "proposal",
        "steps",
        "environment",
        "expected",
        "cause",
        "aside",
    )
    if told and (PEOPLE.search(sentence) or section == "impact"):
        burden, counted = BURDEN.search(sentence), COUNTED.search(sentence)
        sides = 0.8 * bool(SALES.search(sentence)) + 0.8 * bool(SUPPORT.search(sentence))
        told_of = strength >= 1.5 or burden or (counted and sides) or section == "impact"
        if told_of and not order:
            weight = 0.4 + people + strength * 0.3 + sides + 0.6 * bool(burden) + 0.4 * bool(counted)
            bonus = 1.0 if section == "impact" else 0.0
            yield Statement("impact", span, weight + bonus + plain, quotable)
    if wish:
        bonus = 1.2 if section == "expected" else 0.0
        yield Statement("expected", span, 0.8 + tasks + bonus + plain, quotable)
    if CAUSE.search(sentence) or section == "cause":
        bonus = 1.0 if section == "cause" else 0.0
        yield Statement("cause", span, 1.2 + early * 0.3 + bonus + plain, quotable)
    if work or section == "proposal":
        bonus = {"proposal": 1.5, "title": 0.9, "steps": -2.0}.get(section, 0.0)
        yield Statement("work", span, 1.0 + early * 0.5 + bonus + plain, quotable)
    if index.warning_cues.find(sentence):
        yield Statement("warning", span, 1.0 + people + plain, quotable)


def is_quotable(sentence: str) -> bool:
    """Whether a reader outside engineering can be shown the sentence as it stands.

    No code, no secrets, no form-filling, a length that can be read in one go, and letters enough.
    """
    words = WORD.findall(sentence)
    if not 4 <= len(words) <= 45 or "«" in sentence or "»" in sentence:
        return False
    if sentence.rstrip().endswith((":", ",", "(", "-", "?")) or REPORTED_SPEECH.search(sentence):
        return False
    letters = sum(c.isalpha() or c.isspace() for c in sentence)
    digits = sum(c.isdigit() for c in sentence)
    if letters + digits < 0.84 * len(sentence) or letters < 0.65 * len(sentence):
        return False
    if sentence.count("(") != sentence.count(")") or sentence.count('"') % 2:
        return False
    plain = HARMLESS.sub("", sentence)
    if UNREADABLE.search(plain) or DANGLING.match(sentence):
        return False
    return len(CODE_TOKEN.findall(plain)) <= len(words) // 12 and not sensitive(sentence)


def tells_sales_story(sentence: str) -> bool:
    """Whether the sentence is about selling: demos, deals, trials, renewals."""
    return SALES.search(sentence) is not None


def tells_support_case(sentence: str) -> bool:
    """Whether the sentence is about customers asking for help."""
    return SUPPORT.search(sentence) is not None


def is_instruction(sentence: str) -> bool:
    """Whether the sentence addresses the writer of the pitch: data, never to be followed or repeated."""
    return INSTRUCTION.search(sentence) is not None


def is_finish_line(sentence: str) -> bool:
    """Whether the sentence calls itself a finish line: "Done when …", "Target: …"."""
    return DONE.match(sentence) is not None
