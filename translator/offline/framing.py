"""One framing for each stakeholder: the same claims in their words, with their needle and the same ask."""

from __future__ import annotations

from translator.catalog.index import CatalogIndex
from translator.catalog.models import Stakeholder
from translator.models import Framing, Sentence
from translator.offline.blanks import Blanks
from translator.offline.core import Core
from translator.offline.reading import Reading
from translator.offline.wording import sentence

_BY_LEVER = {
    "speed": "product-management",
    "reliability": "executives",
    "security": "security",
    "cost": "finance",
}
_BY_TASK = {
    "run-job": "data-teams",
    "query-data": "data-teams",
    "use-files-at-scale": "data-teams",
    "operate": "infrastructure",
    "watch-system": "infrastructure",
    "release": "change-management",
    "manage-access": "security",
}


def default_stakeholders(reading: Reading, index: CatalogIndex) -> tuple[str, ...]:
    """Whom to convince when nobody was named: those whose problem it is. () without a moment."""
    if not reading.found or reading.failure is None or reading.task is None:
        return ()
    lever = _BY_LEVER[reading.failure.lever]
    if reading.persona is not None and reading.persona.audience == "internal":
        chosen = ["engineering-lead", "product-engineers", _BY_TASK.get(reading.task.id, lever)]
    else:
        chosen = ["sales", "support", lever]
    return tuple(s for s in dict.fromkeys(chosen) if s in index.stakeholders)


def frame(
    profile: Stakeholder, core: Core, reading: Reading, index: CatalogIndex, blanks: Blanks
) -> Framing:
    """The framing for one profile; raises nothing, says plainly when the ticket shows no effect on them."""
    phrases = core.phrases
    failure = reading.failure
    if phrases is None or failure is None:
        return _without_moment(profile, core, blanks)
    internal = reading.persona is not None and reading.persona.audience == "internal"
    stake = profile.stake_internal if internal else profile.stake[failure.lever]
    return Framing(
        stakeholder=profile.id,
        title=profile.name,
        version=profile.version,
        problem=(
            core.problem,
            sentence(phrases.fill(stake), *reading.evidence, status="assumption"),
        ),
        number=_their_number(profile, core, index, blanks),
        change=sentence(phrases.fill(profile.change), *reading.evidence, status="proposed"),
        ask=sentence(phrases.fill(profile.ask), status="proposed"),
        objection=sentence(phrases.fill(profile.objection), status="assumption"),
        answer=sentence(phrases.fill(profile.proof_from), status="proposed"),
    )


def _their_number(
    profile: Stakeholder, core: Core, index: CatalogIndex, blanks: Blanks
) -> Sentence:
    """The pitch's number; beside it the stakeholder's own needle where that is another one."""
    core_number = core.number.sentence
    if not profile.needles or core.number.needle in profile.needles:
        return core_number
    needle = index.needles[profile.needles[0]]
    slot = blanks.slot(
        f"needle.{needle.id}",
        role=needle.ask_role,
        ask=f"What is {needle.name} {needle.window} now? ({needle.definition.rstrip('.')}.)",
        why=f"It is the number {profile.name} already watches.",
        blank=f"number needed: {needle.name} {needle.window}",
    )
    status = "claim" if core.number.today else "blank"
    return sentence(
        f"{core_number.text} Beside it, their own needle: {slot}", *core_number.evidence, status=status
    )


def _without_moment(profile: Stakeholder, core: Core, blanks: Blanks) -> Framing:
    slot = blanks.slot(
        f"effect.{profile.id}",
        role=profile.ask_role,
        ask=f"What would {profile.name} notice if this stayed as it is?",
        why="Without an effect they can see there is nothing to decide.",
        blank=f"effect on {profile.name} needed",
    )
    nothing = sentence(
        f"Nothing in the ticket shows yet what this means for {profile.name}: {slot}", status="blank"
    )
    return Framing(
        stakeholder=profile.id,
        title=profile.name,
        version=profile.version,
        problem=(nothing,),
        number=core.number.sentence,
        change=core.note.scope,
        ask=sentence(
            "Before asking for time, help us fill the blanks above", status="proposed"
        ),
    )



