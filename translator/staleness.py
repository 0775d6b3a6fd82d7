"""What changed between two texts of one ticket, in lines a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from translator.evidence.numbers import scan
from translator.models import PROSE_KINDS, Ticket
from translator.redaction import Masker
from translator.text import sentences, shorten

LINES_SHOWN = 12
_NUMBERS_SHOWN = 5
_WIDTH = 160  # characters of a sentence that are shown


class _Number(NamedTuple):
    """A number or a date of a text, by what it says."""

    about: str  # what is counted or measured; "" where the text does not say
    unit: str
    text: str


class _Read(NamedTuple):
    """The prose of a ticket, taken apart and masked."""

    numbers: Counter[_Number]
    told: Counter[str]
    kept: Counter[str]  # code, logs and tables, whole


def changed(before: Ticket, after: Ticket) -> tuple[str, ...]:
    """What is new in `after`, the most telling first: title, numbers and dates, sentences.

    At most `LINES_SHOWN` lines, the last of which says how many are left out. Secrets and personal data are
    masked, the same value alike in both texts. Empty for texts with one fingerprint.
    """
    if before.fingerprint == after.fingerprint:
        return ()
    masker = Masker()
    old, new = _read(before, masker), _read(after, masker)
    lines: list[str] = []
    if before.title != after.title:
        was, now = (shorten(masker.mask(t.title), _WIDTH) for t in (before, after))
        lines.append(f"title: “{was}” → “{now}”")
    lines += _capped(list(_numbers(old.numbers - new.numbers, new.numbers - old.numbers)), _NUMBERS_SHOWN)
    titles = {masker.mask(t.title) for t in (before, after)}
    gone = [f"gone: “{shorten(s, _WIDTH)}”" for s in old.told - new.told if s not in titles]
    came = [f"new: “{shorten(s, _WIDTH)}”" for s in new.told - old.told if s not in titles]
    lines += [line for pair in _in_turns(came, gone) for line in pair]
    if old.kept != new.kept:
        lines.append("code, logs, tables or attachments changed")
    return tuple(_capped(lines, LINES_SHOWN)) or ("the same sentences in another order or layout",)


def _read(ticket: Ticket, masker: Masker) -> _Read:
    numbers: Counter[_Number] = Counter()
    told: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for block in ticket.blocks:
        raw = ticket.text[block.start : block.end]
        if block.kind not in PROSE_KINDS:
            kept[raw] += 1
            continue
        text = masker.mask(raw)
        told.update(" ".join(span.of(text).split()) for span in sentences(text))
        for found in scan(text):
            if found.kind == "identifier":
                continue
            quantity = found.quantity
            about, unit = (quantity.noun, quantity.unit) if quantity is not None else ("", "date")
            numbers[_Number(about, unit, " ".join(text[found.start : found.end].split()))] += 1
    return _Read(numbers, told, kept)


def _numbers(gone: Counter[_Number], came: Counter[_Number]) -> Iterator[str]:
    """One line for each number that changed, went away or came; a reading of the same thing is a change."""
    new = list(came)
    for old in gone:
        same = next((n for n in new if old.about and (n.about, n.unit) == (old.about, old.unit)), None)
        about = f" ({old.about})" if old.about else ""
        if same is not None:
            new.remove(same)
            yield f"{old.about}: {old.text} → {same.text}"
        else:
            yield f"{_kind(old)} gone: {old.text}{about}"
    for number in new:
        yield f"new {_kind(number)}: {number.text}" + (f" ({number.about})" if number.about else "")


def _kind(number: _Number) -> str:
    return "date" if number.unit == "date" else "number"


def _in_turns(first: list[str], second: list[str]) -> Iterator[tuple[str, ...]]:
    """The lines of both lists, one of each in turn, so that a cap leaves out some of both."""
    for position in range(max(len(first), len(second))):
        yield (*first[position : position + 1], *second[position : position + 1])


def _capped(lines: Iterable[str], most: int) -> list[str]:
    lines = list(lines)
    if len(lines) <= most:
        return lines
    left = len(lines) - most + 1
    return [*lines[: most - 1], f"and {left} more changes"]
