"""How much of the corpus is found, and how much that is found should have been left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from evals.redaction.corpus import Document, Planted

# What stands around a value may go with it ("postgres://app:" before a password), a sentence may not.
MOST_AROUND = 30  # characters

Finder = Callable[[str], Iterable[tuple[int, int]]]


class Measured(NamedTuple):
    """Counts by label. A value counts as found when no character of it is left."""

    planted: Counter[str]  # values that must go
    found: Counter[str]
    kinds: dict[str, str]
    lookalikes: Counter[str]
    touched: Counter[str]  # look-alikes of which something went
    marks: int  # stretches found
    false: int  # of them, those with no planted value in it or far too much around one
    missed: list[str]
    wrong: list[str]

    @property
    def recall(self) -> float:
        """Share of the values that went."""
        return self.found.total() / self.planted.total()

    @property
    def precision(self) -> float:
        """Share of the stretches that held a value."""
        return 1 - self.false / self.marks if self.marks else 1.0

    def recall_of(self, kind: str) -> float:
        """Share of the values of one kind that went."""
        labels = [label for label, its in self.kinds.items() if its == kind]
        return sum(self.found[x] for x in labels) / sum(self.planted[x] for x in labels)


def measure(documents: Iterable[Document], find: Finder) -> Measured:
    """What `find` (text → stretches as start and end, none overlapping) makes of the documents."""
    told = Measured(Counter(), Counter(), {}, Counter(), Counter(), 0, 0, [], [])
    marks = false = 0
    for document in documents:
        stretches = sorted((s[0], s[1]) for s in find(document.text))
        marks += len(stretches)
        for planted in document.planted:
            _judge(planted, document.text, stretches, told)
        for start, end in stretches:
            inside = [p for p in document.planted if p.kind and p.start < end and start < p.end]
            around = (end - start) - sum(p.end - p.start for p in inside)
            if not inside or around > MOST_AROUND:
                false += 1
                told.wrong.append(f"{document.text[start:end]!r} in {_line(document.text, start, end)!r}")
    return told._replace(marks=marks, false=false)


def _judge(planted: Planted, text: str, stretches: list[tuple[int, int]], told: Measured) -> None:
    covered = sum(max(0, min(planted.end, b) - max(planted.start, a)) for a, b in stretches)
    if planted.kind is None:
        told.lookalikes[planted.label] += 1
        told.touched[planted.label] += covered > 0
        return
    told.kinds[planted.label] = planted.kind
    told.planted[planted.label] += 1
    if covered == planted.end - planted.start:
        told.found[planted.label] += 1
    else:
        told.missed.append(f"{planted.label}: {_line(text, planted.start, planted.end)!r}")


def _line(text: str, start: int, end: int) -> str:
    return text[text.rfind("\n", 0, start) + 1 : end + 30].partition("\n\n")[0][:160]
