"""Joins settings, database, past incidents and models into the service behind the API and the workers.

One database, catalog, embedding model and gateway for the whole process; one App for each workspace and
engine, made when it is first asked for.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from translator.api_keys import KeyRing, Made
from translator.catalog.index import CatalogIndex
from translator.drafting import Likeness, PastIncidents
from translator.errors import MalformedInput, TranslatorError
from translator.incident_boards import SignsOnRecord
from translator.incident_service import IncidentService
from translator.incidents.base import Embedder
from translator.memory import MemoryService
from translator.models import Actor, ActorKind, Answer, ApiKey, Found, Pitch, Scope, Stage, Ticket
from translator.pipeline import OnStage
from translator.settings import LoadedSettings, data_folder, uses_model
from translator.storage.base import ApiKeys, Event, IdempotencyKeys, Translations
from translator.translation_service import TranslationService, utc_now
from translator.wiring import App
from translator.wiring_incidents import DATABASE, chosen_embedder, stored_incidents
from translator.wiring_kept import kept
from translator.wiring_telemetry import TracedModel

if TYPE_CHECKING:
    from translator.llm.base import Gateway
    from translator.storage.database import Database
    from translator.telemetry import Telemetry

EngineName = Literal["auto", "offline", "llm"]
Clock = Callable[[], datetime]


class Service:
    """What every request of the service is answered from. Opens nothing until it is asked to.

    `gateway` stands in for the model of the settings. `clock` gives the UTC time, `elapsed` seconds that
    never go back. `processes` is how many serve beside each other on this machine. With `waits` a request
    waits until a search index that was lost is made again; without, it goes on without past incidents.

    Safe in threads; close it at the end.
    """

    def __init__(
        self,
        loaded: LoadedSettings,
        *,
        gateway: Gateway | None = None,
        clock: Clock = utc_now,
        elapsed: Callable[[], float] = time.monotonic,
        telemetry: Telemetry | None = None,
        processes: int = 1,
        waits: bool = True,
    ) -> None:
        self.loaded = loaded
        self.settings = loaded.settings
        self.clock = clock
        self._telemetry = telemetry
        self.keys = KeyRing(self._key_store, clock, elapsed)
        embedder = chosen_embedder(self.settings.embedding_model, processes=processes)
        self.root = App(loaded, embedder=embedder)  # whose catalog, embedder and likeness all share
        self._gateway = gateway
        self._traced: Gateway | None = None
        self._plugged = gateway is not None
        self._apps: OrderedDict[tuple[str, str], App] = OrderedDict()
        self._incidents: OrderedDict[str, IncidentService] = OrderedDict()
        self._memories: OrderedDict[str, MemoryService] = OrderedDict()
        self._signs: OrderedDict[str, SignsOnRecord] = OrderedDict()
        self._lock = threading.RLock()
        self._opening = threading.Lock()  # its own: a server that is away may be waited for, Apps may not
        self._database: Database | None = None
        self._waits = waits

    @cached_property
    def telemetry(self) -> Telemetry:
        """What counts and traces. Late: a command that asks for one row needs none."""
        if self._telemetry is not None:
            return self._telemetry
        from translator.telemetry import Telemetry

        return Telemetry()

    @property
    def database(self) -> Database:
        """The database of the settings, opened at first use. Raises StoreUnusable, and tries anew then."""
        opened = self._database
        if opened is None:
            with self._opening:
                opened = self._database
                if opened is None:
                    from translator.storage.database import open_database

                    place = self.settings.database_url or data_folder(self.settings) / DATABASE
                    opened = self._database = open_database(place)
        return opened

    async def open(self) -> None:
        """Open the database, in a thread, where it is not open yet. Raises StoreUnusable."""
        if self._database is None:
            await asyncio.to_thread(lambda: self.database)

    def app(self, workspace: str = "", engine: EngineName | None = None) -> App:
        """The App of a workspace, with another engine than that of the settings where one is named.

        "": the workspace of the settings. Raises MalformedInput for an engine that this server has not.
        """
        chosen: EngineName = engine or self.settings.engine
        if engine == "llm" and not self.writes(engine):
            raise MalformedInput(
                "this server has no model.",
                place="engine",
                next_step="Use the engine auto or offline, or have the setting model set.",
            )
        name = (workspace or self.settings.workspace, chosen)
        with self._lock:
            return kept(self._apps, name, lambda: self._made(*name))

    def _made(self, workspace: str, engine: str) -> App:
        settings = self.settings.model_copy(update={"workspace": workspace, "engine": engine})
        return _WorkspaceApp(LoadedSettings(settings, self.loaded.origins), self)

    def incidents(self, workspace: str = "") -> IncidentService:
        """The past incidents of a workspace. Raises StoreUnusable."""
        name = workspace or self.settings.workspace
        with self._lock:
            return kept(self._incidents, name, lambda: self._opened(name))

    def _opened(self, workspace: str) -> IncidentService:
        settings = self.settings.model_copy(update={"workspace": workspace})
        return stored_incidents(
            settings, self.root.embedder, self.database.incidents(workspace), waits=self._waits
        )

    def memory(self, workspace: str = "") -> MemoryService:
        """The translation memory of a workspace, whether or not pitches use it. Raises StoreUnusable."""
        name = workspace or self.settings.workspace
        with self._lock:
            return kept(self._memories, name, lambda: self._remembering(name))

    def _remembering(self, workspace: str) -> MemoryService:
        from translator.wiring_memory import stored_memory

        settings = self.settings.model_copy(update={"workspace": workspace})
        embedder, catalog = self.root.embedder, self.root.index
        return stored_memory(settings, self.database, catalog, embedder, waits=self._waits)

    def signs(self, workspace: str) -> SignsOnRecord:
        """What reads the warning signs of a workspace's incidents."""
        with self._lock:
            return kept(self._signs, workspace, lambda: SignsOnRecord(self.root.index))

    def writes(self, engine: str) -> bool:
        """Whether a model writes where this engine is asked for."""
        named = bool(self._plugged or self.settings.model or self.settings.replay)
        return engine != "offline" and named

    @property
    def plugged(self) -> Gateway | None:
        """The model that stands in for the one of the settings; None: none does."""
        return self._gateway if self._plugged else None

    @property
    def gateway(self) -> Gateway:
        """The model of the settings, one for all workspaces. Raises SettingInvalid, StoreUnusable …"""
        with self._lock:
            if self._gateway is None:
                from translator.wiring_models import model_gateway

                self._gateway = model_gateway(self.settings)
            if self._traced is None:
                self._traced = TracedModel(self._gateway, self.telemetry.traces)
            return self._traced

    def store(self, workspace: str = "") -> Translations:
        """The stored translations of a workspace. Raises StoreUnusable."""
        return self.database.translations(workspace or self.settings.workspace)

    def translations(self, workspace: str = "", engine: EngineName | None = None) -> TranslationService:
        """What is done with translations of a workspace. Raises StoreUnusable, and what `app` does."""
        app = self.app(workspace, engine)
        return TranslationService(app, self.store(workspace), clock=self.clock)

    def idempotency(self, workspace: str = "") -> IdempotencyKeys:
        """The idempotency keys of a workspace. Raises StoreUnusable."""
        return self.database.idempotency(workspace or self.settings.workspace)

    def _key_store(self) -> ApiKeys:
        return self.database.keys()

    def make_key(
        self,
        name: str,
        *,
        scopes: Sequence[Scope],
        kind: ActorKind,
        expires: datetime | None,
        by: Actor,
    ) -> Made:
        """A new key to the workspace of the settings, on record; see `KeyRing.make`."""
        workspace = self.settings.workspace
        made = self.keys.make(name, workspace=workspace, scopes=scopes, kind=kind, expires=expires)
        detail = {"name": made.key.name, "kind": kind, "scopes": " ".join(made.key.scopes)}
        self.record(workspace, by, "key.created", made.key.id, **detail)
        return made

    def revoke_key(self, id: str, *, by: Actor) -> ApiKey:
        """Revoke a key of any workspace, on record in its own; see `KeyRing.revoke`."""
        revoked = self.keys.revoke(id)
        self.record(revoked.workspace, by, "key.revoked", revoked.id, name=revoked.name)
        return revoked

    def record(self, workspace: str, by: Actor, action: str, subject: str, **detail: str) -> None:
        """Add to the audit trail of a workspace what no translation was part of."""
        self.store(workspace).record(Event(self.clock(), by, action, subject, detail))

    async def ready(self) -> dict[str, str]:
        """Each part the service stands on: "ok", or why it cannot be used now. Calls no model."""
        parts = {
            "catalog": self._catalog,
            "database": self._ping,
            "incidents": self._vectors,
            "model": self._model,
        }
        told = await asyncio.gather(*(asyncio.to_thread(_health, check) for check in parts.values()))
        return dict(zip(parts, told, strict=True))

    def _catalog(self) -> None:
        _ = self.root.index

    def _ping(self) -> None:
        self.database.ping()

    def _vectors(self) -> None:
        if self.settings.chroma_url:
            from translator.incidents.chroma import ChromaVectors

            vectors = ChromaVectors(self.settings.chroma_url, self.settings.workspace)
            try:
                vectors.state()
            finally:
                vectors.close()

    def _model(self) -> None:
        if uses_model(self.settings) and not self._plugged:
            from translator.wiring_models import gateway_options

            gateway_options(self.settings)

    async def close(self) -> None:
        """Let go of files and connections. May be called twice."""
        await self.keys.settle()
        if self._gateway is not None:
            await self._gateway.close()
        await asyncio.to_thread(self._close_indexes)  # one may be taking something in
        with self._lock:
            self._apps.clear()
            database, self._database = self._database, None
        if database is not None:
            database.close()

    def _close_indexes(self) -> None:
        with self._lock:
            incidents, self._incidents = list(self._incidents.values()), OrderedDict()
            memories, self._memories = list(self._memories.values()), OrderedDict()
        for one in incidents:
            one.index.close()
        for memory in memories:
            memory.close()


class _WorkspaceApp(App):
    """An App that takes from the service what is the same for every workspace."""

    def __init__(self, loaded: LoadedSettings, service: Service) -> None:
        super().__init__(loaded)
        self._service = service

    @cached_property
    def index(self) -> CatalogIndex:
        """See `App`."""
        return self._service.root.index

    @cached_property
    def embedder(self) -> Embedder:
        """See `App`."""
        return self._service.root.embedder

    @cached_property
    def likeness(self) -> Likeness:
        """See `App`."""
        return self._service.root.likeness

    @cached_property
    def gateway(self) -> Gateway | None:
        """See `App`."""
        return self._service.gateway if self._service.writes(self.loaded.settings.engine) else None

    @cached_property
    def incidents(self) -> IncidentService:
        """See `App`."""
        return self._service.incidents(self.loaded.settings.workspace)

    @cached_property
    def past(self) -> PastIncidents | None:
        """See `App`; incidents that are imported later are found."""
        chosen = self.loaded.settings.incidents
        if chosen == "off":
            return None
        return _Imported(self) if chosen == "auto" else self._service.root.past

    @cached_property
    def memory(self) -> MemoryService | None:
        """See `App`."""
        settings = self.loaded.settings
        return None if settings.memory == "off" else self._service.memory(settings.workspace)

    @property
    def on_record(self) -> IncidentService:
        """See `App`; a service has a database from its start."""
        return self.incidents

    async def translate(
        self,
        ticket: Ticket,
        *,
        now: datetime,
        stakeholders: Sequence[str] = (),
        answers: Sequence[Answer] = (),
        on_stage: OnStage | None = None,
    ) -> Pitch:
        """See `App`; counted and traced."""
        telemetry = self._service.telemetry
        with telemetry.traces.pitch() as traced:
            pitch = await super().translate(
                ticket,
                now=now,
                stakeholders=stakeholders,
                answers=answers,
                on_stage=_both(on_stage, traced),
            )
        telemetry.pitch_done(pitch)
        return pitch


class _Imported:
    """The incidents of a workspace, as `PastIncidents`. While there are none, no index is loaded."""

    def __init__(self, app: _WorkspaceApp) -> None:
        self._app = app

    def like(self, ticket: Ticket) -> Found:
        """See `PastIncidents`."""
        if self._app.incidents.store.revision() == 0:
            return Found(mode="nothing stored")
        return self._app.incidents.like(ticket)


def _both(one: OnStage | None, other: OnStage | None) -> OnStage | None:
    """Tells both; None where neither listens, for a stage that nobody hears of costs nothing."""
    if one is None or other is None:
        return one or other

    def told(stage: Stage) -> None:
        one(stage)
        other(stage)

    return told


def _health(check: Callable[[], None]) -> str:
    try:
        check()
    except TranslatorError as error:
        return error.message
    return "ok"
