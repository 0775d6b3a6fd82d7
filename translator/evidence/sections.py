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
    ("finish", ("acceptance", "definition of done", "done", "exit criteria", "success criteria",
                "finish line")),
    ("expected", ("expected", "desired", "what should happen", "what did you expect")),
    ("actual", ("actual", r"current behaviou?r", "current situation", "what happen(?:s|ed)",
                r"what (?:\w+ ){1,2}sees?", "observed", "describe the bug", "bug description",
                r"(?:describe )?(?:the )?problem", "describe the", "issue", "symptom", "the bug", "today")),
    ("impact", ("impact", "business impact", "who is affected", "affected", "customer impact",
                "effects?", "pain", "sales", "support", "why it matters", "consequences?",
                "how urgent", r"\w+ view")),
    ("aside", ("why not", "not in", "out of scope", "open", "alternatives?", "for the record")),
    ("cause", ("root cause", "causes?", "analysis", "why it", "why", "reason")),
    ("proposal", (r"propos\w*", "solutions?", r"suggest\w*", "fix", "implementation", "approach",
                  "what to do", "what we want", "todo", "to do", "plan", "scope", "ideas?", "wanted",
                  "describe the solution", "tasks?")),
    ("environment", ("environment", "versions?", "which version", "system info", "server",
                     "client setup", "setup", "configuration", "browser", "platform", "device", "os",
                     "information about", "technical info", "logs?", "stack ?trace", "screenshots?",
                     "attachments?", "related", "links?", "references?", "additional context",
                     "checklist", "before you send", "installation method", "docker", "node")),
)  # fmt: skip
_SECTIONS = tuple(
    (
        name,
        re.compile(
            rf"^[\W_]*(?:(?:how|what|which|are|is|do|does|the|we|you|your)\s+){{0,4}}(?:{'|'.join(words)})\b",
            re.IGNORECASE,
        ),
    )
    for name, words in _SECTION_WORDS
)


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
        yield block, "title" if block.kind == "title" else current


def _closes(block: Block, previous: str, current: Section, text: str) -> bool:
    """Whether plain prose ends a section: after the list of a finish line, after pasted logs."""
    if block.kind != "paragraph":
        return False
    if current == "finish":
        return previous == "list_item" and not DONE.match(text[block.start : block.end])
    return current == "environment" and previous in ("code", "log", "table")


def section_of(heading: str) -> Section:
    """The section a heading or label opens; "" for none."""
    return next((name for name, pattern in _SECTIONS if pattern.search(heading)), "")
