"""Text without what is sensitive: for a reader (`Masker`) and for a model (`Redactor`, `Redacted`).

Values are never logged or repeated, placeholders are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, get_args

from translator.redaction.addresses import addresses
from translator.redaction.contacts import personal
from translator.redaction.entropy import high_entropy
from translator.redaction.given_names import given_names
from translator.redaction.keys import secrets
from translator.redaction.people import KnownNames, marked_names
from translator.redaction.spans import Kind, Sensitive, in_reading_order

_KINDS = "|".join(get_args(Kind))
# A ticket may hold "[EMAIL-1]" of its own; it travels as "[LITERAL-1]" and comes back as it was.
_LITERAL = "LITERAL"
_OWN = re.compile(rf"\[(?:{_KINDS}|{_LITERAL})-[0-9]+\]")
_RESTORED = re.compile(rf"\[(?:NAME|{_LITERAL})-[0-9]+\]")
_WORD = re.compile(r"\w+")
_BRIEF = 400  # characters of a text that is remembered
_SHORTEST_REPEAT = 6  # characters: a shorter secret may be an ordinary word elsewhere


def sensitive(text: str) -> list[Sensitive]:
    """Secrets and personal data in reading order, none overlapping."""
    return list(_of_brief(text)) if len(text) <= _BRIEF else _of(text)


def _of(text: str) -> list[Sensitive]:
    return in_reading_order([*secrets(text), *personal(text)])


# Every rendering masks the same sentences, and most of them are the product's own.
@lru_cache(maxsize=2048)
def _of_brief(text: str) -> tuple[Sensitive, ...]:
    return tuple(_of(text))


class Redacted:
    """Text that went through a `Redactor`: the only kind that may leave the machine toward a model."""

    __slots__ = ("text",)

    text: str

    def __init__(self, text: str, *, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("Redacted is made by Redactor.redact only")
        object.__setattr__(self, "text", text)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Redacted cannot be changed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Redacted) and other.text == self.text

    def __add__(self, other: Redacted) -> Redacted:
        return Redacted(self.text + other.text, seal=_SEAL)

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Redacted({len(self.text)} characters)"


_SEAL = object()


class Masker:
    """Replaces what is sensitive by placeholders such as `[EMAIL-1]`, the same one for the same value.

    It serves what people read: addresses of machines and names of people stay.
    """

    def __init__(self) -> None:
        self._placeholders = _Placeholders()

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders handed out so far, in order."""
        return self._placeholders.sensitive

    def mask(self, text: str) -> str:
        """The text with placeholders."""
        return _replaced(text, sensitive(text), self._placeholders)

    def mask_parts(self, text: str, cuts: Sequence[int]) -> list[str]:
        """What stands between each cut and the next, with placeholders.

        What is sensitive is told by the whole text: a part of a secret is masked like the secret.
        """
        found = sensitive(text)
        return [self._between(text, found, *pair) for pair in pairwise(cuts)]

    def _between(self, text: str, found: Iterable[Sensitive], start: int, end: int) -> str:
        parts, at = [], start
        for item in found:
            if item.start < end and start < item.end:
                value = text[item.start : item.end]
                parts += [text[at : item.start], self._placeholders.of(item.kind, value)]
                at = min(item.end, end)
        return "".join([*parts, text[at:end]])


class Redactor:
    """Makes the text that may leave toward a model; one instance a pitch.

    The same value has the same placeholder in every text, whatever its case and spacing. `names` are
    people known to the caller: reporter, assignee, authors of comments.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = KnownNames(names)
        self._placeholders = _Placeholders()
        self._known: dict[str, dict[str, _Again]] = {}  # a word → value with it → what it was found as

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders handed out so far, in order."""
        return self._placeholders.sensitive

    @property
    def counts(self) -> dict[Kind, int]:
        """How many distinct values of each kind were masked; kinds with none are absent."""
        return dict(self._placeholders.counts)

    def redact(self, text: str) -> Redacted:
        """The text with a placeholder for each secret, personal detail, address and name.

        A secret found once is masked wherever it stands afterwards, also without the words that gave
        it away. Text that looks like a placeholder already becomes `[LITERAL-n]`.
        """
        return Redacted(_replaced(text, self.found(text), self._placeholders, _OWN), seal=_SEAL)

    def found(self, text: str) -> list[Sensitive]:
        """What `redact` masks in this text, in reading order, none overlapping."""
        found = [
            *secrets(text),
            *high_entropy(text),
            *personal(text),
            *addresses(text),
            *self._names.found(text),
            *marked_names(text),
            *given_names(text),
        ]
        self._remember(text, found)
        return in_reading_order([*found, *self._repeats(text)])

    def restore(self, text: str) -> str:
        """The text with names in the place of their placeholders; all other kinds stay masked.

        A name comes back as it was written first. What the ticket itself wrote like a placeholder
        comes back as it stood there.
        """
        return _RESTORED.sub(lambda m: self._placeholders.shown.get(m.group(), m.group()), text)

    def _remember(self, text: str, found: Iterable[Sensitive]) -> None:
        """Keep what was found: it may stand elsewhere without the words that gave it away."""
        for item in found:
            value = text[item.start : item.end]
            # By its longest word: many telephone numbers begin with the same one.
            word = max(_WORD.finditer(value), key=lambda m: len(m.group()), default=None)
            if item.kind == "NAME" or len(value) < _SHORTEST_REPEAT or word is None:
                continue
            again = _Again(value, word.start(), item)
            self._known.setdefault(word.group(), {}).setdefault(value, again)

    def _repeats(self, text: str) -> Iterator[Sensitive]:
        for match in _WORD.finditer(text) if self._known else ():
            for value, again in self._known.get(match.group(), {}).items():
                start = match.start() - again.before
                end = start + len(value)
                if start >= 0 and text.startswith(value, start) and not text[end : end + 1].isalnum():
                    yield Sensitive(again.found.kind, f"{again.found.name} again", start, end)


class _Again(NamedTuple):
    """A value found earlier, known by a word of it."""

    value: str
    before: int  # characters of the value before that word
    found: Sensitive


class _Placeholders:
    """Which placeholder stands for which value."""

    def __init__(self) -> None:
        self.counts: dict[Kind, int] = {}
        self.shown: dict[str, str] = {}  # placeholder → what `restore` puts back
        self._by_value: dict[tuple[str, str], str] = {}
        self._literals: dict[str, str] = {}

    @property
    def sensitive(self) -> tuple[str, ...]:
        return tuple(self._by_value.values())

    def of(self, kind: Kind, value: str) -> str:
        key = (kind, _same(kind, value))
        if key not in self._by_value:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self._by_value[key] = f"[{kind}-{self.counts[kind]}]"
            if kind == "NAME":
                self.shown[self._by_value[key]] = value
        return self._by_value[key]

    def of_literal(self, written: str) -> str:
        if written not in self._literals:
            self._literals[written] = f"[{_LITERAL}-{len(self._literals) + 1}]"
            self.shown[self._literals[written]] = written
        return self._literals[written]


def _replaced(
    text: str, found: list[Sensitive], placeholders: _Placeholders, own: re.Pattern[str] | None = None
) -> str:
    def kept(stretch: str) -> str:
        return (
            own.sub(lambda m: placeholders.of_literal(m.group()), stretch)
            if own and "[" in stretch
            else stretch
        )

    parts = []
    position = 0
    for item in found:
        value = text[item.start : item.end]
        parts += [kept(text[position : item.start]), placeholders.of(item.kind, value)]
        position = item.end
    return "".join([*parts, kept(text[position:])])


def _same(kind: Kind, value: str) -> str:
    """What two spellings of one value have in common."""
    if kind in ("PHONE", "CARD"):
        return "".join(c for c in value if c.isdigit())
    if kind == "ACCOUNT":
        return "".join(value.split()).upper()
    if kind == "SECRET":
        return value
    return " ".join(value.split()).casefold()
