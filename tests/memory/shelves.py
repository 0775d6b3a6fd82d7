"""Workspaces with a memory over a real database, and invented tickets whose pitches are approved in them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.incidents.searchable import WordVectors
from translator import review
from translator.catalog.index import CatalogIndex
from translator.incidents.base import Embedder
from translator.intake import read_parts
from translator.memory import MemoryService
from translator.models import Actor, Draft, Pitch, Sentence, State, Ticket, Translation
from translator.offline import OfflineEngine
from translator.parts import map_sentences
from translator.pipeline import Pipeline
from translator.settings import load_settings
from translator.storage.base import Event
from translator.storage.database import Database, open_database
from translator.wiring import build_default
from translator.wiring_memory import stored_memory

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DANA = Actor(name="Dana Kerr")
ROBOT = Actor(name="importer", kind="service")

SIGN_IN = (
    "Sign-in fails in live demos",
    "In live demos prospects of Harrow & Finch get thrown back to the sign-in screen. Two demos failed "
    "last month.\n\nThe session store forgets a token after ten minutes. Sign-in failures are at 4 % now.",
)
SIGN_IN_AGAIN = (
    "Prospects are signed out in demos",
    "During a live demo prospects land on the sign-in screen again and cannot sign in. Sales had to stop a "
    "demo.\n\nThe session token is dropped by the new gateway. Seven sessions were lost.",
)
SIGN_IN_TOO = (
    "Sign-in does not work in demos",
    "In live demos prospects cannot sign in and see the sign-in screen again. Five demos were stopped.\n\n"
    "The session key is rotated while people type. Sign-in failures are at 2 % a week.",
)
INVOICES = (
    "Invoice totals differ from the order",
    "At month end customers of Tessel Yachts see another total on the invoice than on the order. "
    "Finance corrected 31 invoices by hand.\n\nThe tax is rounded before it is added up.",
)
HANDBOOK = (
    "Translate the crew handbook into Finnish",
    "The printed handbook for new crew is in English alone. The print shop needs the text by the summer.",
)


@cache
def index() -> CatalogIndex:
    """The built-in catalog."""
    return build_default().index


def ticket(words: tuple[str, str], key: str | None = "BF-1") -> Ticket:
    """An invented ticket."""
    return read_parts(*words, key=key)


@dataclass
class Shelf:
    """A workspace and its memory. The same folder opened again is another process."""

    folder: Path
    database: Database
    workspace: str = "default"
    embedder: Embedder = field(default_factory=WordVectors)
    made: int = 0

    def __post_init__(self) -> None:
        flags = {"data_dir": self.folder, "workspace": self.workspace}
        self.settings = load_settings(toml_path=None, environ={}, flags=flags).settings
        self.store = self.database.translations(self.workspace)
        self.memory: MemoryService = stored_memory(self.settings, self.database, index(), self.embedder)

    def again(self, **change: Any) -> Shelf:
        """The same database, opened as another process or for another workspace would."""
        told = {"workspace": self.workspace, "embedder": self.embedder, "made": self.made} | change
        return Shelf(self.folder, self.database, **told)

    def pitch(self, of: Ticket) -> Pitch:
        """The pitch of a ticket by the offline engine, with this memory."""
        return pitch(of, Pipeline(index(), OfflineEngine(), memory=self.memory))

    def put(
        self,
        words: tuple[str, str],
        state: State = "approved",
        *,
        key: str | None = "BF-1",
        says: Mapping[str, str] | None = None,
        pitch: Pitch | None = None,
    ) -> Translation:
        """Store the pitch of a ticket, with the words that a person gave it, and take it to a state."""
        self.made += 1
        made = pitch or plain(words, key)
        if says:
            made = made.model_copy(update={"draft": reworded(made.draft, says)})
        made = made.model_copy(update={"findings": ()})  # what would stand in the way of a review
        stored = self.store.add(
            Translation(
                id=f"t{self.made:04d}",
                revision=1,
                state=made.state,
                pitch=made,
                created=self.now,
                created_by=DANA,
                updated=self.now,
            ),
            what="translated",
            event=Event(self.now, DANA, "translation.created", f"t{self.made:04d}"),
        )
        for to in ("in review", "approved", "published")[: _STEPS[state]]:
            stored = self.step(stored, to)
        return stored

    def step(self, of: Translation, to: State, why: str = "because") -> Translation:
        """One step of the review."""
        after = review.stepped(of, to, by=DANA, at=self.now, why=why)
        return self.save(after, after.state.replace(" ", "-"))

    def save(self, changed: Translation, what: str) -> Translation:
        """Store a change with its event."""
        event = Event(self.now, DANA, f"translation.{what}", changed.id)
        return self.store.save(changed, what=what, event=event)

    @property
    def now(self) -> datetime:
        """A later time at each new translation."""
        return NOW + timedelta(minutes=self.made)


_STEPS = {"draft": 0, "in review": 1, "approved": 2, "published": 3}
NewShelf = Callable[..., Shelf]


def new_shelf(folder: Path, url: str | Path | None = None, **change: Any) -> Shelf:
    """An empty workspace; its database is a file of the folder unless a URL is given."""
    return Shelf(folder, open_database(url or folder / "translator.db"), **change)


def pitch(of: Ticket, pipeline: Pipeline) -> Pitch:
    """The pitch of a ticket."""
    return asyncio.run(pipeline.translate(of, now=NOW, stakeholders=("sales",)))


@cache
def plain(words: tuple[str, str], key: str | None) -> Pitch:
    """The offline pitch of a ticket without any memory."""
    return pitch(ticket(words, key), Pipeline(index(), OfflineEngine()))


def reworded(draft: Draft, says: Mapping[str, str]) -> Draft:
    """The draft with a person's words at some places."""

    def change(where: str, sentence: Sentence) -> Sentence:
        return sentence.model_copy(update={"text": says[where]}) if where in says else sentence

    return map_sentences(draft, change)
