"""The clean pitches that defects are planted into: sample tickets and cases, by the offline engine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from evals.author import TODAY, Author
from evals.benchmarks.honest import sample_tickets
from evals.case import Case
from evals.mutation.planting import Host
from translator.evidence import sources
from translator.models import Ticket
from translator.pipeline import Pipeline
from translator.wiring import App

_OF_CASES, _OF_SAMPLES = 8, 6
_LONGEST = 4000  # characters of a ticket; long ones take time and show nothing more


def hosts_of(cases: Sequence[Case]) -> tuple[Host, ...]:
    """A fixed sample of the cases and of the sample tickets, in one order for the same cases."""
    author = Author({})
    short = sorted(
        (case for case in cases if (case.folder / case.ticket).stat().st_size < _LONGEST), key=lambda c: c.id
    )
    step = max(1, len(short) // _OF_CASES)
    tickets = [(case.id, author.ticket(case)) for case in short[::step][:_OF_CASES]]
    samples = [(n, t) for n, t in sample_tickets().items() if "#" not in n and len(t.text) < _LONGEST]
    return tuple(host(author.app, name, ticket) for name, ticket in tickets + samples[:_OF_SAMPLES])


def host(app: App, name: str, ticket: Ticket) -> Host:
    """The pitch of one ticket, without past incidents and without an embedder."""
    pitch = asyncio.run(Pipeline(app.index, app.engine).translate(ticket, now=TODAY))
    return Host(name, app, ticket, pitch, sources(ticket))
