"""What a good pitch and a good framing are, as questions that a judge answers with yes or no.

`evals/rubrics/<id>.yaml`. A yes is always the good answer, and there are words to quote for it. A question
that comes to mean something else gets another id: what people said to it is kept under its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import Field

from evals.case_files import ROOT
from evals.yaml_files import broken, read_yaml
from translator.errors import MalformedInput
from translator.models import Model

RUBRICS = ROOT / "rubrics"
_NEXT = "Fields and their meaning: evals/rubric.py."


class Criterion(Model):
    """One question about one text."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    weight: float = Field(gt=0)  # against the other questions; 1 is usual
    ask: str = Field(pattern=r"\?$")  # yes is good
    evidence: str = Field(min_length=1)  # what to quote for a yes
    good: tuple[str, ...] = Field(min_length=1)  # texts that earn a yes, about invented companies
    bad: tuple[str, ...] = Field(min_length=1)


class Rubric(Model):
    """Questions about the whole pitch, or about one reader's framing of it."""

    id: str
    about: Literal["pitch", "framing"]
    title: str
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    stakeholders: dict[str, tuple[Criterion, ...]] = Field(
        default_factory=dict
    )  # catalog id → questions for that reader's framing alone, after those for all

    @property
    def fingerprint(self) -> str:
        """Its id and the start of the sha-256 of all it asks: `pitch@0123456789ab`."""
        return f"{self.id}@{sha256(self.model_dump_json().encode()).hexdigest()[:12]}"

    def questions(self, stakeholder: str = "") -> tuple[Criterion, ...]:
        """What is asked about a text for this reader; "": about the pitch."""
        return (*self.criteria, *self.stakeholders.get(stakeholder, ()))


def load_rubrics(folder: Path = RUBRICS) -> tuple[Rubric, ...]:
    """Every rubric of the folder, by id. Raises MalformedInput with file and field for a broken one."""
    found = tuple(_read(path) for path in sorted(folder.glob("*.yaml")))
    if not found:
        raise broken("there is no rubric in it", str(folder), _NEXT)
    return found


def rubric_of(id: str, rubrics: tuple[Rubric, ...], *, place: str = "rubric") -> Rubric:
    """The rubric of this id. Raises MalformedInput where there is none."""
    for rubric in rubrics:
        if rubric.id == id:
            return rubric
    raise MalformedInput(
        f"there is no rubric {id!r}.",
        place=place,
        next_step=f"Rubrics: {', '.join(r.id for r in rubrics)}.",
    )


def _read(path: Path) -> Rubric:
    rubric = read_yaml(path, Rubric, next_step=_NEXT)
    for problem in _problems(rubric, path):
        raise broken(problem, str(path), _NEXT)
    return rubric


def _problems(rubric: Rubric, path: Path) -> Iterator[str]:
    if rubric.id != path.stem:
        yield f"id {rubric.id!r} is not the name of the file"
    if rubric.about == "pitch" and rubric.stakeholders:
        yield "stakeholders: only a rubric about framings has questions for single readers"
    for reader in ("", *rubric.stakeholders):
        ids = [c.id for c in rubric.questions(reader)]
        twice = next((id for id in ids if ids.count(id) > 1), None)
        if twice:
            yield f"two criteria are called {twice!r}"
