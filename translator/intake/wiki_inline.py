"""Jira wiki markup within a line: effects, links, images, mentions, macros and escapes.

Every pattern stops at its own delimiter, so hostile runs of markup characters stay linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from translator.intake.parts import entities

# What must not be read as markup again is set aside; NUL cannot be in the text (see decode).
_SLOT = re.compile("\x00(\\d+)\x00")
_LITERAL = re.compile(
    r"(?P<path>(?<![\w\\])(?:[A-Za-z]:\\\\?|\\\\)(?=\w)[\w.$-]++(?:\\\\?[\w.$-]++)*+)"
    r"|\{\{(?P<mono>[^{}\n]*+(?:\{[^{}\n]*+\}[^{}\n]*+)*+)\}\}"
    r"|(?P<bang>!(?P<img>(?:https?://|[^\s!|])[^!|\n]{0,300}\.[A-Za-z0-9]{2,5}(?:\?[^!|\s]*)?)(?:\|[^!\n]{0,200})?!)"
    r"|\[(?P<link>[^\[\]\n]++)\]"
    r"|(?P<url>(?:https?|ftp|file)://[^\s|\]})>\"]++)"
    r"|\\(?P<escaped>[*_\-+^~?{}\[\]|!#])"
)
_BREAK = re.compile(r"\\\\(?!\\)")
_DROPPED = re.compile(
    r"\{(?:color|anchor|toc|align|div|section|column|html|excerpt|span|font|size|bgcolor|center"
    r"|panel|quote|info|tip|note|warning|expand|noformat|code|csv|list)(?::[^{}\n]*+)?\}",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\{(?:status|jira)(?::([^{}\n]*+))?\}", re.IGNORECASE)
_BRACED = re.compile(r"\{([*_+^~-]|\?\?)\}")
_ICON = re.compile(r"(?<!\S)\((?:!|/|\*[rgby]?|on|off)\)(?!\S)\s?")
_WORDLIKE = "[^\\W_]"


def _effect(mark: str) -> re.Pattern[str]:
    first = re.escape(mark[0])
    return re.compile(
        rf"(?<!{_WORDLIKE})(?<!{first}){re.escape(mark)}(?=[^\s{first}])"
        rf"([^{first}\n]*+)(?<=\S){re.escape(mark)}(?!{_WORDLIKE})(?!{first})"
    )


_EFFECTS = tuple((mark, _effect(mark)) for mark in ("??", "*", "_", "+", "^", "~"))
_DASHES = re.compile(r"(?<=\s)(--|---)(?=\s)")
_ACCOUNT = re.compile(r"~(?:accountid:)?")
_ADDRESS = re.compile(r"(?:https?|ftp|file|mailto|smb)[:/]|www\.|#|\^|~|/|[A-Z][A-Z0-9]+-\d+$")


# What is struck out: words between dashes that stand at the edges of words, as Jira shows it.
_STRUCK = re.compile(
    r"(?<![\w\-<>+.:/\\=\"'])(?P<mark>-|\{-\})(?=[\w(€$£])"
    r"[^\n|{}\x00-]{1,300}?(?:-\w[^\n|{}\x00-]{0,300}?){0,8}"
    r"(?<=[\w.,!?)%])(?P=mark)(?![\w\-<>\"'])"
)


class Inline(NamedTuple):
    """The words of a line without markup, the images that stood in it, and how much was struck out."""

    text: str
    images: tuple[str, ...] = ()
    struck: int = 0


def wiki_inline(text: str) -> Inline:
    """The text without inline markup; forced breaks become line feeds."""
    kept: list[str] = []
    images: list[str] = []

    def slot(words: str) -> str:
        kept.append(words)
        return f"\x00{len(kept) - 1}\x00"

    def literal(match: re.Match[str]) -> str:
        if match["path"] is not None:
            return slot(match["path"])
        if match["mono"] is not None:
            return slot(match["mono"].strip())
        if match["bang"] is not None:
            name = match["img"]
            images.append(name.rsplit("/", 1)[-1] if "://" in name else name)
            return " "
        if match["link"] is not None:
            return _link(match["link"], slot)
        if match["url"] is not None:
            return slot(match["url"])
        return slot(match["escaped"])

    text = _LITERAL.sub(literal, text)
    if "\\" in text:
        text = _BREAK.sub("\n", text)
    struck = 0
    if "-" in text:
        text, struck = _STRUCK.subn("", text)
    if "{" in text:
        text = _DROPPED.sub("", text)
        text = _STATUS.sub(_macro_words, text)
        text = _BRACED.sub("", text)
    if "(" in text:
        text = _ICON.sub("", text)
    for mark, pattern in _EFFECTS:
        if mark in text:
            text = pattern.sub(r"\1", text)
    if "--" in text:
        text = _DASHES.sub(lambda m: "–" if len(m.group()) == 2 else "—", text)
    # A slot can hold a link text that has slots of its own; each pass opens one layer.
    for _ in range(3):
        if "\x00" not in text:
            break
        text = _SLOT.sub(lambda m: kept[int(m.group(1))], text)
    return Inline(entities(text), tuple(images), struck)


def _link(content: str, slot: Callable[[str], str]) -> str:
    words, bar, address = content.partition("|")
    words = words.replace("{{", "").replace("}}", "").strip()
    if bar:
        address = address.split("|", 1)[0].strip()
        if _ADDRESS.match(address) or "://" in address or "@" in address or "." in address:
            # The link's words may carry effects themselves, so they are not set aside.
            return words if words and "://" not in words else slot(words or address)
        return f"[{content}]"
    if words.startswith("~"):
        return slot("@" + _ACCOUNT.sub("", words, count=1))
    if words.startswith("^"):
        return slot(words[1:])
    if words.startswith("#") and len(words) > 1 and not words[1:].isdigit():
        return slot(words[1:])
    if words.startswith("mailto:"):
        return slot(words[7:])
    if _ADDRESS.match(words) and " " not in words and words[:1] not in "#/":
        return slot(words)
    return slot("[") + content + slot("]")


def _macro_words(match: re.Match[str]) -> str:
    options = (match.group(1) or "").split("|")
    named = [o.split("=", 1)[1] for o in options if o.startswith(("title=", "key="))]
    plain = [o for o in options if o and "=" not in o]
    return " ".join(named or plain[:1])
