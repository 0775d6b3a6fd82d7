"""Keyword search: BM25 with stemming over tantivy, in a folder or in memory. Its only user.

A copy that follows the store, as the vectors are. The folder holds tantivy's files and `state.json`,
which is written after each commit: a process killed in between does the same work again.
"""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from translator.errors import StoreUnusable
from translator.incidents.vectors import IndexState, Only
from translator.similarity import Prepared, words_and_names

# Changes whenever what is indexed changes, so that an older folder is made again.
FORMAT = "keyword/1"
TERMS_MOST = 32  # of a search that BM25 is asked for; its time grows with them
_TITLE_COUNTS = 3.0  # a word of the title counts that much more in the search
_TITLE_BOOST = 0.5  # a word found in an incident's title, besides what it counts in the text
_WRITER_MEMORY = 64_000_000  # bytes
_LONGEST_TERM = 41
_STOP_TEXT = """
a an and are as at be but by for if in into is it no not of on or such that the their then there these
they this to was will with we i you he she its from has have had do does did can could should would when
which what who how where while been being than so also our your my me us any all some more most other
only own same too very just here were am about after before because both each few once during above
below up down out off over under again further why add new get gets got one two three first last next
use used using make makes made see say says day days time times still now every another many much need
needs want wants happen happens
"""


class Term(NamedTuple):
    """A word of a search as the index knows it."""

    word: str  # stemmed
    times: float  # in the search; a word of the title counts more
    idf: float  # BM25's, of this corpus
    rarity: float  # idf as a share of the highest possible: 1 for a word no incident has
    known: bool  # some incident has it

    @property
    def telling(self) -> float:
        """How much the word says about the search; repeating it more than three times adds nothing."""
        return self.idf * math.sqrt(min(self.times, 3.0))


class KeywordHit(NamedTuple):
    """An incident with words of the search."""

    incident: str
    score: float  # BM25, comparable within one search only


class KeywordIndex:
    """Keyword index of one workspace. `folder` None keeps it in memory. Opened at first use.

    Raises StoreUnusable when the folder cannot be used. Only one process writes at a time.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._state: IndexState | None = None

    def state(self) -> IndexState | None:
        """What it holds; None: nothing yet."""
        if self._folder is None:
            return self._state
        try:
            known = json.loads((self._folder / "state.json").read_text(encoding="utf-8"))
            return IndexState(known["store_id"], known["model_id"], known["revision"])
        except (OSError, ValueError, KeyError):
            return None  # absent, or cut short by a crash: the copy is made again

    def apply(self, changed: Sequence[tuple[str, Prepared]], gone: Sequence[str], state: IndexState) -> bool:
        """Replace and remove incidents, remember `state`. False: another process is writing now."""
        import tantivy

        try:
            writer = self._index.writer(_WRITER_MEMORY, 1)
        except ValueError as error:
            if "lock" in str(error).lower():
                return False
            raise self._unusable(error) from error
        try:
            for incident in {*gone, *(incident for incident, _ in changed)}:
                writer.delete_documents_by_term("id", incident)
            for incident, text in changed:
                document = tantivy.Document()
                document.add_text("id", incident)
                document.add_text("title", words_and_names(text.title))
                document.add_text("full", words_and_names(text.full))
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
            self._remember(state)
        except (ValueError, OSError) as error:
            raise self._unusable(error) from error
        return True

    def terms(self, text: Prepared) -> list[Term]:
        """The words of a search, those that tell most first; words that no incident has are among them."""
        counts: dict[str, float] = Counter(self.stems(text.full))  # type: ignore[assignment]
        for word in self.stems(text.title):
            counts[word] += _TITLE_COUNTS
        searcher = self._index.searcher()
        documents = searcher.num_docs
        highest = math.log(1 + (documents + 0.5) / 0.5)
        found = []
        for word, count in counts.items():
            frequency = searcher.doc_freq("full", word)
            idf = math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))
            found.append(Term(word, count, idf, idf / highest, frequency > 0))
        return sorted(found, key=lambda term: (-term.telling, term.word))

    def search(self, terms: Sequence[Term], limit: int, only: Only = None) -> list[KeywordHit]:
        """The incidents with the highest BM25 over the most telling terms, best first; `only` these ids."""
        import tantivy

        asked_for = [term for term in terms if term.known][:TERMS_MOST]
        if not asked_for or only == ():
            return []
        schema, should = self._index.schema, tantivy.Occur.Should
        parts = []
        for term in asked_for:
            weight = math.sqrt(term.times)
            for field, boost in (("full", weight), ("title", weight * _TITLE_BOOST)):
                asked = tantivy.Query.term_query(schema, field, term.word, "freq")
                parts.append((should, tantivy.Query.boost_query(asked, boost)))
        query = tantivy.Query.boolean_query(parts)
        if only is not None:
            allowed = tantivy.Query.const_score_query(
                tantivy.Query.term_set_query(schema, "id", list(only)), 0.0
            )
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, allowed)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        return [KeywordHit(searcher.doc(address)["id"][0], float(score)) for score, address in hits]

    def stems(self, text: str) -> list[str]:
        """The words of a text as the index knows them, in order, without stop words."""
        return list(self._analyzer.analyze(words_and_names(text)))

    def count(self) -> int:
        """How many incidents it holds."""
        return int(self._index.searcher().num_docs)

    def refresh(self) -> None:
        """See what another process has written."""
        self._index.reload()

    def clear(self) -> None:
        """Forget everything, the state included."""
        self._state = None
        self.__dict__.pop("_index", None)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _remember(self, state: IndexState) -> None:
        self._state = state
        if self._folder is not None:
            written = self._folder / "state.json.new"
            written.write_text(json.dumps(state._asdict()), encoding="utf-8")
            written.replace(self._folder / "state.json")

    @cached_property
    def _index(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for name in ("title", "full"):
            builder.add_text_field(name, stored=False, tokenizer_name="incident", index_option="freq")
        try:
            if self._folder is not None:
                self._folder.mkdir(parents=True, exist_ok=True)
            index = tantivy.Index(builder.build(), str(self._folder) if self._folder else None)
        except (ValueError, OSError) as error:
            raise self._unusable(error) from error
        index.register_tokenizer("incident", self._analyzer)
        return index

    @cached_property
    def _analyzer(self) -> Any:
        import tantivy

        return (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.remove_long(_LONGEST_TERM))
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.custom_stopword(_STOP_TEXT.split()))
            .filter(tantivy.Filter.stemmer("english"))
            .build()
        )

    def _unusable(self, error: Exception) -> StoreUnusable:
        return StoreUnusable(
            f"the keyword index cannot be used ({' '.join(str(error).split())[:200]}).",
            place=str(self._folder or "memory"),
            next_step="Check space and rights of the folder, then run: translator incidents reindex.",
        )
