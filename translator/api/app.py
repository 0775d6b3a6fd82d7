"""The FastAPI application: one translation endpoint over the same pipeline as every door."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

import translator
from translator.api.problems import add_problem_handlers
from translator.errors import MalformedInput
from translator.models import Pitch
from translator.render.markdown import as_markdown
from translator.settings import load_settings
from translator.wiring import build


class TranslationRequest(BaseModel):
    """A ticket to translate, in any format intake reads."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="plain text, Markdown, wiki markup, ADF or a tracker's JSON")
    reader: str | None = Field(None, description="forces a format; by content when absent")
    stakeholders: list[str] = Field(default=[], description="ids; chosen by the ticket when empty")


class Translation(BaseModel):
    """A pitch as data and as the Markdown a person reads."""

    pitch: Pitch
    markdown: str


class StakeholderSummary(BaseModel):
    """A profile a framing can be written for."""

    id: str
    name: str
    decision: str


def create_app() -> FastAPI:
    """The application with the settings of the working folder and the environment."""
    toml = Path("translator.toml")
    loaded = load_settings(toml_path=toml if toml.exists() else None, environ=os.environ, flags={})
    built = build(loaded)
    app = FastAPI(title="translator", version=translator.__version__)
    add_problem_handlers(app)

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        """Alive, and which version."""
        return {"status": "ok", "version": translator.__version__}

    @app.get("/readyz")
    async def ready() -> dict[str, str]:
        """Ready to translate: the catalog and the packs have been read."""
        return {"status": "ready", "catalog": built.index.catalog.version}

    @app.get("/v1/stakeholders")
    async def stakeholders() -> list[StakeholderSummary]:
        """The profiles of the catalog, in its order."""
        return [
            StakeholderSummary(id=s.id, name=s.name, decision=s.decision)
            for s in built.index.catalog.stakeholders
        ]

    @app.post("/v1/translations")
    async def translate(request: TranslationRequest) -> Translation:
        """The pitch of one ticket. Several tickets in one payload are refused."""
        intake = built.read(request.text.encode(), reader=request.reader, place="text")
        if len(intake.tickets) != 1:
            raise MalformedInput(
                f"the payload holds {len(intake.tickets)} tickets.",
                place="text",
                next_step="Send one ticket in each request.",
            )
        pitch = await built.translate(
            intake.tickets[0], now=datetime.now(UTC), stakeholders=request.stakeholders
        )
        return Translation(pitch=pitch, markdown=as_markdown(pitch, anchors=None))

    return app
