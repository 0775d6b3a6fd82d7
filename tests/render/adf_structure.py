"""What may stand in what, of the part of ADF that we write: after schema 57.7.22 of @atlaskit/adf-schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_IN_CELL = {"paragraph", "bulletList", "codeBlock", "heading", "rule"}
CHILDREN: dict[str, set[str]] = {
    "doc": {"heading", "paragraph", "bulletList", "codeBlock", "table", "rule", "expand"},
    "expand": {"heading", "paragraph", "bulletList", "codeBlock", "table", "rule"},
    "heading": {"text"},
    "paragraph": {"text"},
    "bulletList": {"listItem"},
    "listItem": {"paragraph", "bulletList", "codeBlock"},
    "codeBlock": {"text"},
    "table": {"tableRow"},
    "tableRow": {"tableHeader", "tableCell"},
    "tableHeader": _IN_CELL,
    "tableCell": _IN_CELL,
    "text": set(),
    "rule": set(),
}
NOT_EMPTY = {"bulletList", "listItem", "expand", "table"}
ATTRIBUTES = {
    "heading": {"level"},
    "expand": {"title"},
    "codeBlock": {"language"},
    "table": {"isNumberColumnEnabled", "layout"},
    "tableHeader": set(),
    "tableCell": set(),
}
MARKS = {"strong", "em", "code", "link"}


def faults(node: dict[str, Any], where: str = "") -> Iterator[str]:
    """Everything about a document that the schema does not allow, and links that lead to no web address."""
    kind = node.get("type", "")
    here = f"{where}/{kind}"
    if kind not in CHILDREN:
        yield f"{here}: unknown node"
        return
    known = {"type", "content", "attrs", *(("text", "marks") if kind == "text" else ())}
    if extra := set(node) - known - ({"version"} if kind == "doc" else set()):
        yield f"{here}: {extra}"
    if kind == "doc" and node.get("version") != 1:
        yield "the version is not 1"
    if set(node.get("attrs", {})) - ATTRIBUTES.get(kind, set()):
        yield f"{here}: attributes {node['attrs']}"
    if kind == "heading" and node["attrs"]["level"] not in range(1, 7):
        yield f"{here}: level"
    if kind == "text":
        yield from _text(node, here)
    content = node.get("content", [])
    if kind in NOT_EMPTY and not content:
        yield f"{here}: empty"
    for child in content:
        if child.get("type") not in CHILDREN[kind]:
            yield f"{here}: may not hold {child.get('type')}"
        if kind == "codeBlock" and child.get("marks"):
            yield f"{here}: marked text"
        yield from faults(child, here)


def _text(node: dict[str, Any], here: str) -> Iterator[str]:
    if not node.get("text"):
        yield f"{here}: empty text"
    names = [mark["type"] for mark in node.get("marks", [])]
    if not set(names) <= MARKS or len(names) != len(set(names)):
        yield f"{here}: marks {names}"
    if "code" in names and set(names) - {"code", "link"}:
        yield f"{here}: code beside {names}"
    for mark in node.get("marks", []):
        if mark["type"] == "link" and not mark["attrs"]["href"].startswith(
            ("http://", "https://", "mailto:")
        ):
            yield f"{here}: a link to {mark['attrs']['href']}"
