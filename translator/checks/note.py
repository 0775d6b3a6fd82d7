"""Reads a note that a person wrote: its sentences, what each is for, what is not theirs to judge.

Plain text and Markdown alike. A label ("Owner:", a table row, a bold word) or a heading says what
the words after it are for; the sections that a rendered pitch folds away are read as quiet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.checks.subject import BLANK, Part, Subject
from translator.models import Ledger
from translator.text import Span, sentences

# What a label may be called, for each role; parted by semicolons.
_CALLED: dict[str, str] = {
    "customer": "customer; persona; who; who feels it; who feels it first",
    "task": "task; customer task; job",
    "moment": "moment; customer moment; when; when it hurts",
    "wrong": "what goes wrong; what goes wrong today; goes wrong; wrong; wrong today; problem; the "
    "problem; today; symptom",
    "effect": "effect; impact; effect on sales; effect on support; effect on sales and support; "
    "effect on sales/support",
    "number": "number; the number; one number; the one number; metric; needle; "
    "number, today → target; number today → target; number today",
    "proof": "proof; sales story; support case",
    "evidence": "evidence; checks; findings",
    "framing": "sales; support; your number; what changes; you may hear",
    "scope": "scope; fix; the fix",
    "finish": "finish; finish line; done when; done; definition of done; acceptance; acceptance "
    "criteria; success",
    "review": "review; review date; review on",
    "owner": "owner; note owner",
    "ask": "the ask; ask",
    "body": "constraint; planning note",
    "bet": "bet; the bet",
    "outcome": "outcome",
    "lever": "lever",
    "question": "question; questions; open questions",
    "technical": "technical note; technical detail; technical details",
    "story": "story; story with data",
}
_TITLE = 90  # a first line shorter than this, in characters, and without a full stop is a title
_LABELS = {name.strip(): role for role, names in _CALLED.items() for name in names.split(";")}

_LABEL = re.compile(
    r"(?:[*_]{1,3})?([A-Za-z][A-Za-z/, →-]{1,34}?)(?:[*_]{1,3})?\s?[:：](?:[*_]{1,3})?(?:\s+|$)"
    r"|[*_]{2}([A-Za-z][A-Za-z/, →-]{1,34}?)[.:]?[*_]{2}(?:\s*[—–-])?(?:\s+|$)"
)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t#]*$")
_SETEXT = re.compile(r"[=-]{3,}[ \t]*$")
_LIST = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_FENCE = re.compile(r"(?:```|~~~)")
_ROW_LINE = re.compile(r"\|?[ \t:|-]+\|[ \t:|-]*$")
_TAG = re.compile(r"</?(?:details|summary|sup|sub|a|br|b|i|em|strong)\b[^<>]{0,200}>", re.IGNORECASE)
_SHIELDS = (
    re.compile(r"[“„][^”“„]{0,600}[”“]|\"[^\"\n]{0,600}\""),
    BLANK,
    re.compile(r"\[[a-z]\d{1,4}\](?:\(#[^()\s]{0,80}\))?|\[\^[\w-]{1,20}\]"),  # citation marks
    re.compile(r"https?://[^\s)>\]]{1,500}"),
    re.compile(r"_\((?:assumption|proposed)[^()]{0,60}\)_"),
)


class Line(NamedTuple):
    """A stretch of one line of the note, its marks taken off."""

    span: Span
    role: str
    item: bool = False  # a list item
    label: str = ""  # the label, heading or first cell that says what it is for


def subject_of_text(
    text: str,
    index: CatalogIndex,
    ledger: Ledger | None = None,
    sources: Mapping[str, str] | None = None,
) -> Subject:
    """The note as a subject; `where` of a part is "line <n>" and offsets count in that line.

    With `sources` the numbers, dates, names and quotes of the note are held against them.
    """
    parts: list[Part] = []
    labels: set[str] = set()
    for number, begin, line in _lines(text):
        if line.label:
            labels.add(line.role)
        where = f"line {number}"
        said = list(sentences(text, *line.span))
        for span in said:
            words = span.of(text)
            shielded = tuple(sorted(m.span() for s in _SHIELDS for m in s.finditer(words)))
            offset = span.start - begin
            parts.append(Part(where, words, line.role, "claim", (), shielded, offset, line.item, line.label))
        if line.label and not said:
            parts.append(
                Part(where, "", line.role, "blank", offset=line.span.start - begin, label=line.label)
            )
    return Subject(tuple(parts), index, None, ledger, sources or {}, frozenset(labels))


def _lines(text: str) -> Iterator[tuple[int, int, Line]]:
    """(line number, where the line starts, what it says) for each line that says something."""
    section, listed, first = "body", "", True
    fenced = folded = False
    at = 0
    for number, raw in enumerate(text.splitlines(keepends=True), 1):
        begin, at = at, at + len(raw)
        span = Span(begin + len(raw) - len(raw.lstrip()), begin + len(raw.rstrip()))
        words = span.of(text)
        folded = folded or "<details" in words.lower()
        if _FENCE.match(words):
            fenced = not fenced
        elif fenced:
            yield number, begin, Line(span, "kept")
        elif not words or _SETEXT.match(words) or _ROW_LINE.match(words):
            pass
        elif folded or _TAG.match(words):
            yield number, begin, Line(span, "technical")
        elif heading := _HEADING.match(words):
            title = Span(span.start + heading.start(2), span.start + heading.end(2))
            role = _LABELS.get(_label(title.of(text)))
            if role is None:
                yield number, begin, Line(title, "title" if first else "heading")
                section = "body" if first else section_of(title.of(text))
            else:
                section = role
                yield number, begin, Line(Span(span.end, span.end), role, label=title.of(text))
            first = False
        else:
            for line in _said(text, span, section):
                if line.label:
                    # A label alone on its line speaks for the list under it.
                    listed = "" if line.span.of(text).strip() else line.role
                elif line.item and listed:
                    line = line._replace(role=listed)
                else:
                    listed = ""
                bare = first and line.role == "body" and not line.item
                title_like = bare and len(words) < _TITLE and words[-1] not in ".!?"
                yield number, begin, line._replace(role="title") if title_like else line
            first = False
        folded = folded and "</details" not in words.lower()


_SECTIONS = (
    ("technical", "technical"),
    ("evidence", "evidence"),
    ("question", "question"),
    ("check", "evidence"),
    ("finish", "finish"),
    ("proof", "proof"),
    ("moment", "moment"),
    ("scope", "scope"),
    ("story", "story"),
)


def section_of(title: str) -> str:
    """The role of the lines under a heading that is no label itself."""
    words = title.lower()
    for key, role in _SECTIONS:
        if key in words:
            return role
    return "body"


def _said(text: str, span: Span, section: str) -> Iterator[Line]:
    start, end = span
    if text[start] == ">":
        yield Line(Span(start + 1, end), "quote")
        return
    if text[start] == "|":
        yield from _row(text, span, section)
        return
    mark = _LIST.match(text, start, end)
    if mark:
        start = mark.end()
    label = _LABEL.match(text, start, end)
    name = (label.group(1) or label.group(2)) if label else ""
    role = _LABELS.get(_label(name))
    if label and role:
        yield Line(Span(label.end(), end), role, mark is not None, name)
    else:
        yield Line(Span(start, end), section, mark is not None)


def _row(text: str, span: Span, section: str) -> Iterator[Line]:
    """A table row: its first cell may be a label, and its other cells are what it says."""
    cells: list[Span] = []
    at = span.start + 1
    while at < span.end:
        bar = text.find("|", at, span.end)
        stop = span.end if bar < 0 else bar
        if text[at:stop].strip():
            cells.append(Span(at, stop))
        at = stop + 1
    if not cells:
        return
    name = cells[0].of(text).strip()
    role = _LABELS.get(_label(name))
    if role is None:
        yield from (Line(cell, section) for cell in cells)
    elif len(cells) == 1:
        yield Line(Span(span.end, span.end), role, label=name)
    else:
        yield from (Line(cell, role, label=name) for cell in cells[1:])


def _label(words: str) -> str:
    return " ".join(words.strip(" *_:.").lower().split())
