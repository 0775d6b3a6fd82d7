"""The offline engine: reads the evidence, composes the core, projects it to each stakeholder."""

from __future__ import annotations

from collections.abc import Sequence

from translator.drafting import Drafted, DraftRequest, Told
from translator.models import Draft, Finding
from translator.offline.blanks import Blanks
from translator.offline.core import compose
from translator.offline.framing import default_stakeholders, frame
from translator.offline.reading import read_ticket
from translator.offline.situation import Situation
from translator.offline.story import told_story
from translator.offline.technical import technical_note


class OfflineEngine:
    """`draft` behind the engine protocol; waits on nothing."""

    name = "offline"

    async def draft(self, request: DraftRequest, told: Told | None = None) -> Drafted:
        """See `draft`. There are no stages: it is done before anybody could read one."""
        return _drafted(request)

    async def repair(self, request: DraftRequest, drafted: Drafted, findings: Sequence[Finding]) -> Drafted:
        """The draft as it is: the same rules would write the same words."""
        return drafted


def draft(request: DraftRequest) -> Draft:
    """A draft from rules, the catalog and the examples. Deterministic: same request, same draft.

    Raises UnknownStakeholder for a stakeholder the catalog does not have.
    """
    return _drafted(request).draft


def _drafted(request: DraftRequest) -> Drafted:
    profiles = [request.index.stakeholder(s) for s in request.stakeholders]
    reading = read_ticket(request.ticket, request.ledger, request.index, request.reading)
    blanks = Blanks(request.ledger)
    situation = Situation(request, reading, blanks)
    core = compose(situation)
    if not request.stakeholders:
        chosen = default_stakeholders(reading, request.index)
        profiles = [request.index.stakeholders[s] for s in chosen]
    framings = tuple(
        frame(p, core, reading, request.index, blanks, situation.proof.internal, situation.looked_at_again)
        for p in profiles
    )
    told = Draft(
        one_breath=core.one_breath,
        moment=core.moment,
        note=core.note,
        bet=core.bet,
        lever=core.lever,
        framings=framings,
        story=told_story(situation),
        technical=technical_note(request, reading.task.id if reading.task else ""),
        questions=blanks.open(),
    )
    worded = situation.worded if situation.phrases is not None else None
    return Drafted(told, worded=worded, reading=request.reading)
