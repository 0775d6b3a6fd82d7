"""What many past incidents say together: what comes back, and which warning signs they show."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.incident_text import shown_time
from translator.incidents.base import Followed
from translator.models import Incident
from translator.proof.signs import signs_in
from translator.storage.base import CountedBy, IncidentCounts
from translator.text import shorten

_KEYS = 8  # incidents that are named for what came back, and for a sign
_PAGE = 200  # changes read at a time
_WORDS = 240  # characters of a sentence or a title that is kept


class Month(NamedTuple):
    """How many incidents of a name began in a month."""

    month: str  # UTC: "2026-01"
    name: str | None  # "": those that do not say; None: all names without a line of their own
    incidents: int


class Recurring(NamedTuple):
    """What came back: two incidents or more."""

    name: str
    incidents: int
    last: str  # month of the newest
    keys: tuple[str, ...]  # of the newest, newest first


class Repeats(NamedTuple):
    """Incidents over time."""

    counted: int  # incidents; one that has several services is in the count of each
    undated: int  # that are left out: their month is unknown
    lines: tuple[str, ...]  # names with a line of their own, most incidents first
    shown: Mapping[str, str]  # name → as people write it, for every name below
    months: tuple[Month, ...]
    recurring: tuple[Recurring, ...]  # most incidents first


def repeats(counts: IncidentCounts, by: CountedBy, *, lines: int, limit: int) -> Repeats:
    """Every incident counted by month: `lines` names by themselves, the others together.

    `limit` is how many names are listed that came back.
    """
    rows = counts.by_month(by)
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row.name] += row.incidents
    ranked = sorted(totals, key=lambda name: (-totals[name], name))
    own = tuple(ranked[:lines])
    back = [name for name in ranked if name and totals[name] > 1][:limit]
    latest = counts.latest(by, [*back, *(name for name in own if name)], _KEYS)
    months: defaultdict[tuple[str, str | None], int] = defaultdict(int)
    for row in rows:
        months[row.month, row.name if row.name in own else None] += row.incidents
    counted, undated = counts.totals()
    return Repeats(
        counted,
        undated,
        own,
        {name: found.shown for name, found in latest.items()},
        tuple(Month(month, name, count) for (month, name), count in months.items()),
        # One that was deleted between two questions is not there any more.
        tuple(
            Recurring(name, totals[name], latest[name].month, latest[name].keys)
            for name in back
            if name in latest
        ),
    )


class Shows(NamedTuple):
    """An incident that shows a sign."""

    id: str
    key: str
    title: str
    started: str  # "2026-01-31", or as much of it as is known; "": unknown
    words: str  # the sentence that shows it


class Board(NamedTuple):
    """Signs over all incidents of a workspace."""

    shows: Mapping[str, tuple[Shows, ...]]  # catalog id of the sign → the newest incidents, newest first
    counts: Mapping[str, int]  # likewise → how many show it
    complete: bool  # False: the rest is read the next time


class SignsOnRecord:
    """The signs of a workspace's incidents, read with the matcher of the pitches.

    Follows the store by its revisions: each incident is read once, whenever it changes. Only those that
    show a sign are kept. Safe in threads.
    """

    def __init__(self, index: CatalogIndex, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._index = index
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._store_id = ""
        self._seen = 0  # revision
        self._signs: dict[str, dict[str, Shows]] = {}  # id of the incident → by sign

    def board(self, store: Followed, *, seconds: float) -> Board:
        """All signs, after reading on for about so many seconds. Raises StoreUnusable."""
        with self._lock:
            complete = self._read_on(store, seconds)
            by_sign: defaultdict[str, list[Shows]] = defaultdict(list)
            for found in self._signs.values():
                for sign, shows in found.items():
                    by_sign[sign].append(shows)
        for rows in by_sign.values():
            rows.sort(key=lambda shows: (shows.started, shows.id), reverse=True)
        return Board(
            {sign: tuple(rows[:_KEYS]) for sign, rows in by_sign.items()},
            {sign: len(rows) for sign, rows in by_sign.items()},
            complete,
        )

    def _read_on(self, store: Followed, seconds: float) -> bool:
        until = self._elapsed() + seconds
        newest = store.revision()
        if store.store_id != self._store_id or newest < self._seen:  # a backup stands in its place
            self._store_id, self._seen, self._signs = store.store_id, 0, {}
        while self._seen < newest:
            changes = store.changes(self._seen, _PAGE)
            for change in changes:
                self._signs.pop(change.id, None)
                if found := self._read(change.incident):
                    self._signs[change.id] = found
            self._seen = changes[-1].revision if changes else newest
            if self._elapsed() >= until:
                break
        return self._seen >= newest

    def _read(self, incident: Incident | None) -> dict[str, Shows]:
        if incident is None or incident.kind != "incident":
            return {}
        title = shorten(incident.title, _WORDS)
        started = shown_time(incident.started)[:10] if incident.started else ""
        return {
            sign: Shows(incident.id, incident.source_id, title, started, shorten(words, _WORDS))
            for sign, words in signs_in(incident, self._index).items()
        }
