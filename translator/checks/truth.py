"""Nothing may be said that no source says. These checks do not rely on how grounding found it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from translator.checks.obeyed import followed_instruction, meaning_lost
from translator.checks.rule import Check, Hit
from translator.checks.subject import BLANK, PLAN_ROLES, QUIET_ROLES, Part, Subject, vetted
from translator.grounding import SLOT
from translator.grounding.loose import loose_dates, loose_names, quotes
from translator.models import Evidence, Quantity
from translator.text import WORD, Span

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]?[\u2150-\u218b\u2460-\u24ff\u00bc-\u00be\u00b2\u00b3\u00b9]+")
_NUMBER_WORDS_TEXT = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
hundreds thousand thousands million millions billion billions trillion dozen dozens half
halves halved twice thrice doubled tripled trebled quadrupled quintupled tenfold twofold threefold
fourfold fivefold sixfold hundredfold zero fourth fifth sixth seventh eighth ninth tenth eleventh
twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
thirtieth fortieth fiftieth hundredth thousandth thirds fifths sixths sevenths eighths ninths tenths
"""
_FRACTION = re.compile(
    r"\ban? (?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)\b(?= of\b)", re.IGNORECASE
)
_NUMBER_WORDS = frozenset(_NUMBER_WORDS_TEXT.split())
_ONE = rf"(?:one|\d{{1,4}}|{'|'.join(sorted(_NUMBER_WORDS))})"
_JOINED = (" in ", " out of ", " of every ", " of ", " of the ", "/", " in every ")
_SHARE = re.compile(
    rf"(?<![\w./-])({_ONE})(?: in | in every | out of | of every |/)({_ONE})(?![\w/-]|[.:,]\d)"
    # "four in two weeks" is a count and its window.
    r"(?!\s(?:\w+ )?(?:second|minute|hour|day|night|week|month|quarter|year|sprint|release)s?\b)",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^(?:step\s+)?\d{1,2}[.):]?(?=\s)", re.IGNORECASE)
_MARKS = re.compile(r"[«»]")
_CITATION = re.compile(r"\[[a-z]\d{1,4}\](?:\(#[^()\s]{0,80}\))?")


# Times that need no name of a day or month to be a promise.
_PERIOD = re.compile(
    r"\b(?:[QH][1-4](?:[ /-]?(?:FY)?'?\d{2,4})?|FY ?'?\d{2,4}|EO[DWMQY])\b"
    r"|\b(?:(?i:week|calendar week)|KW|CW) \d{1,2}\b|\b(?:19|20)\d0s\b"
    r"|(?i:\b(?:easter|christmas|xmas|thanksgiving|halloween|pentecost|whitsun|passover|hanukkah|ramadan"
    r"|diwali)\b)|\b(?:Eid|Lent|Advent|[A-Z][a-z]{3,} Day)\b"
    r"|(?i:\bnew year(?:['’]s)?(?: (?:eve|day))?\b)"
    r"|(?i:\b\d{1,2} ?[ap]\.?m\b|\b\w{1,6} o['’]clock\b)"
    r"|(?i:\b(?:half|quarter|five|ten|twenty) (?:past|to) (?:\d{1,2}|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve)\b)"
    r"|(?i:\b(?:day|night|week|weekend|month|quarter|year) before last\b|\b(?:last|past|next) fortnight\b)"
    r"|(?i:\bthe other (?:day|night|week|month)\b|\b(?:spring|summer|autumn|winter|fall) of \d{2,4}\b)"
    r"|\b(?:Weds|Thur)\b"
)


# The same sentences stand in several parts, and the same evidence is cited by many.
@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[tuple[Span, str], ...]:
    """Where a number stands, and what it is when written plainly."""
    digits = [Span(*match.span()) for match in _DIGITS.finditer(text)]
    words = [Span(*m.span()) for m in WORD.finditer(text) if _names_number(m.group().lower())]
    parts = [Span(*match.span()) for match in _FRACTION.finditer(text)]
    return tuple((span, _plain_number(span.of(text))) for span in digits + words + parts)


def _names_number(word: str) -> bool:
    return word in _NUMBER_WORDS or (word.endswith("fold") and word[:-4] in _NUMBER_WORDS)


def _plain_number(written: str) -> str:
    digits = "".join(
        str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in written
    )
    return re.sub(r",(?=\d{3}\b)", "", digits).lower()


def _claims(subject: Subject) -> Iterator[Part]:
    """The parts that claim: not those where a person plans, nor what repeats a source."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for part in subject.parts:
        if part.role in QUIET_ROLES and part.role != "technical":
            continue
        if subject.draft is not None:
            # Framings repeat sentences word for word; the first place stands for all.
            if (part.text, part.evidence) in seen:
                continue
            seen.add((part.text, part.evidence))
        if subject.draft is None and (part.role in PLAN_ROLES or part.role == "technical"):
            continue
        yield part


def _held(subject: Subject) -> bool:
    return bool(subject.sources)


def invented_number(subject: Subject) -> Iterator[Hit]:
    """Numbers that the cited evidence (pitch) or the sources (text) do not contain."""
    if not _held(subject):
        return
    good = subject.trusted
    everywhere = _number_set(subject.sources.values()) if subject.draft is None else set()
    answered = _number_set(e.text for e in good.values() if e.kind in ("derived", "answer"))
    for part in _claims(subject):
        allowed = everywhere | answered
        if subject.draft is not None:
            allowed = _number_set(good[e].text for e in part.evidence if e in good)
        mark = _LIST_MARK.match(part.text) if subject.draft is None else None
        for span, number in _numbers(part.text):
            skip = _in_blank_or_citation(part, span) or (mark and span.end <= mark.end())
            if not skip and number not in allowed:
                yield Hit(f"“{span.of(part.text)}” is in no source it could come from.", part, *span)
        if subject.draft is None:
            yield from _invented_shares(part, subject)


def _invented_shares(part: Part, subject: Subject) -> Iterator[Hit]:
    """Shares such as "9 in 10" that no source has, though it has both numbers."""
    for match in part.matches(_SHARE):
        one, two = match.groups()
        if not any(subject.source_texts.contains(f"{one}{joined}{two}") for joined in _JOINED):
            yield Hit(f"“{match.group()}” is in no source it could come from.", part, *match.span())


def _number_set(texts: Iterable[str]) -> set[str]:
    return {number for text in texts for _, number in _numbers(text)}


def _in_blank_or_citation(part: Part, span: Span) -> bool:
    if "[" not in part.text:
        return False
    return any(
        m.start() <= span.start and span.end <= m.end()
        for pattern in (BLANK, _CITATION)
        for m in pattern.finditer(part.text)
    )


def invented_date(subject: Subject) -> Iterator[Hit]:
    """Dates and periods that no source names."""
    if _held(subject):
        for part in _claims(subject):
            outside = _outside(part)
            told = loose_dates(outside, subject.source_texts)
            for match in _PERIOD.finditer(outside):
                span = Span(*match.span())
                known = subject.source_texts.contains(match.group())
                if not known and not any(span.start < t.end and t.start < span.end for t in told):
                    told.append(span)
            for span in told:
                if not _from_source(part, span, subject):
                    yield Hit(f"“{span.of(part.text)}” is in no source.", part, *span)


def invented_name(subject: Subject) -> Iterator[Hit]:
    """Capitalised names that no source and no catalog entry carries."""
    if _held(subject):
        words = vetted(subject.index).words
        for part in _claims(subject):
            if part.role in ("title", "heading"):
                continue  # titles are often written with capitals throughout
            for span in loose_names(_outside(part), subject.source_texts, words):
                if not _from_source(part, span, subject):
                    yield Hit(f"“{span.of(part.text)}” is named in no source.", part, *span)


def _from_source(part: Part, span: Span, subject: Subject) -> bool:
    """Whether the span lies in a stretch of the part that a source carries as a whole."""
    return subject.draft is not None and any(
        start <= span.start and span.end <= end and subject.source_texts.contains(part.text[start:end])
        for start, end in part.shielded
    )


def _outside(part: Part) -> str:
    """The part's text with its blanks, citations and slots as spaces; quotations stay."""
    out = part.text
    for pattern in (BLANK, _CITATION):
        out = pattern.sub(lambda m: " " * len(m.group()), out)
    return out


def invented_quote(subject: Subject) -> Iterator[Hit]:
    """Quoted words that stand in no source."""
    if _held(subject):
        for part in _claims(subject):
            for outer, inner in quotes(part.text):
                if _from_source(part, Span(outer.start, outer.start + 1), subject):
                    continue  # a mark inside a slot opens a quotation of the source itself
                said = inner.of(part.text)
                # Slot marks in a source are shown spelled out.
                said = said.replace("<<", "«").replace(">>", "»")
                if not subject.source_texts.contains(said):
                    yield Hit("the quoted words stand in no source.", part, *outer)


# A question mark right after the mark is no French quotation.
_UNFILLED = re.compile(rf"{SLOT.pattern}|«\?[\w.-]{{1,30}}»")


def unknown_evidence(subject: Subject) -> Iterator[Hit]:
    """Ids that name no evidence, and slots that were never filled."""
    good = subject.trusted
    for part in subject.parts:
        if part.role in ("evidence", "kept"):
            continue
        if subject.ledger is not None:
            for missing in part.evidence:
                if missing not in good:
                    yield Hit(f"evidence {missing} does not exist or does not match its source.", part)
        for match in _UNFILLED.finditer(part.text):
            yield Hit(f"the slot {match.group()} was never filled.", part, *match.span())


def uncited_claim(subject: Subject) -> Iterator[Hit]:
    """Claims without evidence that are not marked as assumption, proposal or blank."""
    for part in subject.parts:
        if part.role in QUIET_ROLES and part.role != "technical":
            continue
        if part.status == "claim" and not part.evidence and not part.blank:
            yield Hit("the sentence claims something and names no evidence.", part)


_AT_MOST = r"(?:under|below|less than|at most|no more than|no longer than|within|about|around|only|<|≤|~)"
_TARGET = re.compile(
    r"(?:→|->|=>|⇒|\b(?:down|lowered|reduced?|cut|brought|drops?|falls?|rises?|go(?:es)?"
    r"|gets?(?: (?:it|this|that|them))?|(?:bring|halve|push|drive|take|move) (?:it|this|that|them)"
    rf"|from (?:there|here|that)) ?(?:to|under|below)\b|\bto(?= {_AT_MOST} )"
    r"|\b(?:target|goal|objective|aim|okr|kpi)\b(?: (?:of|is|to be|for it is))?\s?[:=]?"
    r"|\baim(?:s|ing)? (?:for|at|to)\b"
    r"|\b(?:should|must|shall|will|has to|have to|needs? to|ought to) (?:\w+ )?(?:be|end|stay|exceed)\b"
    r"|\b(?:we|they) (?:want|promise|need)\b|\bto (?:reach|hit|stay|keep(?: it)?|"
    r"(?:land|end up|arrive|settle|come out) at)\b"
    r"|\b(?:until|so that) (?:it|this) (?:is|falls)\b"
    rf"|\b(?:ends?|stays?) (?:at|within)\b|\bno more than\b)\s*(?:to )?(?:{_AT_MOST}\s*){{0,2}}(\d[\d.,]*)"
    r"|(?<![\w.,])(\d[\d.,]*)(?: ?[%a-z]{1,8}){0,3} "
    r"(?:as (?:the|our|a) (?:target|goal)|is (?:what|where) we (?:are after|are going|aim|want|need))\b",
    re.IGNORECASE,
)
_PROPOSED = re.compile(r"\b(?:propos\w+|to be confirmed|suggest\w*|tbc|draft target)\b", re.IGNORECASE)


def unmarked_target(subject: Subject) -> Iterator[Hit]:
    """A target nobody stated that is not marked as proposed."""
    if subject.draft is not None:
        line = subject.draft.moment.number
        item = subject.evidence.get(line.target) if line.target else None
        if item is None or item.kind == "answer" or line.sentence.status == "proposed":
            return
        if item.quantity is not None and item.quantity.role != "target":
            part = next((p for p in subject.parts if p.where == "moment.number"), None)
            yield Hit(f"“{item.text}” is no target that somebody set.", part)
        return
    if not _held(subject):
        return
    everywhere = _number_set(subject.sources.values())
    for part in subject.of("number", "headline", "wrong", "body", "title"):
        if _PROPOSED.search(part.text):
            continue
        for match in part.matches(_TARGET):
            group = match.lastindex or 1
            written = match.group(group).rstrip(".,")
            if _plain_number(written) not in everywhere:
                start = match.start(group)
                yield _unmarked(part, Span(start, start + len(written)))
                break
        else:
            # Of several numbers on the line of the number, the last is what it shall become.
            numbers = sorted(_numbers(part.text)) if part.role == "number" else []
            if len(numbers) > 1 and numbers[-1][1] not in everywhere:
                yield _unmarked(part, numbers[-1][0])


def _unmarked(part: Part, span: Span) -> Hit:
    message = f"the target “{span.of(part.text)}” is in no source and is not marked as proposed."
    return Hit(message, part, *span)


def contradicting_numbers(subject: Subject) -> Iterator[Hit]:
    """Today and target in the wrong order, or two readings of the same thing that differ."""
    if subject.draft is not None:
        line = subject.draft.moment.number
        part = next((p for p in subject.parts if p.where == "moment.number"), None)
        today, target = (subject.evidence.get(i or "") for i in (line.today, line.target))
        if today and target and _met_already(today.quantity, target.quantity):
            yield Hit(f"today “{today.text}” already meets the target “{target.text}”.", part)
        for other in subject.ledger.of("quantity") if subject.ledger and today else ():
            if today and other.source == today.source and _differs(today, other):
                message = f"the ticket says both “{today.text}” and “{other.text}” for the same thing."
                yield Hit(message, part)


def _met_already(today: Quantity | None, target: Quantity | None) -> bool:
    """Whether today's reading is on the wanted side of the target already.

    Only a bound says which side is wanted: "under 0.5 %". A needle's direction does not, since the
    ticket may count failures where the needle counts successes.
    """
    if today is None or target is None or today.unit != target.unit:
        return False
    if target.bound in ("under", "at most"):
        return today.value <= target.value
    return target.bound in ("over", "at least") and today.value >= target.value


def _differs(one: Evidence, two: Evidence) -> bool:
    """Whether two readings of today count the same thing over the same window and disagree."""
    a, b = one.quantity, two.quantity
    if a is None or b is None or not a.noun or b.role != "today" or a.high or b.high:
        return False
    same = (a.noun, a.unit, a.window, a.statistic, a.per) == (
        b.noun, b.unit, b.window, b.statistic, b.per
    )  # fmt: skip
    return same and a.value != b.value


CHECKS: tuple[Check, ...] = (
    Check(
        "invented-number", "must",
        "One number nobody can trace costs the trust of all the others.",
        "Take the number from the ticket or an answer, or leave a visible blank.",
        invented_number,
    ),
    Check(
        "invented-date", "must",
        "A date that nobody gave becomes a promise that nobody made.",
        "Take the date from a source, or leave a visible blank.",
        invented_date,
    ),
    Check(
        "invented-name", "must",
        "A customer or person who is not in the sources cannot be called and asked.",
        "Use a name the sources use, or say who it is in plain words.",
        invented_name,
    ),
    Check(
        "invented-quote", "must",
        "Quotation marks promise that somebody said exactly this.",
        "Quote a source word for word, or take the quotation marks off.",
        invented_quote,
    ),
    Check(
        "unknown-evidence", "must",
        "The reader clicks from the sentence to its source and finds nothing.",
        "Cite evidence that is in the ledger, or take the sentence out.",
        unknown_evidence,
    ),
    Check(
        "uncited-claim", "must",
        "A claim without a source is an opinion in the clothes of a fact.",
        "Add the evidence, or mark the sentence as an assumption.",
        uncited_claim, "pitch",
    ),
    Check(
        "unmarked-target", "must",
        "A target that nobody set reads like a commitment.",
        "Mark the target as proposed and ask for its confirmation.",
        unmarked_target,
    ),
    Check(
        "followed-instruction", "must",
        "Ticket text is data; whoever writes into a ticket must not write the pitch.",
        "Take the sentence out and say in your own words what the ticket reports.",
        followed_instruction,
    ),
    Check(
        "meaning-lost", "must",
        "Engineers must recognise the fix they would build, or they will not stand behind the "
        "pitch.",
        "Keep the ticket's own words for the fix or the cause in the technical note.",
        meaning_lost, "pitch",
    ),
    Check(
        "contradicting-numbers", "should",
        "Two readings of the same thing make the reader doubt both.",
        "Ask which reading holds, and keep it with its window.",
        contradicting_numbers,
    ),
)  # fmt: skip
