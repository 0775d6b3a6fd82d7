"""The real texts that the retrieval benchmarks read, where they lie beside the checkout.

Issue reports with duplicate links set by the trackers' own people, and texts of other domains that no
issue report duplicates. Nothing of it is part of the product; its README names the sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from translator.models import Incident, IncidentSection

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
ISSUES = REAL / "retrieval" / "asf_hadoop"
ABSENT = "no real texts beside this checkout (../shared/data), so nothing is measured."


class Told(NamedTuple):
    """A text with a title. `id` is unique within its corpus."""

    id: str
    title: str
    body: str

    @property
    def text(self) -> str:
        """Title and body as a person would paste them."""
        return f"{self.title}\n{self.body}"


class Search(NamedTuple):
    """A search whose answers are known: an issue that was later linked as a duplicate of others."""

    told: Told
    odd: bool  # of the half that no constant of the product was set on
    harder: bool  # shares few words with its answers, no title, and does not name them
    relevant: frozenset[str]  # ids of the documents it duplicates


class Judged(NamedTuple):
    """Documents and searches over them."""

    documents: list[Told]
    searches: list[Search]

    def smaller(self, documents: int, searches: int) -> Judged:
        """A fixed part: some searches, what they should find, and others up to `documents`.

        Chosen by a hash of the ids, so the same on every machine and in every run.
        """
        asked = sorted(self.searches, key=lambda search: _draw(search.told.id))[:searches]
        wanted = frozenset(id for search in asked for id in search.relevant)
        ordered = sorted(self.documents, key=lambda told: (told.id not in wanted, _draw(told.id)))
        return Judged(ordered[:documents], asked)


def there() -> bool:
    """Whether the real texts are beside this checkout."""
    return ISSUES.is_dir()


def judged_issues() -> Judged:
    """All issue reports and all searches over them."""
    relevant: dict[str, set[str]] = {}
    for line in (ISSUES / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        search, document, grade = line.split("\t")
        if int(grade) > 0:
            relevant.setdefault(search, set()).add(document)
    documents = [_opened(row) for row in _rows(ISSUES / "corpus.jsonl")]
    searches = [
        Search(
            told=_opened(row),
            odd=_draw(row["id"]) % 2 == 1,
            harder=row["max_jaccard"] < 0.3 and not row["same_summary"] and not row["mentions_answer_key"],
            relevant=frozenset(relevant[row["id"]]),
        )
        for row in _rows(ISSUES / "queries.jsonl")
    ]
    return Judged(documents, searches)


def postmortems() -> list[Told]:
    """Short postmortem summaries of many companies."""
    rows = _rows(REAL / "incidents_postmortems.jsonl")
    return [Told(r["id"], r.get("title") or r["company"], r["text"]) for r in rows]


def full_postmortems() -> list[Told]:
    """Whole postmortems in Markdown."""
    return [Told(r["id"], r["title"], r["text"]) for r in _rows(REAL / "postmortems_full.jsonl")]


def status_posts() -> list[Told]:
    """Posts of a status page on what broke; planned work is left out."""
    rows = _rows(REAL / "status_updates.jsonl")
    return [Told(r["id"], r["title"], r["text"]) for r in rows if not r["maintenance"]]


def tracker_tickets() -> list[Told]:
    """Tickets of sixteen projects, none of which the issue reports belong to."""
    rows = _rows(REAL / "tickets_real.jsonl")
    return [Told(r["id"], r["summary"], r.get("description") or "") for r in rows]


def github_tickets() -> list[Told]:
    """GitHub issues on what customers feel, of other projects again."""
    return [Told(r["id"], r["title"], r.get("body") or "") for r in _rows(REAL / "tickets_github.jsonl")]


def as_incident(told: Told) -> Incident:
    """The text as an incident of a record."""
    sections = (IncidentSection(kind="summary", text=told.body),) if told.body.strip() else ()
    return Incident(
        id=f"bench:{told.id}", source="bench", source_id=told.id, title=told.title, sections=sections
    )


def drawn(texts: Iterable[Told], many: int, *, round: int = 0) -> list[Told]:
    """A fixed sample of at most `many`; another `round` gives another sample."""
    return sorted(texts, key=lambda told: _draw(f"{round} {told.id}"))[:many]


def dealt(texts: Sequence[Told], hands: int) -> list[Sequence[Told]]:
    """The texts in `hands` parts of like size, each text in one of them."""
    return [texts[hand::hands] for hand in range(hands)]


def _opened(row: dict[str, Any]) -> Told:
    title, _, body = row["text"].strip().partition("\n")
    return Told(row["id"], title.strip(), body.strip())


def _draw(name: str) -> int:
    return int(sha256(name.encode()).hexdigest(), 16)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
