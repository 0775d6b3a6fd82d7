"""Number words: which words count, what they are worth, and which idioms mean no number.

text2num was tried and is not used: it rewrites instead of pointing at spans, leaves "from twelve to
two" half read, turns "two thirds" into "two 3rds", and knows no idioms; here precision decides.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

UNITS: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS: dict[str, int] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES: dict[str, int] = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "dozen": 12,
}  # fmt: skip
_MULTIPLES = {
    "twice": 2, "thrice": 3, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "triple": 3,
    "tripled": 3, "triples": 3, "tripling": 3, "quadruple": 4, "quadrupled": 4, "quadruples": 4,
}  # fmt: skip
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}

_NTH = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "twentieth": 20,
}  # fmt: skip

WordKind = Literal["count", "share", "multiple", "label", "vague"]


class NumberWords(NamedTuple):
    """A number in words: [start, end), its value, and how it counts.

    `vague` is a round plural such as "dozens"; `label` names a thing ("phase two") and counts none.
    """

    start: int
    end: int
    value: float
    kind: WordKind


def _any(words: object) -> str:
    return "|".join(sorted((str(w) for w in words), key=len, reverse=True))  # type: ignore[attr-defined]


LEXEMES = (
    _any({*UNITS, *TENS, *SCALES, *_MULTIPLES, "half", "halves", "halved", "third", "thirds"})
    + "|quarters?|fifths?|tenths?|fourth|sixth|seventh|eighth|ninth|twelfth|twentieth|couple|once|"
    "hundreds|thousands|millions|billions|dozens"
    + "|(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)-?fold"
)
_SMALL = f"(?:(?:{_any(TENS)})(?:[- ](?:{_any(list(UNITS)[1:10])}))?|{_any(UNITS)})"
_SCALE = f"(?:{_any(SCALES)})"
_END = r"(?![^\W_])"
_CARDINAL = re.compile(
    rf"(?:(?:half[- ])?an?[- ](?={_SCALE}))?(?:{_SMALL}"
    rf"(?:[- ]{_SCALE}{_END}(?:[- ]and)?(?:[- ]{_SMALL}{_END})?){{0,4}}"
    rf"|{_SCALE}{_END}(?:(?:[- ]and)?[- ]{_SMALL}{_END}|[- ]{_SCALE}{_END}){{0,4}}){_END}",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(rf"[- ]and[- ](?:a|one)[- ](half|quarter|third){_END}", re.IGNORECASE)
_PART = re.compile(
    rf"(?:(?P<n>an?|{_SMALL})[- ])?(?P<part>half|third|quarter|fifth|tenth)(?P<s>s)?{_END}",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_]+")
_TIME = r"(?:second|minute|hour|day|night|week|month|quarter|year|sprint|release)"
_ONCE_RATE = re.compile(rf"once (?:an?|per|every|each) (?:\w+ )?{_TIME}s?{_END}", re.IGNORECASE)
_FOR_SO_LONG = re.compile(
    r"\b(?:for|in|within|over|after|during|next|last|per|each) (?:an? )?\Z", re.IGNORECASE
)
_EVERY = re.compile(r"\bevery \Z", re.IGNORECASE)
_NO_SHARE = re.compile(rf" (?:{_TIME}|time|morning|evening|weekend)|\W*$", re.IGNORECASE)
_AFTER_FRACTION = re.compile(r" (?:of|the|our|an?|all|as)\b|\s*(?:[.,;:!?)\n]|$)", re.IGNORECASE)
_FOLD = re.compile(rf"({_SMALL}|hundred|thousand)-?fold{_END}", re.IGNORECASE)

_LABELLED = re.compile(
    r"\b(?:phase|step|version|stage|tier|level|part|option|number|day|chapter|section|case|round"
    r"|plan|team|table|figure|scenario|priority|severity|page|item|line|sprint|week) \Z",
    re.IGNORECASE,
)
_ONE_BEFORE = re.compile(
    r"\b(?:this|that|the|which|no|each|every|any|some|another|next|last|previous|same|other|new"
    r"|old|right|wrong|good|bad|better|best|big|small|latest|existing|current|original|default"
    r"|single|these|those|first|second|third|a|correct|valid|proper|separate|different"
    r"|similar|specific|particular|newer|older|real|simple|common|main|only|my|your|our|is|was) \Z",
    re.IGNORECASE,
)
_ONE_AFTER = re.compile(
    r"(?:-(?!(?:hour|minute|second|day|week|month|year)\b)| (?:of (?!\d)|another|by|at|can|could"
    r"|should|would|may|might|must|cannot|has|is|was|are|that|who|which|does|did|will|for|from"
    r"|with|on|and(?! a half)|than|as|not|or(?! (?:two|more))|if|when|where|it|in (?:the|this|a)"
    r"|to (?:the|be|see|use)|the|we|you|you're|they|after|before|via|under|using|so|but|because"
    r"|needs?|wants|expects|gets|must|uses)\b|\s*(?:$|[.,;:!?()\]\n\"'/]))",
    re.IGNORECASE,
)
_HYPHEN_IDIOM = re.compile(
    r"-(?:factor|way|step|phase|fold|eyes?|sided|tier|pronged|dimensional|legged|to-|off|liner"
    r"|click|size|shot|stop|letter|digit|pass|part|time|out)",
    re.IGNORECASE,
)
_HALF_BEFORE = re.compile(r"\b(?:first|second|other|latter|top|bottom|upper|lower|left|right) \Z", re.I)
_DOUBLE_BEFORE = re.compile(
    r"\b(?:to|would|will|could|can|almost|nearly|about|roughly|is|are|was|were|at|than|by|over) \Z",
    re.I,
)
_DOUBLE_AFTER = re.compile(r" (?:the|what|that|our|its|their|as many|as much|every|each|\d)", re.I)
_DOUBLE_IDIOM = re.compile(
    r"[- ]?(?:click|check|quot|spac|free|submi|charg|tap|book|encod|preci|dash|colon|slash|buffer"
    r"|lock|count|entr|escap|clik|bind|fetch|post|render|value|type|digit|bracket|opt)", re.I
)  # fmt: skip
_COUPLE_BEFORE = re.compile(r"\b(?:an?|the|last|past|next|first|every) \Z", re.IGNORECASE)


def number_words_at(text: str, start: int, floor: int = 0) -> NumberWords | None:
    """The number in words whose first lexicon word starts at `start`, or None for an idiom.

    `floor` is how far left an article ("a dozen", "half a million") may be taken in.
    """
    token = _TOKEN.match(text, start)
    if token is None:
        return None
    word = token.group().lower()
    before = text[max(floor, start - 16) : start]
    after = text[token.end() : token.end() + 24]
    if fold := _FOLD.match(text, start):
        return NumberWords(start, fold.end(), _worth(fold.group(1)), "multiple")
    if _LABELLED.search(before) and word in UNITS:
        return NumberWords(start, token.end(), UNITS[word], "label")
    if word in _MULTIPLES or word == "halved":
        return _multiple(text, start, token.end(), word, before, after)
    if word == "once":
        return NumberWords(start, token.end(), 1, "count") if _ONCE_RATE.match(text, start) else None
    if word == "couple":
        return _couple(text, start, token.end(), before)
    if word in ("hundreds", "thousands", "millions", "billions", "dozens"):
        return NumberWords(start, token.end(), SCALES[word[:-1]], "vague")
    if word == "one" and (_ONE_BEFORE.search(before) or _ONE_AFTER.match(after)):
        return _part(text, start, before, floor) if after[:8].lower() == "-quarter" else None
    if word == "zero" and (after.startswith("-") or before.endswith(("-", "by ", "By "))):
        return None
    if part := _part(text, start, before, floor):
        return part
    if word in _NTH:
        return _every_nth(start, token.end(), word, before, after)
    if word in _PARTS or word.rstrip("s") in _PARTS or word == "halves":
        return None
    return _cardinal(text, start, before, after, floor)


def _multiple(text: str, start: int, end: int, word: str, before: str, after: str) -> NumberWords | None:
    if word == "halved":
        return NumberWords(start, end, 0.5, "multiple")
    if word in ("double", "triple", "quadruple", "doubles", "triples", "doubling", "tripling"):
        if _DOUBLE_IDIOM.match(after) or before.endswith("-") or after.startswith("-"):
            return None
        if not (_DOUBLE_AFTER.match(after) or _DOUBLE_BEFORE.search(before)):
            return None
    if word in ("twice", "thrice") and not re.match(r" (?:as|the)\b", after, re.I):
        return NumberWords(start, end, _MULTIPLES[word], "count")
    return NumberWords(start, end, _MULTIPLES[word], "multiple")


def _couple(text: str, start: int, end: int, before: str) -> NumberWords | None:
    article = _COUPLE_BEFORE.search(before)
    follows = text[end : end + 4] == " of " or bool(re.match(r" (?:more|other)\b", text[end : end + 8]))
    if not follows and not (article and re.match(r" \w+s\b", text[end : end + 24])):
        return None
    if article and article.group().lower() == "a ":
        start -= 2
    return NumberWords(start, end + (3 if text[end : end + 4] == " of " else 0), 2, "count")


def _part(text: str, start: int, before: str, floor: int) -> NumberWords | None:
    """A share such as "half of", "two thirds", "a third of"; not "the third try"."""
    match = _PART.match(text, start)
    if match is None:
        return None
    part, counted = match.group("part").lower(), match.group("n")
    if _HYPHEN_IDIOM.match(text, match.end()) or text[match.end() : match.end() + 1] == "-":
        if part == "half" and re.match(
            r"-(?:an?[- ])?(?:hour|day|minute|second|year|month)",
            text[match.end() : match.end() + 12],
        ):
            return NumberWords(start, match.end(), 0.5, "count")
        return None
    if part == "half":
        return _half(text, start, match.end(), before, counted)
    article = start >= floor + 2 and bool(re.search(r"\ban? \Z", before, re.I))
    if counted and counted.lower() not in ("a", "an", "one"):
        if not match.group("s"):
            return None
        return NumberWords(start, match.end(), _worth(counted) * _PARTS[part], "share")
    tail = text[match.end() : match.end() + 6]
    if part == "quarter" and not tail.startswith(" of ") and _FOR_SO_LONG.search(before):
        return None  # "for one quarter" is three months
    if counted:  # "one third": "one" was the word at start
        return NumberWords(start, match.end(), _PARTS[part], "share") if _AFTER_FRACTION.match(tail) else None
    if article and (tail.startswith(" of ") or re.search(r"\bby an? \Z", before, re.I)):
        return NumberWords(start - 2, match.end(), _PARTS[part], "share")
    return None


def _every_nth(start: int, end: int, word: str, before: str, after: str) -> NumberWords | None:
    """The share in "every third upload"; "every third day" is a rhythm, and "every second" a unit."""
    if not _EVERY.search(before) or _NO_SHARE.match(after):
        return None
    return NumberWords(start - len("every "), end, 1 / _NTH[word], "share")


def _half(text: str, start: int, end: int, before: str, counted: str | None) -> NumberWords | None:
    if _HALF_BEFORE.search(before) or before.endswith(("-", " and a ")) or counted:
        return None
    if re.match(r" (?:past|way|done|baked|open|written|finished|empty|full)\b", text[end : end + 10], re.I):
        return None
    million = _CARDINAL.match(text, start)
    if million and million.end() > end:
        words = text[start : million.end()].lower().split()
        return NumberWords(start, million.end(), 0.5 * _worth(" ".join(words[2:])), "count")
    return NumberWords(start, end, 0.5, "share")


def _cardinal(text: str, start: int, before: str, after: str, floor: int) -> NumberWords | None:
    match = _CARDINAL.match(text, start)
    if match is None or _HYPHEN_IDIOM.match(text, match.end()) or before.endswith("-"):
        return None
    value: float = _worth(match.group())
    begin, end = start, match.end()
    if match.group().lower().startswith(tuple(SCALES)):
        article = re.search(r"\b(half[ -])?an? \Z", before, re.IGNORECASE)
        if article and start - (article.end() - article.start()) >= floor:
            begin = start - (article.end() - article.start())
            value = value * 0.5 if article.group(1) else value
    if mixed := _AND_A_HALF.match(text, end):
        value, end = value + _PARTS[mixed.group(1).lower()], mixed.end()
    return NumberWords(begin, end, value, "count")


def _worth(phrase: str) -> float:
    """The value of "two", "twenty-three", "one thousand two hundred", "a dozen"."""
    total, current = 0, 0
    for word in re.split(r"[-\s]+", phrase.lower().strip()):
        if word in UNITS:
            current += UNITS[word]
        elif word in TENS:
            current += TENS[word]
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * SCALES[word]
        elif word in SCALES:
            total, current = total + max(current, 1) * SCALES[word], 0
    return float(total + current)
