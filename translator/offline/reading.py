"""Decides which customer task goes wrong in which way, for whom and when.

Scores are sums of cue weights; they rank readings of one ticket and mean nothing between tickets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from translator.catalog.index import CatalogIndex, CueMatcher
from translator.catalog.models import Failure, Moment, Persona, Task
from translator.evidence.sections import Section, sections
from translator.evidence.statements import is_instruction
from translator.models import Evidence, Ledger, Ticket
from translator.text import Match, Span, sentences

THRESHOLD = 2.0  # a strong cue in the body, or a weak one in the title beside another
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
_WEAK_ENOUGH = frozenset({"unable", "access", "error"})
_PLAIN_CUE_NEEDED = frozenset(
    {"open-report", "install-upgrade", "search", "sync", "message", "build-on-platform"}
)
# "Report dialog", "search box column": the words name a place on a screen, not what people do there.
_PLACE = re.compile(
    r" (?:window|dialog|dialogue|table|view|wizard|menu|column|tab|icon|toolbar|panel|widget|class|"
    r"module|component|plugin|page object|tests?)s?\b",
    re.IGNORECASE,
)
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


class Reading(NamedTuple):
    """What the ticket is about. None: the ticket does not say, and nothing is guessed."""

    task: Task | None
    failure: Failure | None
    persona: Persona | None
    persona_named: bool  # False: implied by the task, to be shown as an assumption
    moment: Moment | None
    evidence: tuple[str, ...]  # ids that carry the claim, best first
    symptom: Evidence | None  # the sentence that says it best
    clear: bool  # False: another task is almost as likely, so the reading is an assumption

    @property
    def found(self) -> bool:
        """Whether there is a customer moment at all."""
        return self.task is not None and self.failure is not None


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


def read_ticket(ticket: Ticket, ledger: Ledger, index: CatalogIndex) -> Reading:
    """The reading the cues speak for most clearly."""
    tasks, failures = _Scores(places_too=False), _Scores()
    together: dict[tuple[str, str], float] = defaultdict(float)
    position = 0
    for block, section in sections(ticket):
        before: dict[str, bool] = {}
        for span in sentences(ticket.text, block.start, block.end):
            if is_instruction(span.of(ticket.text)):
                continue
            weight = _SECTION_WEIGHT.get(section, 1.0) * max(0.3, 1.0 - 0.05 * position)
            seen_tasks = tasks.add(index.task_cues, ticket.text, span, weight)
            seen_failures = failures.add(index.failure_cues, ticket.text, span, weight)
            for seen_task, task_strong in seen_tasks.items():
                for seen_failure, failure_strong in seen_failures.items():
                    if _makes_sense(index.failures[seen_failure], seen_task):
                        worth = _TOGETHER[task_strong + failure_strong]
                        together[seen_task, seen_failure] += weight * worth
            for seen_task, task_strong in before.items():  # "…a text message. It arrives late."
                for seen_failure, failure_strong in seen_failures.items():
                    if _makes_sense(index.failures[seen_failure], seen_task):
                        worth = _APART[task_strong + failure_strong]
                        together[seen_task, seen_failure] += weight * worth
            before = seen_tasks
            position += 1
    customers_speak = any(_CUSTOMERS.search(e.text) for e in ledger.of("symptom", "impact"))
    task_id, failure_id, clear = _best_pair(tasks, failures, together, index, customers_speak)
    persona, moment, named, people = _who_and_when(ledger, index, task_id)
    task = index.tasks.get(task_id or "")
    failure = index.failures.get(failure_id or "")
    if task and persona is None:
        persona = index.personas[task.personas[0]]
    symptom = _symptom(ledger, index, task_id, failure_id)
    ids = [symptom.id] if symptom else []
    action = next((e.id for e in ledger.of("action") if e.value == task_id), None)
    ids += [action] if action else []
    return Reading(task, failure, persona, named, moment, tuple(ids + people), symptom, clear)


def _makes_sense(failure: Failure, task: str) -> bool:
    return task not in failure.unfit and (not failure.fits or task in failure.fits)


def _best_pair(
    tasks: _Scores,
    failures: _Scores,
    together: dict[tuple[str, str], float],
    index: CatalogIndex,
    customers_speak: bool,
) -> tuple[str | None, str | None, bool]:
    """Task, failure, and whether no other task comes close."""
    scale = 0.5 if customers_speak else 1.0
    task_scores = {
        t: score * _GENERIC_TASKS.get(t, 1.0) * (scale if index.tasks[t].audience == "internal" else 1.0)
        for t, score in tasks.total.items()
        if (score >= THRESHOLD and t not in _PLAIN_CUE_NEEDED)
        or (t in tasks.strong and score >= THRESHOLD * 0.7)
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
        return (None, failure_only, True) if failure_only else (task_only, None, True)
    rival = max((t for task, t in totals.items() if task != best[1]), default=0.0)
    return best[1], best[2], best[0] >= _CLEAR_LEAD * rival


def _who_and_when(
    ledger: Ledger, index: CatalogIndex, task_id: str | None
) -> tuple[Persona | None, Moment | None, bool, list[str]]:
    """Persona and moment that the ticket names, whether it names the persona, and the evidence ids."""
    ids: list[str] = []
    favoured = index.tasks[task_id].moments if task_id else ()
    told = [
        (e.start, e.end)
        for e in ledger.of("symptom", "impact", "quote", "expected")
        if e.weight >= 1.0 or e.kind == "quote"
    ]
    moments = [
        e
        for e in ledger.of("moment")
        if e.weight >= 4.0  # in the title
        or (e.weight >= 2.0 and e.value in favoured)
        or (e.weight >= 2.0 and any(start <= e.start < end for start, end in told))
    ]
    moment_item = max(moments, key=lambda e: (e.weight + 1.0 * (e.value in favoured), -e.start), default=None)
    moment = index.moments[moment_item.value] if moment_item else None
    task = index.tasks[task_id] if task_id else None
    people: dict[str, float] = defaultdict(float)
    first: dict[str, Evidence] = {}
    for e in ledger.of("customer"):
        if not _could_be(index.personas[e.value], task):
            continue
        if e.weight < 4.0 and not any(_opens_with(e, start, end) for start, end in told):
            continue
        people[e.value] += min(e.weight, 4.0)
        first.setdefault(e.value, e)
    strong = {p: s for p, s in people.items() if s >= 2.0}
    outside = {p: s for p, s in strong.items() if index.personas[p].audience == "external"}
    if task is not None and task.audience == "external" and outside:
        strong = outside
    specific = {p: s for p, s in strong.items() if p != "customers"} or strong
    expected = set(index.tasks[task_id].personas) if task_id else set()
    persona_id = max(sorted(specific), key=lambda p: specific[p] + 1.5 * (p in expected), default=None)
    fitting = moment is not None and _could_be(index.personas.get(moment.persona), task)
    if moment and fitting and (persona_id in (None, "customers") or moment.persona in strong):
        persona_id = moment.persona
        if moment.persona in first:
            ids.append(first[moment.persona].id)
    elif persona_id:
        ids.append(first[persona_id].id)
    if moment_item:
        ids.append(moment_item.id)
    persona = index.personas[persona_id] if persona_id else None
    return persona, moment, persona is not None, ids


def _opens_with(item: Evidence, start: int, end: int) -> bool:
    """Whether the words stand in the first part of the sentence, where its subject is."""
    return start <= item.start < start + 0.55 * (end - start)


def _could_be(persona: Persona | None, task: Task | None) -> bool:
    """Whether this kind of person does this task: colleagues' tasks are done by colleagues."""
    if persona is None or task is None:
        return persona is not None
    if task.audience == "internal":
        return persona.audience == "internal"
    return persona.audience == "external" or persona.uses_product or persona.id in task.personas


def _symptom(ledger: Ledger, index: CatalogIndex, task: str | None, failure: str | None) -> Evidence | None:
    """The statement that carries the reading: quotable and about this task and failure if there is one."""

    def about(e: Evidence) -> bool:
        return any(m.key == failure for m, _ in index.failure_cues.find(e.text))

    def rank(e: Evidence) -> tuple[float, int]:
        about_task = any(m.key == task for m, _ in index.task_cues.find(e.text))
        return e.weight + 2.5 * about(e) + about_task + 1.5 * (e.value == "quotable"), -e.start

    found = ledger.of("symptom") or ledger.of("impact", "expected", "work")
    return max(found, key=rank, default=None)
