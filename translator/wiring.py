"""Joins settings, packs, catalog, engine and pipeline into one App. The only place that does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from translator.catalog.index import CatalogIndex
from translator.catalog.loading import build_catalog
from translator.checks import run_checks, subject_of_text
from translator.evidence import extract, sources
from translator.intake import Intake, read
from translator.models import Answer, Finding, Ledger, Pitch, Ticket
from translator.offline import OfflineEngine
from translator.packs import load_builtin, load_pack
from translator.pipeline import Pipeline
from translator.settings import LoadedSettings, load_settings


class App:
    """What every door calls. Cheap to make; the catalog is loaded at first use."""

    def __init__(self, loaded: LoadedSettings) -> None:
        self.loaded = loaded

    @cached_property
    def index(self) -> CatalogIndex:
        """The catalog with its packs; raises PackInvalid."""
        packs = [load_pack(Path(p)) for p in self.loaded.settings.packs]
        return CatalogIndex(build_catalog([*load_builtin(), *packs]))

    @cached_property
    def pipeline(self) -> Pipeline:
        """The pipeline with the engine of the settings."""
        return Pipeline(self.index, OfflineEngine())

    def read(self, payload: bytes, *, reader: str | None = None, place: str = "input") -> Intake:
        """Tickets out of a payload; raises the CallerErrors of intake."""
        return read(payload, reader=reader, place=place)

    async def translate(
        self,
        ticket: Ticket,
        *,
        now: datetime,
        stakeholders: Sequence[str] = (),
        answers: Sequence[Answer] = (),
    ) -> Pitch:
        """See `Pipeline.translate`; stakeholders default to those of the settings."""
        return await self.pipeline.translate(
            ticket,
            now=now,
            stakeholders=stakeholders or self.loaded.settings.stakeholders,
            answers=answers,
        )

    async def answer(self, pitch: Pitch, fills: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """See `Pipeline.answer`."""
        return await self.pipeline.answer(pitch, fills, by=by, now=now)

    def check_text(self, text: str, ticket: Ticket | None = None) -> tuple[Finding, ...]:
        """Findings on a text a person wrote; with a ticket its numbers and names are verified too."""
        if ticket is None:
            return run_checks(subject_of_text(text, self.index))
        ledger: Ledger = extract(ticket, self.index)
        return run_checks(subject_of_text(text, self.index, ledger, sources(ticket)))


def build_default() -> App:
    """The App with default settings and no pack, whatever the machine's environment says."""
    return build(load_settings(toml_path=None, environ={}, flags={}))


def build(loaded: LoadedSettings) -> App:
    """The App for these settings."""
    return App(loaded)
