"""What past incidents lend to a pitch."""

from __future__ import annotations

from typing import Literal

from translator.models.base import Model
from translator.models.draft import Sentence, Story
from translator.models.evidence import Evidence
from translator.models.incident import IncidentKind

Relation = Literal[
    "same cause",  # the stated rule holds: this work would have prevented it
    "similar",  # alike, and not shown to have the same cause
]


class CitedIncident(Model):
    """An incident the pitch leans on, with the text its evidence points into."""

    id: str
    key: str  # the key people know it by
    title: str
    kind: IncidentKind
    url: str | None = None
    text: str  # see `incident_text`; evidence of source "incident:<id>" counts offsets in it
    score: float
    why: tuple[str, ...] = ()
    relation: Relation = "similar"
    rule: str = ""  # in words, what made the relation "same cause"
    counted: bool = False  # one of the repeats


class Past(Model):
    """What the search for past incidents gave. A pitch without it made no search."""

    incidents: tuple[CitedIncident, ...] = ()  # best first; (): nothing similar enough to lean on
    searched: int = 0  # incidents on record that were looked at
    mode: Literal["hybrid", "keyword only", "nothing stored", "not searched"] = "hybrid"
    notes: tuple[str, ...] = ()


class Proof(Model):
    """Sentences with slots that an engine puts into a draft. None: the past carries no such proof."""

    past: Past
    evidence: tuple[Evidence, ...] = ()  # items of source "incident:<id>", and derived ones
    sales: Sentence | None = None
    support: Sentence | None = None
    repeats: Sentence | None = None
    signs: tuple[Sentence, ...] = ()
    internal: Sentence | None = None  # what moved after a similar fix
    story: Story | None = None
