"""What a reader of the rendered text would not see, or would see struck out: taken off before it is read.

Elements that hide themselves, styles, scripts and templates; and `del`, `s`, `strike`. Code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from translator.instructions import latent_instructions
from translator.intake.parts import LeftOut

_WORTH_A_LOOK = re.compile(
    r"(?i)<!--|<(?:style|script|template|del|s|strike)\b"
    r"|<[a-z][^<>]*(?:hidden|display|visibility|opacity|font-size|color|indent|height|width|position)"
)
_TAG = re.compile(
    r"<!--|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})(?P<attributes>(?:\s[^<>]{0,2000})?)>"
)
# Fenced blocks and inline code: a tag in them is spoken of.
_CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:[\s\S]*?^ {0,3}(?P=fence)[`~]*[ \t]*$|[\s\S]*\Z)"
    r"|(?<!`)(?P<ticks>`{1,3})(?!`)[^\n]{0,2000}?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE,
)
_NEVER_SHOWN = frozenset({"style", "script", "template"})
_STRUCK = frozenset({"del", "s", "strike"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HIDES = re.compile(
    r"(?i)(?:^|\s)hidden(?=[\s=/]|$)(?!\s*=\s*[\"']?false)"
    r"|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?![.\d]*[1-9])"
    r"|(?<![-\w])color\s*:\s*(?:transparent|white|#fff(?:fff)?)\b|(?:text-indent|left|top)\s*:\s*-\d{3}"
    r"|(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?:px|em)?\s*(?:[;\"']|$)"
)
_STYLE = re.compile(r"(?i)<style\b[^<>]*>(?P<rules>[^<]{0,20000})</style")
_RULE = re.compile(r"(?P<selectors>[^{}]{1,300})\{(?P<body>[^{}]{0,2000})\}")
_NAMES = re.compile(r"(?i)(?:^|\s)(?:class|id)\s*=\s*[\"']?([^\"'>]{1,200})")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


class Shown(NamedTuple):
    """The text that is seen, and what was left out of it."""

    text: str
    left_out: tuple[LeftOut, ...] = ()


def without_hidden(text: str) -> Shown:
    """The text without what its own HTML hides or strikes out. Time is linear in its length.

    Comments stay for the parser to drop; one that gives orders is counted as hidden.
    """
    if "<" not in text or not _WORTH_A_LOOK.search(text):
        return Shown(text)
    ranges = list(_ranges(text, _hiding_names(text)))
    out, at = [], 0
    for kind, start, end in ranges:
        if kind != "comment":
            out.append(text[at:start])
            at = end
    out.append(text[at:])
    counts = {
        "struck out": sum(kind == "struck out" for kind, _, _ in ranges),
        "hidden": sum(kind in ("hidden", "comment") for kind, _, _ in ranges),
    }
    return Shown("".join(out), tuple(LeftOut(kind, count) for kind, count in counts.items() if count))


def _ranges(text: str, names: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """(struck-out, hidden or comment, start, end) in order."""
    code = [match.span() for match in _CODE.finditer(text)]
    code.append((len(text), len(text)))
    next_code = 0
    unclosed: set[str] = set()
    at = 0
    while (tag := _TAG.search(text, at)) is not None:
        at = tag.end()
        while code[next_code][1] <= tag.start():
            next_code += 1
        if code[next_code][0] <= tag.start():
            at = code[next_code][1]
            continue
        if tag["name"] is None:
            end = text.find("-->", tag.end())
            end = len(text) if end < 0 else end + 3
            if latent_instructions(text[tag.end() : end]):
                yield "comment", tag.start(), end
            at = end
            continue
        name = tag["name"].lower()
        kind = "" if tag["close"] or name in _VOID else _kind(name, tag["attributes"], names)
        if not kind:
            continue
        end = -1 if name in unclosed else _closing(text, name, tag.end())
        if end < 0:
            unclosed.add(name)
            if name in _NEVER_SHOWN or kind == "struck out":
                continue  # spoken of, not written as markup
            rest = _PARAGRAPH_END.search(text, tag.end())
            end = rest.start() if rest else len(text)
        if text[tag.end() : end].strip():
            yield kind, tag.start(), end
        at = end


def _kind(name: str, attributes: str, names: frozenset[str]) -> str:
    if name in _STRUCK:
        return "struck out"
    if name in _NEVER_SHOWN or name in names or _HIDES.search(attributes):
        return "hidden"
    called = {part for found in _NAMES.findall(attributes) for part in found.lower().split()}
    return "hidden" if not names.isdisjoint({f".{c}" for c in called} | {f"#{c}" for c in called}) else ""


def _closing(text: str, name: str, at: int) -> int:
    """Where the element ends that was opened before `at`; -1 where it is never closed."""
    depth = 1
    for tag in re.compile(rf"(?i)<(/?){re.escape(name)}(?![\w-])[^<>]*>").finditer(text, at):
        depth += -1 if tag.group(1) else 1
        if not depth:
            return tag.end()
    return -1


def _hiding_names(text: str) -> frozenset[str]:
    """The tags, `.classes` and `#ids` that the text's own styles hide."""
    names: set[str] = set()
    for style in _STYLE.finditer(text):
        for rule in _RULE.finditer(style["rules"]):
            if _HIDES.search(rule["body"]):
                names.update(s.strip().lower() for s in rule["selectors"].split(","))
    return frozenset(names - {"*", "body", "html", ":root", ""})
