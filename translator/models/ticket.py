"""A ticket: what came in, normalised to text with offsets."""

from __future__ import annotations

from typing import Literal

from translator.models.base import Model

BlockKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list_item",
    "quote",
    "comment",
    "code",
    "log",
    "table",
    "media",
]
PROSE_KINDS: frozenset[str] = frozenset({"title", "heading", "paragraph", "list_item", "quote", "comment"})


class Block(Model):
    """A stretch of `Ticket.text` of one kind. Blocks are in order and never overlap."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # heading level, or nesting depth of a list item; 0 where it means nothing
    label: str = ""  # language of code, author of a comment, alt text of media
    checked: bool | None = None  # task items only; None elsewhere


class TrackerField(Model):
    """A named fact the tracker keeps beside the text, such as `priority` or `created`."""

    name: str
    value: str


class Cut(Model):
    """Text that a limit left out of `Ticket.text`; the raw payload still has it."""

    at: int  # offset in Ticket.text where the text is missing
    characters: int
    reason: str


class Ticket(Model):
    """What came in, normalised to text. `text` starts with the title; blocks index into it."""

    reader: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    key: str | None = None  # None: the payload named no key
    url: str | None = None
    fields: tuple[TrackerField, ...] = ()
    cuts: tuple[Cut, ...] = ()
    notes: tuple[str, ...] = ()  # what the reader met and could not place, in words
    fingerprint: str  # sha-256 hex of title and text
    raw: str  # the payload as it came

    def field(self, name: str) -> str | None:
        """The value of the first field called `name`, or None."""
        return next((f.value for f in self.fields if f.name == name), None)
