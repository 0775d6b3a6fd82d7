"""Whether a number stands where its source puts it: a true number in the wrong sentence is an invention.

Grounding fills a slot with exactly what the source says. That is no help when a writer puts the count
of tickets before the word "demos", or a share of this month before "a week". So the words around a
slot are held against the sentence the number was read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.grounding import FUNCTION_WORDS, SLOT
from translator.models import Evidence, Sentence
from translator.support.words import root
from translator.text import WORD

_AROUND = 300  # characters read to each side of a number for its sentence
_BREAK = re.compile(r"[.!?](?=\s)|\n")
_TIME_TEXT = """
second:second minute:minute hour:hour day:day night:night week:week weekend:weekend month:month
quarter:quarter year:year daily:day nightly:night weekly:week monthly:month quarterly:quarter yearly:year
annual:year annually:year hourly:hour fortnight:fortnight morning:morning evening:evening
yesterday:yesterday tomorrow:tomorrow sprint:sprint
"""
_TIMES = dict(pair.split(":") for pair in _TIME_TEXT.split())
_TREND = re.compile(
    r"\b(?:ros|ris|f[ae]ll|gr[eo]w|dropp?|climb|increas|decreas|improv|worsen|declin|shrank|shrink|soar|"
    r"jump|surg|plung|multipl|tripl|doubl|halv)\w*\b",
    re.IGNORECASE,
)
# Words that say on which side of a number the truth lies.
_BOUNDS = re.compile(
    r"\b(?P<over>over|more than|above|at least|exceed\w*|beyond|upwards of)"
    r"|\b(?P<under>under|less than|fewer than|below|at most|up to|within|no more than)"
    r"|\b(?P<about>about|around|roughly|approximately|nearly|almost|close to|some)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:\bnot|\bnever|n['’]t)\s$")  # "does not exceed"
_OTHER_SIDE = {"over": "under", "under": "over"}
_BOUND_OF = {"over": "over", "at least": "over", "under": "under", "at most": "under", "about": "about"}
_BOUND_GAP = 18  # characters between such a word and its slot: "more than the usual «n1»"
_TARGET = re.compile(r"\b(?:target|goal|aim|aims|aimed|objective|finish line)\b", re.IGNORECASE)
_TARGET_GAP = 40
# "A second time", "the last day": a place in an order, no length of time.
_ORDINAL = re.compile(r"second (?:time|try|attempt|one|chance|person)\b", re.IGNORECASE)
_RATE = re.compile(r"\b(?:an?|per|each|every|last|this|past|next) $", re.IGNORECASE)
_END_OF = re.compile(
    r"\b(?:month|quarter|year|week)[- ]end\b|\bend of (?:the|each|every) (?:month|quarter|year|week)\b"
    r"|\blast day(?: of (?:the|each|every) (?:month|quarter|year|week))?\b",
    re.IGNORECASE,
)
_HEDGES = re.compile(
    r"\b(?:approx|approximately|roughly|nearly|almost|median|average|mean|typically)\b", re.I
)
_CLAUSE_BREAK = re.compile(r"[,;:()“”](?=\s|$|\w)| [—–] | (?:and|but|while|whereas) ")
_NEXT = 4  # words looked at after a bare count for what it counts


class Misfit(NamedTuple):
    """A slot that says something its source does not, and what is wrong with it in words."""

    start: int  # of the slot in the sentence with slots
    end: int
    why: str


def misfits(
    sentence: Sentence, known: Mapping[str, Evidence], texts: Mapping[str, str], index: CatalogIndex
) -> Iterator[Misfit]:
    """The number slots of a sentence whose surroundings do not fit where the number comes from."""
    text = sentence.text
    slots = [(m, known[m.group(2)]) for m in SLOT.finditer(text) if not m.group(1) and m.group(2) in known]
    numbers = [(m, e) for m, e in slots if e.quantity is not None]
    if not numbers:
        return
    cited = [known[e].text for e in sentence.evidence if e in known]
    told = _stems_of(" ".join([*cited, *(_sentence_around(e, texts) for _, e in slots)]), index)
    words = [(w, w.group().lower()) for w in WORD.finditer(text) if not _inside(w, slots)]
    at_end = _moments(text, known)
    for found, word in words:
        if _ORDINAL.match(text, found.start()) or any(s <= found.start() < e for s, e in at_end):
            continue
        time = _TIMES.get(word) or _TIMES.get(word.removesuffix("s"))
        if time is None:
            continue
        slot, item = min(numbers, key=lambda pair: abs(pair[0].start() - found.start()))
        # "A week" behind a number is its own window, which no other sentence can lend it.
        between = text[min(slot.end(), found.end()) : max(slot.start(), found.start())]
        rate = _RATE.search(text, 0, found.start()) and not _CLAUSE_BREAK.search(between)
        heard = _own_stems(item, texts, index) if rate and item.kind != "derived" else told
        if not (heard & {time, f"{time}ly"} or _said_as_time(time, heard)):
            yield Misfit(*slot.span(), f"“{found.group()}” is not what the source says of this number")
    for found in _TREND.finditer(text):
        if root(found.group().lower()) not in told and not _trend_told(found.group(), told):
            nearest = min(numbers, key=lambda pair: abs(pair[0].start() - found.start()))[0]
            yield Misfit(*nearest.span(), f"no source says that it “{found.group()}”")
    for slot, item in numbers:
        yield from _one(slot, item, text, texts, index, told)


def _own_stems(item: Evidence, texts: Mapping[str, str], index: CatalogIndex) -> set[str]:
    """Stems of the sentence that a number was read from, and of what was read with it."""
    quantity = item.quantity
    assert quantity is not None
    around = _sentence_around(item, texts)
    return _stems_of(f"{around} {quantity.noun} {quantity.per} {quantity.window} {quantity.statistic}", index)


def _moments(text: str, known: Mapping[str, Evidence]) -> list[tuple[int, int]]:
    """Where the sentence names the end of a period as its moment, in a ticket that does so too."""
    told = any(e.kind == "moment" and _END_OF.search(e.text) for e in known.values())
    return [found.span() for found in _END_OF.finditer(text)] if told else []


def _one(
    slot: re.Match[str],
    item: Evidence,
    text: str,
    texts: Mapping[str, str],
    index: CatalogIndex,
    told: set[str],
) -> Iterator[Misfit]:
    quantity = item.quantity
    assert quantity is not None
    around = _sentence_around(item, texts)
    own = _own_stems(item, texts, index)
    if item.kind == "derived":
        own |= told
    before, after = text[: slot.start()], text[slot.end() :]
    bound = _last(_BOUNDS, before, _BOUND_GAP + 16)
    if bound is not None and len(before) - bound.end() <= _BOUND_GAP and not SLOT.search(before, bound.end()):
        side = str(bound.lastgroup)
        if _BOUND_OF.get(quantity.bound) != side and not _bound_before(item, texts, side):
            yield Misfit(*slot.span(), f"the source does not say “{bound.group()}” of this number")
    target = _last(_TARGET, before, _TARGET_GAP)
    if (
        target is not None
        and not SLOT.search(before, target.end())
        and quantity.role != "target"
        and not _TARGET.search(around)
    ):
        yield Misfit(*slot.span(), "the source does not call this number a target")
    if quantity.unit or not item.text.strip():
        heads = _stems_of(quantity.noun, index) or own
        clause = _clause(text, slot)
        plain = _stems_of(_HEDGES.sub(" ", SLOT.sub(" ", clause)), index) or _stems_of(
            SLOT.sub(" ", text), index
        )
        if not plain & (heads | own):
            yield Misfit(*slot.span(), "nothing in the sentence says what this number measures in its source")
        return
    counted = _counted(after)
    if counted and not _meets(counted[0], own, index) and not _qualified(counted, quantity.noun, item, texts):
        yield Misfit(*slot.span(), f"the source does not count “{counted[0]}” with this number")


def _clause(text: str, slot: re.Match[str]) -> str:
    """The part of the sentence that the slot stands in."""
    start = max((m.end() for m in _CLAUSE_BREAK.finditer(text, 0, slot.start())), default=0)
    after = _CLAUSE_BREAK.search(text, slot.end())
    return text[start : after.start() if after else len(text)]


def _last(pattern: re.Pattern[str], before: str, reach: int) -> re.Match[str] | None:
    """The match nearest to the end of `before`, within `reach` characters of it."""
    found = list(pattern.finditer(before, max(0, len(before) - reach)))
    return found[-1] if found else None


def _counted(after: str) -> list[str]:
    """The first telling word after a bare count, and the word behind it, within the same phrase."""
    phrase = re.split(r"[.,;:()«»“”\n]| — | – ", after, maxsplit=1)[0]
    words = [found.group() for found in WORD.finditer(phrase)][: _NEXT + 1]
    for at, word in enumerate(words[:_NEXT]):
        if word.lower() not in FUNCTION_WORDS and word.lower() not in ("times", "time", "such", "more"):
            return words[at : at + 2]
    return []


def _qualified(counted: list[str], noun: str, item: Evidence, texts: Mapping[str, str]) -> bool:
    """Whether the first word only says which of the things counted: "passenger names" for names."""
    if len(counted) < 2:
        return False
    heads = {root(word.lower()) for word in noun.split()[-1:]}
    source = texts.get(item.source, "").lower()
    return root(counted[1].lower()) in heads and root(counted[0].lower()) in source


def _meets(word: str, own: set[str], index: CatalogIndex) -> bool:
    return bool(_stems_of(word, index) & own)


def _bound_before(item: Evidence, texts: Mapping[str, str], side: str) -> bool:
    before = texts.get(item.source, "")[max(0, item.start - 24) : item.end]
    for found in _BOUNDS.finditer(before):
        denied = _DENIED.search(before, 0, found.start()) is not None
        if (_OTHER_SIDE.get(str(found.lastgroup), "") if denied else found.lastgroup) == side:
            return True
    return False


def _sentence_around(item: Evidence, texts: Mapping[str, str]) -> str:
    """The sentence a number was read from; of a derived one, its formula says more than any sentence."""
    source = texts.get(item.source)
    if source is None or item.kind == "derived":
        return item.text
    first = max((m.end() for m in _BREAK.finditer(source, max(0, item.start - _AROUND), item.start)),
                default=max(0, item.start - _AROUND))  # fmt: skip
    closing = _BREAK.search(source, item.end, item.end + _AROUND)
    return source[first : closing.start() if closing else item.end + _AROUND]


def _stems_of(text: str, index: CatalogIndex) -> set[str]:
    """Stems of the telling words, with the customers' words for an engineer's term."""
    found = {root(m.group().lower()) for m in WORD.finditer(text) if m.group().lower() not in FUNCTION_WORDS}
    for match in index.glossary_terms.find(text):
        says = index.customer_words(match.key, match.span.of(text))
        found |= {
            root(m.group().lower()) for m in WORD.finditer(says) if m.group().lower() not in FUNCTION_WORDS
        }
    return found


def _said_as_time(time: str, told: set[str]) -> bool:
    return root(time) in told or any(_TIMES.get(word) == time for word in told)


def _trend_told(word: str, told: set[str]) -> bool:
    head = word.lower()[:3]
    return any(word.startswith(head) and _TREND.match(word) for word in told)


def _inside(word: re.Match[str], slots: list[tuple[re.Match[str], Evidence]]) -> bool:
    return any(slot.start() <= word.start() < slot.end() for slot, _ in slots)
