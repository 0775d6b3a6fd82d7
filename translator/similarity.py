"""Text made ready for comparing: what carries no meaning for likeness is left out, names are split.

The same preparation serves incidents and searches. The result is never shown to anybody.
"""

from __future__ import annotations

import re
from typing import NamedTuple

READ = 20_000  # characters of a text that are compared; what matters is said by then
WINDOWS_MOST = 2
_PIECES = 114  # of one window; the model reads 128 with its two marks, and the estimate may be off
_TITLE_PIECES = 32
_LEAST_ROOM = 32  # for the body, after a title with an endless word in it
_LEAST_NEW = 80  # pieces a further window must bring: shorter tails cost time and find nothing more
_FRAMES_KEPT = 2  # of a stack trace: where it broke, and who called

_URL = re.compile(r"https?://\S+")
_MARKUP = re.compile(r"\{(?:code|noformat|quote|panel|color)[^}]{0,80}\}|<[^>\n]{1,60}>|```\w*")
_FRAME = re.compile(
    r"^\s*(?:at\s+|\[\w+\]\s+at\s+)?([\w.$<>/@-]{1,200})"  # a module may stand first: java.base@21/java.lang…
    r"\((?:[\w$]{1,100}\.\w+:\d+|Native Method|Unknown Source)\)"
)
_STAMP = re.compile(
    r"\b\d{2,4}[-/]\d{2}[-/]\d{2,4}[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?Z?\b"
    r"|\b\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\b"
)
# Hashes, ids and addresses: eight places or more with a digit, or three numbers with dots.
_LONG_ID = re.compile(r"\b(?:0x)?[0-9a-fA-F_-]{8,64}\b|\b\d+(?:\.\d+){2,8}(?::\d+)?\b")
_PACKAGE = re.compile(r"\b(?:[a-z]\w{0,40}\.){2,12}(?=[A-Za-z])")
_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: no model and no index can read it
_RULE = re.compile(r"[-=*_#~]{4,}")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[A-Za-z0-9]+")
_LONGEST_LINE = 2000


class Prepared(NamedTuple):
    """A text ready for comparing."""

    title: str
    body: str

    @property
    def full(self) -> str:
        """Title and body."""
        return f"{self.title}\n{self.body}".strip()


def prepare(title: str, body: str) -> Prepared:
    """The text without markup, addresses, times, repeated lines and deep stack frames."""
    return Prepared(condense(title), condense(body))


def condense(text: str) -> str:
    """See `prepare`; only the first `READ` characters count."""
    kept: list[str] = []
    frames, last = 0, ""
    for raw in _MARKUP.sub(" ", _HALF.sub(" ", text[:READ])).split("\n"):
        line = raw[:_LONGEST_LINE]
        frame = _FRAME.match(line)
        if frame:
            frames += 1
            if frames <= _FRAMES_KEPT:
                kept.append(".".join(frame.group(1).split(".")[-2:]))
            continue
        line = " ".join(_RULE.sub(" ", _STAMP.sub(" ", _URL.sub(" ", line))).split())
        if line and line != last:
            frames, last = 0, line
            kept.append(line)
    return "\n".join(kept)


def split_names(text: str) -> str:
    """What an embedding model reads: no ids and package paths, `SessionStore` as `Session Store`."""
    return _CAMEL.sub(" ", _PACKAGE.sub("", _LONG_ID.sub(_dropped, text)))


def words_and_names(text: str) -> str:
    """`SessionStore.renew` → `SessionStore Session Store renew`: what a keyword index reads."""
    words: list[str] = []
    for word in _WORD.findall(text):
        words.append(word)
        rest = word[1:]
        if rest == rest.lower():  # no capital inside: nothing to split, as of most words
            continue
        pieces = _CAMEL.split(word)
        if len(pieces) > 1:
            words += [piece for piece in pieces if len(piece) > 1]
    return " ".join(words)


def parts(prepared: Prepared) -> list[str]:
    """What is embedded of an incident: its windows, and its title alone, which a short search is like."""
    title = split_names(prepared.title)
    return [*windows(prepared), title] if title and prepared.body else windows(prepared)


def windows(prepared: Prepared) -> list[str]:
    """One to `WINDOWS_MOST` stretches that an embedding model reads in one go, each opened by the title."""
    title, _ = _take(split_names(prepared.title).split(), 0, _TITLE_PIECES)
    words = split_names(prepared.body).split()
    room = max(_PIECES - _size(title), _LEAST_ROOM)
    found: list[str] = []
    at = 0
    while len(found) < WINDOWS_MOST and (at < len(words) or not found):
        taken, after = _take(words, at, room)
        if found and _size(taken) < _LEAST_NEW:
            break
        found.append(" ".join([*title, *taken]) or " ")
        at = after
    return found


def _take(words: list[str], at: int, room: int) -> tuple[list[str], int]:
    taken: list[str] = []
    while at < len(words) and room > 0:
        taken.append(words[at])
        room -= _pieces(words[at])
        at += 1
    return taken, at


def _size(words: list[str]) -> int:
    return sum(map(_pieces, words))


def _pieces(word: str) -> int:
    """About how many word pieces the model makes of a word: punctuation stands alone, long words break."""
    letters = sum(map(str.isalnum, word))
    return max(1, (letters + 5) // 7) + len(word) - letters


def _dropped(found: re.Match[str]) -> str:
    """Nothing in the place of an id; a word of letters and dashes alone is none."""
    return " " if any(map(str.isdigit, found.group())) else found.group()
