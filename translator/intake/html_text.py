"""HTML inside Markdown: tags come off, comments go, tables and preformatted text stay apart."""

from __future__ import annotations

import re

from translator.intake.parts import Part, Piece, entities, image, joined_lines
from translator.intake.shapes import kept_kind

TAG_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!DOCTYPE[^<>]*>|<\?[^<>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(alt|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary\b[^<>]*>", re.IGNORECASE)
_SUMMARY_END = re.compile(r"</summary\s*>", re.IGNORECASE)
_PREFORMATTED = re.compile(r"<pre\b[^<>]*>", re.IGNORECASE)
_TABLE = re.compile(r"<t(?:able|r|d|h|body|head)\b", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]\s*>\s*(?=<t[dh]\b)", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)


def html_pieces(content: str) -> list[Piece]:
    """The pieces of a block of HTML, in order."""
    content = without_comments(content)
    pieces: list[Piece] = []
    images = [image_name(match.group()) or "" for match in _IMAGE.finditer(content)]
    summaries, content = _without_summaries(content)
    pieces.extend(Part("heading", words, 6) for words in summaries)
    if _PREFORMATTED.search(content):
        text = _bare(content)
        if text.strip():
            pieces.append(Part(kept_kind(text, "code"), text))
    elif _TABLE.search(content):
        rows = _ROW_END.sub("\x00", _CELL_END.sub(" | ", content))
        lines = [" ".join(_bare(row).split()) for row in rows.split("\x00")]
        pieces.append(Part("table", "\n".join(line for line in lines if line)))
    else:
        text = TAG_BREAK.sub("\n\n", content)
        head, *items = _ITEM.split(text)
        for kind, chunk in [("paragraph", head), *(("list_item", item) for item in items)]:
            for paragraph in re.split(r"\n[ \t]*\n", _bare(chunk)):
                words = joined_lines(paragraph.split("\n"))
                if words and kind == "list_item":
                    pieces.append(Part("list_item", words, 1))
                elif words:
                    pieces.append(Part("paragraph", words))
    pieces.extend(image(name) for name in images)
    return pieces


def image_name(tag: str) -> str | None:
    """The alternative text or file name of an `img` tag; None for any other tag."""
    match = _IMAGE.match(tag)
    if not match:
        return None
    found = {
        m.group(1).lower(): m.group(2) or m.group(3) or m.group(4) or ""
        for m in _ATTRIBUTE.finditer(match.group(1))
    }
    return found.get("alt") or found.get("src", "").rsplit("/", 1)[-1]


def without_comments(text: str) -> str:
    """The text without HTML comments. A comment that is never closed runs to the end."""
    out: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        out.append(text[at:start])
        end = text.find("-->", start + 4)
        if end < 0:
            return "".join(out)
        at = end + 3
    out.append(text[at:])
    return "".join(out)


def _without_summaries(content: str) -> tuple[list[str], str]:
    """The titles of folded sections, and the content without them."""
    first, *rest = _SUMMARY.split(content)
    titles, out = [], [first]
    for chunk in rest:
        title, *after = _SUMMARY_END.split(chunk, maxsplit=1)
        if not after:
            # Never closed: the words stay where they are.
            out.append(title)
            continue
        if words := " ".join(_bare(title).split()):
            titles.append(words)
        out.append(after[0])
    return titles, "".join(out)


def _bare(text: str) -> str:
    return entities(_TAG.sub("", text))
