"""Whether a word for people stands for people: "customers open …", not "customer data"."""

from __future__ import annotations

import re

from translator.text import Span

_NEXT_WORD = re.compile(r" ([A-Za-z'’]+)")
_BEFORE = re.compile(
    r"\b(?:an?|the|each|every|our|one|another|their|some|first|new) (?:\w+ )?\Z", re.IGNORECASE
)
# What follows people in a sentence, and hardly ever follows a word that describes the next noun.
_FOLLOWS = frozenset(
    (
        "is was has had can cannot can't could does did will would may might must who that with in on at "
        "and or to gets sees opens clicks tries reports wants confirms pays asks cant when while needs "
        "uses loses waits complains reported complained asked called cancels cancelled from for paid buys "
        "bought got receives received then still again also never always often sometimes gave went told "
        "wrote said says types taps presses picks picked looks looked types deletes sends sent signs logs "
        "uploads attaches scans rings rang phones books invites comes came goes leaves left stands sits "
        "reads writes finds found learns notices noticed becomes marks drives walks takes took hands plans "
        "thinks thought checks chooses fills enters selects submits downloads cancel cannot doesn't "
        "couldn't won't didn't isn't wasn't hasn't as by after before during into off out without about "
        "because if but so just now only today again twice already shows showed makes made does do are "
        "were have open see get use wait lose pay press click type call write ask need want try"
    ).split()
)
# Verbs that are nouns as well: people only where an article stands before them.
_EITHER = re.compile(r"\w+s\Z")


def is_modifier(text: str, span: Span) -> bool:
    """Whether the words only describe the next noun: "passenger list", "customer data"."""
    if span.of(text).lower().endswith(("s", "page", "panel", "staff", "team", "call")):
        return False
    follows = _NEXT_WORD.match(text, span.end)
    if follows is None or follows.group(1).lower().replace("’", "'") in _FOLLOWS:
        return False
    articled = _BEFORE.search(text, max(0, span.start - 24), span.start) is not None
    return not (articled and _EITHER.match(follows.group(1)) is not None)
