"""A quantity as a value to reach: how plainly it is one, and whether it can be one for a reading of today."""

from __future__ import annotations

from translator.evidence.wishes import PLAIN_WISH, SHOULD_HAVE, WISH_AFTER
from translator.offline import number_signs as signs
from translator.offline.number_seen import Seen, numerator, own_noun, seconds, stems, whole


def wanted(seen: Seen) -> float:
    """How plainly it is a value to reach; 0 where it cannot be one."""
    quantity, kind = seen.quantity, seen.kind
    if SHOULD_HAVE.search(seen.left) or quantity.role in ("today", "impact"):
        return 0.0
    if (
        kind in ("size", "money")
        or (kind == "count" and not whole(seen))
        or signs.IN_A_ROW.match(seen.right)
        or signs.ALERT.search(seen.left)
    ):
        return 0.0
    if (
        signs.EFFORT.search(seen.words)
        or signs.ELSEWHERE.search(seen.words)
        or signs.WINDOW_BEFORE.search(seen.left)
    ):
        return 0.0
    if kind == "time" and signs.LASTING_BEFORE.search(seen.left) and not quantity.bound:
        return 0.0  # "for two weeks": how long it must hold
    if seen.section in ("proposal", "steps", "environment", "aside", "cause") and not PLAIN_WISH.search(
        seen.left
    ):
        return 0.0
    if kind == "count" and not quantity.bound and quantity.value == 1 and seen.section != "finish":
        return 0.0
    setting = signs.SETTING_BEFORE.search(seen.left) or signs.SETTING_AFTER.match(seen.right)
    bounded = quantity.bound in ("under", "at most", "over", "at least")
    stated = seen.section in ("finish", "expected")
    worth = 2.0 * (quantity.role == "target") + 1.0 * stated + 1.5 * bounded
    plain = PLAIN_WISH.search(seen.left)
    wish = plain or signs.WISH_BEFORE.search(seen.left) or WISH_AFTER.match(seen.right)
    worth += 2.0 * bool(wish) + 1.5 * bool(plain)
    if not wish and quantity.role != "target" and not (stated and bounded):
        return 0.0
    worth += 1.0 * bool(WISH_AFTER.match(seen.right))
    return worth + 1.0 * (kind in ("share", "time")) - 3.0 * bool(setting and not bounded)


def same_measure(target: Seen, today: Seen) -> bool:
    """Whether the target can be one for this reading."""
    a, b = target.kind, today.kind
    if target.quantity.value == 0 and b in ("count", "share"):
        return not own_noun(target) or _alike(target, today) or bool(PLAIN_WISH.search(target.left))
    if a == b == "time":
        return True
    if {a, b} <= {"share", "count"} and target.quantity.unit == today.quantity.unit:
        both = signs.CONTACT.search(target.words) and signs.CONTACT.search(today.words)
        return not own_noun(target) or bool(both) or _alike(target, today)
    if a == b == "share":
        return True
    # "47 min, should be <5": the unit is said once.
    bare = a == "count" and not own_noun(target) and not target.quantity.noun
    return bare and b in ("time", "share") and target.words == today.words


def _alike(target: Seen, today: Seen) -> bool:
    """Whether what is counted in the one stands in the other's sentence."""
    return bool(
        stems(target.quantity.noun or target.item.text) & stems(today.words)
        or stems(today.quantity.noun) & stems(target.words)
    )


def is_better(target: Seen, today: Seen) -> bool:
    """Whether reaching the target would be progress; unknown counts as progress."""
    if target.kind == today.kind == "time" and target.quantity.bound not in ("over", "at least"):
        return seconds(target) < seconds(today)
    if target.quantity.unit != today.quantity.unit or target.kind != today.kind:
        if target.kind == "count" and today.kind == "share":
            return target.quantity.value < max(numerator(today), 1.0)
        return True
    if target.quantity.bound in ("over", "at least"):
        trouble = signs.TROUBLE.search(today.words) is not None
        return not trouble and target.quantity.value > today.quantity.value
    if target.kind == today.kind == "share":
        return target.quantity.value < today.quantity.value or not signs.TROUBLE.search(today.words)
    fewer = target.quantity.bound in ("under", "at most") or target.kind in ("time", "share", "count")
    return numerator(target) < numerator(today) if fewer else target.quantity.value != today.quantity.value
