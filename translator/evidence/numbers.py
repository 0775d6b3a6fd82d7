"""Every number of a text: read as a quantity, a date or an identifier, and none left over.

`scan` covers every digit and every number word with exactly one Found, so whatever is written in
a slot can be traced; `loose_numbers` finds the numbers outside one. Both share the lexicon.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from translator.evidence import identifiers as names
from translator.evidence.context import Mark, quantities
from translator.evidence.dates import MONTH_BEFORE_DIGIT, date_at
from translator.evidence.digits import DIGIT_CLASS, DIGIT_RUN, fold
from translator.evidence.number_words import LEXEMES, number_words_at
from translator.evidence.quantities import Amount, amount_at
from translator.models import Quantity

NumberKind = Literal["quantity", "date", "identifier"]


class Found(NamedTuple):
    """One number of the text; `quantity` only for quantities, `value` a date's ISO prefix or ""."""

    kind: NumberKind
    start: int
    end: int
    quantity: Quantity | None
    value: str


_ANCHOR = re.compile(
    rf"[{DIGIT_CLASS}]|(?<![^\W])(?:{MONTH_BEFORE_DIGIT}|(?:{LEXEMES})(?![^\W_]))"
    rf"|(?<![^\W])FY ?'?(?=\d)",
    re.IGNORECASE,
)
_HARD = frozenset(' \t\n\r\f\v()[]{}<>"“”„«»|,;→⇒—…•`⇨')
_CHUNK = re.compile(r"(?:[^\s()\[\]{}<>\"“”„«»|,;→⇒—…•`⇨]|,(?=\d{3}(?!\d)))+")
_TRIM = ".:!?'*~-–/&%+="
_REACH = 200  # characters; a longer run without a break is a blob, taken whole as an identifier
_DIGIT = re.compile(f"[{DIGIT_CLASS}]")
_PLURAL = re.compile(
    r" (?!(?:is|was|has|as|does|this|its|always|status|access|process|less|across"
    r"|plus|versus|previous)\b)(?:[a-z]+[- ]){0,2}?(?!(?:is|was|has|as|does|this|its"
    r"|always|status|access|process|less|across|plus|versus|previous|starts|fails"
    r"|crashes|returns|takes|times|hangs|restarts)\b)(?:[a-z-]{2,}s|people|staff"
    r"|minutes|clicks)\b"
)
_WRITTEN = re.compile(r"[\d.,]*\d(?:k|K|M|bn)?")
_CURRENCY_CODE = re.compile(r"[~+<>≈-]?(?:US|A|C)\$-?|(?:USD|EUR|GBP|CHF)")
_SETTING = re.compile(r"[A-Za-z][\w.-]*[=:]\Z")


def scan(text: str, start: int = 0, end: int | None = None) -> list[Found]:
    """All numbers of text[start:end] in reading order, no overlaps; offsets count in `text`."""
    end = len(text) if end is None else end
    folded = fold(text[start:end])
    marks = _marks(folded)
    read = quantities(folded, marks)
    return [
        Found(mark.kind, mark.start + start, mark.end + start, quantity, mark.value)
        for mark, quantity in zip(marks, read, strict=True)
    ]


def loose_numbers(text: str) -> list[tuple[int, int]]:
    """Spans of every run of digits (any script) and every number in words, in reading order."""
    return list(_loose(text))


# The product's own phrases come back in every pitch.
@lru_cache(maxsize=1024)
def _loose(text: str) -> tuple[tuple[int, int], ...]:
    folded = fold(text)
    spans: list[tuple[int, int]] = []
    for mark in _marks(folded):
        at = mark.start
        while anchor := _ANCHOR.search(folded, at, mark.end):
            start, at = anchor.span()
            if run := DIGIT_RUN.match(folded, start, mark.end):
                at = run.end()
                spans.append((start, at))
            elif words := number_words_at(folded, start, mark.start):
                at = min(words.end, mark.end)
                spans.append((words.start, at))
    return tuple(spans)


def _marks(text: str) -> list[Mark]:
    marks: list[Mark] = []
    cursor, at, size = 0, 0, len(text)
    while at < size:
        anchor = _ANCHOR.search(text, at)
        if anchor is None:
            break
        at = anchor.start()
        mark = _read(text, at, cursor, marks[-1] if marks else None)
        if mark is None:  # an idiom, or a month name that begins no date
            at = anchor.end()
            continue
        marks.append(mark)
        cursor = at = mark.end
    return marks


def _read(text: str, at: int, cursor: int, last: Mark | None) -> Mark | None:
    digit = _DIGIT.match(text, at) is not None
    if not digit:
        if date := date_at(text, at):
            return Mark("date", at, date.end, None, date.value)
        amount = amount_at(text, at, cursor)
        return _amount_mark(amount) if amount else None
    head = _chunk_start(text, at, cursor)
    if head == at or text[head] not in "+":
        if special := _special(text, head, at):
            return special
    elif phone := names.PHONE.match(text, head):
        return Mark("identifier", head, phone.end(), None, "")
    begin = at if not any(c.isalnum() for c in text[head:at]) else head
    if (date := date_at(text, begin)) and begin + 1 >= at:
        return Mark("date", begin, date.end, None, date.value)
    amount = _amount_in_chunk(text, head, at, cursor)
    if amount is not None and not _is_name(text, amount, at, last):
        return _amount_mark(amount)
    return Mark("identifier", *_identifier_span(text, head, at, amount), None, "")


def _amount_in_chunk(text: str, head: int, at: int, cursor: int) -> Amount | None:
    """The amount at `at`, unless letters are glued to its left: those make it a name.

    A setting such as "timeout=30s" holds an amount where a unit says so.
    """
    glued = any(c.isalnum() for c in text[head:at])
    if not glued or _CURRENCY_CODE.fullmatch(text, head, at):
        return amount_at(text, at, cursor)
    if at - head < 60 and _SETTING.fullmatch(text, head, at):
        amount = amount_at(text, at, at)
        return amount if amount is not None and amount.unit else None
    return None


def _chunk_start(text: str, at: int, cursor: int) -> int:
    head, limit = at, max(cursor, at - _REACH)
    while head > limit and text[head - 1] not in _HARD:
        head -= 1
    return head


def _special(text: str, head: int, at: int) -> Mark | None:
    """URLs, addresses and list markers, whose shape decides at once."""
    if url := names.URL.match(text, head):
        end = url.end()
        while end > at + 1 and text[end - 1] in ".,;:!?)'*":
            end -= 1
        if end > at:
            return Mark("identifier", head, end, None, "")
    marker = names.list_marker_end(text, at) if head == at else None
    if marker is not None and not date_at(text, at):
        return Mark("identifier", at, marker, None, "")
    return None


def _is_name(text: str, amount: Amount, at: int, last: Mark | None) -> bool:
    if amount.label:
        return True
    if not text[at].isdigit():
        return False
    if names.ORDINAL.match(text, at) or names.is_compound_name(text, at):
        return True
    before = text[max(0, amount.start - 48) : amount.start]
    if (
        amount.start - 1 >= 0
        and text[amount.start - 1] == "("
        and text[amount.start - 2 : amount.start - 1].isalnum()
    ):
        return True
    if text[amount.start - 1 : amount.start] == "[" and text[amount.end : amount.end + 1] == "]":
        return True
    after = text[amount.end : amount.end + 40]
    counted = _PLURAL.match(after) is not None
    written = _WRITTEN.match(text, at, amount.end)
    listed = last is not None and last.label and not amount.unit and not counted
    if last is not None and listed and names.continues_labels(text[last.end : amount.start]):
        return True
    context = names.Context(before, after, amount.start <= 48)
    return names.is_label(written.group() if written else "", context, amount.unit, counted)


def _identifier_span(text: str, head: int, at: int, amount: Amount | None) -> tuple[int, int]:
    if amount is not None:
        chunk_end = max(amount.end, at + 1)
        return (amount.start if text[amount.start : at].strip("#") == "" else at), chunk_end
    chunk = _CHUNK.match(text, head)
    end = chunk.end() if chunk and chunk.end() > at else at + 1
    while end > at + 1 and text[end - 1] in _TRIM:
        end -= 1
    while head < at and text[head] in "*'~=:&-–.!?+":
        head += 1
    return head, end


def _amount_mark(amount: Amount) -> Mark:
    return Mark("identifier" if amount.label else "quantity", amount.start, amount.end, amount, "")
