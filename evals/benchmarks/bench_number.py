"""How often the pitch takes the right number as today's: precision and recall on labelled tickets.

Run as `python -m evals.benchmarks.bench_number [dev|heldout] [--misses]` from the repository's root. Four of
ten tickets give no number of today, most of those with numbers that tempt. The tickets were written and
labelled by somebody who had not seen how numbers are chosen; the rules were changed with the split `dev`
alone. The baseline takes the first quantity that is read.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from translator.models import Evidence, Pitch
from translator.text import Span
from translator.wiring import build_alone

CASES = Path(__file__).parents[2] / "tests" / "offline" / "number_cases.jsonl"
_NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Score(NamedTuple):
    """Counts over a split; `blank` are the tickets without a number, `false_blank` those that got one."""

    right: int
    given: int
    labelled: int
    false_blank: int
    blank: int
    targets_right: int
    targets_given: int
    targets_labelled: int
    misses: tuple[str, ...]

    def line(self, name: str) -> str:
        """One line for a person."""
        return (
            f"{name:24} precision {_share(self.right, self.given)} · "
            f"recall {_share(self.right, self.labelled)} · "
            f"a number where there is none {self.false_blank}/{self.blank} · target: precision "
            f"{_share(self.targets_right, self.targets_given)} · recall "
            f"{_share(self.targets_right, self.targets_labelled)}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "–"


def cases(split: str) -> list[dict[str, Any]]:
    """The labelled tickets of a split."""
    rows = (json.loads(line) for line in CASES.read_text("utf-8").splitlines())
    return [row for row in rows if row["split"] == split]


def pitches(rows: list[dict[str, Any]]) -> list[Pitch]:
    """The offline pitch of each ticket, without past incidents."""
    app = build_alone({})

    async def translated() -> list[Pitch]:
        texts = (f"# {row['title']}\n\n{row['body']}".encode() for row in rows)
        return [await app.translate(app.read(text, place="case").tickets[0], now=_NOW) for text in texts]

    return asyncio.run(translated())


def score(rows: list[dict[str, Any]], made: list[Pitch], *, first: bool = False) -> Score:
    """`first`: the baseline in place of what the pitch chose."""
    counts = dict.fromkeys(Score._fields[:-1], 0)
    misses: list[str] = []
    for row, pitch in zip(rows, made, strict=True):
        line = pitch.draft.moment.number
        sides = {"": line.today, "targets_": line.target}
        if first:
            sides = {"": next((e.id for e in pitch.evidence.of("quantity")), None), "targets_": None}
        for side, chosen in sides.items():
            wanted = [row["target"]] if side else [row["today"], *row["also"]]
            wanted = [text for text in wanted if text]
            item = pitch.evidence.get(chosen) if chosen else None
            right = item is not None and _is_one_of(item, pitch.ticket.text, wanted)
            counts[f"{side}right"] += right
            counts[f"{side}given"] += item is not None
            counts[f"{side}labelled"] += bool(wanted)
            if not side:
                counts["blank"] += not wanted
                counts["false_blank"] += not wanted and item is not None
            if not right and (wanted or item is not None):
                told = item.text if item else "a blank"
                misses.append(f"{row['id']} {side or 'today'}: {told!r}, not {wanted or 'a blank'}")
    return Score(**counts, misses=tuple(misses))


def _is_one_of(item: Evidence, text: str, wanted: list[str]) -> bool:
    return any(span.start < item.end and item.start < span.end for w in wanted for span in _places(text, w))


def _places(text: str, words: str) -> Iterator[Span]:
    """Where the words stand whole: the 4 of "14 seconds" is no 4."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        whole = not (text[at - 1 : at].isalnum() and words[0].isalnum())
        if whole and not (text[end : end + 1].isdigit() and words[-1].isdigit()):
            yield Span(at, end)
        at = text.find(words, at + 1)


def main(arguments: list[str]) -> int:
    """Print both splits, or the one that is named."""
    for split in [name for name in arguments if not name.startswith("-")] or ["dev", "heldout"]:
        rows = cases(split)
        made = pitches(rows)
        ours = score(rows, made)
        print(ours.line(f"{split} ({len(rows)} tickets)"))
        print(score(rows, made, first=True).line("  baseline: first number"))
        if "--misses" in arguments:
            print(*ours.misses, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
