"""What a number means where it stands: its role in the section, its window as written, its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
_READINGS_KEPT = 12
_DUMP = 5_000  # characters from which a block of mostly digits is a dump and not prose


def is_dump(text: str) -> bool:
    """Whether a long text is mostly digits: pasted data, whose numbers say nothing to a reader."""
    return len(text) > _DUMP and sum(c.isdigit() for c in text) > 0.35 * len(text)


def placed(quantity: Quantity, text: str, span: Span, section: str, wished: bool) -> Quantity:
    """The quantity with its role as the section has it and its window spelled as in the text.

    `wished` says that it stands in a sentence that calls itself a finish line.
    """
    before = text[max(0, span.start - 80) : span.start]
    role = _role_there(quantity, section, wished, before, text[span.end : span.end + 24])
    window = _window_as_written(quantity.window, text, span)
    if role == quantity.role and window == quantity.window:
        return quantity
    return quantity.model_copy(update={"role": role, "window": window})


def _role_there(quantity: Quantity, section: str, wished: bool, before: str, after: str) -> Role:
    """The role, corrected by where the number stands: a finish line states no reading of today."""
    if _CHANGE_BY.search(before):
        return "other"  # "cut the load by 75 %" is neither today's reading nor the one to reach
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
    """The sentences around the first readings of today: a number is best shown in its own words."""
    for reading in readings[:_READINGS_KEPT]:
        for block in blocks:
            if block.start <= reading.start < block.end:
                yield from (
                    s
                    for s in sentences(text, block.start, block.end)
                    if s.start <= reading.start and reading.end <= s.end
                )
