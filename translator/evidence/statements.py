"""Sentences that carry a symptom, an effect, a cause, a wish, a fix or a finish line.

A sentence is judged by the words in it and by the section it stands in. Nothing is reworded here: a
statement is a span of the ticket, good enough to be quoted or left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.evidence.everyday import everyday_trouble, goes_otherwise, somebody_acts
from translator.evidence.sections import Section, heads, section_of, sections
from translator.evidence.sentence_words import (
    BURDEN,
    CAUSE,
    CODE_TOKEN,
    COUNTED,
    DANGLING,
    DEFERRED,
    DONE,
    EXPECTED,
    HARMLESS,
    IMPERATIVE,
    LABEL,
    NO_WORK,
    ORDER,
    OWN_LABEL,
    PEOPLE,
    REPORTED_SPEECH,
    SALES,
    SALES_EVENT,
    SUPPORT,
    SUPPORT_EVENT,
    THE_FIX,
    UNREADABLE,
    WORK,
)
from translator.instructions import is_order, orders_of
from translator.models import Block, EvidenceKind, Ticket
from translator.redaction import sensitive
from translator.text import WORD, Span, sentences

_ITEM_WORDS = 25
_LINE_WORDS = 4


_PLAIN = 1.5  # strength of a symptom told by a cue, or in everyday words of people
_TOLD = frozenset({"", "title", "actual", "impact"})  # where everyday words tell what happened


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
    orders = orders_of(text)
    position = 0
    for block, section in placed:
        if block.kind == "heading" or block.checked or _is_form(text, block, section):
            continue
        if block.kind == "paragraph" and heads(text[block.start : block.end]):
            continue
        for span in _pieces(text, block, section):
            label = LABEL.match(span.of(text))
            if label is None and block.kind != "title":
                label = _own_label(span.of(text))
            here = (section_of(label.group(1)) if label else "") or section
            if label and label.end() < span.end - span.start:
                span = Span(span.start + label.end(), span.end)
            words = " ".join(span.of(text).lower().split())
            if words in seen:
                continue
            seen.add(words)
            if any(span.start < order.end and order.start < span.end for order in orders):
                continue
            found.extend(_judge(text, span, here, position, index))
            position += 1
    return found


def _pieces(text: str, block: Block, section: Section) -> Iterator[Span]:
    """The sentences of a block; a brief item of a plan or finish line is one piece, however it is dotted."""
    item = Span(block.start, block.end)
    whole = block.kind == "list_item" and (section in ("proposal", "finish") or ORDER.match(item.of(text)))
    if whole and "\n" not in item.of(text) and len(item.of(text).split()) <= _ITEM_WORDS:
        return iter((item,))
    return sentences(text, block.start, block.end)


def _is_form(text: str, block: Block, section: Section) -> bool:
    """Whether an open box belongs to a form ("I have searched the issues"), not to a plan or finish line."""
    if block.checked is not False or section in ("finish", "proposal"):
        return False
    return section != "" or ORDER.match(text[block.start : block.end]) is None


def _own_label(sentence: str) -> re.Match[str] | None:
    """A label of the writer's own that names a section of cause, plan or finish: "what it is: …"."""
    label = OWN_LABEL.match(sentence)
    return label if label is not None and heads(label.group(1)) else None


def _judge(
    text: str, span: Span, section: Section, position: int, index: CatalogIndex
) -> Iterator[Statement]:
    sentence = span.of(text)
    if len(sentence) > 1500:
        return
    quotable = is_quotable(sentence)
    plain = 0.0 if quotable else -2.0
    if REPORTED_SPEECH.search(sentence) and section not in ("proposal", "finish"):
        plain -= 1.5
    early = max(0.0, 1.0 - position * 0.1)
    failures = index.failure_cues.find(sentence)
    strength = min(3.0, sum(1.5 if strong else 0.4 for _, strong in failures))
    tasks = min(1.5, sum(0.7 if strong else 0.2 for _, strong in index.task_cues.find(sentence)))
    people = min(1.0, sum(0.6 for _ in index.persona_cues.find(sentence)))
    wish = bool(EXPECTED.search(sentence)) or section == "expected"
    if strength < _PLAIN and section in _TOLD:
        acts = somebody_acts(sentence)
        if everyday_trouble(sentence):
            somebody = bool(people) or acts or PEOPLE.search(sentence) is not None
            strength = max(strength, _PLAIN if somebody else _PLAIN / 2)
            wish = wish and not somebody
        elif people and acts and goes_otherwise(sentence):
            strength = max(strength, _PLAIN / 2)
    order = IMPERATIVE.match(sentence) is not None
    work = (order or WORK.search(sentence) is not None) and not NO_WORK.search(sentence)
    planned = work or (
        section in ("", "proposal") and ORDER.match(sentence) is not None and not NO_WORK.search(sentence)
    )
    shown = quotable or is_showable(sentence)
    rough = plain if quotable else plain + 2.0 * shown
    if section in ("steps", "environment", "aside"):
        plain -= 2.0
    if section == "finish" or DONE.match(sentence):
        shown = shown and not _says_no_line(sentence)
        yield Statement("finish", span, 2.0 + rough, shown)
        return
    if strength and not wish and section not in ("proposal",):
        bonus = {"actual": 1.2, "impact": 0.8, "title": -0.6, "cause": -1.2}.get(section, 0.0) - (
            1.0 if work else 0.0
        )
        yield Statement("symptom", span, strength + tasks + people + early + bonus + plain, quotable)
    event = bool(SALES_EVENT.search(sentence) or SUPPORT_EVENT.search(sentence))
    told = section not in (
        "title",
        "proposal",
        "steps",
        "environment",
        "expected",
        "cause",
        "aside",
    )
    if told and (PEOPLE.search(sentence) or section == "impact" or event):
        burden, counted = BURDEN.search(sentence), COUNTED.search(sentence)
        sides = 0.8 * bool(SALES.search(sentence)) + 0.8 * bool(SUPPORT.search(sentence))
        sides = max(sides, 0.8 * event)
        told_of = strength >= 1.5 or burden or (counted and sides) or section == "impact" or event
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
    if planned or section == "proposal":
        bonus = {"proposal": 1.5, "title": 0.9, "steps": -2.0}.get(section, 0.0)
        bonus += 0.8 * bool(THE_FIX.search(sentence)) - 2.5 * bool(DEFERRED.search(sentence))
        yield Statement("work", span, 1.0 + early * 0.5 + bonus + rough, shown)
    if index.warning_cues.find(sentence):
        yield Statement("warning", span, 1.0 + people + plain, quotable)


def _says_no_line(sentence: str) -> bool:
    """Whether a finish line is a label with nothing in it to hold on to: "target: obviously less"."""
    said = sentence.partition(":")[2] or sentence
    return not COUNTED.search(said) and len(WORD.findall(said)) < _LINE_WORDS


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


def is_showable(sentence: str) -> bool:
    """Whether a plan or a finish line can be shown as it stands: brief and rough, but words, not code."""
    words = WORD.findall(sentence)
    if not 2 <= len(words) <= 60 or "«" in sentence or "»" in sentence or "\n" in sentence:
        return False
    if sentence.rstrip().endswith((":", ",", "?")):
        return False
    letters = sum(c.isalpha() or c.isspace() for c in sentence)
    if letters < 0.6 * len(sentence) or sensitive(sentence):
        return False
    return len(CODE_TOKEN.findall(HARMLESS.sub("", sentence))) <= max(2, len(words) // 4)


def tells_sales_story(sentence: str) -> bool:
    """Whether the sentence is about selling: demos, deals, trials, renewals."""
    return SALES.search(sentence) is not None


def tells_support_case(sentence: str) -> bool:
    """Whether the sentence is about customers asking for help."""
    return SUPPORT.search(sentence) is not None


def tells_sales_event(sentence: str) -> bool:
    """Whether a ticket's sentence tells what happened to a buyer, a demo or a contract."""
    return SALES_EVENT.search(sentence) is not None


def tells_support_event(sentence: str) -> bool:
    """Whether a ticket's sentence tells of people who asked for help, or of those who answered them."""
    return SUPPORT_EVENT.search(sentence) is not None


def is_instruction(sentence: str) -> bool:
    """Whether the sentence addresses the writer of the pitch: data, never to be followed or repeated."""
    return is_order(sentence)


def is_finish_line(sentence: str) -> bool:
    """Whether the sentence calls itself a finish line: "Done when …", "Target: …"."""
    return DONE.match(sentence) is not None
