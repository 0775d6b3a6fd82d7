"""Whether a quantity can be a reading of today at all: each rule names what else it would be."""

from __future__ import annotations

import re

from translator.evidence.wishes import PLAIN_WISH, WISH_AFTER
from translator.offline import number_signs as signs
from translator.offline.number_seen import FEW, NEAR, Seen, seconds, whole
from translator.text import WORD

NOT_TODAY = frozenset({"proposal", "finish", "environment", "steps", "aside", "expected"})
_ALL = 100.0  # per cent; says "always", which is no measure
_LAST_HOUR = 24  # a bare number up to this behind "at" is a time of day
_NOTICED = 0.1  # seconds; nobody notices less


def may_be_today(seen: Seen) -> bool:
    """Whether it can be a reading at all: no wish, no setting, no effort, no window, no time of day."""
    if seen.quantity.role == "target" or seen.section in NOT_TODAY:
        return False
    return _is_measure(seen) and not any(rule(seen) for rule in _SOMETHING_ELSE)


def _is_measure(seen: Seen) -> bool:
    quantity, kind = seen.quantity, seen.kind
    if quantity.value <= 0 or kind in ("size", "other") or quantity.unit == "y":
        return False
    if kind == "share":
        return quantity.value != _ALL
    if kind == "time":
        return _a_wait(seen)
    if kind != "count":
        return True
    if quantity.value == 1 or not whole(seen) or quantity.bound in ("under", "at most"):
        return False  # "fewer than 10 nodes" sets a case apart
    if signs.SEVERAL_TIMES.match(seen.item.text) or (
        quantity.value <= FEW and seen.right.startswith(" times")
    ):
        wrong = signs.HAPPENED.search(seen.left) or signs.TROUBLE.search(seen.left)
        return wrong is not None and bool(quantity.window or quantity.per)
    return _counts_something(seen)


def _somebody_chose_it(seen: Seen) -> bool:
    """A setting, a limit, a price, a part of a machine, or days of work."""
    left, right, kind = seen.left, seen.right, seen.kind
    if (
        signs.SETTING_BEFORE.search(left)
        or signs.SETTING_AFTER.match(right)
        or signs.LIMIT_AFTER.match(right)
    ):
        return True
    if kind in ("share", "count") and signs.MACHINE.search(left[-NEAR:] + right[:NEAR]):
        return True
    if kind in ("count", "money") and signs.PRICE_BEFORE.search(left):
        return True
    effort = signs.EFFORT.search(seen.words) or signs.EFFORT_AFTER.match(right)
    return kind in ("time", "count") and effort is not None


def _elsewhere_or_before(seen: Seen) -> bool:
    """Another team's, an earlier time's, a trial's, or the good side of a comparison."""
    left, right, words = seen.left, seen.right, seen.words
    if signs.ELSEWHERE.search(words) or signs.TRIAL.search(words) or signs.PAST.search(words):
        return True
    if signs.GOOD_BEFORE.search(left) or signs.GOOD_AFTER.match(right):
        return True
    if seen.kind not in ("share", "count"):
        return False
    if signs.WAS.search(left) and signs.BEFORE_THAT.match(right):
        return True
    grew = seen.item.text.startswith("+") or signs.GROWTH.search(left) is not None
    return seen.kind == "share" and grew and not signs.TROUBLE.search(seen.clause)


def _one_or_a_sample(seen: Seen) -> bool:
    """How many were looked at, what one record holds, or a part of what was said before."""
    if seen.kind == "count" and (
        signs.SAMPLE_BEFORE.search(seen.left) or signs.SAMPLE_AFTER.match(seen.right)
    ):
        return True
    if seen.kind == "money" and signs.ONE_RECORD.search(seen.words):
        return True
    return signs.PART_OF.search(seen.left) is not None


def _a_window(seen: Seen) -> bool:
    """The time in which something was counted: "in the last 60 days", "3 weeks ago"."""
    if signs.IN_A_ROW.match(seen.right) or signs.WINDOW_BEFORE.search(seen.left):
        return True
    lasting = (
        seen.kind == "time" and seen.left.endswith(("for ", "until ")) and seen.right.startswith(" before")
    )
    return signs.WINDOW_AFTER.match(seen.right) is not None and not lasting


def _supposed(seen: Seen) -> bool:
    """What somebody wishes, forbids, expects or has heard."""
    left, right = seen.left, seen.right
    if signs.CONDITION.search(left) and seen.quantity.bound not in ("", "about"):
        return True  # "when it takes longer than 30 s"
    if signs.HYPOTHETICAL.search(left) and not signs.NOBODY.search(left):
        return True
    if signs.IF.search(left) and signs.WOULD_AFTER.search(right):
        return True
    if signs.CHANGED_BY.search(left) or signs.FORBIDDEN.search(left) or signs.HEARSAY.search(seen.words):
        return True
    return _is_wish(seen)


_SOMETHING_ELSE = (_somebody_chose_it, _elsewhere_or_before, _one_or_a_sample, _a_window, _supposed)


def _a_wait(seen: Seen) -> bool:
    """Whether somebody can have waited so long: "Two days." is work, "after 3 days" is when it began."""
    if not WORD.search(seen.left + seen.right) or seconds(seen) < _NOTICED:
        return False
    if signs.LASTS_BEFORE.search(seen.left) or signs.LASTS_AFTER.match(seen.right):
        return False
    return not seen.left.lower().endswith("after ") or signs.ARRIVES.search(seen.left) is not None


def _counts_something(seen: Seen) -> bool:
    """Whether it is said what is counted; "at 3" and "ward 3" count nothing."""
    quantity, right = seen.quantity, seen.right
    if (
        quantity.value <= _LAST_HOUR
        and signs.CLOCK_BEFORE.search(seen.left)
        and not re.match(r" [a-z]+s\b", right)
    ):
        return False
    if quantity.value <= _LAST_HOUR and re.search(r"\b(?:the|other|both|all) $", seen.left, re.IGNORECASE):
        return False  # "the two": known before, not counted here
    follows = re.match(r" (?:of (?:them|those|these|us)\b|[a-z])", right) is not None
    return follows or signs.HAPPENED.search(seen.left) is not None


def _is_wish(seen: Seen) -> bool:
    return bool(signs.WISH_BEFORE.search(seen.left) or WISH_AFTER.match(seen.right)) and (
        seen.quantity.role not in ("today", "impact")
        or PLAIN_WISH.search(seen.left) is not None
        or WISH_AFTER.match(seen.right) is not None
    )
