"""What a person does with past incidents: import, search, delete; one function behind every door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from translator.incidents.base import IncidentIndex, IncidentStore, RowProblem
from translator.models import Found, Incident, IncidentFilter, IncidentKind, Ticket

_BATCH = 200  # incidents stored and indexed together: what a crash makes the next start do again
_TICKET_HITS = 8


@dataclass
class Imported:
    """What an import did, counted in incidents. `added`, `changed` and `same` are 0 in a dry run."""

    read: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    problems: int = 0
    repeated: int = 0  # rows whose id an earlier row of this import had; the last one is kept
    kinds: Counter[IncidentKind] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    notes: tuple[str, ...] = ()  # of the index


class IncidentService:
    """The incidents of one workspace: a store that is the truth, and an index that follows it."""

    def __init__(self, store: IncidentStore, index: IncidentIndex) -> None:
        self.store = store
        self.index = index

    def import_rows(
        self,
        rows: Iterable[Incident | RowProblem],
        *,
        on_problem: Callable[[RowProblem], None],
        progress: Callable[[int], None] | None = None,
    ) -> Imported:
        """Store and index the rows in batches; problems go to `on_problem` as they are met.

        May be run again after a crash or with the same file: what is stored already is not embedded
        again. `progress` is told how many rows have been read. Raises StoreUnusable, IndexMismatch.
        """
        done = Imported()
        notes = dict.fromkeys(self.index.catch_up().notes)  # what an earlier crash left over
        for batch in _batches(rows, done, on_problem):
            stored = self.store.put(batch)
            done.added += stored.added
            done.changed += stored.changed
            done.same += stored.same
            notes.update(dict.fromkeys(self.index.catch_up().notes))
            if progress is not None:
                progress(done.read + done.problems)
        done.notes = tuple(notes)
        return done

    def search(self, text: str, where: IncidentFilter | None = None, *, limit: int = 10) -> Found:
        """The incidents most like a text whose first line is its title, similar or not."""
        title, _, body = text.strip().partition("\n")
        return self.index.search(title, body, where, limit=limit)

    def like(
        self, ticket: Ticket, where: IncidentFilter | None = None, *, limit: int = _TICKET_HITS
    ) -> Found:
        """See `PastIncidents`; only those that the filter lets through, `limit` at most."""
        body = ticket.text[len(ticket.title) :].strip()
        own = tuple(name for name in (ticket.key, ticket.url) if name)
        return self.index.search(ticket.title, body, where, limit=limit, own=own)

    def delete(self, keys: Sequence[str]) -> list[Incident]:
        """Delete by id or key; nothing is deleted if one is unknown. Raises UnknownIncident."""
        found = [self.store.get(key) for key in keys]
        self.store.delete([incident.id for incident in found])
        self.index.catch_up()
        return found

    def close(self) -> None:
        """Let go of files and connections."""
        self.index.close()
        self.store.close()


def count_rows(
    rows: Iterable[Incident | RowProblem],
    *,
    on_problem: Callable[[RowProblem], None],
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """What an import of the rows would read and leave out; needs no store."""
    done = Imported()
    for _ in _batches(rows, done, on_problem):
        if progress is not None:
            progress(done.read + done.problems)
    return done


def _batches(
    rows: Iterable[Incident | RowProblem], done: Imported, on_problem: Callable[[RowProblem], None]
) -> Iterator[list[Incident]]:
    """The incidents in batches, counted in `done`."""
    batch: list[Incident] = []
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, Incident):
            done.read += 1
            done.repeated += row.id in seen
            seen.add(row.id)
            done.kinds[row.kind] += 1
            done.sources[row.source] += 1
            batch.append(row)
        else:
            done.problems += 1
            on_problem(row)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
