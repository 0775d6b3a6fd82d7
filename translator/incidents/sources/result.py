"""What a reader of incidents hands on, one record at a time: an incident, or what is wrong with a row."""

from __future__ import annotations

from typing import NamedTuple

from translator.models import Incident


class RowProblem(NamedTuple):
    """A record that could not be read. The others of the same file are not touched by it."""

    place: str  # "row 12", "line 7", "incident PT4KHLK": where a person finds it in the payload
    message: str
    next_step: str = ""


Row = Incident | RowProblem
