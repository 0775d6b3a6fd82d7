"""What the parts of a pitch are called for people: `framing:sales.change` is “For sales: what changes”."""

from __future__ import annotations

import re

from translator.models import Draft

_NAMES = {
    "one_breath": "In one breath",
    "moment.customer": "Customer",
    "moment.task": "Task",
    "moment.when": "When",
    "moment.wrong": "What goes wrong today",
    "moment.effect": "Effect",
    "moment.number": "The number",
    "note.moment": "Note: moment",
    "note.wrong": "Note: what goes wrong today",
    "note.effect": "Note: effect",
    "note.number": "Note: number",
    "note.scope": "Note: scope",
    "note.finish": "Note: finish line",
    "note.review_date": "Note: review date",
    "note.owner": "Note: owner",
    "bet.constraint": "Constraint",
    "bet.bet": "Bet",
    "bet.outcome": "Outcome",
    "lever": "Lever",
    "story.remember": "Story: remember",
    "story.prevents": "Story: prevention",
    "story.known": "Story: how we know",
    "story.worth": "Story: what it is worth",
}
_LISTED = {"note.proof": "Note: proof", "technical.fix": "Fix", "technical.cause": "Cause"}
_OF_A_FRAMING = {
    "problem": "problem",
    "number": "your number",
    "change": "what changes",
    "ask": "the ask",
    "objection": "you may hear",
    "answer": "answer to it",
}
_NUMBERED = re.compile(r"(.+)\.(\d+)")


def part_name(where: str, draft: Draft) -> str:
    """The name of a part for people; a part that has none of its own is called by its place."""
    numbered = _NUMBERED.fullmatch(where)
    stem, number = (numbered.group(1), int(numbered.group(2))) if numbered else (where, 0)
    later = f" {number + 1}" if number else ""
    if stem.startswith("framing:"):
        stakeholder, _, field = stem.removeprefix("framing:").partition(".")
        title = next((f.title for f in draft.framings if f.stakeholder == stakeholder), stakeholder)
        return f"For {title}: {_OF_A_FRAMING.get(field, field)}{later}"
    if stem in _LISTED:
        return f"{_LISTED[stem]}{later}"
    return _NAMES.get(where, where)
