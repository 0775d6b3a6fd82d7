"""Looking into one record: texts, names, counts and addresses, with what means "nothing" read as nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from translator.intake.decode import clean

# What exports write for no value.
NULLS = frozenset({"", "none", "null", "n/a", "na", "-", "--", "–", "—", "nan", "undefined"})
_COUNT = re.compile(r"\d{1,3}(?:[,  ']\d{3})+|\d+(?:\.0+)?")
_PARTS = re.compile(r"[,;|\n]")
_URL_LIMIT = 2_000


def text(value: object) -> str:
    """The value as clean text: a string, or a number in digits; "" for nothing, for objects and lists."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if not isinstance(value, str):
        return ""
    found = clean(value).strip() if len(value) > 40 else _short(value)
    return found


def _short(value: str) -> str:
    found = clean(value).strip()
    return "" if found.strip(" .").casefold() in NULLS else found


def one_line(value: object) -> str:
    """The value as text on one line."""
    return " ".join(text(value).split())


def first(record: Mapping[str, Any], *keys: str) -> str:
    """The first text under these keys."""
    return next((found for key in keys if (found := text(record.get(key)))), "")


def inner(value: object, *keys: str) -> Mapping[str, Any]:
    """The object under a path of keys; an empty one when there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list; none when it is no list."""
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, list) else []


def named(value: object, *keys: str) -> str:
    """The text itself, or the first text under these keys of an object, on one line."""
    found = first(value, *keys) if isinstance(value, Mapping) else text(value)
    return " ".join(found.split())


def names(value: object, *keys: str, split: bool = False) -> tuple[str, ...]:
    """The names in a list of texts or objects, each once; with `split`, also those of "a, b; c"."""
    keys = keys or ("name", "summary", "title", "value")
    found: Iterable[str]
    if isinstance(value, list):
        found = (named(v, *keys) for v in value)
    else:
        found = _PARTS.split(text(value)) if split and isinstance(value, str) else (named(value, *keys),)
    if split and isinstance(value, list) and all(isinstance(v, str) for v in value):
        found = (part for v in found for part in _PARTS.split(v))
    return tuple(dict.fromkeys(name for one in found if (name := _short(" ".join(one.split())))[:200]))


def count(value: object) -> int | None:
    """A whole number of zero or more: 12, "1,240", 12.0; None for anything else, "about 40" too."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        return None
    match = _COUNT.fullmatch(text(value)[:40])
    if match is None or len(match.group()) > 18:
        return None
    return int(re.sub(r"\.0+$|[^\d.]", "", match.group()))


def truth(value: object) -> bool | None:
    """Yes or no, as exports write it; None for anything else."""
    if isinstance(value, bool):
        return value
    word = text(value).casefold()
    return True if word in _YES else False if word in _NO else None


_YES = frozenset({"true", "yes", "y", "1", "x"})
_NO = frozenset({"false", "no", "n", "0"})


def url(value: object) -> str | None:
    """A web address; None for anything else, and for one that carries a user name or password."""
    found = text(value)
    if not found.startswith(("http://", "https://")) or len(found) > _URL_LIMIT or found.split() != [found]:
        return None
    try:
        parts = urlsplit(found)
    except ValueError:
        return None
    return found if parts.hostname and "@" not in parts.netloc else None
