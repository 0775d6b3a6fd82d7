"""A report as Markdown, short enough for a comment on a change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from evals.mutation.report import DriftReport, MutationReport
from evals.reports.figures import falls, group_rows, legal, scorer_rows, total, worst
from evals.reports.told import Told
from evals.result import CaseResult, RunResult
from evals.scene import Item

LIMIT = 60_000  # characters; a comment may have 65,536
_WORST = 5
_MARKS = re.compile(r"([\\`*_{}\[\]<>|~#])")


def as_markdown(told: Told) -> str:
    """The report; with `full` everything that held as well. What does not fit is counted at the end."""
    lines: list[str] = []
    if told.run is not None:
        lines += [
            *_head(told, told.run),
            *_scorers(told, told.run),
            *_falls(told, told.run),
            *_worst(told.run),
        ]
        if told.full:
            lines += _groups(told.run)
        lines += _made_of(told.run)
    if told.mutation is not None:
        lines += _mutation(told.mutation, full=told.full)
        if told.mutation.drift is not None:
            lines += _drift(told.mutation.drift, full=told.full)
    return _cut(lines)


def _head(told: Told, run: RunResult) -> Iterator[str]:
    cases = f"{len(run.cases)} case{'s' * (len(run.cases) != 1)}"
    yield f"# Eval: {run.name} · {cases} · score {total(run):.3f}\n"
    of_splits = ", ".join(
        f"{split} split {total(run, split):.3f}"
        for split in ("gate", "tune")
        if any(case.split == split for case in run.cases)
    )
    yield f"{of_splits[:1].upper()}{of_splits[1:]}. {_engine(run)}\n"
    verdict = told.verdict
    if verdict is None:
        yield "**No baseline yet.** `translator eval bless` makes this run one.\n"
        return
    word = "passed" if verdict.ok else "failed" if verdict.exit_code == 1 else "could not be judged"
    mean = verdict.mean
    moved = f"{mean.before:.3f} → {mean.now:.3f} ({mean.change:+.3f})"
    yield f"**The gate {word}.** {mean.cases} gating cases: {moved}.\n"
    yield from _list("Why", verdict.reasons)
    yield from _list("What else changed", verdict.suspects if verdict.reasons else ())
    yield from _list("In quarantine", verdict.quarantined)
    yield from _list("Notes", verdict.notes)
    if verdict.mended:
        yield f"{len(verdict.mended)} items hold that fell in the baseline.\n"


def _engine(run: RunResult) -> str:
    told = run.provenance
    if told.engine == "offline":
        return "Written by the offline engine."
    written = sum(c.written for c in run.cases)
    by = ", ".join(told.models) or told.engine
    where = ", from recordings" if told.recordings else ""
    return f"Written with {_plain(by)}{where}: {written} places in its words, the rest offline."


def _scorers(told: Told, run: RunResult) -> Iterator[str]:
    changes = told.verdict.scorers if told.verdict else {}
    yield "| scorer | cases | score | baseline | change of the gating cases |"
    yield "|---|---:|---:|---:|---|"
    for row in scorer_rows(run, told.baseline):
        change = changes.get(row.name)
        moved = ""
        if change is not None and change.change:
            moved = f"{change.change:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"
        then = f"{row.before:.3f}" if row.before is not None else ""
        yield f"| {row.name} | {row.cases} | {row.now:.3f} | {then} | {moved} |"
    yield ""


def _falls(told: Told, run: RunResult) -> Iterator[str]:
    """What does not hold, by item; with `full` every single one."""
    counts = Counter((f.scorer, f.item.criterion) for f in falls(run))
    if not counts:
        yield "Every item holds.\n"
        return
    looked = Counter((s, i.criterion) for c in run.cases for s, items in c.scores.items() for i in items)
    yield "## What does not hold\n"
    yield "| item | falls | of |"
    yield "|---|---:|---:|"
    for (scorer, criterion), count in counts.most_common():
        yield f"| {scorer}/{criterion} | {count} | {looked[scorer, criterion]} |"
    yield ""
    if told.full:
        for fall in falls(run):
            yield f"- {fall.case.id} · {fall.scorer}/{fall.item.criterion}: {_wanted(fall.item)}"
        yield ""


def _worst(run: RunResult) -> Iterator[str]:
    cases = worst(run, _WORST)
    if cases:
        yield "## Worst cases\n"
    for case in cases:
        yield from _case(case)


def _case(case: CaseResult) -> Iterator[str]:
    score = case.score()
    tags = f"{case.split}, {case.tags.difficulty}, {case.tags.format}"
    yield f"### {case.id} ({tags}): {'no pitch' if score is None else f'{score:.3f}'}\n"
    if case.error:
        yield f"{_plain(case.error)}\n"
    for name, sentence in case.told.items():
        yield f"- {name}: {_plain(sentence)}"
    for scorer, items in case.scores.items():
        for item in items:
            if item.score is not None and item.score < 1.0:
                yield f"- **{scorer}/{item.criterion}**: {_wanted(item)}"
    yield ""


def _wanted(item: Item) -> str:
    return f"wanted {_plain(item.wanted)}; found {_plain(item.found) or 'nothing'}"


def _groups(run: RunResult) -> Iterator[str]:
    yield "## By kind of case\n"
    yield "| kind | cases | score |"
    yield "|---|---:|---:|"
    for row in group_rows(run):
        yield f"| {row.name} | {row.cases} | {row.now:.3f} |"
    yield ""


def _mutation(report: MutationReport, *, full: bool) -> Iterator[str]:
    planted = sum(c.planted for c in report.checks)
    yield f"# Planted defects: {planted} in {len(report.checks)} checks\n"
    below = [c.check for c in report.checks if not c.held]
    yield f"**Below their bar:** {', '.join(below)}.\n" if below else "**Every must check meets its bars.**\n"
    yield "| check | severity | planted | seen | stopped before | kill rate | false alarms |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for check in report.checks:
        if full or not check.held or check.survivors or check.alarms:
            yield (
                f"| {check.check} | {check.severity} | {check.planted} | {check.killed} | {check.stopped} | "
                f"{check.kill_rate:.3f} | {len(check.alarms)}/{check.clean} |"
            )
    yield ""
    for check in report.checks:
        for survivor in check.survivors[: None if full else 3]:
            yield f"- {check.check} did not see: {_plain(survivor)}"
        for alarm in check.alarms[: None if full else 3]:
            yield f"- {check.check} cried wolf over: {_plain(alarm)}"
    yield ""


def _drift(report: DriftReport, *, full: bool) -> Iterator[str]:
    yield f"## Planted drift of meaning: {len(report.alarms)} of {report.honest} honest ones taken for it\n"
    yield "| kind | planted | caught |"
    yield "|---|---:|---:|"
    for kind in report.kinds:
        yield f"| {kind.kind} | {kind.planted} | {kind.caught} |"
    yield ""
    for kind in report.kinds:
        for missed in kind.missed[: None if full else 3]:
            yield f"- {kind.kind} was not seen: {_plain(missed)}"
    yield ""


def _made_of(run: RunResult) -> Iterator[str]:
    told = run.provenance
    yield "<details><summary>Made of</summary>\n"
    yield f"- translator {told.version}, commit {told.commit[:12] or 'unknown'}"
    yield f"- seed {told.seed}, epochs {told.epochs}"
    yield f"- cases {told.cases[:12]}, recordings {told.recordings[:12] or 'none'}"
    yield f"- prompts {', '.join(f'{n} {h}' for n, h in sorted(told.prompts.items()))}"
    yield f"- catalog {', '.join(f'{n} {h}' for n, h in sorted(told.catalog.items()))}"
    yield "\n</details>\n"


def _list(title: str, entries: Iterable[str]) -> Iterator[str]:
    rows = [f"- {_plain(entry)}" for entry in entries]
    if rows:
        yield "\n".join([f"{title}:\n", *rows, ""])


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that Markdown or HTML would read as its own."""
    return _MARKS.sub(r"\\\1", " ".join(legal(text).split())).replace("&", "&amp;").replace("@", "@\u200b")


def _cut(lines: list[str]) -> str:
    kept, size = [], 0
    for number, line in enumerate(lines):
        size += len(line) + 1
        if size > LIMIT:
            kept.append(f"\n… {len(lines) - number} more lines are in the report itself.")
            break
        kept.append(line)
    return "\n".join(kept).rstrip() + "\n"
