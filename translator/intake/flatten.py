"""Line breaks that an export flattened to runs of spaces are put back."""

from __future__ import annotations

import re

_RUN = re.compile(r"(?<=\S)[ \t\xa0]{2,}(?=\S)")
_NUMBERED = re.compile(r"(?<!\S)(\d{1,2})[.)](?=\s?[A-Z\"'\[(])")


def unflattened(text: str) -> str:
    """The text with line feeds where it has none and runs of spaces stand for them.

    Two or three spaces were one line break, more were a blank line. Steps numbered 1., 2., … within
    such a line start a line of their own.
    """
    text = text.strip()
    if "\n" in text:
        return text
    if _RUN.search(text):
        text = _RUN.sub(lambda m: "\n" if len(m.group()) < 4 else "\n\n", text)
    return "\n".join(_steps_apart(line) for line in text.split("\n"))


def _steps_apart(line: str) -> str:
    expected, starts = 1, []
    for match in _NUMBERED.finditer(line):
        if int(match.group(1)) == expected:
            starts.append(match.start())
            expected += 1
    if len(starts) < 2:
        return line
    pieces = [line[a:b].rstrip() for a, b in zip([0, *starts], [*starts, len(line)], strict=True)]
    return "\n".join(piece for piece in pieces if piece)
