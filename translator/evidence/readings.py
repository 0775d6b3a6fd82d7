"""What a number means where it stands: its role in the section, its window as written, its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from translator.evidence.wishes import PLAIN_WISH, SHOULD_HAVE, WISH_AFTER
from translator.models import Block, Quantity, Role
from translator.text import Span, sentences

# A restart named in the analysis or in the plan is not when customers feel it.
NOT_TODAY = frozenset({"cause", "proposal", "steps", "environment", "finish", "aside"})
_CHANGE_BY = re.compile(
    r"\b(?:cut|reduc\w*|lower\w*|improv\w*|increas\w*|decreas\w*|speed\w*|drop\w*|sav\w*)\b[^.;\n]{0,50}"
    r"\bby (?:about |around |up to |approximately |at least )?[~≈>]?\Z",
    re.IGNORECASE,
)
_FEASIBLE = re.compile(r" (?:is|are|would be|seems?) (?:doable|feasible|realistic|enough|acceptable)\b")
# "no freeze longer than 5 s", "delays no other result by more than 20 minutes"
_NONE_LONGER = re.compile(
    r"\b(?:no|none|nobody|nothing|never|not a) [^.;]{0,60}\bthan (?:an? )?$", re.IGNORECASE
)
_STOP = re.compile(r"[.!?;]\s|\n")
_READINGS_KEPT = 24
_SENTENCE_WORDS = 22  # a longer sentence is shown by the clause of the number
_CLAUSE_WORDS = 3
_JOINT = re.compile(r"[,;:()–—]\s|\s[-–—]\s|[()]")
# "No customer finds a difference": a target of none of what is counted.
_NONE_OF = re.compile(
    r"^\W*(?:(?:done (?:when|if|once)|finish(?: line)?:|accept(?:ed|ance)?(?: when)?:?|target:)\s+)?"
    r"((?:no|not a single|none of the) (?:more |further )?[a-z][\w-]+)",
    re.IGNORECASE,
)
_DUMP = 5_000  # characters from which a block of mostly digits is a dump and not prose


def is_dump(text: str) -> bool:
    """Whether a long text is mostly digits: pasted data, whose numbers say nothing to a reader."""
    return len(text) > _DUMP and sum(c.isdigit() for c in text) > 0.35 * len(text)


def placed(quantity: Quantity, text: str, span: Span, section: str, wished: bool) -> Quantity:
    """The quantity with its role as the section has it and its window spelled as in the text.

    `wished` says that it stands in a sentence that calls itself a finish line.
    """
    before = text[max(0, span.start - 80) : span.start]
    if quantity.bound == "over" and _NONE_LONGER.search(_STOP.split(before)[-1]):
        quantity = quantity.model_copy(update={"bound": "at most"})
    role = _role_there(quantity, section, wished, before, text[span.end : span.end + 60])
    window = _window_as_written(quantity.window, text, span)
    if role == quantity.role and window == quantity.window:
        return quantity
    return quantity.model_copy(update={"role": role, "window": window})


def _role_there(quantity: Quantity, section: str, wished: bool, before: str, after: str) -> Role:
    """The role, corrected by where the number stands: a finish line states no reading of today."""
    if _CHANGE_BY.search(before):
        return "other"  # "cut the load by 75 %" is neither today's reading nor the one to reach
    left = _STOP.split(before)[-1]
    if not SHOULD_HAVE.search(left) and (
        PLAIN_WISH.search(left) or WISH_AFTER.match(after.partition("\n")[0])
    ):
        return "target"
    if section in ("finish", "expected") or wished or _FEASIBLE.match(after):
        bounded = quantity.bound in ("under", "at most", "over", "at least") or quantity.value == 0
        return "target" if bounded or quantity.role == "today" else quantity.role
    if section in NOT_TODAY and quantity.role in ("today", "impact"):
        return "other"
    return quantity.role


def _window_as_written(window: str, text: str, span: Span) -> str:
    """ "since June", not "since june"."""
    if not window:
        return ""
    near = text[max(0, span.start - 100) : span.end + 100]
    at = near.lower().find(window)
    return near[at : at + len(window)] if at >= 0 else window


def sentences_around(text: str, blocks: Sequence[Block], readings: Sequence[Span]) -> Iterator[Span]:
    """The sentences around the first readings: a number is best shown in its own words.

    Of a long sentence it is the clause of the number.
    """
    kept = sorted(readings)[:_READINGS_KEPT]
    at = 0
    for block in blocks:
        if at == len(kept):
            return
        if kept[at].start >= block.end:
            continue
        for sentence in sentences(text, block.start, block.end):
            whole = False
            while at < len(kept) and kept[at].start < sentence.end:
                if kept[at].start >= sentence.start:
                    if len(sentence.of(text).split()) > _SENTENCE_WORDS:
                        yield _clause(text, sentence, kept[at])
                    elif not whole:
                        yield sentence
                        whole = True
                at += 1


def _clause(text: str, sentence: Span, reading: Span) -> Span:
    """The part of the sentence between two joints that holds the reading; wider until it says something."""
    joints = [m.span() for m in _JOINT.finditer(text, sentence.start, sentence.end)]
    before = [sentence.start, *(end for _, end in joints if end <= reading.start)]
    after = [*(start for start, _ in joints if start >= reading.end), sentence.end]
    left, right = len(before) - 1, 0
    while len(text[before[left] : after[right]].split()) < _CLAUSE_WORDS and (
        left > 0 or right < len(after) - 1
    ):
        if left > 0:
            left -= 1
        else:
            right += 1
    return Span(before[left], before[left] + len(text[before[left] : after[right]].rstrip()))


def nones_wanted(text: str, wished: Sequence[Span]) -> Iterator[Span]:
    """Where a finish line says that none of something may be left: "No customer"."""
    for span in wished:
        found = _NONE_OF.match(span.of(text))
        if found is not None:
            yield Span(span.start + found.start(1), span.start + found.end(1))
