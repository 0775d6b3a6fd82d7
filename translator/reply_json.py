"""Finds JSON objects in a text that may be damaged, and never guesses at what a string says.

JSON libraries either refuse a damaged text whole or repair it by guessing, and none tells when a key is
given twice with different values. So the brackets are walked here; only strings are decoded by `json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_DEEPEST = 8  # brackets inside brackets; a reply needs four
_OURS_TO_CLOSE = 2  # brackets a text that was cut off may leave open: the outer two


class Fields(dict[str, object]):
    """A JSON object that remembers which of its keys were given twice with different values."""

    def __init__(self) -> None:
        super().__init__()
        self.clashing: set[str] = set()

    def put(self, key: str, value: object) -> None:
        """Keep the first value of a key."""
        if key in self and self[key] != value:
            self.clashing.add(key)
        self.setdefault(key, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fields) and dict.__eq__(self, other) and self.clashing == other.clashing

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None


class Found(NamedTuple):
    """An object found in the text, and where the reading stopped."""

    fields: Fields
    end: int
    complete: bool  # closed by the model; False: cut off, or not JSON from `end` on


def objects(text: str) -> Iterator[Found]:
    """Yield the objects of a text in reading order; linear in its length, raises nothing.

    White space, prose around an object, commas before a closing bracket and typographic quotes around
    a string that holds no quote of its own are read past. Of a text that is cut off or stops being
    JSON, an object keeps what was closed before, its own fields and those one level below. Prose with
    more opening brackets than a thousand is not looked through to its end.
    """
    at = 0
    for _ in range(_MOST_TRIED):
        opening = _OPENING.search(text, at)
        if opening is None:
            return
        found = _object_at(text, opening.start())
        yield found
        at = max(found.end, opening.end())


_MOST_TRIED = 1000
_OPENING = re.compile(r"\{(?=[ \t\r\n\xa0\ufeff]*+[\"“”„‟}])")


# Possessive quantifiers: a string that never ends is found out in one pass.
_TOKEN = re.compile(
    r"[ \t\r\n\xa0\ufeff]*+(?:"
    r'(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+")'
    r'|[“”„‟](?P<typographic>[^“”„‟"\\]*+)[“”„‟]'
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<word>-?\d[\d.eE+-]*+|true|false|null|NaN|-?Infinity)(?![\w.])"
    r")",
    re.DOTALL,
)
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}
_NO_WORD = object()  # numbers, NaN and the like: no field of a reply may hold one


def last_list(text: str, name: str) -> list[object]:
    """The list called `name` of the last whole object that has one: a model's last word. [] for none."""
    for found in reversed(list(objects(text))):
        listed = found.fields.get(name)
        if found.complete and isinstance(listed, list) and name not in found.fields.clashing:
            return listed
    return []


def closed_object(properties: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of an object with these properties, all of them and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _object_at(text: str, start: int) -> Found:
    """The object that opens at `start`, as far as it can be read."""
    root = Fields()
    open_: list[Fields | list[object]] = []
    keys: list[str] = []  # the key under which each open container will stand in the one around it
    key = ""
    want = "value"  # or "key", "colon", "next" (a comma or a closing bracket)
    at = start
    while match := _TOKEN.match(text, at):
        kind, token = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "mark" and token in "{[":
            if want != "value" or len(open_) == _DEEPEST:
                break
            open_.append(Fields() if open_ and token == "{" else root if token == "{" else [])
            keys.append(key)
            want = "key" if token == "{" else "value"
        elif kind == "mark" and token in "}]":
            # After a comma too: a comma before a bracket says nothing.
            inside = isinstance(open_[-1], Fields)
            if inside != (token == "}") or want == "colon" or (inside and want == "value"):
                break
            closed, key = open_.pop(), keys.pop()
            if not open_:
                return Found(root, match.end(), complete=True)
            _add(open_[-1], key, closed)
            want = "next"
        elif kind == "mark":
            if want != ("colon" if token == ":" else "next"):
                break
            want = "value" if token == ":" or isinstance(open_[-1], list) else "key"
        else:
            value = _scalar(str(kind), token)
            if (
                value is _BROKEN
                or want not in ("key", "value")
                or (want == "key" and not isinstance(value, str))
            ):
                break
            if want == "key":
                key, want = str(value), "colon"
            else:
                _add(open_[-1], key, value)
                want = "next"
        at = match.end()
    # What is deeper was being written when the reply broke off, so it may lack its end.
    if len(open_) >= _OURS_TO_CLOSE and isinstance(open_[1], Fields):
        _add(root, keys[1], open_[1])
    return Found(root, at, complete=False)


_BROKEN = object()


def _scalar(kind: str, token: str) -> object:
    if kind == "typographic":
        return token
    if kind == "word":
        return _WORDS.get(token, _NO_WORD)
    try:
        return json.loads(token, strict=False)  # a line break inside a string is white space to us
    except ValueError:
        return _BROKEN


def _add(container: Fields | list[object], key: str, value: object) -> None:
    if isinstance(container, Fields):
        container.put(key, value)
    else:
        container.append(value)
