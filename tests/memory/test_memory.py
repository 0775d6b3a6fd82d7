"""What is remembered and what is not: the search follows the translations, whoever changes them."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tests.databases import NewUrl
from tests.incidents.searchable import WordVectors
from tests.memory.shelves import (
    DANA,
    HANDBOOK,
    INVOICES,
    SIGN_IN,
    SIGN_IN_AGAIN,
    Shelf,
    new_shelf,
    ticket,
)
from translator import review
from translator.errors import IndexMismatch
from translator.incidents.index import HybridIndex
from translator.models import Staleness, Ticket
from translator.query_vectors import QueryVectors
from translator.storage import purge
from translator.storage.base import Event
from translator.storage.retention import SIGNED, UNSIGNED

ASKED = ticket(SIGN_IN_AGAIN, "BF-9")


def keys(shelf: Shelf, of: Ticket = ASKED) -> list[str]:
    """The keys of the tickets whose pitches are lent to a ticket."""
    return [found.ticket_key for found in shelf.memory.like(of)]


def test_an_approved_pitch_is_found_for_a_similar_ticket(shelf: Shelf) -> None:
    """It comes with who approved it, why it was found, and its words without their facts."""
    shelf.put(SIGN_IN)
    [found] = shelf.memory.like(ASKED)
    assert (found.ticket_key, found.state, found.by) == ("BF-1", "approved", "Dana Kerr")
    assert found.score >= 50
    assert any("sign" in reason for reason in found.why)
    assert found.parts["note.moment"] == "Prospects cannot sign in during a live demo."
    told = " ".join([found.one_breath, *found.parts.values()])
    for fact in ("Two", "4 %", "Harrow", "Finch", "«n", "«e", "last month"):
        assert fact not in told


def test_nothing_is_lent_to_an_unlike_ticket(shelf: Shelf) -> None:
    """No hit is an honest answer."""
    shelf.put(SIGN_IN)
    shelf.put(INVOICES, key="BF-3")
    assert shelf.memory.like(ticket(HANDBOOK, "BF-9")) == ()
    assert shelf.memory.search("zzz qqq") == ()


def test_an_empty_memory_loads_no_model(shelf: Shelf) -> None:
    """Where nothing was ever reviewed neither the index nor the embedding model is asked."""
    shelf.put(SIGN_IN, "draft")
    assert shelf.memory.like(ASKED) == ()
    assert not (shelf.folder / "keyword").exists()
    assert not (shelf.folder / "chroma").exists()


def test_workspaces_never_see_each_other(shelf: Shelf) -> None:
    """Neither by a search nor in a list, though database, folder and words are the same."""
    other = shelf.again(workspace="acme")
    shelf.put(SIGN_IN)
    assert keys(other) == []
    other.put(INVOICES, key="AC-1")
    assert keys(shelf, ticket(INVOICES, "X-1")) == []
    assert [entry.ticket_key for entry in other.memory.entries()] == ["AC-1"]
    assert keys(shelf) == ["BF-1"]


def test_what_is_in_review_scores_below_what_is_approved(shelf: Shelf) -> None:
    """With the same text it comes second, and it is marked."""
    shelf.put(SIGN_IN, "in review", key="BF-1", says={"note.moment": "Prospects wait."})
    shelf.put(SIGN_IN, "approved", key="BF-2")
    first, second = shelf.memory.like(ASKED)
    assert (first.ticket_key, second.ticket_key) == ("BF-2", "BF-1")
    assert second.score == pytest.approx(first.score * 0.85, abs=1)
    assert first.approved
    assert not second.approved


def test_the_same_words_are_lent_once(shelf: Shelf) -> None:
    """Two approved pitches of one text are no two examples."""
    shelf.put(SIGN_IN, key="BF-1")
    shelf.put(SIGN_IN, key="BF-2")
    assert len(keys(shelf)) == 1


def test_drafts_are_not_remembered(shelf: Shelf) -> None:
    """Nobody has read them."""
    shelf.put(SIGN_IN, "draft")
    shelf.put(INVOICES, key="BF-3")
    assert keys(shelf) == []
    assert [entry.ticket_key for entry in shelf.memory.entries()] == ["BF-3"]


def test_a_stale_pitch_is_out(shelf: Shelf) -> None:
    """From the moment on in which a newer text of its ticket made it stale."""
    stored = shelf.put(SIGN_IN)
    assert keys(shelf) == ["BF-1"]
    stale = Staleness(at=shelf.now, replaced_by="t9", changed=("the title",))
    shelf.save(review.made_stale(stored, stale, by=DANA), "stale")
    assert keys(shelf) == []


def test_a_closed_pitch_is_out(shelf: Shelf) -> None:
    """Its outcome was read; it is no pitch any more."""
    shelf.step(shelf.put(SIGN_IN, "published"), "closed")
    assert keys(shelf) == []


def test_a_pitch_whose_approval_is_taken_back_disappears(shelf: Shelf) -> None:
    """And comes back with the words of the next approval."""
    stored = shelf.put(SIGN_IN)
    assert keys(shelf) == ["BF-1"]
    draft = shelf.step(stored, "draft")
    assert keys(shelf) == []
    assert list(shelf.memory.entries()) == []
    shelf.step(shelf.step(draft, "in review"), "approved")
    assert keys(shelf) == ["BF-1"]


def test_a_deleted_pitch_disappears(shelf: Shelf) -> None:
    """Its words go with it."""
    stored = shelf.put(SIGN_IN)
    assert keys(shelf) == ["BF-1"]
    shelf.store.delete(stored.id, event=Event(shelf.now, DANA, "translation.deleted", stored.id))
    assert keys(shelf) == []


def test_what_another_process_does_is_seen_at_the_next_search(shelf: Shelf) -> None:
    """Nobody has to tell the memory: it follows the audit trail."""
    other = shelf.again()
    shelf.put(INVOICES, key="BF-3")
    assert keys(other, ticket(INVOICES, "X-1")) == ["BF-3"]
    other.made = shelf.made
    stored = other.put(SIGN_IN)
    assert keys(shelf) == ["BF-1"]
    shelf.step(stored, "draft")
    assert keys(other) == []


def test_an_index_that_is_lost_is_made_again(shelf: Shelf) -> None:
    """Everything is in the database."""
    shelf.put(SIGN_IN)
    before = shelf.memory.like(ASKED)
    shelf.memory.close()
    for name in ("keyword", "chroma"):
        shutil.rmtree(shelf.folder / name)
    assert shelf.again().memory.like(ASKED) == before


def test_another_text_of_the_same_ticket_lends_nothing(shelf: Shelf) -> None:
    """It is about to be stale; the same text may."""
    shelf.put(SIGN_IN, key="BF-1")
    assert keys(shelf, ticket(SIGN_IN_AGAIN, "BF-1")) == []
    assert keys(shelf, ticket(SIGN_IN, "BF-1")) == ["BF-1"]


def test_drafts_do_not_disturb_the_index(shelf: Shelf) -> None:
    """Thousands of them are made in between; also more than a page of events are read past."""
    shelf.put(SIGN_IN)
    assert keys(shelf) == ["BF-1"]
    revision = shelf.memory._feed.revision()
    for number in range(40):
        shelf.put(INVOICES, "draft", key=f"D-{number}")
    assert shelf.memory._feed.revision() == revision
    again = shelf.again()
    assert again.memory._feed.revision() == revision
    assert keys(again) == ["BF-1"]


def test_a_long_trail_is_read_to_its_beginning(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new index finds the first approval behind many pages of other events."""
    monkeypatch.setattr("translator.memory_feed._PAGE", 4)
    monkeypatch.setattr("translator.memory_feed._POLLED", 2)
    shelf.put(SIGN_IN)
    for number in range(9):
        shelf.put(INVOICES, "draft" if number % 2 else "approved", key=f"D-{number}")
    late = shelf.again()
    assert keys(late) == ["BF-1"]
    assert len(list(late.memory.entries())) == 6
    shelf.put(HANDBOOK, key="BF-4")
    for number in range(5):
        shelf.put(INVOICES, "draft", key=f"E-{number}")
    assert keys(late, ticket(HANDBOOK, "X-1")) == ["BF-4"]


def test_searches_at_once_agree(shelf: Shelf) -> None:
    """Threads that all find the index empty wait for one of them to fill it."""
    shelf.put(SIGN_IN)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keys(shelf), range(16)))
    assert found == [["BF-1"]] * 16


def test_pitches_that_are_purged_disappear(shelf: Shelf) -> None:
    """Many go with one event, which names none of them."""
    shelf.put(SIGN_IN)
    assert keys(shelf) == ["BF-1"]
    with shelf.database.connections.writing() as connection:
        for table in ("translation_versions", "translations"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    shelf.store.record(Event(shelf.now, DANA, "workspace.purged", ""))
    assert keys(shelf) == []
    assert list(shelf.memory.entries()) == []


def test_a_search_is_embedded_once() -> None:
    """However many indexes it is looked up in; the oldest searches are forgotten."""
    inner = WordVectors()
    asked: list[str] = []
    embed = inner.embed_query
    inner.embed_query = lambda text: asked.append(text) or embed(text)  # type: ignore[func-returns-value,method-assign]
    vectors = QueryVectors(inner)
    assert vectors.embed_query("sign-in") == vectors.embed_query("sign-in") == embed("sign-in")
    assert asked == ["sign-in"]
    for number in range(40):
        vectors.embed_query(str(number))
    vectors.embed_query("sign-in")
    assert asked.count("sign-in") == 2
    assert vectors.embed_documents(["a", "b"]) == inner.embed_documents(["a", "b"])
    assert vectors.model_id == inner.model_id


def test_another_embedding_model_says_what_to_do(shelf: Shelf) -> None:
    """With the command that makes the memory's index anew, which then serves."""
    shelf.put(SIGN_IN)
    assert keys(shelf) == ["BF-1"]
    other = shelf.again(embedder=WordVectors("words/2", 32))
    with pytest.raises(IndexMismatch, match="translator memory reindex"):
        other.memory.like(ASKED)
    other.memory.rebuild()
    assert keys(other) == ["BF-1"]


@pytest.mark.parametrize("after", ["at once", "another process"])
def test_what_was_purged_leaves_the_index(shelf: Shelf, after: str) -> None:
    """Not the answers alone: a row that is left takes the place of a hit."""
    for number in range(3):
        shelf.put((SIGN_IN[0], f"{SIGN_IN[1]} Seen {'again ' * number}today."), key=f"BF-{number}")
    shelf.put(SIGN_IN, "in review", key="BF-7")
    assert keys(shelf)
    index = shelf.memory._index
    assert isinstance(index, HybridIndex)
    assert index._keyword.count() == 4
    gone = purge(
        shelf.database, before=shelf.now + timedelta(days=1), now=shelf.now, by=DANA,
        states=UNSIGNED | SIGNED,
    )  # fmt: skip
    assert gone.translations == {"default": 4}
    reader = shelf if after == "at once" else shelf.again()
    assert keys(reader) == []
    index = reader.memory._index
    assert isinstance(index, HybridIndex)
    assert index._keyword.count() == 0
    assert {row.action for row in shelf.store.audit(limit=5).rows} == {
        "translations.purged", "translation.purged",
    }  # fmt: skip


def test_the_same_on_postgresql(tmp_path: Path, new_postgres_url: NewUrl) -> None:
    """Approved, found, taken back, gone; and the other workspace sees nothing of it."""
    shelf = new_shelf(tmp_path, new_postgres_url())
    stored = shelf.put(SIGN_IN)
    assert keys(shelf) == ["BF-1"]
    assert keys(shelf.again(workspace="acme")) == []
    shelf.step(stored, "draft")
    assert keys(shelf) == []
    shelf.memory.close()
    shelf.database.close()
