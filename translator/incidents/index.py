"""Hybrid search over a store: keyword and vector indexes that follow it, joined in one ranking."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from translator.errors import (
    EmbeddingFailed,
    IndexMismatch,
    ProviderError,
    TranslatorError,
    VectorsUnavailable,
)
from translator.incidents.base import BUILT_IN, Embedder, Followed, IndexReport, Progress
from translator.incidents.hits import Search, as_hit, comparable, same_outage
from translator.incidents.keyword import FORMAT, TERMS_MOST, KeywordIndex
from translator.incidents.vectors import PARTS_MOST, IndexState, PartVector, VectorIndex
from translator.models import Change, Found, Hit, Incident, IncidentFilter
from translator.ranking import DEPTH, Ranked, fuse
from translator.similarity import Prepared, parts, prepare, windows, words_and_names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STEP = 200  # changes taken in at a time
_SPARE = 12  # hits fetched beyond those asked for: the ticket's own record and second records fall away
_FILTER_BY_ID = 2000  # ids up to which the indexes filter; above, a deeper search is filtered afterwards
_DEEPER = 10
_AT_ONCE = 20  # changes that a search takes in itself where it must not wait: a few tenths of a second
_PATIENCE = 5.0  # seconds that an import and a closing wait for another thread
_MAKING = "the search index is being made again, and will be there in a while"
_NEWEST = "the search index is being brought up to date; the newest records may be missing"
_RETRY_SECONDS = 30.0  # before a vector index that failed is asked again


class HybridIndex:
    """The search of one workspace. Safe in threads; several processes may share the copies.

    A search takes in first what the copies have missed. With `waits` it waits for that, however long it
    takes. Without, more than a few changes are taken in beside, in a thread: until half of all changes is
    there nothing is searched, and the answer says so.
    """

    def __init__(
        self,
        store: Followed,
        keyword: KeywordIndex,
        vectors: VectorIndex,
        embedder: Embedder,
        *,
        waits: bool = True,
    ) -> None:
        self._store = store
        self._keyword = keyword
        self._vectors = vectors
        self._embedder = embedder
        self._waits = waits
        self._lock = threading.Lock()
        self._beside: threading.Thread | None = None
        self._closing = False
        self._in_step = -1  # the store's revision at which both copies were complete
        self._down_until = 0.0
        self._down = ""  # why vectors are not used now

    def catch_up(self, progress: Progress | None = None) -> IndexReport:
        """See `IncidentIndex`."""
        if not self._lock.acquire(timeout=-1 if self._waits else _PATIENCE):
            return IndexReport(0, behind=1, notes=(_NEWEST,))
        try:
            return self._caught_up(progress)
        finally:
            self._lock.release()

    def _caught_up(self, progress: Progress | None = None) -> IndexReport:
        revision = self._store.revision()
        if revision == self._in_step:
            return IndexReport(0)
        done = self._keyword_follows()
        if done is None:
            note = "another process is updating the incident index; the newest may be missing"
            return IndexReport(0, behind=1, notes=(note,))
        if time.monotonic() >= self._down_until:
            try:
                done = max(done, self._vectors_follow(revision, progress))
                if not self._closing:
                    self._in_step, self._down = revision, ""
            except ProviderError as error:
                self._vectors_failed(error)
        return IndexReport(done, notes=(self._down,) if self._down else ())

    def _soon_caught_up(self) -> IndexReport:
        """As `catch_up` where little was missed; else that goes on beside, and the report says so.

        Never waits for another thread.
        """
        if self._store.revision() == self._in_step:
            return IndexReport(0)
        if self._lock.acquire(blocking=False):
            try:
                if len(self._store.changes(self._reached(), _AT_ONCE + 1)) <= _AT_ONCE:
                    return self._caught_up()
            finally:
                self._lock.release()
            self._catch_up_beside()
        half = 2 * self._reached() >= self._store.revision()
        return IndexReport(0, behind=1, notes=(_NEWEST if half else _MAKING,))

    def _reached(self) -> int:
        """The revision that every copy has taken in."""
        return min(state.revision if state else 0 for state in self._states())

    def _states(self) -> list[IndexState | None]:
        """Where the copies are that can be used now. Raises IndexMismatch."""
        states = [self._starting(self._keyword.state(), FORMAT)]
        if time.monotonic() >= self._down_until:
            try:
                states.append(self._vectors_state())
            except VectorsUnavailable as error:
                self._vectors_failed(error)
        return states

    def _catch_up_beside(self) -> None:
        if self._closing or (self._beside is not None and self._beside.is_alive()):
            return

        def catch_up() -> None:
            # Whoever asks next meets the error itself, or begins once more.
            with suppress(TranslatorError):
                self.catch_up()

        self._beside = threading.Thread(target=catch_up, name="search-index", daemon=True)
        self._beside.start()

    def rebuild(self, progress: Progress | None = None) -> IndexReport:
        """See `IncidentIndex`."""
        with self._lock:
            self._in_step, self._down, self._down_until = -1, "", 0.0
            self._keyword.clear()
            self._vectors.clear()
            revision = self._store.revision()
            done = max(self._keyword_follows() or 0, self._vectors_follow(revision, progress))
            self._in_step = revision
            return IndexReport(done)

    def search(
        self,
        title: str,
        body: str,
        where: IncidentFilter | None = None,
        *,
        limit: int = 10,
        own: Sequence[str] = (),
    ) -> Found:
        """See `IncidentIndex`."""
        report = self.catch_up() if self._waits else self._soon_caught_up()
        if _MAKING in report.notes:
            return Found(mode="not searched", notes=report.notes)
        only = None if where is None or where == IncidentFilter() else self._store.ids(where)
        on_record = self._keyword.count()
        searched = on_record if only is None else len(only)
        if not on_record:
            return Found(mode="not searched" if report.behind else "nothing stored", notes=report.notes)
        if not searched:
            return Found(notes=report.notes)
        text = prepare(title, body)
        terms = self._keyword.terms(text)
        depth = DEPTH
        allowed: frozenset[str] | None = None
        if only is not None and len(only) > _FILTER_BY_ID:
            allowed, only, depth = frozenset(only), None, DEPTH * _DEEPER
        vector = self._query_vector(text)
        cosine = self._cosines(vector, depth, only)
        keyword = {hit.incident: hit.score for hit in self._keyword.search(terms, depth, only)}
        if allowed is not None:
            keyword = {id: score for id, score in keyword.items() if id in allowed}
            cosine = {id: value for id, value in (cosine or {}).items() if id in allowed}
        telling = {t.word: t.times**0.5 * t.rarity for t in terms[:TERMS_MOST]}
        weights = {t.word: t.telling for t in terms if t.known}
        search = Search(telling, weights, self._words_of(text), self._keyword.stems, on_record)
        ranked = fuse(keyword, cosine or {})[: limit + _SPARE]
        incidents = {i.id: i for i in self._store.many([r.id for r in ranked])}
        # What vectors did not return is no nearer than the last that they did.
        least = min(cosine.values()) if cosine else None
        hits = self._judged(ranked, incidents, search, limit, frozenset(own), vector, least)
        down = self._down if self._down not in report.notes else ""
        return Found(
            hits=hits,
            searched=searched,
            mode="hybrid" if cosine is not None else "keyword only",
            notes=(*report.notes, *((down,) if down else ())),
        )

    def close(self) -> None:
        """See `IncidentIndex`. What is being taken in ends after the step that it is at."""
        self._closing = True
        held = self._lock.acquire(timeout=_PATIENCE)
        try:
            self._vectors.close()
        finally:
            if held:
                self._lock.release()

    def _judged(
        self,
        ranked: Sequence[Ranked],
        incidents: dict[str, Incident],
        search: Search,
        limit: int,
        own: frozenset[str],
        vector: NDArray[np.float32] | None,
        least: float | None,
    ) -> tuple[Hit, ...]:
        hits: list[Hit] = []
        for row in ranked:
            incident = incidents.get(row.id)
            if incident is None or own & {incident.id, incident.source_id, incident.url}:
                continue
            if any(same_outage(incident, hit.incident) for hit in hits):
                continue
            cosine = row.cosine if row.cosine is not None else least
            if cosine is None and vector is not None:  # vectors are down, the model is not
                cosine = max(map(float, self._embedded([incident])[0][1] @ vector))
            hits.append(as_hit(incident, row, cosine or 0.0, search))
            if len(hits) == limit:
                break
        return tuple(hits)

    def _query_vector(self, text: Prepared) -> NDArray[np.float32] | None:
        try:
            vector: NDArray[np.float32] = self._unit([windows(text)[0]], query=True)[0]
            return vector
        except EmbeddingFailed as error:
            self._vectors_failed(error)
            return None

    def _cosines(
        self, vector: NDArray[np.float32] | None, depth: int, only: Sequence[str] | None
    ) -> dict[str, float] | None:
        """Incident id → cosine of its best part; None: vectors cannot be asked."""
        if vector is None or self._down:
            return None
        try:
            return {near.incident: near.cosine for near in self._vectors.nearest(vector, depth, only)}
        except VectorsUnavailable as error:
            self._vectors_failed(error)
            return None

    def _vectors_failed(self, error: ProviderError) -> None:
        self._down = f"keyword only: {error}"
        self._down_until = time.monotonic() + _RETRY_SECONDS
        self._in_step = -1

    def _keyword_follows(self) -> int | None:
        """Changes taken in; None: another process is writing."""
        self._keyword.refresh()
        state = self._starting(self._keyword.state(), FORMAT)
        if state is None:
            self._keyword.clear()
        done, at = 0, state.revision if state else 0
        while not self._closing and (changes := self._store.changes(at, _STEP)):
            at = changes[-1].revision
            kept = [(c.incident.id, comparable(c.incident)) for c in changes if c.incident]
            gone = [c.id for c in changes if c.incident is None]
            if not self._keyword.apply(kept, gone, IndexState(self._store.store_id, FORMAT, at)):
                return None
            done += len(changes)
        return done

    def _vectors_follow(self, revision: int, progress: Progress | None) -> int:
        model = self._embedder.model_id
        state = self._vectors_state()
        if state is None and self._vectors.state() is not None:
            self._vectors.clear()
        done, at = 0, state.revision if state else 0
        first = at
        while not self._closing and (changes := self._store.changes(at, _STEP)):
            at = changes[-1].revision
            gone = [c.id for c in changes if c.incident is None]
            self._vectors.apply(self._vectors_of(changes), gone, IndexState(self._store.store_id, model, at))
            done += len(changes)
            if progress is not None:
                progress(at - first, max(revision, at) - first)
        return done

    def _vectors_state(self) -> IndexState | None:
        """The state that the vectors can go on from; see `_starting`.

        A new version of the built-in model makes them anew by itself: nobody chose it. Raises IndexMismatch
        for a model that somebody chose.
        """
        model, known = self._embedder.model_id, self._vectors.state()
        mine = known is not None and known.store_id == self._store.store_id
        if known is not None and mine and not _same_model(known.model_id, model):
            raise IndexMismatch(
                f"the incident index was made by “{known.model_id}”, and the embedding model is “{model}”.",
                place="incident index",
                next_step="Run: translator incidents reindex, or set embedding_model back.",
            )
        return self._starting(known, model)

    def _starting(self, state: IndexState | None, model: str) -> IndexState | None:
        """The state to go on from; None: start anew, for this copy is of other content."""
        if state is None or state.store_id != self._store.store_id or state.model_id != model:
            return None
        # A revision from the future: the database was put back to an earlier one.
        return state if state.revision <= self._store.revision() else None

    def _vectors_of(self, changes: Sequence[Change]) -> list[PartVector]:
        embedded = self._embedded([c.incident for c in changes if c.incident])
        return [
            PartVector(id, number, vector)
            for id, vectors in embedded
            for number, vector in enumerate(vectors[:PARTS_MOST])
        ]

    def _embedded(self, incidents: Sequence[Incident]) -> list[tuple[str, NDArray[np.float32]]]:
        """(id, the unit vectors of its parts as rows) for each incident, embedded in one go."""
        stretches = [parts(comparable(incident)) for incident in incidents]
        rows = self._unit([text for texts in stretches for text in texts])
        found, at = [], 0
        for incident, texts in zip(incidents, stretches, strict=True):
            found.append((incident.id, rows[at : at + len(texts)]))
            at += len(texts)
        return found

    def _unit(self, texts: list[str], *, query: bool = False) -> NDArray[np.float32]:
        import numpy as np

        if not texts:
            return np.zeros((0, 1), np.float32)
        embed = self._embedder
        vectors = [embed.embed_query(texts[0])] if query else embed.embed_documents(texts)
        rows = np.asarray(vectors, np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = rows / np.maximum(lengths, 1e-9)
        return unit

    def _words_of(self, text: Prepared) -> dict[str, str]:
        """Stem → the first word of the search that has it."""
        shown: dict[str, str] = {}
        for word in words_and_names(text.full).split():
            for stem in self._keyword.stems(word)[:1]:
                shown.setdefault(stem, word)
        return shown


def _same_model(before: str, now: str) -> bool:
    """Whether they are one model, perhaps in another version of the built-in one."""
    return before == now or (before.startswith(BUILT_IN) and now.startswith(BUILT_IN))
