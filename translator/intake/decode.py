"""From bytes to text: size, encoding and characters that no reader should meet."""

from __future__ import annotations

import re
from typing import NamedTuple

from translator.errors import BinaryInput, EmptyInput, InputTooLarge

SIZE_LIMIT = 4_000_000  # bytes, or characters when the payload is text already

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
# Invisible characters: they split words for a matcher and can hide text from a reader.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BINARY_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class Decoded(NamedTuple):
    """Text as it came, and what had to be guessed about it, in words."""

    text: str
    notes: tuple[str, ...] = ()


def decode(payload: bytes | str, place: str, *, limit: int = SIZE_LIMIT) -> Decoded:
    """The payload as text.

    Raises InputTooLarge over `limit` bytes (characters of a text), BinaryInput for what is not text,
    EmptyInput for nothing but white space. UTF-8, UTF-16 with a byte order mark and, with a note,
    Windows-1252 are read.
    """
    if len(payload) > limit:
        unit = "bytes" if isinstance(payload, bytes) else "characters"
        raise InputTooLarge(
            f"the input has {len(payload):,} {unit}; the limit is {limit:,}.",
            place=place,
            next_step="Hand in one ticket, without its attachments.",
        )
    decoded = Decoded(payload) if isinstance(payload, str) else _from_bytes(payload, place)
    if "\x00" in decoded.text:
        raise _binary(place, "it holds NUL characters")
    text = _SURROGATE.sub("\ufffd", decoded.text).removeprefix("\ufeff")
    if not clean(text).strip():
        raise EmptyInput(
            "there is no text to translate.",
            place=place,
            next_step="Hand in a ticket: a title and, better, a description.",
        )
    return Decoded(text, decoded.notes)


def _from_bytes(payload: bytes, place: str) -> Decoded:
    if payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return Decoded(payload.decode("utf-16"))
        except UnicodeDecodeError:
            raise _binary(place, "its UTF-16 is broken") from None
    try:
        return Decoded(payload.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        broken = error.start
    if _BINARY_BYTE.search(payload):
        raise _binary(place, f"byte {broken + 1} is not UTF-8 and there are control characters")
    try:
        return Decoded(payload.decode("cp1252"), ("Not UTF-8; read as Windows-1252.",))
    except UnicodeDecodeError:
        raise _binary(place, f"byte {broken + 1} is not UTF-8") from None


def _binary(place: str, why: str) -> BinaryInput:
    return BinaryInput(f"this is not a text file: {why}.", place=place, next_step="Save it as UTF-8 text.")


def clean(text: str) -> str:
    """The text with line feeds only and without control, invisible or broken characters."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_END.sub("\n", _ANSI.sub("", text))
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return _SURROGATE.sub("\ufffd", text)
