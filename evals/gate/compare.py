"""The gate: a run against its baseline, case by case, with a reason for everything it says.

Three things fail it. A drop of the mean over all gating cases, or of one scorer, that chance explains at most
once in two hundred runs (exact test; the scorers share that one in two hundred by Holm's rule). A hard break:
an item of truth in any case, or any item of an easy case, that held and now does not. And what is gone:
checks, cases, scorers. A case that flips without a cause is in quarantine and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from evals.gate.history import Past, flaky
from evals.gate.paired import Paired, holm, paired
from evals.result import CaseResult, RunResult, mean
from evals.scene import Item
from translator.errors import MalformedInput
from translator.models import Model

ALPHA = 0.005  # of the mean, and again of all scorers together: at most 1 % false alarms
UNSCORED = 0.02  # share of items that may stay unjudged
STEADY_EPOCHS = 5  # a noisy run decides on single items only when they fell in this many repeats
WAVERING = 2  # items of a case that may differ between epochs before it decides nothing alone
TRUTH = ("invented", "citations", "leaks", "findings")  # scorers whose items may break in no case
WORDS = ("glossary",)  # here neither: an entry serves every ticket, however few cases have its term
OK, FAILED, UNRUN = 0, 1, 3


class Broken(Model):
    """An item that held and does not any more."""

    case: str
    scorer: str
    criterion: str
    wanted: str
    found: str
    why: str  # "a rule of truth", "a glossary entry" or "an easy case"


class Verdict(Model):
    """What the gate says of a run."""

    ok: bool
    exit_code: int
    reasons: tuple[str, ...] = ()  # why it failed, a sentence each
    suspects: tuple[str, ...] = ()  # what else changed since the baseline
    mean: Paired
    scorers: dict[str, Paired] = Field(default_factory=dict)
    broken: tuple[Broken, ...] = ()
    mended: tuple[str, ...] = ()  # "case: scorer/criterion" that fell before and holds now
    quarantined: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def compare(baseline: RunResult, now: RunResult, history: Sequence[Past] = ()) -> Verdict:
    """The verdict on `now`. Raises MalformedInput where the two are runs of different suites."""
    if baseline.name != now.name:
        raise MalformedInput(
            f"the runs are of different suites: {baseline.name} and {now.name}.",
            place="compare",
            next_step="Compare runs of one suite.",
        )
    unrun = tuple(_unrun(now))
    quarantined = flaky(history)
    before = {c.id: c for c in baseline.cases}
    pairs = [
        (before[c.id], c) for c in now.cases if c.id in before and not c.error and c.id not in quarantined
    ]
    gating = [(one, two) for one, two in pairs if two.split == "gate"]
    seed = now.provenance.seed
    whole = _paired([(one.score(), two.score()) for one, two in gating], seed)
    names = [s for s in baseline.provenance.scorers if s in now.provenance.scorers]
    scorers = {s: _paired([(_mean(one, s), _mean(two, s)) for one, two in gating], seed) for s in names}
    broken = tuple(_broken(pairs, baseline, now))
    reasons = [*_gone(baseline, now), *_drops(whole, scorers, gating), *_breaks(broken)]
    return Verdict(
        ok=not (reasons or unrun),
        exit_code=UNRUN if unrun else FAILED if reasons else OK,
        reasons=(*unrun, *reasons),
        suspects=tuple(_suspects(baseline, now, broken)),
        mean=whole,
        scorers=scorers,
        broken=broken,
        mended=tuple(_mended(pairs)),
        quarantined=tuple(sorted(quarantined)),
        notes=tuple(_notes(baseline, now)),
    )


def _unrun(now: RunResult) -> Iterator[str]:
    failed = [c for c in now.cases if c.error]
    if failed:
        yield f"{len(failed)} of {len(now.cases)} cases have no pitch; {failed[0].id}: {failed[0].error}"
    if now.unscored() > UNSCORED:
        yield f"{now.unscored():.1%} of all items could not be judged; at most {UNSCORED:.0%} may."


def _gone(baseline: RunResult, now: RunResult) -> Iterator[str]:
    one, two = baseline.provenance, now.provenance
    for what, before, after in (
        ("check", one.checks, two.checks),
        ("scorer", one.scorers, two.scorers),
        ("case", tuple(c.id for c in baseline.cases), tuple(c.id for c in now.cases)),
    ):
        gone = [name for name in before if name not in after]
        if gone:
            yield f"{len(gone)} {what}{'s' * (len(gone) > 1)} of the baseline gone: {', '.join(gone[:5])}."


def _drops(
    whole: Paired, scorers: dict[str, Paired], gating: Sequence[tuple[CaseResult, CaseResult]]
) -> Iterator[str]:
    if whole.p <= ALPHA:
        yield f"The mean over {whole.cases} gating cases fell: {_told(whole)}."
    names = list(scorers)
    for name, stands in zip(names, holm([scorers[n].p for n in names], ALPHA), strict=True):
        if stands:
            yield f"Scorer {name} fell: {_told(scorers[name])}. Worst: {_worst(name, gating)}."


def _told(one: Paired) -> str:
    return (
        f"{one.before:.3f} → {one.now:.3f} ({one.change:+.3f}, 95 % {one.low:+.3f} … {one.high:+.3f}, "
        f"p {one.p:.2g})"
    )


def _worst(scorer: str, gating: Sequence[tuple[CaseResult, CaseResult]]) -> str:
    """The three cases that lost most, with what was wanted and found."""

    def lost(pair: tuple[CaseResult, CaseResult]) -> float:
        one, two = _mean(pair[0], scorer), _mean(pair[1], scorer)
        return (two - one) if one is not None and two is not None else 0.0

    told = []
    for one, two in sorted(gating, key=lambda pair: (lost(pair), pair[1].id))[:3]:
        held = {i.criterion: i.score or 0.0 for i in one.scores.get(scorer, ())}
        fallen = next(
            (i for i in two.scores.get(scorer, ()) if (i.score or 0.0) < held.get(i.criterion, 0.0)), None
        )
        if fallen is not None:
            told.append(f"{two.id} {fallen.criterion} (wanted {fallen.wanted}; found {fallen.found})")
    return "; ".join(told) or "no single item"


def _broken(
    pairs: Sequence[tuple[CaseResult, CaseResult]], baseline: RunResult, now: RunResult
) -> Iterator[Broken]:
    """Hard breaks. In a run that may come out differently each time an item must fall in every epoch, of a
    case that else agrees with itself: what is fickle falls five times in a row by chance.
    """
    if not (_sure(baseline) and _sure(now)):
        return
    for one, two in pairs:
        if max(len(one.unsteady), len(two.unsteady)) > WAVERING:
            continue
        held = {(s, i.criterion) for s, items in one.scores.items() for i in items if i.score == 1.0}
        for scorer, item in _items(two):
            why = (
                "a rule of truth"
                if scorer in TRUTH
                else "a glossary entry"
                if scorer in WORDS
                else _easy(two)
            )
            if why and item.weight and item.score == 0.0 and (scorer, item.criterion) in held:
                yield Broken(
                    case=two.id, scorer=scorer, criterion=item.criterion, wanted=item.wanted,
                    found=item.found, why=why,
                )  # fmt: skip


def _easy(case: CaseResult) -> str:
    return "an easy case" if case.split == "gate" and case.tags.difficulty == "easy" else ""


def _sure(run: RunResult) -> bool:
    """Whether single items of the run decide: it comes out the same each time, or was repeated enough."""
    told = run.provenance
    return told.engine == "offline" or bool(told.recordings) or told.epochs >= STEADY_EPOCHS


def _breaks(broken: Sequence[Broken]) -> Iterator[str]:
    for item in broken[:10]:
        yield (
            f"{item.case} broke ({item.why}): {item.scorer}/{item.criterion} held in the baseline; "
            f"wanted {item.wanted}; found {item.found}."
        )
    if len(broken) > 10:
        yield f"{len(broken) - 10} more items broke."


def _suspects(baseline: RunResult, now: RunResult, broken: Sequence[Broken]) -> Iterator[str]:
    """What else differs from the baseline, so that a reader knows where to look first."""
    one, two = baseline.provenance, now.provenance
    for what, before, after in (
        ("prompt", one.prompts, two.prompts),
        ("catalog section", one.catalog, two.catalog),
    ):
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                yield f"{what} {name} changed"
    if one.recordings != two.recordings:
        yield "the recordings changed"
    if one.cases != two.cases:
        yield "the cases changed"
    fell = {b.case for b in broken}
    earlier = {c.id: c.terms for c in baseline.cases}
    told: set[str] = set()
    for case in now.cases:
        for term, said in earlier.get(case.id, {}).items():
            says = case.terms.get(term)
            if says != said and (case.id in fell or says is not None) and term not in told:
                told.add(term)
                now_says = f"now says “{says}”" if says else "is no longer replaced"
                yield f"glossary entry “{term}” {now_says}, said “{said}” ({case.id})"


def _mended(pairs: Sequence[tuple[CaseResult, CaseResult]]) -> Iterator[str]:
    for one, two in pairs:
        fell = {(s, i.criterion) for s, i in _items(one) if i.score == 0.0}
        for scorer, item in _items(two):
            if item.score == 1.0 and (scorer, item.criterion) in fell:
                yield f"{two.id}: {scorer}/{item.criterion}"


def _notes(baseline: RunResult, now: RunResult) -> Iterator[str]:
    known = {c.id for c in baseline.cases}
    new = [c.id for c in now.cases if c.id not in known]
    if new:
        yield f"{len(new)} cases are new and decide nothing yet: {', '.join(new[:5])}"
    if not (_sure(baseline) and _sure(now)):
        yield f"single cases decide nothing: a model's run needs {STEADY_EPOCHS} epochs for that"


def _items(case: CaseResult) -> Iterator[tuple[str, Item]]:
    return ((scorer, item) for scorer, items in case.scores.items() for item in items)


def _mean(case: CaseResult, scorer: str) -> float | None:
    return mean(case.scores.get(scorer, ()))


def _paired(scores: Sequence[tuple[float | None, float | None]], seed: int) -> Paired:
    both = [(one, two) for one, two in scores if one is not None and two is not None]
    return paired([one for one, _ in both], [two for _, two in both], seed)
