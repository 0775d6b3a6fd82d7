"""What the product's search is compared with: the plain ways, each over the same documents.

Every function returns, for each search, the ids of the documents best first.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.benchmarks.remembered import Rows
from evals.benchmarks.retrieval_data import Told

Rankings = list[list[str]]

DEPTH = 100  # places of a ranking that is joined with another
_FTS_TERMS = 64  # of a search; FTS5's time grows with them
_JOIN = 60  # of reciprocal rank fusion, as published (Cormack, Clarke and Büttcher, 2009)
_WORD = re.compile(r"\w+")


def bm25(documents: Sequence[Told], searches: Sequence[Told], depth: int = DEPTH) -> Rankings:
    """Plain BM25 (k1 1.2, b 0.75) over lower-case words: no stemming, no stop words."""
    import bm25s

    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([_words(d.text) for d in documents], show_progress=False)
    asked = [list(dict.fromkeys(_words(s.text))) for s in searches]
    places, _ = index.retrieve(asked, k=min(depth, len(documents)), show_progress=False)
    return [[documents[place].id for place in row] for row in places]


def fts5(documents: Sequence[Told], searches: Sequence[Told], depth: int = DEPTH) -> Rankings:
    """SQLite FTS5 with its own BM25 and the Porter stemmer, any of the first 64 different words."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE told USING fts5(text, tokenize = 'porter unicode61')")
    database.executemany("INSERT INTO told(rowid, text) VALUES (?, ?)", enumerate(d.text for d in documents))
    found = []
    for search in searches:
        rows = database.execute(
            "SELECT rowid FROM told WHERE told MATCH ? ORDER BY rank LIMIT ?", (fts5_query(search), depth)
        )
        found.append([documents[row].id for (row,) in rows])
    database.close()
    return found


def fts5_query(search: Told) -> str:
    """The search as FTS5 reads it."""
    return " OR ".join(f'"{word}"' for word in list(dict.fromkeys(_words(search.text)))[:_FTS_TERMS])


def exact(documents: Sequence[Told], rows: Rows, searches: Rows, depth: int = DEPTH) -> Rankings:
    """Every cosine, sorted: one vector of each document, unit vectors as rows."""
    found = []
    for vector in searches:
        order = np.argsort(-(rows @ vector), kind="stable")[:depth]
        found.append([documents[place].id for place in order])
    return found


def chroma(documents: Sequence[Told], rows: Rows, searches: Rows, folder: Path, depth: int = 10) -> Rankings:
    """Chroma's `collection.query` as it comes: its default index, cosine, one vector of each document."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        "stock", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for at in range(0, len(documents), 1000):
        ids = [d.id for d in documents[at : at + 1000]]
        collection.add(ids=ids, embeddings=rows[at : at + 1000])
    found = []
    for vector in searches:
        answer = collection.query(query_embeddings=[vector], n_results=depth, include=["distances"])
        found.append(list(answer["ids"][0]))
    return found


def joined(one: Rankings, other: Rankings) -> Rankings:
    """Reciprocal rank fusion, k = 60, both rankings counting the same."""
    found = []
    for pair in zip(one, other, strict=True):
        score: dict[str, float] = {}
        for ranking in pair:
            for place, id in enumerate(ranking[:DEPTH]):
                score[id] = score.get(id, 0.0) + 1 / (_JOIN + place + 1)
        found.append(sorted(score, key=lambda id: (-score[id], id)))
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
