"""What planting defects showed, check by check."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from translator.models import Model, Severity

SCHEMA: Literal["translator.mutation/1"] = "translator.mutation/1"
KILLED_AT_LEAST, ALARMS_AT_MOST = 0.99, 0.01  # bars of checks that must hold


class CheckFigures(Model):
    """One check."""

    check: str
    severity: Severity
    planted: int
    killed: int  # the check named the place
    stopped: int  # of the planted, those that grounding had taken out before the check could see them
    survivors: tuple[str, ...] = ()  # the defects nobody saw, as they were written
    clean: int  # clean texts that were looked at
    alarms: tuple[str, ...] = ()  # those of them in which the check found something

    @property
    def kill_rate(self) -> float:
        """The share seen of the defects that reached the check; 0 where none did.

        What grounding stops says nothing of the check, so a check that is gone has the rate 0.
        """
        reached = self.planted - self.stopped
        return self.killed / reached if reached else 0.0

    @property
    def alarm_rate(self) -> float:
        """The share of clean texts with an alarm; 0 where none was looked at."""
        return len(self.alarms) / self.clean if self.clean else 0.0

    @property
    def held(self) -> bool:
        """Whether the bars are met; only a must check has bars."""
        return self.severity != "must" or (
            self.kill_rate >= KILLED_AT_LEAST and self.alarm_rate <= ALARMS_AT_MOST
        )


class DriftFigures(Model):
    """One kind of drift."""

    kind: str
    planted: int
    caught: int
    by_check: int
    by_round_trip: int
    missed: tuple[str, ...] = ()  # host and text of what nobody saw

    @property
    def rate(self) -> float:
        """The share that somebody caught; 0 where none was planted."""
        return self.caught / self.planted if self.planted else 0.0


class DriftReport(Model):
    """All kinds, and the honest pitches that were taken for drift."""

    kinds: tuple[DriftFigures, ...]
    honest: int
    alarms: tuple[str, ...] = Field(default=())


class MutationReport(Model):
    """All checks."""

    schema_name: Literal["translator.mutation/1"] = Field(default=SCHEMA, alias="schema")
    seed: int
    checks: tuple[CheckFigures, ...]
    drift: DriftReport | None = None  # None: not looked for

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, serialize_by_alias=True
    )

    @property
    def ok(self) -> bool:
        """Whether every must check meets its bars."""
        return all(check.held for check in self.checks)
