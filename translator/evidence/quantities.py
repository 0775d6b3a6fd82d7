"""Amounts: a number in digits or words with its unit, range, currency and bound, as one span."""

from __future__ import annotations

import re
from typing import NamedTuple

from translator.evidence.digits import FRACTION_CHARS, FRACTIONS
from translator.evidence.number_words import number_words_at
from translator.evidence.units import CURRENCIES, CURRENCY_SIGNS, SECONDS, TIMES, Unit, unit_at
from translator.models import Bound

_NUMBER = re.compile(
    rf"(?:\d{{1,3}}(?:[,'_]\d{{3}})+(?!\d)(?:\.\d+)?|\d{{1,3}}(?: \d{{3}})*(?: 000)(?!\d)"
    rf"|\d+,\d{{1,2}}(?= ?(?:%|€|ms\b|s\b|GB|MB|h\b|percent|seconds|minutes|hours|sec\b))"
    rf"|\d+(?:\.\d+)?)(?P<part> ?[{FRACTION_CHARS}])?|(?P<bare>[{FRACTION_CHARS}])"
)
_MOST_MINUTES = 240  # "500m" is half a core, not eight hours
_LONGEST = 40  # digits; a longer run is no quantity anybody wrote by hand
_PREFIX = re.compile(
    r"(?P<bound>(?:(?<![-=–])[<>]=?|[≤≥~≈±])[ ]?)?(?P<sign>[+-])?"
    r"(?P<currency>(?:US|A|C)?\$ ?|[€£¥₹₩₿] ?|(?:(?<![^\W_])(?:USD|EUR|GBP|CHF|JPY|INR) ))?"
    r"(?P<inner>-)?(?P<point>\.)?\Z"
)
_SUFFIX = re.compile(
    r"(?P<glued>k|K|bn|mn|mio|M|m|B|G|T)(?![^\W_])"
    r"|[ -](?P<word>hundred|thousand|million|billion|trillion|dozen|mn|bn|lakh|crore)(?![^\W_])",
)
_SCALE: dict[str, float] = {
    "k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "mn": 1e6, "mio": 1e6, "B": 1e9, "bn": 1e9,
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "dozen": 12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_RANGE = re.compile(r" ?[-–—~] ?| ?\.{2,3} ?| (?P<to>to|or) | ?/ ?(?=\d)(?!\d{3})")
_BETWEEN = re.compile(r"\bbetween \Z", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:from|reduc\w*|cut\w*|lower\w*|drop\w*|grow\w*|grew|increas\w*|rais\w*"
    r"|ris\w*|rose|went|go"
    r"|goes|fell|fall\w*|jump\w*|climb\w*|improv\w*|bring\w*|shrink\w*|shrank"
    r"|chang\w*|move[sd]?)\b[^.!?\n]{0,30}\Z",
    re.IGNORECASE,
)
_RATIO = re.compile(r" (?:(?:out of|in)(?: every)?|of(?: every| (?:the|our|all)(?: last| past)?)?) (?=\S)")
_SLASH_RATIO = re.compile(r"/(\d{1,6})(?= (?:of\b|[a-z]+s\b))")
_GLUED_MINUTES = re.compile(r"m(?![^\W_])")
_COMPOUND = re.compile(r",? (?:and )?|(?=\d)")
_PLURAL_NEXT = re.compile(r" (?:[a-z][a-z-]+ ){0,2}[a-z-]{2,}s\b")
_MEMORY = re.compile(r" (?:of )?(?:ram|memory|heap|disk|storage|swap|file|image|upload|rss)", re.IGNORECASE)
_TIMES = re.compile(
    r" times (?:as |the |faster|slower|more|higher|lower|longer|larger|bigger|greater|that)", re.I
)
_GLUED_AFTER = re.compile(r"[^\W_]|[_@\\=*^#][^\W_]|[.:/'][^\W_]|-\d")


class Amount(NamedTuple):
    """A number as written: span, value, upper end, unit, bound; `share` for "half", "1 in 5"."""

    start: int
    end: int
    value: float
    high: float | None = None
    unit: str = ""
    bound: Bound = ""
    share: bool = False
    label: bool = False


class _Number(NamedTuple):
    value: float
    start: int
    end: int
    kind: str  # digits, count, share, multiple, label or vague


def amount_at(text: str, at: int, floor: int) -> Amount | None:
    """The amount whose number starts at `at`; its signs may reach left to `floor`.

    None: the number is part of a name, or the word is an idiom.
    """
    number = _number_at(text, at, floor)
    if number is None:
        return None
    start, sign, currency, bound = _prefix(text, number.start, floor)
    if start is None:
        return None
    if number.kind in ("label", "multiple", "vague") or (number.kind == "share" and not currency):
        return _worded(text, number, bound)
    if share := _ratio(text, number, start, bound):
        return share
    value, end, unit = _measured(text, number, currency)
    high: float | None = None
    second = _second(text, start, end, value, unit)
    if second is not None:
        low_scale = _scale_of(text, number.end, currency)
        high, end, far_unit, far_scale = second
        if low_scale == 1 and far_scale > 1 and unit is None and high / far_scale > value:
            value *= far_scale
        unit = far_unit or unit
    elif unit is not None and unit.name in TIMES:
        value, end, unit = _compound(text, value, end, unit)
    name = unit.name if unit else ""
    if not name and not currency and _TIMES.match(text, end):
        name, end = "x", end + len(" times")
    if currency:
        name = currency
    if _GLUED_AFTER.match(text, end):
        return None
    bound, end = _bound_after(text, end, bound)
    if not name and text[end - 1] == "+" and (far := unit_at(text, end)):
        name, end = far.name, far.end
    return Amount(start, end, -value if sign == "-" else value, high, name, bound)


def _number_at(text: str, at: int, floor: int) -> _Number | None:
    if text[at] not in FRACTION_CHARS and not text[at].isdigit():
        words = number_words_at(text, at, floor)
        return _Number(words.value, words.start, words.end, words.kind) if words else None
    match = _NUMBER.match(text, at, at + _LONGEST + 1)
    if match is None or match.end() - at > _LONGEST:
        return None
    if bare := match.group("bare"):
        return _Number(FRACTIONS[bare], at, match.end(), "digits")
    part = match.group("part")
    digits = match.group()[: -len(part)] if part else match.group()
    plain = re.sub(r"[' _]", "", digits)
    decimal_comma = re.fullmatch(r"\d+,\d{1,2}", plain)
    value = float(plain.replace(",", "." if decimal_comma else ""))
    return _Number(value + (FRACTIONS[part.strip()] if part else 0), at, match.end(), "digits")


def _prefix(text: str, at: int, floor: int) -> tuple[int | None, str, str, Bound]:
    """Where the signs before a number begin; None when they show that it is a name's part."""
    window = max(floor, at - 8)
    match = _PREFIX.search(text, window, at)
    start = match.start() if match else at
    groups = match.groupdict() if match else {}
    before = text[start - 1] if start > window else ""
    sign = (groups.get("sign") or "") + (groups.get("inner") or "")
    if groups.get("point"):
        return None, "", "", ""
    if sign and (before.isalnum() or before in "_-/.:)]"):
        return None, "", "", ""
    if before == ":" and not text[max(0, start - 2) : start - 1].isalnum():
        return None, "", "", ""
    if before.isalnum() or before in ("_", "#", "@", "\\", "/", ".", "&", "%"):
        return None, "", "", ""
    bound = _SYMBOLS.get((groups.get("bound") or "").strip(), "")
    return start, sign, CURRENCY_SIGNS.get((groups.get("currency") or "").strip(), ""), bound


_SYMBOLS: dict[str, Bound] = {
    "<": "under", "<=": "at most", "≤": "at most", ">": "over", ">=": "at least", "≥": "at least",
    "~": "about", "≈": "about",
}  # fmt: skip


def _worded(text: str, number: _Number, bound: Bound) -> Amount:
    """A share, a multiple, a round plural or a label, all of them in words."""
    if number.kind == "label":
        return Amount(number.start, number.end, number.value, label=True)
    if number.kind == "multiple":
        return Amount(number.start, number.end, number.value, unit="x", bound=bound)
    if number.kind == "vague":
        return Amount(number.start, number.end, number.value, bound="at least")
    timed = re.compile(r"(?P<article> (?:an?|of an?) | ?-(?:an?[- ])?| )(?P<unit>[a-z]+)").match(
        text, number.end
    )
    if timed and number.value == 0.5:
        unit = unit_at(text, timed.start("unit") - 1)
        if unit and (unit.name in SECONDS or unit.name == "%"):
            return Amount(number.start, unit.end, 0.5, unit=unit.name, bound=bound)
    return Amount(number.start, number.end, number.value, bound=bound, share=True)


def _ratio(text: str, number: _Number, start: int, bound: Bound) -> Amount | None:
    """ "1 in 5", "one in five", "5 out of 10", "3 of 12", "3/4 of"."""
    if slash := _SLASH_RATIO.match(text, number.end):
        whole = int(slash.group(1))
        if 0 < number.value <= whole:
            return Amount(start, slash.end(), number.value / whole, bound=bound, share=True)
    joint = _RATIO.match(text, number.end)
    if joint is None or number.value != int(number.value) or joint.end() >= len(text):
        return None
    second = _number_at(text, joint.end(), joint.end())
    if second is None or second.kind not in ("digits", "count") or not 0 < number.value < second.value:
        return None
    value, end, unit = _measured(text, second, "")
    loose_in = joint.group().startswith(" in") and (number.value > 9 or value > 1000)
    if (
        unit is not None
        or loose_in
        or _GLUED_AFTER.match(text, end)
        or re.match(r"[-–]\d", text[end : end + 2])
    ):
        return None
    return Amount(start, end, number.value / value, bound=bound, share=True)


def _measured(text: str, number: _Number, currency: str) -> tuple[float, int, Unit | None]:
    """The number with its scale and unit applied: value, end, unit."""
    value, end = number.value, number.end
    suffix = _SUFFIX.match(text, end)
    if suffix:
        word = suffix.group("glued") or suffix.group("word")
        byte_unit = {"G": "GB", "T": "TB"}.get(word)
        if word in ("M", "K") and _MEMORY.match(text, suffix.end()):
            byte_unit = f"{word}B"
        plural = _PLURAL_NEXT.match(text, suffix.end())
        if word == "B" and not currency and not plural:
            byte_unit = "B"
        if byte_unit and not currency:
            return value, suffix.end(), Unit(byte_unit, suffix.end())
        if word == "m" and not currency and not plural and value <= _MOST_MINUTES:
            return value, suffix.end(), Unit("min", suffix.end())
        if word in _SCALE and not (word == "m" and not currency and not plural):
            value, end = value * _SCALE[word], suffix.end()
    unit = unit_at(text, end)
    if unit is None:
        return value, end, None
    return value, unit.end, unit


def _scale_of(text: str, at: int, currency: str) -> float:
    suffix = _SUFFIX.match(text, at)
    return _SCALE.get(suffix.group("glued") or suffix.group("word"), 1) if suffix else 1


def _second(
    text: str, start: int, end: int, low: float, unit: Unit | None
) -> tuple[float, int, Unit | None, float] | None:
    """The upper end of a range that begins with an amount ending at `end`."""
    separator = _RANGE.match(text, end)
    before = text[max(0, start - 48) : start]
    if separator is None:
        between = _BETWEEN.search(before[-9:])
        separator = re.compile(r" and ").match(text, end) if between else None
    elif separator.group("to") == "to" and _CHANGE.search(before):
        return None
    if separator is None or separator.end() >= len(text) or separator.group().startswith("/"):
        return None
    at = separator.end()
    currency = text[at] if text[at] in "$€£¥" else ""
    at += len(currency)
    if at >= len(text) or not (text[at].isdigit() or text[at].isalpha()):
        return None
    number = _number_at(text, at, at)
    if number is None or number.kind not in ("digits", "count"):
        return None
    value, stop, far = _measured(text, number, currency)
    if value <= low or _GLUED_AFTER.match(text, stop):
        return None
    if unit and (far is None or far.name != unit.name) and unit.name not in CURRENCIES:
        return None
    if unit is None and far is not None and text[separator.start() - 1].isalpha() and far.name == "x":
        return None
    return value, stop, far, _scale_of(text, number.end, currency)


def _compound(text: str, value: float, end: int, unit: Unit) -> tuple[float, int, Unit]:
    """ "1h30", "2m 13s", "1 hour and 20 minutes": the value in the smallest unit named."""
    for _ in range(3):
        joint = _COMPOUND.match(text, end)
        if joint is None or joint.end() >= len(text):
            break
        match = re.compile(r"\d{1,3}(?![\d.,]\d)").match(text, joint.end())
        if match is None:
            break
        smaller = unit_at(text, match.end())
        if smaller is None and (minutes := _GLUED_MINUTES.match(text, match.end())):
            smaller = Unit("min", minutes.end())
        if smaller is None and unit.name == "h" and joint.group() == "" and len(match.group()) == 2:
            smaller = Unit("min", match.end())
        if smaller is None or SECONDS.get(smaller.name, 1e12) >= SECONDS[unit.name]:
            break
        value = value * SECONDS[unit.name] / SECONDS[smaller.name] + float(match.group())
        end, unit = smaller.end, smaller
    half = re.compile(r" and a half(?![^\W_])").match(text, end)
    return (value + 0.5, half.end(), unit) if half else (value, end, unit)


def _bound_after(text: str, end: int, bound: Bound) -> tuple[Bound, int]:
    if text[end : end + 1] == "+" and not text[end + 1 : end + 2].isalnum():
        return "at least", end + 1
    return bound, end
