"""How well the product finds the past issue that a new one repeats, beside the plain ways.

    python -m evals.benchmarks.bench_retrieval [--full]

Everything is measured in one run over the same documents: real issue reports, and searches whose duplicates
were linked by people. The default is a fixed part that takes about a minute; `--full` is all 20,022
documents and 836 searches, on which the bars are set. Exits 0 whatever the figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from evals.benchmarks import retrieval_baselines as plain
from evals.benchmarks.remembered import Remembered
from evals.benchmarks.retrieval_data import ABSENT, Judged, Search, Told, as_incident, judged_issues, there
from evals.benchmarks.retrieval_metrics import difference, hit, ndcg, short
from evals.benchmarks.terminal import bar, machine, working
from translator.incident_service import IncidentService
from translator.models import Hit
from translator.similarity import prepare, windows
from translator.wiring import incidents_in

SMALL = (1000, 150)  # documents, searches: what can be embedded in a minute
OURS = "ours"
RESORTED = 20  # hits that are sorted again by their score, as a report


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Retrieval quality beside plain baselines.")
    parser.add_argument("--full", action="store_true", help="all documents and searches, some minutes")
    args = parser.parse_args()
    if not there():
        print(f"bench_retrieval: {ABSENT}")
        return 0
    whole = judged_issues()
    judged = whole if args.full else whole.smaller(*SMALL)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        embedder = Remembered()
        hits = ours(judged, embedder, Path(folder) / "ours")
        rankings = baselines(judged, embedder, Path(folder) / "chroma")
    working("")
    rankings[OURS] = [_ids(found[:10]) for found in hits]
    part = (
        "all of it" if args.full else f"A FIXED PART of {len(whole.documents):,}; the bars are set on --full"
    )
    print(f"{len(judged.documents):,} documents, {len(judged.searches)} searches ({part})")
    report(judged.searches, rankings)
    again = [_ids(sorted(found, key=lambda h: -h.score)[:10]) for found in hits]
    print(f"report only: the first {RESORTED} sorted again by score give nDCG@10 "
          f"{short(_mean(judged.searches, again))}")  # fmt: skip
    print(f"{time.perf_counter() - started:.0f} s on {machine()}; {embedder.embedded:,} texts embedded")
    return 0


def ours(judged: Judged, embedder: Remembered, folder: Path) -> list[tuple[Hit, ...]]:
    """The hits of the product's own search, after its own import."""
    service: IncidentService = incidents_in(folder, embedder)
    done = service.import_rows(
        map(as_incident, judged.documents),
        on_problem=lambda problem: print(f"not imported: {problem}", file=sys.stderr),
        progress=lambda read: working(f"importing {read:,} of {len(judged.documents):,}"),
    )
    if done.notes:
        print("the import says:", *done.notes)
    found = []
    for number, search in enumerate(judged.searches):
        answer = service.search(search.told.text, limit=RESORTED)
        if answer.mode != "hybrid":
            raise SystemExit(f"the search is {answer.mode}: {'; '.join(answer.notes)}")
        found.append(answer.hits)
        working(f"searching {number + 1} of {len(judged.searches)}")
    return found


def baselines(judged: Judged, embedder: Remembered, folder: Path) -> dict[str, plain.Rankings]:
    """Name → ranking for each search."""
    documents, asked = judged.documents, [search.told for search in judged.searches]
    working("embedding the plain texts")
    rows, vectors = (embedder.rows([t.text for t in texts]) for texts in (documents, asked))
    prepared, prepared_asked = (embedder.rows(list(map(first_window, texts))) for texts in (documents, asked))
    working("plain BM25")
    words = plain.bm25(documents, asked)
    working("FTS5")
    full_text = plain.fts5(documents, asked)
    working("vectors")
    near = plain.exact(documents, rows, vectors)
    return {
        "plain BM25 (k1 1.2, b 0.75)": words,
        "FTS5 porter, 64 terms": full_text,
        "vectors alone, our first window": plain.exact(documents, prepared, prepared_asked),
        "vectors alone, plain text": near,
        "Chroma's stock query, plain text": plain.chroma(documents, rows, vectors, folder),
        "RRF of FTS5 and plain vectors": plain.joined(full_text, near),
    }


def first_window(told: Told) -> str:
    """What the product embeds first of a text."""
    return windows(prepare(told.title, told.body))[0]


def report(searches: Sequence[Search], rankings: dict[str, plain.Rankings]) -> None:
    """Print quality, differences and bars."""
    groups = {
        "all": list(range(len(searches))),
        "odd": [i for i, s in enumerate(searches) if s.odd],
        "harder": [i for i, s in enumerate(searches) if s.harder],
    }
    figures = {
        name: [[score(r, s.relevant) for r, s in zip(found, searches, strict=True)] for score in (ndcg, hit)]
        for name, found in rankings.items()
    }
    heads = "".join(f"{name:>9s}" for name in groups)
    sizes = ", ".join(f"{name} {len(places)}" for name, places in groups.items())
    print(f"\n{'':34s} nDCG@10{heads}   hit@10{heads}   (searches: {sizes})")
    for name, scores in figures.items():
        cells = ["".join(f"{short(_of(s, g)):>9s}" for g in groups.values()) for s in scores]
        print(f"{name:34s}        {cells[0]}         {cells[1]}")
    print("\nours − baseline, all searches, paired bootstrap of 95 %, 5,000 draws:")
    above = True
    for name, (gain, found) in figures.items():
        if name != OURS:
            better = difference(figures[OURS][0], gain)
            above = above and better.low > 0
            more = difference(figures[OURS][1], found)
            print(f"  − {name:34s} nDCG@10 {better.told:26s} hit@10 {more.told}")
    print()
    quality, hits = (_of(scores, groups["all"]) for scores in figures[OURS])
    print(bar("nDCG@10", "≥ 0.50", short(quality), quality >= 0.5))
    print(bar("hit@10", "≥ 0.60", short(hits), hits >= 0.6))
    print(bar("nDCG@10", "above every baseline", "with its whole interval" if above else "not surely", above))


def _of(scores: Sequence[float], places: Sequence[int]) -> float:
    return sum(scores[i] for i in places) / max(1, len(places))


def _mean(searches: Sequence[Search], rankings: plain.Rankings) -> float:
    return sum(ndcg(r, s.relevant) for r, s in zip(rankings, searches, strict=True)) / len(searches)


def _ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.incident.source_id for hit in hits]


if __name__ == "__main__":
    sys.exit(main())
