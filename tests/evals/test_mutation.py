"""Planted defects: they are really planted, the checks see them, and a check that is gone sees nothing."""

from __future__ import annotations

import pytest

from evals.case import Case
from evals.case_files import load_cases
from evals.mutation.drift import drift
from evals.mutation.hosts import hosts_of
from evals.mutation.planting import Host, NothingPlanted, Plant, fate
from evals.mutation.run import INJECTORS, mutate, planted
from translator import checks

SEED = 7


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    """A few short cases of the suite."""
    short = [c for c in load_cases() if (c.folder / c.ticket).stat().st_size < 1500]
    return tuple(short[:4])


@pytest.fixture(scope="module")
def hosts(cases: tuple[Case, ...]) -> tuple[Host, ...]:
    """The clean pitches of those cases and of sample tickets."""
    return hosts_of(cases)


def test_every_check_has_an_injector() -> None:
    """A new check without planted defects, and an injector of no check, are seen here."""
    assert set(INJECTORS) == {check.id for check in checks.CHECKS}


@pytest.mark.parametrize("check", sorted(INJECTORS))
def test_injectors_plant_what_they_say(check: str, hosts: tuple[Host, ...]) -> None:
    """Each plant changes its host (`fate` raises where not) and says in words what it planted."""
    plants = planted(check, hosts, 6, SEED)
    fates = [fate(plant) for plant in plants]
    assert len({p.written for p in plants}) >= 2
    assert fates.count("killed") + fates.count("stopped") > 0
    assert {p.check for p in plants} == {check}


def test_the_report_is_the_same_each_time(cases: tuple[Case, ...]) -> None:
    """Same cases and seed, same bytes; must checks hold on what is looked at."""
    only = ("invented-quote", "uncited-claim", "meaning-lost", "no-owner")
    first, second = (mutate(cases, SEED, only=only, share=0.1) for _ in range(2))
    assert first.model_dump_json() == second.model_dump_json()
    assert [c.check for c in first.checks] == list(only)
    assert first.ok


@pytest.mark.parametrize("check", ["invented-number", "secret", "no-owner"])
def test_a_check_that_is_gone_sees_nothing(
    check: str, cases: tuple[Case, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its row in CHECKS the kill rate of a check is 0, and its bar is broken."""
    left = tuple(c for c in checks.CHECKS if c.id != check)
    monkeypatch.setattr(checks, "CHECKS", left)
    figures = mutate(cases, SEED, only=(check,), share=0.1).checks[0]
    assert (figures.killed, figures.kill_rate, figures.held) == (0, 0.0, False)
    assert figures.planted > 0


def test_an_injector_that_changes_nothing_is_an_error(hosts: tuple[Host, ...]) -> None:
    """What is not in the text, or was there before, is never counted as seen."""
    host = hosts[0]
    with pytest.raises(NothingPlanted):
        fate(Plant("blame", host, "behind", "one_breath", "nothing", draft=host.draft))
    with pytest.raises(NothingPlanted):
        fate(Plant("blame", host, "text", "line 1", "x", "x", text="Fine.", clean="Good."))
    lazy = "Their lazy work."
    with pytest.raises(NothingPlanted):
        fate(Plant("blame", host, "text", "", lazy, text=f"{lazy} More.", clean=lazy))


def test_drift_is_caught(cases: tuple[Case, ...]) -> None:
    """Another fix, a turned fix and no fix are caught; the clean pitches are not taken for drift."""
    report = drift(cases)
    assert report.honest >= 3
    assert report.alarms == ()
    rates = {kind.kind: kind.rate for kind in report.kinds if kind.planted}
    for kind in (
        "technical note of another ticket",
        "fix negated",
        "mechanism dropped",
        "cause and fix exchanged",
    ):
        assert rates.get(kind, 1.0) == 1.0, kind
