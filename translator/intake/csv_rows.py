"""Rows of comma-, semicolon- or tab-separated text (RFC 4180), and the rows that break its rules.

The standard reader swallows the rest of the file after a quote that is never closed; here that row
is a problem of its own and reading goes on with the next line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

DELIMITERS = (",", ";", "\t")
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
_SCAN_FACTOR = 4  # broken rows may make us read the text so many times over, no more


class Row(NamedTuple):
    """One record: its first line (from 1), its cells, its source, and what is wrong with it."""

    line: int
    cells: tuple[str, ...]
    source: str
    problem: str = ""


class _Broken(Exception):
    def __init__(self, why: str, seen: int) -> None:
        super().__init__(why)
        self.seen = seen


def rows(text: str, delimiter: str) -> list[Row]:
    """All records in order, blank lines left out. A record with a problem has no cells."""
    plain = re.compile(rf"[^{re.escape(delimiter)}\n]*+")
    found: list[Row] = []
    at, line = 0, 1
    budget = len(text) * _SCAN_FACTOR
    while at < len(text):
        problem = ""
        cells: list[str] = []
        try:
            if budget < 0:
                raise _Broken("too many broken quotes before this row", at)
            end = _record(text, at, delimiter, plain, cells)
        except _Broken as broken:
            problem, cells = str(broken), []
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            budget -= broken.seen - at
        source = text[at:end]
        if source.strip():
            found.append(Row(line, tuple(cells), source, problem))
        line += source.count("\n") + 1
        at = end + 1
    return found


def _record(text: str, at: int, delimiter: str, plain: re.Pattern[str], cells: list[str]) -> int:
    """Reads one record into `cells`; returns where its line break, or the text, ends it."""
    while True:
        if text[at : at + 1] == '"':
            match = _QUOTED.match(text, at)
            if match is None:
                raise _Broken("a quote is opened and never closed", len(text))
            cells.append(match.group()[1:-1].replace('""', '"'))
            at = match.end()
            if at < len(text) and text[at] not in (delimiter, "\n"):
                raise _Broken("a closing quote is followed by text", at)
        else:
            match = plain.match(text, at)
            assert match is not None
            cells.append(match.group().strip())
            at = match.end()
        if at >= len(text) or text[at] == "\n":
            return at
        at += 1
