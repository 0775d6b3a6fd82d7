"""Tells the chosen number: in a line today → target, and in brief for the headline."""

from __future__ import annotations

from translator.models import Evidence, NumberLine, Quantity
from translator.offline.blanks import Blanks
from translator.offline.number import Chosen, says_what
from translator.offline.wording import numberless, quoted, sentence

_BRIEF = 16  # words of a sentence that still fits a headline


# Said of an event, not followed by what is counted.
_TIMES = frozenset({"once", "twice", "thrice", "double", "triple", "half"})


def phrase(item: Evidence) -> str:
    """The quantity with what it counts: "«n3» demos last month", "sign-in failures: under «n4»"."""
    subject = _noun(item)
    if _quantity(item).unit and subject:
        return f"{subject}: {_value(item)}"
    return _value(item)


def goal(item: Evidence) -> str:
    """A target as the number line has it: "under «n4»", with its noun where that says what it measures."""
    return phrase(item) if says_what(item) and _quantity(item).unit else _value(item, wanted=True)


def in_brief(chosen: Chosen) -> str:
    """Today's number for the headline: " (sign-in failures: «n1»)" or ": “«e3»”"; "" if it needs more."""
    item, carrier = chosen.today, chosen.sentence
    if item is None:
        return ""
    measured = says_what(item) and bool(_quantity(item).unit)
    if carrier is not None and not measured and len(carrier.text.split()) <= _BRIEF:
        return f": {quoted(carrier)}"
    return f" ({phrase(item)})" if says_what(item) else ""


def number_line(chosen: Chosen, blanks: Blanks, *, measure: str, needle: str, role: str) -> NumberLine:
    """The number line with blanks for what nobody has stated yet; a target is never made up.

    A reading stands under its own noun or in its own sentence, never under a label of ours: "58 calls"
    is not a time to find out what went wrong.
    """
    answered = blanks.answer("number.today"), blanks.answer("number.target")
    label, today = _today(chosen, blanks, measure, role)
    known = chosen.today or chosen.target or any(answered)
    if chosen.target and not answered[1]:
        target = quoted(chosen.goal) if chosen.goal is not None else _value(chosen.target, wanted=True)
    else:
        target = blanks.slot(
            "number.target",
            role="engineering",
            ask=f"Which value counts as done for this measure: {label or measure}?",
            why="Without a target nobody can say at review whether the work paid off.",
            blank="target needed",
        )
    return NumberLine(
        label=label or measure,
        sentence=sentence(
            f"{label}: {today} → {target}" if label else f"{today} → {target}",
            status="claim" if known else "blank",
        ),
        today=answered[0] or (chosen.today.id if chosen.today else None),
        target=answered[1] or (chosen.target.id if chosen.target else None),
        needle=needle,
    )


def _today(chosen: Chosen, blanks: Blanks, measure: str, role: str) -> tuple[str, str]:
    """The label, "" where none is needed, and the words for today's reading."""
    item = chosen.today
    if item is not None and not blanks.answer("number.today"):
        named = says_what(item)
        if named and _quantity(item).unit:
            return _noun(item), _dated(item)
        return "", quoted(chosen.sentence) if chosen.sentence is not None else _dated(item)
    slot = blanks.slot(
        "number.today",
        role=role,
        ask=f"How large is the problem today, and over which period: {measure}?",
        why="A pitch is decided on a before-and-after number that someone can repeat.",
        blank=f"number needed: {measure}",
    )
    label = _noun(chosen.target) if chosen.target and says_what(chosen.target) else ""
    answered = blanks.answer("number.today") is not None
    return label or (measure if answered or chosen.target else ""), f"{slot} today"


def _dated(item: Evidence) -> str:
    return _value(item) if numberless(_quantity(item).window) else f"{_value(item)} today"


def _quantity(item: Evidence) -> Quantity:
    return item.quantity or Quantity(value=0)


def _noun(item: Evidence) -> str:
    return numberless(_quantity(item).noun)


def _value(item: Evidence, wanted: bool = False) -> str:
    """Bound, slot and window; for a count the thing counted too. A reading "at most 30 s" is "up to"."""
    quantity = _quantity(item)
    bound: str = quantity.bound if quantity.bound not in ("", "about") else ""
    wanted = wanted or quantity.role == "target"
    if bound == "at most" and not wanted:
        bound = "up to"
    if quantity.high is not None and " and " in item.text:
        bound = "between"
    if bound in item.text.lower() or item.text[:1] in "<>~≤≥≈" or item.text.rstrip().endswith("+"):
        bound = ""
    counted = "" if quantity.unit or item.text.lower() in _TIMES else _noun(item)
    parts = (
        numberless(quantity.statistic),
        bound,
        f"«{item.id}»",
        counted,
        "" if wanted else numberless(quantity.window),
    )
    return " ".join(p for p in parts if p)
