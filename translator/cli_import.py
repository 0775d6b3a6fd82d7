"""`translator incidents import`: a file, a folder or standard input, with progress and a summary."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from translator.cli_incident_output import by_kind, plain
from translator.cli_output import print_json, print_text, say, unusable
from translator.cli_progress import bar
from translator.errors import CallerError, EmptyInput, FileUnusable
from translator.incident_service import Imported
from translator.incidents.base import RowProblem
from translator.incidents.sources import read_incidents
from translator.models import Incident

if TYPE_CHECKING:
    from translator.wiring import App

MARKDOWN = (".md", ".markdown")
READ = (*MARKDOWN, ".json", ".jsonl", ".ndjson", ".csv", ".tsv")
_TOLD = 50  # problems shown one by one
_TRY_NEXT = 'translator incidents search "what the customer could not do"'


class Importing:
    """One import: what is read, what was wrong with it, and what is said about both."""

    def __init__(
        self, path: str, source: str, columns: dict[str, str], *, dry_run: bool, quiet: bool
    ) -> None:
        self._path = path
        self._source = source
        self._columns = columns
        self._dry_run = dry_run
        self._quiet = quiet
        self._files = None if path == "-" else _files(Path(path))
        whole = Path(os.path.abspath(path))
        self._root = whole if whole.is_dir() else whole.parent
        self._total = None if self._files is None else sum(map(_size, self._files))
        self._done = 0  # bytes of the files before the one that is read now
        self._stream: BinaryIO | None = None
        self._problems: list[RowProblem] = []

    def run(self, app: App, *, as_json: bool) -> None:
        """Import, print the summary, and end with exit code 3 when something was left out."""
        rows = 0
        with bar("reading", quiet=self._quiet) as advance:

            def progress(count: int) -> None:
                nonlocal rows
                rows = count
                advance(self._bytes(), self._total, f"{rows:,} records")

            try:
                done = app.import_incidents(
                    self._rows(), on_problem=self._problem, dry_run=self._dry_run, progress=progress
                )
            except KeyboardInterrupt:
                done = None
        if done is None:
            kept = "" if self._dry_run else " What was stored stays; run the same command again to continue."
            say(f"translator: stopped after {rows:,} records.{kept}")
            raise typer.Exit(130)
        if len(self._problems) > _TOLD:
            say(f"translator: {len(self._problems) - _TOLD:,} more were left out; --json names every one")
        if not done.read and not self._problems:
            raise EmptyInput(
                "there is no incident in it.",
                place=self._place,
                next_step="Hand in an export with incidents.",
            )
        if as_json:
            print_json(self._document(done))
        elif not self._quiet:
            print_text(self._summary(done))
        if not self._quiet:
            self._say_notes(app, done)
        if self._problems:
            raise typer.Exit(CallerError.exit_code)

    @property
    def _place(self) -> str:
        return "standard input" if self._files is None else self._path

    def _rows(self) -> Iterator[Incident | RowProblem]:
        """Every record of every file, problems with the name of their file.

        A file that cannot be read at all is a problem among many files, and an error alone.
        """
        if self._files is None:
            yield from self._records(sys.stdin.buffer, "standard input")
            return
        for file in self._files:
            began = False
            try:
                with file.open("rb") as stream:
                    self._stream = stream
                    for row in self._records(stream, str(file), self._name(file)):
                        began = True
                        yield row
            except (OSError, ValueError, CallerError) as error:
                known = error if isinstance(error, CallerError) else unusable(file, "read", error)
                if len(self._files) == 1 and not began:
                    raise known from None
                rest = "The rest of the file was left out." if began else "The file was left out."
                yield RowProblem(known.place or str(file), f"{known.message} {rest}", known.next_step)
            finally:
                self._stream = None
            self._done += _size(file)

    def _name(self, file: Path) -> str:
        """The path of a file from the folder above the imported one, whatever folder we work in."""
        inside = Path(os.path.abspath(file)).relative_to(self._root)
        return f"{self._root.name}/{inside.as_posix()}"

    def _records(self, stream: BinaryIO, place: str, name: str = "") -> Iterator[Incident | RowProblem]:
        source, columns = self._source, self._columns
        if source == "auto" and place.lower().endswith(MARKDOWN):
            source, columns = "postmortem", {}
        for row in read_incidents(stream, source=source, place=place, name=name, columns=columns):
            if isinstance(row, RowProblem) and row.place != place:
                row = row._replace(place=f"{place}: {row.place}")
            yield row

    def _problem(self, problem: RowProblem) -> None:
        self._problems.append(problem)
        if len(self._problems) <= _TOLD:
            step = f" {problem.next_step}" if problem.next_step else ""
            say(f"translator: {plain(f'{problem.place}: {problem.message}{step}')} [row-skipped]")

    def _bytes(self) -> int:
        here = 0 if self._stream is None or self._stream.closed else self._stream.tell()
        return self._done + here

    def _summary(self, done: Imported) -> str:
        read = f"{done.read:,} read: {by_kind(done.kinds.items())}."
        left_out = []
        if self._problems:
            left_out.append(f"{_many(len(self._problems), 'record')} skipped")
        if done.repeated:
            left_out.append(f"{_many(done.repeated, 'id')} repeated, the last record of each was kept")
        stored = (
            "nothing was stored (--dry-run)"
            if self._dry_run
            else f"{done.added:,} added, {done.changed:,} changed, {done.same:,} unchanged"
        )
        lines = [read, f"{'; '.join([stored, *left_out])}."]
        if done.read and not self._dry_run:
            lines.append(f"next: {_TRY_NEXT}")
        return "\n".join(lines) + "\n"

    def _document(self, done: Imported) -> dict[str, object]:
        return {
            "schema": "translator.import/1",
            "dry_run": self._dry_run,
            "read": done.read,
            "added": done.added,
            "changed": done.changed,
            "unchanged": done.same,
            "skipped": len(self._problems),
            "repeated": done.repeated,
            "kinds": dict(done.kinds),
            "sources": dict(done.sources),
            "notes": list(done.notes),
            "problems": [problem._asdict() for problem in self._problems],
        }

    def _say_notes(self, app: App, done: Imported) -> None:
        for note in done.notes:
            say(f"note: {note}")
        chosen, origin = app.loaded.settings.incidents, app.loaded.origins["incidents"]
        if chosen != "auto":
            now = "no past incident" if chosen == "off" else chosen
            say(f'note: translate works with {now} ({origin}); say incidents = "auto" there to use these')


def columns_of(given: Sequence[str]) -> dict[str, str]:
    """Field → column, from `title=Headline`. Raises a usage error for anything else."""
    columns: dict[str, str] = {}
    for pair in given:
        field, found, column = (part.strip() for part in pair.partition("="))
        if not found or not field or not column:
            raise typer.BadParameter(f"“{pair}” is not FIELD=COLUMN.", param_hint="--column")
        if field in columns:
            raise typer.BadParameter(f"{field} is given twice.", param_hint="--column")
        columns[field] = column
    return columns


def _files(path: Path) -> list[Path]:
    """The file, or every file of the folder that may hold incidents, sorted. Raises FileUnusable."""
    if not path.is_dir():
        return [path]
    found = [
        Path(folder, name)
        for folder, inner, names in os.walk(path, onerror=_refuse)
        if not inner.sort()
        for name in sorted(names)
        if name.lower().endswith(READ) and not name.startswith(".")
    ]
    if not found:
        raise FileUnusable(
            "there is no file with incidents in this folder.",
            place=str(path),
            next_step=f"Files are read that end in {', '.join(READ)}.",
        )
    return found


def _refuse(error: OSError) -> None:
    raise unusable(error.filename or "the folder", "read", error) from None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except (OSError, ValueError):
        return 0  # told when it is read


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
