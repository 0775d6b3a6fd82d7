"""What redaction finds before a text leaves toward a model, beside simple patterns in the same run.

    python -m evals.benchmarks.bench_redaction [--seed N]

The corpus is that of the tests with its fixed seed; `--seed` draws other values in the same places. Corpus
and patterns were written by the same people, so the figures say how far the patterns reach over known shapes,
not how many unknown ones there are. The baseline is what one writes in an afternoon: an
address, long numbers, and `password=`. The odd forms are of vendors that do not exist and are reported apart;
the rules were tried against them, so that a run with `--seed` says more. Exits 1 where a bar is missed; the
times depend on the machine and decide nothing.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterable

from evals.benchmarks.terminal import bar, machine, working
from evals.redaction.corpus import KNOWN_NAMES, documents
from evals.redaction.hostile import UNITS
from evals.redaction.measured import Measured, measure
from evals.redaction.odd_forms import odd_documents
from translator.redaction import Redactor, sensitive

RECALL, PRECISION = 0.99, 0.97
ODD_RECALL, ODD_TOUCHED = 0.97, 3  # share of the odd forms; innocent lines of which something went
MEGABYTE = 1_000_000
SLOWEST = 1.0  # seconds for a megabyte
SIMPLE = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}"
    r"|(?i:(?:password|secret|token|api_?key)\s?[=:]\s?)(\S+)"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|\+?\d[\d ().-]{7,20}\d"
    r"|\b[A-Za-z0-9+/_-]{32,}={0,2}"
    r"|@\w+"
)


def main() -> int:
    """Print the table by kind, what was missed or taken wrongly, and the slowest hostile texts."""
    parser = argparse.ArgumentParser(description="Recall and precision of redaction.")
    parser.add_argument("--seed", type=int, default=None, help="draw other values than those of the tests")
    args = parser.parse_args()
    corpus = documents() if args.seed is None else documents(args.seed)
    ours = measure(corpus, _ours)
    simple = measure(corpus, _simple)
    print(f"{ours.planted.total()} values to find, {ours.lookalikes.total()} look-alikes; {machine()}")
    print(f"{'':24}{'values':>8}{'redactor':>10}{'simple':>10}")
    for kind in sorted(set(ours.kinds.values())):
        count = sum(n for label, n in ours.planted.items() if ours.kinds[label] == kind)
        print(f"{'recall ' + kind:24}{count:>8}{ours.recall_of(kind):>10.3f}{simple.recall_of(kind):>10.3f}")
    print(f"{'recall':24}{ours.planted.total():>8}{ours.recall:>10.3f}{simple.recall:>10.3f}")
    print(f"{'precision':24}{'':>8}{ours.precision:>10.3f}{simple.precision:>10.3f}")
    print(f"{'look-alikes touched':24}{'':>8}{ours.touched.total():>10}{simple.touched.total():>10}")
    _told(ours)
    odd = odd_documents() if args.seed is None else odd_documents(args.seed)
    kept = measure(odd, _ours)
    shown = measure(odd, lambda text: ((item.start, item.end) for item in sensitive(text)))
    print(f"odd forms: {kept.planted.total()} values, {kept.lookalikes.total()} innocent lines")
    for name, told in (("toward a model", kept), ("for readers", shown)):
        print(f"  {name:18} recall {told.recall:.3f}, innocent lines touched {told.touched.total()}")
        _told(told)
    seconds, unit = max((_seconds(unit), unit) for unit in UNITS)
    working("")
    print(f"slowest hostile megabyte: {seconds:.2f} s of the processor, {unit!r} repeated")
    print(bar("hostile megabyte", f"≤ {SLOWEST:g} s", f"{seconds:.2f} s", seconds <= SLOWEST))
    print(bar("recall", f"≥ {RECALL}", f"{ours.recall:.3f}", ours.recall >= RECALL))
    print(bar("precision", f"≥ {PRECISION}", f"{ours.precision:.3f}", ours.precision >= PRECISION))
    found = shown.recall >= ODD_RECALL and kept.recall >= ODD_RECALL
    left = shown.touched.total() <= ODD_TOUCHED and kept.touched.total() <= ODD_TOUCHED
    print(bar("odd forms", f"recall ≥ {ODD_RECALL}", f"{min(shown.recall, kept.recall):.3f}", found))
    print(bar("innocent lines", f"touched ≤ {ODD_TOUCHED}", f"{kept.touched.total()}", left))
    return 0 if ours.recall >= RECALL and ours.precision >= PRECISION and found and left else 1


def _ours(text: str) -> Iterable[tuple[int, int]]:
    return ((item.start, item.end) for item in Redactor(KNOWN_NAMES).found(text))


def _simple(text: str) -> Iterable[tuple[int, int]]:
    return (match.span(1) if match.group(1) else match.span() for match in SIMPLE.finditer(text))


def _told(measured: Measured) -> None:
    """The first few misses and false alarms; the values are made up."""
    for miss in measured.missed[:10]:
        print(f"missed {miss}")
    for wrong in measured.wrong[:10]:
        print(f"wrong  {wrong}")


def _seconds(unit: str) -> float:
    text = (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE]
    working(f"a megabyte of {unit!r}")
    start = time.process_time()
    Redactor(["Ada Lovelace", "ada"]).redact(text)
    return time.process_time() - start


if __name__ == "__main__":
    raise SystemExit(main())
