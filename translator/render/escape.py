"""Text as data: whatever stood in a ticket shows as its words and does nothing.

The rules of Markdown follow CommonMark and GitHub's extensions. Only what would have an effect is
escaped, so that the raw text stays readable in a terminal or a tracker that shows Markdown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Terminal escape sequences, and marks that reorder the text around them, are shown as "�".
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANK = r"\[(?=[^\[\]]{0,300}(?:needed| — ask ))[^\[\]]{1,300}\]"
_BLANKS = re.compile(f"({_BLANK})", re.IGNORECASE)
_SPECIAL = re.compile(
    rf"(?P<blank>{_BLANK}(?![(\[:]))"
    # GitHub turns bare addresses into links and @names into notifications; code spans do neither.
    r"|(?P<address>\b(?:[a-z][a-z0-9+.-]{1,15}://|www\.|mailto:)[^\s<>`|\"“”]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}"
    r"|(?<![\w/])@[\w-]{1,60})",
    re.IGNORECASE,
)
# "<1 s" opens no tag, and "~40" can open a strike-through but no tilde that is left can close it.
_MARKUP = re.compile(r"[\\`*\[\]|]|_|<(?![\d\s=])|(?!(?:^|(?<=[\s(]))~(?=\d))~|&(?=#?\w{1,31};)")
_BLOCK_START = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+$|-{2,}$|(?P<number>\d{1,9})(?=[.)](?:\s|$))")
# A link leads to a host that is named first, and holds nothing that could end an attribute.
_LINKED = re.compile(
    r"(?:https?://(?![^/?#]{0,300}@)[^/?#]|mailto:[\w.+-]{1,64}@)[^\s<>\"'`\\|]{1,2000}", re.IGNORECASE
)
_TRAILING = ".,;:!?)]}'"
_FENCE_RUN = re.compile(r"`{3,}")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]{1,20}")
# Languages that a tracker draws or runs rather than shows.
_DRAWN = frozenset({"mermaid", "math", "geojson", "topojson", "stl", "suggestion"})


def one_line(text: str) -> str:
    """The text on one line, white space as single spaces, unseen characters made visible."""
    return _UNSEEN.sub("�", " ".join(text.split()))


def many_lines(text: str) -> str:
    """The text with its lines, unseen characters made visible and no empty line at either end."""
    return _UNSEEN.sub("�", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def blanks_apart(text: str) -> Iterator[tuple[str, bool]]:
    """The text on one line in parts, none empty, and whether each is a blank: `[number needed: …]`."""
    for position, part in enumerate(_BLANKS.split(one_line(text))):
        if part:
            yield part, position % 2 == 1


def web_address(text: str) -> str:
    """The text if a link may lead there (http, https or mailto), else ""."""
    return text if _LINKED.fullmatch(text) and not _UNSEEN.search(text) else ""


def inline(text: str) -> str:
    """Markdown that shows exactly this text on one line; blanks (`[number needed: …]`) in bold.

    Safe at the start of a paragraph, in a list item, a heading and a table cell.
    """
    text = one_line(text)
    parts: list[str] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        if match["blank"]:
            end = match.end()
            shown = f"**[{_escaped(text[match.start() + 1 : end - 1])}]**"
        else:
            end = match.start() + len(_address(match.group()))
            shown = code_span(text[match.start() : end])
        parts += [_escaped(text[at : match.start()]), shown]
        at = end
    parts.append(_escaped(text[at:]))
    return _guard_start("".join(parts))


def _address(text: str) -> str:
    """The text without what ends the sentence around an address; a bracket that it opened is its own."""
    kept = text.rstrip(_TRAILING)
    closed = text[len(kept) : len(kept) + 1]
    return kept + closed if closed == "]" and kept.count("[") > kept.count("]") else kept


def code_span(text: str) -> str:
    """A code span that shows this text on one line."""
    text = one_line(text)
    if not text:
        return ""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    # A pipe ends a table cell even inside a code span; elsewhere the backslash would show.
    return f"{ticks}{pad}{text}{pad}{ticks}" if "|" not in text else _escaped(text)


def fence(text: str, language: str = "") -> str:
    """A fenced block whose fence is longer than any run of backticks inside."""
    text = many_lines(text)
    longest = max((len(run) for run in _FENCE_RUN.findall(text)), default=2)
    ticks = "`" * (longest + 1)
    known = _LANGUAGE.fullmatch(language) and language.lower() not in _DRAWN
    return f"{ticks}{language if known else ''}\n{text}\n{ticks}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(_escape_one, text)


def _escape_one(match: re.Match[str]) -> str:
    mark, text = match.group(), match.string
    if mark == "<":
        return "&lt;"  # survives readers that know HTML but not backslashes
    if mark == "&":
        return "&amp;"
    if mark == "_":
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if before.isalnum() and after.isalnum():
            return mark  # snake_case is never emphasis
    return "\\" + mark


def _guard_start(text: str) -> str:
    match = _BLOCK_START.match(text)
    if match is None:
        return text
    if match["number"]:
        return f"{match.group()}\\{text[match.end() :]}"
    return "\\" + text
