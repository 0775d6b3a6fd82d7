"""Ours in other people's LangChain chains, and their embeddings in our search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings, FakeEmbeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from tests.incidents.searchable import WordVectors, incident, past
from translator.errors import EmbeddingFailed, IndexMismatch
from translator.incident_service import IncidentService
from translator.incidents.embedding import DIMENSIONS
from translator.incidents.index import HybridIndex
from translator.incidents.keyword import KeywordIndex
from translator.incidents.langchain import IncidentRetriever, LocalEmbeddings, PluggedEmbedder
from translator.incidents.vectors import MemoryVectors
from translator.models import IncidentFilter
from translator.storage import open_store

SEARCH = "Sessions end early\nPeople are sent back to the sign-in screen"


@pytest.fixture
def searching(tmp_path: Any) -> Iterator[Callable[..., IncidentService]]:
    """Opens the same parts with another embedder each time it is called."""
    vectors, opened = MemoryVectors(), []

    def with_embedder(embedder: Any, rows: Any = ()) -> IncidentService:
        store = open_store(f"sqlite:///{tmp_path}/incidents.db", "w")
        service = IncidentService(
            store, HybridIndex(store, KeywordIndex(tmp_path / "keyword"), vectors, embedder)
        )
        opened.append(service)
        if rows:
            service.import_rows(rows, on_problem=print)
        return service

    yield with_embedder
    for service in opened:
        service.close()


@pytest.fixture
def retriever(searching: Callable[..., IncidentService]) -> IncidentRetriever:
    """Over the incidents of an invented ferry line."""
    return IncidentRetriever(index=searching(WordVectors(), past()).index)


def keys(documents: list[Document]) -> list[str]:
    return [document.metadata["key"] for document in documents]


def test_the_built_in_model_is_an_embeddings() -> None:
    """A chain of LangChain takes it like any other, also asynchronously."""
    ours = LocalEmbeddings()
    assert isinstance(ours, Embeddings)
    texts = ["Sign-in fails", "Seats are shown as free"]
    rows = ours.embed_documents(texts)
    assert [len(row) for row in rows] == [DIMENSIONS, DIMENSIONS]
    assert asyncio.run(ours.aembed_documents(texts)) == rows
    assert asyncio.run(ours.aembed_query(texts[0])) == ours.embed_query(texts[0]) == rows[0]


def test_any_embedder_of_ours_is_an_embeddings() -> None:
    """The one that is given is the one that is asked."""
    ours = LocalEmbeddings(WordVectors())
    assert ours.embed_query("ferry late") == WordVectors().embed_query("ferry late")
    assert ours.embed_documents(["ferry"]) == [WordVectors().embed_query("ferry")]


def test_a_retriever_gives_documents(retriever: IncidentRetriever) -> None:
    """The incident's text, and what a chain needs to cite it."""
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke(SEARCH)
    assert keys(documents) == ["INC-1", "INC-2"]
    best = documents[0]
    assert best.page_content.startswith("Sessions end early\n\nPeople were sent back to the sign-in screen.")
    assert best.metadata["score"] >= documents[1].metadata["score"] >= 0.5
    assert "People, sent" in best.metadata.pop("why")[0]
    assert best.metadata.pop("score") <= 1
    assert best.metadata == {
        "id": "table:INC-1",
        "key": "INC-1",
        "title": "Sessions end early",
        "source": "table",
        "url": None,
        "similar": True,
    }


def test_documents_survive_json(retriever: IncidentRetriever) -> None:
    """A chain may cache or trace them: they hold plain values only."""
    (document, *_) = retriever.invoke(SEARCH)
    assert Document.model_validate_json(document.model_dump_json()) == document


@pytest.mark.parametrize("query", ["Translate the handbook into Finnish", "zzz qqq", "", " \n ", "🙂"])
def test_nothing_alike_is_an_empty_list(retriever: IncidentRetriever, query: str) -> None:
    """An honest empty list; asked for all, the same search has documents marked as not similar."""
    assert retriever.invoke(query) == []
    everything = retriever.model_copy(update={"only_similar": False}).invoke(query)
    assert not any(document.metadata["similar"] for document in everything)


def test_an_empty_store_has_no_documents(searching: Callable[..., IncidentService]) -> None:
    """Before the first import a chain runs on without any."""
    empty = IncidentRetriever(index=searching(WordVectors()).index, only_similar=False)
    assert empty.invoke(SEARCH) == []


def test_async_and_batch_answer_alike(retriever: IncidentRetriever) -> None:
    """`ainvoke`, `batch`, `abatch` and a chain give what `invoke` gives, each search its own."""
    searches = [SEARCH, "Invoices doubled\nA retry of the invoice run doubled the fees", "zzz"] * 5
    expected = [retriever.invoke(search) for search in searches]
    assert [keys(found)[:1] for found in expected[:3]] == [["INC-1"], ["INC-3"], []]
    assert asyncio.run(retriever.ainvoke(SEARCH)) == expected[0]
    assert retriever.batch(searches) == expected
    assert asyncio.run(retriever.abatch(searches)) == expected
    assert (retriever | RunnableLambda(keys)).invoke(SEARCH) == ["INC-1", "INC-2"]


def test_limit_and_filter(retriever: IncidentRetriever) -> None:
    """As many as wanted at most, and only those the filter lets through."""
    assert keys(retriever.model_copy(update={"limit": 1}).invoke(SEARCH)) == ["INC-1"]
    only = retriever.model_copy(update={"where": IncidentFilter(levels=(3,)), "only_similar": False})
    assert sorted(keys(only.invoke(SEARCH))) == ["INC-2", "INC-4"]


@pytest.mark.parametrize("size", [8, 384])
def test_a_plugged_embeddings_finds(searching: Callable[..., IncidentService], size: int) -> None:
    """Any `Embeddings`, of any number of numbers, serves the whole search."""
    embedder = PluggedEmbedder(DeterministicFakeEmbedding(size=size), f"fake/{size}")
    found = searching(embedder, past()).search("Invoices doubled")
    assert (found.mode, found.notes) == ("hybrid", ())
    best = found.hits[0]
    assert (best.incident.source_id, best.similar) == ("INC-3", True)
    assert best.cosine == pytest.approx(1.0, abs=1e-3)  # its title alone is the same text


def test_chance_vectors_do_not_break_the_search(searching: Callable[..., IncidentService]) -> None:
    """An `Embeddings` that answers anything leaves the words to find it."""
    found = searching(PluggedEmbedder(FakeEmbeddings(size=16), "chance"), past()).search(SEARCH)
    assert len(found.hits) == 4
    assert found.mode == "hybrid"


def test_ours_goes_out_and_comes_back() -> None:
    """An embedder of ours made LangChain's and ours again gives the same vectors."""
    round_trip = PluggedEmbedder(LocalEmbeddings(WordVectors()), "words/1")
    assert round_trip.embed_query("ferry late") == WordVectors().embed_query("ferry late")
    assert round_trip.embed_documents([]) == []
    assert round_trip.model_id == "words/1"


def test_another_model_is_refused(searching: Callable[..., IncidentService]) -> None:
    """Vectors of one plugged model are never compared with those of another."""
    first = PluggedEmbedder(DeterministicFakeEmbedding(size=8), "fake/8")
    searching(first, past()).search(SEARCH)
    other = searching(PluggedEmbedder(DeterministicFakeEmbedding(size=16), "fake/16"))
    with pytest.raises(IndexMismatch, match=r"“fake/8”.*“fake/16”.*reindex"):
        IncidentRetriever(index=other.index).invoke(SEARCH)
    assert other.index.rebuild().indexed == 4
    assert other.search("Invoices doubled").hits[0].incident.source_id == "INC-3"


class Told(Embeddings):
    """Remembers what it was asked, and answers by the function given."""

    def __init__(self, answer: Callable[[list[str]], Any]) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked += texts
        rows: list[list[float]] = self.answer(texts)
        return rows

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def test_secrets_and_persons_are_masked(searching: Callable[..., IncidentService]) -> None:
    """A plugged model may be a service: what it is asked holds no key and no person's address."""
    told = Told(WordVectors().embed_documents)
    service = searching(
        PluggedEmbedder(told, "told"),
        [incident("INC-9", "Sign-in fails", "Seen by anna.berg@nordhavn.example, api_key=Zq81mmP0tt77")],
    )
    service.search("Sign-in fails for ola.dahl@nordhavn.example with AKIAIOSFODNN7EXAMPLE")
    assert len(told.asked) == 3  # a window, a title, a search
    sent = "\n".join(told.asked)
    assert "[EMAIL-1]" in sent
    for private in ("anna.berg", "ola.dahl", "Zq81mmP0tt77", "AKIAIOSFODNN7EXAMPLE"):
        assert private not in sent


def broken(_: list[str]) -> Any:
    raise ConnectionError("no route\n to the model, key=Zq81mmP0tt77")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (broken, "did not answer (ConnectionError: no route to the model, key="),
        (lambda texts: [[1.0, 0.0]], "1 vectors for 2 texts"),
        (lambda texts: [[1.0, 0.0], [1.0]], "unequal"),
    ],
)
def test_a_failing_embeddings_is_our_error(answer: Callable[[list[str]], Any], says: str) -> None:
    """Whatever it raises or leaves out is one error that names the model and the next step."""
    with pytest.raises(EmbeddingFailed) as error:
        PluggedEmbedder(Told(answer), "told").embed_documents(["Ferry", "Seat"])
    assert says in error.value.message
    assert error.value.place == "told"
    assert error.value.next_step
    assert "\n" not in str(error.value)


def test_while_it_fails_the_words_still_find(searching: Callable[..., IncidentService]) -> None:
    """The search goes on by keywords and says so; the import is not lost."""
    service = searching(PluggedEmbedder(Told(broken), "told"), past())
    found = service.search(SEARCH)
    assert found.mode == "keyword only"
    assert "no route" in found.notes[0]
    assert found.hits[0].incident.source_id == "INC-1"
