"""Translations that are asked for now and made later: `Prefer: respond-async`.

Each is a batch of one ticket, so it survives whatever the server does not, and any replica can say how far
it is: the id of the batch follows from the id of the translation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from translator import errors
from translator.api.deps import Caller
from translator.errors import InternalError, TranslatorError, UnknownBatch, UnknownTranslation
from translator.models import BatchOptions, BatchRow, Ticket
from translator.storage.batches.base import NewRow
from translator.translation_service import new_translation_id
from translator.wiring_jobs import batches_of
from translator.wiring_service import EngineName

_KINDS = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, TranslatorError)
}


async def begin(
    caller: Caller, ticket: Ticket, stakeholders: Sequence[str], engine: EngineName | None
) -> str:
    """Have the ticket translated by whoever works on batches; returns the id that the translation will have.

    Raises UnknownStakeholder, MalformedInput for an engine that this server has not, and StoreUnusable.
    """
    caller.app(engine)
    batches = await asyncio.to_thread(batches_of, caller.service, caller.workspace)
    id = new_translation_id()
    options = BatchOptions(engine=engine or "auto", stakeholders=tuple(stakeholders), concurrency=1)
    row = NewRow("ticket", ticket, translation=id)
    await batches.create(f"translation {id}", [row], options, by=caller.actor, id=batch_of(id), single=True)
    return id


async def waiting(caller: Caller, id: str) -> bool:
    """Whether the translation is still to be made; False: nobody has asked for it so.

    Raises what its making ended in, and UnknownTranslation where it was cancelled.
    """
    row = await _row(caller, id)
    if row is None or row.state == "done":
        return False
    if row.state == "failed":
        raise failure(row)
    if row.state == "cancelled":
        raise UnknownTranslation(f"the translation {id} was cancelled before it was made.")
    return True


def failure(row: BatchRow) -> TranslatorError:
    """The error that a row ended in."""
    return _KINDS.get(row.code, InternalError)(row.error)


def batch_of(translation: str) -> str:
    """The id of the batch that a translation is made in; both begin with the time."""
    return f"b{translation[1:25]}"


async def _row(caller: Caller, id: str) -> BatchRow | None:
    batches = await asyncio.to_thread(batches_of, caller.service, caller.workspace)
    try:
        rows = await batches.rows(batch_of(id), limit=1)
    except UnknownBatch:
        return None
    return next((row for row in rows if row.translation == id), None)
