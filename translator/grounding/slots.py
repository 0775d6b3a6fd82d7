"""Slots in a sentence's text: `«n3»` for evidence n3, `«?q1»` for the blank of question q1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from translator.grounding.blanks import one_line
from translator.models import Evidence

SLOT = re.compile(r"«(\??)([a-z]\d{1,4})»")
MARKED = re.compile(r"«([^«»]*)»|[«»]")  # whatever looks like a slot, well formed or not
MASK = "￼"  # stands for a slot while the words around it are read; part of no word and no number

# What stands against a number and would make another number of it: a sign, a currency, a factor.
_GLUED_BEFORE = re.compile(r"(?:[\w+»]+|(?<!\w)\.|[$€£¥₹±~<>≤≥]\s?|(?:(?<=[\s(\[])|^)[-−])$")
_GLUED_AFTER = re.compile(
    r"[\w«]+|\s?[%‰°]|\s?(?:k|K|m|M|bn|G|B|x)\b|\s(?:per\s?cent|percent|fold)\b|-fold\b"
)


class Piece(NamedTuple):
    """A stretch of a sentence's text and what a reader sees in its place."""

    start: int
    end: int
    shown: str
    kind: str = ""  # a key of KINDS; "": a value or an open question
    evidence: str = ""  # the id a good slot names


class Problem(NamedTuple):
    """Words that were taken out, and where the blank stands in what a reader sees."""

    kind: str
    removed: str
    start: int | None
    end: int | None


def compose(text: str, pieces: Sequence[Piece]) -> tuple[str, list[tuple[int, int]], list[Problem]]:
    """The text with the pieces put in, where they stand in it, and the problems they show."""
    out: list[str] = []
    spans: list[tuple[int, int]] = []
    problems: list[Problem] = []
    at = length = 0
    for piece in pieces:
        if piece.start < at:
            continue
        before = text[at : piece.start]
        start = length + len(before)
        length = start + len(piece.shown)
        out += [before, piece.shown]
        spans.append((start, length))
        if piece.kind:
            removed = text[piece.start : piece.end]
            problems.append(Problem(piece.kind, removed, start, length))
        at = piece.end
    out.append(text[at:])
    return "".join(out), spans, problems


def masked(text: str, slots: Sequence[Piece]) -> str:
    """`text` at its own length with a mask in the place of each slot."""
    out, at = [], 0
    for slot in slots:
        if slot.start >= at:
            out += [text[at : slot.start], MASK * (slot.end - slot.start)]
            at = slot.end
    out.append(text[at:])
    return "".join(out)


def glued(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The slot with what stands against it and would change its number; None: it stands alone."""
    before = _GLUED_BEFORE.search(text[max(0, start - 24) : start])
    after = _GLUED_AFTER.match(text, end)
    if before is None and after is None:
        return None
    left = len(before.group()) if before and not before.group().endswith("»") else 0
    right = after.end() if after and not after.group().startswith("«") else end
    return start - left, right


def value(item: Evidence) -> str:
    """The evidence as written, on one line; slot marks in it are spelled so that none resolves."""
    return one_line(item.text).replace("«", "<<").replace("»", ">>")
