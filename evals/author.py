"""Makes the pitch of a case, with the product's own pipeline and the past incidents of its company."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from evals.case import Case
from evals.case_files import company_file
from translator.drafting import PastIncidents
from translator.models import Pitch, Ticket
from translator.pipeline import Pipeline
from translator.wiring import App, build_alone
from translator.wiring_incidents import incidents_of_file

# Every case is translated on this day: repeats are counted in a window that ends here.
TODAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Author:
    """One App for all cases; a company's incidents are read and embedded once.

    `flags` are settings over the defaults, such as `{"model": …, "replay": …}`; the machine has no say.
    """

    def __init__(self, flags: Mapping[str, object], app: App | None = None) -> None:
        self.app = app or build_alone(flags)
        self._past: dict[str, PastIncidents] = {}

    def ticket(self, case: Case) -> Ticket:
        """The ticket of the case as intake reads it. Raises the CallerErrors of intake."""
        return self.app.read(case.payload(), place=f"{case.id}/{case.ticket}").tickets[0]

    async def pitch(self, case: Case) -> Pitch:
        """The pitch of the case. Raises what `App.translate` does."""
        ticket = self.ticket(case)
        if not case.company:
            return await self.app.translate(ticket, now=TODAY, stakeholders=case.stakeholders)
        plain = self.app.pipeline
        pipeline = Pipeline(
            self.app.index, plain.engine, self._incidents(case.company), self.app.likeness, plain.opinion
        )
        return await pipeline.translate(ticket, now=TODAY, stakeholders=case.stakeholders)

    def _incidents(self, company: str) -> PastIncidents:
        if company not in self._past:
            self._past[company] = incidents_of_file(company_file(company), self.app.embedder)
        return self._past[company]
