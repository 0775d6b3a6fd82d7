"""Texts in which a check has nothing to find, by construction.

For checks of truth: true sentences with their sources (`honest_drafts.jsonl`) in the pitch of their ticket
and as a person's note, and the hosts. For checks of writing: whole notes written free of every defect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from evals.benchmarks.honest import by_hand
from evals.mutation.hosts import host
from evals.mutation.planting import Host, found_by, put
from translator.checks import Subject
from translator.drafting import Drafted
from translator.parts import sentences_of
from translator.wiring import App


class Clean(NamedTuple):
    """A clean text. `where` is the place that is judged; "": all of it."""

    subject: Subject
    text: str
    where: str = ""
    taken_out: frozenset[str] = frozenset()  # checks by whose name grounding took true words out of it


def honest_texts(app: App, every: int = 1) -> tuple[Clean, ...]:
    """Every `every`-th true sentence twice: in the pitch of its ticket, grounded, and in a note."""
    hosts: dict[str, Host] = {}
    found = []
    for row in by_hand(app.index, strict=False)[::every]:
        key = row.ticket.fingerprint
        if key not in hosts:
            hosts[key] = host(app, row.ticket.title, row.ticket)
        own = hosts[key]
        if row.part not in own.parts:
            continue
        draft = put(own.draft, row.part, text=row.text, evidence=row.evidence, status="claim")
        judged = own.judge.judge(Drafted(draft), own.ledger, own.texts)
        plain = dict(sentences_of(judged.draft))[row.part].plain
        must = frozenset(f.check for f in judged.findings if f.where == row.part and f.severity == "must")
        found.append(Clean(own.subject(judged.draft), plain, row.part, must))
        found.append(Clean(own.note(plain), plain))
    return tuple(found)


def pitches(hosts: Sequence[Host]) -> tuple[Clean, ...]:
    """The hosts' own pitches, for checks of truth."""
    return tuple(Clean(host.subject(host.draft), host.id) for host in hosts)


def alarms(check: str, texts: Sequence[Clean], told: Callable[[str], str] = str) -> tuple[str, ...]:
    """The clean texts in which the check speaks, with what it says."""
    found = []
    for clean in texts:
        said = [f.message for f in found_by(check, clean.subject) if clean.where in ("", f.where)]
        if check in clean.taken_out and not said:
            said = ["grounding took words out"]
        if said:
            found.append(told(f"{clean.text}: {said[0]}"))
    return tuple(found)
