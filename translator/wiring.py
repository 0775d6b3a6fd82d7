"""Joins settings, packs, catalog, engine and pipeline into one App. The only place that does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from translator.catalog.index import CatalogIndex
from translator.catalog.loading import build_catalog
from translator.checks import run_checks, subject_of_text
from translator.drafting import Engine, Likeness, PastIncidents
from translator.evidence import extract, sources
from translator.incident_service import Imported, IncidentService, count_rows
from translator.incidents.base import Embedder, RowProblem
from translator.intake import Intake, read
from translator.likeness import EmbeddedLikeness
from translator.models import Answer, Finding, Incident, Ledger, Pitch, Ticket
from translator.offline import OfflineEngine
from translator.packs import load_builtin, load_pack
from translator.pipeline import OnStage, Pipeline
from translator.query_vectors import QueryVectors
from translator.settings import LoadedSettings, load_settings, uses_model
from translator.taken_out import previewed
from translator.wiring_incidents import (
    chosen_embedder,
    has_incidents,
    incidents_in,
    incidents_of_file,
    stored_incidents,
)

if TYPE_CHECKING:
    from translator.llm.base import Gateway
    from translator.memory import MemoryService
    from translator.model_engine import ModelEngine
    from translator.model_requests import Planned

__all__ = ["App", "build", "build_default", "chosen_embedder", "incidents_in"]


class App:
    """What every door calls. Cheap to make; catalog, incidents and models are loaded at first use.

    `embedder` stands in for the one of the settings: any LangChain `Embeddings`, see
    `translator.incidents.langchain.PluggedEmbedder`. `gateway` stands in for the model of the settings,
    which then is called whatever they say of models: any LangChain chat model, see
    `translator.llm.chat_model.ChatModelGateway`.
    """

    def __init__(
        self, loaded: LoadedSettings, *, embedder: Embedder | None = None, gateway: Gateway | None = None
    ) -> None:
        self.loaded = loaded
        self._embedder = embedder
        self._gateway = gateway
        self._client_loaded = False

    @cached_property
    def index(self) -> CatalogIndex:
        """The catalog with its packs; raises PackInvalid."""
        packs = [load_pack(Path(p)) for p in self.loaded.settings.packs]
        return CatalogIndex(build_catalog([*load_builtin(), *packs]))

    @cached_property
    def gateway(self) -> Gateway | None:
        """The model that writes; None: none does. Raises SettingInvalid, StoreUnusable, FileUnusable."""
        if self._gateway is not None or not uses_model(self.loaded.settings):
            return self._gateway
        from translator.wiring_models import model_gateway

        return model_gateway(self.loaded.settings)

    @cached_property
    def engine(self) -> Engine:
        """What drafts, by the settings. Raises what `gateway` does, and PackInvalid."""
        return self._model_engine or OfflineEngine()

    @cached_property
    def _model_engine(self) -> ModelEngine | None:
        if self.gateway is None:
            return None
        from translator.wiring_models import model_engine

        return model_engine(self.loaded.settings, self.gateway, plugged=self._gateway is not None)

    @cached_property
    def pipeline(self) -> Pipeline:
        """The pipeline with the engine and the past incidents of the settings."""
        judge = self._model_engine.judge if self._model_engine is not None else None
        return Pipeline(
            self.index,
            self.engine,
            past=self.past,
            likeness=self.likeness,
            opinion=judge,
            memory=self.memory,
        )

    @cached_property
    def likeness(self) -> Likeness:
        """What compares meanings; its thresholds are those of the built-in model."""
        return EmbeddedLikeness(self._local_embedder)

    def _local_embedder(self) -> Embedder:
        local = chosen_embedder("builtin")
        return self.embedder if self.embedder.model_id == local.model_id else local

    @cached_property
    def past(self) -> PastIncidents | None:
        """What pitches are proven with; None: switched off, or nothing was ever imported."""
        chosen = self.loaded.settings.incidents
        if chosen == "off":
            return None
        if chosen != "auto":
            return incidents_of_file(Path(chosen), self.embedder)
        return self.on_record

    @cached_property
    def memory(self) -> MemoryService | None:
        """What lends its words to pitches; None: switched off, or nothing is remembered.

        Raises StoreUnusable.
        """
        settings = self.loaded.settings
        if settings.memory == "off":
            return None
        from translator.wiring_memory import memory_on_record

        return memory_on_record(settings, self.index, self.embedder)

    @property
    def on_record(self) -> IncidentService | None:
        """The incidents of the workspace; None where nothing was ever imported, and nothing is made there.

        Raises StoreUnusable.
        """
        return self.incidents if has_incidents(self.loaded.settings) else None

    def import_incidents(
        self,
        rows: Iterable[Incident | RowProblem],
        *,
        on_problem: Callable[[RowProblem], None],
        dry_run: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Imported:
        """See `IncidentService.import_rows`. A dry run counts the rows and makes no database.

        Nor does an import of nothing, or of what cannot be read at all: the first row comes first.
        """
        rows = iter(rows)
        first = list(islice(rows, 1))
        if dry_run or not first:
            return count_rows(chain(first, rows), on_problem=on_problem, progress=progress)
        return self.incidents.import_rows(chain(first, rows), on_problem=on_problem, progress=progress)

    @cached_property
    def incidents(self) -> IncidentService:
        """The incidents of the workspace; makes the database where there is none. Raises StoreUnusable."""
        return stored_incidents(self.loaded.settings, self.embedder)

    @cached_property
    def embedder(self) -> Embedder:
        """What embeds incidents, by the settings unless another was given."""
        return QueryVectors(self._embedder or chosen_embedder(self.loaded.settings.embedding_model))

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
        on_stage: OnStage | None = None,
    ) -> Pitch:
        """See `Pipeline.translate`; stakeholders default to those of the settings."""
        await self._load_client()
        return await self.pipeline.translate(
            ticket,
            now=now,
            stakeholders=stakeholders or self.loaded.settings.stakeholders,
            answers=answers,
            on_stage=on_stage,
        )

    async def _load_client(self) -> None:
        if self.gateway is not None and not self._client_loaded:
            from translator.wiring_models import load_client

            # In a thread, because other pitches go on meanwhile; several at once wait for the same import.
            await asyncio.to_thread(load_client, self.gateway)
            self._client_loaded = True

    async def plan(self, ticket: Ticket, *, now: datetime, stakeholders: Sequence[str] = ()) -> list[Planned]:
        """The requests that `translate` would begin with; [] where no model writes. Sends nothing.

        Raises what `Pipeline.request` does.
        """
        if self._model_engine is None:
            return []
        chosen = stakeholders or self.loaded.settings.stakeholders
        request = self.pipeline.request(ticket, now=now, stakeholders=chosen)
        return await self._model_engine.plan(request)

    async def close(self) -> None:
        """Give back the connections to models, on the event loop that used them. May be called twice."""
        if (gateway := self.__dict__.get("gateway")) is not None:
            await gateway.close()

    async def answer(self, pitch: Pitch, fills: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """See `Pipeline.answer`."""
        # It searches for nothing and calls no model: what cannot be opened does not stand in its way.
        pipeline = Pipeline(self.index, OfflineEngine(), likeness=self.likeness)
        return await pipeline.answer(pitch, fills, by=by, now=now)

    async def edit(self, pitch: Pitch, parts: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """See `Pipeline.edit`. It calls no model."""
        pipeline = Pipeline(self.index, OfflineEngine(), likeness=self.likeness)
        return await pipeline.edit(pitch, parts, by=by, now=now)

    async def check_edit(
        self, pitch: Pitch, parts: Mapping[str, str], *, now: datetime
    ) -> tuple[Finding, ...]:
        """All findings the pitch would have with these words. Raises what `Pipeline.edit` does."""
        return previewed(pitch, await self.edit(pitch, parts, by="", now=now))

    def check_text(self, text: str, ticket: Ticket | None = None) -> tuple[Finding, ...]:
        """Findings on a text a person wrote; with a ticket its numbers and names are verified too."""
        if ticket is None:
            return run_checks(subject_of_text(text, self.index))
        ledger: Ledger = extract(ticket, self.index)
        return run_checks(subject_of_text(text, self.index, ledger, sources(ticket)))


def build_default() -> App:
    """The App with default settings, no pack, no incidents and no memory, whatever the machine holds."""
    return build_alone({})


def build_alone(flags: Mapping[str, object]) -> App:
    """The App with these settings over the defaults; nothing else on the machine has a say.

    Raises SettingInvalid.
    """
    flags = {"incidents": "off", "memory": "off"} | dict(flags)
    return build(load_settings(toml_path=None, environ={}, flags=flags))


def build(loaded: LoadedSettings) -> App:
    """The App for these settings."""
    return App(loaded)
