"""`translator eval` through its own door: what it runs, writes and says, and the code it ends with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from evals import case_files, runner
from evals.gate import bless as blessing
from tests.cli.conftest import Run
from tests.cli.conftest import run as run

THREE = ["--only", "har-demo-sign-in", "--only", "pet-*checkout*", "--only", "lum-comment-orders"]


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a few cases with baselines of their own, and a folder for runs."""
    cases = tmp_path / "cases"
    for id in ("har-demo-sign-in", "har-everyone", "lum-comment-orders"):
        shutil.copytree(case_files.CASES / id, cases / id)
    monkeypatch.setattr(case_files.load_cases, "__defaults__", (cases,))
    for function in (blessing.bless, blessing.baseline_file):
        if function.__defaults__:
            monkeypatch.setattr(function, "__defaults__", (tmp_path / "baselines",))
    monkeypatch.setitem(blessing.bless.__kwdefaults__, "folder", tmp_path / "baselines")
    return tmp_path


def test_a_run_is_kept_blessed_compared_and_reported(suite: Path, run: Run) -> None:
    """Run, bless, run again: the same bytes, no change, and every report there is."""
    out = ["--out", str(suite / "runs")]
    first = run("eval", "run", "offline", *out)
    assert first.code == 0, first.err
    assert "**No baseline yet.**" in first.out
    kept = suite / "runs" / "offline"
    before = (kept / "result.json").read_bytes()
    blessed = run("eval", "bless", "offline", "--reason", "the first of this test", "--by", "Ines", *out)
    assert "Ines" in blessed.out
    second = run("eval", "run", "offline", *out)
    assert (second.code, (kept / "result.json").read_bytes()) == (0, before)
    assert "**The gate passed.**" in second.out
    assert {path.name for path in kept.iterdir()} >= {"report.md", "report.html", "junit.xml", "log.eval"}
    assert run("eval", "report", "offline", "--format", "junit", *out).out.startswith("<?xml")
    same = run("eval", "compare", str(suite / "baselines" / "offline.json"), str(kept))
    assert (same.code, "**The gate passed.**" in same.out) == (0, True)
    told = json.loads(run("eval", "run", "offline", "--rescore", str(kept), "--json", *out).out)
    assert told["offline"]["run"] == json.loads(before)
    assert told["offline"]["verdict"]["ok"]


def test_a_planted_fall_fails_the_gate_by_name(suite: Path, run: Run) -> None:
    """A baseline that was better in an easy case: code 1, and the item is named."""
    out = ["--out", str(suite / "runs")]
    run("eval", "run", "offline", *out)
    run("eval", "bless", "offline", "--reason", "the first of this test", *out)
    file = suite / "baselines" / "offline.json"
    held = runner.stored(suite / "runs" / "offline").result
    case = next(c for c in held.cases if c.id == "har-demo-sign-in")
    items = tuple(
        i.model_copy(update={"criterion": "asks-why", "score": 1.0}) for i in case.scores["lengths"][:1]
    )
    fallen = items[0].model_copy(update={"score": 0.0, "wanted": "a why", "found": "none"})
    text = file.read_text(encoding="utf-8")
    assert '"lengths": [' in text
    better = case.model_copy(update={"scores": case.scores | {"lengths": items}})
    worse = case.model_copy(update={"scores": case.scores | {"lengths": (fallen,)}})
    for path, one in ((suite / "a", better), (suite / "b", worse)):
        path.mkdir()
        cases = tuple(one if c.id == case.id else c for c in held.cases)
        told = runner.as_json(held.model_copy(update={"cases": cases}))
        (path / "result.json").write_text(told, encoding="utf-8")
    verdict = run("eval", "compare", str(suite / "a"), str(suite / "b"))
    assert verdict.code == 1
    assert "har-demo-sign-in broke (an easy case): lengths/asks-why" in verdict.out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["run", "nonsense"], 2, "there is no suite nonsense"),
        (["run", "offline", "--split", "half"], 2, "there is no split half"),
        (["run", "offline", "--only", "nobody-*"], 2, "no case is called nobody-*"),
        (["run", "mutation", "--only", "har-*"], 2, "it plants its defects into the pitches of all cases"),
        (["run", "recorded", "--only", "har-everyone"], 2, "none of the chosen cases is recorded"),
        (["report", "offline", "--format", "pdf"], 2, "there is no format pdf"),
        (["report", "offline"], 3, "the file cannot be used"),
        (["bless", "offline", "--reason", "because of this test"], 3, "the file cannot be used"),
        (["run", "--epochs", "0"], 2, "--epochs"),
    ],
)
def test_what_is_called_wrongly_is_told_in_one_line(
    suite: Path, run: Run, arguments: list[str], code: int, told: str
) -> None:
    """The code of the suite, one line, no traceback."""
    found = run("eval", *arguments, *([] if "--epochs" in arguments else ["--out", str(suite / "none")]))
    assert found.code == code
    assert told in found.err
    assert "Traceback" not in found.err
    assert len(found.err.strip().splitlines()) <= 3


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("found: missing", "found: somewhere"), "expect.found"),
        (("id: har-everyone", "id: another"), "is not the name of its folder"),
        (("tags:", "tags: ["), "case.yaml:"),
        (("ticket: ", "ticket: no-"), "there is no file"),
        (("split: ", "colour: red\nsplit: "), "colour"),
    ],
)
def test_a_broken_case_ends_the_run_with_file_and_field(
    suite: Path, run: Run, change: tuple[str, str], told: str
) -> None:
    """Code 3 and one line; no case is skipped."""
    file = suite / "cases" / "har-everyone" / "case.yaml"
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change, 1), encoding="utf-8")
    found = run("eval", "run", "offline", "--out", str(suite / "runs"))
    assert found.code == 3
    assert told in found.err
    assert "har-everyone" in found.err
