"""Atlassian Document Format: every documented node; what is unknown gives its children's text.

Read leniently: real documents break the schema (missing ids, marked code). Marks carry no words and
are ignored, but for a strike, which takes the words back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from translator.errors import MalformedInput
from translator.intake.parts import Gap, LeftOut, Part, Piece, image
from translator.intake.shapes import kept_kind
from translator.models import BlockKind

DEPTH_LIMIT = 50
NODE_LIMIT = 20_000
_TOO_DEEP = f"the document is nested over {DEPTH_LIMIT} levels deep"
_TOO_MANY = f"the document has over {NODE_LIMIT:,} nodes"
_EPOCH = datetime(1970, 1, 1)

_INLINE = frozenset(
    {"text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "placeholder",
     "mediaInline", "inlineExtension"}
)  # fmt: skip
_WRAPPERS = frozenset(
    {"doc", "bulletList", "orderedList", "taskList", "decisionList", "layoutSection",
     "layoutColumn", "mediaGroup", "mediaSingle", "panel", "blockquote", "expand", "nestedExpand",
     "bodiedExtension", "extension", "multiBodiedExtension", "extensionFrame", "syncBlock",
     "bodiedSyncBlock", "listItem", "tableRow", "tableCell", "tableHeader", "blockTaskItem"}
)  # fmt: skip
_LISTS = frozenset({"bulletList", "orderedList", "taskList", "decisionList"})
_ITEMS = frozenset({"listItem", "taskItem", "decisionItem", "blockTaskItem"})
_CARDS = frozenset({"blockCard", "embedCard", "inlineCard"})


def is_adf(value: object) -> bool:
    """Whether a JSON value is an ADF document."""
    return (
        isinstance(value, dict) and value.get("type") == "doc" and ("content" in value or "version" in value)
    )


def read_adf(document: dict[str, Any], place: str) -> tuple[list[Piece], list[str]]:
    """The pieces of the document, in order, and notes. MalformedInput: an unknown version."""
    version = document.get("version", 1)
    if str(version) not in ("1", "1.0"):
        raise MalformedInput(
            f"ADF version {str(version)[:40]} is not known; only version 1 is.",
            place=place,
            next_step="Export the ticket with ADF version 1.",
        )
    walk = _Walk()
    walk.node(document, 0, _Context())
    if walk.lost:
        walk.pieces.append(Gap(walk.lost, _TOO_MANY))
    if walk.struck:
        walk.pieces.append(LeftOut("struck out", walk.struck))
    notes = [f"Unknown ADF node “{name}”: its text was kept." for name in walk.unknown]
    return walk.pieces, notes


class _Context:
    """What surrounds a node: quote or not, list depth, and the item it opens, if any."""

    def __init__(self, *, quote: bool = False, lists: int = 0) -> None:
        self.quote = quote
        self.lists = lists
        self.item: bool = False  # the next paragraph is the item's own
        self.checked: bool | None = None

    def inside(self, *, quote: bool = False, lists: int = 0) -> _Context:
        return _Context(quote=self.quote or quote, lists=self.lists + lists)


class _Walk:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.unknown: dict[str, None] = {}
        self.lost = 0
        self.struck = 0  # places with struck-out words
        self._nodes = 0

    def node(self, node: object, depth: int, context: _Context) -> None:
        if not isinstance(node, dict):
            return
        if not self._counted():
            self.lost += _size(node)
            return
        if depth > DEPTH_LIMIT:
            if size := _size(node):
                self.pieces.append(Gap(size, _TOO_DEEP))
            return
        name = str(node.get("type", ""))
        attrs = _attrs(node)
        match name:
            case "paragraph":
                self._prose(node, "paragraph", 0, depth, context)
            case "heading":
                self._prose(node, "heading", _level(attrs.get("level")), depth, context)
            case "taskItem" | "decisionItem":
                context.item = True
                if name == "taskItem":
                    context.checked = attrs.get("state") == "DONE"
                self._prose(node, "paragraph", 0, depth, context)
            case "codeBlock":
                self._code(node, attrs)
            case "table":
                self._table(node, depth)
            case "rule":
                pass
            case "media":
                self.pieces.append(image(_media_name(attrs)))
            case "blockCard" | "embedCard":
                if url := attrs.get("url"):
                    self._emit("paragraph", str(url), 0, context)
            case _:
                self._children(node, name, attrs, depth, context)

    def _counted(self) -> bool:
        self._nodes += 1
        return self._nodes <= NODE_LIMIT

    def _children(
        self, node: dict[str, Any], name: str, attrs: dict[str, Any], depth: int, context: _Context
    ) -> None:
        if name not in _WRAPPERS and name != "caption" and name not in _INLINE:
            self.unknown[name[:40]] = None
        title = attrs.get("title") if name in ("expand", "nestedExpand") else None
        if isinstance(title, str) and title.strip():
            self._emit("heading", title, 6, context)
        if name in _ITEMS:
            inner = context
            inner.item = True
            if name == "blockTaskItem":
                inner.checked = attrs.get("state") == "DONE"
        else:
            inner = context.inside(quote=name == "blockquote", lists=int(name in _LISTS))
        run: list[object] = []
        for child in _content(node):
            if isinstance(child, dict) and str(child.get("type")) in _INLINE:
                run.append(child)
                continue
            if run:
                self._prose({"content": run}, "paragraph", 0, depth, inner)
                run = []
            if name in _LISTS:
                inner.item, inner.checked = False, None
            self.node(child, depth + 1, inner)
        if run:
            self._prose({"content": run}, "paragraph", 0, depth, inner)
        text = node.get("text")
        if isinstance(text, str) and text.strip():
            self._emit("paragraph", text, 0, context)

    def _prose(
        self, node: dict[str, Any], kind: BlockKind, level: int, depth: int, context: _Context
    ) -> None:
        images: list[str] = []
        words = "".join(self._inline(node, depth, images))
        self._emit(kind, words, level, context)
        self.pieces.extend(image(name) for name in images)

    def _emit(self, kind: BlockKind, text: str, level: int, context: _Context) -> None:
        if not text.strip():
            return
        if context.quote:
            self.pieces.append(Part("quote", text))
        elif context.item and kind == "paragraph":
            self.pieces.append(Part("list_item", text, max(1, context.lists), checked=context.checked))
            context.item = False
        else:
            self.pieces.append(Part(kind, text, level))

    def _code(self, node: dict[str, Any], attrs: dict[str, Any]) -> None:
        text = "".join(self._inline(node, 0, []))
        language = str(attrs.get("language") or "")
        self.pieces.append(Part(kept_kind(text, "code"), text, label=language))

    def _table(self, node: dict[str, Any], depth: int) -> None:
        lines: list[str] = []
        images: list[str] = []
        for row in _content(node):
            if not isinstance(row, dict):
                continue
            cells = []
            for cell in _content(row):
                if isinstance(cell, dict):
                    words = "".join(self._inline(cell, depth + 2, images))
                    cells.append(" ".join(words.split()))
            if any(cells):
                lines.append(" | ".join(cells))
        self.pieces.append(Part("table", "\n".join(lines)))
        self.pieces.extend(image(name) for name in images)

    def _inline(self, node: dict[str, Any], depth: int, images: list[str]) -> Iterator[str]:
        """The words under a node whose children are inline; blocks among them part by a space."""
        for child in _content(node):
            if not isinstance(child, dict):
                continue
            if not self._counted() or depth > DEPTH_LIMIT:
                self.lost += _size(child)
                continue
            name = str(child.get("type", ""))
            attrs = _attrs(child)
            match name:
                case "text":
                    text = child.get("text")
                    if _is_struck(child):
                        self.struck += 1
                        continue
                    yield text if isinstance(text, str) else ""
                case "hardBreak":
                    yield "\n"
                case "mention":
                    yield "@" + str(attrs.get("text") or attrs.get("id") or "").lstrip("@")
                case "emoji":
                    yield str(attrs.get("text") or attrs.get("shortName") or "")
                case "date":
                    yield _date(attrs.get("timestamp"))
                case "status" | "placeholder":
                    yield str(attrs.get("text") or "")
                case "inlineCard" | "blockCard" | "embedCard":
                    yield str(attrs.get("url") or "")
                case "media" | "mediaInline":
                    images.append(_media_name(attrs))
                    yield " "
                case "inlineExtension" | "extension":
                    yield from self._inline(child, depth + 1, images)
                    yield str(attrs.get("text") or "")
                case _:
                    if name not in _WRAPPERS and name not in ("paragraph", "heading", "codeBlock"):
                        self.unknown[name[:40]] = None
                    text = child.get("text")
                    yield text if isinstance(text, str) else ""
                    yield from self._inline(child, depth + 1, images)
                    yield " "


def _content(node: dict[str, Any]) -> list[object]:
    content = node.get("content")
    return content if isinstance(content, list) else []


def _is_struck(node: dict[str, Any]) -> bool:
    marks = node.get("marks")
    return isinstance(marks, list) and any(isinstance(m, dict) and m.get("type") == "strike" for m in marks)


def _attrs(node: dict[str, Any]) -> dict[str, Any]:
    attrs = node.get("attrs")
    return attrs if isinstance(attrs, dict) else {}


def _media_name(attrs: dict[str, Any]) -> str:
    return str(attrs.get("alt") or attrs.get("url") or attrs.get("id") or "")


def _level(value: object) -> int:
    return min(6, max(1, value)) if isinstance(value, int) else 1


def _date(timestamp: object) -> str:
    """The ISO date of a time stamp in milliseconds, UTC; the stamp itself when it is no number."""
    try:
        return (_EPOCH + timedelta(milliseconds=int(str(timestamp)))).date().isoformat()
    except (ValueError, OverflowError):
        return "" if timestamp is None else str(timestamp)


def _size(node: object) -> int:
    """Characters of text under a node, counted without recursion."""
    total = 0
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            text = item.get("text")
            total += len(text) if isinstance(text, str) else 0
            waiting.append(item.get("content"))
    return total
