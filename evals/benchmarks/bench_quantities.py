"""How well numbers are read: precision and recall on hand-labelled sentences, beside a baseline.

Run as `python -m evals.benchmarks.bench_quantities` from the repository's root. The baseline takes
every run of digits for a quantity. The held-out file was written after the rules; a sentence of it
that leads to a change of a rule moves to the cases and another takes its place.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from translator.evidence.numbers import scan
from translator.models import Quantity

CASES = Path(__file__).parents[2] / "tests" / "evidence" / "quantity_cases.jsonl"
HELD_OUT = CASES.with_name("quantity_heldout.jsonl")
FIELDS = ("noun", "window", "role", "statistic", "bound", "per")


class Read(NamedTuple):
    """A quantity that a reader found: span and reading."""

    start: int
    end: int
    quantity: Quantity


Case = dict[str, Any]
Reader = Callable[[str], list[Read]]


class Score(NamedTuple):
    """Counts over a set of cases. `fields` maps a field to (right, labelled)."""

    right: int
    found: int
    labelled: int
    fields: dict[str, tuple[int, int]]
    misses: list[str]
    field_misses: list[str]

    @property
    def precision(self) -> float:
        """Share of the quantities found with span, value and unit right; 1.0 for none found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled quantities found with span, value and unit right."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def field(self, name: str) -> float:
        """Share of the labelled values of this field that were read right."""
        right, labelled = self.fields[name]
        return right / labelled if labelled else 1.0


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, one JSON line each: {"text", "spans": [{"start", "span", "kind"}]}."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def our_reader(text: str) -> list[Read]:
    """The quantities that `scan` finds."""
    return [Read(f.start, f.end, f.quantity) for f in scan(text) if f.quantity is not None]


def baseline_reader(text: str) -> list[Read]:
    """Every token of digits, dots and commas as a plain number."""
    reads = []
    for match in re.finditer(r"\d[\d.,]*", text):
        plain = match.group().replace(",", "").rstrip(".")
        value = float(plain) if plain.count(".") < 2 else 0.0
        reads.append(
            Read(
                match.start(),
                match.start() + len(match.group().rstrip(".,")),
                Quantity(value=value),
            )
        )
    return reads


def score(cases: Iterable[Case], reader: Reader) -> Score:
    """Compare a reader with the labels. A quantity counts only when span, value and unit agree."""
    right = found = labelled = 0
    fields = dict.fromkeys(FIELDS, (0, 0))
    misses: list[str] = []
    field_misses: list[str] = []
    for case in cases:
        text = case["text"]
        wanted = {
            (s["start"], s["start"] + len(s["span"])): s for s in case["spans"] if s["kind"] == "quantity"
        }
        reads = {(r.start, r.end): r.quantity for r in reader(text)}
        labelled, found = labelled + len(wanted), found + len(reads)
        for span, label in wanted.items():
            read = reads.pop(span, None)
            if read is None or not _same(label, read):
                misses.append(f"missed {label['span']!r} {label['value']:g}{label['unit']} in: {text}")
                misses.extend([f"  read as {read.value:g} {read.unit!r}"] if read else [])
                continue
            right += 1
            for name in FIELDS:
                if name in label:
                    agrees = getattr(read, name) == label[name]
                    fields[name] = (fields[name][0] + agrees, fields[name][1] + 1)
                    if not agrees:
                        field_misses.append(
                            f"{name} of {label['span']!r}: read {getattr(read, name)!r}, "
                            f"labelled {label[name]!r} in: {text}"
                        )
        misses.extend(f"invented {text[a:b]!r} in: {text}" for a, b in reads)
    return Score(right, found, labelled, fields, misses, field_misses)


def other_kinds(cases: Iterable[Case]) -> tuple[int, int, list[str]]:
    """Dates, identifiers and idioms: how many are read as such, of how many, and the wrong ones."""
    right = total = 0
    wrong: list[str] = []
    for case in cases:
        found = scan(case["text"])
        for label in case["spans"]:
            if label["kind"] == "quantity":
                continue
            total += 1
            start, end = label["start"], label["start"] + len(label["span"])
            over = [f for f in found if f.start < end and start < f.end]
            good = not over if label["kind"] == "none" else _named(over, label)
            right += good
            if not good:
                read = [(f.kind, f.value) for f in over]
                wrong.append(f"{label['kind']} {label['span']!r}: {read} in: {case['text']}")
    return right, total, wrong


def _named(over: list[Any], label: Case) -> bool:
    return bool(over) and all(
        f.kind == label["kind"] and f.value == label.get("value", f.value) for f in over
    )


def _same(label: Case, read: Quantity) -> bool:
    high = label.get("high")
    return (
        abs(read.value - label["value"]) <= 1e-4 * max(1.0, abs(label["value"]))
        and (read.high is None) == (high is None)
        and (high is None or read.high is None or abs(read.high - high) <= 1e-4 * max(1.0, high))
        and read.unit == label["unit"]
    )


def speed(cases: list[Case]) -> float:
    """Megabytes of prose (1 character = 1 byte) that `scan` reads in a second."""
    text = "\n".join(c["text"] for c in cases)
    prose = "The page stays empty until the visitor reloads it, and nobody is told why it happened.\n"
    text = "".join(line + "\n" + prose * 8 for line in text.splitlines()) * 6
    begin = time.perf_counter()
    scan(text)
    return len(text) / 1e6 / (time.perf_counter() - begin)


def _print(title: str, result: Score) -> None:
    print(
        f"{title:<28} precision {result.precision:.3f}  recall {result.recall:.3f}  "
        f"F1 {result.f1:.3f}  "
        f"({result.right} right, {result.found} found, {result.labelled} labelled)"
    )


def main() -> int:
    """Print the figures; 0 always, the bar is asserted by the tests."""
    for title, path in (("cases", CASES), ("held out", HELD_OUT)):
        if not path.exists():
            print(f"{title}: {path.name} is absent.")
            continue
        cases = read_cases(path)
        ours = score(cases, our_reader)
        right, total, wrong = other_kinds(cases)
        print(f"— {title}: {len(cases)} sentences, {sum(len(c['spans']) for c in cases)} spans")
        _print("translator.evidence.numbers", ours)
        _print("baseline, any digits", score(cases, baseline_reader))
        print(f"dates, identifiers, idioms   {right} of {total} right")
        shares = ", ".join(f"{n} {ours.field(n):.3f} (of {ours.fields[n][1]})" for n in FIELDS)
        print(f"fields: {shares}")
        for line in [*ours.misses, *wrong, *ours.field_misses]:
            print(f"   {line}")
    print(f"speed: {speed(read_cases(CASES)):.1f} MB/s of prose with numbers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
