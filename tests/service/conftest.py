"""The service of one workspace over a real database, with a clock of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from translator.intake import read_parts
from translator.models import Actor, Ticket, Translation
from translator.storage.database import Database, open_database
from translator.translation_service import TranslationService
from translator.wiring import App, build_default

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
INES = Actor(name="Ines", key="k1")
BOT = Actor(name="bot", kind="service", key="k2")
OWNER = {"note.owner": "The platform team."}
BODY = (
    "In live demos prospects get thrown back to the sign-in screen. Two demos failed last month. "
    "Sign-in failures are at 3 % this month, target is under 0.5 %."
)


@pytest.fixture
def anyio_backend() -> str:
    """The tests here are coroutines on asyncio."""
    return "asyncio"


class Clock:
    """Each reading is a second after the one before."""

    def __init__(self) -> None:
        self._seconds = count()

    def __call__(self) -> datetime:
        return START + timedelta(seconds=next(self._seconds))


@pytest.fixture(scope="session")
def app() -> App:
    """An App with the built-in catalog."""
    return build_default()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of either kind: the same tests run on both."""
    url: str | Path = tmp_path / "translator.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgres_url")()
    with closing(open_database(url)) as opened:
        yield opened


@pytest.fixture
def service(app: App, database: Database) -> TranslationService:
    """The service of the workspace "acme"; its ids are t1, t2 …"""
    numbers = count(1)
    return TranslationService(
        app, database.translations("acme"), clock=Clock(), new_id=lambda: f"t{next(numbers)}"
    )


def ticket(body: str = BODY, *, key: str | None = "TERN-1", title: str = "Retry token renewal") -> Ticket:
    return read_parts(title, body).model_copy(update={"key": key})


async def approved(service: TranslationService, body: str = BODY, **named: Any) -> Translation:
    held = await service.create(ticket(body, **named), by=INES)
    await service.step(held.id, "in review", by=INES)
    return await service.step(held.id, "approved", by=INES)
