"""The formats a ticket's text can have, and which one a text has by its looks.

The detection starts from the rule "wiki, else Markdown, else plain" and counts the signs of both,
for a text may quote a bar or a brace of the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from translator.intake.adf import is_adf, read_adf
from translator.intake.assemble import TEXT_LIMIT, assemble
from translator.intake.decode import clean
from translator.intake.jira_wiki import read_wiki
from translator.intake.markdown import read_markdown
from translator.intake.parts import Gap, Piece
from translator.intake.plain import read_plain
from translator.models import Ticket, TrackerField

SOURCE_LIMIT = TEXT_LIMIT + 40_000  # characters of markup that are parsed; markup shrinks when read
MARKDOWN_WEIGHT = 330_000  # about a second of parsing
_LOOK = 100_000  # characters that decide the format

# Signs that hardly occur in another format, and signs that might.
_WIKI = re.compile(
    r"^[ \t]*h[1-6]\.[ ]|\{code[:}]|\{noformat[:}]|\{panel[:}]|\{quote\}|\{color[:}]|^[ \t]*\|\|"
    r"|\[[^\]|\n]{1,300}\|https?:|^[ \t]*bq\.[ ]|\[~[\w.:-]{1,100}\]",
    re.MULTILINE,
)
_WIKI_WEAK = re.compile(
    r"\{\{[^{}\n]{1,200}\}\}|![\w.-]{1,80}\.(?:png|jpe?g|gif)(?:\|[^!\n]{0,200})?!"
    r"|^[ \t]*#[ \t][^\n]*+\n++[ \t]*#[ \t]|^[ \t]*(?:\*\*|##|\*#|#\*)[*#]{0,6}[ \t]\S",
    re.MULTILINE,
)
_MARKDOWN = re.compile(
    r"(?:\A|\n[ \t]*\n)#{2,6}[ ]?[^\s#]|^#{3,6}[ ]\S"
    r"|^[ \t]*(?:```|~~~)|\[[^\]\n]{0,300}\]\((?:https?:|/|#|\.)"
    r"|^[ \t]*[-*][ ]\[[ xX]\][ ]|!\[[^\]\n]{0,200}\]\(|^\|?[ ]?:?-{3,}:?[ ]?\|",
    re.MULTILINE,
)
_MARKDOWN_WEAK = re.compile(
    r"(?<!`)`[^`\n]{1,200}`(?!`)|\*\*[^*\s\n][^*\n]{0,200}\*\*|<details>|<br ?/?>|<!--"
    r"|(?<!~)~~[^~\s\n][^~\n]{0,300}~~(?!~)|<(?:del|strike|style)>"
    r"|<[a-z]{1,10}\s[^<>\n]{0,200}(?:hidden|display\s*:\s*none)"
)
_TITLE = re.compile(r"\A\s*#[ ][^\n#]+(?:\n(?!#)|\Z)")
_STARS = re.compile(r"(?<![\w*])[*_][^\s*_][^*_\n]{0,200}[*_](?![\w*])")


def format_of(text: str) -> str:
    """The format's name: adf, jira_wiki, markdown or plain."""
    start = text[:_LOOK]
    if start.lstrip()[:1] == "{" and adf_document(text) is not None:
        return "adf"
    if "\n" not in start:
        # Markup at a line's start, when the line breaks were flattened to runs of spaces.
        start = re.sub(r"[ \xa0]{2,}", "\n", start)
    wiki = (_count(_WIKI, start), _count(_WIKI_WEAK, start))
    markdown = (
        _count(_MARKDOWN, start) + (_TITLE.match(start) is not None),
        _count(_MARKDOWN_WEAK, start),
    )
    if any(wiki + markdown):
        return "jira_wiki" if wiki >= markdown else "markdown"
    return "jira_wiki" if _STARS.search(start) else "plain"


def _count(signs: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in signs.finditer(text))


def adf_document(text: str) -> dict[str, Any] | None:
    """The ADF document that the text is, or None."""
    if '"doc"' not in text:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if is_adf(value) else None


def pieces_of(
    body: object, *, reader: str | None = None, place: str = "input"
) -> tuple[str, list[Piece], list[str]]:
    """The format's name, the pieces and notes of a body: text, an ADF object, or None for none.

    Raises MalformedInput for ADF of an unknown version.
    """
    if isinstance(body, dict):
        pieces, notes = read_adf(body, place)
        return "adf", pieces, notes
    if not isinstance(body, str) or not body.strip():
        return reader or "plain", [], []
    text = clean(body)
    name = reader or format_of(text)
    if name == "adf":
        document = adf_document(text)
        if document is not None:
            pieces, notes = read_adf(document, place)
            return name, pieces, notes
        name = "plain"
    return name, _within_limit(text, name), []


def _within_limit(text: str, name: str) -> list[Piece]:
    read = _TEXT_READERS[name]
    limit = SOURCE_LIMIT
    if name == "markdown":
        # The parser's time goes by lines and open brackets more than by characters.
        marks = sum(text.count(mark) for mark in "!*_<")
        weight = len(text) + 20 * text.count("\n") + 30 * text.count("[") + 6 * marks
        limit = min(limit, MARKDOWN_WEIGHT * len(text) // max(1, weight))
    if len(text) <= limit:
        return read(text)
    head = _line_end(text, int(limit * 0.6))
    tail = _line_end(text, len(text) - int(limit * 0.4))
    before, after = text[:head], text[tail:]
    if name == "markdown":
        # A cut inside a code fence would turn code to prose and prose to code.
        if _open_fence(before):
            before += "\n```"
        if _open_fence(text[:tail]):
            after = "```\n" + after
    elif name == "jira_wiki":
        for macro in ("{code}", "{noformat}"):
            if _open_macro(before, macro):
                before += macro
            if _open_macro(text[:tail], macro):
                after = macro + after
    return [
        *read(before),
        Gap(tail - head, f"over {limit:,} characters of markup; the middle is not read"),
        *read(after),
    ]


_TEXT_READERS = {"jira_wiki": read_wiki, "markdown": read_markdown, "plain": read_plain}


def _line_end(text: str, near: int) -> int:
    """The end of a line, else of a word, at most 2,000 characters before this place."""
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, max(0, near - 2_000), near)
        if at >= 0:
            return at
    return near


def _open_fence(text: str) -> bool:
    return len(re.findall(r"^[ ]{0,3}```", text, re.MULTILINE)) % 2 == 1


def _open_macro(text: str, macro: str) -> bool:
    opening = macro[:-1] + ":"
    return (text.count(macro) + text.count(opening)) % 2 == 1


def read_parts(
    title: str,
    body: str,
    *,
    reader: str | None = None,
    key: str | None = None,
    url: str | None = None,
    fields: Iterable[TrackerField] = (),
) -> Ticket:
    """The ticket with this title and body; the body's format is told by its looks unless named.

    `reader` is one of jira_wiki, markdown, plain, adf. Raises EmptyInput when there are no words.
    """
    name, pieces, notes = pieces_of(body, reader=reader)
    return assemble(
        reader=name,
        title=title,
        pieces=pieces,
        raw=clean(f"{title}\n\n{body}" if title else body),
        key=key,
        url=url,
        fields=fields,
        notes=notes,
    )
