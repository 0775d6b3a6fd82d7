"""Tells code, log lines and tables pasted without markup from prose, by the shape of the lines.

A wrong guess hides prose from the reader, so one line must be unmistakable, or two weak ones must
stand together. Only the start of a line is looked at: the cost is linear and small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

Shape = Literal["prose", "blank", "code", "code?", "log", "log?", "table"]
_LOOK = 400  # characters of a line that decide

_LEVEL = r"(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|SEVERE|CRITICAL|NOTICE)"
_STAMP = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.](?:\d{1,2}|[A-Z][a-z]{2})[-/.]\d{2,4})"
    r"[T ,]{1,2}\d{1,2}:\d{2}(?::\d{2})?"
)
_LOG = re.compile(
    rf"""
    \W{{0,3}}{_STAMP}\S*[ ].{{0,60}}?(?:\b{_LEVEL}\b|[\[|<]\s?{_LEVEL.lower()}\s?[\]|>:])
  | \W{{0,2}}{_LEVEL}\W{{1,3}}{_STAMP}
  | \[?\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d+)?\]?[ ].{{0,40}}?\b{_LEVEL}\b
  | \[(?:{_LEVEL})\]\s
  | {_LEVEL}:?\s+(?:\[[^\]]+\]\s|[a-z]\w*(?:\.\w+){{2,}})
  | [IWEF]\d{{4}}[ ]\d{{2}}:\d{{2}}:\d{{2}}\.\d+
  | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ ]{{1,2}}\d{{1,2}}[ ][\d:]{{8}}[ ]
  | at[ ](?:async[ ])?(?:[\w$<>/@:-]+\.){{2,}}[\w$<>]+\(
  | at[ ](?:async[ ])?[\w$.<>/@:\[\]-]+[ ]?\((?:[^()]*:\d+|[Nn]ative.*|Unknown.*|<anonymous>)\)
  | at[ ]\S+\.(?:js|ts|jsx|tsx|rb|php):\d+
  | (?:[\w$]+\.)+[\w$<>]+\([\w$]+\.(?:java|scala|groovy|kt):\d+\)
  | \.\.\.[ ]\d+[ ](?:more|common[ ]frames)
  | (?:Caused[ ]by|Wrapped[ ]by|Suppressed):\s+(?:[\w$]+\.)+\w+
  | Exception[ ]in[ ]thread[ ]
  | Traceback[ ]\(most[ ]recent[ ]call[ ]last\)
  | File[ ]"[^"]+",[ ]line[ ]\d+
  | (?:[a-zA-Z_][\w$]*[.]){{2,}}(?:[A-Z][\w$]*)?(?:Exception|Error|Throwable|Failure)(?::.*|[ ]*)$
  | \#\d+[ ]{{1,3}}(?:0x[0-9a-f]+[ ]in[ ]|[\w:~<>]+[ ]?\([^()]*\)[ ](?:at|from)[ ])
  | goroutine[ ]\d+[ ]\[
  | panic:[ ]
  | Segmentation[ ]fault
  | Program[ ]received[ ]signal[ ]
  | ==\d+==
  | "[^"]{{1,120}}"[ ](?:daemon[ ])?prio=\d
  | java\.lang\.Thread\.State:
  | -?[ ]?(?:locked|waiting[ ](?:on|to[ ]lock)|parking[ ]to[ ]wait[ ]for)\s+<0x
  | (?:\[?[\w.-]+@[\w.-]+[: ][^$\#\n]{{0,60}}[$\#]|[$][ ](?=[a-z./])|>>>)[ ]?\S
  | Tests[ ]run:[ ]\d|Tests[ ]in[ ]error:
  | (?:Running|FAILURE!|BUILD[ ]FAILURE)\s+[\w.]*\w+\.\w+\.\w+\s*$
  | kernel:[ ]|npm[ ]ERR!|log4j:(?:WARN|ERROR)
    """,
    re.VERBOSE,
)
_LOG_WEAK = re.compile(rf"\W{{0,3}}{_STAMP}[.,]\d|\[?\d{{1,2}}:\d{{2}}:\d{{2}}[.,]\d")
# These also begin sentences of a timeline, so a line of words is none of them.
_LOG_WEAKER = re.compile(
    rf"\W{{0,3}}{_STAMP}(?<=:\d\d:\d\d)|\[?\d{{1,2}}:\d{{2}}:\d{{2}}[\] ]|{_LEVEL}\b[: ]"
    r"|[A-Z]\w*(?:Error|Exception)(?::|$)"
    r"|[\w./-]+\.(?:java|py|cpp|cc|c|h|go|js|ts|rb|scala|php|cs):\d+|-+\s?[A-Z ]+\s?-+$"
    r"|[a-z]\w*(?:\.\w+){3,}(?:[#.]\w+)?$|0x[0-9a-fA-F]{4,}|-{6,}\s*$|={6,}\s*$|[A-Z]\w+ took \d"
)
# Elements that format prose; anybody else's elements are XML.
_HTML = (
    r"(?:abbr|a|big|br?|blockquote|center|code|dd|del|details|div|d[lt]|em|font|h[1-6r]|i|img|ins"
    r"|kbd|li|ol|p|pre|q|s|samp|small|span|strong|su[bp]|summary|table|tbody|t[dhrt]|thead|ul?|var)\b"
)
_CODE = re.compile(
    r"""
    import\s+(?:static\s+)?[\w.*]+;\s*$
  | import\s+\w+(?:\.\w+)+(?:\s+as\s+\w+)?\s*$
  | from\s+[\w.]+\s+import\s+[\w*(]
  | package\s+[\w.]+;
  | (?:public|private|protected)(?:\s++[\w<>\[\],.?]++){1,9}+(?:\(|\s*[{;]\s*$|\s*=.*;)
  | \#\s?(?:include|define|ifdef|ifndef|pragma)\s+[<"\w]
  | <\?(?:xml|php)
  | <!DOCTYPE
  | <(?!{HTML})(\w[\w:.-]*)(?:\s[^<>]*)?>[^<>]*</\1>\s*$
  | diff\s--git\s
  | @@\s-\d+,\d+\s\+\d+
  | (?:---|\+\+\+)\s[ab]/
  | (?:async\s+)?def\s\w+\(.*\).*:\s*$
  | (?:export\s+)?(?:async\s+)?function\s*\w*\s*\([^)]*\)\s*\{
  | (?:export\s+)?(?:const|let|var)\s+[\w{}\[\], ]+\s=\s
  | func\s+(?:\([^)]*\)\s*)?\w+\(
  | SELECT\s.{0,200}\sFROM\s
  | (?:INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET)\s
  | (?:CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|VIEW|DATABASE)\s
  | (?:curl|wget)\s+-\w
  | /\*\*?\s*$
  | (?:if|for|while|switch)\s?\(.{1,200}\)\s*\{\s*$
  | (?:\}\s*)?(?:else|try|finally|do)\s*\{\s*$
  | \}\s*catch\s*\(
  | @Override\s*$
    """.replace("{HTML}", _HTML),
    re.VERBOSE,
)
_CODE_WEAK = re.compile(
    r"""
    (?=.*[=(){}\[\]<>]|.*\w\.\w).*;\s*(?://.*)?$
  | .*[^\s(]\s*\{\s*$
  | [\s{}\[\]();,]+$
  | [)\]}]+[;,)]*\s*$
  | //
  | \*/
  | /\*.*\*/\s*$
  | [A-Z_]{3,}\(\d+\)[,;]\s*$
  | @[A-Z]\w+(?:\([^)]*\))?\s*$
  | </?(?!{HTML})\w[\w:.-]*(?:\s+[\w:.-]+=(?:"[^"]*"|'[^']*'))*\s*/?>
  | [\w.-]+\s?=\s?\S+\s*$
  | export\s\w+=
  | import\s\w+\s*$
  | "[\w.$ -]+"\s*:\s*\S
  | [+-]\s{2,}\S
  | return\b.*[;)]\s*$
  | \w+(?:\.\w+)+\(.*\)\s*$
  | \w+\s*=\s*[\w.]+\(.*\)?\s*$
  | [$]\w+\s*=
    """.replace("{HTML}", _HTML),
    re.VERBOSE,
)
_DENSE = re.compile(r"""[=()\[\]{}<>;"|]""")
_MONO = re.compile(r"\{\{|\}\}")  # Jira's inline code: marks a word in prose, is no code line
_RULED = re.compile(r"\+[-=+]{3,}\+?\s*$|[-=]{3,}(?:[ |+]+[-=]{3,})+\s*$")
_PIPED = re.compile(r"\|.*\|\s*$")
# Words in a row, as only a sentence has them.
_WORDY = re.compile(r"(?:^|[\s(\"'])(?:[A-Za-z][a-z']*,?\s+){5}[a-z]+")
_COMMENT_OPEN = re.compile(r"\s*/\*")


class Stretch(NamedTuple):
    """Lines that belong together; kind "prose" may hold blank lines."""

    kind: Literal["prose", "code", "log", "table"]
    lines: list[str]


def shape(line: str) -> Shape:
    """The shape of one line. A question mark: weak, needs a neighbour."""
    head = line[:_LOOK].strip()
    if not head:
        return "blank"
    if _LOG.match(head):
        return "log"
    if _CODE.match(head):
        return "code"
    if _RULED.match(head):
        return "table"
    wordy = _WORDY.search(head) is not None
    if not wordy and len(line) <= _LOOK and _CODE_WEAK.match(head):
        return "code?"
    if _LOG_WEAK.match(head) or (not wordy and _LOG_WEAKER.match(head)):
        return "log?"
    if wordy and head.startswith("//"):
        return "code?"
    bare = _MONO.sub("", head)
    if not wordy and len(head) >= 40 and len(_DENSE.findall(bare)) * 8 >= len(head):
        return "code?"
    return "prose"


def stretches(lines: Sequence[str], structure: re.Pattern[str] | None = None) -> Iterator[Stretch]:
    """The lines in stretches of prose, code, logs and tables, in order, none lost.

    A line that `structure` matches (a heading or list item of the format at hand) counts as prose.
    """
    shapes = _shapes(lines, structure)
    index = 0
    prose: list[str] = []
    while index < len(lines):
        if shapes[index] in ("prose", "blank"):
            prose.append(lines[index])
            index += 1
            continue
        end = _run_end(shapes, lines, index)
        kind = _kind(shapes[index:end]) if _worded(lines[index:end]) else None
        if kind is None:
            prose.extend(lines[index:end])
        else:
            if prose:
                yield Stretch("prose", prose)
                prose = []
            yield Stretch(kind, list(lines[index:end]))
        index = end
    if prose:
        yield Stretch("prose", prose)


def _shapes(lines: Sequence[str], structure: re.Pattern[str] | None) -> list[Shape]:
    shapes: list[Shape] = []
    in_comment = False
    for line in lines:
        if in_comment and line.lstrip().startswith("*"):
            shapes.append("code?")
            in_comment = "*/" not in line
            continue
        in_comment = _COMMENT_OPEN.match(line) is not None and "*/" not in line
        if structure is not None and structure.match(line):
            shapes.append("prose")
        else:
            shapes.append(shape(line))
    return shapes


def _run_end(shapes: Sequence[Shape], lines: Sequence[str], start: int) -> int:
    """One past the last line of the run of code or log lines that starts here."""
    end = start + 1
    strong = shapes[start] in ("code", "log", "table")
    blanks = 0
    for index in range(start + 1, len(shapes)):
        if shapes[index] == "blank":
            blanks += 1
            if blanks > 2:
                break
            continue
        strong = strong or shapes[index] in ("code", "log", "table")
        follows = shapes[index] != "prose" or (
            blanks == 0 and strong and _belongs(shapes, lines, start, index)
        )
        if not follows:
            break
        end, blanks = index + 1, 0
    return end


def _belongs(shapes: Sequence[Shape], lines: Sequence[str], start: int, index: int) -> bool:
    """Whether a line without a shape of its own belongs to the run around it.

    The rest of a log entry is indented, a ruled table has rows between its rules, and an odd line
    of code stands between others.
    """
    head = lines[index][:_LOOK]
    if shapes[start] == "table":
        return _PIPED.match(head.strip()) is not None
    if _WORDY.search(head) or head.rstrip().endswith(":"):
        return False
    after = shapes[index + 1] if index + 1 < len(shapes) else "blank"
    return head[:4].isspace() or head[:1] == "\t" or after in ("code", "code?", "log", "log?")


def _worded(lines: Sequence[str]) -> bool:
    """Whether there is anything but rules and brackets."""
    return any(character.isalnum() for line in lines for character in line[:_LOOK])


def _kind(run: Sequence[Shape]) -> Literal["code", "log", "table"] | None:
    found = [s for s in run if s != "blank"]
    if run[0] == "table":
        return "table" if len(found) > 1 else None
    strong = next((s for s in found if s in ("code", "log")), None)
    if strong is None and len([s for s in found if s != "prose"]) < 2:
        return None
    if strong is None:
        strong = "log" if found[0] == "log?" else "code"
    return "log" if strong == "log" else "code"


def kept_kind(content: str, default: Literal["code", "log"]) -> Literal["code", "log"]:
    """Whether text marked as code is code or a log."""
    for line in content[:8_000].split("\n")[:80]:
        found = shape(line)
        if found == "log":
            return "log"
        if found == "code":
            return "code"
    return default


def prose_like(text: str) -> bool:
    """Whether most lines read as sentences, whatever the markup says."""
    lines = [line for line in text.split("\n") if line.strip()]
    shapes = [shape(line) for line in lines]
    return all(s == "prose" for s in shapes) and any(_WORDY.search(line[:_LOOK]) for line in lines)
