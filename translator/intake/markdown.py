"""Markdown as GitHub writes it: CommonMark with tables, strikethrough and task lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from translator.intake.hidden import without_hidden
from translator.intake.html_text import TAG_BREAK, html_pieces, image_name
from translator.intake.parts import LABEL_LINE, Gap, LeftOut, Part, Piece, image, runs_on
from translator.intake.plain import list_item
from translator.intake.shapes import kept_kind, prose_like, stretches

_NEST = 60  # levels; a list and its item are two. It bounds the parser's recursion.
_TOO_DEEP = f"the Markdown is nested over {_NEST} levels deep"
_TIGHT_HEADING = re.compile(r"(#{2,6})(?=[^#\s])")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_PLACEHOLDER = re.compile(r"!?\[(?:image|img|screenshot|attachment)(?::[^\]\n]*)?\]", re.IGNORECASE)
_NO_RESPONSE = re.compile(r"_?No response_?$")
_LOG_LANGUAGES = frozenset({"log", "logs", "console", "shell-session", "stacktrace", "output"})


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _NEST})
    return parser.enable(["table", "strikethrough"])


_MARKDOWN = _parser()


def read_markdown(text: str) -> list[Piece]:
    """The pieces of Markdown, in order. HTML tags are taken off, HTML comments dropped.

    What HTML hides and what is struck out is left out as well, and counted.
    """
    walk = _Walk()
    text, left_out = without_hidden(text)
    walk.pieces.extend(left_out)
    tokens = _MARKDOWN.parse(_with_headings(text))
    for index, token in enumerate(tokens):
        walk.token(token, tokens[index - 1] if index else None)
    if any(token.level >= _NEST - 2 for token in tokens):
        # The parser drops what is nested deeper without a word; about so much is gone.
        lost = len(text) - sum(len(token.content) for token in tokens)
        walk.pieces.append(Gap(max(0, lost), _TOO_DEEP))
    struck = sum(t.type == "s_open" for token in tokens for t in token.children or ())
    if struck:
        walk.pieces.append(LeftOut("struck out", struck))
    return _answered(walk.pieces)


def _with_headings(text: str) -> str:
    """The text with a space after the marks of headings that lack it, outside code fences."""
    if "##" not in text:
        return text
    lines = text.split("\n")
    fenced = False
    for index, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and line.startswith("##"):
            lines[index] = _TIGHT_HEADING.sub(r"\1 ", line, count=1)
    return "\n".join(lines)


def _answered(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the sections of an issue form that nobody filled in."""
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Part) and _NO_RESPONSE.match(piece.text.strip()):
            if out and isinstance(out[-1], Part) and out[-1].kind == "heading":
                out.pop()
            continue
        out.append(piece)
    return out


class _Walk:
    """Walks the parser's tokens; holds where it is."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._quotes = 0
        self._lists = 0
        self._item_open = False
        self._row: list[str] = []
        self._rows: list[str] | None = None

    def token(self, token: Token, before: Token | None) -> None:
        match token.type:
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "bullet_list_open" | "ordered_list_open":
                self._lists += 1
            case "bullet_list_close" | "ordered_list_close":
                self._lists -= 1
            case "list_item_open":
                self._item_open = True
            case "list_item_close":
                self._item_open = False
            case "table_open":
                self._rows = []
            case "tr_open":
                self._row = []
            case "tr_close":
                if self._rows is not None:
                    self._rows.append(" | ".join(self._row))
            case "table_close":
                self.pieces.append(Part("table", "\n".join(self._rows or [])))
                self._rows = None
            case "fence" | "code_block":
                self._code(token)
            case "html_block":
                self.pieces.extend(html_pieces(token.content))
            case "inline":
                self._inline(token, before)

    def _code(self, token: Token) -> None:
        language = token.info.split(maxsplit=1)[0].strip("{}.") if token.info.strip() else ""
        if token.type == "code_block" and prose_like(token.content):
            # Prose that somebody indented, not code.
            self._prose(" ".join(token.content.split()))
            return
        if language.lower() in _LOG_LANGUAGES:
            self.pieces.append(Part("log", token.content, label=language))
        else:
            kind = kept_kind(token.content, "code")
            self.pieces.append(Part(kind, token.content, label=language))

    def _inline(self, token: Token, before: Token | None) -> None:
        if self._rows is not None:
            text, images = _words(token.children or ())
            self._row.append(" ".join(text.split()))
            self.pieces.extend(image(name) for name in images)
            return
        if before is not None and before.type == "heading_open":
            text, images = _words(token.children or ())
            kind_level = int(before.tag[1])
            if self._quotes:
                self.pieces.append(Part("quote", text))
            else:
                self.pieces.append(Part("heading", text, kind_level))
            self.pieces.extend(image(name) for name in images)
            return
        lines = token.content.split("\n")
        found = list(stretches(lines))
        if len(found) == 1 and found[0].kind == "prose":
            self._paragraph(token.children or ())
            return
        for kind, part in found:
            if kind == "prose":
                for inner in _MARKDOWN.parseInline("\n".join(part)):
                    self._paragraph(inner.children or ())
            else:
                self.pieces.append(Part(kind, "\n".join(part)))

    def _paragraph(self, children: Sequence[Token]) -> None:
        text, images = _words(children)
        rest = _PLACEHOLDER.sub("", text)
        images = [*images, *("" for _ in range(len(_PLACEHOLDER.findall(text))))]
        if _whole_bold(children) and len(rest) <= 90 and not self._lists and not self._quotes:
            self.pieces.append(Part("heading", rest, 6))
        else:
            self._prose(rest)
        self.pieces.extend(image(name) for name in images)

    def _prose(self, text: str) -> None:
        if self._quotes:
            self.pieces.append(Part("quote", text))
        elif self._lists and self._item_open:
            self.pieces.append(list_item(text.strip(), self._lists))
            # A second paragraph of the same item is no item of its own.
            self._item_open = False
        else:
            self.pieces.append(Part("paragraph", text))


def _whole_bold(children: Sequence[Token]) -> bool:
    shown = [t for t in children if t.type != "text" or t.content.strip(" :")]
    return (
        len(shown) >= 3
        and shown[0].type == "strong_open"
        and shown[-1].type == "strong_close"
        and sum(t.type == "strong_open" for t in shown) == 1
        and not any(t.type in ("softbreak", "hardbreak") for t in shown)
    )


def _words(children: Sequence[Token]) -> tuple[str, list[str]]:
    """The words of inline tokens without markup, and the names of the images among them."""
    out: list[str] = []
    images: list[str] = []
    link: tuple[int, str] | None = None
    struck = 0
    for token in children:
        struck += (token.type == "s_open") - (token.type == "s_close")
        if struck:
            continue
        match token.type:
            case "text" | "code_inline" | "text_special":
                out.append(token.content)
            case "softbreak":
                out.append("\n")
            case "hardbreak":
                out.append("\x00")
            case "image":
                images.append(token.content or str(token.attrs.get("src", "")).rsplit("/", 1)[-1])
                out.append(" ")
            case "link_open":
                link = (len(out), str(token.attrs.get("href", "")))
            case "link_close":
                if link is not None and not "".join(out[link[0] :]).strip() and not images:
                    out.append(link[1])
                link = None
            case "html_inline":
                content = token.content
                if content.startswith("<!--"):
                    continue
                if TAG_BREAK.match(content):
                    out.append("\x00")
                elif (name := image_name(content)) is not None:
                    images.append(name)
    return _broken("".join(out)), images


def _broken(text: str) -> str:
    """Hard breaks as line feeds, soft breaks as spaces.

    GitHub shows a soft break in an issue as a line break, and people rely on it: a line that is a
    label, or that begins a new sentence after one without a full stop, keeps its own line.
    """
    if "\n" not in text and "\x00" not in text:
        return text
    lines: list[str] = []
    for hard in text.split("\x00"):
        soft = [line.strip() for line in hard.split("\n")]
        width = max(map(len, soft))
        for index, line in enumerate(soft):
            if index and lines and not _apart(soft[index - 1], line, width):
                lines[-1] += " " + line
            else:
                lines.append(line)
    return "\n".join(lines)


def _apart(line: str, following: str, width: int) -> bool:
    if LABEL_LINE.match(following) or _PLACEHOLDER.match(following) or line.endswith(":"):
        return True
    return not line.endswith((".", "!", "?", ";")) and not runs_on(line, following, width)
