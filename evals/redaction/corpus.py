"""Texts with planted secrets and personal data, and with what only looks like them.

Everything is made by the published format rules with a fixed seed; nothing here was copied from anywhere.
`planted_values.py` makes what must go, `lookalikes.py` what must stay; this file puts both into one text.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from evals.redaction.lookalikes import LOOKALIKES
from evals.redaction.planted_values import KNOWN_NAMES, PLANTED
from evals.redaction.shapes import Line

FILLER = (
    "Customers see an empty page after the second click.",
    "It began with the release of last week and hits about 3 % of the sign-ins.",
    "Steps: open the order, change the address, press Save.",
    "The retry hides it most of the time, which is why nobody noticed.",
    "Expected: the invoice is sent once. Actual: twice, sometimes three times.",
    "We saw it on staging as well, but only under load.",
    "ERROR the worker gave up after 5 attempts",
    "| step | result |",
    "A restart helps for roughly two hours.",
    "Could be related to the cache; clearing it makes no difference.",
)


class Planted(NamedTuple):
    """A value in a document. `kind` None: a look-alike that must stay."""

    kind: str | None
    label: str  # what it is, finer than the kind: "github token"
    value: str
    start: int
    end: int


class Document(NamedTuple):
    """A text and what was planted in it, in order."""

    text: str
    planted: tuple[Planted, ...]


def documents(seed: int = 20261107, each: int = 24) -> list[Document]:
    """About `each` values of every label spread over documents of five to nine lines, always the same.

    Labels with many variants count once per variant. `KNOWN_NAMES` are to be handed to the redactor.
    """
    chance = random.Random(seed)
    lines = [
        (kind, label, make(chance))
        for kind, label, make, share in _makers()
        for _ in range(max(1, round(each * share)))
    ]
    chance.shuffle(lines)
    return list(_bundled(lines, chance))


def _makers() -> Iterator[tuple[str | None, str, Callable[[random.Random], Line], float]]:
    for kind, label, make, share in PLANTED:
        yield kind, label, make, share
    for label, make, share in LOOKALIKES:
        yield None, label, make, share


def _bundled(lines: list[tuple[str | None, str, Line]], chance: random.Random) -> Iterator[Document]:
    at = 0
    while at < len(lines):
        size = chance.randint(2, 6)
        text = ""
        planted = []
        for kind, label, line in lines[at : at + size]:
            text += f"{chance.choice(FILLER)}\n" if chance.random() < 0.5 else ""
            start = len(text) + line.start
            planted.append(Planted(kind, label, line.value, start, start + len(line.value)))
            text += line.text + chance.choice(("\n", "\n\n"))
        at += size
        yield Document(text, tuple(planted))


__all__ = ["KNOWN_NAMES", "Document", "Planted", "documents"]
