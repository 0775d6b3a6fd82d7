"""The pitch as an Atlassian document (ADF version 1), as Jira and Confluence take it.

What may stand in what follows the published schema (`@atlaskit/adf-schema`, full.json); the schema does
not look at links, so that is done here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from translator.models import Pitch
from translator.render.blocks import (
    Block,
    Bullets,
    Cite,
    Code,
    Fold,
    Heading,
    Item,
    Line,
    Paragraph,
    Run,
    Table,
    Written,
)
from translator.render.document import document_of
from translator.render.escape import blanks_apart, many_lines, one_line, web_address
from translator.render.fitting import fitted

Node = dict[str, Any]

# Jira's own limit of a text field, in characters. Whether it counts the text or this JSON is not
# documented, so the JSON keeps to it.
LONGEST = 32_767
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]{1,20}")
_MARKS = {"strong": "strong", "em": "em", "code": "code"}


def as_adf(pitch: Pitch) -> str:
    """The document as compact JSON of at most `LONGEST` characters; what does not fit is named in it."""
    return _json(fitted(document_of(pitch), lambda document: len(_json(document)) <= LONGEST)) + "\n"


def _json(document: Written) -> str:
    content = [node for block in document for node in _nodes(block)]
    node = {"version": 1, "type": "doc", "content": content}
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))


def _nodes(block: Block | Fold) -> Iterator[Node]:
    if isinstance(block, Heading):
        yield {"type": "heading", "attrs": {"level": block.level}, "content": _line(block.line)}
    elif isinstance(block, Paragraph):
        yield _paragraph(block.line)
    elif isinstance(block, Bullets):
        yield {"type": "bulletList", "content": [_item(item) for item in block.items]}
    elif isinstance(block, Table):
        rows = [_row("tableHeader", block.header), *(_row("tableCell", row) for row in block.rows)]
        yield {
            "type": "table",
            "attrs": {"isNumberColumnEnabled": False, "layout": "default"},
            "content": rows,
        }
    elif isinstance(block, Code):
        if text := many_lines(block.text):
            language = block.language if _LANGUAGE.fullmatch(block.language) else ""
            attrs = {"attrs": {"language": language.lower()}} if language else {}
            yield {"type": "codeBlock", **attrs, "content": [{"type": "text", "text": text}]}
    elif isinstance(block, Fold):
        inside = [node for inner in block.blocks for node in _nodes(inner)]
        if inside:  # an expand without content is not valid
            yield {"type": "expand", "attrs": {"title": block.title}, "content": inside}
    else:
        yield {"type": "rule"}


def _item(item: Item) -> Node:
    content = [_paragraph(item.line)]
    if item.under:
        under = [{"type": "listItem", "content": [_paragraph(line)]} for line in item.under]
        content.append({"type": "bulletList", "content": under})
    return {"type": "listItem", "content": content}


def _row(cell: str, cells: Iterable[str]) -> Node:
    return {
        "type": "tableRow",
        "content": [{"type": cell, "attrs": {}, "content": [_paragraph((Run(text),))]} for text in cells],
    }


def _paragraph(line: Line) -> Node:
    return {"type": "paragraph", "content": _line(line)}


def _line(line: Line) -> list[Node]:
    """Text nodes, none empty; neighbours with the same marks are one node."""
    nodes: list[Node] = []
    for text, marks in (piece for run in line for piece in _pieces(run)):
        if not text:
            continue
        if nodes and nodes[-1].get("marks", []) == marks:
            nodes[-1]["text"] += text
        else:
            nodes.append({"type": "text", "text": text} | ({"marks": marks} if marks else {}))
    return nodes


def _pieces(run: Run | Cite) -> Iterator[tuple[str, list[Node]]]:
    if isinstance(run, Cite):
        yield f" ({', '.join(run.ids)})", []
    elif run.style == "own":
        yield run.text, []
    elif run.style == "address" and (address := web_address(run.text)):
        yield address, [{"type": "link", "attrs": {"href": address}}]
    elif run.style == "code":
        yield one_line(run.text), [{"type": "code"}]  # no other mark may stand beside it
    else:
        marks = [{"type": _MARKS[run.style]}] if run.style in _MARKS else []
        for part, blank in blanks_apart(run.text):
            yield part, [{"type": "strong"}] if blank and not marks else marks
