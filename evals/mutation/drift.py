"""Drift of meaning: a pitch that is well made and is about another fix.

Each kind is planted into the clean pitches and looked for by the check `meaning-lost` and by the scorer
`round-trip`, as the suite has them. A fix in other words with the same meaning is no drift.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from evals.case import Case, Expected, Tags
from evals.lineup import LineUp
from evals.mutation.hosts import hosts_of
from evals.mutation.planting import Host, found_by
from evals.mutation.report import DriftFigures, DriftReport
from evals.scene import Scene
from evals.scorers.round_trip import round_trip
from translator.drafting import Drafted
from translator.models import Draft, Sentence, TechnicalNote

_CHECK = "meaning-lost"


def drift(cases: Sequence[Case]) -> DriftReport:
    """Each kind in every host that allows of it; the same for the same cases."""
    hosts = [h for h in hosts_of(cases) if _mechanism(h)]
    line_up = LineUp({_id(h): h.ticket.text for h in hosts})
    figures = []
    for kind, make in KINDS.items():
        planted, by_check, by_scorer, caught, missed = 0, 0, 0, 0, []
        for at, host in enumerate(hosts):
            draft = make(host, hosts[(at + 1) % len(hosts)])
            if draft is None or draft == host.draft:
                continue
            planted += 1
            check, scorer = _caught(host, draft, line_up)
            by_check, by_scorer, caught = by_check + check, by_scorer + scorer, caught + (check or scorer)
            if not (check or scorer):
                missed.append(f"{host.id}: {' '.join(s.text for s in draft.technical.fix)[:160]}")
        figures.append(
            DriftFigures(
                kind=kind, planted=planted, caught=caught, by_check=by_check, by_round_trip=by_scorer,
                missed=tuple(missed),
            )
        )  # fmt: skip
    alarms = [h.id for h in hosts if any(_caught(h, h.draft, line_up))]
    return DriftReport(kinds=tuple(figures), honest=len(hosts), alarms=tuple(alarms))


def _caught(host: Host, draft: Draft, line_up: LineUp) -> tuple[bool, bool]:
    grounded = host.judge.judge(Drafted(draft), host.ledger, host.texts).draft
    pitch = host.pitch.model_copy(update={"draft": grounded})
    items = round_trip(Scene(_case(host), pitch, host.app.index, line_up))
    return bool(found_by(_CHECK, host.subject(grounded))), any(item.score == 0 for item in items)


def _id(host: Host) -> str:
    return re.sub(r"[^a-z0-9]+", "-", host.id.lower())


def _case(host: Host) -> Case:
    """The host as a case that expects its own mechanism."""
    tags = Tags(format="plain", domain="drift", difficulty="easy", language="clean", covers=())
    expected = Expected(found="missing", mechanism=tuple(_mechanism(host)))
    return Case(id=_id(host), split="tune", why="drift", tags=tags, ticket="", expect=expected)


def _mechanism(host: Host) -> list[str]:
    """The ticket's own words for its fix that the clean technical note holds."""
    return [s.plain.strip('“”"') for s in host.draft.technical.fix][:1]


def _technical(host: Host, note: TechnicalNote) -> Draft:
    return host.draft.model_copy(update={"technical": note})


def _said(text: str) -> Sentence:
    return Sentence(text=text, status="assumption")


def _of_another(host: Host, other: Host) -> Draft:
    fix = tuple(_said(s.plain) for s in other.draft.technical.fix)
    cause = tuple(_said(s.plain) for s in other.draft.technical.cause)
    return _technical(host, TechnicalNote(fix=fix, cause=cause))


_NOT = (
    (r"\b(?:is|are|was|were|will|can|should|must|has|have|does|do)\b", r"\g<0> not"),
    (r"\b(?:keep|add|use|show|send|check|make|write|remove|give|let|read|turn|store)s?\b", r"do not \g<0>"),
)


def _negated(host: Host, other: Host) -> Draft | None:
    note = host.draft.technical
    for pattern, after in _NOT:
        fix = tuple(_said(re.sub(pattern, after, s.plain, count=1, flags=re.IGNORECASE)) for s in note.fix)
        if any(a.text != b.plain for a, b in zip(fix, note.fix, strict=True)):
            return _technical(host, note.model_copy(update={"fix": fix}))
    return None


def _scope_negated(host: Host, other: Host) -> Draft | None:
    """The work to be done, told as its opposite without quotation marks; the technical note stays."""
    plain = re.sub("[“”]", "", host.draft.note.scope.plain)
    for pattern, after in _NOT:
        turned = re.sub(pattern, after, plain, count=1, flags=re.IGNORECASE)
        if turned != plain:  # a turned quotation would not get past grounding
            note = host.draft.note.model_copy(update={"scope": _said(turned)})
            return host.draft.model_copy(update={"note": note})
    return None


def _swapped(host: Host, other: Host) -> Draft | None:
    """The longest noun-like word of each fix sentence replaced by one of another ticket."""
    note, theirs = host.draft.technical, other.draft.technical.fix
    words = re.findall(r"[a-z]{6,}", " ".join(s.plain for s in theirs))
    own = re.findall(r"[a-z]{6,}", " ".join(s.plain for s in note.fix))
    if not words or not own:
        return None
    was, now = max(own, key=lambda w: (own.count(w), len(w), w)), max(words, key=lambda w: (len(w), w))
    fix = tuple(_said(s.plain.replace(was, now)) for s in note.fix)
    return _technical(host, note.model_copy(update={"fix": fix}))


def _scope_of_another(host: Host, other: Host) -> Draft:
    theirs = other.draft
    note = host.draft.note.model_copy(update={"scope": _said(theirs.note.scope.plain)})
    bet = host.draft.bet.model_copy(update={"bet": _said(theirs.bet.bet.plain)})
    return host.draft.model_copy(update={"note": note, "bet": bet})


def _dropped(host: Host, other: Host) -> Draft:
    return _technical(host, TechnicalNote(terms=host.draft.technical.terms))


def _exchanged(host: Host, other: Host) -> Draft | None:
    note = host.draft.technical
    if not note.fix or not note.cause:
        return None
    return _technical(host, note.model_copy(update={"fix": note.cause, "cause": note.fix}))


KINDS: Mapping[str, Callable[[Host, Host], Draft | None]] = {
    "technical note of another ticket": _of_another,
    "fix negated": _negated,
    "object of the fix swapped": _swapped,
    "scope of another ticket": _scope_of_another,
    "scope negated": _scope_negated,
    "mechanism dropped": _dropped,
    "cause and fix exchanged": _exchanged,
}
