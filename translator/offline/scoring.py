"""Scores which customer task goes wrong in which way.

Scores are sums of cue weights; they rank the readings of one ticket and mean nothing between tickets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from translator.catalog.index import CatalogIndex, CueMatcher
from translator.catalog.models import Failure
from translator.evidence.sections import Section, sections
from translator.evidence.statements import is_instruction
from translator.models import Block, Ledger, Ticket
from translator.text import Match, Span, sentences

_THRESHOLD = 2.0  # a strong cue in the body, or a weak one in the title beside another
_GENERIC = {
    "breaks-after-update": 0.7,
    "unable": 0.75,
    "error": 0.75,
    "missing": 0.5,
    "no-signal": 0.8,
    "confusing": 0.8,
}
_GENERIC_TASKS = {"operate": 0.8, "integrate": 0.9, "open-page": 0.9, "watch-system": 0.9}
_TOGETHER = (0.15, 0.35, 0.6)  # by how many of the two cues in one sentence are strong
_APART = (0.05, 0.15, 0.42)  # the same for neighbouring sentences
_TOGETHER_LEAST = 0.3
_CLEAR_LEAD = 1.2
# Everyday words ("debug", "add", "upgrade") make these failures and tasks only beside a plain cue.
_WEAK_ENOUGH = frozenset({"unable", "error"})
_PLAIN_CUE_NEEDED = frozenset(
    {"open-report", "install-upgrade", "search", "sync", "message", "build-on-platform"}
)
# "Report dialog", "search box column": the words name a place on a screen, not what people do there.
_PLACE = re.compile(
    r" (?:window|dialog|dialogue|table|view|wizard|menu|column|tab|icon|toolbar|panel|widget|class|"
    r"module|component|plugin|page object|tests?)s?\b",
    re.IGNORECASE,
)
# TestFairScheduler, CheckoutPageIT: who reads this in a title waits for a test.
_TEST_NAME = re.compile(r"\bTest[A-Z]\w+|\b[A-Z]\w+(?:Tests?|IT)\b")
_TESTS = "run-tests"
_CUSTOMERS = re.compile(
    r"\b(?:users|customers|clients|people) (?:are |were |have been )?(?:\w+ly )?"
    r"(?:unable|cannot|can't|could not)\b",
    re.IGNORECASE,
)
_SECTION_WEIGHT: dict[Section, float] = {
    "title": 3.0,
    "steps": 0.5,
    "environment": 0.15,
    "expected": 0.5,
    "proposal": 0.5,
    "finish": 0.4,
    "cause": 0.6,
}


class Pair(NamedTuple):
    """Catalog ids of a task and of how it goes wrong; None where the ticket does not say.

    `clear` is False where another task is almost as likely.
    """

    task: str | None
    failure: str | None
    clear: bool


def best_pair(ticket: Ticket, ledger: Ledger, index: CatalogIndex) -> Pair:
    """The task and failure that the cues, alone and in the same sentence, speak for most clearly."""
    told = (e.text for e in ledger.of("symptom", "impact"))
    return best_pair_in(ticket.text, ticket.title, sections(ticket), told, index)


def best_pair_in(
    text: str,
    title: str,
    placed: Iterable[tuple[Block, Section]],
    told: Iterable[str],
    index: CatalogIndex,
) -> Pair:
    """The same for any text whose blocks are known by their section. `told` are its symptoms and effects."""
    tasks, failures = _Scores(places_too=False), _Scores()
    together: dict[tuple[str, str], float] = defaultdict(float)

    def meet(some: Mapping[str, bool], others: Mapping[str, bool], worth: tuple[float, ...]) -> None:
        for task, task_strong in some.items():
            for failure, failure_strong in others.items():
                if makes_sense(index.failures[failure], task):
                    together[task, failure] += weight * worth[task_strong + failure_strong]

    position = 0
    for block, section in placed:
        before: dict[str, bool] = {}
        for span in sentences(text, block.start, block.end):
            if is_instruction(span.of(text)):
                continue
            weight = _SECTION_WEIGHT.get(section, 1.0) * max(0.3, 1.0 - 0.05 * position)
            seen_tasks = tasks.add(index.task_cues, text, span, weight)
            seen_failures = failures.add(index.failure_cues, text, span, weight)
            meet(seen_tasks, seen_failures, _TOGETHER)
            meet(before, seen_failures, _APART)  # "… a text message. It arrives late."
            before = seen_tasks
            position += section not in ("environment", "aside")
    if _TEST_NAME.search(title):
        tasks.strong.add(_TESTS)
        tasks.total[_TESTS] += 2.0 * _SECTION_WEIGHT["title"]
        for failure in failures.strong:
            if failure in index.failures and makes_sense(index.failures[failure], _TESTS):
                together[_TESTS, failure] += _TOGETHER[2]
    customers_speak = any(_CUSTOMERS.search(t) for t in told)
    return _choose(tasks, failures, together, index, customers_speak)


class _Scores:
    """Cue weights by entry id; repeats count for less, so a long ticket does not outshout its title."""

    def __init__(self, *, places_too: bool = True) -> None:
        self._places_too = places_too
        self.total: dict[str, float] = defaultdict(float)
        self.strong: set[str] = set()
        self._seen: dict[tuple[str, str], int] = defaultdict(int)

    def add(self, matcher: CueMatcher, text: str, span: Span, weight: float) -> dict[str, bool]:
        """Score the cues in the span; returns the ids seen and whether by a strong cue."""
        ids: dict[str, bool] = {}
        for match, strong in matcher.find(text, span.start, span.end):
            if self._places_too or not _PLACE.match(text, match.span.end):
                self._count(match, text, weight, strong, ids)
        return ids

    def _count(self, match: Match, text: str, weight: float, strong: bool, ids: dict[str, bool]) -> None:
        word = match.span.of(text).lower()
        self._seen[match.key, word] += 1
        base = 2.0 if strong else 0.5
        self.total[match.key] += weight * base / self._seen[match.key, word] ** 1.5
        if strong:
            self.strong.add(match.key)
        ids[match.key] = ids.get(match.key, False) or strong


def makes_sense(failure: Failure, task: str) -> bool:
    """Whether a task can fail in this way."""
    return task not in failure.unfit and (not failure.fits or task in failure.fits)


def _choose(
    tasks: _Scores,
    failures: _Scores,
    together: dict[tuple[str, str], float],
    index: CatalogIndex,
    customers_speak: bool,
) -> Pair:
    scale = 0.5 if customers_speak else 1.0
    task_scores = {
        t: score * _GENERIC_TASKS.get(t, 1.0) * (scale if index.tasks[t].audience == "internal" else 1.0)
        for t, score in tasks.total.items()
        if (score >= _THRESHOLD and t not in _PLAIN_CUE_NEEDED)
        or (t in tasks.strong and score >= _THRESHOLD * 0.7)
    }
    failure_scores = {
        f: score * _GENERIC.get(f, 1.0)
        for f, score in failures.total.items()
        if score >= 1.5 and (f in failures.strong or f in _WEAK_ENOUGH)
    }
    best: tuple[float, str | None, str | None] = (0.0, None, None)
    totals: dict[str, float] = {}
    for task, score in sorted(task_scores.items()):
        for failure, other in sorted(failure_scores.items()):
            total = score + other + min(4.0, together.get((task, failure), 0.0))
            if together.get((task, failure), 0.0) >= _TOGETHER_LEAST:
                totals[task] = max(totals.get(task, 0.0), total)
                if total > best[0]:
                    best = (total, task, failure)
    if best[1] is None:
        task_only = max(sorted(task_scores), key=lambda t: task_scores[t], default=None)
        strong = [f for f in sorted(failure_scores) if f in failures.strong and f != "missing"]
        failure_only = max(strong, key=lambda f: failure_scores[f], default=None)
        return Pair(None, failure_only, True) if failure_only else Pair(task_only, None, True)
    rival = max((t for task, t in totals.items() if task != best[1]), default=0.0)
    return Pair(best[1], best[2], best[0] >= _CLEAR_LEAD * rival)
