"""Sentences of past incidents that stand as proof: a sales story, a support case, what a fix moved, signs.

Only incidents of the same cause or the same problem lend them; what merely looks alike is listed, never
quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.evidence.sentence_words import PEOPLE
from translator.evidence.statements import tells_sales_story, tells_support_case
from translator.models import EvidenceKind, Sentence
from translator.offline.wording import sentence
from translator.proof.citing import Citations
from translator.proof.judged import Judged, reference
from translator.proof.signs import signs_of
from translator.text import Span

SALES = "Sales story"
SUPPORT = "Support case"
DAILY_WORK = "Case from daily work"
MOVED = "What an earlier fix moved"
SIGN = "Warning sign"

_LEAST_CASE = 0.5
_NUMBER = re.compile(r"\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|half)\b", re.I)
# Something fell or rose to where it stayed, or the trouble stayed away.
_BEFORE_AFTER = re.compile(
    r"\b(?:fell|dropped|went (?:down|up)|came down|declined|decreased|sank|shrank|rose|climbed|improved|"
    r"increased|halved|doubled|has fallen|have fallen|has dropped|have dropped|is down|are down)\b"
    r"[^.;\n]{0,60}\b(?:from|by|to)\b[^.;\n]{0,20}\d",
    re.IGNORECASE,
)
_STAYED_AWAY = re.compile(
    r"\b(?:(?:no|not a single|none|zero) (?:\w+ ){0,3}(?:since|afterwards|after (?:that|the fix|this))|"
    r"(?:has|have|had|did) (?:not|never) (?:\w+ )?(?:come|came|happen(?:ed)?|recur(?:red)?|return(?:ed)?|"
    r"reappear(?:ed)?|re-?occur(?:red)?|been seen|repeat(?:ed)?)(?: back| again)?|"
    r"(?:has|have|had)n['’]t (?:come|happened|recurred|returned|reappeared|been seen)(?: back| again)?|"
    r"never (?:came back|happened again|returned|recurred)|no (?:further|more|new|repeat\w*) (?:\w+ ){0,3}"
    r"(?:since|afterwards|were (?:seen|reported|recorded)))\b",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:since|afterwards|(?:in|within|over|for|during) (?:the |a |two |three |four |six )?"
    r"(?:following |next |first |last )?(?:days?|weeks?|months?|quarters?|releases?|year)|month|quarter)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:will|would|should|shall|could|may|might|must|plan(?:ned|s)?|planning|aims?|goal|target|expect\w*|"
    r"propos\w*|intend\w*|hop(?:e|ed|ing)|want|needs? to|to be|todo|to do|not (?:yet )?done|not started|"
    r"open|pending|in progress|unless|until|if|once|when (?:this|it|we))\b|\[ \]",
    re.IGNORECASE,
)
# What support did about it, as records put it: "Support received 31 calls".
_SUPPORT_WORKED = re.compile(
    r"\bsupport(?: (?:agents?|team|desk|staff))? (?:receives?|received|takes?|took|sends?|sent|entered|reset|"
    r"learn(?:s|t|ed)?|answered|handled|got|phoned|wrote to|called|spent)\b"
    r"|\b(?:calls?|tickets?|mails?|e-?mails?|complaints?|messages) (?:from|by) (?:\w+ ){0,2}"
    r"(?:customers?|clients?|users?|operators?|callers?)\b",
    re.IGNORECASE,
)
_SALES_EVENT = re.compile(r"\b(?:demos?|deals?|renewals?|buyers?)\b", re.IGNORECASE)
# What became of a contract, as records put it. A bare "renewal" may be that of a session or a certificate.
_SALES_FELT = re.compile(
    r"\brenewal (?:talks?|meetings?|calls?|negotiations?|discussions?|offers?|dates?)\b"
    r"|\b(?:not|n['’]t) renew (?:its|their|the) (?:contract|subscription|plan|licen[cs]e)\b"
    r"|\b(?:left|moved|went|switched) (?:for|to) (?:a |an |another |the )?"
    r"(?:competitors?|competition|company|provider|vendor|supplier)\b",
    re.IGNORECASE,
)
# A wish or an order is no effect: "reports should be handled in a queue".
_WISHED = re.compile(r"\b(?:should|shall|ought to|must|needs? to) (?:not |also |always )?be\b", re.IGNORECASE)
# In an engineer's record the client is a program more often than a person.
_CLIENT = re.compile(r"clients?\Z", re.IGNORECASE)
# Whom it means stands in the sentence before, which is not quoted.
_OF_SOMEBODY = re.compile(r"(?:both|neither|they|he|she|these|those|all of (?:them|these))\b", re.IGNORECASE)


class Case(NamedTuple):
    """A sentence of an incident that can be quoted."""

    judged: Judged
    span: Span
    kind: EvidenceKind


def _tells_support(words: str) -> bool:
    return tells_support_case(words) or _SUPPORT_WORKED.search(words) is not None


def _tells_sales(words: str) -> bool:
    return tells_sales_story(words) or _SALES_FELT.search(words) is not None


def _of_people(words: str) -> bool:
    """Whether it happened to people; where the client alone is named, it may be a program."""
    named = [m.group() for m in PEOPLE.finditer(words)]
    programs = bool(named) and all(_CLIENT.match(name) for name in named)
    return not programs or _tells_support(words) or _tells_sales(words)


def _effects(one: Judged) -> Iterator[tuple[Span, float]]:
    """The sentences that tell what it did to people, with their weight.

    Records put it more briefly than tickets: "Support received 31 calls", "a demo ended with screenshots".
    """
    past = one.past
    weights: dict[Span, float] = {}
    for told in past.statements:
        if told.kind in ("impact", "warning") and told.weight >= _LEAST_CASE:
            weights[told.span] = max(told.weight, weights.get(told.span, 0.0))
    for span in past.sentences_of("summary", "impact"):
        words = span.of(past.text)
        told_so = (_SUPPORT_WORKED, _SALES_EVENT, _SALES_FELT)
        if span not in weights and any(pattern.search(words) for pattern in told_so):
            weights[span] = _LEAST_CASE
    return (
        (span, weight)
        for span, weight in weights.items()
        for words in (span.of(past.text),)
        if past.part_at(span) != "title"
        and not _OF_SOMEBODY.match(words)
        and not _WISHED.search(words)
        and _of_people(words)
    )


class Cases:
    """Chooses among the close incidents; no sentence is quoted twice."""

    def __init__(self, judged: Sequence[Judged], index: CatalogIndex, cite: Citations) -> None:
        self._judged = sorted((j for j in judged if j.close), key=lambda j: j.rank, reverse=True)
        self._index = index
        self._cite = cite
        self._used: set[tuple[str, int]] = set()

    def sales(self) -> Sentence | None:
        """The best sentence that tells of demos, deals, trials or renewals."""
        return self._told(SALES, self._best(_tells_sales, _tells_support))

    def support(self) -> Sentence | None:
        """The best sentence that tells of customers asking for help; else the recorded count of tickets."""
        case = self._best(_tells_support, _tells_sales)
        return self._told(SUPPORT, case) if case else self._recorded_tickets()

    def daily_work(self) -> Sentence | None:
        """The best sentence that tells what it cost colleagues."""
        return self._told(DAILY_WORK, self._best(lambda _: True, lambda _: False))

    def two_sided(self, one: Judged) -> Case | None:
        """What sales or else support tells of this incident; the story may quote what the note quotes."""
        return self._best(_tells_sales, _tells_support, one) or self._best(_tells_support, _tells_sales, one)

    def counted_effect(self, one: Judged, told: int | None = None) -> Case | None:
        """A sentence of this incident that counts what it did to people, and not `told` once more."""

        def counts(words: str) -> bool:
            numbers = _NUMBER.findall(words)
            return any(number != str(told) for number in numbers)

        return self._best(counts, lambda _: False, one)

    def sells(self, one: Judged) -> bool:
        """Whether this incident has a sales story."""
        return self._best(_tells_sales, _tells_support, one) is not None

    def moved(self) -> Sentence | None:
        """What moved after a fix that was made."""
        return self._told(MOVED, next(self.fixes(), None))

    def fixes(self) -> Iterator[Case]:
        """Sentences that tell a before and after of a fix that was made, closest incident first."""
        for one in self._judged:
            for span in one.past.sentences_of("outcome", "lessons", "follow_up", "fix"):
                words = span.of(one.past.text)
                stayed = _STAYED_AWAY.search(words) is not None
                # An error rate that falls when an outage ends is recovery, not what a fix moved.
                lasting = one.past.part_at(span) == "outcome" or _LASTING.search(words) is not None
                moved = stayed or (lasting and _BEFORE_AFTER.search(words) is not None)
                if moved and not _NOT_YET.search(words) and one.past.quotable(span):
                    yield Case(one, span, "impact")

    def signs(self, at_most: int) -> tuple[Sentence, ...]:
        """Signs that the business sees the problem already, each of another kind."""
        found: list[Sentence] = []
        seen: set[str] = set()
        for one in self._judged:
            for span, sign in signs_of(one.past, self._index):
                fresh = sign not in seen and (one.past.source, span.start) not in self._used
                if fresh and len(found) < at_most and one.past.quotable(span):
                    seen.add(sign)
                    title = f"{SIGN}, {self._index.warnings[sign].says}"
                    told = self._told(title, Case(one, span, "warning"))
                    found += [told] if told else []
        return tuple(found)

    def _best(
        self, tells: Callable[[str], bool], other: Callable[[str], bool], only: Judged | None = None
    ) -> Case | None:
        """The heaviest fitting sentence of the closest incident that has one; a number helps."""

        def rank(case: Case, weight: float) -> tuple[object, ...]:
            words = case.span.of(case.judged.past.text)
            told = weight + 0.8 * bool(_NUMBER.search(words)) - 2.0 * other(words)
            return case.judged.verdict is not None, told, case.judged.rank, -case.span.start

        found = [
            (rank(case, weight), case)
            for one in ([only] if only else self._judged)
            for span, weight in _effects(one)
            for case in (Case(one, span, "impact"),)
            if (only is not None or (one.past.source, span.start) not in self._used)
            and tells(span.of(one.past.text))
            and one.past.quotable(span)
        ]
        return max(found, key=lambda ranked: ranked[0])[1] if found else None

    def _told(self, title: str, case: Case | None) -> Sentence | None:
        if case is None:
            return None
        past = case.judged.past
        self._used.add((past.source, case.span.start))
        item = self._cite.quote(past.source, past.text, case.span, case.kind)
        refer = reference(case.judged, self._cite)
        return sentence(f"{title}, from {refer.text}: “«{item.id}»”", item.id)

    def _recorded_tickets(self) -> Sentence | None:
        for one in self._judged:
            count = self._cite.count(one.incident, one.told, "Support tickets", "support tickets")
            if count is not None:
                refer = reference(one, self._cite)
                noun = "support ticket" if count.text == "1" else "support tickets"
                return sentence(f"{SUPPORT}, from {refer.text}: «{count.id}» {noun} on record", count.id)
        return None
