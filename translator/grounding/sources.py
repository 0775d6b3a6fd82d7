"""What the sources say, folded for look-up: their words, and whether a phrase stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from translator.text import WORD

_FOLDED_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "–": "-", "…": "..."}
)
_EDGE = " .,;:!?'\"()[]*_`-"


def fold(text: str) -> str:
    """`text` in one case, with plain quotation marks and dashes and single spaces."""
    return " ".join(text.translate(_FOLDED_MARKS).casefold().split())


class SourceTexts:
    """The source texts of one pitch by name ("ticket", "incident:<id>", "answer:<id>").

    Folding is put off until a look-up needs it: most sentences need none.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(fold(text) for text in self.texts.values())

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the sources in lower case, and the part before an apostrophe."""
        found: set[str] = set()
        for text in self._folded:
            for match in WORD.finditer(text):
                word = match.group()
                found.add(word)
                if "'" in word:
                    found.add(word.split("'", 1)[0])
        return frozenset(found)

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """The words, in lower case, that a source writes with a capital letter somewhere."""
        found: set[str] = set()
        for text in self.texts.values():
            for match in WORD.finditer(text):
                if not match.group().islower():
                    word = fold(match.group())
                    found |= {word, word.split("'", 1)[0]}
        return frozenset(found)

    def contains(self, phrase: str) -> bool:
        """Whether `phrase` stands in a source word for word, white space and case apart."""
        wanted = fold(phrase).strip(_EDGE)
        return bool(wanted) and any(stands_in(wanted, text) for text in self._folded)


def stands_in(wanted: str, text: str) -> bool:
    """Whether `wanted` occurs in `text` on word boundaries; both folded already."""
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        before, after = text[at - 1 : at] if at else "", text[end : end + 1]
        if not (before.isalnum() and wanted[0].isalnum()) and not (after.isalnum() and wanted[-1].isalnum()):
            return True
        at = text.find(wanted, at + 1)
    return False
