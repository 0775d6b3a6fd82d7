"""What a person typed, with slots where the ledger has exactly that value.

A person types “two demos”, not «n1». Words that match nothing stay as they are: grounding decides about them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from translator.evidence.numbers import Found, scan
from translator.grounding import SLOT, blank_of
from translator.grounding.loose import quotes
from translator.grounding.slots import MASK, value
from translator.grounding.sources import fold
from translator.models import Evidence, Quantity, Question, Sentence
from translator.support.words import root

_MEASURED = frozenset({"quantity", "derived"})
_NAMED = frozenset({"person", "identifier", "date", "answer"})
_EDGE = " .,;:!?'\"()[]*_`-"
_FEW = 3  # words; a shorter answer without a capital is an ordinary word elsewhere


class _Put(NamedTuple):
    """A slot in the place of typed words."""

    start: int
    end: int
    slot: str


def slotted(
    typed: str, earlier: Sentence, known: Mapping[str, Evidence], questions: Sequence[Question]
) -> str:
    """The typed words with a slot for each number, name, date, quote and open blank that is known.

    `known` is evidence that holds; where several items have the value, what the earlier sentence of the part
    rests on comes first. A blank is typed as it is shown, or as its slot.
    """
    near = [known[e] for e in earlier.evidence if e in known]
    ledger = [*near, *(item for item in known.values() if item not in near)]
    put: list[_Put] = [_Put(*m.span(), m.group()) for m in SLOT.finditer(typed)]
    _add(put, _blanks(typed, earlier, questions))
    _add(put, _shown(typed, [item for item in near if f"«{item.id}»" in earlier.text]))
    _add(put, _quoted(typed, ledger))
    _add(put, _shown(typed, [item for item in ledger if item.kind in _NAMED and _telling(item)]))
    _add(put, _numbers(_masked(typed, put), ledger))
    out, at = [], 0
    for piece in sorted(put):
        out += [typed[at : piece.start], piece.slot]
        at = piece.end
    return "".join([*out, typed[at:]])


def _add(put: list[_Put], found: Iterable[_Put]) -> None:
    """Add what overlaps nothing: what was looked for first wins."""
    for piece in found:
        if not any(piece.start < p.end and p.start < piece.end for p in put):
            put.append(piece)


def _blanks(typed: str, earlier: Sentence, questions: Sequence[Question]) -> Iterator[_Put]:
    own = [q for q in questions if f"«?{q.id}»" in earlier.text]
    for question in [*own, *(q for q in questions if q not in own)]:
        yield from _places(typed, blank_of(question), f"«?{question.id}»")


def _shown(typed: str, items: Iterable[Evidence]) -> Iterator[_Put]:
    """Words of a source that stand in the typed text as the pitch shows them; the longest first."""
    words = [item for item in items if item.kind not in _MEASURED]
    for item in sorted(words, key=lambda item: -len(item.text)):
        yield from _places(typed, value(item), f"«{item.id}»")


def _places(typed: str, shown: str, slot: str) -> Iterator[_Put]:
    if shown and shown in typed:
        # Only whole words: "Ines" does not stand in "Vines".
        left = r"(?<!\w)" if shown[0].isalnum() else ""
        right = r"(?!\w)" if shown[-1].isalnum() else ""
        for match in re.finditer(f"{left}{re.escape(shown)}{right}", typed):
            yield _Put(*match.span(), slot)


def _telling(item: Evidence) -> bool:
    """Whether the text is a name or a value of its own wherever it stands."""
    text = item.text
    if item.kind != "answer" or len(text.split()) >= _FEW:
        return len(text) > 1
    # "24" was answered to one question and says nothing about another thing.
    return any(c.isupper() for c in text) and not any(c.isdigit() for c in text)


def _quoted(typed: str, ledger: Sequence[Evidence]) -> Iterator[_Put]:
    by_words: dict[str, Evidence] = {}
    for item in ledger:
        if item.kind not in _MEASURED:
            by_words.setdefault(_plain(item.text), item)
    for outer, inner in quotes(typed):
        said = by_words.get(_plain(inner.of(typed)))
        if said is None:
            continue
        stopped = value(said).endswith((".", "!", "?")) and typed[outer.end : outer.end + 1] == "."
        end = outer.end + 1 if stopped else inner.end
        closing = typed[inner.end : outer.end] if stopped else ""
        yield _Put(inner.start, end, f"«{said.id}»{closing}")


def _plain(text: str) -> str:
    return fold(text).strip(_EDGE)


def _numbers(masked: str, ledger: Sequence[Evidence]) -> Iterator[_Put]:
    for found in scan(masked):
        same = [item for item in ledger if _says(item, found, masked[found.start : found.end])]
        # The first keeps its place among equals, so that what the part rests on already comes first.
        best = max(same, key=lambda item: _noun_shared(found.quantity, item.quantity), default=None)
        if best is not None:
            yield _Put(found.start, found.end, f"«{best.id}»")


def _says(item: Evidence, found: Found, written: str) -> bool:
    if item.kind in _MEASURED and item.quantity is not None:
        if found.quantity is None:
            return _plain(item.text) == _plain(written)
        return _equal(found.quantity, item.quantity)
    if item.kind == "date" and found.kind == "date" and found.value:
        return found.value == item.value
    return item.kind in ("date", "identifier") and _plain(item.text) == _plain(written)


def _equal(typed: Quantity, item: Quantity) -> bool:
    """Whether both are the same number of the same unit, and nothing says that they count another thing."""
    ends = (
        typed.high if typed.high is not None else typed.value,
        item.high if item.high is not None else item.value,
    )
    if typed.unit != item.unit or not math.isclose(typed.value, item.value) or not math.isclose(*ends):
        return False
    # A share is a share of something; seconds are seconds.
    own_thing = item.unit in ("", "%") and typed.noun and item.noun
    return not own_thing or _noun_shared(typed, item)


def _noun_shared(one: Quantity | None, two: Quantity | None) -> bool:
    if one is None or two is None:
        return False
    return bool(_roots(one.noun) & _roots(two.noun))


def _roots(noun: str) -> set[str]:
    return {root(word) for word in re.split(r"[\s-]+", noun.lower()) if word}


def _masked(typed: str, put: Iterable[_Put]) -> str:
    out = typed
    for piece in put:
        out = out[: piece.start] + MASK * (piece.end - piece.start) + out[piece.end :]
    return out
