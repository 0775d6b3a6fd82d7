"""Whether a judge may decide: its verdicts beside those of people, question by question.

A question gates while the judge agrees with people beyond chance (κ ≥ 0.6), on enough labels of both kinds.
Constant judges stand beside it: where nearly all labels are a yes, always saying yes agrees often and knows
nothing, which is what κ takes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from evals.judge.judge import Judge, Judged, read_judged, write_judged
from evals.judge.kappa import kappa, table_of
from evals.judge.labels import LABELS, Label, Labelled, load_labels
from evals.rubric import Rubric, load_rubrics
from evals.yaml_files import broken
from translator.models import Model

ENOUGH = 0.6  # κ
FEWEST = 20  # labels of a question
FEWEST_OF_A_KIND = 4  # of them a yes, and a no: with fewer, one verdict decides what κ is
REPEATS = 2  # how often the labelled texts are put to a judge
JUDGED, CALIBRATION = "judged.jsonl", "calibration.json"
OK, UNRUN = 0, 3


class Agreement(Model):
    """One question: the judge beside people. Shares are 0 … 1."""

    question: str  # "rubric/criterion"
    labels: int  # that the judge gave a verdict on, too
    yes: float  # share of them that people answered with yes; always saying yes agrees so often
    agreed: float
    constant: float  # how often the better one of the two constant judges agrees
    kappa: float | None  # None: labels and verdicts are all alike, so that chance alone explains them
    low: float | None  # here and below: the 95 % interval of κ
    high: float | None
    steady: float | None  # share of pairs of repeats with the same verdict; None: it was asked once
    unscored: int  # labels that the judge gave no verdict on
    gates: bool
    why: str = ""  # it does not gate


class CalibrationReport(Model):
    """What a judge's word is worth."""

    judge: str  # model and prompt; "": no verdicts are at hand
    labels: int
    stale: int  # labels about texts that this judge was not asked about
    torn: int  # labels left out because people disagree
    questions: tuple[Agreement, ...]

    @property
    def gating(self) -> frozenset[str]:
        """The questions that decide, as "rubric/criterion"."""
        return frozenset(q.question for q in self.questions if q.gates)


class Calibrated(NamedTuple):
    """What `calibrated` says: a report, the same as data, and the code to end with."""

    report: str
    data: Any
    code: int


def calibrate(labels: Sequence[Label], judged: Iterable[Judged]) -> CalibrationReport:
    """The judge beside people. All verdicts are of one judge; a repeat is told by `Judged.repeat`."""
    said: dict[_Key, dict[int, bool | None]] = defaultdict(dict)
    judge = ""
    for one in judged:
        judge = one.judge
        key = (one.text, f"{one.rubric}/{one.criterion}")
        said[key].setdefault(one.repeat, None if one.verdict is None else one.verdict == "yes")
    people: dict[_Key, set[bool]] = defaultdict(set)
    for label in labels:
        people[label.text, f"{label.rubric}/{label.criterion}"].add(label.verdict == "yes")
    torn = {key for key, verdicts in people.items() if len(verdicts) > 1}
    agreed = {key: verdicts.pop() for key, verdicts in people.items() if key not in torn}
    questions = sorted({question for _, question in people})
    return CalibrationReport(
        judge=judge,
        labels=len(people),
        stale=sum(key not in said for key in people),
        torn=len(torn),
        questions=tuple(_agreement(question, agreed, said) for question in questions),
    )


_Key = tuple[str, str]  # sha-256 of the text, "rubric/criterion"


def _agreement(
    question: str, people: Mapping[_Key, bool], said: Mapping[_Key, Mapping[int, bool | None]]
) -> Agreement:
    asked = [(right, said[key]) for key, right in people.items() if key[1] == question and key in said]
    firsts = [(right, repeats[min(repeats)]) for right, repeats in asked]
    pairs = [(right, verdict) for right, verdict in firsts if verdict is not None]
    alike = [one == two for _, repeats in asked for one, two in combinations(repeats.values(), 2)]
    yes = sum(right for right, _ in pairs)
    share = yes / len(pairs) if pairs else 0.0
    found = kappa(table_of(pairs)) if pairs else None
    why = _why_not(len(pairs), yes, found.value if found else None)
    return Agreement(
        question=question,
        labels=len(pairs),
        yes=_short(share),
        agreed=_short(found.agreed) if found else 0.0,
        constant=_short(max(share, 1 - share)) if pairs else 0.0,
        kappa=_maybe(found.value if found else None),
        low=_maybe(found.low if found else None),
        high=_maybe(found.high if found else None),
        steady=_short(sum(alike) / len(alike)) if alike else None,
        unscored=len(firsts) - len(pairs),
        gates=not why,
        why=why,
    )


def _why_not(labels: int, yes: int, value: float | None) -> str:
    if labels < FEWEST:
        return f"{labels} labels, {FEWEST} are needed"
    if min(yes, labels - yes) < FEWEST_OF_A_KIND:
        kind = "yes" if yes < labels - yes else "no"
        return f"people said {kind} {min(yes, labels - yes)} times, {FEWEST_OF_A_KIND} are needed"
    if value is None or value < ENOUGH:
        told = "none" if value is None else f"{value:.2f}"
        return f"κ is {told}, {ENOUGH} is needed"
    return ""


async def judge_labelled(judge: Judge, labelled: Labelled, repeats: int = REPEATS) -> None:
    """Put every kept text to the judge, so often; what it says is in `judge.judged`.

    Raises BudgetExhausted, ReplayMiss.
    """
    for repeat in range(repeats):
        for text in labelled.texts:
            await judge.text(text, repeat=repeat)
            judge.raise_ended()


def keep(judge: Judge, folder: Path) -> None:
    """Keep what the judge said in the folder of the run, for `calibrated`."""
    write_judged(folder / JUDGED, judge.judged)


def calibrated(labels: Path | None, out: Path, rubrics: Sequence[Rubric] | None = None) -> Calibrated:
    """The calibration of every judge whose verdicts stand in `out` or a run's folder in it, which keeps it.

    Raises MalformedInput for labels, verdicts or rubrics that cannot be read, and where no judge spoke.
    """
    rubrics = load_rubrics() if rubrics is None else rubrics
    labelled = load_labels(rubrics, labels or LABELS)
    by_judge: dict[str, list[Judged]] = defaultdict(list)
    for path in sorted({*out.glob(JUDGED), *out.glob(f"*/{JUDGED}")}):
        for one in read_judged(path):
            by_judge[one.judge].append(one)
    if not by_judge:
        raise broken(
            "no judge has said anything yet", str(out), "Run `translator eval run --judge-model MODEL` first."
        )
    reports = [calibrate(labelled.labels, by_judge[name]) for name in sorted(by_judge)]
    data = [report.model_dump(mode="json") for report in reports]
    (out / CALIBRATION).write_text(_All(judges=tuple(reports)).model_dump_json(indent=1) + "\n", "utf-8")
    stale = all(report.labels == report.stale for report in reports)
    return Calibrated("\n".join(map(as_markdown, reports)), data, UNRUN if stale else OK)


def gating(out: Path, judge: str) -> frozenset[str]:
    """The questions that this judge may decide, by the calibration kept in `out`; none without one.

    Raises MalformedInput where it cannot be read.
    """
    path = out / CALIBRATION
    if not path.is_file():
        return frozenset()
    try:
        kept = _All.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, ValidationError):
        raise broken("it is no calibration", str(path), "Run `translator eval calibrate` again.") from None
    return next((report.gating for report in kept.judges if report.judge == judge), frozenset())


class _All(Model):
    judges: tuple[CalibrationReport, ...]


def as_markdown(report: CalibrationReport) -> str:
    """The report for people: what gates first, then what does not."""
    gates = len(report.gating)
    lines = [
        f"# Judge {report.judge}",
        "",
        f"{gates} of {len(report.questions)} questions gate (κ ≥ {ENOUGH}, at least {FEWEST} labels).",
        f"{report.labels} labels; {report.stale} about texts that it was not asked about; "
        f"{report.torn} left out because people disagree.",
        "",
        "| question | gates | κ | 95 % | agrees | best constant | people say yes | steady | labels |",
        "|---|---|---:|---|---:|---:|---:|---:|---:|",
    ]
    lines += [_row(q) for q in sorted(report.questions, key=lambda q: (not q.gates, q.question))]
    return "\n".join(lines) + "\n"


def _row(q: Agreement) -> str:
    told = f"{q.kappa:.2f}" if q.kappa is not None else "–"
    between = f"{q.low:.2f} … {q.high:.2f}" if q.low is not None and q.high is not None else "–"
    steady = f"{q.steady:.0%}" if q.steady is not None else "–"
    return (
        f"| {q.question} | {'yes' if q.gates else f'no: {q.why}'} | {told} | {between} | {q.agreed:.0%} | "
        f"{q.constant:.0%} | {q.yes:.0%} | {steady} | {q.labels} |"
    )


def _maybe(value: float | None) -> float | None:
    return None if value is None else _short(value)


def _short(value: float) -> float:
    return round(value, 4) + 0.0  # no -0.0
