"""Words, sentences and phrases in plain text, with offsets. Pure functions; no opinions about meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)


class Span(NamedTuple):
    """[start, end) in some text, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The text under the span."""
        return text[self.start : self.end]


_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|resp|no|nos|fig|mr|mrs|ms|dr|st|inc|ltd|co|jan|feb|mar|apr|"
    r"jun|jul|aug|sept?|oct|nov|dec)|(?<!\d)(?<!\d )\b[a-z])\.$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+|\n+|(?<=[.!?])[\"”’')\]]+\s+")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the sentences of text[start:end] as spans of the whole text, white space trimmed.

    A line break ends a sentence. A full stop after an abbreviation or before a lower-case letter
    does not; who begins the text in lower case begins every sentence so.
    """
    end = len(text) if end is None else end
    begin = start
    small = _opens_small(text, start, end)
    for match in _BREAK.finditer(text, start, end):
        if "\n" not in match.group():
            before = text[max(begin, match.start() - 8) : match.start()]
            after = text[match.end() : match.end() + 2]
            # "p95 of …" opens a sentence
            goes_on = not small and after[:1].islower() and not after[1:].isdigit()
            if _ABBREVIATION.search(before) or (goes_on and before.endswith(".")):
                continue
        yield from _trimmed(text, begin, match.start())
        begin = match.end()
    yield from _trimmed(text, begin, end)


def _opens_small(text: str, start: int, end: int) -> bool:
    word = WORD.search(text, start, end)
    return word is not None and word.group().isalpha() and word.group().islower()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


class Match(NamedTuple):
    """A phrase found: where, which key, and how many words it has."""

    span: Span
    key: str
    words: int


class PhraseMatcher:
    """Finds many phrases at once, on whole words, case-insensitively, longest first.

    Built from (phrase, key) pairs; one phrase may have several keys. Cost is linear in the text and
    does not grow with the number of phrases.
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._keys: dict[tuple[str, ...], list[str]] = {}
        self._longest: dict[str, int] = {}
        for phrase, key in phrases:
            words = tuple(m.group().lower().replace("’", "'") for m in WORD.finditer(phrase))
            if not words:
                continue
            keys = self._keys.setdefault(words, [])
            if key not in keys:
                keys.append(key)
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Match]:
        """All matches that do not overlap, in reading order; one Match for each key."""
        places, words = _tokens(text, start, len(text) if end is None else end)
        found: list[Match] = []
        free = 0  # the first word that no match has taken
        for index in [i for i, word in enumerate(words) if word in self._longest]:
            if index < free:
                continue
            for size in range(min(self._longest[words[index]], len(words) - index), 0, -1):
                keys = self._keys.get(words[index : index + size])
                if keys and _joined(text, places[index : index + size]):
                    span = Span(places[index][0], places[index + size - 1][1])
                    found.extend(Match(span, key, size) for key in keys)
                    free = index + size
                    break
        return found


# Many matchers look at the same sentence one after the other; the words of it are found once.
@lru_cache(maxsize=512)
def _tokens(text: str, start: int, end: int) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    found = list(WORD.finditer(text, start, end))
    words = tuple(m.group().lower() for m in found)
    if "’" in text:
        words = tuple(word.replace("’", "'") for word in words)
    return tuple(m.span() for m in found), words


def _joined(text: str, places: tuple[tuple[int, int], ...]) -> bool:
    """Whether only spaces and hyphens stand between the words: a full stop or a comma parts a phrase."""
    return all(text[a[1] : b[0]].strip(" \t-‐‑–/\n") == "" for a, b in pairwise(places))


_SILENT_E = re.compile(r"[^aeiou]e$")
_DOUBLING = re.compile(r"^[^aeiou]*[aeiou][bdgmnprt]$")


def inflections(phrase: str) -> set[str]:
    """The phrase with its first and its last word in the regular English inflections.

    For matching cues only, never for writing: it over-generates ("sign ined" matches nothing).
    """
    words = phrase.split()
    forms = {phrase}
    for position in {0, len(words) - 1}:
        for form in _word_forms(words[position]):
            forms.add(" ".join([*words[:position], form, *words[position + 1 :]]))
    return forms


def _word_forms(word: str) -> set[str]:
    if len(word) < 3 or not word.isalpha():
        return {word}
    forms = {word, word + "s"}
    if word.endswith("y") and word[-2] not in "aeiou":
        forms |= {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    elif _SILENT_E.search(word):
        forms |= {word + "d", word[:-1] + "ing"}
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        forms |= {word + "es", word + "ed", word + "ing"}
    else:
        stem = word + word[-1] if _DOUBLING.match(word) else word
        forms |= {stem + "ed", stem + "ing"}
    return forms


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word and ended with an ellipsis when something is cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.–- ") + "…"
