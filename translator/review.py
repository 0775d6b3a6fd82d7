"""The review of a pitch: its states as one table, what stands in the way of a step, and what a change does.

    draft ⇄ needs evidence → in review → approved → published → closed
    and from all of them to stale, by a newer text of the ticket alone

Values in, values out: whoever stores a translation raises its revision. Nothing here makes a version.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from translator.errors import EmptyInput, InputTooLarge, StepRefused, UnknownFinding
from translator.models import Actor, Dismissal, Finding, Pitch, Staleness, State, Step, Translation

LONGEST_REASON = 2_000  # characters


class Way(NamedTuple):
    """One step that may be asked for."""

    before: State
    after: State
    person: bool  # only a person may take it
    why: bool  # it needs a reason
    clean: bool  # no must finding may be open


# "draft" and "needs evidence" are one desk: open questions say which of the two it is, so a step to either
# leads to the one that fits. Open questions do not keep a pitch from review: a visible blank is honest.
# Approving, publishing and ending what was approved is a person's; what a machine sent in, it may take back.
WAYS: tuple[Way, ...] = (
    Way("draft", "in review", person=False, why=False, clean=True),
    Way("needs evidence", "in review", person=False, why=False, clean=True),
    Way("in review", "draft", person=False, why=True, clean=False),
    Way("in review", "needs evidence", person=False, why=True, clean=False),
    Way("in review", "approved", person=True, why=False, clean=True),
    Way("approved", "draft", person=True, why=True, clean=False),
    Way("approved", "needs evidence", person=True, why=True, clean=False),
    Way("approved", "published", person=True, why=False, clean=True),
    Way("published", "draft", person=True, why=True, clean=False),
    Way("published", "needs evidence", person=True, why=True, clean=False),
    Way("draft", "closed", person=False, why=True, clean=False),
    Way("needs evidence", "closed", person=False, why=True, clean=False),
    Way("in review", "closed", person=False, why=True, clean=False),
    Way("approved", "closed", person=True, why=True, clean=False),
    Way("published", "closed", person=True, why=True, clean=False),
    Way("stale", "closed", person=False, why=True, clean=False),
)
_WAYS = {(way.before, way.after): way for way in WAYS}
_WRITTEN_ON: frozenset[State] = frozenset({"draft", "needs evidence"})
_SIGNED: frozenset[State] = frozenset({"approved", "published"})
_ENDED: frozenset[State] = frozenset({"stale", "closed"})


def finding_id(finding: Finding) -> str:
    """Twelve hex digits that stay the same while check, place and message do, in whatever version."""
    read = "\x1f".join((finding.check, finding.where, finding.message))
    return sha256(read.encode("utf-8", "replace")).hexdigest()[:12]


def open_findings(translation: Translation) -> tuple[Finding, ...]:
    """The findings nobody has dismissed, in their order. A must finding cannot be dismissed."""
    dismissed = {d.finding for d in translation.dismissed}
    found = translation.pitch.findings
    return tuple(f for f in found if f.severity == "must" or finding_id(f) not in dismissed)


def must_findings(pitch: Pitch) -> tuple[Finding, ...]:
    """The findings that block review and approval."""
    return tuple(f for f in pitch.findings if f.severity == "must")


def written_state(pitch: Pitch) -> State:
    """The state of a pitch that is being written: with open questions it needs evidence."""
    return "needs evidence" if pitch.draft.questions else "draft"


def ways_from(state: State) -> tuple[State, ...]:
    """Where a pitch in this state can be sent, in the order of the table."""
    return tuple(way.after for way in WAYS if way.before == state)


def stepped(translation: Translation, to: State, *, by: Actor, at: datetime, why: str = "") -> Translation:
    """The translation one step further.

    Raises StepRefused where the table has no such step, where it is a person's and `by` is a service, or
    where must findings stand in its way; EmptyInput where the step needs a reason and has none.
    """
    before = translation.state
    way = _WAYS.get((before, to))
    if way is None:
        raise StepRefused(
            f"a pitch that is “{before}” does not become “{to}”.", next_step=_instead(before, to)
        )
    if way.person and by.kind != "person":
        raise StepRefused(
            f"only a person makes a pitch that is “{before}” become “{to}”; {by.name} is a service.",
            next_step="Ask a person to do it with a key of their own.",
        )
    blocking = must_findings(translation.pitch) if way.clean else ()
    if blocking:
        raise StepRefused(
            f"a must finding stands in the way of “{to}”: {_named(blocking)}.",
            next_step="Mend it by an edit of that part or an answer, then ask again.",
        )
    why = _reason(why, f"“{to}”", needed=way.why)
    after = written_state(translation.pitch) if to in _WRITTEN_ON else to
    return _moved(translation, after, by=by, at=at, why=why)


def may_change(translation: Translation) -> None:
    """Raise StepRefused where the pitch can no longer be edited or answered."""
    if translation.state not in _ENDED:
        return
    newer = translation.stale.replaced_by if translation.stale is not None else ""
    raise StepRefused(
        f"the pitch is “{translation.state}” and stays as it is.",
        next_step=f"Work on {newer}, of the newer text." if newer else "Translate the ticket again.",
    )


def with_pitch(translation: Translation, pitch: Pitch, *, by: Actor, at: datetime) -> Translation:
    """The translation with a next version of its pitch: edited or answered.

    What was approved or published is being written again, for nobody has approved these words. A review
    goes on unless the change brings a must finding. Raises StepRefused for a pitch that has ended.
    """
    may_change(translation)
    state, why = translation.state, ""
    if state in _SIGNED:
        state, why = written_state(pitch), f"changed after it was {state}"
    elif state in _WRITTEN_ON:
        state = written_state(pitch)
    elif blocking := must_findings(pitch):
        state, why = written_state(pitch), f"changed in review: {_named(blocking)}"
    changed = translation.model_copy(update={"pitch": pitch, "updated": at})
    return _moved(changed, state, by=by, at=at, why=why)


def made_stale(translation: Translation, stale: Staleness, *, by: Actor) -> Translation:
    """The translation once its ticket has a newer text; what is stale or closed already stays as it is."""
    if translation.state in _ENDED:
        return translation
    moved = _moved(translation, "stale", by=by, at=stale.at, why="the ticket has a newer text")
    return moved.model_copy(update={"stale": stale})


def dismissed(translation: Translation, finding: str, *, why: str, by: Actor, at: datetime) -> Translation:
    """The translation with a finding left as it is, for a reason. A later reason replaces an earlier one.

    `finding` is a `finding_id`. Raises UnknownFinding, EmptyInput without a reason, and StepRefused for a
    must finding, for a service, and for a pitch that has ended.
    """
    may_change(translation)
    found = next((f for f in translation.pitch.findings if finding_id(f) == finding), None)
    if found is None:
        known = ", ".join(dict.fromkeys(finding_id(f) for f in open_findings(translation))) or "none"
        raise UnknownFinding(f"this pitch has no finding “{finding}”.", next_step=f"Open findings: {known}.")
    if found.severity == "must":
        raise StepRefused(
            f"{found.check} is a must finding and cannot be dismissed.",
            place=found.where,
            next_step=found.fix,
        )
    if by.kind != "person":
        raise StepRefused(
            f"only a person dismisses a finding; {by.name} is a service.",
            next_step="Ask a person to do it with a key of their own.",
        )
    reason = _reason(why, f"the dismissal of {found.check}", needed=True)
    said = Dismissal(
        finding=finding, check=found.check, where=found.where, why=reason, by=by, at=at,
        version=translation.pitch.version,
    )  # fmt: skip
    others = tuple(d for d in translation.dismissed if d.finding != finding)
    return translation.model_copy(update={"dismissed": (*others, said), "updated": at})


def _moved(translation: Translation, after: State, *, by: Actor, at: datetime, why: str) -> Translation:
    updates: dict[str, object] = {"state": after, "updated": at}
    if translation.pitch.state != after:
        updates["pitch"] = translation.pitch.model_copy(update={"state": after})
    if translation.state != after:
        step = Step(at=at, by=by, before=translation.state, after=after, why=why)
        updates["steps"] = (*translation.steps, step)
    return translation.model_copy(update=updates)


def _reason(why: str, of: str, *, needed: bool) -> str:
    why = " ".join(why.split())
    if needed and not why:
        raise EmptyInput(
            f"{of} needs a reason.", next_step="Say why in a sentence; it is kept with the step."
        )
    if len(why) > LONGEST_REASON:
        raise InputTooLarge(
            f"the reason has {len(why):,} characters.", next_step=f"Say it in {LONGEST_REASON:,} at most."
        )
    return why


def _named(findings: tuple[Finding, ...]) -> str:
    named = list(dict.fromkeys(f"{f.check} at {f.where}" for f in findings))
    return ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")


def _instead(before: State, to: State) -> str:
    if to == "stale":
        return "Only a newer text of its ticket makes a pitch stale: translate that text."
    ways = ways_from(before)
    if not ways:
        return "It has ended. Translate the ticket again."
    return f"From here it goes to: {', '.join(ways)}."
