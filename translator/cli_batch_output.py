"""What `translator batch` reads and tells: files to rows, progress, results in a folder, one closing line."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.cli_output import print_json, print_text, say, unusable, write_file, write_pieces
from translator.cli_progress import bar
from translator.errors import CallerError, FileUnusable, InputTooLarge, UnknownTranslation

if TYPE_CHECKING:
    from translator.jobs.service import BatchService, Estimate
    from translator.models import Batch, BatchRow, RowState
    from translator.storage.batches.base import NewRow
    from translator.wiring_service import Service

ROWS_FAILED, PAUSED, STOPPED = 1, 5, 130  # exit codes
_READ = (".md", ".markdown", ".txt", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".adf", ".wiki")
_TOLD = 50  # failed rows that are told one by one
_LOOK = 0.25  # seconds between two looks at the progress
_PAGE = 200  # rows


def rows_of(batches: BatchService, file: str | None, reader: str | None) -> tuple[str, list[NewRow]]:
    """The name of the input and its rows; in a folder a file that cannot be read is a row that failed.

    Raises FileUnusable, InputTooLarge, and for a single file what `BatchService.read` does.
    """
    from translator.jobs.reading import LIMIT, too_many

    path = None if file is None or file == "-" else Path(file)
    if path is None or not path.is_dir():
        place = "standard input" if path is None else str(path)
        return place if path is None else path.name, batches.read(
            _payload(path, LIMIT), place=place, reader=reader
        )
    rows: list[NewRow] = []
    for each in _files(path):
        inside = each.relative_to(path).as_posix()
        try:
            found = batches.read(_payload(each, LIMIT), place=inside, reader=reader)
        except CallerError as error:
            rows.append(failed(inside, error))
            continue
        rows += [r if r.place == inside else r._replace(place=f"{inside}: {r.place}") for r in found]
        too_many(len(rows), str(path))
    return path.name or str(path), rows


def failed(place: str, error: CallerError) -> NewRow:
    """A row for what could not be read."""
    from translator.storage.batches.base import NewRow

    return NewRow(place, None, code=error.code, error=error.message)


def make_folder(path: Path) -> None:
    """Make the folder and those above it. Raises FileUnusable."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(path, "made", error) from None


def watch(batches: BatchService, id: str, *, quiet: bool) -> None:
    """Wait until the batch runs no more; a bar on a terminal shows how far it is."""
    with bar("translating", quiet=quiet) as advance:
        while True:
            made = asyncio.run(batches.get(id))
            counts = made.counts
            said = f"{counts.ended:,} of {counts.total:,}"
            if counts.failed:
                said += f", {counts.failed:,} failed"
            if made.spent:
                said += f", ${made.spent:.4f}"
            advance(counts.ended, counts.total, said)
            if made.state != "running" and not counts.running:
                return
            time.sleep(_LOOK)


def write_results(service: Service, made: Batch, folder: Path) -> None:
    """Write the files of the batch as far as it is, over those that are there. Raises FileUnusable."""
    from translator.jobs.results import CSV, INDEX, JSONL, PITCHES, Names, as_csv, as_index, as_jsonl
    from translator.render.markdown import as_markdown

    store, names = service.store(), Names()
    make_folder(folder / PITCHES)
    for row in _all(service, made.id):
        name = names.of(row)
        if not name:
            continue
        try:
            pitch = store.get(row.translation).pitch
        except UnknownTranslation:  # deleted since
            continue
        write_file(folder / PITCHES / name, as_markdown(pitch, command=True))
    write_pieces(folder / JSONL, as_jsonl(_all(service, made.id)))
    write_pieces(folder / CSV, as_csv(_all(service, made.id)))
    write_pieces(folder / INDEX, as_index(made, _all(service, made.id)))


def told(service: Service, made: Batch, folder: Path, *, stopped: bool, quiet: bool) -> int:
    """Say what became of the batch, on standard error; returns the exit code."""
    from translator.jobs.results import sentence

    bad = list(_all(service, made.id, "failed")) if made.counts.failed else []
    for row in bad[:_TOLD]:
        say(f"translator: {made.name}: {row.place}: {row.error} [{row.code}]")
    if len(bad) > _TOLD:
        say(f"translator: {len(bad) - _TOLD:,} more failed; results.csv names every one")
    if not quiet:
        say(f"{made.name}: {sentence(made)}")
        say(f"wrote {folder}: index.md, results.csv, results.jsonl, pitches")
    if made.state in ("running", "paused"):
        more = " --budget USD" if "budget" in made.why else ""
        say(f"go on with: translator batch --resume {made.id} -o {folder}{more}")
        return STOPPED if stopped else PAUSED
    return ROWS_FAILED if made.counts.failed else 0


def batch_document(made: Batch, folder: Path | None = None) -> dict[str, Any]:
    """What `--json` prints."""
    document: dict[str, Any] = {"schema": "translator.batch/1", "batch": made.model_dump(mode="json")}
    return document if folder is None else document | {"output": str(folder)}


def print_estimate(found: Estimate, *, as_json: bool) -> None:
    """Say what the batch may take, on standard output."""
    if as_json:
        print_json({"schema": "translator.estimate/1", **found._asdict()})
        return
    bad = f", {found.unreadable:,} of them cannot be read" if found.unreadable else ""
    lines = [f"{found.rows:,} rows{bad}."]
    if found.model is None:
        lines.append("The offline engine writes: $0, nothing is sent.")
    else:
        cost = "cost unknown: set model_price_input and model_price_output"
        if found.cost is not None:
            cost = f"${found.cost:.2f} at most"
        lines.append(
            f"{found.model}, from {found.sampled} of them: about {found.requests:,} requests, "
            f"{found.input_tokens:,} tokens to read, {found.output_tokens:,} at most to write, {cost}. "
            "One more round may follow for what does not hold. Nothing was sent."
        )
    print_text("\n".join(lines) + "\n")


def _all(service: Service, id: str, *states: RowState) -> Iterator[BatchRow]:
    """Every row, in order, in constant memory."""
    store, after = service.database.batches(service.settings.workspace), 0
    while page := store.rows(id, states, after=after, limit=_PAGE):
        yield from page
        after = page[-1].number


def _payload(path: Path | None, limit: int) -> bytes:
    if path is None:
        payload = sys.stdin.buffer.read(limit + 1)
    else:
        try:
            with path.open("rb") as stream:
                payload = stream.read(limit + 1)
        except (OSError, ValueError) as error:
            raise unusable(path, "read", error) from None
    if len(payload) > limit:
        raise InputTooLarge(
            f"the input is larger than {limit:,} bytes.",
            place="standard input" if path is None else str(path),
            next_step="Hand it in in parts, as several batches.",
        )
    return payload


def _files(folder: Path) -> Iterable[Path]:
    """Every file of the folder that may hold tickets, sorted. Raises FileUnusable."""
    found = sorted(
        Path(above, name)
        for above, inner, names in os.walk(folder)
        if not inner.sort()
        for name in names
        if name.lower().endswith(_READ) and not name.startswith(".")
    )
    if not found:
        raise FileUnusable(
            "there is no file with tickets in this folder.",
            place=str(folder),
            next_step=f"Files are read that end in {', '.join(_READ)}.",
        )
    return found
