"""Rows of comma-, semicolon-, bar- or tab-separated text, read as a stream (RFC 4180).

The standard reader swallows the rest of the file after a quote that is never closed. Here that line is a
problem of its own, reading goes on with the next line, and never more than a window is held.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from translator.incidents.sources.stream import Line, Lines

DELIMITERS = (",", ";", "\t", "|")
WINDOW = 4_000_000  # characters of one row
_WINDOW_LINES = 20_000
_RESCANS = 40_000_000  # characters that broken quotes may make us read once more, in all
_INSIDE = re.compile(r'[^"]*+(?:""[^"]*+)*+"')


class CsvRow(NamedTuple):
    """One row: its first line (from 1), its cells, and what is wrong with it."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""
    next_step: str = ""


class _Splitter:
    """Takes lines until a row is complete."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._plain = re.compile(rf"[^{re.escape(delimiter)}]*+")
        self.cells: list[str] = []
        self.open: list[str] | None = None  # the parts of a quoted cell that is not closed yet

    def take(self, line: str) -> str:
        """Reads one line; returns what is wrong with it. The row is complete when `open` is None."""
        at = 0
        if self.open is not None:
            at = self._quoted(line, 0)
            if at < 0 or at >= len(line):
                return ""
            if line[at] != self._delimiter:
                return "a closing quote is followed by text"
            at += 1
        while True:
            if line[at : at + 1] == '"':
                self.open = []
                at = self._quoted(line, at + 1)
                if at < 0:
                    return ""
                if at < len(line) and line[at] != self._delimiter:
                    return "a closing quote is followed by text"
            else:
                match = self._plain.match(line, at)
                assert match is not None
                self.cells.append(match.group().strip())
                at = match.end()
            if at >= len(line):
                return ""
            at += 1

    def _quoted(self, line: str, at: int) -> int:
        """Reads on in a quoted cell; where it ends, or -1 when it goes on in the next line."""
        assert self.open is not None
        match = _INSIDE.match(line, at)
        if match is None:
            self.open.append(line[at:])
            return -1
        self.open.append(match.group()[:-1])
        self.cells.append("\n".join(self.open).replace('""', '"'))
        self.open = None
        return match.end()


def csv_rows(lines: Lines, delimiter: str) -> Iterator[CsvRow]:
    """All rows in order, blank lines left out. A row with a problem has no cells."""
    waiting: deque[Line] = deque()
    rescans = 0

    def following() -> Line | None:
        return waiting.popleft() if waiting else lines.next()

    while (line := following()) is not None:
        if not line.text.strip() and not line.problem:
            continue
        splitter = _Splitter(delimiter)
        taken: list[Line] = [line]
        size = len(line.text)
        problem, step = splitter.take(line.text), ""
        while splitter.open is not None and not problem:
            more = following() if size < WINDOW and len(taken) < _WINDOW_LINES else None
            if more is None:
                problem = "a quote is opened and never closed"
                break
            taken.append(more)
            size += len(more.text)
            problem = splitter.take(more.text)
        bad = next((one for one in taken if one.problem), None)
        if problem and len(taken) > 1:
            if rescans < _RESCANS:
                rescans += size
                waiting.extendleft(reversed(taken[1:]))
            else:
                problem += f", and the {len(taken) - 1} lines after it are not read"
            bad = line if line.problem else None
        if bad is not None:
            problem, step = bad.problem, bad.next_step
        yield CsvRow(line.number, () if problem else tuple(splitter.cells), problem, step)


def delimiter_of(header: str) -> str:
    """The delimiter that parts a header line into most cells; "" when none does."""
    best = max(DELIMITERS, key=header.count)
    return best if best in header else ""
