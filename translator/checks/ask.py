"""One number that anybody can repeat, and an ask small enough to say yes to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from translator.checks.rule import Check, Hit
from translator.checks.subject import Part, Subject
from translator.evidence.numbers import Found, scan
from translator.text import WORD

_MANY_NUMBERS = 5
_WALL = 4
_ITEMS_IN_SCOPE = 3  # one fix, one alert, one full-path test

_FINISH = re.compile(
    r"\b(?:finish line|done when|done means|definition of done|acceptance|finished when|"
    r"we stop when|"
    r"complete when|success (?:is|means|looks)|it is done|counts as done)\b",
    re.IGNORECASE,
)
_REVIEW = re.compile(
    r"\b(?:review(?:ed)? (?:date|on|it|this|in|after|again|the)|check back|look at it again|"
    r"revisit|"
    r"we meet again|read the number again)\b",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"\b(?:owner|owned by|owns|keeps (?:this|the) note|updates (?:this|the) note|responsible|"
    r"led by|"
    r"maintained by|assigned to|in charge)\b",
    re.IGNORECASE,
)
_LARGE = re.compile(
    r"(?<!last )(?<!past )(?<!previous )"
    r"\b(?:several|multiple|many|two|three|four|five|six|\d+|the next few|next couple of) "
    r"(?:full )?(?:sprints|quarters(?! of\b)|releases)\b|\bmulti-(?:quarter|year|month)\b"
    r"|\b(?:whole|entire|full) (?:quarter|year|platform|system|stack|product|codebase)\b"
    r"|\b(?:big[- ]bang|re-?platform\w*|from (?:scratch|the ground up)|over the (?:next )?year)\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"(?:we (?:will|should|need to) )?(?:add|adopt|automate|build|bump|change|clean|configure|"
    r"convert|"
    r"create|decouple|delete|deploy|drop|enable|extract|fix|implement|improve|increase|install|"
    r"instrument|integrate|introduce|investigate|merge|migrate|move|optimi[sz]e|patch|port|"
    r"provision|"
    r"reduce|refactor|remove|rename|replace|restructure|rewrite|rotate|set up|simplify|split|"
    r"switch|"
    r"test|tune|update|upgrade|use|wire|write)\b",
    re.IGNORECASE,
)


def _quantities(part: Part) -> list[Found]:
    return [f for f in scan(part.text) if f.kind == "quantity"]


def no_number(subject: Subject) -> Iterator[Hit]:
    """No number at all, or the number is a blank."""
    if subject.draft is not None:
        line = subject.draft.moment.number
        if line.today is None:
            yield Hit("nobody has read today's number yet.", _numbered(subject))
        return
    labelled = [p for p in subject.of("number") if not p.blank]
    if any(_quantities(p) for p in labelled):
        return
    if not subject.of("number") and any(
        _quantities(p) for p in subject.told if p.role not in ("review", "scope", "ask", "owner")
    ):
        return
    if subject.told:
        yield Hit("no number says how often or how long it hurts.", _numbered(subject))


def several_numbers(subject: Subject) -> Iterator[Hit]:
    """More than one number line, or a story full of numbers."""
    if subject.draft is not None:
        cited = {
            e
            for p in subject.parts
            if p.where == "one_breath" or p.where.startswith("moment.")
            for e in p.evidence
            if (item := subject.evidence.get(e)) is not None and item.kind == "quantity"
        }
        if len(cited) >= _MANY_NUMBERS:
            yield Hit(f"the moment shows {len(cited)} numbers.", _numbered(subject))
        return
    lines = {p.where: p for p in subject.of("number") if _quantities(p)}
    if len(lines) > 1:
        yield Hit("several numbers compete for attention.", list(lines.values())[1])
        return
    told = [
        p
        for p in subject.told
        if p.role not in ("proof", "review", "owner", "scope", "finish")
        and not (_FINISH.search(p.text) or _REVIEW.search(p.text))
    ]
    seen = {
        (f.quantity.value, f.quantity.unit)
        for p in told
        for f in _quantities(p)
        # "One sprint, one page, one number" is the small ask itself.
        if f.quantity is not None and f.quantity.role != "target" and f.quantity.value != 1
    }
    if len(seen) >= _MANY_NUMBERS:
        yield Hit(f"the note carries {len(seen)} different numbers.")


def unrepeatable_number(subject: Subject) -> Iterator[Hit]:
    """A number without what it counts, or a count without its window."""
    if subject.draft is not None:
        line = subject.draft.moment.number
        item = subject.evidence.get(line.today or "")
        if item is not None and item.quantity is not None:
            q = item.quantity
            if not q.noun and not q.unit and not line.label.strip():
                yield Hit(f"nothing says what “{item.text}” counts.", _numbered(subject))
            elif not q.unit and not q.window and not q.per and item.kind == "quantity":
                message = f"nothing says over which time “{item.text}” was counted."
                yield Hit(message, _numbered(subject))
        return
    for part in subject.of("number"):
        found = [f for f in _quantities(part) if f.quantity is not None]
        named = any(f.quantity and (f.quantity.noun or f.quantity.unit) for f in found)
        windowed = any(f.quantity and (f.quantity.window or f.quantity.per) for f in found)
        words = [w for w in WORD.findall(part.text) if w.isalpha() and len(w) > 2]
        if found and not named and not words:
            yield Hit("nothing says what the number counts.", part, found[0].start, found[0].end)
        elif found and not (windowed or _measured(found) or _WINDOW.search(part.text)):
            message = "nothing says over which time the number was counted."
            yield Hit(message, part, found[0].start, found[0].end)


def _measured(found: list[Found]) -> bool:
    return any(f.quantity is not None and f.quantity.unit for f in found)


_WINDOW = re.compile(
    r"\b(?:a|an|per|each|every|last|this|past|in|since|during|over|within) (?:the )?(?:last |"
    r"past )?"
    r"(?:\w+ )?(?:minute|hour|day|night|week|month|quarter|year|sprint|release|demo|shift)s?\b"
    r"|\b(?:daily|weekly|monthly|quarterly|yearly|today)\b|/\s?(?:day|week|month|year|d|wk|mo)\b",
    re.IGNORECASE,
)


def far_number(subject: Subject) -> Iterator[Hit]:
    """The number counts something that the moment does not speak of."""
    if subject.draft is None:
        return
    line = subject.draft.moment.number
    item = subject.evidence.get(line.today or "")
    if item is None or item.quantity is None or not item.quantity.noun:
        return
    counted = _stems(item.quantity.noun)
    near = [p.text for p in subject.parts if p.where.startswith("moment.") and p.role != "number"]
    needle = subject.index.needles.get(line.needle)
    near += [needle.name, needle.definition] if needle else []
    if counted and not counted & _stems(" ".join(near)):
        message = f"the number counts {item.quantity.noun}; the moment does not speak of that."
        yield Hit(message, _numbered(subject))


def _stems(text: str) -> set[str]:
    # Five letters tell "failures" from "failed" apart from nothing and "sign-in" from "signal".
    return {w.lower()[:5] for w in WORD.findall(text) if len(w) > 3}


def no_finish_line(subject: Subject) -> Iterator[Hit]:
    """Nothing says when the work is done."""
    yield from _missing(subject, "finish", "note.finish", _FINISH, "nothing says when it is done.")


def no_review_date(subject: Subject) -> Iterator[Hit]:
    """Nothing says when the number is read again."""
    message = "nothing says when the number is looked at again."
    yield from _missing(subject, "review", "note.review_date", _REVIEW, message)


def no_owner(subject: Subject) -> Iterator[Hit]:
    """Nobody is named who keeps the note up to date."""
    yield from _missing(subject, "owner", "note.owner", _OWNER, "nobody keeps this note up to date.")


def _missing(subject: Subject, role: str, where: str, told: re.Pattern[str], message: str) -> Iterator[Hit]:
    if subject.draft is not None:
        part = next((p for p in subject.parts if p.where == where), None)
        if part is None or part.blank:
            yield Hit(message, part)
        return
    labelled = subject.of(role)
    if not subject.is_note or any(not p.blank for p in labelled):
        return
    if not labelled and any(told.search(p.text) for p in subject.told):
        return
    yield Hit(message, next(iter(labelled), None))


def large_ask(subject: Subject) -> Iterator[Hit]:
    """More than one fix, or more than one sprint."""
    roles = ("scope", "ask", "bet", "body", "title", "headline", "finish")
    for part in subject.told:
        if part.role in roles:
            for match in part.matches(_LARGE):
                yield Hit(f"“{match.group()}” is more than a sprint.", part, *match.span())
    items = [p for p in subject.of("scope") if p.item]
    if len({p.where for p in items}) > _ITEMS_IN_SCOPE:
        yield Hit(f"the scope lists {len(items)} things.", items[0])


def wall_of_tasks(subject: Subject) -> Iterator[Hit]:
    """A list of four or more internal tasks."""
    run: list[Part] = []
    for before, part in pairwise([None, *subject.parts]):
        if part is None or part.role in ("technical", "evidence", "kept", "question"):
            continue
        if before is not None and not (part.item and before.item):
            yield from _wall(run)
            run = []
        if part.item and not part.label:
            run.append(part)
        elif part.text.count(";") >= _WALL - 1 and part.role in ("scope", "ask", "bet", "body"):
            pieces = [p.strip(" -") for p in part.text.split(";")]
            if sum(1 for p in pieces if _TASK.match(p)) >= _WALL:
                yield Hit(f"{len(pieces)} internal tasks stand in a row.", part)
    yield from _wall(run)


def _wall(run: list[Part]) -> Iterator[Hit]:
    tasks = [p for p in run if _TASK.match(p.text)]
    if len(tasks) >= _WALL and len(tasks) * 2 >= len(run):
        yield Hit(f"{len(tasks)} internal tasks stand in a list.", tasks[0])


def _numbered(subject: Subject) -> Part | None:
    return next((p for p in subject.parts if p.role == "number"), None)


CHECKS: tuple[Check, ...] = (
    Check(
        "no-number", "should",
        "Without a number nobody can tell whether the work was worth it.",
        "Ask support or sales for a count or a time close to the moment, and a target for it.",
        no_number,
    ),
    Check(
        "several-numbers", "should",
        "Five numbers are none: the reader remembers one.",
        "Keep the number closest to the moment; move the others to the technical note.",
        several_numbers,
    ),
    Check(
        "unrepeatable-number", "should",
        "A number that cannot be read again the same way proves nothing at the review.",
        "Say what is counted and over which time: “failed sign-ins a week”.",
        unrepeatable_number,
    ),
    Check(
        "far-number", "info",
        "A number far from the moment makes the reader build the bridge.",
        "Count the failing customer action itself.",
        far_number, "pitch",
    ),
    Check(
        "no-finish-line", "should",
        "Work without an end is a subscription; nobody signs one unseen.",
        "Say what is true when it is done, in a line that can be tested.",
        no_finish_line,
    ),
    Check(
        "no-review-date", "should",
        "A promise that nobody looks at again is not a bet.",
        "Name the day on which the number is read again.",
        no_review_date,
    ),
    Check(
        "no-owner", "should",
        "A note that nobody keeps up to date is wrong after the next incident.",
        "Name the person who updates the note.",
        no_owner,
    ),
    Check(
        "large-ask", "should",
        "A large ask needs a meeting; a small one needs a yes.",
        "Cut it to a single fix that fits a single sprint or release.",
        large_ask,
    ),
    Check(
        "wall-of-tasks", "should",
        "A list of internal tasks hides the one thing the customer gets.",
        "Group the tasks under a single customer problem and fold the list away.",
        wall_of_tasks,
    ),
)  # fmt: skip
