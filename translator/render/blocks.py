"""The blocks a written pitch is made of, before any markup. Each format writes them in its own way."""

from __future__ import annotations

from typing import Literal, NamedTuple

Style = Literal[
    "own",  # our words, without anything that could be markup
    "text",  # words of a ticket, a person or a model: shown as they are, whatever they look like
    "strong",
    "em",
    "code",
    "address",  # a link's target, shown as it is written
]


class Run(NamedTuple):
    """Words in one style. All but `own` may hold anything."""

    text: str
    style: Style = "text"


class Cite(NamedTuple):
    """References to evidence, after the sentence that rests on it."""

    ids: tuple[str, ...]


Line = tuple[Run | Cite, ...]


class Heading(NamedTuple):
    """A heading; level 1 is the pitch's own."""

    level: int
    line: Line


class Paragraph(NamedTuple):
    """One paragraph."""

    line: Line


class Item(NamedTuple):
    """A line of a list, and the lines under it. `evidence`: references to this id lead here."""

    line: Line
    under: tuple[Line, ...] = ()
    evidence: str = ""


class Bullets(NamedTuple):
    """A list."""

    items: tuple[Item, ...]


class Table(NamedTuple):
    """A table; every row has a cell for each column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Code(NamedTuple):
    """Text that keeps its lines."""

    text: str
    language: str


class Rule(NamedTuple):
    """A line across."""


Block = Heading | Paragraph | Bullets | Table | Code | Rule


class Fold(NamedTuple):
    """Blocks that are folded away where a format can fold."""

    title: str
    blocks: tuple[Block, ...]


Written = tuple[Block | Fold, ...]


def own(text: str) -> Run:
    """Words of ours."""
    return Run(text, "own")


def joined(lines: list[Line], between: str) -> Line:
    """The lines as one, with words of ours between them."""
    runs: list[Run | Cite] = []
    for position, line in enumerate(lines):
        if position:
            runs.append(own(between))
        runs += line
    return tuple(runs)
