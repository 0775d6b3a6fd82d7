"""What was found in a text: a stretch, its kind, and what it is in words. Values are never repeated here."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Literal, NamedTuple

Kind = Literal["SECRET", "EMAIL", "PHONE", "ACCOUNT", "CARD", "IP", "NAME"]


class Sensitive(NamedTuple):
    """A stretch that must not be shown, and what it is in words: "a GitHub token"."""

    kind: Kind
    name: str
    start: int
    end: int


def in_reading_order(found: Iterable[Sensitive]) -> list[Sensitive]:
    """The stretches in reading order, none overlapping.

    Those that overlap become one that covers both, for a tail left over would be part of a value. It is
    called after the longer, but never a name where the other is none: names are shown again.
    """
    kept: list[Sensitive] = []
    for item in sorted(found, key=itemgetter(2)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
        elif item.end > kept[-1].end or (kept[-1].kind == "NAME" and item.kind != "NAME"):
            last = kept[-1]
            telling = max(last, item, key=lambda s: (s.kind != "NAME", s.end - s.start))
            kept[-1] = telling._replace(start=last.start, end=max(last.end, item.end))
    return kept
