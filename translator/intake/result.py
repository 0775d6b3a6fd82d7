"""What reading a payload gives: the tickets, and the rows that could not be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from translator.models import Ticket


class RowProblem(NamedTuple):
    """A row of a file with many tickets that could not be read.

    `line` counts from 1. In JSON, which has no rows, it is the position of the issue in its list.
    """

    line: int
    message: str


class Intake(NamedTuple):
    """The tickets of one payload, in its order, and the rows left out."""

    tickets: tuple[Ticket, ...]
    problems: tuple[RowProblem, ...] = ()


class Reader(NamedTuple):
    """One ticket format: its name, how it is known by its content, and how it is read.

    `read` takes the text and the place to name in an error.
    """

    name: str
    describes: str
    recognises: Callable[[str], bool]
    read: Callable[[str, str], Intake]
