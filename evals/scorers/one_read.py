"""Reads one framing as a busy manager would, and says back who, when, what, number, ask and date.

Knows nothing of the draft's fields: the framing is one text. What cannot be said back is missing; a blank
that says whom to ask counts, for the reader learns that nobody knows yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from evals.scene import Item, Scene, holds
from translator.catalog.index import CatalogIndex
from translator.evidence.numbers import loose_numbers
from translator.models import Framing, Sentence

_STOP = re.compile(r"(?<=[.!?”])\s+")
_BLANK = re.compile(r"\[[^\]]*\bneeded\b[^\]]*\]")
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}\.? {_MONTH}\b|\b{_MONTH} \d{{1,2}}\b")
_TIME = re.compile(
    r"\b(?:when|while|during|after|before|whenever|on|at|in) (?:an?|the|each|every|month)\b", re.I
)
_SIZE = re.compile(r"\b(?:sprint|release|experiment|pilot|week|trial)s?\b", re.IGNORECASE)
_FEW = 3  # words that somebody's trouble takes at least


class Recall(NamedTuple):
    """What one reading gave; "" is what could not be said back."""

    who: str
    when: str
    what: str
    number: str
    ask: str
    date: str


def one_read(scene: Scene) -> Iterator[Item]:
    """For each part of the answer, the share of framings that give it, and whether it is the pitch's own."""
    draft = scene.pitch.draft
    if draft.moment.found == "missing" or not draft.framings:
        return
    recalls = {f.stakeholder: read_once(_text(f), scene.index) for f in draft.framings}
    told = {"who": draft.moment.customer, "when": draft.moment.when, "date": draft.note.review_date}
    for slot in Recall._fields:
        if slot in told and told[slot].status == "blank":
            continue  # the pitch does not know it either, and asks
        missing = [who for who, recall in recalls.items() if not getattr(recall, slot)]
        yield holds(
            f"one-read-{slot}", not missing, "said in every framing", f"missing for {', '.join(missing)}"
        )
    strange = [who for who, recall in recalls.items() if recall.who and not _within(recall.who, told["who"])]
    yield holds("one-read-same-customer", not strange, told["who"].plain, ", ".join(strange))


def read_once(text: str, index: CatalogIndex) -> Recall:
    """What a reader can say back of this text, by the words of the catalog and of numbers and dates."""
    sentences = [s for s in _STOP.split(text) if s.strip()]
    people = {p for persona in index.catalog.personas for p in (persona.plural, persona.singular)}
    who = _first(sentences[0] if sentences else "", people)
    times = {m.phrase for m in index.catalog.moments}
    when = _first(text, times) or ((found := _TIME.search(text)) and found.group()) or ""
    what = next((s for s in sentences if who and len(_after(s, who).split()) >= _FEW), "")
    blank = _BLANK.search(text)
    number = next((text[a:b] for a, b in loose_numbers(text)), "") or (blank.group() if blank else "")
    ask = next((s for s in sentences if _SIZE.search(s) and not s.lower().startswith(("when", "while"))), "")
    date = _DATE.search(text) or re.search(r"\[review date[^\]]*\]", text)
    return Recall(who, when, what, number, ask, date.group() if date else "")


def _text(framing: Framing) -> str:
    return " ".join(s.plain for s in (*framing.problem, framing.number, framing.change, framing.ask))


def _first(text: str, phrases: set[str]) -> str:
    """The longest of the phrases that stands in the text on whole words."""
    low = text.lower()
    found = [p for p in phrases if re.search(rf"(?<!\w){re.escape(p.lower())}(?!\w)", low)]
    return max(found, key=lambda p: (len(p), p), default="")


def _after(sentence: str, who: str) -> str:
    return sentence.lower().partition(who.lower())[2]


def _within(who: str, told: Sentence) -> bool:
    return who.lower() in told.plain.lower() or told.plain.strip(" .").lower() in who.lower()
