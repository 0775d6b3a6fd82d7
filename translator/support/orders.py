"""Whether a model says what somebody ordered it to say in a text that it was given as data.

Orders are kept out of what a model reads, and a model may still have been told: an order that was split over
two texts, or a reply that somebody tampered with. Words that stand in an order and nowhere else have no
business in a pitch.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from translator.grounding import SLOT
from translator.instructions import latent_instructions
from translator.support.words import PLAIN, root
from translator.text import WORD

_PIECE = 12  # letters of an order that come back in one piece, however they are spaced
_SHORTEST = 3  # letters of a word that can tell an order from the rest


class Orders(NamedTuple):
    """What the orders in the sources say."""

    words: frozenset[str]  # stems of telling words that nothing else in the sources has
    letters: str  # of all orders, without what stands between them


def orders_in(texts: Mapping[str, str]) -> Orders:
    """The orders to a machine reader in all the sources."""
    split = [_split(text) for text in texts.values()]
    ordered = [inside for inside, _ in split if inside]
    if not ordered:
        return Orders(frozenset(), "")
    words = frozenset().union(*map(_stems, ordered)).difference(*(_stems(rest) for _, rest in split))
    return Orders(words, "\n".join(map(_letters, ordered)))


def obeyed(text: str, orders: Orders) -> str | None:
    """The first words of the text that only an order has, as written; None where there are none."""
    if not orders.letters:
        return None
    words = (m.group() for m in WORD.finditer(SLOT.sub(" ", text)))
    found = next((word for word in words if root(word.lower()) in orders.words), None)
    letters = _letters(text)
    return text if found is None and len(letters) >= _PIECE and letters in orders.letters else found


@lru_cache(maxsize=16)  # every stage of a pitch is judged anew on the same texts
def _split(text: str) -> tuple[str, str]:
    """(the orders, everything else)."""
    orders = latent_instructions(text)
    kept, at = [], 0
    for span in orders:
        kept.append(text[at : span.start])
        at = span.end
    return " ".join(span.of(text) for span in orders), " ".join([*kept, text[at:]])


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@lru_cache(maxsize=32)
def _stems(text: str) -> frozenset[str]:
    words = (m.group().lower() for m in WORD.finditer(text))
    return frozenset(root(word) for word in words if len(word) >= _SHORTEST or not word.isascii()) - PLAIN
