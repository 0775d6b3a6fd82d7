"""What a sentence says outside its slots that only evidence may say: dates, quotes and names.

Numbers are found by `translator.evidence.numbers.loose_numbers`. The spans here point at what no
source carries; deciding what happens to it is the caller's part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from translator.grounding.sources import SourceTexts
from translator.text import WORD, Span

_FUNCTION_WORDS = """
a about above across after again against all almost along already also although always am among
an and another any anybody anyone anything are aren't around as ask at away back be because
become been before behind being below between both but by call can can't cannot come could
couldn't did didn't do does doesn't doing don't done down during each early either else end
enough even every everybody everyone everything except nobody somebody someone few fewer find
first fix for from full further get give given go good had happens has hasn't have haven't
having he help her here hers him his how however i i'd i'll i'm i've if in instead into is isn't
it it's its itself just keep know last late later least less let like long look make many may me
mean meanwhile might mine more most much must my name near needed needs never new next no nobody
none nor not note nothing now of off often old on once only onto or other others otherwise our
out over own part people per perhaps person please put rather real right same say see several
shall she should shouldn't show similar since small so some somebody someone something sometimes soon
start still stop such take than that that's the their them then there there's these they thing
things this those though through thus time to today together too toward towards try turn under
unless until up upon us use used usually very was wasn't way we we'll we're we've well went were
weren't what when whenever where whether which while who whole whom whose why will with within
without won't word words work would wouldn't yes yet you your
"""
FUNCTION_WORDS: frozenset[str] = frozenset(_FUNCTION_WORDS.split())

_MONTH = r"January|February|April|June|July|September|October|November|December"
_DATE = re.compile(
    rf"""\b(?:{_MONTH}|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b
    |\b(?:yesterday|tomorrow|tonight|fortnight\ ago)\b
    |\b(?:last|next|this|past|coming|current|previous|following)\s+(?:few\s+|couple\s+of\s+)?
        (?:week|month|quarter|year|sprint|weekend|night|morning|spring|summer|autumn|fall|winter)s?\b
    |\bin\s+(?:the\s+|early\s+|late\s+|mid-?)*(?:spring|summer|autumn|winter|fall)\b
    |\b(?:by|before|until|till)\s+(?:the\s+|mid-?)*(?:end\s+of\s+)(?:the\s+|this\s+|next\s+)?
        (?:week|month|quarter|year|sprint)\b
    |\b(?:hour|day|week|month|quarter|year)s?\s+ago\b
    |(?<![\w./:-])\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}(?![\w/-])
    |(?<![\w./:-])\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s*[ap]\.?m\b)?(?![\w:])""",
    re.IGNORECASE | re.VERBOSE,
)
# Lower case, these are ordinary words; "May" opening a sentence is a verb unless a number follows.
_CAPITAL_DATE = re.compile(
    r"\b(?:March|August|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
    r"|\b(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri)\b|(?<=[\w,;] )May\b|\bMay\b(?=\s+[\d\ufffc])"
)
_ALSO_WORDS = frozenset("may march august mar sun sat wed mon".split())  # written small, these are no dates
_BEFORE_DATE = r"(?<![\w-])(?:in|on|since|of|by|until|till|early|late|mid|last|next|this|before|after|from)"
_DATE_PARTS = (
    *("uary", "april", "june", "july", "ember", "october", "day", "tomorrow", "night", " ago"),
    *("week", "month", "quarter", "year", "sprint", "morning", "spring", "summer", "autumn"),
    *("fall", "winter"),
)
_CLOCK = re.compile(r"\d[:/.-]\d")
_QUOTE = re.compile(
    r"[“„]([^”“„]*)(?:[”“]|$)|\"([^\"]*)(?:\"|$)"
    r"|(?<!\w)‘([^‘]*?)’(?!\w)|(?<![\w'])'(?=\S)([^'\n]*)(?<=\S)'(?!\w)"
)
_ENDING = re.compile(r"(?:ing|ed|es|s|ly|er|ers)$")
_STARTS = re.compile(r"(?:^|[.!?:;•(\[“\"‘—–-]\s*|\n)[\"“‘(\[]*$")


def loose_dates(text: str, sources: SourceTexts) -> list[Span]:
    """Spans of the words that name a day, a month or a period and stand in no source."""
    return [span for span in _dates(text) if not _dated(span.of(text), sources)]


def _dated(words: str, sources: SourceTexts) -> bool:
    word = words.casefold()
    if word not in _ALSO_WORDS or word in sources.capitalised:
        return sources.contains(words)
    # "it may fail" names no month, "since may" does.
    dated = re.compile(rf"(?:{_BEFORE_DATE}|\d[a-z.]{{0,2}})[ -]{word}\b|\b{word} \d", re.IGNORECASE)
    return any(dated.search(text) for text in sources.texts.values())


# Grounding and the checks look at the same sentences, and framings repeat them.
@lru_cache(maxsize=1024)
def _dates(text: str) -> tuple[Span, ...]:
    folded = text.lower()
    found: set[Span] = set()
    # Most sentences name no date; a look for a few letters costs a tenth of the pattern.
    if any(map(folded.__contains__, _DATE_PARTS)) or _CLOCK.search(text):
        found.update(Span(*m.span()) for m in _DATE.finditer(text))
    found.update(Span(*m.span()) for m in _CAPITAL_DATE.finditer(text))
    return tuple(sorted(found))


def quotes(text: str) -> Iterator[tuple[Span, Span]]:
    """(span with its marks, span of the words between) of quoted text of two words or more."""
    for match in _QUOTE.finditer(text):
        group = match.lastindex
        if group is None:
            continue
        inner = Span(*match.span(group))
        if len(inner.of(text).split()) >= 2:
            yield Span(*match.span()), inner


def loose_names(text: str, sources: SourceTexts, known: Collection[str]) -> list[Span]:
    """Spans of capitalised words, or runs of them, that neither a source nor `known` carries.

    `known` holds words in lower case. A word in a script without capitals is treated as a name.
    """
    found: list[Span] = []
    for run in _runs(text):
        loose = [span for span in run if not _carried(span, run, text, sources, known)]
        if loose:
            found.append(Span(loose[0].start, loose[-1].end))
    return found


# The product's own phrases come back in every pitch.
@lru_cache(maxsize=1024)
def _runs(text: str) -> tuple[list[Span], ...]:
    runs: list[list[Span]] = []
    run: list[Span] = []
    for match in WORD.finditer(text):
        span = Span(*match.span())
        if not _looks_like_name(match.group()):
            continue
        if run and not text[run[-1].end : span.start].strip(" \t-‑&'’"):
            run.append(span)
        else:
            if run:
                runs.append(run)
            run = [span]
    if run:
        runs.append(run)
    return tuple(runs)


def _looks_like_name(word: str) -> bool:
    if word.isascii():
        return word != word.lower()
    return word != word.lower() or any(unicodedata.category(c) == "Lo" for c in word)


def _carried(span: Span, run: list[Span], text: str, sources: SourceTexts, known: Collection[str]) -> bool:
    word = span.of(text).replace("’", "'").casefold()
    plain = word.removesuffix("'s").removesuffix("'")
    if word in FUNCTION_WORDS or plain in FUNCTION_WORDS or word in known or plain in known:
        return True
    if word in sources.words or plain in sources.words:
        # Two ordinary words of a ticket do not make a person: in a run each must be written with a
        # capital there, or the run must stand there as it is.
        alone = len(run) == 1 or (span == run[0] and _opens(text, span.start))
        if alone or word in sources.capitalised or plain in sources.capitalised:
            return True
        return sources.contains(text[run[0].start : run[-1].end])
    if _opens(text, span.start):
        return any(stem in known or stem in sources.words for stem in _stems(plain))
    return False


def _opens(text: str, at: int) -> bool:
    """Whether a sentence or a clause after a colon or a mark begins at `at`."""
    return _STARTS.search(text[max(0, at - 8) : at]) is not None if at else True


def _stems(word: str) -> Iterator[str]:
    ending = _ENDING.search(word)
    if ending is None or ending.start() < 3:
        return
    stem = word[: ending.start()]
    yield stem
    yield stem + "e"
    if stem[-1] == stem[-2]:
        yield stem[:-1]
    if stem.endswith("i"):
        yield stem[:-1] + "y"
