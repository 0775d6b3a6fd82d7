"""Jira wiki markup: blocks. Code and noformat first, then quotes and panels, then lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.intake.flatten import unflattened
from translator.intake.parts import LeftOut, Part, Piece, image, joined_lines
from translator.intake.plain import list_item
from translator.intake.shapes import kept_kind, stretches
from translator.intake.wiki_inline import wiki_inline

_VERBATIM = re.compile(r"\{(code|noformat)(?::([^{}\n]*+))?\}", re.IGNORECASE)
_CONTAINER = re.compile(r"\{(quote|panel|info|tip|note|warning|expand)(?::([^{}\n]*+))?\}", re.IGNORECASE)
_HEADING = re.compile(r"\s*h([1-6])\.\s*(.*)$")
_QUOTED = re.compile(r"\s*bq\.\s*(.*)$")
_BLANK_LINES = re.compile(r"\n{2,}")
_RULE = re.compile(r"\s*-{4,}\s*$")
_ROW = re.compile(r"\s*\|")
_LIST = re.compile(r"\s*+([*#][*#-]{0,19}|-{1,3})\s++(?=\S)")
_NUMBERED = re.compile(r"\s*\(?\d{1,2}[.)](?:\s+|(?=[A-Z\"']))(?=\S)")
_BOLD_LINE = re.compile(r"\s*(?:\{\*\}|\*)_?[^\s*{}][^*\n{}]{1,80}(?:\{\*\}|\*)\s*:?\s*$")
_LABEL = re.compile(r"\s*[A-Z][^.!?:;,|\n{}\[\]*_!]{1,58}:\s*$")
_STRUCTURE = re.compile(r"\s*(?:h[1-6]\.\s|bq\.|(?:[*#][*#-]{0,19}|-{1,3})\s|\(?\d{1,2}[.)]\s|\|)")
_LANGUAGE = re.compile(r"[A-Za-z][\w+#.-]{0,20}$")


def read_wiki(text: str) -> list[Piece]:
    """The pieces of Jira wiki markup, in order."""
    reading = _Reading()
    flat = "\n" not in text.strip()
    for verbatim, options, content in _verbatims(unflattened(text)):
        if verbatim:
            if flat:
                # Indentation was flattened too and now looks like blank lines.
                content = _BLANK_LINES.sub("\n", content)
            reading.verbatim(verbatim, options, content)
        else:
            reading.containers(content)
    return reading.pieces


def _verbatims(text: str) -> Iterator[tuple[str, str, str]]:
    """(macro or "", its options, content), in order. A macro that is never closed is no macro."""
    closer = {name: _last(text, name) for name in ("code", "noformat")}
    at, start = 0, 0
    while match := _VERBATIM.search(text, at):
        name = match.group(1).lower()
        end = _find_closer(text, name, match.end()) if closer[name] >= match.end() else None
        if end is None:
            at = match.end()
            continue
        if text[start : match.start()].strip():
            yield "", "", text[start : match.start()]
        yield name, match.group(2) or "", text[match.end() : end]
        at = start = end + len(name) + 2
    if text[start:].strip():
        yield "", "", _VERBATIM.sub("\n", text[start:])


def _last(text: str, name: str) -> int:
    return max(text.rfind("{" + name + "}"), text.rfind("{" + name.upper() + "}"))


def _find_closer(text: str, name: str, start: int) -> int | None:
    found = text.find("{" + name + "}", start)
    if found < 0:
        found = text.find("{" + name.upper() + "}", start)
    return found if found >= 0 else None


class _Reading:
    """The state of one reading: inside a quote or not, and the pieces so far."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._quoted = False

    def verbatim(self, name: str, options: str, content: str) -> None:
        parts = [o.strip() for o in options.split("|") if o.strip()]
        language = next((p for p in parts if "=" not in p and _LANGUAGE.match(p)), "")
        title = next((p[6:] for p in parts if p.lower().startswith("title=")), "")
        kind = kept_kind(content, "code" if name == "code" else "log")
        self.pieces.append(Part(kind, content, label=language or title))

    def containers(self, text: str) -> None:
        at = 0
        for match in _CONTAINER.finditer(text):
            self.lines(text[at : match.start()])
            at = match.end()
            if match.group(1).lower() == "quote":
                self._quoted = not self._quoted
            elif options := match.group(2):
                titles = [o for o in options.split("|") if o.startswith("title=")]
                title = titles[0][6:] if titles else options
                if titles or "=" not in options:
                    self.pieces.append(Part("heading", wiki_inline(title).text, level=6))
        self.lines(text[at:])

    def lines(self, text: str) -> None:
        if not text.strip():
            return
        for kind, lines in stretches(text.split("\n"), _STRUCTURE):
            if kind == "prose":
                self._prose(lines)
            else:
                self.pieces.append(Part(kind, "\n".join(lines)))

    def _prose(self, lines: list[str]) -> None:
        paragraph: list[str] = []
        item: list[str] = []
        depth = 0
        rows: list[str] = []

        def flush() -> None:
            if item:
                self._words(joined_lines(item), depth)
                item.clear()
            if rows:
                self._table(rows)
                rows.clear()
            if paragraph:
                self._words(joined_lines(paragraph))
                paragraph.clear()

        for line in lines:
            if not line.strip() or _RULE.match(line):
                flush()
                continue
            if rows and not _ROW.match(line) and not rows[-1].rstrip().endswith("|"):
                rows[-1] += " " + line.strip()
                continue
            if _ROW.match(line) and line.count("|") > 1:
                if not rows:
                    flush()
                rows.append(line)
                continue
            if heading := _HEADING.match(line):
                flush()
                self._emit("heading", heading.group(2), int(heading.group(1)))
            elif quoted := _QUOTED.match(line):
                flush()
                self._emit("quote", quoted.group(1))
            elif bullet := _LIST.match(line):
                flush()
                depth = len(bullet.group(1))
                item.append(line[bullet.end() :])
            elif numbered := _NUMBERED.match(line):
                flush()
                depth = 1
                item.append(line[numbered.end() :])
            elif not item and len(line) < 90 and (_LABEL.match(line) or _BOLD_LINE.match(line)):
                flush()
                self._emit("heading", line, 6)
            elif item:
                item.append(line)
            else:
                if rows:
                    flush()
                paragraph.append(line)
        flush()

    def _words(self, text: str, depth: int = 0) -> None:
        self._emit("list_item" if depth else "paragraph", text, depth)

    def _emit(self, kind: str, markup: str, level: int = 0) -> None:
        found = wiki_inline(markup)
        if self._quoted:
            self.pieces.append(Part("quote", found.text))
        elif kind == "list_item":
            self.pieces.append(list_item(found.text.strip(), level))
        elif kind == "heading":
            self.pieces.append(Part("heading", found.text, level))
        elif kind == "quote":
            self.pieces.append(Part("quote", found.text))
        else:
            self.pieces.append(Part("paragraph", found.text))
        self.pieces.extend(image(name) for name in found.images)
        self._left_out(found.struck)

    def _left_out(self, struck: int) -> None:
        if struck:
            self.pieces.append(LeftOut("struck out", struck))

    def _table(self, rows: list[str]) -> None:
        lines: list[str] = []
        images: list[str] = []
        for row in rows:
            # Bars inside a link are not cell borders, so links are read first.
            found = wiki_inline(row)
            images.extend(found.images)
            self._left_out(found.struck)
            cells = [cell.strip() for cell in re.split(r"\|+", found.text.strip().strip("|"))]
            lines.append(" | ".join(cells))
        self.pieces.append(Part("table", "\n".join(lines)))
        self.pieces.extend(image(name) for name in images)
