"""Whether all framings tell one story: same number, same ask, problem first, nobody left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.scene import Item, Scene, holds
from translator.models import Framing

_SLOT = re.compile(r"«([a-z]\d+)»")
_SIZES = re.compile(r"\b(?:sprint|release|quarter|experiment|pilot)\b", re.IGNORECASE)


def framings(scene: Scene) -> Iterator[Item]:
    """Every framing asked for is there, with the pitch's own number and ask, and opens with the problem."""
    draft = scene.pitch.draft
    there = [f.stakeholder for f in draft.framings]
    if scene.case.stakeholders:
        missing = [s for s in scene.case.stakeholders if s not in there]
        yield holds("framings-present", not missing, ", ".join(scene.case.stakeholders), ", ".join(there))
    number = set(_SLOT.findall(draft.moment.number.sentence.text))
    stray = [f.stakeholder for f in draft.framings if set(_SLOT.findall(f.number.text)) - number]
    yield holds("framings-same-number", not stray, ", ".join(sorted(number)) or "no number", ", ".join(stray))
    sizes = {f.stakeholder: frozenset(m.lower() for m in _SIZES.findall(f.ask.plain)) for f in draft.framings}
    yield holds(
        "framings-same-ask", len(set(sizes.values())) <= 1, "one size of ask", str(_plain_sizes(sizes))
    )
    work = " ".join(s.plain for s in (draft.note.scope, draft.bet.bet)).lower()
    early = [f.stakeholder for f in draft.framings if _opens_with_work(f, work)]
    yield holds("framings-problem-first", not early, "the problem before the work", ", ".join(early))
    own = {f.problem[1].plain if len(f.problem) > 1 else f.stakeholder for f in draft.framings}
    yield holds(
        "framings-differ", len(own) == len(draft.framings), "each reader's own problem", f"{len(own)} kinds"
    )


def _opens_with_work(framing: Framing, work: str) -> bool:
    opening = framing.problem[0].plain.strip(" .").lower() if framing.problem else ""
    return not opening or (len(opening.split()) > 3 and opening in work)


def _plain_sizes(sizes: dict[str, frozenset[str]]) -> dict[str, str]:
    return {who: " ".join(sorted(words)) or "none" for who, words in sizes.items()}
