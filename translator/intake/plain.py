"""Plain text: paragraphs, bullets, labels that stand alone, and pasted logs or code."""

from __future__ import annotations

import re

from translator.intake.flatten import unflattened
from translator.intake.parts import Part, Piece, bare, image, joined_lines
from translator.intake.shapes import prose_like, stretches

_BULLET = re.compile(r"(\s*)(?:(?:[-*•‣▪◦+]|\*\))\s+|(?:\(?\d{1,2}[.)]|[a-z]\))(?:\s+|(?=[A-Z\"'])))(?=\S)")
_CHECKBOX = re.compile(r"\[([ xX]?)\]\s+")
_LABEL = re.compile(r"\s*([A-Z][^.!?:;,\n]{1,58}):\s*$")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*$")
_PLACEHOLDER = re.compile(r"\s*!?\[(?:image|img|screenshot|attachment)\]\s*$", re.IGNORECASE)


def read_plain(text: str) -> list[Piece]:
    """The pieces of plain text, in order."""
    pieces: list[Piece] = []
    for kind, lines in stretches(unflattened(text).split("\n"), _BULLET):
        if kind == "prose":
            pieces.extend(_prose(lines))
        else:
            pieces.append(Part(kind, "\n".join(lines)))
    return pieces


def _prose(lines: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    paragraph: list[str] = []
    item: tuple[int, list[str]] | None = None
    after_blank = True

    def flush() -> None:
        nonlocal item
        if item is not None:
            pieces.append(list_item(bare(joined_lines(item[1])), item[0]))
            item = None
        if paragraph:
            if all(line[:1] in " \t" and line[:4].strip() == "" for line in paragraph) and (
                len(paragraph) > 1 and not prose_like("\n".join(paragraph))
            ):
                pieces.append(Part("log", "\n".join(paragraph)))
            else:
                pieces.append(Part("paragraph", bare(joined_lines(paragraph))))
            paragraph.clear()

    for line in lines:
        bullet = _BULLET.match(line)
        if not line.strip():
            flush()
            after_blank = True
            continue
        if _PLACEHOLDER.match(line):
            flush()
            pieces.append(image(""))
        elif _UNDERLINE.match(line):
            heading = paragraph.pop() if len(paragraph) == 1 else None
            flush()
            if heading is not None:
                pieces.append(Part("heading", bare(heading), level=1))
        elif bullet:
            flush()
            item = (1 + len(bullet.group(1).expandtabs(4)) // 2, [line[bullet.end() :]])
        elif label := _LABEL.match(line):
            flush()
            pieces.append(Part("heading", bare(label.group().strip()), level=6))
        elif item is not None and (line[:1] in " \t" or not after_blank):
            item[1].append(line)
        else:
            paragraph.append(line)
        after_blank = False
    flush()
    return pieces


def list_item(text: str, level: int) -> Part:
    """The list item, with its check box read."""
    box = _CHECKBOX.match(text)
    if box:
        return Part("list_item", text[box.end() :], level, checked=box.group(1).lower() == "x")
    return Part("list_item", text, level)
