"""When the ticket says it is looked at again, and who keeps it: the review date and the owner it states.

A due date, a release or a date in the past is no review; somebody who is merely named owns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from translator.evidence.dates import date_at
from translator.evidence.sections import Section
from translator.models import Block
from translator.text import Span, sentences

REVIEW = "review"
OWNER = "owner"
_WINDOW = 90  # characters between the words of a review and its date

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_COUNT = r"(?:\d{1,2}|a|an|one|two|three|four|five|six|eight|ten|twelve)"
_LOOSE_DATE = re.compile(
    rf"\b(?:(?:early|mid|late)[ -]+{_MONTH}(?: \d{{4}})?|(?:end|beginning|start|middle|first week|"
    rf"second week|"
    rf"last week) of (?:{_MONTH}(?: \d{{4}})?|(?:the|this|next) (?:week|month|quarter|year|sprint|"
    rf"season|term))|"
    rf"next (?:week|month|sprint|quarter|(?:mon|tues|wednes|thurs|fri)day)|in {_COUNT} (?:weeks?|"
    rf"months?|sprints?)"
    rf"(?: time)?|(?<=\bin )(?:january|february|april|june|july|august|september|october|november|december)"
    rf"(?: \d{{4}})?)\b",
    re.IGNORECASE,
)
# Words of somebody who will look again.
_REVIEW = re.compile(
    r"\breview(?:ed)?\b(?!(?:s|er|ers)?\b[ -](?:comments?|requests?|board|apps?|pages?|stars?|"
    r"scores?|process|"
    r"environment))|\bre-?visit(?:ed)?\b|\b(?:look(?:ed|ing)?|go|going|goes|come|coming|get|talk|"
    r"sit|read)\b "
    r"(?:\w+ ){0,2}?(?:back\b|over\b|through\b|again\b|together\b|down\b|at (?:it|this|that|"
    r"the (?:number|figure|"
    r"result|count|note)s?)\b)|\bcheck(?:ed|ing|s)?\b(?! out)(?= (?:back|again|in|on|with|w/|it|"
    r"this|the (?:number|"
    r"figure|count|result)s?|how|whether|\d)| ?:)|\b(?:next|second) (?:look|check|review)\b|\btake stock\b|"
    r"\bmeet again\b|\bfollow[- ]up (?:on|meeting|call)\b|\bre-?assess\b|\bcheckpoint\b|"
    r"\bretro(?:spective)?\b",
    re.IGNORECASE,
)
# The past, a deadline and somebody else's date: nothing that is looked at then.
_NOT_THEN = re.compile(
    r"\b(?:was|were|reviewed (?:in|on|last)|looked|had|did|went|came|since|ago|last (?:week|"
    r"month|quarter|year)|"
    r"deadline|due|promised|release[sd]? (?:on|by)|ships? on|code review|pull request|prs?|"
    r"review(?:s|ed)? (?:of|by|"
    r"from))\b",
    re.IGNORECASE,
)
_PASSED = re.compile(
    r"\b(?:passed|failed|was|were|said|wrote|left|showed|found|customers? (?:review|left))\b", re.I
)

_TITLED = r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\. )?"
_NAME = (
    rf"(?P<name>@[A-Za-z](?:[\w-]|\.(?=\w)){{1,38}}|"
    rf"{_TITLED}[A-ZÀ-ÖØ-Þ][\w'’-]{{0,30}}[a-zà-öø-ÿ](?: (?:(?:van|von|de|"
    rf"der|den|di|da|del|la|le|el|al|bin) ){{0,2}}[A-ZÀ-ÖØ-Þ][\w'’-]{{0,30}}\w){{0,3}})"
)
_NOTE = r"(?:note|page|text|ticket|summary|write-?up|document|doc|pitch|list|one-?pager)"
_OF_NOTE = (
    rf"(?:(?:this|the|that) (?:\w+ )?{_NOTE}|(?:it|this|that) (?:up to date|current|updated|alive|fresh))"
)
_OWNS = (
    rf"(?:(?:keeps?|maintains?|updates?|curates?|owns?|writes?|edits?|looks after|takes care of|(?:is|are) "
    rf"(?:responsible|in charge) (?:for|of)) {_OF_NOTE}|keeps? an eye on (?:it|this|that)|"
    rf"writes (?:it|this|that) "
    r"(?:down|up)|owns (?:it|this)\b)"
)
_OWNERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w-])(?<!product )(?<!account )(?<!shop )(?<!store )(?<!business )(?<!data "
        rf")(?i:(?:{_NOTE} )?owner"
        rf"(?: of (?:this|the) {_NOTE})?)(?: ?[:=–-]+ ?| (?:is|will be|stays) | ){_NAME}",
        rf"(?i:\b(?:maintainer|responsible|note[- ]?keeper|dri|kept by|maintained by)\b(?: (?:of|"
        rf"for) (?:this|the) "
        rf"{_NOTE})?)(?: ?[:=–-]+ ?| (?:is|stays) | ){_NAME}",
        rf"{_NAME}(?: \([^()\n]{{1,40}}\)|,? (?:from|in|of|at) [\w ]{{2,30}}?,?)?(?:,? (?:and|"
        rf"who) (?:\w+ )?| |, )"
        rf"(?:will |also |always )?{_OWNS}",
        rf"{_NAME}[ ,(;]{{1,3}}(?:he|she|they|who)(?: will| also| always)? {_OWNS}",
        rf"(?i:\b(?:this |the )?{_NOTE} (?:is |are |stays |gets )?(?:kept|maintained|updated|"
        rf"owned|looked after|"
        rf"curated|written)(?: (?:up to date|current))? by ){_NAME}",
        rf"(?i:\b(?:this |the )?{_NOTE} (?:stays|is|sits|lies|rests) with ){_NAME}",
    )
)
_NOBODY = re.compile(
    r"(?:tbd|tba|nobody|none|open|unknown|the|we|i|this|it|who|not|no|to|team|support|sales|"
    r"engineering|please|"
    r"review|new|see|done|finish|goal|target)$",
    re.IGNORECASE,
)


class Planned(NamedTuple):
    """A stated review date or owner: which of the two, where it stands, and the ISO date if it "
    "is certain."""

    kind: str
    span: Span
    value: str = ""


def planned(text: str, placed: Sequence[tuple[Block, Section]]) -> Iterator[Planned]:
    """The review date and the owner that the ticket states; of several, the one said last."""
    review: Planned | None = None
    owner: Planned | None = None
    for block, _ in placed:
        if block.kind == "title":
            continue
        low = text[block.start : block.end]
        if _REVIEW.search(low):
            for span in sentences(text, block.start, block.end):
                review = _review_in(text, span) or review
        for span in _names(text, block):
            owner = Planned(OWNER, span)
    yield from (found for found in (review, owner) if found is not None)


def _review_in(text: str, sentence: Span) -> Planned | None:
    """The date of a sentence that says it is looked at again then."""
    cue = _REVIEW.search(text, sentence.start, sentence.end)
    if cue is None:
        return None
    found = list(_dates(text, sentence))
    after = [d for d in found if cue.start() <= d.span.start <= cue.end() + _WINDOW]
    before = [d for d in found if d.span.end <= cue.start() <= d.span.end + _WINDOW]
    for date in (*after, *reversed(before)):
        between = text[min(cue.start(), date.span.start) : max(cue.end(), date.span.start)]
        if not _NOT_THEN.search(between) and not _PASSED.match(text, date.span.end + 1):
            return date
    return None


def _dates(text: str, sentence: Span) -> Iterator[Planned]:
    at = sentence.start
    while at < sentence.end:
        opens = at == sentence.start or not text[at - 1].isalnum()
        loose = _LOOSE_DATE.match(text, at, sentence.end) if opens else None
        if loose is not None:
            yield Planned(REVIEW, Span(*loose.span()))
            at = loose.end()
            continue
        read = date_at(text, at) if opens and text[at].isalnum() else None
        if read is not None and read.end <= sentence.end:
            if _is_day(text[at : read.end], read.value):
                yield Planned(REVIEW, Span(at, read.end), read.value)
            at = read.end
            continue
        at += 1


def _is_day(words: str, value: str) -> bool:
    """Whether it is a day or a month, not a clock time, a quarter or a year alone."""
    return (
        "Q" not in value
        and "H" not in value
        and (len(value) >= 7 or re.search(_MONTH, words, re.I) is not None)
    )


_OWNER_WORDS = re.compile(
    r"\b(?:owner|owns|owned|maintain\w*|responsible|keeper|keeps?|kept|updates?|updated|"
    r"curate[sd]|looks after|"
    r"looked after|care of|writes|written|edits|eye on|in charge|dri|stays with|is with|"
    r"sits with|lies with|"
    r"rests with)\b",
    re.IGNORECASE,
)


def _names(text: str, block: Block) -> Iterator[Span]:
    if _OWNER_WORDS.search(text, block.start, block.end) is None:
        return
    for pattern in _OWNERS:
        for match in pattern.finditer(text, block.start, block.end):
            if not _NOBODY.match(match.group("name").split()[0].strip("@")):
                yield Span(*match.span("name"))
