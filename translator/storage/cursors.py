"""Cursors of pages: where a list goes on, in a form that only this list reads."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from translator.errors import CursorInvalid
from translator.storage.records import storable

_LONGEST = 4000  # characters; an id has at most 1,000 bytes
_MARK = 8  # hex digits


def cursor(position: Sequence[str | int], of: Sequence[object]) -> str:
    """The cursor after the row at this position, in the list that `of` tells from all others."""
    text = json.dumps([_mark(of), *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def position(text: str, of: Sequence[object], kinds: Sequence[type]) -> list[str | int]:
    """The position that `cursor` was given, of these types. Raises CursorInvalid, also for another list's."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        read = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeError, binascii.Error, ValueError, RecursionError):
        raise _foreign() from None
    if len(text) > _LONGEST or not isinstance(read, list) or read[:1] != [_mark(of)]:
        raise _foreign()
    found = read[1:]
    if [type(value) for value in found] != list(kinds) or not all(map(_possible, found)):
        raise _foreign()
    return found


def moment(text: str) -> datetime:
    """The time that stands in a cursor; raises CursorInvalid."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _foreign() from None
    if at.utcoffset() is None:
        raise _foreign()
    return at


def _possible(value: str | int) -> bool:
    return storable(value) if isinstance(value, str) else 0 <= value < 2**63


def _mark(of: Sequence[object]) -> str:
    return sha256(repr(tuple(of)).encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


def _foreign() -> CursorInvalid:
    return CursorInvalid(
        "this list has given no such cursor.",
        place="cursor",
        next_step="Take the cursor of the page before, with the same filters, or leave it out.",
    )
