"""A newer text of the same ticket makes what was made of the older ones stale."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest

from tests.service.conftest import BODY, BOT, INES, OWNER, START, approved, ticket
from translator.errors import StepRefused
from translator.storage.base import TranslationFilter, Translations
from translator.storage.database import Database
from translator.translation_service import TranslationService
from translator.wiring import App

pytestmark = pytest.mark.anyio


async def test_a_newer_text_makes_stale(service: TranslationService) -> None:
    """All earlier ones of the ticket, also published; they say what changed and what replaced them."""
    first = await approved(service)
    await service.step(first.id, "published", by=INES)
    second = await service.create(ticket(BODY.replace("3 %", "5 %")), by=BOT)
    held = await service.get(first.id)
    assert held.state == held.pitch.state == "stale"
    assert held.stale is not None
    assert held.stale.replaced_by == second.id
    assert "sign-in failures: 3 % → 5 %" in held.stale.changed
    assert (await service.get(second.id)).state == "needs evidence"
    with pytest.raises(StepRefused, match=second.id):
        await service.edit(first.id, OWNER, by=INES)
    with pytest.raises(StepRefused):
        await service.step(first.id, "approved", by=INES)
    assert (await service.step(first.id, "closed", by=INES, why="replaced")).state == "closed"
    (row,) = (await service.page(TranslationFilter(states=("closed",)))).rows
    assert row.id == first.id


async def test_the_same_text_again_makes_nothing_stale(service: TranslationService) -> None:
    """Nor does a ticket without a key, nor the text of another ticket."""
    first = await service.create(ticket(), by=INES)
    bare = await service.create(ticket(key=None), by=INES)
    await service.create(ticket(), by=INES)
    await service.create(ticket("Another text of nobody’s ticket.", key=None), by=INES)
    await service.create(ticket("Another text of another ticket.", key="TERN-2"), by=INES)
    assert [(await service.get(id)).state for id in (first.id, bare.id)] == ["needs evidence"] * 2


async def test_of_two_texts_at_once_one_is_the_newer(service: TranslationService) -> None:
    """They never make each other stale."""
    bodies = [BODY.replace("3 %", f"{n} %") for n in (4, 5, 6, 7)]
    made = await asyncio.gather(*(service.create(ticket(body), by=INES) for body in bodies))
    held = [await service.get(m.id) for m in made]
    newest = max(made, key=lambda m: (m.created, m.id))
    assert [h.id for h in held if h.state != "stale"] == [newest.id]
    assert all(h.stale is not None for h in held if h.id != newest.id)


async def test_what_is_stored_late_is_stale_at_once(app: App, database: Database) -> None:
    """A slow translation of an older text finds the newer one there, and comes back stale."""
    store = database.translations("acme")
    newer = await TranslationService(app, store, clock=lambda: START + timedelta(days=1)).create(
        ticket(BODY.replace("3 %", "5 %")), by=INES
    )
    late = await TranslationService(app, store, clock=lambda: START).create(ticket(), by=BOT)
    assert late.state == "stale"
    assert late.stale is not None
    assert late.stale.replaced_by == newer.id
    assert (await TranslationService(app, store).get(newer.id)).state == "needs evidence"


async def test_a_repetition_of_an_old_request_overtakes_nothing(service: TranslationService) -> None:
    """A batch that resumes its first row does not make a newer text stale."""
    await service.create(ticket(), by=BOT, id="row-1")
    newer = await service.create(ticket(BODY.replace("3 %", "5 %")), by=INES)
    again = await service.create(ticket(), by=BOT, id="row-1")
    assert again.state == "stale"
    assert (await service.get(newer.id)).state == "needs evidence"


async def test_an_interrupted_overtaking_is_finished_by_the_repetition(
    app: App, database: Database, service: TranslationService
) -> None:
    """Killed after storing and before the earlier one was made stale: the same request makes it so."""

    class Killed(Exception):
        pass

    class DiesAfterStoring:
        def __init__(self, store: Translations) -> None:
            self._store = store

        def __getattr__(self, name: str) -> Any:
            if name == "of_ticket":
                raise Killed
            return getattr(self._store, name)

    first = await service.create(ticket(), by=INES)
    newer = ticket(BODY.replace("3 %", "5 %"))
    dying = TranslationService(
        app,
        cast(Translations, DiesAfterStoring(database.translations("acme"))),
        clock=lambda: START + timedelta(days=1),
    )
    with pytest.raises(Killed):
        await dying.create(newer, by=BOT, id="row-1")
    assert (await service.get(first.id)).state == "needs evidence"
    await service.create(newer, by=BOT, id="row-1")
    assert (await service.get(first.id)).state == "stale"
