"""Sentences in a ticket, incident or answer that are addressed to whoever writes the pitch, mostly a machine.

Such a sentence is material like any other, but nothing may rest on it: evidence inside is not citable,
the model does not see it, and the reader is told. Rules can never find every trick; the guarantee that
an order changes nothing comes from slots, grounding and the closed shape of a reply. So precision comes
first here: what an ordinary ticket says stays in ("the parser should ignore previous entries").
"""

from __future__ import annotations

import base64
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from translator.instruction_cues import AGAIN, IGNORE_BEFORE, MARKS, ORDERS, WORDS, Cue
from translator.text import Span, sentences

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"\n[ \t*|>_-]*")
_LONGEST = 20_000  # characters of a paragraph looked at as one
_ENCODED = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,4000}={0,2}(?![A-Za-z0-9+/])")
_PERCENT = re.compile(r"(?<![\w%.-])[\w%.-]{12,2000}+(?![\w%.-])")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_SPACED = re.compile(r"(?:\b[a-z] {1,4}){10,400}[a-z]\b")
_HIDDEN_ORDER = re.compile(r"[\U000e0020-\U000e007e]{4}|[\u202d\u202e]")  # invisible or reversed on screen
_SEPARATORS = str.maketrans("\n\t_-*|`>’\xa0", "       " + " ' ")
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_WORD = re.compile(r"\b(?=[a-z0-9@$]{0,20}[0-9@$])(?=[a-z0-9@$]{0,20}[a-z])[a-z0-9@$]{4,20}\b")
_ROT13 = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
_LOOK_ALIKE = str.maketrans("аеорсухіјѕԁһԛԝοαερτυνκι", "aeopcyxijsdhqwoaeptuvki")
_MIXED = re.compile(r"[a-z][Ͱ-ӿ]|[Ͱ-ӿ][a-z]")  # Latin beside Greek or Cyrillic, in one word
_WORD = re.compile(r"\w+")


ORDER_LEFT_OUT = "[left out: a text that gives orders to the writer]"


@lru_cache(maxsize=16)  # evidence, statements and renderers ask about the same few texts
def orders_of(text: str) -> tuple[Span, ...]:
    """The same as `latent_instructions`, kept for the next who asks."""
    return tuple(latent_instructions(text))


@lru_cache(maxsize=1024)  # the sentences of a ticket, asked about by each part that reads it
def is_order(sentence: str) -> bool:
    """Whether a sentence on its own is addressed to the writer of the pitch."""
    return bool(latent_instructions(sentence))


def without_orders(text: str, start: int = 0, end: int | None = None) -> str:
    """A stretch of the text with a mark in the place of each order to the writer."""
    out, at, end = [], start, len(text) if end is None else end
    for span in orders_of(text):
        if span.start < end and at < span.end:
            out += [text[at : max(at, span.start)], ORDER_LEFT_OUT]
            at = min(span.end, end)
    return "".join([*out, text[at:end]])


def _by_letters() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, cue in enumerate(WORDS):
        for letters in cue.letters:
            found.setdefault(letters, []).append(at)
    return found


_BY_LETTERS = _by_letters()  # letters → the cues that are worth a try where they stand


def latent_instructions(text: str) -> list[Span]:
    """The sentences addressed to a machine reader, in order, never overlapping; raises nothing.

    Each span holds whole sentences. After a mark that opens a new turn of a conversation it reaches to
    the end of the paragraph. Time is linear in the length of the text.
    """
    found: list[Span] = []
    paragraphs = [(span, _folded(span.of(text))) for span in _paragraphs(text)]
    words = "\n".join(folded.text for _, folded in paragraphs)
    worth = {at for letters, cues in _BY_LETTERS.items() if letters in words for at in cues}
    cues = [WORDS[at] for at in sorted(worth)]
    for paragraph, folded in paragraphs:
        for span in _in_paragraph(text, paragraph, folded, cues):
            if found and span.start <= found[-1].end:
                found[-1] = Span(found[-1].start, max(span.end, found[-1].end))
            else:
                found.append(span)
    return found


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield from _cut(start, gap.start())
        start = gap.end()
    yield from _cut(start, len(text))


def _cut(start: int, end: int) -> Iterator[Span]:
    for at in range(start, end, _LONGEST):
        yield Span(at, min(end, at + _LONGEST))


class _Folded(NamedTuple):
    """A paragraph made comparable, and where each of its characters comes from."""

    text: str
    places: list[int] | None  # None: each character is at its own place
    lines: tuple[int, ...] = ()  # where its lines begin, but for the first

    def span(self, start: int, end: int) -> tuple[int, int]:
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def _in_paragraph(text: str, paragraph: Span, folded: _Folded, cues: list[Cue]) -> Iterator[Span]:
    raw = paragraph.of(text)
    hits = [folded.span(*m) for m in (*_word_hits(folded.text, cues), *_line_hits(folded, cues))]
    to_end = [m.start() for m in MARKS.finditer(raw)]
    hits += [(m.start(), m.end()) for m in ORDERS.finditer(raw)]
    hits += [(m.start(), m.end()) for m in _HIDDEN_ORDER.finditer(raw)]
    hits += list(_encoded(raw))
    if not hits and not to_end:
        return
    pieces = list(sentences(text, *paragraph))
    starts, ends = [p.start for p in pieces], [p.end for p in pieces]
    flagged = [False] * len(pieces)
    for start, end in hits:
        first = bisect_right(ends, paragraph.start + start)
        for number in range(first, bisect_left(starts, paragraph.start + end)):
            flagged[number] = True
    if to_end:
        for number in range(bisect_right(ends, paragraph.start + min(to_end)), len(pieces)):
            flagged[number] = True
    _spread(text, pieces, flagged)
    for piece, holds in zip(pieces, flagged, strict=True):
        if holds:
            yield piece


def _spread(text: str, pieces: list[Span], flagged: list[bool]) -> None:
    """Beside an order, a sentence that tells somebody what to write is an order too."""
    for numbers in (range(1, len(pieces)), range(len(pieces) - 2, -1, -1)):
        for number in numbers:
            beside = number - numbers.step
            if flagged[beside] and not flagged[number]:
                flagged[number] = AGAIN.search(pieces[number].of(text).lower()) is not None


def _word_hits(words: str, cues: list[Cue]) -> Iterator[tuple[int, int]]:
    for cue in cues:
        for match in cue.pattern.finditer(words):
            start, end = match.span()
            yield start + len(match.group()) - len(match.group().lstrip(" .,!?;:")), end
    for match in _SPACED.finditer(words):
        if _speaks(match.group().replace(" ", "")):
            yield match.span()
    for match in IGNORE_BEFORE.pattern.finditer(words.translate(_ROT13)):
        yield match.span()
    for match in IGNORE_BEFORE.pattern.finditer(words[::-1]):
        yield len(words) - match.end(), len(words) - match.start()


def _line_hits(folded: _Folded, cues: list[Cue]) -> Iterator[tuple[int, int]]:
    """What a line begins with: an item of a list or a line of a log has no full stop before it."""
    opening = [cue for cue in cues if cue.opens] if folded.lines else []
    for start, end in pairwise((*folded.lines, len(folded.text))) if opening else ():
        line = folded.text[start:end]
        for cue in opening:
            for match in cue.pattern.finditer(line):
                yield start + match.start(), start + match.end()


_RUN_TOGETHER = re.compile(
    r"(?:ignore|disregard|forget)(?:all|any|the|your|my|of)*(?:previous|prior|earlier|above)?(?:instructions|rules|prompt)"
)


def _speaks(letters: str) -> bool:
    return _RUN_TOGETHER.search(letters) is not None


def _encoded(raw: str) -> Iterator[tuple[int, int]]:
    """Where an order stands in base64, hexadecimal or percent form."""
    for match in _ENCODED.finditer(raw):
        if any(_is_order(plain) for plain in _decoded(match.group())):
            yield match.span()
    for match in _PERCENT.finditer(raw) if "%20" in raw else ():
        if "%20" in match.group() and _is_order(_ESCAPED.sub(_plain, match.group())):
            yield match.span()


def _decoded(token: str) -> Iterator[str]:
    bare = token.rstrip("=")
    with suppress(ValueError):  # what is no text in ASCII either is not a hidden order
        yield bytes.fromhex(token).decode("ascii")
    with suppress(ValueError):
        yield base64.b64decode(bare[: len(bare) // 4 * 4], validate=True).decode("ascii")


def _is_order(plain: str) -> bool:
    words = _folded(plain).text
    found = any(cue.pattern.search(words) for cue in WORDS)
    return found or ORDERS.search(plain) is not None or MARKS.search(plain) is not None


def _folded(raw: str) -> _Folded:
    """Lower case, separators as spaces, disguises taken off: full width, look-alikes, zero width, leet."""
    places: list[int] | None = None
    if raw.isascii():
        text = raw.lower()
    else:
        out: list[str] = []
        places = []
        for place, character in enumerate(raw):
            if unicodedata.category(character) == "Cf" and character != "\xad":
                continue
            for plain in unicodedata.normalize("NFKC", character).lower() or character:
                out.append(plain)
                places.append(place)
        text = "".join(out)
        if _MIXED.search(text):
            text = _WORD.sub(_unmixed, text)
    lines = tuple(match.end() for match in _LINE_END.finditer(text))
    text = text.translate(_SEPARATORS)
    return _Folded(_LEET_WORD.sub(lambda m: m.group().translate(_LEET), text), places, lines)


def _unmixed(word: re.Match[str]) -> str:
    return word.group().translate(_LOOK_ALIKE) if _MIXED.search(word.group()) else word.group()


def _plain(escaped: re.Match[str]) -> str:
    return chr(int(escaped.group(1), 16))
