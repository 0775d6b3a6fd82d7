"""What a person is shown of a hit: how sure it is, why it matched, the passage that says so."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from translator.incident_text import IncidentText, incident_text
from translator.models import Hit, Incident
from translator.ranking import SIMILAR_FROM, Ranked, confidence
from translator.similarity import Prepared, prepare
from translator.text import Span, sentences

_WORDS_SHOWN = 5
_SENTENCES_READ = 120  # of one incident; what it is about is said by then
_LONGEST_PASSAGE = 400  # characters
_CLOSE = 0.6  # a cosine worth saying
_SAME_OUTAGE = timedelta(hours=6)  # two tools seldom open their records of one outage further apart


class Search(NamedTuple):
    """A search as its hits are judged by it."""

    telling: Mapping[str, float]  # stem → weight, the words that tell most; see `confidence`
    weights: Mapping[str, float]  # stem → weight, every word that some incident has
    shown: Mapping[str, str]  # stem → the word as the search writes it
    stems: Callable[[str], Sequence[str]]
    incidents: int  # on record, whatever the filter


def as_hit(incident: Incident, ranked: Ranked, cosine: float, search: Search) -> Hit:
    """The hit with its confidence, its reasons and its best passage. `cosine` 0: not known."""
    told = incident_text(incident)
    words = Counter(search.stems(comparable(incident).full))
    score = confidence(cosine, search.telling, words.keys(), search.incidents)
    passage = _best_passage(told, search)
    return Hit(
        incident=incident,
        score=round(score, 4),
        similar=score >= SIMILAR_FROM,
        cosine=None if ranked.cosine is None else round(ranked.cosine, 4),
        keyword=None if ranked.keyword is None else round(ranked.keyword, 3),
        why=_why(ranked, words, search),
        start=passage.start,
        end=passage.end,
    )


def comparable(incident: Incident) -> Prepared:
    """What is compared of an incident: its told text; of the facts only what a search may name."""
    told = [section.text for section in incident.sections]
    return prepare(incident.title, "\n".join([*told, *incident.services, incident.source_id]))


def same_outage(one: Incident, other: Incident) -> bool:
    """Whether two records of different tools, or of one tool twice, tell of the same outage.

    Same words in the title, and a start within six hours; where a start is missing or only a date, the
    whole text must be the same.
    """
    if _folded(one.title) != _folded(other.title):
        return False
    starts = [i.started for i in (one, other)]
    if all(s is not None and s.precision == "minute" for s in starts):
        first, second = (s.at for s in starts if s is not None)
        return abs(first - second) <= _SAME_OUTAGE
    return [s.text for s in one.sections] == [s.text for s in other.sections] and starts[0] == starts[1]


@lru_cache(maxsize=256)  # each title is compared with those of all hits before it
def _folded(title: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in title.casefold()).split())


def _why(ranked: Ranked, words: Mapping[str, int], search: Search) -> tuple[str, ...]:
    def weight(stem: str) -> float:
        return search.weights[stem] * math.sqrt(min(words[stem], 3))

    shared = {stem: search.shown.get(stem, stem) for stem in search.weights if stem in words}
    plain = [stem for stem, word in shared.items() if len(word) > 2 and word.isalpha()]
    best = sorted(plain, key=lambda stem: (-weight(stem), stem))[:_WORDS_SHOWN]
    reasons = []
    if best:
        reasons.append(f"both speak of {', '.join(shared[stem] for stem in best)}")
    if ranked.cosine is not None and ranked.cosine >= _CLOSE:
        reasons.append(f"close in meaning ({ranked.cosine:.2f})")
    return tuple(reasons)


def _best_passage(told: IncidentText, search: Search) -> Span:
    """The sentence with most of the telling words for its length; failing all, the first told one."""
    best, best_weight, seen = Span(0, len(told.text.partition("\n")[0])), 0.0, 0
    for part in told.parts:
        if part.kind in ("title", "facts"):
            continue
        for span in sentences(told.text, part.span.start, part.span.end):
            seen += 1
            if seen > _SENTENCES_READ:
                return best
            span = Span(span.start, min(span.end, span.start + _LONGEST_PASSAGE))
            stems = search.stems(span.of(told.text))
            weight = sum(search.weights.get(stem, 0.0) for stem in set(stems))
            weight /= math.sqrt(8 + len(stems))
            if weight > best_weight or seen == 1:
                best, best_weight = span, weight
    return best
