"""Joins the service with the durable queue: batches for the doors, workers for the processes that do them."""

from __future__ import annotations

import asyncio
import re
import secrets
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from translator.errors import MalformedInput, SettingInvalid, TranslatorError
from translator.intake.result import Intake
from translator.jobs.base import Translating
from translator.jobs.queue import DurableLanes
from translator.jobs.service import BatchService, Plan
from translator.jobs.worker import Worker
from translator.models import BatchOptions, Ticket, Translation
from translator.settings import LoadedSettings, Settings, data_folder, load_settings
from translator.storage.batches.base import Claimed
from translator.translation_service import new_translation_id
from translator.wiring import App
from translator.wiring_incidents import DATABASE
from translator.wiring_service import Service

_PRIVATE = "batches"  # folder in data_dir: the queue of each batch that a command works on by itself
_SCHEMA = "translator_jobs"  # in PostgreSQL


def batches_of(service: Service, workspace: str = "") -> BatchService:
    """The batches of a workspace; "": that of the settings. Raises StoreUnusable."""
    name = workspace or service.settings.workspace
    return BatchService(
        service.database.batches(name),
        _Tickets(service, name),
        record=service.store(name).record,
        clock=service.clock,
        new_id=new_translation_id,
    )


def new_worker(
    service: Service,
    *,
    only: str = "",
    most: int | None = None,
    told: Callable[[str], None] = lambda line: None,
    translating: Translating | None = None,
) -> Worker:
    """A worker of this process, not yet started. Raises StoreUnusable.

    `only` is a private batch to work on, `most` how many rows at once. The service must not be used by
    another event loop, and is closed with the worker: connections to models belong to the loop of the rows.
    """
    work = service.database.work()
    id = f"w{secrets.token_hex(8)}"
    url = _queue_of(service.settings, only)
    schema = re.sub(r"\W", "_", f"{work.home}_jobs") if work.home not in ("", "public") else _SCHEMA
    return Worker(
        work,
        DurableLanes(url, id, schema=schema),
        translating or _Translating(service),
        id=id,
        clock=service.clock,
        only=only,
        most=most,
        told=told,
        close=_closing(service),
    )


def _closing(service: Service) -> Callable[[], Coroutine[Any, Any, None]]:
    """What gives back the connections to models, on the loop that they were opened on."""

    async def close() -> None:
        if service._gateway is not None:
            await service._gateway.close()

    return close


class Beside:
    """A worker in a process that serves something else, started when the first batch comes.

    It works in threads and on an event loop of its own; what is big and safe to share it shares with the
    service. Until there is a batch it asks the database once a second, and loads nothing.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="batches-wait", daemon=True)
        self._worker: Worker | None = None
        self._own: Service | None = None

    def start(self) -> None:
        """Begin to look for batches."""
        self._thread.start()

    def stop(self, grace: float = 30.0) -> None:
        """Begin no further row and wait `grace` seconds for those under way."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=30.0)
        if self._worker is not None:
            self._worker.stop(grace)
        if self._own is not None:
            asyncio.run(self._own.close())

    def _told(self, line: str) -> None:
        self._service.telemetry.log.warning("batches", problem=line)

    def _wait(self) -> None:
        trouble = ""
        while not self._stopping.wait(1.0):
            try:
                if self._service.database.work().open():
                    self._worker = self._started()
                    return
            except TranslatorError as error:
                if trouble != str(error):
                    trouble = str(error)
                    self._told(trouble)

    def _started(self) -> Worker:
        service, root = self._service, self._service.root
        # A model of the settings is made anew: its connections belong to the loop that they are opened on.
        plugged, telemetry = service.plugged, service.telemetry
        own = Service(service.loaded, gateway=plugged, clock=service.clock, telemetry=telemetry)
        own.root.__dict__.update({name: getattr(root, name) for name in ("index", "embedder", "likeness")})
        self._own = own
        worker = new_worker(own, told=self._told)
        worker.start()
        return worker


def works_itself(settings: Settings) -> bool:
    """Whether a process that serves the API works on batches too; `batch_worker` "auto": on SQLite."""
    if settings.batch_worker == "auto":
        return not settings.database_url.startswith("postgres")
    return settings.batch_worker == "on"


def private_queue(settings: Settings, batch: str) -> Path:
    """The file of the queue of a batch that a command works on by itself."""
    return data_folder(settings) / _PRIVATE / f"{batch}.db"


def settings_of_folder(folder: Path, database_url: str = "") -> LoadedSettings:
    """Default settings over a folder of their own, without past incidents: for benchmarks and scripts."""
    flags = {"data_dir": str(folder), "incidents": "off", "database_url": database_url or None}
    return load_settings(toml_path=None, environ={}, flags=flags)


class _Tickets:
    def __init__(self, service: Service, workspace: str) -> None:
        self._service = service
        self._workspace = workspace

    def read(self, payload: bytes, *, reader: str | None = None, place: str = "input") -> Intake:
        return self._service.app(self._workspace).read(payload, reader=reader, place=place)

    def check(self, options: BatchOptions) -> str | None:
        app = _app(self._service, self._workspace, options)
        for stakeholder in options.stakeholders:
            app.index.stakeholder(stakeholder)
        return None if app.gateway is None else app.gateway.model

    async def plan(self, ticket: Ticket, options: BatchOptions) -> Plan:
        return await _plan(_app(self._service, self._workspace, options), ticket, options, self._service)


class _Translating:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def most(self, row: Claimed) -> float | None:
        return (await _plan(self._app(row), row.ticket, row.options, self._service)).cost

    async def translate(self, row: Claimed) -> Translation:
        self._app(row)
        engine = None if row.options.engine == "auto" else row.options.engine
        return await self._service.translations(row.workspace, engine).create(
            row.ticket,
            by=row.by,
            stakeholders=row.options.stakeholders,
            id=row.translation,
            batch=row.batch,
        )

    def _app(self, row: Claimed) -> App:
        """Raises SettingInvalid for a model that is missing: no row can be translated here, whoever asks."""
        try:
            return _app(self._service, row.workspace, row.options)
        except MalformedInput as error:
            raise SettingInvalid(error.message, place="engine", next_step="Set model.") from None


def _app(service: Service, workspace: str, options: BatchOptions) -> App:
    """The App for a batch; the engine "auto" is that of the settings. Raises what `Service.app` does."""
    return service.app(workspace, None if options.engine == "auto" else options.engine)


async def _plan(app: App, ticket: Ticket, options: BatchOptions, service: Service) -> Plan:
    planned = await app.plan(ticket, now=service.clock(), stakeholders=options.stakeholders)
    costs = [plan.estimate.cost for plan in planned if plan.estimate.cost is not None]
    return Plan(
        len(planned),
        sum(plan.estimate.input_tokens for plan in planned),
        sum(plan.request.max_tokens for plan in planned),
        sum(costs) if len(costs) == len(planned) else None,
    )


def _queue_of(settings: Settings, only: str) -> str:
    """The database of the queue, as DBOS names it."""
    folder = data_folder(settings)
    if only:
        file = private_queue(settings, only)
    elif settings.database_url:
        from translator.storage import parse_address

        address = parse_address(settings.database_url)
        if address.file is None:
            return address.url.render_as_string(hide_password=False)
        file = address.file.with_name(f"{address.file.stem}-jobs.db")
    else:
        file = folder / DATABASE.replace(".db", "-jobs.db")
    file.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{file}"
