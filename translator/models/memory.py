"""What the translation memory hands out: words of earlier pitches that may serve again, without their facts.

Numbers, names, dates and quotations belong to the ticket they were read in. None of them is in here: where
one stood, the words hold `BLANK`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from translator.models.base import Model
from translator.models.pitch import State

BLANK = "«…»"  # in the place of a number, a name, a date or a quotation; no slot of any pitch
MEMORY_SCHEMA: Literal["translator.memory/1"] = "translator.memory/1"


class Phrasing(Model):
    """The words of one earlier pitch."""

    translation_id: str
    ticket_key: str  # "": the ticket has none
    title: str  # of the ticket
    state: State  # "approved", "published", or "in review": nobody has agreed to it yet
    one_breath: str
    parts: dict[str, str]  # place (see `parts`) → the sentence there; blanks and questions are left out
    # What the ticket was read as: catalog ids by "task", "failure", "persona", "moment".
    reading: dict[str, str] = Field(default_factory=dict)
    by: str  # who approved it, or sent it to review
    at: datetime  # when
    origin: str = ""  # "imported by Dana Kerr on 2026-03-01"; "": made in this workspace

    @property
    def approved(self) -> bool:
        """Whether a person has agreed to these words."""
        return self.state in ("approved", "published")


class MemoryEntry(Phrasing):
    """An earlier pitch as it is kept: its words, and the words of its ticket to be found by."""

    words: str  # of the ticket's text, cut; never shown, and masked where they leave the workspace


class Remembered(Phrasing):
    """An earlier pitch that a search found for a ticket."""

    score: int = Field(ge=0, le=100)  # from 50 on the tickets are alike; one in review loses a share of it
    why: tuple[str, ...] = ()  # in words a person reads: "both speak of session, sign-in"


class MemoryDocument(Model):
    """A memory as a file, to be taken along to another workspace."""

    schema_name: Literal["translator.memory/1"] = Field(default=MEMORY_SCHEMA, alias="schema")
    exported: datetime
    entries: tuple[MemoryEntry, ...]

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, serialize_by_alias=True
    )
