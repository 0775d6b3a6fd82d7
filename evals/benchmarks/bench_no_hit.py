"""How honest a search is: silent where nothing alike is on record, outspoken where there is.

    python -m evals.benchmarks.bench_no_hit [--full] [--list]

Real texts of one domain are searched for in a record of another, through the product's own import and
search. Whatever is called similar there is a false claim. Then issues are searched for whose linked
duplicate is on record. Records of several sizes, for chance favours the large ones. The default takes
about a minute; `--full` adds a record of 20,022 and takes every text. Exits 0 whatever the figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.benchmarks import retrieval_data as real
from evals.benchmarks.remembered import Remembered
from evals.benchmarks.retrieval_data import Search, Told
from evals.benchmarks.terminal import bar, machine, working
from translator.incident_service import IncidentService
from translator.models import Hit
from translator.wiring import incidents_in

CLAIMED_MOST, SHOWN_LEAST = 0.05, 0.80
HANDS = 5  # records of the smallest size: one of 30 alone would be chance
ISSUE_SIZES, ISSUE_SIZES_FULL = (30, 300, 1000), (30, 300, 2000, 20_022)
SAMPLE = {"postmortems": 40, "full postmortems": 30, "status posts": 40, "tickets": 70, "GitHub": 46}
ISSUES_ASKED = 100


class Asked(NamedTuple):
    """What was asked of records of one size, and what they claimed."""

    searched: str  # kind of the texts searched for
    record: str  # kind of the texts on record
    size: int  # incidents of one record
    searches: int
    right: int  # of them, those with a `similar` hit: false where nothing alike is on record
    claims: list[tuple[Told, Hit]]  # the best of each

    @property
    def share(self) -> float:
        """0 … 1."""
        return self.right / max(1, self.searches)


class Records:
    """Makes records of incidents, each in a folder of its own, over one embedder."""

    def __init__(self, folder: Path, embedder: Remembered) -> None:
        self._folder = folder
        self._embedder = embedder
        self._made = 0

    def of(self, texts: Iterable[Told]) -> IncidentService:
        """A record of these texts. Its import must succeed whole."""
        self._made += 1
        incidents = [real.as_incident(told) for told in texts]
        service = incidents_in(self._folder / str(self._made), self._embedder)
        problems: list[object] = []
        done = service.import_rows(
            incidents,
            on_problem=problems.append,
            progress=lambda read: working(f"record {self._made}: {read:,} of {len(incidents):,}"),
        )
        if problems or done.notes or done.added != len(incidents):
            raise SystemExit(f"the import went wrong: {done} {problems[:3]}")
        return service


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Honesty of the search on unrelated and related records.")
    parser.add_argument("--full", action="store_true", help="a record of 20,022 too, and every text")
    parser.add_argument("--list", action="store_true", help="print every false claim")
    args = parser.parse_args()
    if not real.there():
        print(f"bench_no_hit: {real.ABSENT}")
        return 0
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        embedder = Remembered()
        false, true = measured(Records(Path(folder), embedder), full=args.full)
    working("")
    report(false, true, full=args.full)
    if args.list:
        for row in false:
            for told, hit in row.claims:
                print(f"{hit.score:.2f} {row.record} of {row.size}: “{told.title}” ~ “{hit.incident.title}”")
    print(f"{time.perf_counter() - started:.0f} s on {machine()}; {embedder.embedded:,} texts embedded")
    return 0


def measured(records: Records, *, full: bool) -> tuple[list[Asked], list[Asked]]:
    """What unrelated records claimed, and what related ones showed."""
    judged = real.judged_issues()
    kinds = {
        "postmortems": real.postmortems(),
        "full postmortems": real.full_postmortems(),
        "status posts": real.status_posts(),
        "tickets": real.tracker_tickets(),
        "GitHub": real.github_tickets(),
    }
    outages = [t for kind in ("postmortems", "full postmortems", "status posts") for t in kinds[kind]]
    if not full:
        kinds = {kind: real.drawn(texts, SAMPLE[kind]) for kind, texts in kinds.items()}
    issues = [search.told for search in judged.searches]
    foreign = {"issues": issues if full else real.drawn(issues, ISSUES_ASKED)}
    foreign |= {kind: kinds[kind] for kind in ("tickets", "GitHub")}
    false: list[Asked] = []
    true: list[Asked] = []
    for size in (30, 300, len(outages)) if full else (30, 300):
        made = [records.of(real.drawn(outages, size, round=n)) for n in range(_hands(size))]
        false += [_claims(kind, "outages", size, texts, made) for kind, texts in foreign.items()]
    for size in ISSUE_SIZES_FULL if full else ISSUE_SIZES:
        pairs = [related(judged, size, n) for n in range(_hands(size))]
        made = [records.of(documents) for documents, _ in pairs]
        false += [_claims(kind, "issues", size, texts, made) for kind, texts in kinds.items()]
        asked = [list(searches)[: None if full else ISSUES_ASKED] for _, searches in pairs]
        true.append(_shown(size, asked, made))
    return false, true


def related(judged: real.Judged, size: int, round: int) -> tuple[list[Told], list[Search]]:
    """A record of `size`, at most half of it sought for, and the searches whose duplicates it holds."""
    order = {told.id: place for place, told in enumerate(
        real.drawn((s.told for s in judged.searches), len(judged.searches), round=round))}  # fmt: skip
    searches: list[Search] = []
    wanted: set[str] = set()
    for search in sorted(judged.searches, key=lambda s: order[s.told.id]):
        if size < len(judged.documents) and len(wanted | search.relevant) > size // 2:
            break
        searches.append(search)
        wanted |= search.relevant
    others = [told for told in judged.documents if told.id not in wanted]
    found = [told for told in judged.documents if told.id in wanted]
    return found + real.drawn(others, size - len(found), round=round), searches


def _claims(
    searched: str, record: str, size: int, texts: Sequence[Told], made: Sequence[IncidentService]
) -> Asked:
    claims = []
    for told, service in _dealt(texts, made):
        working(f"searching {record} of {size:,} for {searched}")
        similar = service.search(told.text).similar
        if similar:
            claims.append((told, max(similar, key=lambda hit: hit.score)))
    return Asked(searched, record, size, len(texts), len(claims), claims)


def _shown(size: int, asked: Sequence[Sequence[Search]], made: Sequence[IncidentService]) -> Asked:
    """Of the searches whose duplicate is among the first ten, those where it is shown as similar."""
    found = shown = 0
    for searches, service in zip(asked, made, strict=True):
        for search in searches:
            working(f"searching issues of {size:,} for their duplicates")
            hits = service.search(search.told.text, limit=10).hits
            duplicates = [hit for hit in hits if hit.incident.source_id in search.relevant]
            found += bool(duplicates)
            shown += any(hit.similar for hit in duplicates)
    return Asked("issues", "issues", size, found, shown, [])


def _dealt(texts: Sequence[Told], made: Sequence[IncidentService]) -> Iterator[tuple[Told, IncidentService]]:
    for hand, service in zip(real.dealt(texts, len(made)), made, strict=True):
        yield from ((told, service) for told in hand)


def _hands(size: int) -> int:
    return HANDS if size < 100 else 1


def report(false: Sequence[Asked], true: Sequence[Asked], *, full: bool) -> None:
    """Print both tables and the bars."""
    print("every text" if full else "a fixed sample of the texts; --full takes every one and larger records")
    print("\nnothing alike on record: searches that claim a similar incident")
    groups: dict[tuple[str, int], list[Asked]] = {}
    for row in false:
        groups.setdefault((row.record, row.size), []).append(row)
    shares = []
    for (record, size), rows in groups.items():
        right, searches = sum(r.right for r in rows), sum(r.searches for r in rows)
        shares.append(right / searches)
        each = ", ".join(f"{r.searched} {r.right}/{r.searches}" for r in rows)
        print(f"  record of {size:6,} {record:8s} {shares[-1]:6.1%}   {each}")
    print("\nduplicate on record and among the first ten: searches that show it as similar")
    for row in true:
        print(f"  record of {row.size:6,} issues   {row.share:6.1%}   {row.right}/{row.searches}")
    worst, least = max(shares), min(row.share for row in true)
    single = max(false, key=lambda row: row.share)
    kind = f"{single.searched} in {single.record} of {single.size:,}"
    print()
    print(bar("false claims", "≤ 5 %", f"at most {worst:.1%} at any size", worst <= CLAIMED_MOST))
    print(f"    the worst single corpus: {kind}, {single.share:.1%} ({single.right}/{single.searches})")
    print(bar("true duplicates shown", "≥ 80 %", f"at least {least:.1%} at any size", least >= SHOWN_LEAST))


if __name__ == "__main__":
    sys.exit(main())
