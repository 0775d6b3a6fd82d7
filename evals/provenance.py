"""What a run was made of, told so that a difference can be traced to what changed."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import translator
from evals.author import Author
from evals.case import Case
from evals.case_files import ROOT, company_file
from evals.result import Provenance
from translator.checks import CHECKS
from translator.prompts import PromptLibrary

SEED = 20_261_101  # of the draws behind intervals


def provenance(
    author: Author, cases: Iterable[Case], scorers: Iterable[str], *, models: Iterable[str], epochs: int
) -> Provenance:
    """The provenance of a run of these cases by this author; `models` are those that answered."""
    settings = author.app.loaded.settings
    library, catalog = PromptLibrary.builtin(), author.app.index.catalog
    sections = {name: getattr(catalog, name) for name in type(catalog).model_fields}
    return Provenance(
        version=translator.__version__,
        commit=_commit(),
        engine=settings.model or "offline",
        models=tuple(sorted(models)),
        judge=settings.judge_model,
        recordings=_folder(settings.replay) if settings.replay else "",
        cases=_cases(cases),
        checks=tuple(c.id for c in CHECKS),
        scorers=tuple(scorers),
        prompts={name: library.current(name).sha256[:12] for name in library.names},
        catalog={name: _short(_plain(value)) for name, value in sections.items() if isinstance(value, tuple)},
        packs=catalog.packs,
        epochs=epochs,
        seed=SEED,
    )


def _cases(cases: Iterable[Case]) -> str:
    """A hash of every file that the cases consist of."""
    chosen = list(cases)
    folders = sorted({case.folder for case in chosen})
    companies = sorted({company_file(c.company) for c in chosen if c.company})
    files = [f for folder in folders for f in sorted(folder.iterdir())]
    return _files([*files, *companies], ROOT)


def _folder(folder: Path) -> str:
    return _files(sorted(folder.rglob("*.json")), folder)


def _files(files: Iterable[Path], base: Path) -> str:
    told = hashlib.sha256()
    for file in files:
        name = file.relative_to(base) if file.is_relative_to(base) else Path(file.parent.name, file.name)
        told.update(f"{name.as_posix()}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()


def _plain(entries: Iterable[object]) -> str:
    dumped = [e.model_dump(mode="json") if hasattr(e, "model_dump") else e for e in entries]
    return json.dumps(dumped, sort_keys=True)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _commit() -> str:
    """The commit of the clone these files are in; "": none, or git is missing."""
    try:
        told = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""
