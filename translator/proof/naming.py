"""Whether one text names a record as its reason: "same cause as INC-316", not "unlike INC-316"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Literal, NamedTuple

from translator.text import Span, sentences

Naming = Literal[
    "same",  # "same cause as INC-316"
    "reason",  # "seen in INC-316", "action item from INC-316"
    "mention",  # named without saying why; what merely follows up an incident may be a better alert
    "denied",  # "not the same as INC-316"
]


class Named(NamedTuple):
    """How a record is named, and the sentence that does it."""

    how: Naming
    sentence: Span


# A key that is only digits, or a plain word, is named by chance all the time.
_KEY = re.compile(r"(?=[^\s]*[A-Za-z])(?=[^\s]*\d)[\w][\w./#:-]{2,79}|[\w.-]+/[\w.-]+#\d+")
# What may stand between the words that give the reason and the name: "in the incident INC-42".
_GAP = (
    r"(?:[\s\[({“\"'‘]|\b(?:the|an?|our|last|recent|earlier|past|incidents?|outages?|tickets?|issues?|jira|bugs?|"
    r"post-?mortems?|reviews?|production|live|in|at|of|during|with|as|for)\b)*\Z"
)
_SAME = re.compile(
    r"\bsame (?:root |underlying )?(?:cause|problem|issue|thing|fault|bug|failure|reason|picture|mistake|"
    r"story)s? (?:as|that|which|behind|of|in|from)\b[^.;:!?\n]{0,30}\Z"
    r"|\b(?:another|one more|yet another) (?:instance|case|occurrence|repeat) of\b[^.;:!?\n]{0,20}\Z"
    r"|\b(?:repeat|recurrence|repetition|re-?occurrence|duplicate) of\b" + _GAP + r"|\bduplicates\b" + _GAP,
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?:\b(?:action items?|actions?|remedial work|lessons?|measures?) (?:to|of|for|from|after)\b"
    r"|\b(?:prevents?|avoids?|stops?|rules? out) (?:another|a repeat of|a second|the next|more like|"
    r"incidents like|outages like)\b"
    r"|\b(?:seen|observed|happened|occurred|struck|showed|bit us|hit us) (?:again )?(?:in|with|during|as)\b"
    r"|\breported (?:again )?(?:in|during|with)\b"
    r"|\b(?:problems?|issues?|failures?|bugs?|faults?|errors?) (?:first |already |as )?described in\b"
    r"|\b(?:caus(?:es?|ed|ing)|leads? to|leading to|led to|results? in|resulted in|prevents?|avoids?|stops?|"
    r"brings? about)\b[^.;:!?\n]{0,60}\b(?:issues?|problems?|incidents?|outages?|failures?|bugs?|faults?) "
    r"(?:such as|like)\b"
    r"|\b(?:led to|resulted in|(?:was|is) the (?:root )?cause of|(?:was|is) what caused|"
    r"(?:was|is) behind|caused(?! by))\b)" + _GAP,
    re.IGNORECASE,
)
# Anywhere in the sentence.
_DENIED = re.compile(
    r"\b(?:unlike|different(?:ly)?|"
    r"differs? from|unrelated|not (?:\w+ )?related|nothing to do|no (?:relation|connection|link)|"
    r"other than|rather than|apart from|ruled? out|not (?:\w+ )?the same|not (?:\w+ )?(?:an?|another) "
    r"(?:duplicate|repeat|instance|case)|(?:another|a separate|a different) (?:cause|reason|story|problem)|"
    r"not (?:\w+ )?(?:caused|due|because|explained)|already (?:fixed|solved)|not to be confused|"
    r"exclud(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
# In the clause before the name, or right behind it.
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|neither|nor|without|\w+n['’]t|cannot|"
    r"(?:fixed|solved|introduced|broken|added|addressed|resolved|changed|implemented|committed|merged|done) "
    r"(?:in|by|with|since|as part of)|regression (?:from|of|in|since))\b",
    re.IGNORECASE,
)
_NEGATED_AFTER = re.compile(
    r"[\s(),–-]{0,3}(?:(?:which|that|this|it) )?"
    r"(?:(?:is|was|has|had|does|did|can|could|would) not|\w+n['’]t)\b",
    re.IGNORECASE,
)
_DEALT_WITH = re.compile(
    r"\b(?:fixed|solved|resolved|addressed|introduced|reverted|implemented|committed|merged|backported|"
    r"regress\w*|broke)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:might|may|maybe|perhaps|possibl[ey]|probably|whether|unclear|not sure|suspect|if|could be|wonder|"
    r"looks? like|seems?|appears?|similar(?:ly)?|i think|we think|believe|originally|related|"
    r"discuss(?:ed|ions?))\b",
    re.IGNORECASE,
)
# The name stands before the thing that is meant: "seen in the INC-42 review".
_OF_THE_RECORD = re.compile(
    r"[\])’']{0,2}s? (?:\w+ )?"
    r"(?:builds?|runs?|patch|branch|reviews?|discussions?|threads?|meetings?|calls?|fix)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:–—(]\s|\s-\s|\bbut\b", re.IGNORECASE)
# The neighbour before in a list: "INC-1, " or "https://…/inc-1 and ".
_LAST_NAME = re.compile(
    r"(?:https?://[^\s,;]{1,200}|\b[A-Za-z]\w{0,20}-\d{1,9}|#\d{1,9})"
    r"[\s,;&/+()]{0,4}(?:and|or|as well as|plus)?[\s,;&/+(]{0,4}\Z",
    re.IGNORECASE,
)


def names_of(key: str, url: str | None) -> tuple[str, ...]:
    """What a text may call a record by: its key, where that is one nobody writes by chance, and its URL."""
    found = [key] if _KEY.fullmatch(key) else []
    if url and len(url) > 12:
        found.append(url.rstrip("/"))
    return tuple(found)


def mentions(text: str, names: Sequence[str]) -> list[Span]:
    """Where one of the names stands in the text as a whole, in reading order; the first few of each."""
    found: list[Span] = []
    for name in names:
        # A longer key ("INC-31" in "INC-316"), a longer path or a word around it is another name.
        whole = re.compile(rf"(?<![\w/-]){re.escape(name)}(?!\w|-\w|/\w)", re.IGNORECASE)
        found += [Span(*m.span()) for m in islice(whole.finditer(text), _MENTIONS)]
    return sorted(found)


def named(text: str, names: Sequence[str]) -> Named | None:
    """How the text names the record; None: it does not. One denial outweighs everything else."""
    found: Named | None = None
    for at in mentions(text, names):
        sentence = _sentence_around(text, at)
        how = _how(text, at, sentence)
        if how == "denied":
            return Named("denied", sentence)
        if found is None or _RANK[how] < _RANK[found.how]:
            found = Named(how, sentence)
    return found


_RANK: dict[Naming, int] = {"same": 0, "reason": 1, "mention": 2, "denied": 3}
_MENTIONS = 50  # of each name
_AROUND = 600  # characters looked at on either side of a name


def _sentence_around(text: str, at: Span) -> Span:
    """The sentence with the name; a line is its border, so a list item stands for itself."""
    start, end = max(0, at.start - _AROUND), min(len(text), at.end + _AROUND)
    for sentence in sentences(text, start, end):
        if sentence.start <= at.start < sentence.end:
            return sentence
    return at


def _how(text: str, at: Span, sentence: Span) -> Naming:
    before = text[sentence.start : at.start]
    # "same cause as INC-1, INC-2 and INC-3": what is said before the list is said of each.
    while listed := _LAST_NAME.search(before):
        before = before[: listed.start()]
    clause = _CLAUSE.split(before)[-1]
    if _DENIED.search(sentence.of(text)) or _NEGATED.search(clause) or _NEGATED_AFTER.match(text, at.end):
        return "denied"
    # "In INC-7 we only fixed the other port": the record's cause is dealt with already.
    if _DEALT_WITH.search(sentence.of(text)):
        return "denied"
    asked = sentence.of(text).rstrip().endswith("?")
    if asked or _UNSURE.search(clause) or _OF_THE_RECORD.match(text, at.end):
        return "mention"
    if _SAME.search(before):
        return "same"
    return "reason" if _REASON.search(before) else "mention"
