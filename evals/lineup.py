"""Tells which ticket of the suite a text was made of, as somebody would who knows them all."""

from __future__ import annotations

import re
from collections.abc import Mapping

import bm25s

_WORD = re.compile(r"[^\W_]{2,}")


class LineUp:
    """The tickets of a run by BM25 over their words. Built once, in time linear in their text."""

    def __init__(self, tickets: Mapping[str, str]) -> None:
        self._ids = sorted(tickets)
        self._bm25 = bm25s.BM25()
        self._bm25.index([_words(tickets[i]) or [""] for i in self._ids], show_progress=False)

    def first(self, text: str, count: int = 3) -> tuple[str, ...]:
        """The ids of the tickets most like the text, best first; () for a text that shares no word."""
        depth = min(count, len(self._ids))
        places, scores = self._bm25.retrieve([_words(text) or [""]], k=depth, show_progress=False)
        return tuple(self._ids[p] for p, s in zip(places[0], scores[0], strict=True) if s > 0)


def _words(text: str) -> list[str]:
    return [w.lower() for w in _WORD.findall(text)]
