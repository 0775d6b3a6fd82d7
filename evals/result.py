"""What a run of the suite found, as it is stored, compared and reported. No clock, no duration: the same
pitches give the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError

from evals.case import Split, Tags
from evals.scene import Item
from evals.yaml_files import broken
from translator.errors import MalformedInput
from translator.models import Model

SCHEMA: Literal["translator.eval/1"] = "translator.eval/1"


class Provenance(Model):
    """What was run, so that a difference can be traced to what changed."""

    version: str  # of the translator
    commit: str = ""  # "": not a clone of its repository
    engine: str  # "offline", or the model that the engine was asked to write with
    models: tuple[str, ...] = ()  # those that really answered
    judge: str = ""
    recordings: str = ""  # sha-256 of the folder that answered; "": none did
    cases: str  # sha-256 of all case folders and companies
    checks: tuple[str, ...]  # ids of the product's checks
    scorers: tuple[str, ...]
    prompts: dict[str, str] = Field(default_factory=dict)  # name → first 12 of its sha-256
    catalog: dict[str, str] = Field(default_factory=dict)  # section → first 12 of its sha-256
    packs: tuple[str, ...] = ()
    epochs: int = 1
    seed: int = 0  # of the draws behind intervals


class CaseResult(Model):
    """One case: what every scorer said, averaged over epochs."""

    id: str
    split: Split
    tags: Tags
    scores: dict[str, tuple[Item, ...]]  # scorer id → its items; () where the case gives it nothing to judge
    told: dict[str, str] = Field(default_factory=dict)  # sentences of the pitch that a report shows
    terms: dict[str, str] = Field(default_factory=dict)  # engineers' term → customers' words that were used
    unsteady: tuple[str, ...] = ()  # "scorer/criterion" that differed between epochs
    written: int = 0  # places whose words a model wrote
    cost: float = 0.0  # USD
    error: str = ""  # why there is no pitch; all scores are () then

    def score(self) -> float | None:
        """The mean over all items that were judged, each scorer with the same weight; None: none was."""
        means = [m for items in self.scores.values() if (m := mean(items)) is not None]
        return sum(means) / len(means) if means else None


class RunResult(Model):
    """A whole run."""

    schema_name: Literal["translator.eval/1"] = Field(default=SCHEMA, alias="schema")
    name: str  # which of the suite's runs: "offline", "recorded"
    provenance: Provenance
    cases: tuple[CaseResult, ...]  # by id

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, serialize_by_alias=True
    )

    def unscored(self) -> float:
        """The share of items that could not be judged, 0 … 1; a case without a pitch counts as one item."""
        items = [i.score for c in self.cases for of in c.scores.values() for i in of]
        items += [None for c in self.cases if c.error]
        return sum(score is None for score in items) / len(items) if items else 0.0


def mean(items: tuple[Item, ...]) -> float | None:
    """The mean score of the judged items by their weights; None: there is none that decides."""
    judged = [(i.score, i.weight) for i in items if i.score is not None and i.weight]
    return sum(s * w for s, w in judged) / sum(w for _, w in judged) if judged else None


def as_json(result: RunResult) -> str:
    """The run as stable JSON, a case on each line, so that a change of one case is a change of one line."""
    head = {"schema": SCHEMA, "name": result.name, "provenance": result.provenance.model_dump(mode="json")}
    cases = [case.model_dump(mode="json", exclude_defaults=True) for case in result.cases]
    told = json.dumps(head, indent=1, sort_keys=True, ensure_ascii=False).removesuffix("\n}")
    lines = ",\n".join(json.dumps(case, sort_keys=True, ensure_ascii=False) for case in cases)
    return f'{told},\n "cases": [\n{lines}\n]\n}}\n'


def read_result(path: Path) -> RunResult:
    """A stored run or baseline. Raises MalformedInput, also for one of another schema version."""
    step = "Run `translator eval run` for a new one, or `translator eval bless` for a new baseline."
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise broken(getattr(error, "strerror", None) or "it is not text", str(path), step) from None
    if f'"schema": "{SCHEMA}"' not in text:
        raise MalformedInput(f"the file is no run of schema {SCHEMA}.", place=str(path), next_step=step)
    try:
        return RunResult.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise broken(f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}", str(path), step) from None
