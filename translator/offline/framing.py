"""One framing for each stakeholder: the same claims in their words, with their needle and the same ask."""

from __future__ import annotations

from translator.catalog.index import CatalogIndex
from translator.catalog.models import LeverName, Needle, Stakeholder
from translator.models import Framing, Sentence
from translator.offline.blanks import Blanks
from translator.offline.core import Core
from translator.offline.reading import Reading
from translator.offline.wording import numberless, sentence

_BY_LEVER = {
    "speed": "product-management",
    "reliability": "executives",
    "security": "security",
    "cost": "finance",
}
_AT_THE_FRONT = frozenset({"sales", "support"})
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
    profile: Stakeholder,
    core: Core,
    reading: Reading,
    index: CatalogIndex,
    blanks: Blanks,
    proven: Sentence | None = None,
    again: str = "",
) -> Framing:
    """The framing for one profile; raises nothing, says plainly when the ticket shows no effect on them.

    `again` is what the ask says of a review date that is known, such as ", looked at again on «t3»"; who
    reads one framing alone learns it there. `proven` is what an earlier fix moved. It answers whoever doubts
    that the work pays; sales and support doubt that it will happen.
    """
    phrases = core.phrases
    failure = reading.failure
    if phrases is None or failure is None:
        return _without_moment(profile, core, blanks, again)
    internal = reading.persona is not None and reading.persona.audience == "internal"
    stake = profile.stake_internal if internal else profile.stake[failure.lever]
    stake = stake.replace("{personas} {happens}", "this happens")  # the sentence before says who
    return Framing(
        stakeholder=profile.id,
        title=profile.name,
        version=profile.version,
        problem=(
            core.problem,
            sentence(phrases.fill(stake), *reading.evidence, status="assumption"),
        ),
        number=_their_number(profile, core, _needle(profile, failure.lever, internal, index), blanks),
        change=sentence(phrases.fill(profile.change), *reading.evidence, status="proposed"),
        ask=sentence(phrases.fill(profile.ask).rstrip(". ") + again, status="proposed"),
        objection=sentence(phrases.fill(profile.objection), status="assumption"),
        answer=proven
        if proven is not None and profile.id not in _AT_THE_FRONT
        else sentence(phrases.fill(profile.proof_from), status="proposed"),
    )


def _needle(profile: Stakeholder, lever: LeverName, internal: bool, index: CatalogIndex) -> Needle | None:
    """The profile's needle nearest to this work: colleagues' pain shows in speed, customers' in theirs."""
    wanted = ("speed", lever, "cost") if internal else ("customer", lever)
    needles = [n for n in (index.needles[i] for i in profile.needles) if numberless(n.name)]
    ranked = (n for group in wanted for n in needles if n.group == group)
    return next(ranked, needles[0] if needles else None)


def _their_number(profile: Stakeholder, core: Core, needle: Needle | None, blanks: Blanks) -> Sentence:
    """The pitch's number; beside it the stakeholder's own needle where that is another one."""
    core_number = core.number.sentence
    if needle is None or core.number.needle in profile.needles:
        return core_number
    name = needle.name if needle.name[:2].isupper() else needle.name[:1].lower() + needle.name[1:]
    definition = f"({needle.definition})" if numberless(needle.definition) else ""
    slot = blanks.slot(
        f"needle.{needle.id}",
        role=needle.ask_role,
        ask=f"What is the reading now, over a {needle.window}: {name}? {definition}".rstrip(),
        why=f"{profile.name} watch it already, so both sides can bet on it together.",
        blank=f"number needed: {name}, over a {needle.window}",
    )
    return sentence(
        f"{core_number.text} The needle to watch together: {slot}",
        *core_number.evidence,
        status=core_number.status,
    )


def _without_moment(profile: Stakeholder, core: Core, blanks: Blanks, again: str) -> Framing:
    slot = blanks.slot(
        f"effect.{profile.id}",
        role=profile.ask_role,
        ask=f"What would {profile.name} notice if this stayed as it is?",
        why="Without an effect they can see there is nothing to decide.",
        blank=f"effect on {profile.name} needed",
    )
    when = again.replace(", ", "; it is ", 1)
    first = f"Before any time is asked for, help us answer the open questions{when}"
    nothing = sentence(
        f"Nothing in the ticket shows yet what this means for {profile.name}: {slot}",
        status="blank",
    )
    return Framing(
        stakeholder=profile.id,
        title=profile.name,
        version=profile.version,
        problem=(nothing,),
        number=core.number.sentence,
        change=core.note.scope,
        ask=sentence(first, status="proposed"),
    )
