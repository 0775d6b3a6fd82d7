"""What a number is about: the noun, the window, the statistic, the bound and the role around it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from translator.evidence.nouns import noun_after, noun_before
from translator.evidence.quantities import Amount
from translator.evidence.roles import role_of
from translator.evidence.units import CURRENCIES, TIMES
from translator.models import Bound, Quantity


class Mark(NamedTuple):
    """A number's span and reading; `amount` only where it is a quantity or a label in words."""

    kind: Literal["quantity", "date", "identifier"]
    start: int
    end: int
    amount: Amount | None
    value: str

    @property
    def label(self) -> bool:
        """Whether the number only names something."""
        return self.kind == "identifier"


_LEFT, _RIGHT = 110, 90  # characters of a sentence that are looked at on either side
_READ_IN_FULL = 2000  # numbers of one text; one with more is a dump, and nobody quotes its sentences
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_START = re.compile(r"[.!?;][\"')\]]*\s|\n|[|]")
_SENTENCE_END = re.compile(r"[.!?;](?=\s|$|[\"')\]])|\n|[|]")

_PERIOD = (
    r"(?:business |working |calendar |sales )?(?:seconds?|minutes?|hours?|days?"
    r"|nights?|weekends?|weeks?|fortnight|months?|quarters?|years?"
    r"|sprints?|releases?|mornings?|afternoons?|evenings?|shifts?|mondays?|tuesdays?"
    r"|wednesdays?|thursdays?|fridays?"
    r"|saturdays?|sundays?|renewal season|summer|winter|spring|autumn|fall|season)"
)
_SHORT = r"(?:s|sec|min|mins|h|hr|hour|d|day|wk|week|mo|month|yr|year|quarter|minute|second)"
_COUNT = r"(?:\d{1,4}|two|three|four|five|six|seven|eight|ten|twelve|thirty|couple of|few|several)"
WINDOW = re.compile(
    rf"(?:(?:in|over|during|within|for) )?(?:the )?(?:last|past|previous|this|next"
    rf"|current|preceding) (?:{_COUNT} )?{_PERIOD}(?![^\W_])"
    rf"|(?:every|each|any given|a given) (?:{_COUNT} |single |other |few )?{_PERIOD}(?![^\W_])"
    rf"|(?:an?|per) (?!few|couple)(?:single )?{_PERIOD}(?<!s)(?![^\W_])"
    rf"|/ ?{_SHORT}(?![^\W_])"
    r"|since (?:the )?(?:last |early |late |mid-)?(?:\d{1,2} )?(?:(?-i:[A-Z])\w+"
    r"|release|launch|yesterday|christmas|monday|v?\d[\d.]*)(?: \d{4})?"
    r"|(?<![^\W_])(?:in|during) (?:the )?(?:Q[1-4]|(?-i:Jan|Feb|Mar|Apr|May|Jun|Jul"
    r"|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})(?: \d{4})?(?![^\W_])"
    rf"|(?<![^\W_])over the (?:{_PERIOD}|holidays)(?![^\W_])"
    r"|(?<![^\W_])(?:yesterday|overnight|daily|weekly|monthly|quarterly|hourly"
    r"|annually|yearly)(?![^\W_])",
    re.IGNORECASE,
)
_STATISTIC = re.compile(
    r"(?<![^\W_])(?P<p>p ?\d{2}(?:\.\d{1,3})?|\d{2}(?:\.\d)?(?:th|st) percentile)(?![^\W_])"
    r"|(?<![^\W_])(?P<w>median|average|avg|mean|maximum|max|minimum"
    r"|min(?!\.? ?(?:of )?\d* ?utes)|peak)(?![^\W_])",
    re.IGNORECASE,
)
_STATISTIC_AFTER = re.compile(
    r",? ?\(?(?:(?:on|at|in|for) )?(?:the )?(?P<p>p\d{2}(?:\.\d{1,3})?|median"
    r"|average|avg|mean|max|maximum|min|peak)\)?(?![^\W_])",
    re.IGNORECASE,
)
_CANONICAL = {"avg": "average", "mean": "mean", "maximum": "max", "minimum": "min"}
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("at most", re.compile(
        r"\b(?:no more than|not more than|at most|up to|within|a maximum of|not exceed"
        r"|no longer than|maximum of|max(?:imum)?|as much as|or less than) (?:an? )?\Z", re.I)),
    ("at least", re.compile(
        r"\b(?:at least|no less than|not less than|no fewer than|a minimum of|minimum of"
        r"|as many as) (?:an? )?\Z", re.I)),
    ("under", re.compile(
        r"\b(?:under|below|less than|fewer than|lower than|smaller than|faster than"
        r"|younger than|newer than|shorter than|beneath) (?:an? )?\Z", re.I)),
    ("over", re.compile(
        r"\b(?:over|more than|above|exceed\w*|greater than|higher than|longer than"
        r"|older than|later than|larger than|bigger than|upwards of|beyond|past|well over"
        r"|slower than) (?:an? )?\Z", re.I)),
    ("about", re.compile(
        r"\b(?:about|around|roughly|approximately|approx\.?|almost|nearly|circa|some"
        r"|close to|near|an estimated|estimated) (?:an? )?\Z", re.I)),
)  # fmt: skip
_OR_MORE = re.compile(
    r" (?:\w+ )?or (?P<more>more|longer|higher|above|greater|older)"
    r"|(?: \w+)? or (?P<less>less|fewer|lower|below|under)",
    re.I,
)
_PER = re.compile(
    r" ?(?:per|for each|for every|out of every|out of|for) (?P<thing>(?:\d[\d,.]*k?"
    r"|hundred|thousand|million|a thousand|a million|one)?(?: ?[a-z][\w-]*){1,2})",
    re.IGNORECASE,
)
_PERIOD_ONLY = re.compile(rf"{_PERIOD}$|{_SHORT}\Z", re.IGNORECASE)


def quantities(text: str, marks: list[Mark]) -> list[Quantity | None]:
    """For each mark its Quantity, or None for dates and identifiers; same order, same length."""
    read: list[Quantity | None] = []
    full = 0
    floor, last = 0, -1  # end of the last date or quantity; index of the last quantity
    for index, mark in enumerate(marks):
        found: Quantity | None = None
        if mark.amount is not None and mark.kind == "quantity":
            ceiling = marks[index + 1].start if index + 1 < len(marks) else len(text)
            gap = text[marks[last].end : mark.start] if last >= 0 else "\n"
            previous = read[last] if len(gap) <= _LEFT and "\n" not in gap else None
            pair = previous is not None and last == index - 1 and _pairs(gap, previous, mark.amount)
            surround = Surround(floor, ceiling, previous, gap if pair else "")
            full += 1
            bare = full > _READ_IN_FULL or not (
                pair or _LETTER.search(text, max(floor, mark.start - _LEFT), min(ceiling, mark.end + _RIGHT))
            )
            found = _plain(mark.amount) if bare else _quantity(text, mark, mark.amount, surround)
            if pair and previous is not None:
                read[last] = _completed(previous, found)
            last = index
        if mark.kind != "identifier":
            floor = mark.end
        read.append(found)
    return read


def _plain(amount: Amount) -> Quantity:
    """The number alone, where no words stand around it."""
    return Quantity(value=amount.value, high=amount.high, unit=amount.unit, bound=amount.bound)


class Surround(NamedTuple):
    """The numbers next to a number: where they end and start, and the one it may pair with."""

    floor: int
    ceiling: int
    previous: Quantity | None
    pair_gap: str  # the text since `previous` where the two are a from-to pair, else ""


def _completed(first: Quantity, second: Quantity) -> Quantity:
    """The first of a from-to pair with what is said once, behind the second."""
    missing = {
        name: value
        for name in ("noun", "window", "unit", "per")
        if (value := getattr(second, name)) and not getattr(first, name)
    }
    return first.model_copy(update=missing) if missing else first


def _quantity(text: str, mark: Mark, amount: Amount, around: Surround) -> Quantity:
    left, right = sides(text, mark.start, mark.end)
    own = left[max(0, len(left) - (mark.start - around.floor)) :]
    first = around.previous if around.pair_gap else None
    noun = _noun(own, right, amount, around.previous, first is not None)
    return Quantity(
        value=amount.value,
        high=amount.high,
        unit=amount.unit,
        noun=noun,
        per=_per(right),
        window=_window(mark, left, right, around),
        statistic=_statistic(left, right, first),
        bound=amount.bound or _bound(left, right),
        role=role_of(left, own, right, noun, amount.unit, around.pair_gap),
    )


def sides(text: str, start: int, end: int) -> tuple[str, str]:
    """What the sentence says before and after [start, end), bounded in length."""
    left = text[max(0, start - _LEFT) : start]
    found = [stop.end() for stop in _SENTENCE_START.finditer(left)]
    left = left[found[-1] :] if found else left
    right = text[end : end + _RIGHT]
    stop_at = _SENTENCE_END.search(right)
    return left, right[: stop_at.start()] if stop_at else right


_PAIR_GAP = re.compile(
    r"\s*(?:[^\d.;!?\n]{0,30}?)(?:\bto\b(?: (?:under|below|less than|about|around"
    r"|over|at most|within|just))?|→|->|=>|-->|⇒)\s*\Z"
)


def _pairs(gap: str, previous: Quantity, amount: Amount) -> bool:
    """Whether this number is the second of a from-to pair."""
    same = amount.unit == previous.unit or (amount.unit in TIMES and previous.unit in TIMES)
    return (same or not amount.unit or not previous.unit) and len(gap) < 60 and bool(_PAIR_GAP.fullmatch(gap))


def _noun(own: str, right: str, amount: Amount, previous: Quantity | None, pair: bool) -> str:
    """The noun after the number, else the one before it since the last number, else that one's."""
    right = WINDOW.sub(lambda m: "|" * len(m.group()), right)
    own = WINDOW.sub(lambda m: " " * len(m.group()), own)
    measured = bool(amount.unit) or amount.share
    if noun := noun_after(right, measured=measured, money=amount.unit in CURRENCIES):
        return noun
    if pair and previous is not None and previous.noun:
        return previous.noun
    if noun := noun_before(own, measured=measured):
        return noun
    if previous is not None and previous.unit == amount.unit:
        return previous.noun
    return "requests" if amount.unit in ("rps", "rpm") else ""


def _window(mark: Mark, left: str, right: str, around: Surround) -> str:
    """The period counted over: named before the next number, or at the head of the sentence."""
    for match in WINDOW.finditer(right):
        begins = match.start() == 0 or right[match.start()] == "/"
        if begins or not right[match.start() - 1].isalnum():
            if mark.end + match.start() < around.ceiling:
                return match.group().lower().strip()
            break
    spoken = around.floor - (mark.start - len(left))  # up to here another number has the say
    for match in WINDOW.finditer(left):
        opens = match.start() <= 2 and match.end() >= spoken
        rate = match.group().lower().startswith(("a ", "an ", "per ", "/"))
        if rate or match.end() == len(left) or (spoken > 0 and not opens):
            continue
        if not match.start() or not left[match.start() - 1].isalnum():
            return match.group().lower().strip()
    return ""


def _statistic(left: str, right: str, first: Quantity | None) -> str:
    near = left[-48:]
    found = ""
    for match in _STATISTIC.finditer(near):
        if re.search(r"\d", near[match.end() :].replace(match.group(), "")):
            continue
        written = (match.group("p") or match.group("w")).lower().replace(" ", "")
        found = f"p{written[:2]}" if "percentile" in written else written
    if not found and (after := _STATISTIC_AFTER.match(right)):
        found = after.group("p").lower()
    if not found and first is not None:
        found = first.statistic
    return _CANONICAL.get(found, found)


def _bound(left: str, right: str) -> Bound:
    near = left[-32:]
    for bound, pattern in _BOUNDS:
        if pattern.search(near):
            return bound
    if match := _OR_MORE.match(right):
        return "at least" if match.group("more") else "at most"
    return ""


def _per(right: str) -> str:
    """The "for each" of a ratio: "1,000 requests"; "" for a period, which is the window."""
    match = re.match(r"(?: [a-z][\w-]*){0,3}?" + _PER.pattern, right, re.IGNORECASE)
    if match is None:
        return ""
    thing = match.group("thing").strip()
    if _PERIOD_ONLY.fullmatch(thing) or " for " in match.group().lower()[: match.group().find(thing)].replace(
        "for each", ""
    ).replace("for every", ""):
        return ""
    words = thing.split()
    return thing if words[0][0].isdigit() or len(words) == 1 else words[0]
