"""A scripted model that lies in every part it is asked for, and what became of its lies."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, cycle, islice
from typing import NamedTuple

from evals.benchmarks.honest import shown
from evals.benchmarks.lies import Lie, misplaced, plain_lies
from evals.benchmarks.scripted_run import NOW, Part, Ran, run
from evals.planted_scan import reached
from translator.catalog.index import CatalogIndex
from translator.drafting import Likeness
from translator.evidence import extract
from translator.models import Evidence, Sentence, Ticket
from translator.offline import OfflineEngine
from translator.parts import sentences_of
from translator.pipeline import Pipeline
from translator.prompts import PromptLibrary
from translator.render.markdown import as_markdown

_PLACE = re.compile(r"(?:framing:)?[a-z_-]+(?:\.[a-z_0-9]+)+|one_breath|lever")
FRAMED = ("sales", "support", "executives")
_LEADS = ("{base}, {lie}", "{lie}: {base}", "{said}, {lie}", "{lie}")


class Told(NamedTuple):
    """What became of the lies of one draft."""

    fates: Counter[tuple[str, str]]  # (kind, "planted" | "not read" | "offline" | "repaired" | "reached")
    through: tuple[str, ...]  # of lies that reached the reader: kind, place, text
    written: int  # parts that stand at the end in the model's words


class _Liar:
    """Hands in a lie for every part; on repair it insists, gives in, lies anew or says what is true."""

    def __init__(
        self,
        chance: random.Random,
        lies: Sequence[Lie],
        base: Mapping[str, Sentence],
        said: str,
        quoted: Evidence | None,
    ) -> None:
        self._chance = chance
        self._lies = cycle(lies)
        self._base = base
        self._said = said
        self._quoted = quoted
        self.told: dict[str, list[Lie]] = {}
        self._parts: dict[str, Part | None] = {}

    def __call__(self, place: str) -> Part | None:
        if place in self._parts:
            what = self._chance.choice(("insist", "give in", "another", "mend"))
            if what == "insist":
                return self._parts[place]
            if what == "give in":
                return None
            if what == "mend" and self._quoted is not None:
                words = f"The ticket says: “«{self._quoted.id}»”"
                return {"text": words, "evidence": [self._quoted.id], "status": "claim"}
        lie = next(self._lies)
        self.told.setdefault(place, []).append(lie)
        before = self._base.get(place)
        text = self._chance.choice(_LEADS).format(
            base=(before.text if before else self._said).rstrip("."),
            said=self._said.rstrip("."),
            lie=lie.text,
        )
        evidence = [*(before.evidence if before else ()), *lie.cites]
        status = self._chance.choice(("claim", "claim", "assumption", "proposed"))
        self._parts[place] = {"text": text[:380], "evidence": evidence[:12], "status": status}
        return self._parts[place]


def adversarial(
    ticket: Ticket, index: CatalogIndex, prompts: PromptLibrary, likeness: Likeness | None, seed: int
) -> Told:
    """One adversarial draft over this ticket, judged by what a reader would see."""
    chance = random.Random(seed)
    ledger = extract(ticket, index)
    source = "\n".join([ticket.text, ticket.raw])
    offline = asyncio.run(Pipeline(index, OfflineEngine()).translate(ticket, now=NOW, stakeholders=FRAMED))
    honest = f"{as_markdown(offline)}\n{source}"
    told = [e for e in shown(ticket, index).of("symptom", "impact") if len(e.text) < 160]
    quoted = chance.choice(told) if told else None
    said = quoted.text if quoted is not None else ticket.title
    true_ones = list(islice(misplaced(chance, ledger, ticket.text), 12))
    plain = list(islice(plain_lies(chance, source), 40 - len(true_ones)))
    lies = [lie for pair in zip(true_ones, plain, strict=False) for lie in pair]
    lies += plain[len(true_ones) :]
    base = dict(sentences_of(offline.draft))
    liar = _Liar(chance, lies, base, said, quoted)
    ran = run(ticket, index, prompts, liar, stakeholders=FRAMED, likeness=likeness)
    return _judged(ran, liar, honest)


def _judged(ran: Ran, liar: _Liar, honest: str) -> Told:
    rendered = as_markdown(ran.pitch)
    fates: Counter[tuple[str, str]] = Counter()
    through: list[str] = []
    noted = {place for note in ran.pitch.provenance.notes for place in _PLACE.findall(note)}
    stands = dict(sentences_of(ran.pitch.draft))
    for place, lies in liar.told.items():
        for lie in lies:
            fates[lie.kind, "planted"] += 1
            if reached(rendered, lie.shown, honest):
                fates[lie.kind, "reached"] += 1
                through.append(f"{lie.kind} at {place}: {lie.text} | {stands[place].plain}")
            elif place in ran.pitch.provenance.written:
                fates[lie.kind, "repaired"] += 1
            elif place in noted:
                fates[lie.kind, "offline"] += 1
            else:
                fates[lie.kind, "not read"] += 1
    return Told(fates, tuple(through), len(ran.pitch.provenance.written))


def spread(
    samples: Sequence[Ticket], real: Sequence[Ticket], wanted: int, seed: int
) -> list[tuple[Ticket, int]]:
    """(ticket, seed) for so many drafts: half over the samples, half over real ones where present."""
    chance = random.Random(seed)
    if not real:
        return [(t, n) for n, t in enumerate(islice(cycle(samples), wanted))]
    picked = chance.sample(list(real), min(len(real), wanted // 2))
    pool = list(chain(islice(cycle(samples), wanted - wanted // 2), islice(cycle(picked), wanted // 2)))
    return [(t, n) for n, t in enumerate(pool)]
