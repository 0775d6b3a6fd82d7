"""The pitch as a Slack message: blocks of text, and a line for notifications."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from translator.models import Pitch
from translator.render.blocks import (
    Block,
    Bullets,
    Cite,
    Code,
    Fold,
    Heading,
    Line,
    Paragraph,
    Run,
    Table,
    Written,
)
from translator.render.document import document_of
from translator.render.escape import blanks_apart, many_lines, one_line, web_address
from translator.render.fitting import fitted, plain_text
from translator.text import shorten

# Slack's limits. The last one is not documented; longer messages are refused (slackapi/bolt-js#2509).
_BLOCKS = 50
_SECTION = 3_000  # characters of a section's text
_HEADER = 150
_MESSAGE = 12_000  # characters over all blocks

_APART = "`\u200b`\u200b`"  # three ticks that end no block

Parts = list[dict[str, Any]]


def as_slack(pitch: Pitch) -> str:
    """The body of `chat.postMessage` or an incoming webhook, as JSON; what does not fit is named in it."""
    document = fitted(document_of(pitch), _fits)
    first = document[0]
    headline = plain_text(first.line) if isinstance(first, Heading) else ""
    message = {"text": _escaped(shorten(one_line(headline), _SECTION)), "blocks": _blocks(document)}
    return json.dumps(message, ensure_ascii=False, indent=2) + "\n"


def _fits(document: Written) -> bool:
    blocks = _blocks(document)
    return len(blocks) <= _BLOCKS and sum(len(json.dumps(b, ensure_ascii=False)) for b in blocks) <= _MESSAGE


def _blocks(document: Written) -> Parts:
    """A header, then a section for each heading with what stands under it, parted by a line."""
    blocks: Parts = []
    lines: list[str] = []
    for block in document:
        if isinstance(block, Heading) and block.level == 1:
            title = one_line(plain_text(block.line)) or "Untitled"
            text = {"type": "plain_text", "text": shorten(title, _HEADER), "emoji": False}
            blocks.append({"type": "header", "text": text})
            if len(title) > _HEADER:
                lines.append(f"*{_line(block.line)}*")
        elif isinstance(block, Heading | Fold):
            blocks += _sections(lines)
            lines = list(_lines(block))
        elif isinstance(block, Paragraph | Bullets | Table | Code):
            lines += _lines(block)
        else:
            blocks += [*_sections(lines), {"type": "divider"}]
            lines = []
    return [*blocks, *_sections(lines)]


def _sections(lines: list[str]) -> Parts:
    texts: list[str] = []
    for piece in (piece for line in lines for piece in _cut(line)):
        if texts and len(texts[-1]) + 1 + len(piece) <= _SECTION:
            texts[-1] += f"\n{piece}"
        else:
            texts.append(piece)
    # verbatim: Slack makes no links or mentions out of words that look like some.
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
        for text in texts
        if text.strip()
    ]


def _cut(line: str) -> Iterator[str]:
    """The line in pieces that fit a section, parted between words and never inside `&amp;`."""
    while len(line) > _SECTION:
        at = line.rfind(" ", 1, _SECTION)
        if at < 0:
            entity = line.rfind("&", _SECTION - 5, _SECTION)
            at = entity if entity > 0 else _SECTION
        yield line[:at]
        line = line[at:].lstrip(" ")
    yield line


def _lines(block: Block | Fold) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"*{_line(block.line)}*"
    elif isinstance(block, Paragraph):
        yield _line(block.line)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield f"• {_line(item.line)}"
            yield from (f"    ◦ {_line(line)}" for line in item.under)
    elif isinstance(block, Table):
        yield from (f"• {' → '.join(map(_words, row))}" for row in block.rows)
    elif isinstance(block, Code):
        code = _escaped(many_lines(block.text)).replace("```", _APART)
        yield from f"```{code}```".splitlines()
    elif isinstance(block, Fold):
        yield f"*{_escaped(block.title)}*"
        for inner in block.blocks:
            yield from _lines(inner)


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: Run | Cite) -> str:
    if isinstance(run, Cite):
        return f" ({', '.join(map(_escaped, run.ids))})"
    if run.style == "own":
        return _escaped(run.text)
    if run.style == "address" and (address := web_address(run.text)):
        return f"<{_escaped(address)}>"
    if run.style == "code":
        return f"`{_escaped(one_line(run.text).replace('`', chr(39)))}`"
    mark = {"strong": "*", "em": "_"}.get(run.style, "")
    words = _words(run.text) if not mark else _escaped(one_line(run.text))
    return f"{mark}{words}{mark}" if words else ""


def _words(text: str) -> str:
    return "".join(f"*{_escaped(part)}*" if blank else _escaped(part) for part, blank in blanks_apart(text))


def _escaped(text: str) -> str:
    """The three characters that Slack reads as markup. Emphasis has no escape, and does no harm."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
