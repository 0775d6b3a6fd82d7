"""Regressions planted into the product fail the gate, which names the right reason."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals import runner
from evals.author import Author
from evals.case import Case
from evals.case_files import load_cases
from evals.gate.compare import FAILED, Verdict, compare
from evals.lineup import LineUp
from evals.provenance import provenance
from evals.result import CaseResult, RunResult
from evals.scene import Scene
from evals.scorers import SCORERS
from translator.errors import PackInvalid, ReplayMiss
from translator.models import Pitch
from translator.prompts import PromptLibrary
from translator.wiring import App, build_alone

CASES = load_cases()


def result(author: Author, cases: Sequence[Case]) -> RunResult:
    """A run of these cases, without the log that a real one keeps."""
    line_up = LineUp({case.id: author.ticket(case).text for case in cases})

    async def one(case: Case) -> CaseResult:
        pitch: Pitch = await author.pitch(case)
        scene = Scene(case, pitch, author.app.index, line_up)
        return CaseResult(
            id=case.id,
            split="gate",
            tags=case.tags,
            scores={row.id: tuple(row.score(scene)) for row in SCORERS},
            terms={t.term: t.says for t in pitch.draft.technical.terms},
        )

    async def every() -> tuple[CaseResult, ...]:
        return tuple([await one(case) for case in cases])

    told = provenance(author, cases, (row.id for row in SCORERS), models=(), epochs=1)
    return RunResult(name="offline", provenance=told, cases=asyncio.run(every()))


def verdict(cases: Sequence[Case], broken: Author) -> Verdict:
    """The gate on a run of the broken product against a run of the one that is."""
    return compare(result(Author({}), cases), result(broken, cases))


def test_a_dropped_check_is_missed() -> None:
    """A run of a product with one check less names the check."""
    whole = result(Author({}), CASES[:2])
    told = whole.provenance
    fewer = told.model_copy(update={"checks": tuple(c for c in told.checks if c != "invented-date")})
    found = compare(whole, whole.model_copy(update={"provenance": fewer}))
    assert found.exit_code == FAILED
    assert found.reasons == ("1 check of the baseline gone: invented-date.",)


def test_a_broken_glossary_entry_is_named(tmp_path: Path) -> None:
    """A pack that puts an engineers' word in the place of the customers': entry and case are named."""
    whole = Author({})
    common = ("timeout", "retry", "cache", "queue", "index")
    cases = [c for c in CASES if any(f" {term} " in whole.ticket(c).text for term in common)][:12]
    good = result(whole, cases)
    told = {term: case.id for case in good.cases for term in case.terms}
    entry = next(e for e in whole.app.index.catalog.glossary if set(e.forms) & told.keys() and not e.context)
    term = next(form for form in entry.forms if form in told)
    broken = entry.model_dump(mode="json") | {"forms": dict.fromkeys(entry.forms, "database deadlock")}
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "broken.yaml").write_text(json.dumps({"glossary": [broken]}), encoding="utf-8")
    found = compare(good, result(Author({"packs": [str(tmp_path)]}), cases))
    assert found.exit_code == FAILED
    assert any("a glossary entry" in r and f"customers' words for “{term}”" in r for r in found.reasons)
    assert "catalog section glossary changed" in found.suspects
    assert any(f"“{term}” now says “database deadlock”" in s for s in found.suspects), found.suspects


class Blurred:
    """An embedder that finds everything alike."""

    model_id = "blurred/1"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[1.0, 0.001 * (len(text) % 7)] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def test_poorer_retrieval_is_seen() -> None:
    """Vectors that say nothing: the scorer of retrieval falls, with the incidents that were wanted."""
    cases = [case for case in CASES if case.expect.incidents]
    assert len(cases) >= 40
    loaded = build_alone({}).loaded
    found = verdict(cases, Author({}, App(loaded, embedder=Blurred())))
    assert found.exit_code == FAILED
    assert any("retrieval" in reason for reason in found.reasons), found.reasons
    assert found.scorers["retrieval"].change < -0.05


def test_a_corrupted_prompt_ends_the_run_by_name(tmp_path: Path) -> None:
    """A prompt whose text is not the one the index knows is never sent."""
    folder = tmp_path / "prompts"
    shutil.copytree(Path(__file__).parents[2] / "prompts", folder)
    file = folder / "core.v1.md"
    file.write_text(file.read_text(encoding="utf-8").replace("sentence", "poem"), encoding="utf-8")
    with pytest.raises(PackInvalid, match=r"core\.v1|core"):
        PromptLibrary(folder)


def test_a_changed_prompt_has_no_recordings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the model never answered ends the recorded run, with the part that was asked for."""
    told = runner.recorded_cases(runner.RECORDINGS)
    assert told.cases
    recordings = tmp_path / "recordings"
    shutil.copytree(runner.RECORDINGS, recordings)
    for file in (recordings / told.folder).glob("*.json"):
        if '"purpose": "core"' in file.read_text(encoding="utf-8"):
            file.unlink()
    chosen = [case for case in CASES if case.id in told.cases][:1]
    with pytest.raises(ReplayMiss, match="no recording of core"):
        runner.run_recorded(chosen, tmp_path / "run", recordings)


def test_the_recorded_run_needs_no_network_and_comes_out_the_same(tmp_path: Path) -> None:
    """Every request of the recorded cases is answered from its recording, twice with the same bytes."""
    runs: list[bytes] = []
    for name in ("one", "two"):
        made = runner.run_recorded(CASES, tmp_path / name)
        assert not any(case.error for case in made.result.cases)
        assert made.result.provenance.models
        runs.append((tmp_path / name / "result.json").read_bytes())
    assert runs[0] == runs[1]
