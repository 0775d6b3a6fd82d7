"""Which section of the ticket a block stands in: what happens, what should, why, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.evidence.sentence_words import DONE
from translator.models import PROSE_KINDS, Block, Ticket

Section = str  # "", actual, expected, steps, environment, proposal, finish, impact, cause, aside, title

_SECTION_WORDS: tuple[tuple[Section, tuple[str, ...]], ...] = (
    ("steps", ("steps? to", "how to reproduce", r"to reproduce", r"reproduc\w*", "repro steps",
               "steps", "preconditions", "test ?case")),
    ("finish", ("acceptance", "accepted", "definition of done", "done", "exit criteria",
                "success criteria", r"finish(?:ed)?(?: line)?", r"(?:good )?enough (?:when|if)",
                r"ready(?: when| if)?\W*$", r"(?:the )?end\W*$", r"stop when", r"complete (?:when|if)",
                r"know(?: that)?(?: it (?:works|worked|is done))?\W*$")),
    ("expected", ("expected", "desired", r"goals?\W*$", r"targets?\W*$", "what should happen",
                  "what did you expect")),
    ("actual", ("actual", r"current behaviou?r", "current situation", "what happen(?:s|ed)",
                r"what (?:\w+ ){1,2}sees?", "observed", "describe the bug", "bug description",
                r"(?:describe )?(?:the )?problem", "describe the", "issue", "symptom", "the bug", "today")),
    ("impact", ("impact", "business impact", "who is affected", "affected", "customer impact",
                "effects?", "pain", "sales", "support", "why it matters", "consequences?",
                "how urgent", r"\w+ view")),
    ("aside", ("why not", r"not (?:in|part|now|this)\b", r"not\W*$", "out of scope", "open",
               "alternatives?", "for the record", "don['’]?t", r"do not\b", r"(?:it |this )?is not\b",
               r"(?:not )?(?:know|decided)\W*$", "later", "nice to have", "non-?goals?", "follow-?ups?",
               "won['’]?t")),
    ("cause", ("root cause", "causes?", "analysis", "why it", "why", "reasons?", "mechanism",
               "explanation", r"technical(?:ly)?(?: background| reason)?\W*$", "happens technically",
               r"it (?:can |could )?happens?\b", r"(?:i|think) (?:think )?(?:it is|happens|"
               r"happened|goes wrong)",
               r"it is\W*$", "diagnosis", "findings?")),
    ("proposal", (r"propos\w*", "solutions?", r"suggest\w*", "fix", "implementation", "approach",
                  "what to do", "what we want", "todo", "to do", "plan", "scope", "ideas?", "wanted",
                  "describe the solution", "tasks?", "bet", "action items?", "remedy", "next steps?",
                  "what now", r"options?(?: considered)?\W*$", r"(?:do|work|changes?|build|tuning|"
                  r"ask)\W*$", r"(?:would |"
                  "will )?(?:change|build)\b",
                  "smallest (?:step|fix|change)")),
    ("environment", ("environment", "versions?", "which version", "system info", "server",
                     "client setup", "setup", "configuration", "browser", "platform", "device", "os",
                     "information about", "technical info", "logs?", "stack ?trace", "screenshots?",
                     "attachments?", "related", "links?", "references?", "additional context",
                     "checklist", "before you send", "installation method", "docker", "node")),
)  # fmt: skip
_OPENING = (
    r"^[\W_]*(?:(?:how|what|which|are|is|do|does|the|we|you|your|i|it|would|will|want|to|now|can|"
    r"should|for|"
    r"of)\s+){0,5}"
)
_SECTIONS = tuple(
    (name, re.compile(rf"{_OPENING}(?:{'|'.join(words)})(?!\w)", re.IGNORECASE))
    for name, words in _SECTION_WORDS
)
# A line that is nothing but such words heads what follows, whether it was marked as a heading or not.
_ALONE = tuple(
    (name, re.compile(rf"{_OPENING}(?:{'|'.join(words)})[^\w.,;!]*$", re.IGNORECASE))
    for name, words in _SECTION_WORDS
    if name in ("cause", "proposal", "finish", "aside")
)
# The same as the first line of a paragraph: in many templates the label is bold and no heading.
_FIRST_LINE = tuple(
    (
        name,
        re.compile(
            rf"{_OPENING}(?:{'|'.join(words)})(?: (?:behaviou?r|results?|outcome))?[^\w.,;!]*$", re.IGNORECASE
        ),
    )
    for name, words in _SECTION_WORDS
)
_ALONE_WORDS = 6
_ALONE_LONGEST = 50


def sections(ticket: Ticket) -> Iterator[tuple[Block, Section]]:
    """Each prose block with the section it stands in; a heading or a short label opens one."""
    current: Section = ""
    level = 0
    previous = ""
    for block in ticket.blocks:
        if block.kind not in PROSE_KINDS:
            previous = block.kind
            continue
        text = ticket.text[block.start : block.end]
        if block.kind == "comment" or _closes(block, previous, current, ticket.text):
            current, level = "", 0
        previous = block.kind
        if block.kind == "heading":
            found = section_of(text)
            if found or block.level <= level or not current:
                current, level = found, block.level
        elif block.kind != "title" and len(text) < 60 and text.rstrip().endswith(":"):
            current = section_of(text) or current
        elif block.kind == "paragraph":
            first, _, rest = text.partition("\n")
            current = (_named(first, _FIRST_LINE) if rest else heads(text)) or current
        yield block, "title" if block.kind == "title" else current


def _closes(block: Block, previous: str, current: Section, text: str) -> bool:
    """Whether plain prose ends a section: after the list of a plan or finish line, after pasted logs."""
    if block.kind != "paragraph":
        return False
    if current in ("finish", "proposal"):
        done = current == "finish" and DONE.match(text[block.start : block.end])
        return previous == "list_item" and not done
    return current == "environment" and previous in ("code", "log", "table")


def section_of(heading: str) -> Section:
    """The section a heading or label opens; "" for none."""
    return next((name for name, pattern in _SECTIONS if pattern.search(heading)), "")


def heads(line: str) -> Section:
    """The section that a line of nothing but such words heads ("why", "what I want to do"); "" for none."""
    return _named(line, _ALONE)


def _named(line: str, patterns: tuple[tuple[Section, re.Pattern[str]], ...]) -> Section:
    if len(line) > _ALONE_LONGEST or len(line.split()) > _ALONE_WORDS:
        return ""
    return next((name for name, pattern in patterns if pattern.match(line)), "")
