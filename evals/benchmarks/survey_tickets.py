"""Translates a whole backlog offline and says what the pitches are like.

    python -m evals.benchmarks.survey_tickets [FILES.jsonl …] [--list]

Rows are JSON objects with a title (`summary` or `title`) and a body (`description` or `body`). Without
files the real tickets beside the checkout are read, where they are there. Exits 1 when the independent
scan finds anything in a pitch that its ticket does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from evals.independent_scan import Loose, scan
from translator.intake import read_parts
from translator.render.markdown import as_markdown
from translator.wiring import App, build_default

REAL_TICKETS = Path(__file__).resolve().parents[3] / "shared" / "data"
NOW = datetime(2026, 1, 1, tzinfo=UTC)  # any fixed time: a survey is the same on every day


def rows(paths: list[Path]) -> Iterator[dict[str, str]]:
    """The rows of JSON Lines files as title, body, key and everything as text."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield {
                "key": str(row.get("id", "")),
                "title": row.get("summary") or row.get("title") or "",
                "body": row.get("description") or row.get("body") or "",
            }


async def survey(app: App, paths: list[Path], *, show: bool) -> int:
    """Print the counts; returns how many loose things the independent scan found."""
    counts: Counter[str] = Counter()
    checks: Counter[str] = Counter()
    loose: list[tuple[str, Loose]] = []
    started = time.perf_counter()
    for row in rows(paths):
        ticket = read_parts(row["title"], row["body"], key=row["key"] or None)
        pitch = await app.translate(ticket, now=NOW)
        moment = pitch.draft.moment
        counts["tickets"] += 1
        counts[f"moment: {moment.found}"] += 1
        counts["with a number for today"] += moment.number.today is not None
        counts["with a target"] += moment.number.target is not None
        counts["with questions"] += bool(pitch.draft.questions)
        counts["questions"] += len(pitch.draft.questions)
        must = [f for f in pitch.findings if f.severity == "must"]
        counts["with must findings"] += bool(must)
        checks.update(f"{f.severity} {f.check}" for f in pitch.findings)
        source = "\n".join(row.values())
        loose += [(row["key"], item) for item in scan(as_markdown(pitch), source)]
        if show:
            print(f"{moment.found[:3]} | {row['key']} | {pitch.draft.one_breath.plain}")
    seconds = time.perf_counter() - started
    for name, count in sorted(counts.items()):
        print(f"{name:28s} {count:6d}")
    print(f"{'seconds':28s} {seconds:6.1f}   ({counts['tickets'] / seconds:.0f} tickets a second)")
    for name, count in checks.most_common():
        print(f"finding: {name:28s} {count:6d}")
    print(f"{'found by independent scan':28s} {len(loose):6d}")
    for key, item in loose[:40]:
        print(f"  {key}: {item.kind} “{item.text}” in: {item.line[:160]}")
    return len(loose)


def main() -> int:
    """Entry point; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Translate a backlog offline and survey the result.")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--list", action="store_true", help="print every one-breath sentence")
    args = parser.parse_args()
    paths = args.files or sorted(REAL_TICKETS.glob("tickets_*.jsonl"))
    if not paths:
        print("survey_tickets: no real tickets beside this checkout; name JSON Lines files to survey.")
        return 0
    app = build_default()
    return 1 if asyncio.run(survey(app, paths, show=args.list)) else 0


if __name__ == "__main__":
    sys.exit(main())
