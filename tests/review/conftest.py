"""A pitch of an invented company's ticket, made once, and what it takes to review it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

import translator
from translator.intake import read_parts
from translator.models import Actor, Finding, Pitch, State, Translation
from translator.settings import load_settings
from translator.wiring import App, build, build_default

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INES = Actor(name="Ines")
BOT = Actor(name="bot", kind="service")
TITLE = "Retry token renewal"
BODY = (
    "In live demos prospects get thrown back to the sign-in screen. Two demos failed last month. "
    "Sign-in failures are at 3 % this month, target is under 0.5 %.\n\n"
    "Support has 14 tickets since August, see SUP-2207. The buyer asked “is it always like this”.\n\n"
    "We should keep the signing key in memory instead of asking the key store each time."
)


@pytest.fixture(scope="session")
def app() -> App:
    """An App with the built-in catalog."""
    return build_default()


@pytest.fixture(scope="session")
def pitch(app: App) -> Pitch:
    """The pitch as the offline engine writes it."""
    return asyncio.run(app.translate(read_parts(TITLE, BODY), now=NOW, stakeholders=("sales", "support")))


@pytest.fixture(scope="session")
def proven() -> Pitch:
    """The pitch of the sample ticket that past incidents of the sample company prove."""
    samples = Path(translator.__file__).parent / "samples"
    loaded = load_settings(toml_path=None, environ={}, flags={"incidents": str(samples / "incidents.jsonl")})
    app = build(loaded)
    ticket = app.read((samples / "tickets" / "login-timeout.md").read_bytes()).tickets[0]
    return asyncio.run(app.translate(ticket, now=datetime(2026, 10, 1, tzinfo=UTC)))


def finding(severity: str = "should", message: str = "nobody keeps this note up to date.") -> Finding:
    return Finding.model_validate(
        {
            "check": "no-owner",
            "severity": severity,
            "where": "note.owner",
            "message": message,
            "fix": "Name one.",
        }
    )


def translation(pitch: Pitch, state: State, *findings: Finding) -> Translation:
    """A stored translation in this state, with these findings and no others."""
    shown = pitch.model_copy(update={"state": state, "findings": findings})
    return Translation(
        id="t1", revision=1, state=state, pitch=shown, created=NOW, created_by=INES, updated=NOW
    )
