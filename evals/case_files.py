"""Finds the cases of the suite in their folders. Nothing is skipped: a broken case ends the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evals.case import Case
from evals.yaml_files import broken, read_yaml

ROOT = Path(__file__).parent
CASES = ROOT / "cases"
COMPANIES = ROOT / "companies"
_NEXT = "Fields and their meaning: evals/case.py."


def load_cases(folder: Path = CASES) -> tuple[Case, ...]:
    """Every case of the folder, by id. Raises MalformedInput with file and field for the first broken one."""
    cases = tuple(_read(path) for path in sorted(folder.glob("*/case.yaml")))
    if not cases:
        raise broken("there is no case in it", str(folder), "A case is a folder with a case.yaml.")
    return cases


def company_file(company: str) -> Path:
    """The past incidents of an invented company."""
    return COMPANIES / f"{company}.jsonl"


def _read(path: Path) -> Case:
    case = read_yaml(path, Case, next_step=_NEXT).model_copy(update={"folder": path.parent})
    for problem in _problems(case):
        raise broken(problem, str(path), _NEXT)
    return case


def _problems(case: Case) -> Iterator[str]:
    if case.id != case.folder.name:
        yield f"id {case.id!r} is not the name of its folder"
    if not (case.folder / case.ticket).is_file():
        yield f"ticket: there is no file {case.ticket!r} beside it"
    if case.company and not company_file(case.company).is_file():
        yield f"company: there is no file {case.company}.jsonl in evals/companies"
    if (case.expect.incidents or case.expect.no_incident) and not case.company:
        yield "expect.incidents: the case names no company"
    if case.expect.incidents and case.expect.no_incident:
        yield "expect.no_incident: the case expects incidents too"
