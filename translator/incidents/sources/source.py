"""What a reader of another tool's export is: a name, how it knows its own, and how it reads one record."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from translator.incidents.sources.records import Head, Record
from translator.models import Incident


class Source(NamedTuple):
    """A tool that incidents are imported from.

    `read` raises Unreadable for a record that gives no incident; `recognises` tells by the start of a
    stream whether it is this tool's.
    """

    name: str
    describes: str
    recognises: Callable[[Head], bool]
    read: Callable[[Record], Incident]
