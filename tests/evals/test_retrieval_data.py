"""Choosing a fixed part of judged searches, and making many incidents of a few."""

from __future__ import annotations

import numpy as np
import pytest

from evals.benchmarks.bench_no_hit import related
from evals.benchmarks.many_incidents import Moved, copies
from evals.benchmarks.retrieval_baselines import fts5, joined
from evals.benchmarks.retrieval_data import Judged, Search, Told, dealt
from translator.similarity import prepare, windows

DOCUMENTS = [Told(f"D-{n}", f"Ferry {n} leaves late", "The crew waits for papers. " * 3) for n in range(60)]
SEARCHES = [Search(Told(f"S-{n}", "Late", ""), n % 2 == 1, False, frozenset({f"D-{n}"})) for n in range(20)]
JUDGED = Judged(DOCUMENTS, SEARCHES)


def test_a_smaller_part_holds_what_its_searches_should_find() -> None:
    """No search of the part looks for a document that was left out, and the part is the same each time."""
    part = JUDGED.smaller(15, 8)
    assert (len(part.documents), len(part.searches)) == (15, 8)
    kept = {told.id for told in part.documents}
    assert all(search.relevant <= kept for search in part.searches)
    assert part == Judged(DOCUMENTS[::-1], SEARCHES[::-1]).smaller(15, 8)


def test_a_related_record_is_at_most_half_sought_for() -> None:
    """A record of 30 holds the duplicates of 15 searches and 15 others, and another draw holds others."""
    documents, searches = related(JUDGED, 30, 0)
    assert (len(documents), len(searches)) == (30, 15)
    assert {id for search in searches for id in search.relevant} <= {told.id for told in documents}
    assert related(JUDGED, 30, 1)[1] != searches


def test_texts_are_dealt_once() -> None:
    """Each text is in one hand, and the hands are of like size."""
    hands = dealt(DOCUMENTS, 7)
    assert sorted(told.id for hand in hands for told in hand) == sorted(told.id for told in DOCUMENTS)
    assert {len(hand) for hand in hands} == {8, 9}


def test_rank_fusion_prefers_what_both_lists_hold() -> None:
    """1/61 + 1/62 for what is first and second beats 1/61 alone."""
    assert joined([["a", "b"]], [["c", "b"]]) == [["b", "a", "c"]]


def test_fts5_finds_the_stem() -> None:
    """A plural finds the singular; quotes of a search do no harm."""
    told = [Told("1", "Boarding pass missing", ""), Told("2", "Tariff wrong", "")]
    assert fts5(told, [Told("q", 'The "tariffs"', "")]) == [["2"]]


def test_copies_differ_and_keep_close_vectors() -> None:
    """No two copies have the same text; a copy's vector lies near that of its original, at cosine .93."""
    texts = [Told("1", "Boarding fails", "Guests wait at the gate for an hour. " * 40), DOCUMENTS[0]]
    made = list(copies(texts, 6))
    assert len({(i.title, i.sections) for i in made}) == 6
    assert made == list(copies(texts, 6))
    vectors = [np.eye(4, 384, dtype=np.float32)[:2], np.eye(4, 384, dtype=np.float32)[2:3]]
    embedder = Moved("model", vectors)
    read = windows(prepare(made[2].title, made[2].sections[0].text))
    rows = np.asarray(embedder.embed_documents(read), np.float32)
    assert len(rows) == 2
    for window, row in enumerate(rows):
        assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5)
        assert float(row @ vectors[0][window]) == pytest.approx(0.93, abs=0.03)


def test_a_strange_text_is_refused() -> None:
    """The stand-in never makes up a vector for a text that is no copy."""
    with pytest.raises(ValueError, match="no copy"):
        Moved("model", [np.eye(1, 384, dtype=np.float32)]).embed_documents(["Sign-in fails"])
