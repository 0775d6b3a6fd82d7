"""`translator batch` and `translator worker`: many tickets, by this process or by those that wait."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translator.cli_batch_output import (
    batch_document,
    make_folder,
    print_estimate,
    rows_of,
    told,
    watch,
    write_results,
)
from translator.cli_options import AsJson, File, Packs, Quiet, operator, require_input
from translator.cli_output import print_json, print_text, say
from translator.cli_setup import load

if TYPE_CHECKING:
    from translator.jobs.service import BatchService, Estimate
    from translator.jobs.worker import Worker
    from translator.models import Batch, BatchOptions
    from translator.storage.batches.base import NewRow
    from translator.wiring_service import Service


def batch(
    context: typer.Context,
    file: File = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Folder for the results; made if need be."),
    ] = None,
    stakeholder: Annotated[
        list[str] | None,
        typer.Option("--stakeholder", "-s", metavar="ID", help="Write a framing for it. Repeatable."),
    ] = None,
    reader: Annotated[
        str | None,
        typer.Option("--reader", metavar="NAME", help="Ticket format; else seen from the content."),
    ] = None,
    engine: Annotated[
        str | None, typer.Option("--engine", metavar="NAME", help="What writes: auto, offline, llm.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="As LiteLLM names it: openai/gpt-4o-mini."),
    ] = None,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=64, metavar="N", help="Rows at once.")
    ] = 16,
    rate: Annotated[
        int | None,
        typer.Option("--rate", min=1, max=100_000, metavar="N", help="Rows begun in a minute at most."),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", min=0, metavar="USD", help="For all rows; the batch pauses before more."),
    ] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say what it may cost; translate nothing.")
    ] = False,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="ID", help="Go on with a batch that was stopped.")
    ] = None,
    retry: Annotated[
        str | None, typer.Option("--retry", metavar="ID", help="Translate the failed rows of a batch again.")
    ] = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Leave it to `translator worker` or the API, and end.")
    ] = False,
    incidents: Annotated[
        str | None,
        typer.Option("--incidents", metavar="FILE|auto|off", help="Proof; auto: what was imported."),
    ] = None,
    pack: Packs = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Translate a file or a folder with many tickets; survives a crash.

    Exit code 1: rows failed. 5: it was paused, because the budget does not reach or every row would fail.
    """
    from translator.models import BatchOptions
    from translator.wiring_jobs import batches_of, private_queue
    from translator.wiring_service import Service

    if resume is None and retry is None:
        require_input(context, file)
    elif file is not None or estimate or (resume is not None and retry is not None):
        hint = "--resume" if retry is None else "--retry"
        raise typer.BadParameter("Give the id alone, with -o.", param_hint=hint)
    if output is None and not estimate and not detach:
        raise typer.BadParameter("Name the folder for the results.", param_hint="-o")
    flags: dict[str, object] = {
        "stakeholders": stakeholder, "packs": pack, "engine": engine, "model": model, "incidents": incidents,
    }  # fmt: skip
    service = Service(load(context, flags))
    batches = batches_of(service)
    if resume is not None:
        made = asyncio.run(_resumed(batches, resume, budget))
    elif retry is not None:
        if output is not None:
            make_folder(output)
        made = asyncio.run(batches.retry(retry, by=operator(), private=not detach, budget=budget))
    else:
        settings = service.settings
        if settings.engine == "llm":
            _ = service.root.engine  # what is wrong with its settings is told before anything is read
        options = BatchOptions(
            engine=settings.engine, stakeholders=settings.stakeholders, concurrency=concurrency, rate=rate,
            budget=budget, private=not detach,
        )  # fmt: skip
        name, rows = rows_of(batches, file, reader)
        if estimate:
            print_estimate(asyncio.run(_estimated(service, batches, rows, options)), as_json=as_json)
            return
        if output is not None:
            make_folder(output)  # before anything is stored, so that a wrong name costs nothing
        made = asyncio.run(batches.create(name, rows, options, by=operator()))
        del rows
    if detach or output is None:
        if as_json:
            print_json(batch_document(made))
        else:
            print_text(f"{made.id}\n")
        return
    make_folder(output)
    made, stopped = _done(service, batches, made, quiet=quiet)
    write_results(service, made, output)
    if made.state in ("done", "cancelled"):
        for file_of_queue in private_queue(service.settings, made.id).parent.glob(f"{made.id}.db*"):
            file_of_queue.unlink(missing_ok=True)
    if as_json:
        print_json(batch_document(made, output))
    raise typer.Exit(told(service, made, output, stopped=stopped, quiet=quiet))


async def _resumed(batches: BatchService, id: str, budget: float | None) -> Batch:
    """The batch, running again; one that has ended as it is: its results may not have been written."""
    found = await batches.get(id)
    if found.state in ("done", "cancelled"):
        return found
    return await batches.resume(id, by=operator(), budget=budget)


async def _estimated(
    service: Service, batches: BatchService, rows: Sequence[NewRow], options: BatchOptions
) -> Estimate:
    try:
        return await batches.estimate(rows, options)
    finally:
        await service.close()


def worker(
    context: typer.Context,
    concurrency: Annotated[
        int | None, typer.Option("--concurrency", min=1, max=64, metavar="N", help="Rows at once, here.")
    ] = None,
    pack: Packs = None,
    quiet: Quiet = False,
) -> None:
    """Work on batches of the API and of `batch --detach` until stopped.

    Any number of workers may share a PostgreSQL database. Rows under way are finished first; stopped twice,
    it ends at once, and others take them over.
    """
    from translator.wiring_jobs import new_worker
    from translator.wiring_service import Service

    service = Service(load(context, {"packs": pack}))
    stop = threading.Event()
    code = 0

    def asked(number: int, _: object) -> None:
        nonlocal code
        if stop.is_set():
            os._exit(130)
        code = 130 if number == signal.SIGINT else 0
        stop.set()

    made = new_worker(service, most=concurrency, told=lambda line: say(f"translator: {line}"))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, asked)
    made.start()
    if not quiet:
        say(f"translator: working on the batches in {service.database.shown}; Ctrl-C stops")
    stop.wait()
    if not quiet and made.under_way:
        say(f"translator: stopping; {made.under_way} rows are being finished")
    made.stop(grace=service.settings.deadline)
    raise typer.Exit(code)


def _done(service: Service, batches: BatchService, made: Batch, *, quiet: bool) -> tuple[Batch, bool]:
    """The batch when it has ended, is paused or was stopped with Ctrl-C, and whether it was that.

    A private one is worked on here; any other is only watched.
    """
    from translator.wiring_jobs import new_worker

    if made.state != "running":
        return made, False
    own = None
    if made.options.private:
        own = new_worker(
            service, only=made.id, told=lambda line: None if quiet else say(f"translator: {line}")
        )
    stopped = False
    try:
        if own is not None:
            own.start()
        watch(batches, made.id, quiet=quiet)
    except KeyboardInterrupt:
        stopped = True
    finally:
        if own is not None:
            _stop(own, service.settings.deadline if stopped else 0.0, quiet=quiet or not stopped)
    made = asyncio.run(batches.get(made.id))
    if stopped and own is not None and made.state == "running":
        made = asyncio.run(batches.pause(made.id, by=operator()))
    return made, stopped


def _stop(own: Worker, grace: float, *, quiet: bool) -> None:
    """End the worker; a second Ctrl-C ends the process, and leaves what `kill -9` would leave."""
    if own.under_way and not quiet:
        say("translator: stopping; rows under way are being finished (Ctrl-C again: at once)")
    before = signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    try:
        own.stop(grace=grace)
    finally:
        signal.signal(signal.SIGINT, before)
