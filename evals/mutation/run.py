"""Plants the defects of every check into clean pitches and counts what is seen.

Same cases and same seed give the same report. Every check has a row, also one that the product has no more:
then nothing sees its defects.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from evals.case import Case
from evals.mutation.clean import Clean, alarms, honest_texts, pitches
from evals.mutation.hosts import hosts_of
from evals.mutation.invented import WORDINGS, invented
from evals.mutation.notes import clean_notes
from evals.mutation.planting import Host, NothingPlanted, Plant, fate
from evals.mutation.private import private
from evals.mutation.report import CheckFigures, MutationReport
from evals.mutation.unfounded import (
    followed_instruction,
    meaning_lost,
    uncited_claim,
    unknown_evidence,
    unmarked_target,
)
from evals.mutation.wordings import WORDINGS as OF_WRITING
from evals.mutation.writing import (
    absent_number,
    bare_number,
    contradicting,
    far_number,
    many_numbers,
    no_lever,
    unproven,
    written,
)
from evals.scene import one_line
from translator import checks
from translator.checks import subject_of_text
from translator.models import Severity

__all__ = ["INJECTORS", "MutationReport", "mutate"]

SEED = 20261121
OF_MUST, OF_OTHERS = 104, 40  # plants for each check
_TRIES = 6  # as often as that number of plants an injector may find nothing to plant into

Injector = Callable[[Host, int, random.Random], Plant | None]
INJECTORS: Mapping[str, Injector] = {
    **{check: partial(invented, check) for check in WORDINGS},
    "unknown-evidence": unknown_evidence,
    "uncited-claim": uncited_claim,
    "unmarked-target": unmarked_target,
    "followed-instruction": followed_instruction,
    "meaning-lost": meaning_lost,
    **{check: partial(private, check) for check in ("secret", "personal-data")},
    **{check: partial(written, check) for check in OF_WRITING},
    **{check: partial(unproven, check) for check in ("no-proof", "single-sided-proof")},
    "contradicting-numbers": contradicting,
    "no-lever": no_lever,
    "far-number": far_number,
    "unrepeatable-number": bare_number,
    "no-number": absent_number,
    "several-numbers": many_numbers,
}


def mutate(
    cases: Sequence[Case], seed: int = SEED, *, only: Sequence[str] = (), share: float = 1.0
) -> MutationReport:
    """The figures of all checks, or of `only` those; `share` of the plants and texts, for a quick look.

    Raises NothingPlanted where an injector changed nothing.
    """
    hosts = hosts_of(cases)
    chosen = [check for check in INJECTORS if check in only or not only]
    app = hosts[0].app
    must = any(severity_of(check) == "must" for check in chosen)
    true = (*honest_texts(app, max(2, round(2 / share))), *pitches(hosts)) if must else ()
    notes = tuple(Clean(subject_of_text(text, app.index), text) for text in clean_notes())
    figures = (
        _figures(check, hosts, true if severity_of(check) == "must" else notes, seed, share)
        for check in chosen
    )
    return MutationReport(seed=seed, checks=tuple(figures))


def _figures(
    check: str, hosts: Sequence[Host], texts: Sequence[Clean], seed: int, share: float
) -> CheckFigures:
    severity = severity_of(check)
    wanted = round((OF_MUST if severity == "must" else OF_OTHERS) * share)
    plants = planted(check, hosts, wanted, seed)
    fates = [fate(plant) for plant in plants]
    missed = [p for p, what in zip(plants, fates, strict=True) if what == "survived"]
    return CheckFigures(
        check=check,
        severity=severity,
        planted=len(plants),
        killed=fates.count("killed"),
        stopped=fates.count("stopped"),
        survivors=tuple(dict.fromkeys(f"{p.door}: {one_line(p.written)}" for p in missed)),
        clean=len(texts),
        alarms=alarms(check, texts, one_line),
    )


def planted(check: str, hosts: Sequence[Host], wanted: int, seed: int) -> list[Plant]:
    """That many plants over all hosts in turn. Raises NothingPlanted where the hosts allow of fewer."""
    chance = random.Random(f"{seed}:{check}")
    found: list[Plant] = []
    for number in range(wanted * _TRIES):
        if len(found) == wanted:
            break
        # The host changes with each plant, and meets another wording in the next round.
        plant = INJECTORS[check](hosts[(number + number // len(hosts)) % len(hosts)], number, chance)
        if plant is not None:
            found.append(plant)
    if len(found) < wanted:
        raise NothingPlanted(f"{check}: {len(found)} of {wanted} plants found a place")
    return found


def severity_of(check: str) -> Severity:
    """The severity of the product's check; one that is gone counts as one that must hold."""
    return next((c.severity for c in checks.CHECKS if c.id == check), "must")
