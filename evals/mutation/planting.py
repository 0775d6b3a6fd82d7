"""A planted defect, the door it comes in by, and what became of it.

Doors are those of the product. `draft`: an engine hands it in, and grounding and checks judge it. `edit`: a
person types it into a part. `text`: a person has a note checked against its ticket. `behind`: it stands in a
grounded pitch all the same, so that the check itself is measured where grounding takes most things out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from evals.author import TODAY
from translator import checks
from translator.checks import Subject, subject_of_pitch, subject_of_text
from translator.drafting import Drafted
from translator.judging import Judge
from translator.models import Draft, Finding, Ledger, Pitch, Sentence, Ticket
from translator.parts import map_sentences, sentences_of
from translator.pipeline import Pipeline
from translator.wiring import App

Door = Literal["draft", "edit", "text", "behind"]
Fate = Literal["killed", "stopped", "survived"]


class NothingPlanted(AssertionError):
    """An injector changed nothing, or planted where the check spoke before."""


class Host:
    """A clean pitch, and what it was made of."""

    def __init__(self, id: str, app: App, ticket: Ticket, pitch: Pitch, texts: Mapping[str, str]) -> None:
        self.id, self.app, self.ticket, self.pitch, self.texts = id, app, ticket, pitch, dict(texts)
        self.ledger, self.draft = pitch.evidence, pitch.draft
        self._spoken: dict[str, frozenset[str]] = {}

    @cached_property
    def source(self) -> str:
        """All that was said, in lower case."""
        return "\n".join([*self.texts.values(), self.ticket.raw]).casefold()

    @cached_property
    def parts(self) -> dict[str, Sentence]:
        """Every sentence by its place."""
        return dict(sentences_of(self.draft))

    @cached_property
    def judge(self) -> Judge:
        """Grounding and checks, as the pipeline has them."""
        return Judge(self.app.index)

    def said(self, place: str) -> str:
        """The words a reader meets there, without the full stop."""
        return self.parts[place].plain.rstrip(". ")

    def subject(self, draft: Draft, ledger: Ledger | None = None) -> Subject:
        """A grounded draft as the checks see it."""
        return subject_of_pitch(draft, ledger or self.ledger, self.texts, self.app.index)

    def note(self, text: str) -> Subject:
        """A person's text, held against the ticket as `App.check_text` does."""
        return subject_of_text(text, self.app.index, self.ledger, self.texts)

    def spoken(self, check: str) -> frozenset[str]:
        """The places of the clean pitch where the check speaks already."""
        if check not in self._spoken:
            self._spoken[check] = frozenset(f.where for f in found_by(check, self.subject(self.draft)))
        return self._spoken[check]


class Plant(NamedTuple):
    """One defect in one host. What has `text` comes by the door `text`."""

    check: str
    host: Host
    door: Door
    where: str  # the place in which the check has to speak; "": anywhere
    written: str  # as it was written, for whoever reads about a survivor
    shown: str = ""  # the words that a reader would meet; "": something is missing
    draft: Draft | None = None
    ledger: Ledger | None = None  # None: the host's
    text: str = ""
    clean: str = ""  # the text without the defect


def put(draft: Draft, where: str, **fields: object) -> Draft:
    """The draft with these fields of the sentence at `where`."""
    return map_sentences(draft, lambda at, s: s.model_copy(update=fields) if at == where else s)


def found_by(check: str, subject: Subject) -> list[Finding]:
    """What the check of this id says; [] where the product has none such."""
    return [finding for c in checks.CHECKS if c.id == check for finding in c.run(subject)]


def fate(plant: Plant) -> Fate:
    """What became of the defect. Raises NothingPlanted."""
    if plant.door == "text":
        return _in_text(plant)
    _verify(plant)
    host, draft, ledger = plant.host, plant.draft, plant.ledger or plant.host.ledger
    if plant.door == "edit":
        draft = _edited(plant)
    elif plant.door == "draft":
        assert draft is not None
        draft = host.judge.judge(Drafted(draft), ledger, host.texts).draft
    assert draft is not None
    if plant.door != "behind" and plant.shown and plant.where:
        plain = dict(sentences_of(draft))[plant.where].plain
        gone = plant.check == "uncited-claim" and dict(sentences_of(draft))[plant.where].status != "claim"
        if gone or plant.shown.casefold() not in plain.casefold():
            return "stopped"
    return _of(found_by(plant.check, host.subject(draft, ledger)), plant, dict(sentences_of(draft)))


def _of(found: Iterable[Finding], plant: Plant, parts: Mapping[str, Sentence]) -> Fate:
    for finding in found:
        if plant.where and finding.where != plant.where:
            continue
        text = parts[plant.where].plain if plant.where in parts else ""
        if _touches(finding, text, plant.shown):
            return "killed"
    return "survived"


def _touches(finding: Finding, text: str, shown: str) -> bool:
    """Whether the finding points at the planted words; one without offsets points at the whole place."""
    if finding.start is None or finding.end is None or not shown:
        return True
    at = text.find(shown)
    return at < 0 or (finding.start < at + len(shown) and at < finding.end)


def _in_text(plant: Plant) -> Fate:
    if not plant.text.strip() or plant.text == plant.clean:
        raise NothingPlanted(f"{plant.check}: {plant.written}")
    if plant.shown and plant.shown not in plant.text:
        raise NothingPlanted(f"{plant.check}: “{plant.shown}” is not in the text")
    if plant.clean and found_by(plant.check, plant.host.note(plant.clean)):
        raise NothingPlanted(f"{plant.check}: the clean text has the defect already: {plant.clean}")
    lines = {f"line {n}": line for n, line in enumerate(plant.text.splitlines(), 1)}
    for finding in found_by(plant.check, plant.host.note(plant.text)):
        here = not plant.where or finding.where == plant.where
        if here and _touches(finding, lines.get(finding.where, ""), plant.shown):
            return "killed"
    return "survived"


def _verify(plant: Plant) -> None:
    host = plant.host
    if plant.where in host.spoken(plant.check) or (not plant.where and host.spoken(plant.check)):
        raise NothingPlanted(f"{plant.check}: {host.id} has a finding at {plant.where} already")
    if plant.door == "edit":
        return
    assert plant.draft is not None
    if plant.draft == host.draft and plant.ledger in (None, host.ledger):
        raise NothingPlanted(f"{plant.check}: {plant.written}")
    if plant.shown and plant.where:
        sentence = dict(sentences_of(plant.draft))[plant.where]
        if plant.shown not in (sentence.plain if plant.door == "behind" else sentence.text):
            raise NothingPlanted(f"{plant.check}: “{plant.shown}” is not at {plant.where}")


def _edited(plant: Plant) -> Draft:
    """The pitch after a person typed the defect into the place."""

    async def edit() -> Pitch:
        host = plant.host
        pipeline = Pipeline(host.app.index, host.app.engine)
        return await pipeline.edit(host.pitch, {plant.where: plant.written}, by="somebody", now=TODAY)

    return asyncio.run(edit()).draft
