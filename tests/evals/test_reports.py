"""Reports: what they show, what they leave out, and that hostile text stays text in each."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
import yaml

from evals.case import Tags
from evals.gate.compare import compare
from evals.mutation.report import CheckFigures, MutationReport
from evals.reports import FORMATS, Told
from evals.reports.results_page import results_page
from evals.result import CaseResult, Provenance, RunResult, read_result
from evals.scene import Item

ROOT = Path(__file__).parents[2]
HOSTILE = "<script>alert(1)</script> | **bold** ]]> \x00\x1b[31m @everyone [x](javascript:alert(1)) &amp;"
TAGS = Tags(format="plain", domain="any", difficulty="easy", language="clean", covers=())


def run(score: float, name: str = "offline") -> RunResult:
    """Two cases; the first has an item with this score and hostile words, the second holds."""
    fallen = Item(criterion="number-today", score=score, wanted=HOSTILE, found=HOSTILE)
    held = Item(criterion="number-today", score=1.0)
    cases = (
        CaseResult(
            id="a-case",
            split="gate",
            tags=TAGS,
            scores={"number": (fallen,)},
            told={"one breath": HOSTILE},
            cost=0.25,
        ),
        CaseResult(id="other", split="tune", tags=TAGS, scores={"number": (held,)}),
        CaseResult(
            id="unscored",
            split="tune",
            tags=TAGS,
            scores={"number": (held.model_copy(update={"score": None}),)},
        ),
        CaseResult(id="without", split="tune", tags=TAGS, scores={}, error=HOSTILE),
    )
    told = Provenance(version="1.2", engine="offline", cases="c", checks=(), scorers=("number",))
    return RunResult(name=name, provenance=told, cases=cases)


MUTATION = MutationReport(
    seed=1,
    checks=(
        CheckFigures(
            check="invented-number", severity="must", planted=100, killed=90, stopped=0, clean=50,
            survivors=(HOSTILE,),
        ),
        CheckFigures(
            check="jargon", severity="should", planted=40, killed=10, stopped=0, clean=50, alarms=(HOSTILE,)
        ),
    ),
)  # fmt: skip
BEFORE, NOW = run(1.0), run(0.0)
TOLD = Told(
    run=NOW,
    baseline=BEFORE,
    verdict=compare(BEFORE, NOW),
    mutation=MUTATION,
    seconds={"a-case": 0.5, "other": 0.1},
)


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_tells_the_fall_and_keeps_hostile_text_as_text(name: str) -> None:
    """Every format names the case that broke; none holds markup that came from a case."""
    text = FORMATS[name].make(TOLD)
    assert "a-case" in text
    if name != "json":  # inside JSON it is a string
        assert "<script>" not in text
        assert "<b" not in text.replace("<body", "")
    assert "\x1b" not in text


def test_markdown_lists_only_what_fell_unless_asked() -> None:
    """A case that holds is not named; with `full` its kind is told. Tables keep their columns."""
    short = FORMATS["md"].make(TOLD)
    assert "**The gate could not be judged.**" in short
    assert "a-case broke (an easy case): number/number-today" in short
    assert "### other" not in short
    assert "difficulty: easy" not in short
    assert "difficulty: easy" in FORMATS["md"].make(TOLD._replace(full=True))
    assert "**Below their bar:** invented-number." in short
    row = next(line for line in short.splitlines() if line.startswith("| number |"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 6


def test_markdown_that_is_too_long_says_what_is_cut() -> None:
    """A comment takes 65,536 characters; the rest is counted."""
    many = NOW.model_copy(update={"cases": NOW.cases[:1] * 3000})
    text = FORMATS["md"].make(Told(run=many, full=True))
    assert len(text) < 65_536
    assert re.search(r"… [\d]+ more lines are in the report itself\.\n$", text)


def test_junit_counts_what_it_holds() -> None:
    """Suites and cases agree with their counts; failures, errors and skips are told apart."""
    root = Xml.fromstring(FORMATS["junit"].make(TOLD))
    assert root.tag == "testsuites"
    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {"number", "gate", "mutation"}
    for suite in [*suites.values(), root]:
        cases = list(suite.iter("testcase"))
        assert suite.get("tests") == str(len(cases))
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(sum(case.find(tag) is not None for case in cases))
    told = {case.get("name"): [child.tag for child in case] for case in suites["number"]}
    assert told == {"a-case": ["failure"], "unscored": ["skipped"], "without": ["error"]}


class _Page(HTMLParser):
    """Collects tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_html_loads_nothing_and_says_in_tables_what_charts_show() -> None:
    """One file: no script, no address; every chart has a name and its figures stand in the text."""
    text = FORMATS["html"].make(TOLD)
    page = _Page()
    page.feed(text)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "a"}
    assert not [
        a for _, attributes in page.tags for a in attributes if a in ("src", "href") or a.startswith("on")
    ]
    assert "url(" not in text.replace("url(#dots)", "")
    charts = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(charts) >= 4
    assert all(chart.get("aria-label") and chart.get("role") == "img" for chart in charts)
    assert "0.25" in text  # the cost
    assert "0.50 s" in text


def test_the_json_report_is_the_run_itself(tmp_path: Path) -> None:
    """It can be read back as the run that it tells."""
    file = tmp_path / "result.json"
    file.write_text(FORMATS["json"].make(TOLD), encoding="utf-8")
    assert read_result(file) == NOW
    assert json.loads(FORMATS["json"].make(Told(mutation=MUTATION)))["seed"] == 1


def test_the_page_of_results_holds_the_figures_of_each_run() -> None:
    """Runs stand side by side; what one of them lacks is left empty."""
    page = results_page([NOW, run(1.0, "recorded")], MUTATION)
    assert "| score | 0.500 | 1.000 |" in page
    assert "| invented-number | must | 100 | 0.900 | 0/50 |" in page


@pytest.mark.parametrize("file", ["github-actions.yml", "gitlab-ci.yml"])
def test_an_example_workflow_runs_what_there_is(file: str) -> None:
    """It parses, calls targets of the Makefile and takes up files that a run leaves."""
    text = (ROOT / "evals" / "ci" / file).read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"make (\w+)", text)
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    left = {form.file for form in FORMATS.values()}
    assert {Path(path).name for path in re.findall(r"\.artifacts/eval/\S+/(\S+?)[\s\"]", text)} <= left
