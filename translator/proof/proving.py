"""Turns the hits of a search into proof: two sides, repeats, signs, what a fix moved, and a story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from translator.catalog.index import CatalogIndex
from translator.models import CitedIncident, Found, Hit, Ledger, Past, Proof, Ticket
from translator.offline.reading import read_ticket
from translator.proof import reading
from translator.proof.cases import Cases
from translator.proof.citing import Citations
from translator.proof.judged import Judged
from translator.proof.naming import mentions, names_of
from translator.proof.repeats import counted, repeats
from translator.proof.same_cause import TicketSide, same_cause
from translator.proof.story import story
from translator.proof.terms import task_words

_READ = 5  # incidents; those the ticket names go first, then the best hits
_SIGNS = 2


def prove(
    ticket: Ticket,
    ledger: Ledger,
    index: CatalogIndex,
    found: Found,
    *,
    now: datetime,
    likely: Mapping[str, str] | None = None,
) -> Proof:
    """What past incidents lend to the pitch of this ticket. Deterministic; raises nothing.

    Only hits the search calls similar are leant on, and only incidents among them: maintenance, alerts and
    errors are no proof. `now` (UTC) ends the window in which repeats are counted. Without a hit to lean on
    the proof holds the record of the search and nothing else.
    """
    chosen = _chosen(ticket, found)
    searched = Past(searched=found.searched, mode=found.mode, notes=found.notes)
    if not chosen:
        return Proof(past=searched)
    read = read_ticket(ticket, ledger, index, likely)
    task = read.task.id if read.task else None
    failure = read.failure.id if read.failure else None
    side = TicketSide(ticket, ledger, task_words(task, failure, index))
    pasts = [reading.Past(hit, index) for hit in chosen]
    judged = [Judged(past, same_cause(side, past), _same_problem(past, task, failure)) for past in pasts]
    cite = Citations(ledger)
    cases = Cases(judged, index, cite)
    group = counted(judged, ticket, now)
    internal_moment = read.persona is not None and read.persona.audience == "internal"
    proof = Proof(
        past=searched.model_copy(update={"incidents": _cited(judged, group)}),
        sales=None if internal_moment else cases.sales(),
        support=cases.daily_work() if internal_moment else cases.support(),
        repeats=repeats(group, cite),
        internal=cases.moved(),
        signs=cases.signs(_SIGNS),
        story=story(judged, group, cases, cite),
    )
    return proof.model_copy(update={"evidence": cite.items})


def _same_problem(past: reading.Past, task: str | None, failure: str | None) -> bool:
    """Whether the incident tells of the ticket's customer task going wrong in the ticket's way."""
    if task is None or failure is None:
        return False
    return failure in past.failures and past.task == task


def _chosen(ticket: Ticket, found: Found) -> list[Hit]:
    """The hits to read, best first: incidents with something told, and never the ticket itself."""
    own = {name.lower() for name in (ticket.key, ticket.url) if name}
    hits = [
        hit
        for hit in found.similar
        if hit.incident.kind == "incident"
        and not own & {n.lower() for n in (hit.incident.source_id, hit.incident.url or "", hit.incident.id)}
    ]
    named = {
        hit.incident.id
        for hit in hits
        if mentions(ticket.text, names_of(hit.incident.source_id, hit.incident.url))
    }
    first = sorted(hits, key=lambda hit: hit.incident.id not in named)[:_READ]
    return sorted(first, key=lambda hit: -hit.score)


def _cited(judged: list[Judged], group: tuple[Judged, ...]) -> tuple[CitedIncident, ...]:
    repeated = {one.incident.id for one in group}
    return tuple(
        CitedIncident(
            id=one.incident.id,
            key=one.incident.source_id,
            title=one.incident.title,
            kind=one.incident.kind,
            url=one.incident.url,
            text=one.past.text,
            score=one.past.hit.score,
            why=one.past.hit.why,
            relation=one.relation,
            rule=one.verdict.rule if one.verdict else "",
            counted=one.incident.id in repeated,
        )
        for one in judged
    )
