"""A report as one HTML file: charts, tables and the worst cases. It loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evals.mutation.report import DriftReport, MutationReport
from evals.reports.bars import Bar, bars, escape
from evals.reports.figures import falls, group_rows, scorer_rows, total, worst
from evals.reports.told import Told
from evals.result import CaseResult, RunResult

_SHOWN = 10  # worst cases, and slowest ones
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #566373; --paper: #fff; --line: #d5dbe2;
  --bar: #2f6f8f; --low: #c9852b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #a3b0bd; --paper: #14191f;
  --line: #36424e; --bar: #6bb3d6; --low: #e0a458; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h3 { font-size: 1rem; }
h2 { font-size: 1.2rem; margin-top: 2.5rem; }
.verdict { border-left: .4rem solid var(--bar); padding: .2rem 0 .2rem .8rem; font-size: 1.1rem; }
.verdict.failed { border-left-style: double; border-color: var(--low); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
svg.bars { width: 100%; height: auto; font-size: 13px; } svg text { fill: var(--ink); }
.bar { fill: var(--bar); } .low { fill: var(--low); } .dot { fill: var(--paper); }
.mark { stroke: var(--ink); stroke-width: 2; }
.soft { color: var(--soft); } article { border-top: 1px solid var(--line); padding-top: .3rem; }
li, td, p { overflow-wrap: anywhere; } td:first-child { overflow-wrap: normal; } code { font-size: .85rem; }
@media print { body { max-width: none; } details { display: block; } }
"""


def as_html(told: Told) -> str:
    """The report; with `full` the table of items that do not hold names every case."""
    title = f"Eval: {told.run.name}" if told.run else "Eval: planted defects"
    body = "".join(_body(told))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _body(told: Told) -> Iterator[str]:
    if told.run is not None:
        yield from _run(told, told.run)
    if told.mutation is not None:
        yield from _mutation(told.mutation)
        if told.mutation.drift is not None:
            yield from _drift(told.mutation.drift)


def _run(told: Told, run: RunResult) -> Iterator[str]:
    yield f"<h1>{escape(run.name)}: {total(run):.3f} over {len(run.cases)} cases</h1>"
    yield from _verdict(told)
    rows = scorer_rows(run, told.baseline)
    yield "<h2>Scorers</h2><p class=soft>The line across a bar is the baseline; a dotted bar has fallen.</p>"
    yield bars(
        "Mean score of each scorer, from 0 to 1",
        [
            Bar(r.name, r.now, _change(r.now, r.before), r.before, r.before is not None and r.now < r.before)
            for r in rows
        ],
        1.0,
    )
    yield _table(
        ("scorer", "cases", "score", "baseline"),
        [(r.name, r.cases, f"{r.now:.3f}", "" if r.before is None else f"{r.before:.3f}") for r in rows],
    )
    groups = group_rows(run)
    yield "<h2>Kinds of case</h2>"
    yield bars(
        "Mean score by kind of case, from 0 to 1",
        [Bar(g.name, g.now, f"{g.now:.3f} of {g.cases}") for g in groups],
        1.0,
    )
    yield "<h2>Worst cases</h2>"
    for case in worst(run, _SHOWN):
        yield from _case(case)
    if told.full:
        yield "<h2>Everything that does not hold</h2>"
        rows_ = [
            (f.case.id, f"{f.scorer}/{f.item.criterion}", f.item.wanted, f.item.found) for f in falls(run)
        ]
        yield _table(("case", "item", "wanted", "found"), rows_)
    yield from _cost(told, run)
    yield from _made_of(run)


def _verdict(told: Told) -> Iterator[str]:
    verdict = told.verdict
    if verdict is None:
        yield "<p class=verdict>No baseline yet.</p>"
        return
    word = "passed" if verdict.ok else "failed" if verdict.exit_code == 1 else "could not be judged"
    mean = verdict.mean
    kind = "" if verdict.ok else " failed"
    yield f'<p class="verdict{kind}"><strong>The gate {word}.</strong> {mean.cases} gating cases: '
    yield f"{mean.before:.3f} → {mean.now:.3f} ({mean.change:+.3f}).</p>"
    for title, entries in (
        ("Why", verdict.reasons),
        ("What else changed", verdict.suspects),
        ("In quarantine", verdict.quarantined),
        ("Notes", verdict.notes),
    ):
        if entries:
            yield f"<h3>{title}</h3>{_list(entries)}"


def _case(case: CaseResult) -> Iterator[str]:
    score = case.score()
    tags = f"{case.split}, {case.tags.difficulty}, {case.tags.format}, {case.tags.language}"
    yield f"<article><h3>{escape(case.id)}: {'no pitch' if score is None else f'{score:.3f}'} "
    yield f"<span class=soft>{escape(tags)}</span></h3>"
    if case.error:
        yield f"<p>{escape(case.error)}</p>"
    yield _list(f"{name}: {sentence}" for name, sentence in case.told.items())
    fallen = [
        (f"{scorer}/{i.criterion}", i.wanted, i.found)
        for scorer, items in case.scores.items()
        for i in items
        if i.score is not None and i.score < 1.0
    ]
    yield _table(("item", "wanted", "found"), fallen) + "</article>"


def _cost(told: Told, run: RunResult) -> Iterator[str]:
    if told.seconds:
        slow = sorted(told.seconds.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
        end = max(slow[0][1], 0.001)
        yield "<h2>Time</h2><p class=soft>The slowest cases, pitch and scores together.</p>"
        yield bars("Seconds of the slowest cases", [Bar(id, s, f"{s:.2f} s") for id, s in slow], end)
    costly = sorted(((c.id, c.cost) for c in run.cases if c.cost), key=lambda pair: (-pair[1], pair[0]))
    if costly:
        yield f"<h2>Cost</h2><p>{sum(cost for _, cost in costly):.4f} USD for the run.</p>"
        yield bars(
            "USD of the dearest cases",
            [Bar(id, cost, f"{cost:.4f}") for id, cost in costly[:_SHOWN]],
            costly[0][1],
        )


def _mutation(report: MutationReport) -> Iterator[str]:
    planted = [c for c in report.checks if c.planted]
    yield f"<h1>Planted defects: {sum(c.planted for c in planted)} in {len(planted)} checks</h1>"
    yield "<p class=soft>A dotted bar is below the bar that a must check has to meet.</p>"
    yield bars(
        "Share seen of the planted defects that reached the check, from 0 to 1",
        [Bar(c.check, c.kill_rate, f"{c.kill_rate:.3f} {c.severity}", low=not c.held) for c in planted],
        1.0,
    )
    rows = [
        (
            c.check,
            c.severity,
            c.planted,
            c.killed,
            c.stopped,
            f"{len(c.alarms)}/{c.clean}",
            " · ".join(c.survivors[:3]),
        )
        for c in report.checks
    ]
    yield _table(("check", "severity", "planted", "seen", "stopped before", "false alarms", "not seen"), rows)


def _drift(report: DriftReport) -> Iterator[str]:
    taken = f"{len(report.alarms)} of {report.honest} honest pitches were taken for drift."
    yield f"<h2>Planted drift of meaning</h2><p>{taken}</p>"
    yield bars(
        "Share of planted drift that was caught, from 0 to 1",
        [Bar(k.kind, k.rate, f"{k.caught} of {k.planted}") for k in report.kinds],
        1.0,
    )


def _made_of(run: RunResult) -> Iterator[str]:
    told = run.provenance.model_dump()
    yield "<details><summary>Made of</summary>"
    yield _table(("what", "value"), [(name, str(value)) for name, value in sorted(told.items())])
    yield "</details>"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [list(map(str, row)) for row in rows]
    numbers = [bool(lines) and all(_is_number(line[at]) for line in lines) for at in range(len(head))]

    def kind(at: int) -> str:
        return " class=n" if numbers[at] else ""

    titles = "".join(f'<th scope="col"{kind(at)}>{escape(name)}</th>' for at, name in enumerate(head))
    cells = (
        "".join(f"<td{kind(at)}>{escape(value)}</td>" for at, value in enumerate(line)) for line in lines
    )
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<div class=scroll><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"


def _is_number(text: str) -> bool:
    return not text or text.replace(".", "", 1).isdigit()


def _list(entries: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(entry)}</li>' for entry in entries)}</ul>"


def _change(now: float, before: float | None) -> str:
    return f"{now:.3f}" if before is None else f"{now:.3f} ({now - before:+.3f})"
