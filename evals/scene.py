"""What a scorer is given, and what it says: items that each hold or do not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, cached_property
from typing import NamedTuple

from evals.case import Case
from evals.lineup import LineUp
from translator.catalog.index import CatalogIndex
from translator.models import Model, Pitch, Sentence
from translator.parts import sentences_of
from translator.render import RENDERERS


class Item(Model):
    """One thing a scorer looked at in one pitch."""

    criterion: str  # kebab-case, the same in every case: "number-today"
    score: float | None  # 1 holds, 0 does not, between for a measure; None: it could not be judged
    wanted: str = ""  # here and below: one line for whoever reads why an item fell
    found: str = ""
    weight: float = 1.0  # against the scorer's other items; 0: shown, and decides nothing


class Scene:
    """A case with the pitch that was made of it."""

    def __init__(self, case: Case, pitch: Pitch, index: CatalogIndex, line_up: LineUp) -> None:
        self.case = case
        self.pitch = pitch
        self.index = index
        self.line_up = line_up

    @cached_property
    def parts(self) -> dict[str, Sentence]:
        """Every sentence of the draft by its place."""
        return dict(sentences_of(self.pitch.draft))

    @cache  # noqa: B019  a scene lives as long as its scoring
    def rendered(self, name: str) -> str:
        """The pitch in one of the formats a reader may get: md, html, adf, slack."""
        return next(r.render(self.pitch) for r in RENDERERS if r.name == name)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The names of the blanks that questions stand for."""
        return frozenset(q.fills for q in self.pitch.draft.questions)


class Scorer(NamedTuple):
    """One way to look at a pitch. `score` yields an item for everything the case lets it judge."""

    id: str
    title: str  # what it measures, for reports
    score: Callable[[Scene], Iterable[Item]]


def holds(criterion: str, ok: bool, wanted: str = "", found: str = "") -> Item:
    """An item that holds or does not; what was wanted and found is told only where it does not."""
    if ok:
        return Item(criterion=criterion, score=1.0)
    return Item(criterion=criterion, score=0.0, wanted=one_line(wanted), found=one_line(found))


def one_line(text: str, limit: int = 200) -> str:
    """The text on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
