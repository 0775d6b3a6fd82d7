"""A second reading of tickets whose cues are unclear: the likeliest task and fault of the people in them.

The sentences in which people meet trouble are weighed by their cues and, where meanings can be compared,
by how near they come to sentences in which other tickets tell the same task (`Task.told`). The outcome is
a likelihood, so a pitch shows it as an assumption.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from translator.catalog.index import CatalogIndex
from translator.catalog.models import Task
from translator.drafting import Likeness
from translator.models import Ledger, Ticket
from translator.offline.people import SOMEBODY, Told, people_told
from translator.offline.scoring import best_pair, makes_sense

_COMPARED = 3  # sentences besides the title: each costs a few milliseconds
_LONGEST = 220  # characters of a sentence that are compared
_CUE = {True: 0.1, False: 0.05}  # a strong cue of the task in such a sentence, a weak one
_CUES_AT_MOST = 0.25
_BY_CUES = 0.05  # it is the task that the cues of the whole ticket speak for
_THEIR_TASK = 0.03  # it is a task that these people are known for
_TITLE = 0.6  # of a sentence: titles tell the mechanism as often as the task
_NEAREST = 0.3  # weight of the nearest sentence beside the average of all
_LEAST_NEAR = 0.28  # calibrated: below it the nearest task is right no more often than wrong
_UNNAMED = 0.05  # more is asked where nobody is named
_LEAST_CUED = 0.15  # the same where meanings cannot be compared
# Their phrases fit few tasks, and the others have sayings of their own.
_ODD = frozenset({"loss", "missing", "no-signal", "manual", "duplicate", "late"})
_ANY = frozenset({"unable", "missing"})  # true of nearly every trouble; a plainer one says more
_PLAINER = 1.5
_GENERAL = frozenset({"unable", "slow", "wrong", "sometimes"})
# How much the word says of who is there: "customers" may be no more than the company that pays.
_AS_A_PERSON = {SOMEBODY: 0.4, "customers": 0.7}
_ANYBODY = "customers"  # who it is where the ticket calls them by no name of the catalog
# They stand beside the fault: who sells or answers tells it, and is hurt second.
_TELLERS = frozenset({"salespeople", "support-agents"})


def likely_reading(
    ticket: Ticket, ledger: Ledger, index: CatalogIndex, likeness: Likeness | None = None
) -> dict[str, str]:
    """Catalog ids by "task", "failure" and "persona", as `read_ticket` takes them; {} for no likelihood.

    Says nothing of a ticket whose cues are clear or in which nobody meets trouble. Raises what the
    comparison raises.
    """
    told = people_told(ticket, index)
    if not any(t.hurt for t in told) or cues_suffice(ticket, ledger, index, told):
        return {}
    cued = best_pair(ticket, ledger, index).task
    audience = _audience(told, index)
    shown = _shown(told)
    scores = _cued(ticket, shown, index)
    people = [p for t in shown for p in t.personas]
    if likeness is None:
        near: Mapping[str, float] = {}
        least = _LEAST_CUED
    else:
        near = _nearness(ticket, shown, index, audience, likeness)
        least = _LEAST_NEAR
    best, found = 0.0, None
    for task in index.catalog.tasks:
        if not _may_be(task, audience, people, index):
            continue
        score = near.get(task.id, 0.0) + min(_CUES_AT_MOST, scores.get(task.id, 0.0))
        score += _THEIR_TASK * any(p in task.personas for p in people) + _BY_CUES * (task.id == cued)
        if score > best:
            best, found = score, task
    if all(p == SOMEBODY for p in people):
        least += _UNNAMED
    if found is None or best < least:
        return {}
    failure = _failure(shown, found.id, index)
    if failure is None and likeness is not None:
        failure = _nearest_failure(ticket, shown, found, index, likeness)
    if failure is None:
        return {}
    read = {"task": found.id, "failure": failure}
    persona = next((p for p in _by_weight(shown, found, index, audience) if p != SOMEBODY), "")
    if not persona and found.audience == "external" and _is_a_kind(found, index):
        persona = _ANYBODY if _ANYBODY in index.personas else ""
    return read | ({"persona": persona} if persona else {})


def cues_suffice(ticket: Ticket, ledger: Ledger, index: CatalogIndex, told: Sequence[Told]) -> bool:
    """Whether the cues of the whole ticket show a moment, and one that the people in it could mean."""
    pair = best_pair(ticket, ledger, index)
    return bool(pair.clear and pair.task and pair.failure) and borne_out(
        ticket, pair.task, pair.failure, told, index
    )


def borne_out(
    ticket: Ticket, task: str | None, failure: str | None, told: Sequence[Told], index: CatalogIndex
) -> bool:
    """Whether the title or a sentence about people in trouble speaks of the task going wrong this way.

    True where nobody is in trouble: then there is nothing to hold against the cues.
    """
    hurt = [t for t in told if t.hurt]
    if not hurt or task is None:
        return True
    named = {
        index.personas[p].audience
        for t in hurt
        for p in t.personas
        if p in index.personas and p not in _TELLERS
    }
    if named == {"external"} and index.tasks[task].audience == "internal":
        return False
    spoken = [ticket.title, *(t.span.of(ticket.text) for t in hurt)]
    failures = {f for t in hurt for f in t.trouble}
    if failures and failure not in failures:
        failures |= {m.key for m, _ in index.failure_cues.find(ticket.title)}
        if failure not in failures:
            return False
    weights = _failures(hurt, task, index)
    plainer = max((w for f, w in weights.items() if f not in _ANY), default=0.0)
    if failure in _ANY and plainer > _PLAINER * weights.get(failure, 0.0):
        return False
    return any(m.key == task for words in spoken for m, _ in index.task_cues.find(words))


def _audience(told: Sequence[Told], index: CatalogIndex) -> str:
    weights: dict[str, float] = defaultdict(float)
    for t in told:
        for persona in t.personas:
            if persona in _TELLERS:
                continue
            known = index.personas.get(persona)
            side = known.audience if known is not None else "external"
            share = (1.0 + t.hurt + 0.5 * t.title) / len(t.personas) * (1.0 if t.named else 0.6)
            weights[side] += share * _AS_A_PERSON.get(persona, 1.0)
    return "internal" if weights["internal"] > weights["external"] else "external"


def _may_be(task: Task, audience: str, people: Sequence[str], index: CatalogIndex) -> bool:
    if task.audience == audience:
        return True
    using = any(p in index.personas and index.personas[p].uses_product for p in people)
    return audience == "internal" and task.audience == "external" and using


def _shown(told: Sequence[Told]) -> list[Told]:
    """The sentences that tell the trouble best, in reading order."""

    def rank(t: Told) -> float:
        first = told.index(t)
        return 1.5 * t.hurt + 0.8 * t.named + bool(t.trouble) - 0.8 * t.explains - 0.1 * first

    return sorted(sorted(told, key=rank, reverse=True)[: _COMPARED + 1], key=lambda t: t.span)


def _cued(ticket: Ticket, shown: Sequence[Told], index: CatalogIndex) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    for words in dict.fromkeys([ticket.title, *(t.span.of(ticket.text) for t in shown)]):
        seen: dict[str, float] = {}
        for match, strong in index.task_cues.find(words):
            seen[match.key] = max(seen.get(match.key, 0.0), _CUE[strong])
        for task, score in seen.items():
            scores[task] += score
    return scores


def _nearness(
    ticket: Ticket, shown: Sequence[Told], index: CatalogIndex, audience: str, likeness: Likeness
) -> dict[str, float]:
    """For each task, how near its likest told sentence comes to the title and the sentences, on average."""
    spoken = [" ".join(t.span.of(ticket.text).split())[:_LONGEST] for t in shown if not t.title][:_COMPARED]
    spoken = list(dict.fromkeys([ticket.title[:_LONGEST], *spoken]))
    known = [(task.id, words) for task in index.catalog.tasks for words in task.told]
    cosines = likeness.cosines([(said, words) for said in spoken for _, words in known])
    best: dict[tuple[int, str], float] = defaultdict(float)
    for at, cosine in enumerate(cosines):
        line, model = divmod(at, len(known))
        key = line, known[model][0]
        best[key] = max(best[key], cosine)
    lines = range(len(spoken))
    weights = [_TITLE if line == 0 else 1.0 for line in lines]
    return {
        task.id: _NEAREST * max(best[line, task.id] for line in lines)
        + (1.0 - _NEAREST) * sum(best[line, task.id] * weights[line] for line in lines) / sum(weights)
        for task in index.catalog.tasks
    }


def _failure(shown: Sequence[Told], task: str, index: CatalogIndex) -> str | None:
    weights = _failures(shown, task, index)
    return max(weights, key=lambda f: weights[f], default=None)


def _failures(shown: Sequence[Told], task: str, index: CatalogIndex) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for t in shown:
        fitting = [f for f in t.trouble if f in index.failures and makes_sense(index.failures[f], task)]
        for place, failure in enumerate(fitting):
            plain = 1.0 if (task, failure) in index.sayings or failure not in _ODD else 0.3
            weights[failure] += plain * (1.0 if t.named else 0.7) / (1.0 + 0.5 * place)
    return weights


def _nearest_failure(
    ticket: Ticket, shown: Sequence[Told], task: Task, index: CatalogIndex, likeness: Likeness
) -> str | None:
    """The failure whose phrase for the task comes nearest to the sentences, of those that claim little."""
    people = index.personas[task.personas[0]].plural
    phrases = {
        f.id: f"{people} {saying.happens if saying else f.happens.format(**_forms(task))}"
        for f in index.catalog.failures
        if makes_sense(f, task.id)
        for saying in [index.sayings.get((task.id, f.id))]
        if f.id in _GENERAL
    }
    spoken = [" ".join(t.span.of(ticket.text).split())[:_LONGEST] for t in shown if not t.title][:_COMPARED]
    pairs = [(said, words) for words in phrases.values() for said in spoken]
    if not pairs:
        return None
    cosines = likeness.cosines(pairs)
    size = len(spoken)
    near = {f: max(cosines[at * size : (at + 1) * size]) for at, f in enumerate(phrases)}
    return max(near, key=lambda f: near[f])


def _is_a_kind(task: Task, index: CatalogIndex) -> bool:
    """Whether the task's own persona is one kind of people ("shoppers"), more than the task itself says."""
    own = index.personas[task.personas[0]].cues
    return bool(own.strong or own.weak)


def _forms(task: Task) -> dict[str, str]:
    return {"verb": task.verb, "gerund": task.gerund, "noun": task.noun, "nouns": task.nouns}


def _by_weight(shown: Sequence[Told], task: Task, index: CatalogIndex, audience: str) -> list[str]:
    weights: dict[str, float] = defaultdict(float)
    for t in shown:
        for place, persona in enumerate(t.personas):
            if persona in _TELLERS or (
                persona in index.personas
                and index.personas[persona].audience != audience
                and not index.personas[persona].uses_product
            ):
                continue
            known = index.personas.get(persona)
            other_side = known is not None and known.audience != audience
            worth = 0.4 if persona == "customers" or other_side else 1.0
            worth *= 1.5 if persona in task.personas else 1.0
            weights[persona] += (1.0 + t.hurt) / (1.0 + place) * worth
    return sorted(weights, key=lambda p: -weights[p])
