"""Sentences that carry a symptom, an effect, a cause, a wish, a fix or a finish line.

A sentence is judged by the words in it and by the section it stands in. Nothing is reworded here: a
statement is a span of the ticket, good enough to be quoted or left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.models import PROSE_KINDS, Block, EvidenceKind, Ticket
from translator.redaction import sensitive
from translator.text import WORD, Span, sentences


class Statement(NamedTuple):
    """A sentence of the ticket with what it says and how plainly."""

    kind: EvidenceKind
    span: Span
    weight: float
    quotable: bool


Section = str  # "", actual, expected, steps, environment, proposal, finish, impact, cause, noise

_SECTION_WORDS: tuple[tuple[Section, tuple[str, ...]], ...] = (
    ("steps", ("steps? to", "how to reproduce", r"to reproduce", r"reproduc\w*", "repro steps",
               "steps", "preconditions", "test ?case")),
    ("finish", ("acceptance", "definition of done", "done", "exit criteria", "success criteria",
                "finish line")),
    ("expected", ("expected", "desired", "what should happen", "what did you expect")),
    ("actual", ("actual", r"current behaviou?r", "current situation", "what happen(?:s|ed)",
                r"what (?:\w+ ){1,2}sees?", "observed", "describe the bug", "bug description",
                "problem", "issue", "symptom", "the bug", "today")),
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

_CAUSE = re.compile(
    r"\b(?:because|due to|caused by|root cause|the reason (?:is|for|of|why)|the cause|stems? from|"
    r"the problem (?:is|was) that|culprit|happens (?:when|since|as)|triggered by|turns out)\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:we (?:should|need to|could|want to|must|will|plan to)|should be (?:changed|replaced|moved|added|"
    r"removed|refactored|fixed|extended|made)|propos(?:e|ed|al)|the fix|(?:one|a|possible|easy|"
    r"simple) (?:fix|solution)|"
    r"to fix this|suggest(?:ed|ion)?|let'?s|planning to|would be (?:nice|good|better|great|useful|"
    r"helpful) to|"
    r"needs? to be|has to be|have to be|goal is to|aim is to|this (?:issue|ticket|task|story) (?:is|"
    r"tracks|covers|will)|"
    r"i(?:'d| would) like to|as an? \w+(?: \w+)?,? i (?:want|would like|need|can|could|should)|patch)\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^(?:add|adopt|allow|automate|avoid|build|bump|cache|change|clean|consolidate|convert|create|decouple|"
    r"deprecate|disable|document|drop|enable|ensure|expose|extend|extract|fix|handle|implement|improve|"
    r"increase|install|introduce|investigate|keep|limit|log|make|merge|migrate|modify|move|notify|"
    r"optimi[sz]e|port|"
    r"prevent|provide|reduce|refactor|release|remove|rename|replace|restore|retry|rewrite|rework|run|"
    r"separate|"
    r"set ?up|show|simplify|speed up|split|store|stop|switch|support(?! \w+s\b| (?:said|had|told|was|were|team|wrote)\b)|test|track|tune|unify|update|upgrade|use|"
    r"validate|verify|wire|write)"
    r"(?= (?!was\b|is\b|are\b|were\b|fails?\b|failed\b|has\b|had\b|did\b|does\b)[\w\"'“‘(\[])",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:expected (?:behaviou?r|results?|outcome)|would expect|i expect|we expect|should (?:be|not|"
    r"work|allow|have|"
    r"return|show|display|only|still|never|always|also|just|get|see|contain|finish|open|load|take)|"
    r"ought to|must (?:be|not))\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:customers?|clients?|support|sales|finance|demos?|deals?|"
    r"renewals|revenue|churn\w*|prospects?|buyers?|refunds?|contracts?|users? (?:are|have|report|"
    r"complain|reported|cannot|can't|were|lose|keep)|our users|merchants?|students?|teachers?|"
    r"patients?|shoppers?|passengers?|travell?ers?|guests?|operators|partners?|resellers?|hotels?|"
    r"desks?|crews?|captains?|members|subscribers?|bookkeepers?|accountants?|nobody|everybody|"
    r"people|staff|colleagues|engineers|the team|teams)\b",
    re.IGNORECASE,
)
_BURDEN = re.compile(
    r"\b(?:had to|has to|have to|by hand|by phone|instead|gives? up|gave up|complain\w*|refuse[sd]?|"
    r"rings? us|calls? us|called|phones?|phoned|waits? for|waited|explain|apologi[sz]e\w*|went back|"
    r"go back|workaround|re-?issued?|moved the|postponed|again and again|escalat\w*|angry|lost|"
    r"cancel\w*|asked|asks|twice|wrong|missed)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozens?|half|hundreds?)\b",
    re.IGNORECASE,
)
_SALES = re.compile(
    r"\b(?:sales|demos?|deals?|prospects?|renewals|(?:at|before|contract|subscription) (?:the |a |"
    r"their )?renewal|contracts?|buyers?|trials?|pipeline review|account executives?)\b",
    re.IGNORECASE,
)
_SUPPORT = re.compile(
    r"\b(?:support (?:ticket|case|call|team|agent|queue|request|desk)s?|supports? (?:gets?|sees?|"
    r"answers?|restarts?|says?|said|reports?|reported|tells?|told|counts?|counted|logged|has|had)|"
    r"help ?desk|complain\w*|"
    r"(?:customers?|clients?|users?|students?|teachers?|merchants?|people) (?:have |has |are |were |"
    r"keep |often |also )?"
    r"(?:report|reported|reporting|complain|complained|complaining|ask|asked|asking|wrote|called|contacted)|"
    r"reported by (?:a |our |several |many )?(?:customer|client|user)s?|escalat\w*|tickets? (?:about|"
    r"from|on|since|with))\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"(?:done (?:when|if|once)|finish line|finished when|target:|check:)", re.IGNORECASE)
# A workaround, a remark about the ticket itself, a wish: nothing that would be built.
_NO_WORK = re.compile(
    r"\b(?:(?:fixed|avoided|solved|worked around) by|this (?:issue|ticket) tracks|was successful|"
    r"needs? to be (?:fixed|solved|resolved|investigated)|should be able to|i have |i've |"
    r"owner:|is with @|make sure to follow)",
    re.IGNORECASE,
)
_REPORTED_SPEECH = re.compile(
    r"\b(?:please (?:find|see|check|advise|suggest|let|note|fill|complete|provide|refer|follow|attach|"
    r"try|help)|thanks|thank you|"
    r"see (?:below|above|attached|the attached|attachment|screenshot|also|this)|attached|hi\b|hello|"
    r"regards|cheers|"
    r"clear and concise|search(?:ed)? (?:existing|for)|i have (?:searched|read|checked)|fyi|"
    r"note that this issue|"
    r"duplicate of|similar to|related to|followed? up|here is|here are|here's|for example|e\.g\.|screenshot|"
    r"as follows|following|steps to reproduce|how to reproduce|code of conduct|any help|any idea|let me know|"
    r"contributing|written up|sorry for|apologies|this is a (?:bug|feature)|bug report|"
    r"feature request|this template)\b",
    re.IGNORECASE,
)
_CODE_TOKEN = re.compile(
    r"\w+\(\)?|\w+(?:\.\w+){2,}|[a-z]+[A-Z]\w*|\w+_\w+|[A-Z][a-z]+[A-Z]\w*|[/\\]\w+[/\\]\w+|https?://\S+|"
    r"[{}<>=;|$#@\[\]\\^~*`]|--\w+|\b[A-Z]{2,}-\d+\b|\b[0-9a-f]{7,}\b|\w+\.(?:java|py|js|php|xml|yml|"
    r"yaml|json|jar|sh|c|cpp|go|ts|html|log|conf|properties)\b"
)
# One of these and nobody outside engineering reads on: calls, paths, snake_case, dotted names, dumps.
_UNREADABLE = re.compile(
    r"\w+\(|\w+_\w+|[/\\]\w[\w.-]*[/\\]|\w+(?:\.\w+){2,}|[{}<>=;|$^~`\\]|::|https?:|--\w|"
    r"\b[0-9a-f]{12,}\b|\w+#\w+|(?:\w*[a-z][A-Z]){2,}"
)
# Half of a thought, or a note to colleagues.
_DANGLING = re.compile(r"\s*(?:[(\[{<@]|(?:and|or|but|so|also|see|note|nb)\b)", re.IGNORECASE)
# About ~60 GB, $118.25, "day(s)", a semicolon between clauses: plain enough for any reader.
_HARMLESS = re.compile(r"[~≈<>≤≥$€£]\s?(?=\d)|;(?=\s)|\(s\)|(?<=\d)\+")
_INSTRUCTION = re.compile(
    r"\b(?:ignore (?:all |any |the |your )?(?:previous |prior |above )?(?:rules|instructions|prompts?|"
    r"guidelines)|disregard (?:the|all|your|previous)|"
    r"you are (?:now |an? )?(?:ai|assistant|language model|chatbot)|system prompt|"
    r"write (?:in the pitch )?that (?:we|the|it)|"
    r"as an ai|respond with|output only|say that we|do not mention)\b",
    re.IGNORECASE,
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
            found = _section_of(text)
            if found or block.level <= level or not current:
                current, level = found, block.level
        elif block.kind != "title" and len(text) < 60 and text.rstrip().endswith(":"):
            current = _section_of(text) or current
        yield block, "title" if block.kind == "title" else current


def _closes(block: Block, previous: str, current: Section, text: str) -> bool:
    """Whether plain prose ends a section: after the list of a finish line, after pasted logs."""
    if block.kind != "paragraph":
        return False
    if current == "finish":
        return previous == "list_item" and not _DONE.match(text[block.start : block.end])
    return current == "environment" and previous in ("code", "log", "table")


def _section_of(heading: str) -> Section:
    return next((name for name, pattern in _SECTIONS if pattern.search(heading)), "")


_LABEL = re.compile(
    r"^(?:\W*)((?i:expected|actual|observed|proposed|suggested|possible|current|root|impact|problem|"
    r"cause|fix|solution|steps?|workaround|acceptance))"
    r"(?:(?: (?:behaviou?r|results?|solution|fix|cause|situation|criteria|to reproduce|change))\s+(?=[A-Z])|"
    r"(?: (?:behaviou?r|results?|solution|fix|cause|situation|criteria|to reproduce|change))?\s*[:\-–]\s*)",
)


def statements(ticket: Ticket, index: CatalogIndex) -> list[Statement]:
    """What the ticket's sentences say, in reading order. A sentence may say more than one thing."""
    found: list[Statement] = []
    seen: set[str] = set()
    position = 0
    for block, section in sections(ticket):
        if block.kind == "heading" or block.checked or (block.checked is False and section != "finish"):
            continue
        for span in sentences(ticket.text, block.start, block.end):
            label = _LABEL.match(span.of(ticket.text))
            here = (_section_of(label.group(1)) if label else "") or section
            if label and label.end() < span.end - span.start:
                span = Span(span.start + label.end(), span.end)
            words = " ".join(span.of(ticket.text).lower().split())
            if words in seen:
                continue
            seen.add(words)
            found.extend(_judge(ticket.text, span, here, position, index))
            position += 1
    return found


def _judge(
    text: str, span: Span, section: Section, position: int, index: CatalogIndex
) -> Iterator[Statement]:
    sentence = span.of(text)
    if _INSTRUCTION.search(sentence) or len(sentence) > 1500:
        return
    quotable = is_quotable(sentence)
    plain = 0.0 if quotable else -2.0
    if _REPORTED_SPEECH.search(sentence):
        plain -= 1.5
    early = max(0.0, 1.0 - position * 0.1)
    failures = index.failure_cues.find(sentence)
    strength = min(3.0, sum(1.5 if strong else 0.4 for _, strong in failures))
    tasks = min(1.5, sum(0.7 if strong else 0.2 for _, strong in index.task_cues.find(sentence)))
    people = min(1.0, sum(0.6 for _ in index.persona_cues.find(sentence)))
    wish = bool(_EXPECTED.search(sentence)) or section == "expected"
    order = _IMPERATIVE.match(sentence) is not None
    work = (order or _WORK.search(sentence) is not None) and not _NO_WORK.search(sentence)
    if section in ("steps", "environment", "aside"):
        plain -= 2.0
    if section == "finish" or _DONE.match(sentence):
        yield Statement("finish", span, 2.0 + plain, quotable)
        return
    if strength and not wish and section not in ("proposal",):
        bonus = {"actual": 1.2, "impact": 0.8, "title": -0.6, "cause": -1.2}.get(section, 0.0) - (
            1.0 if work else 0.0
        )
        yield Statement("symptom", span, strength + tasks + people + early + bonus + plain, quotable)
    told = section not in (
        "title",
        "proposal",
        "steps",
        "environment",
        "expected",
        "cause",
        "aside",
    )
    if told and (_PEOPLE.search(sentence) or section == "impact"):
        burden, counted = _BURDEN.search(sentence), _COUNTED.search(sentence)
        sides = 0.8 * bool(_SALES.search(sentence)) + 0.8 * bool(_SUPPORT.search(sentence))
        told_of = strength >= 1.5 or burden or (counted and sides) or section == "impact"
        if told_of and not order:
            weight = 0.4 + people + strength * 0.3 + sides + 0.6 * bool(burden) + 0.4 * bool(counted)
            bonus = 1.0 if section == "impact" else 0.0
            yield Statement("impact", span, weight + bonus + plain, quotable)
    if wish:
        bonus = 1.2 if section == "expected" else 0.0
        yield Statement("expected", span, 0.8 + tasks + bonus + plain, quotable)
    if _CAUSE.search(sentence) or section == "cause":
        bonus = 1.0 if section == "cause" else 0.0
        yield Statement("cause", span, 1.2 + early * 0.3 + bonus + plain, quotable)
    if work or section == "proposal":
        bonus = {"proposal": 1.5, "title": 0.9, "steps": -2.0}.get(section, 0.0)
        yield Statement("work", span, 1.0 + early * 0.5 + bonus + plain, quotable)
    if index.warning_cues.find(sentence):
        yield Statement("warning", span, 1.0 + people + plain, quotable)


def is_quotable(sentence: str) -> bool:
    """Whether a reader outside engineering can be shown the sentence as it stands.

    No code, no secrets, no form-filling, a length that can be read in one go, and letters enough.
    """
    words = WORD.findall(sentence)
    if not 4 <= len(words) <= 45 or "«" in sentence or "»" in sentence:
        return False
    if sentence.rstrip().endswith((":", ",", "(", "-", "?")) or _REPORTED_SPEECH.search(sentence):
        return False
    letters = sum(c.isalpha() or c.isspace() for c in sentence)
    digits = sum(c.isdigit() for c in sentence)
    if letters + digits < 0.84 * len(sentence) or letters < 0.65 * len(sentence):
        return False
    if sentence.count("(") != sentence.count(")") or sentence.count('"') % 2:
        return False
    plain = _HARMLESS.sub("", sentence)
    if _UNREADABLE.search(plain) or _DANGLING.match(sentence):
        return False
    return len(_CODE_TOKEN.findall(plain)) <= len(words) // 12 and not sensitive(sentence)


def tells_sales_story(sentence: str) -> bool:
    """Whether the sentence is about selling: demos, deals, trials, renewals."""
    return _SALES.search(sentence) is not None


def tells_support_case(sentence: str) -> bool:
    """Whether the sentence is about customers asking for help."""
    return _SUPPORT.search(sentence) is not None


def is_instruction(sentence: str) -> bool:
    """Whether the sentence addresses the writer of the pitch: data, never to be followed or repeated."""
    return _INSTRUCTION.search(sentence) is not None


def is_finish_line(sentence: str) -> bool:
    """Whether the sentence calls itself a finish line: "Done when …", "Target: …"."""
    return _DONE.match(sentence) is not None
