"""Decides what the ticket is about: which task goes wrong in which way, for whom and when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.catalog.models import Failure, Moment, Persona, Task
from translator.models import Evidence, Ledger, Ticket
from translator.offline.likely import borne_out
from translator.offline.people import Told, people_told
from translator.offline.scoring import best_pair, makes_sense

# Tasks that say themselves when they matter.
_ALWAYS = {"recover": "after-outage", "mobile-app": "on-the-phone"}


# Who wrote in, how often, or what else there is: told of the fault, and not what people see of it.
_COUNTS = re.compile(
    r"^(?:on top of|besides|in addition|apart from|support|also)\b|\b(?:wrote (?:in|to)|counts?|counted)\b",
    re.IGNORECASE,
)


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
    when_told: bool = True  # False: the moment is the one that the task always has
    met: bool = False  # people meet the fault in the sentence of `symptom`, in their own words

    @property
    def found(self) -> bool:
        """Whether there is a customer moment at all."""
        return self.task is not None and self.failure is not None


def read_ticket(
    ticket: Ticket, ledger: Ledger, index: CatalogIndex, given: Mapping[str, str] | None = None
) -> Reading:
    """The reading the cues speak for most clearly.

    `given` are catalog ids by "task", "failure", "persona" and "moment" from somebody who read the ticket.
    They stand where the cues alone do not show a moment clearly; such a reading is an assumption.
    """
    pair = best_pair(ticket, ledger, index)
    people = people_told(ticket, index)
    if pair.clear and not borne_out(ticket, pair.task, pair.failure, people, index):
        pair = pair._replace(clear=False)
    given = given or {}
    task_id, failure_id = given.get("task", ""), given.get("failure", "")
    told = (
        not (pair.clear and pair.task and pair.failure)
        and task_id in index.tasks
        and failure_id in index.failures
        and makes_sense(index.failures[failure_id], task_id)
    )
    if told:
        pair = pair._replace(task=task_id, failure=failure_id, clear=False)
    hurt = [t for t in people if t.hurt]
    persona, moment, named, who = _who_and_when(ledger, index, pair.task, people)
    task = index.tasks.get(pair.task or "")
    failure = index.failures.get(pair.failure or "")
    if told:
        other = index.personas.get(given.get("persona", ""))
        if (
            other is not None
            and _could_be(other, task)
            and (persona is None or given.get("persona") != persona.id)
        ):
            persona = other
            spoken = [e for e in ledger.of("customer") if e.value == other.id]
            named = bool(spoken)
            who = [*(e.id for e in spoken[:1]), *who]
        moment = moment or index.moments.get(given.get("moment", ""))
    when_told = moment is not None
    if moment is None and task is not None:
        moment = index.moments.get(_ALWAYS.get(task.id, ""))
    if task and persona is None:
        persona = index.personas[task.personas[0]]
    symptom = _symptom(ledger, index, pair.task, pair.failure, hurt)
    ids = [symptom.id] if symptom else []
    action = next((e.id for e in ledger.of("action") if e.value == pair.task), None)
    ids += [action] if action else []
    met = symptom is not None and any(t.span.start == symptom.start and not t.title for t in hurt)
    return Reading(
        task, failure, persona, named, moment, tuple(ids + who), symptom, pair.clear, when_told, met
    )


def _who_and_when(
    ledger: Ledger, index: CatalogIndex, task_id: str | None, people: Sequence[Told]
) -> tuple[Persona | None, Moment | None, bool, list[str]]:
    """Persona and moment that the ticket names, whether it names the persona, and the evidence ids."""
    ids: list[str] = []
    favoured = index.tasks[task_id].moments if task_id else ()
    told = [
        (e.start, e.end)
        for e in ledger.of("symptom", "impact", "quote", "expected")
        if e.weight >= 1.0 or e.kind == "quote"
    ]
    hurt = [t for t in people if t.hurt]
    told += [t.span for t in hurt]
    spoken = [*told, *(t.span for t in people)]
    moments = [
        e
        for e in ledger.of("moment")
        if e.weight >= 4.0  # in the title
        or (e.weight >= 2.0 and e.value in favoured)
        or (e.weight >= 2.0 and any(start <= e.start < end for start, end in spoken))
    ]

    def telling(e: Evidence) -> tuple[float, int]:
        there = any(t.span.start <= e.start < t.span.end for t in hurt)
        return e.weight + 1.0 * (e.value in favoured) + 1.5 * there, -e.start

    moment_item = max(moments, key=telling, default=None)
    moment = index.moments[moment_item.value] if moment_item else None
    task = index.tasks[task_id] if task_id else None
    heard: dict[str, float] = defaultdict(float)
    first: dict[str, Evidence] = {}
    for e in ledger.of("customer"):
        if not _could_be(index.personas[e.value], task):
            continue
        if e.weight < 4.0 and not any(_opens_with(e, start, end) for start, end in told):
            continue
        heard[e.value] += min(e.weight, 4.0)
        first.setdefault(e.value, e)
    strong = {p: s for p, s in heard.items() if s >= 2.0}
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
    return persona, moment, persona_id in first, ids


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


def _symptom(
    ledger: Ledger, index: CatalogIndex, task: str | None, failure: str | None, hurt: Sequence[Told]
) -> Evidence | None:
    """The statement that carries the reading: quotable and about this task and failure if there is one."""

    def about(e: Evidence) -> bool:
        return any(m.key == failure for m, _ in index.failure_cues.find(e.text))

    met = {t.span.start: t for t in hurt}

    def met_there(e: Evidence) -> float:
        said = met.get(e.start)
        if said is None:
            return 0.0
        in_words = failure in said.trouble
        counts = _COUNTS.search(e.text) is not None
        return 1.0 + 1.5 * in_words + 1.0 * said.named - 1.0 * said.explains - 2.0 * counts

    def rank(e: Evidence) -> tuple[float, int]:
        about_task = any(m.key == task for m, _ in index.task_cues.find(e.text))
        return e.weight + 2.5 * about(e) + about_task + 1.5 * (e.value == "quotable") + met_there(e), -e.start

    found = ledger.of("symptom") or ledger.of("impact", "expected", "work")
    return max(found, key=rank, default=None)
