"""A pitch that fits a place with a limit: whole parts are left out, and the page says which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from translator.render.blocks import (
    Block,
    Bullets,
    Fold,
    Heading,
    Item,
    Line,
    Paragraph,
    Rule,
    Run,
    Written,
    own,
)
from translator.text import shorten

_FOLD, _CHECKS, _FRAMING, _OTHER = range(4)  # what goes first
_LAST_RESORT = 300  # characters of a line where even the shortest form is too long


class _Part(NamedTuple):
    """Blocks that stand or go together. `rank` is None where they always stay."""

    blocks: Written
    name: str = ""
    rank: int | None = None


def fitted(document: Written, fits: Callable[[Written], bool]) -> Written:
    """The document, or the most of it that fits; a line at its end then names what is missing.

    Back matter goes first, then the framings from the last one, then the rest from its end.
    """
    parts = list(_parts(document))
    going = sorted(
        (at for at, part in enumerate(parts) if part.rank is not None),
        key=lambda at: (parts[at].rank, -at),
    )
    left_out: set[int] = set()
    while not fits(kept := _joined(parts, left_out)):
        if not going:
            return tuple(_short(block) for block in kept)
        left_out.add(going.pop(0))
    return kept


def plain_text(line: Line) -> str:
    """The words of a line without styles and references."""
    return "".join(run.text for run in line if isinstance(run, Run))


def _parts(document: Written) -> Iterator[_Part]:
    section: list[Block | Fold] = []
    for block in document:
        if isinstance(block, Fold):
            yield from _closed(section)
            yield _Part((block,), block.title, _FOLD)
        elif isinstance(block, Heading | Rule):
            yield from _closed(section)
            section.append(block)
        else:
            section.append(block)
    yield from _closed(section)


def _closed(section: list[Block | Fold]) -> Iterator[_Part]:
    blocks = tuple(section)
    section.clear()
    if not blocks:
        return
    first = blocks[0]
    if not isinstance(first, Heading) or first.level == 1:
        yield _Part(blocks)
        return
    name = plain_text(first.line)
    ranks = {"Before this goes out": _CHECKS, "For ": _FRAMING}
    yield _Part(blocks, name, next((r for start, r in ranks.items() if name.startswith(start)), _OTHER))


def _joined(parts: list[_Part], left_out: set[int]) -> Written:
    blocks: list[Block | Fold] = []
    for at, part in enumerate(parts):
        if at == len(parts) - 1 and left_out:
            names = ", ".join(parts[gone].name for gone in sorted(left_out))
            blocks.append(Paragraph((Run(f"Left out here for length: {names}.", "em"),)))
        if at not in left_out:
            blocks += part.blocks
    return tuple(blocks)


def _short(block: Block | Fold) -> Block | Fold:
    if isinstance(block, Heading | Paragraph):
        return block._replace(line=_short_line(block.line))
    if isinstance(block, Bullets):
        return Bullets(tuple(Item(_short_line(item.line), evidence=item.evidence) for item in block.items))
    return block


def _short_line(line: Line) -> Line:
    words = plain_text(line)
    return line if len(words) <= _LAST_RESORT else (Run(shorten(words, _LAST_RESORT)), own("…"))
