"""The catalog made searchable: every entry by id, and one phrase matcher for each kind of cue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from translator.catalog.models import (
    Catalog,
    Cues,
    Failure,
    GlossaryEntry,
    HouseworkWord,
    Moment,
    Needle,
    Persona,
    Saying,
    Stakeholder,
    Task,
)
from translator.errors import UnknownStakeholder
from translator.text import WORD, Match, PhraseMatcher, inflections

_NEGATED = re.compile(r"\b(?:without|no|not|never|instead of)(?: an?| any| the)? \Z", re.IGNORECASE)


class _Cued(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def cues(self) -> Cues: ...


class CueMatcher:
    """Finds the cues of one kind of entry. Phrases in `never` hide the cues inside them.

    With `negatable` a cue right after "without", "no" or "never" does not count.
    """

    def __init__(self, entries: Iterable[_Cued], *, negatable: bool = False) -> None:
        self._matcher = PhraseMatcher(_cue_phrases(entries))
        self._negatable = negatable

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[tuple[Match, bool]]:
        """Matches with whether the cue is strong; the key of a match is the entry's id."""
        found = []
        for match in self._matcher.find(text, start, end):
            entry, _, strength = match.key.partition(":")
            negated = self._negatable and _NEGATED.search(
                text, max(0, match.span.start - 16), match.span.start
            )
            if strength != "never" and not negated:
                found.append((match._replace(key=entry), strength == "strong"))
        return found


def _cue_phrases(entries: Iterable[_Cued]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for strength in ("strong", "weak"):
            for phrase in getattr(entry.cues, strength):
                for form in inflections(phrase):
                    yield form, f"{entry.id}:{strength}"
        for phrase in entry.cues.never:
            yield phrase, f"{entry.id}:never"


def _words(phrase: str) -> str:
    return " ".join(m.group().lower() for m in WORD.finditer(phrase))


class CatalogIndex:
    """A catalog with its look-ups built once. Building takes about 40 ms; share one instance."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.tasks: dict[str, Task] = {t.id: t for t in catalog.tasks}
        self.failures: dict[str, Failure] = {f.id: f for f in catalog.failures}
        self.personas: dict[str, Persona] = {p.id: p for p in catalog.personas}
        self.moments: dict[str, Moment] = {m.id: m for m in catalog.moments}
        self.needles: dict[str, Needle] = {n.id: n for n in catalog.needles}
        self.chains = {c.id: c for c in catalog.chains}
        self.warnings = {w.id: w for w in catalog.warnings}
        self.stakeholders: dict[str, Stakeholder] = {s.id: s for s in catalog.stakeholders}
        self.sayings: dict[tuple[str, str], Saying] = {(s.task, s.failure): s for s in catalog.sayings}
        self.task_cues = CueMatcher(catalog.tasks)
        self.failure_cues = CueMatcher(catalog.failures, negatable=True)
        self.persona_cues = CueMatcher(catalog.personas)
        self.moment_cues = CueMatcher(catalog.moments)
        self.warning_cues = CueMatcher(catalog.warnings)
        self.glossary: dict[str, GlossaryEntry] = {g.term: g for g in catalog.glossary}
        self._says = {
            (entry.term, _words(form)): says
            for entry in catalog.glossary
            for form, says in entry.forms.items()
        }
        self.glossary_terms = PhraseMatcher(
            (form, entry.term) for entry in catalog.glossary for form in entry.forms
        )
        self.housework: dict[str, HouseworkWord] = {h.word: h for h in catalog.housework}
        self.housework_words = PhraseMatcher(
            (form, h.word) for h in catalog.housework for form in (h.word, *h.forms)
        )
        self.internal_names = PhraseMatcher((p.name, p.name) for p in catalog.products if p.internal)

    def customer_words(self, term: str, form: str) -> str:
        """What glossary entry `term` says in place of `form`; "" for a form it does not list."""
        return self._says.get((term, _words(form)), "")

    def stakeholder(self, stakeholder_id: str) -> Stakeholder:
        """The profile with this id; raises UnknownStakeholder naming the known ones."""
        profile = self.stakeholders.get(stakeholder_id)
        if profile is None:
            raise UnknownStakeholder(
                f"there is no stakeholder “{stakeholder_id}”.",
                next_step=f"Choose from: {', '.join(sorted(self.stakeholders))}.",
            )
        return profile
