"""What a pitch would ask of a model, without asking it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from translator.catalog.index import CatalogIndex
from translator.drafting import DraftRequest, PastIncidents
from translator.evidence import extract
from translator.model_engine import ModelEngine, Planned
from translator.models import Ticket
from translator.offline import OfflineEngine
from translator.proof import prove


async def planned(
    engine: ModelEngine,
    index: CatalogIndex,
    past: PastIncidents | None,
    ticket: Ticket,
    *,
    now: datetime,
    stakeholders: Sequence[str] = (),
) -> list[Planned]:
    """The requests that `Pipeline.translate` would begin with for this ticket, and what each may take.

    Sends nothing. `now` is the UTC time that ends the window in which repeats are counted. Raises
    UnknownStakeholder and what the search for past incidents raises.
    """
    own = extract(ticket, index)
    proof = prove(ticket, own, index, past.like(ticket), now=now) if past is not None else None
    request = DraftRequest(ticket, own, index, tuple(stakeholders), proof)
    base = (await OfflineEngine().draft(request)).draft
    return engine.plan(request, base)
