"""What every engine is given and what it hands back: the seam between the pipeline and its engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from translator.catalog.index import CatalogIndex
from translator.models import (
    Draft,
    EgressReceipt,
    Finding,
    Found,
    Ledger,
    Proof,
    Remembered,
    Sentence,
    Ticket,
    Worded,
)


@dataclass(frozen=True)
class DraftRequest:
    """One ticket to draft a pitch for."""

    ticket: Ticket
    ledger: Ledger  # of the ticket and the answers; items of past incidents are in `proof`
    index: CatalogIndex
    stakeholders: tuple[str, ...] = ()  # (): the engine chooses by what the ticket is about
    proof: Proof | None = None  # None: no search for past incidents was made
    examples: tuple[Remembered, ...] = ()  # of the translation memory, the likest first
    worded: Worded | None = None  # words of the memory that an earlier version of this pitch has already
    # What a reader of the ticket took it to be about: catalog ids by "task", "failure", "persona", "moment".
    reading: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Drafted:
    """A draft, and how it came to be."""

    draft: Draft
    base: Draft | None = None  # the offline draft, which a part goes back to; None: there is no other
    written: frozenset[str] = frozenset()  # places (see `parts`) whose words are a model's
    edited: Mapping[str, str] = field(default_factory=dict)  # places whose words are a person's → who that is
    worded: Worded | None = None  # what of the offline engine's words comes from the memory
    model: str | None = None
    reading: Mapping[str, str] = field(default_factory=dict)  # see `DraftRequest.reading`
    prompts: tuple[str, ...] = ()
    receipt: EgressReceipt = field(default_factory=EgressReceipt)
    notes: tuple[str, ...] = ()  # what fell back to the offline engine, and why
    session: object = None  # the engine's own, handed back to `repair`
    # Place → the sentence there that a second model did not find in its evidence.
    doubts: Mapping[str, Sentence] = field(default_factory=dict)


Told = Callable[[str, Drafted], None]  # (stage, the draft so far): "core", "framing:sales"


class Engine(Protocol):
    """Drafts a pitch. Async because an engine may wait on a network."""

    @property
    def name(self) -> str:
        """Stable name, stored in the provenance."""
        ...

    async def draft(self, request: DraftRequest, told: Told | None = None) -> Drafted:
        """A draft with slots; grounding and checks come after. `told` hears of each finished stage."""
        ...

    async def repair(self, request: DraftRequest, drafted: Drafted, findings: Sequence[Finding]) -> Drafted:
        """The draft with the places of the findings written anew, as far as the engine can."""
        ...


class SecondOpinion(Protocol):
    """Reads what a model wrote beside the words it cites. It can doubt a sentence and do nothing else."""

    async def hear(self, drafted: Drafted, shown: Draft, ledger: Ledger, texts: Mapping[str, str]) -> Drafted:
        """The draft with its `doubts`; where no opinion is to be had there are none, and a note says so.

        `shown` is the same draft grounded, `texts` are what the ledger points into by source name.
        """
        ...


class PastIncidents(Protocol):
    """Finds past incidents like a ticket. Plain, because its work is on this machine."""

    def like(self, ticket: Ticket) -> Found:
        """The most similar incidents, without the ticket's own record; never raises for no hit."""
        ...


class Memory(Protocol):
    """Finds words of earlier pitches. Plain, because its work is on this machine."""

    def like(self, ticket: Ticket) -> tuple[Remembered, ...]:
        """The pitches of the likest tickets, the likest first; () where none is like it."""
        ...


class Likeness(Protocol):
    """Compares meanings. Plain, because its work is on this machine."""

    def cosines(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The cosine of each pair of texts, -1 … 1."""
        ...
