"""Signs in a past incident that the business saw the problem already."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.catalog.index import CatalogIndex
from translator.incident_text import PartKind
from translator.models import Hit, Incident
from translator.proof.reading import Past
from translator.text import Span

_STAND_IN: tuple[PartKind, ...] = (
    *("title", "summary", "impact", "detection", "update", "other", "fix"),
)  # fmt: skip
_RESTARTED = re.compile(r"\b(?:restart(?:ed|ing|s)?|reboot(?:ed|ing|s)?)\b", re.IGNORECASE)


def signs_of(past: Past, index: CatalogIndex) -> Iterator[tuple[Span, str]]:
    """(sentence, catalog id of the sign that it shows), in reading order."""
    restarts = "restarts" in index.warnings
    for span in past.sentences_of(*_STAND_IN):
        cues = index.warning_cues.find(past.text, span.start, span.end)
        ended = restarts and past.part_at(span) == "fix"  # a restart that ended it is such a sign
        if cues:
            yield span, cues[0][0].key
        elif ended and _RESTARTED.search(span.of(past.text)):
            yield span, "restarts"


def signs_in(incident: Incident, index: CatalogIndex) -> dict[str, str]:
    """Catalog ids of the signs that an incident shows → the first sentence that shows each.

    One that a pitch could quote goes before one that it could not.
    """
    past = Past(Hit(incident=incident, score=0.0, similar=False), index)
    found: dict[str, Span] = {}
    for span, sign in signs_of(past, index):
        if sign not in found or (past.quotable(span) and not past.quotable(found[sign])):
            found[sign] = span
    return {sign: span.of(past.text) for sign, span in found.items()}
