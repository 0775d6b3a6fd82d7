"""A quantity in its sentence: what kind it is, how close to the trouble, how plainly it is a target."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from translator.evidence.sections import Section
from translator.evidence.sentence_words import PEOPLE
from translator.evidence.units import CURRENCIES, SECONDS
from translator.models import Block, Evidence, Quantity
from translator.offline import number_signs as signs
from translator.text import WORD, Span, sentences

TIME_UNITS = frozenset({"ns", "us", "ms", "s", "min", "h", "d", "wk", "mo", "y"})
_SIZES = frozenset({"B", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB"})
_RATIO = re.compile(
    r"(\d[\d,]*)\s?(?:of|out of|in|/)\s?(?:every |(?:the|our|all) (?:(?:last|past) )?)?(\d[\d,]*)"
)
_MARK = re.compile(r"[,;()\n](?=\s|$)|\(| [–—-] |(?<=\w)\. ")
_PARTS = re.compile(r"[a-z] (?:thirds?|quarters?|fifths|tenths)$", re.IGNORECASE)
_RATIO_WORDS = re.compile(r"\b(?:of|out of|in)\b|/")
NEAR = 45  # characters
_LOOKED_AT = 240  # characters of a sentence to each side: who writes without a full stop may not stop us
FEW = 3
_BRIEF = 8  # words of a sentence that leans on the one before
Kind = Literal["share", "time", "count", "money", "size", "other"]


class Seen(NamedTuple):
    """A quantity with the sentence around it: the words to its left and right, and the section."""

    item: Evidence
    left: str
    right: str
    section: Section

    @property
    def quantity(self) -> Quantity:
        """What was read."""
        return self.item.quantity or Quantity(value=0)

    @property
    def words(self) -> str:
        """The sentence."""
        return f"{self.left}{self.item.text}{self.right}"

    @property
    def clause(self) -> str:
        """The part of the sentence between two marks that the quantity stands in."""
        return f"{_MARK.split(self.left)[-1]}{self.item.text}{_MARK.split(self.right)[0]}"

    @property
    def is_ratio(self) -> bool:
        """Whether it says how many of how many: somebody counted both."""
        return self.kind == "share" and self.quantity.unit != "%" and any(map(str.isdigit, self.item.text))

    @property
    def kind(self) -> Kind:
        """What kind of measure it can be."""
        unit = self.quantity.unit
        if unit == "%" or (not unit and _is_ratio(self.item.text, self.quantity.value)):
            return "share"
        if unit in TIME_UNITS:
            return "time"
        if unit in CURRENCIES:
            return "money"
        if unit in _SIZES:
            return "size"
        return "other" if unit else "count"


def _is_ratio(text: str, value: float) -> bool:
    return 0 < value < 1 and (
        _RATIO_WORDS.search(text) is not None
        or text.lower().startswith(("half", "a ", "every "))
        or _PARTS.search(text) is not None
    )


def numerator(seen: Seen) -> float:
    """The count of "41 of 118", else the value."""
    ratio = _RATIO.search(seen.item.text)
    return float(ratio.group(1).replace(",", "")) if ratio else seen.quantity.value


def seen_quantities(
    items: Sequence[Evidence], text: str, placed: Iterable[tuple[Block, Section]]
) -> list[Seen]:
    """The quantities of the ticket's prose with their sentences, in reading order."""
    waiting = sorted((e for e in items if e.source == "ticket"), key=lambda e: e.start)
    found: list[Seen] = []
    at = 0
    for block, section in placed:
        if at == len(waiting):
            break
        if waiting[at].start >= block.end or block.kind == "heading":
            continue
        for span in sentences(text, block.start, block.end):
            while at < len(waiting) and waiting[at].start < span.start:
                at += 1
            while at < len(waiting) and waiting[at].start < span.end:
                found.append(_in_sentence(waiting[at], text, span, section))
                at += 1
    return found


def _in_sentence(item: Evidence, text: str, span: Span, section: Section) -> Seen:
    left = text[max(span.start, item.start - _LOOKED_AT) : item.start]
    right = text[item.end : max(item.end, min(span.end, item.end + _LOOKED_AT))]
    return Seen(item, left, right, section)


def whole(seen: Seen) -> bool:
    """Whether it can be a count: "3.0" is a version or a grade, unless it is a mean."""
    if seen.quantity.statistic or seen.quantity.per or seen.quantity.window:
        return True
    return re.search(r"\d\.\d", seen.item.text) is None or seen.quantity.value >= 1000


def own_noun(seen: Seen) -> str:
    """What it counts if that stands right behind it: a noun from before the number is often another's."""
    noun = seen.quantity.noun
    return noun if noun and noun.split()[-1] in seen.right[: NEAR + len(noun)].lower() else ""


def measured(seen: Seen) -> bool:
    """Whether the sentence shows that somebody counted: a period, a source, an event, people "
    "who wrote in."""
    quantity, words = seen.quantity, seen.words
    if quantity.window or quantity.per or _dated(seen) or signs.HAPPENED.search(words):
        return True
    if seen.kind == "count" and quantity.value <= FEW:
        return False
    contact = signs.CONTACT.search(own_noun(seen)) or signs.CONTACT.search(seen.right[:NEAR])
    return bool(contact or signs.COUNTED.search(words))


def closeness(seen: Seen, told: bool, title: frozenset[str]) -> float:
    """How likely it is the reading of what goes wrong. `told`: it stands in a symptom or an effect."""
    quantity, kind, near = seen.quantity, seen.kind, seen.right[:NEAR]
    score = {"share": 3.0, "time": 2.5, "count": 1.5, "money": 1.0}.get(kind, 0.0)
    score += 2.0 if signs.TROUBLE.search(seen.clause) else 1.0 * bool(signs.TROUBLE.search(seen.words))
    score += 1.5 * seen.is_ratio + 1.5 * bool(signs.BLAMED.search(seen.words))
    noun = own_noun(seen)
    happened = signs.HAPPENED.search(seen.words) is not None or noun.endswith("times")
    score += 1.5 * happened
    if kind == "count":
        contact = signs.CONTACT.search(noun) or signs.CONTACT.search(near)
        labelled = _labelled(seen) and signs.CONTACT.search(quantity.noun)
        score += 2.0 * bool(contact or labelled)
        score += 1.0 * bool(quantity.window or quantity.per)
        score -= 1.5 * (not noun and not _NOUN_FOLLOWS.match(seen.right) and not _labelled(seen))
        score -= 1.0 * (quantity.value <= FEW and not quantity.window)
        score += 2.0 * (_OF_THEM.match(seen.right) is not None) - 2.0 * bool(
            _OF_THEM_LATER.search(seen.right)
        )
        if noun and _PEOPLE.search(noun) and not signs.CONTACT.search(seen.words):
            score -= 1.0  # how many people there are is not how often it happens to them
    if kind == "share":
        score += 1.0 * (len(WORD.findall(seen.words)) <= _BRIEF)
    if kind == "time":
        score += 1.5 * bool(signs.WAITING.search(seen.left) or signs.WAITED.match(seen.right))
    score += 1.0 * bool(quantity.window or quantity.per or _dated(seen))
    score += 1.5 * bool(quantity.statistic) or 1.0 * bool(signs.COUNTED.search(seen.words))
    score += 1.0 * (quantity.role in ("today", "impact")) + 0.7 * told
    score += 1.0 * bool(stems(seen.words[: len(seen.left) + 60]) & title)
    score -= 3.0 * bool(signs.POPULATION.search(seen.left) and kind == "count")
    score -= 2.5 * bool(signs.EXTREME.search(seen.left))
    score -= 2.0 * (seen.section == "cause") + 1.0 * (quantity.bound in ("under", "at most"))
    return score - 3.0 * bool(signs.ALERT.search(seen.left))


def _labelled(seen: Seen) -> bool:
    """Whether what it counts stands before it as a label: "misdirected calls: 19 in January, 22 in March"."""
    noun = seen.quantity.noun
    return bool(noun) and re.search(rf"{re.escape(noun)} ?[:=–—-]", seen.left, re.IGNORECASE) is not None


def is_tied(seen: Seen, title: frozenset[str]) -> bool:
    """Whether two things in its own clause tie a time to somebody's wait; "restart took 4 min" is one."""
    clause = seen.clause
    ties = (
        bool(seen.quantity.statistic) or signs.COUNTED.search(clause) is not None,
        signs.TROUBLE.search(clause) is not None,
        signs.WAITING.search(seen.left) is not None or signs.WAITED.match(seen.right) is not None,
        _SOMEBODY.search(clause) is not None,
        bool(stems(clause) & title),
        signs.VERSUS.search(clause) is not None,
        bool(seen.quantity.window or seen.quantity.per),
        seen.section in ("title", "actual", "impact"),
    )
    return sum(ties) > 1


_SOMEBODY = re.compile(
    rf"(?:{PEOPLE.pattern})|\b(?:users?|they|he|she|somebody|everyone|visitors?|drivers?|nurses?|clerks?|agents?|"
    r"callers?|people|residents?|players?|parents?|readers?)\b",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r" of (?:them|these|those)\b")
_OF_THEM_LATER = re.compile(r"\d of (?:them|these|those)\b")
_NOUN_FOLLOWS = re.compile(r" of (?:them|these|those)\b| (?:[a-z]+ ){0,2}[a-z]{3,}s\b")
_PEOPLE = re.compile(
    r"(?:users|customers|accounts|clients|schools|shops|stores|hotels?|groups|companies|tenants|"
    r"teams|people|persons|"
    r"prospects|hosts|members|offices|sites|practices|partners|carriers|drivers|teachers|schools|"
    r"merchants)$"
)
_DATED = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december|jan|feb|"
    r"apr|aug|sept?|oct|nov|dec)\b|\b(?:today|"
    r"yesterday|this (?:week|"
    r"month|morning|year|quarter)|q[1-4])\b|\d{4}-\d{2}",
    re.IGNORECASE,
)


def _dated(seen: Seen) -> bool:
    return bool(_DATED.search(seen.left[-60:]) or _DATED.search(seen.right[:60]))


def seconds(seen: Seen) -> float:
    """A time in seconds."""
    return seen.quantity.value * SECONDS[seen.quantity.unit]


def stems(text: str) -> frozenset[str]:
    """The longer words of a text, cut so that inflections meet; a word that any ticket has says nothing."""
    return frozenset(w.lower()[:5] for w in WORD.findall(text) if len(w) > 3 and w.isalpha()) - _COMMON


_COMMON = frozenset(
    w[:5]
    for w in "with from that this than less more most when then have been were after before until only "
    "just today "
    "month weeks hours minutes seconds days first last next every some them they their there "
    "here into over under "
    "about please should would could again still because without which while each time times "
    "other done".split()
)
