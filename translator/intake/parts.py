"""The pieces a reader finds, before they become the blocks of a ticket."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from translator.models import PROSE_KINDS, BlockKind


class Part(NamedTuple):
    """One stretch of ticket text of one kind; the fields mean what they mean in `Block`."""

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    checked: bool | None = None


class Gap(NamedTuple):
    """Here a limit left out so many characters of the source."""

    characters: int
    reason: str


class LeftOut(NamedTuple):
    """So many places were left out because a reader would not see them, or would see them struck out."""

    what: str  # "struck out" or "hidden"
    places: int


Piece: TypeAlias = Part | Gap | LeftOut

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MONO = re.compile(r"`([^`\n]{1,200})`|\{\{([^{}\n]{1,200})\}\}")
_SENTENCE_END = (".", "!", "?", ":", ";")
LABEL_LINE = re.compile(r"[A-Z][\w /()'-]{1,40}:(?=\s|$)")
_BULLET_LINE = re.compile(r"\s*(?:[-*•+#]\s|\d{1,2}[.)]\s)")


def entities(text: str) -> str:
    """The text with HTML entities that end in a semicolon decoded."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda m: html.unescape(m.group()), text)


def bare(text: str) -> str:
    """Plain prose with entities decoded and code marks taken off."""
    if "`" in text or "{{" in text:
        text = _MONO.sub(lambda m: m.group(1) or m.group(2), text)
    return entities(text)


def collapsed(text: str) -> str:
    """Prose with single spaces, its line breaks kept, blank lines gone."""
    if "\n" not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def joined_lines(lines: Sequence[str]) -> str:
    """The lines of one paragraph as text: wrapped lines joined by a space, others by a line feed.

    A line was wrapped when the sentence runs on in lower case, or when the next line's first word
    would not have fitted into the paragraph's width.
    """
    lines = [line.strip() for line in lines if line.strip()]
    width = max((len(line) for line in lines), default=0)
    out: list[str] = []
    for index, line in enumerate(lines):
        if index:
            out.append(" " if runs_on(lines[index - 1], line, width) else "\n")
        out.append(line)
    return "".join(out)


def runs_on(line: str, following: str, width: int) -> bool:
    """Whether a line was wrapped before the following one, in a paragraph of this width."""
    if not following or line.endswith(_SENTENCE_END) or LABEL_LINE.match(following):
        return False
    if line.endswith((",", "(")) or following[0].islower():
        return True
    word = following.split(None, 1)[0]
    return 60 <= width <= 130 and len(line) >= 50 and len(line) + 1 + len(word) > width


def as_comment(pieces: Iterable[Piece], author: str) -> list[Piece]:
    """The pieces of a comment's body, its prose marked as the author's comment."""
    return [
        Part("comment", p.text, label=author) if isinstance(p, Part) and p.kind in PROSE_KINDS else p
        for p in pieces
    ]


def image(name: str) -> Part:
    """The part that stands for an image or attachment."""
    name = " ".join(name.split())
    return Part("media", f"[image: {name}]" if name else "[image]", label=name)
