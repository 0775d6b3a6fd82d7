"""One process of a batch, with a model that answers well after a fixed time and writes down each call.

    python -m evals.benchmarks.batch_process create FOLDER ROWS        prints the batch's id
    python -m evals.benchmarks.batch_process work FOLDER [SECONDS]     works until no batch is running

The calls are in FOLDER/calls.txt: the process, the key of the request. BATCH_DATABASE names a PostgreSQL in
place of the SQLite file in FOLDER; BATCH_BARE=1 leaves the pipeline out, so that what remains is the queue.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.benchmarks.model_stub import answer
from translator.errors import StoreUnusable
from translator.llm.base import Deadline, ModelReply, ModelRequest
from translator.llm.fake import ScriptedModel
from translator.llm.gateway import GatewayOptions, build_gateway
from translator.models import Actor, BatchOptions, Pitch, Ticket, Translation
from translator.wiring_jobs import batches_of, new_worker, settings_of_folder
from translator.wiring_service import Service

BY = Actor(name="benchmark")
CALLS = "calls.txt"
OPTIONS = BatchOptions(stakeholders=("sales",), concurrency=int(os.environ.get("BATCH_CONCURRENCY", "16")))


class WritingDown(ScriptedModel):
    """Answers after `seconds`, and appends each call to a file before it is made."""

    def __init__(self, calls: Path, seconds: float) -> None:
        super().__init__(self._answer, model="fake/model", price=0.001)
        self._calls = calls
        self._seconds = seconds

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The answer, after a while."""
        write_down(self._calls, request.key)
        await asyncio.sleep(self._seconds)
        return await super().complete(request, deadline)

    def _answer(self, request: ModelRequest) -> str:
        body = {
            "messages": [{"content": request.user.text}],
            "response_format": {"json_schema": {"schema": request.schema}},
        }
        return str(answer(body)["choices"][0]["message"]["content"])


class Bare:
    """Takes `seconds` for a row and stores a pitch made beforehand."""

    def __init__(self, service: Service, calls: Path, seconds: float) -> None:
        self._service = service
        self._calls = calls
        self._seconds = seconds
        self._pitch: Pitch | None = None

    async def most(self, row: object) -> float:
        """Nothing."""
        return 0.0

    async def translate(self, row: Any) -> Translation:
        """The stored translation of a row."""
        if self._pitch is None:
            app = self._service.app(row.workspace, "offline")
            self._pitch = await app.translate(row.ticket, now=datetime.now(UTC), stakeholders=("sales",))
        write_down(self._calls, row.translation)
        await asyncio.sleep(self._seconds)
        translations: Any = type(self._service.translations(row.workspace))
        storing = translations(_Same(self._pitch), self._service.store(row.workspace))
        made = await storing.create(row.ticket, by=row.by, id=row.translation, batch=row.batch)
        assert isinstance(made, Translation)
        return made


class _Same:
    """Has the same pitch for every ticket."""

    def __init__(self, pitch: Pitch) -> None:
        self._pitch = pitch

    async def translate(self, ticket: Ticket, **_: object) -> Pitch:
        """The pitch; it says that it is of this ticket, so that none makes another stale."""
        return self._pitch.model_copy(update={"ticket": ticket})


def write_down(calls: Path, key: str) -> None:
    """Append a line at once: it must outlive `kill -9`."""
    with calls.open("ab", buffering=0) as file:
        file.write(f"{os.getpid()} {key}\n".encode())


def tickets(count: int) -> bytes:
    """An export of so many invented tickets, no two alike."""
    lines = ["Issue key,Summary,Description"]
    lines += [
        f'A-{n},Sign-in number {n} fails,"Prospects get thrown back to the sign-in screen in a live demo. '
        f'Two demos failed last month. Seen in room {n}."'
        for n in range(count)
    ]
    return "\n".join(lines).encode()


async def create(service: Service, rows: int) -> str:
    """The id of a new batch of so many rows."""
    batches = batches_of(service)
    made = await batches.create("export.csv", batches.read(tickets(rows), place="export.csv"), OPTIONS, by=BY)
    await service.close()
    return made.id


def work(service: Service, folder: Path, seconds: float) -> dict[str, object]:
    """Work until no batch is running, or until told to stop; seconds from the first row on."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    bare = Bare(service, folder / CALLS, seconds) if os.environ.get("BATCH_BARE") else None
    began = time.monotonic()
    worker = new_worker(service, told=lambda line: print(line, file=sys.stderr), translating=bare)
    worker.start()
    ready = time.monotonic()
    todo = service.database.work()
    while not stop.wait(0.1):
        with suppress(StoreUnusable):  # a database that is away comes back
            if not todo.open():
                break
    done = time.monotonic()
    worker.stop()
    return {"start": ready - began, "work": done - ready, "stop": time.monotonic() - done}


def opened(folder: Path, seconds: float) -> Service:
    """The service over FOLDER, with the model of this module behind all wrappers of a real one."""
    loaded = settings_of_folder(folder, os.environ.get("BATCH_DATABASE", ""))
    model = WritingDown(folder / CALLS, seconds)
    options = GatewayOptions(model=model.model, cache_file=folder / "model-replies.db")
    return Service(loaded, gateway=build_gateway(options, lambda name, given: model))


def main() -> int:
    """Run one step."""
    step, folder = sys.argv[1], Path(sys.argv[2])
    if step == "create":
        print(asyncio.run(create(opened(folder, 0.0), int(sys.argv[3]))))
    else:
        seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 0.05
        print(json.dumps(work(opened(folder, seconds), folder, seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
