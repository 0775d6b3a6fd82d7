"""What every report tells, read out of a run once: means, falls and groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from evals.result import CaseResult, RunResult, mean
from evals.scene import Item

# What XML 1.0 allows in text and a terminal does not obey; tickets hold other characters.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text with a sign in the place of each control character."""
    return _ILLEGAL.sub("\ufffd", text)


class Row(NamedTuple):
    """One scorer, split or group of cases."""

    name: str
    cases: int
    now: float
    before: float | None = None  # None: no baseline, or it had none of these
    low: float | None = None  # interval of the change, where the gate worked one out
    high: float | None = None


class Fall(NamedTuple):
    """An item that does not hold."""

    case: CaseResult
    scorer: str
    item: Item


def scorer_rows(now: RunResult, baseline: RunResult | None) -> list[Row]:
    """The mean of each scorer over all cases it had something to judge in."""
    rows = []
    for scorer in now.provenance.scorers:
        means = _means(now, scorer)
        if means:
            then = _means(baseline, scorer) if baseline else []
            rows.append(Row(scorer, len(means), _mean(means), _mean(then) if then else None))
    return rows


def group_rows(now: RunResult) -> list[Row]:
    """The mean score by split, difficulty, format and language."""
    groups: dict[str, list[float]] = defaultdict(list)
    for case in now.cases:
        if (score := case.score()) is not None:
            for name in (
                f"split: {case.split}",
                f"difficulty: {case.tags.difficulty}",
                f"format: {case.tags.format}",
                f"language: {case.tags.language}",
            ):
                groups[name].append(score)
    return [Row(name, len(scores), _mean(scores)) for name, scores in sorted(groups.items())]


def total(run: RunResult, split: str = "") -> float:
    """The mean score of all cases, or of one split; 0 where there is none."""
    scores = [s for c in run.cases if split in ("", c.split) and (s := c.score()) is not None]
    return _mean(scores) if scores else 0.0


def falls(run: RunResult) -> Iterator[Fall]:
    """Every item that does not hold, in the order of cases and scorers."""
    for case in run.cases:
        for scorer, items in case.scores.items():
            for item in items:
                if item.score is not None and item.score < 1.0:
                    yield Fall(case, scorer, item)


def worst(run: RunResult, count: int) -> list[CaseResult]:
    """The cases with the lowest score, lowest first; a case without a pitch comes before all."""

    def rank(case: CaseResult) -> tuple[float, str]:
        score = case.score()
        return (-1.0 if case.error else 1.0 if score is None else score), case.id

    return [c for c in sorted(run.cases, key=rank)[:count] if rank(c)[0] < 1.0]


def _means(run: RunResult, scorer: str) -> list[float]:
    return [m for c in run.cases if (m := mean(c.scores.get(scorer, ()))) is not None]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
