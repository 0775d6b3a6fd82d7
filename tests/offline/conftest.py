"""The built-in catalog, and a pitch in one call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from translator.intake import read_parts
from translator.models import Answer, Pitch
from translator.wiring import App, build_default

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

Translate = Callable[..., Pitch]


@pytest.fixture(scope="session")
def app() -> App:
    """An App with the built-in catalog and default settings."""
    return build_default()


@pytest.fixture(scope="session")
def translate(app: App) -> Translate:
    """translate(title, body, stakeholders=(), answers=()) → Pitch."""

    def call(
        title: str,
        body: str = "",
        stakeholders: tuple[str, ...] = (),
        answers: tuple[Answer, ...] = (),
    ) -> Pitch:
        ticket = read_parts(title, body)
        return asyncio.run(app.translate(ticket, now=NOW, stakeholders=stakeholders, answers=answers))

    return call
