"""The page of results that is committed with each release. Every figure comes from a stored run."""

from __future__ import annotations

from collections.abc import Sequence

from evals.case_files import ROOT
from evals.mutation.report import MutationReport
from evals.reports.figures import group_rows, scorer_rows, total
from evals.result import RunResult
from evals.runner import ARTIFACTS, stored


def results_page(runs: Sequence[RunResult], mutation: MutationReport | None) -> str:
    """Markdown: the runs side by side, by scorer and by kind of case, and what the checks see."""
    version = runs[0].provenance.version if runs else ""
    lines = [
        "# Results",
        "",
        f"Version {version}. Made by `make results` from stored runs; no figure is typed. 1 is best.",
        "",
        _row("", *(f"{run.name}: {run.provenance.engine}" for run in runs)),
        _row("---", *("---:" for _ in runs)),
        _row("cases", *(str(len(run.cases)) for run in runs)),
        _row("score", *(f"{total(run):.3f}" for run in runs)),
        _row("… of the gating cases", *(_split(run, "gate") for run in runs)),
        _row("… of the tuning cases", *(_split(run, "tune") for run in runs)),
        _row("places in a model's words", *(str(sum(c.written for c in run.cases)) for run in runs)),
    ]
    by_scorer = [{r.name: r.now for r in scorer_rows(run, None)} for run in runs]
    lines += _both("Scorers", by_scorer)
    lines += _both("Kinds of case", [{r.name: r.now for r in group_rows(run)} for run in runs])
    if mutation is not None:
        lines += ["", "## Planted defects", "", "| check | severity | planted | kill rate | false alarms |"]
        lines += ["|---|---|---:|---:|---:|"]
        lines += [
            f"| {c.check} | {c.severity} | {c.planted} | {c.kill_rate:.3f} | {len(c.alarms)}/{c.clean} |"
            for c in mutation.checks
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page from the last runs of the suites."""
    runs = [stored(ARTIFACTS / name).result for name in ("offline", "recorded")]
    mutation = MutationReport.model_validate_json((ARTIFACTS / "mutation.json").read_text(encoding="utf-8"))
    page = ROOT / "results" / "RESULTS.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(results_page(runs, mutation), encoding="utf-8")
    print(f"wrote evals/results/{page.name}")


def _both(title: str, means: Sequence[dict[str, float]]) -> list[str]:
    names = list(dict.fromkeys(name for of in means for name in of))
    head = ["", f"## {title}", "", _row("", *("" for _ in means)), _row("---", *("---:" for _ in means))]
    return head + [_row(name, *(f"{of[name]:.3f}" if name in of else "" for of in means)) for name in names]


def _split(run: RunResult, split: str) -> str:
    """The mean score of a split; "" where the run has no case of it."""
    return f"{total(run, split):.3f}" if any(case.split == split for case in run.cases) else ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
