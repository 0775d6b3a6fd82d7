"""A stream of bytes as UTF-8 that can be looked at before it is read, by the piece or by the line.

Nothing is ever held whole: 64 KB are looked at, then pieces and lines are handed on as they come. The
stream is only read forward, so that a pipe will do.
"""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO, NamedTuple

from translator.errors import BinaryInput, EmptyInput, MalformedInput

HEAD = 64 * 1024  # bytes looked at to tell what a stream holds
LINE_LIMIT = 16_000_000  # bytes of one line; a longer one is skipped and named

SAVE_AS_UTF8 = "Save it as UTF-8 text."
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # the first begins as UTF-16 does
_SIGNATURES = (
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip file (a spreadsheet, perhaps)"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
)


class Line(NamedTuple):
    """One line without its end. `number` counts from 1; `problem` is "" when it can be read."""

    number: int
    text: str
    problem: str = ""
    next_step: str = ""


class _Raw(io.RawIOBase):
    """The bytes of the stream from its start, byte order mark off, UTF-16 turned into UTF-8."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting = b""
        start = b""
        while len(start) < 4 and (more := stream.read(HEAD)):
            start += more
        utf16 = start[:2] in _UTF16 and start[:4] not in _UTF32
        self._utf16 = codecs.getincrementaldecoder("utf-16")(errors="replace") if utf16 else None
        if self._utf16 is None:
            self.first = start
            self._waiting = start.removeprefix(codecs.BOM_UTF8)
        else:
            self.first = b""
            self._waiting = self._as_utf8(start)

    def _as_utf8(self, piece: bytes) -> bytes:
        assert self._utf16 is not None
        return self._utf16.decode(piece, final=not piece).encode("utf-8", "replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        while not self._waiting:
            piece = self._stream.read(len(view))
            if self._utf16 is not None:
                self._waiting = self._as_utf8(piece)
            else:
                self._waiting = piece
            if not piece:
                break
        taken = self._waiting[: len(view)]
        self._waiting = self._waiting[len(view) :]
        view[: len(taken)] = taken
        return len(taken)


class Utf8Stream:
    """A stream to read from its start, after a look at its head.

    Raises EmptyInput when there is nothing but white space at its start and no more, and BinaryInput
    for what is no text.
    """

    def __init__(self, stream: BinaryIO, place: str) -> None:
        raw = _Raw(stream)
        _refuse_binary(raw.first, place)
        source = io.BufferedReader(raw, HEAD)
        pieces, size = [], 0
        while size < HEAD and (piece := source.read(HEAD - size)):
            pieces.append(piece)
            size += len(piece)
        self.head = b"".join(pieces)
        self.whole = size < HEAD  # the head is all there is
        if self.whole and not self.head.strip():
            raise EmptyInput(
                "there is nothing in it.", place=place, next_step="Hand in an export with incidents."
            )
        self._rest: io.BufferedIOBase = source
        self._ahead: io.BufferedIOBase = io.BytesIO(self.head)
        self.at = 0  # bytes handed on so far, without the byte order mark

    def read(self, size: int) -> bytes:
        """Up to so many bytes; b"" at the end, and for a size of 0."""
        if size <= 0:
            return b""
        piece = self._ahead.read(size)
        if not piece and self._ahead is not self._rest:
            self._ahead = self._rest
            piece = self._ahead.read(size)
        self.at += len(piece)
        return piece

    def _read_line(self, limit: int) -> bytes:
        line = self._ahead.readline(limit)
        if self._ahead is not self._rest and not line.endswith(b"\n") and len(line) < limit:
            self._ahead = self._rest
            line += self._ahead.readline(limit - len(line))
        self.at += len(line)
        return line

    def lines(self) -> Lines:
        """The lines, one after the other."""
        return Lines(self)

    def _next_line(self, number: int) -> Line | None:
        start = self.at
        raw = self._read_line(LINE_LIMIT)
        if not raw:
            return None
        if len(raw) == LINE_LIMIT and not raw.endswith(b"\n"):
            while (more := self._read_line(LINE_LIMIT)) and not more.endswith(b"\n"):
                pass
            return Line(number, "", f"the line is over {LINE_LIMIT:,} bytes long")
        raw = raw.removesuffix(b"\n").removesuffix(b"\r")
        try:
            return Line(number, raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            why = f"byte {start + error.start + 1} is not UTF-8"
            return Line(number, raw.decode("utf-8", "replace"), why, SAVE_AS_UTF8)


class Lines:
    """Lines read one at a time, counted from 1."""

    def __init__(self, stream: Utf8Stream) -> None:
        self._stream = stream
        self._number = 0

    def next(self) -> Line | None:
        """The next line; None at the end."""
        self._number += 1
        return self._stream._next_line(self._number)


def head_text(head: bytes, place: str) -> str:
    """The head as text, a character cut at its end left out. Raises MalformedInput: not UTF-8."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        line = head.count(b"\n", 0, error.start) + 1
        raise MalformedInput(
            f"byte {error.start + 1} (line {line}) is not UTF-8.", place=place, next_step=SAVE_AS_UTF8
        ) from None


def _refuse_binary(start: bytes, place: str) -> None:
    kind = next((name for sign, name in _SIGNATURES if start.startswith(sign)), "")
    if start[:4] in _UTF32:
        kind = "UTF-32"
    elif not kind and start[:1000].count(b"\x00") * 10 > len(start[:1000]):
        kind = "UTF-16 or UTF-32 without a byte order mark, or no text at all"
    if kind:
        raise BinaryInput(f"this is not a text file: it is {kind}.", place=place, next_step=SAVE_AS_UTF8)
