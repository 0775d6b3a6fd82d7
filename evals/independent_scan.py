"""Looks for anything invented in a rendered pitch, without the product's own code.

Reads the Markdown a person would read and the payload the ticket came from; shares no lexicon, regex
or function with the pipeline, so that a hole in the one is not a hole in the other.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "hundreds thousand thousands million millions billion billions dozen dozens couple twice thrice "
    "half third thirds quarter quarters double triple tenfold".split()
)
# "third-party", "quarter" as a period a needle is read over: words of the catalog, no count.
_NUMBER_IDIOMS = re.compile(
    r"third[- ]part(?:y|ies)|(?:over|per) a quarter|(?:a|the|this|each|every|last) quarter|"
    r"\bone of\b|no one|at once|one by one|double[- ](?:charges?|click|booked|booking)",
    re.IGNORECASE,
)
_DATE_WORDS = frozenset(
    "january february march april june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday yesterday tomorrow".split()
)
# Capitalised words that our own wording brings along: headings, profile names, labels.
_OUR_CAPITALS = frozenset(
    "Planning Moment What Effect Number Proof Sales Support Case Warning Scope Finish Review Owner From "
    "Constraint Bet Outcome Lever For Head Executives Product Change Customer Infrastructure Security "
    "Finance Data Problem Your The You Questions Evidence Technical Fix Cause Before Not Made Source "
    "Numbers In Today Done A Make Nothing Ticket Harbour Escalate Approve Reserve Put Take On Once Fewer "
    "When While Each Every As If Which How Who Does Proposed Without Work An Because At I PITCH".split()
)
_FOOTER = re.compile(
    r"^- (?:Made |Source: |Numbers: |Not covered: |Masked: |translator \d|Left out: ).*$", re.MULTILINE
)
_REFERENCE = re.compile(
    r"\[[a-z]\d+\](?:: #\S+)?|\*\*q\d+\*\*|fill q\d+=|"
    r"<a id=\"[^\"]*\"></a>\*\*[a-z]\d+\*\*"
)
_OFFSETS = re.compile(
    r"characters? [\d,. ]+–[\d,. ]+|"
    r"computed: (?:count|minutes|hours|days)\([a-z]\d+(?:(?:,| -) [a-z]\d+)*\)|"
    r"\(\d+ more lines?[^)]*\)|_\d+ lines? left out here; the ticket has them\._"
)
_STATUS = re.compile(r" _\((?:assumption|proposed)\)_")
_NO_REFERENCES = re.compile(r" \((?:, )*\)")
_MASKED = re.compile(r"\[(?:SECRET|EMAIL|PHONE|ACCOUNT|CARD)-\d+\]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Loose(NamedTuple):
    """Something in the pitch that the source does not hold."""

    kind: str  # number, number word, date word, name
    text: str
    line: str


def scan(rendered: str, source: str) -> list[Loose]:
    """Numbers, number words, date words and names of the rendered pitch that the source lacks.

    `source` is everything the ticket came with: title, body, key and fields.
    """
    known = _plain(source)
    digits = set(_DIGITS.findall(known)) | set(re.findall(r"\d+", known))
    words = {w.lower() for w in _WORDS.findall(known)}
    found: list[Loose] = []
    for line in _reader_text(rendered).splitlines():
        found.extend(Loose("number", n, line) for n in _DIGITS.findall(line) if n.rstrip(".,") not in digits)
        for match in _WORDS.finditer(_NUMBER_IDIOMS.sub(" ", line)):
            word = match.group()
            if word.lower() in words:
                continue
            if word.lower() in _NUMBER_WORDS:
                found.append(Loose("number word", word, line))
            elif word.lower() in _DATE_WORDS:
                found.append(Loose("date word", word, line))
        for match in _WORDS.finditer(line):
            word = match.group()
            ours = word in _OUR_CAPITALS or _starts_sentence(line, match)
            if word[0].isupper() and word.lower() not in words and not ours:
                found.append(Loose("name", word, line))
    return found


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", html.unescape(text))
    return re.sub(r"\\[nrt]", " ", folded)


def _reader_text(rendered: str) -> str:
    """The pitch without our own ids, offsets, escapes and the footer about the run."""
    text = _STATUS.sub(".", _FOOTER.sub("", rendered))
    text = _OFFSETS.sub("", _NO_REFERENCES.sub("", _REFERENCE.sub("", text)))
    return _MASKED.sub("", _plain(_ESCAPED.sub(r"\1", text)))


def _starts_sentence(line: str, match: re.Match[str]) -> bool:
    before = line[: match.start()].rstrip(' *_“"(#-')
    return not before or before[-1] in ".!?:→|;“…>`·"
